/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The engine: (trees, state, event) -> (new state, screen | effect | end). A pure function: it
 * knows neither bearer, clock nor store. A bearer's budget comes in because it decides which
 * options are on which page, and what "9" means.
 *
 * The screen itself is rendered from the new state by menus/render.h. Rendering is pure too, so a
 * repeated message is answered by rendering the same state again.
 */
#pragma once
#include "menus/budget.h"
#include "menus/effect.h"
#include "menus/menu_set.h"
#include "menus/state.h"

enum engine_event_kind {
	ENGINE_BEGIN, /* first dial; `text` = what was dialled behind the service code: "", "2",
			 "2*1234567890" */
	ENGINE_INPUT, /* an answer of the person, as typed */
	ENGINE_RESULT, /* of the effect that was asked for */
};

/* A draft that could be continued: offered at ENGINE_BEGIN without a dial string, and later when
 * the person is about to begin the same procedure anew. Of a draft whose tree is another one by now
 * those answers are offered that still answer something, with a word that others are asked again.
 */
struct engine_draft {
	const char *procedure;
	const uint8_t *tree_hash;
	const uint8_t *answers; /* as answers_export() wrote it */
	size_t answers_len;
};

struct engine_event {
	enum engine_event_kind kind;
	const char *text; /* need not be valid UTF-8: the engine says what to do instead */
	size_t len;
	int today; /* yyyymmdd, in Vietnam: national ids and dates are judged by it */
	const struct effect_result *result;
	const struct engine_draft *draft; /* may be NULL */
};

enum engine_kind {
	ENGINE_SCREEN, /* show it and wait for an answer */
	ENGINE_EFFECT, /* carry out `effect`, come back with its result */
	ENGINE_END, /* show it; the dialogue is over */
};
struct engine_out {
	enum engine_kind kind;
	enum effect effect;
};

/* A state before any event, for a subscriber's language and script. */
void engine_init(struct engine_state *state, unsigned language, bool accents);

/* Changes *state. Never fails on what a person typed. ERR_INVALID only for an event that does not
 * belong (a result nobody asked for, an outcome the tree does not know); then *state is as before.
 */
int engine_step(const struct menu_set *set, struct engine_state *state, const struct budget *budget,
	const struct engine_event *event, struct engine_out *out) MUST_CHECK;

/* The value of an answer or an effect's value by name; NULL if there is none. Borrowed from the
 * state. NUL-terminated. */
const char *engine_answer(
	const struct menu_set *set, const struct engine_state *state, const char *key);
/* An answer that the effect at hand reads as `name`: the one whose key the node's "with" gives it,
 * else as engine_answer(). */
const char *engine_argument(
	const struct menu_set *set, const struct engine_state *state, const char *name);
/* Drops an answer, such as a slot that is gone. */
void engine_forget(const struct menu_set *set, struct engine_state *state, const char *key);
/* The procedure under way, also while its person asks for help; NULL at home. */
const char *engine_procedure(const struct menu_set *set, const struct engine_state *state);
/* Its person answered something that is worth going on with. */
bool engine_answered(const struct menu_set *set, const struct engine_state *state);
/* The screen on which help was asked for, as "tree/node"; NULL if it was dialled for. Borrowed from
 * the state. */
const char *engine_help_from(const struct engine_state *state);

/* Answers that outlive the dialogue (keys not marked "keep": false), by name:
 * "key\0value\0key\0value\0". Returns octets, ERR_TOO_LONG. Deterministic order. */
int answers_export(const struct menu_set *set, const struct engine_state *state, uint8_t *out,
	size_t cap) MUST_CHECK;
