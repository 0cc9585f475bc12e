/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What people type and what effects bring, from samples.json: the usual, for showing and counting
 * dialogues, and the longest, for proving that every screen fits. There are two worlds: "first",
 * where nobody knows this phone, and "again", where its person has applied before.
 *
 * Nothing here is shipped to citizens. Pure; constant after load.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "gateway/base/json.h"
#include "menus/effect.h"
#include "menus/engine.h"

#define SAMPLES_FILE_MAX   (64 * 1024) /* octets */
#define SAMPLES_CASES_MAX  4 /* results of one effect */
#define SAMPLES_TYPED_MAX  8 /* things typed for one kind of entry */
#define SAMPLES_TYPED_SIZE 184 /* octets, NUL included */

enum samples_world { SAMPLES_FIRST, SAMPLES_AGAIN, SAMPLES_WORLDS };
/* "first", "again". Static. */
const char *samples_world_name(enum samples_world world);

struct samples;
struct node; /* menus/tree.h */

/* NULL with a sentence in the reader of `root`: a member that is unknown, an effect or a kind of
 * entry without a sample, an outcome or a value that the effect does not have. Owned by ctx. */
struct samples *samples_read(void *ctx, const struct json_at *root);

/* The day on which it all happens, as yyyymmdd; dates and identity numbers are judged by it. */
int samples_day(const struct samples *samples);
/* For the "own" sources of a submission: the day, "24112026", and the phone, national digits. */
const char *samples_today(const struct samples *samples);
const char *samples_phone(const struct samples *samples);

/* What the world answers to the effect that `state` waits for: the first case of samples.json that
 * applies to the world and to the answers at hand. */
void samples_result(const struct samples *samples, enum samples_world world,
	const struct menu_set *set, const struct engine_state *state, struct effect_result *out);

/* The usual success of an effect: its case that applies always. */
void samples_usual(const struct samples *samples, const struct menu_set *set, enum effect effect,
	struct effect_result *out);

/* The `variant`-th usual thing to type into an entry that it accepts, such as the number of a man
 * and that of a woman; false if there is none. Variant 0 suits the key of the entry best. */
bool samples_typed(const struct samples *samples, const struct menu_set *set,
	const struct node *entry, unsigned variant, char out[SAMPLES_TYPED_SIZE]) MUST_CHECK;
/* The `variant`-th of the longest answers to an entry, as it is kept; false if there is none. */
bool samples_longest(const struct samples *samples, const struct node *entry, unsigned variant,
	char out[SAMPLES_TYPED_SIZE]) MUST_CHECK;

/* The longest texts that a value of an effect can have; NULL-ended. One may be "@id" of a catalogue
 * text, with one '*' for any characters or one '#' for digits: "@status.#". Empty if the effect has
 * no such value. */
const char *const *samples_longest_value(
	const struct samples *samples, enum effect effect, const char *name);
/* How many items the longest list of an effect has; 0: it brings none. */
unsigned samples_longest_items(const struct samples *samples, enum effect effect);
/* Whether an id of a catalogue text is meant by such a pattern. */
bool samples_means(const char *pattern, const char *text_id);
