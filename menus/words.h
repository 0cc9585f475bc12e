/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Texts of a tree with their placeholders filled from a state. Private to menus/.
 *
 * In this order a name means: a value of the item being shown; a fact ("id.sex", "born.month",
 * "home.name", "procedure.short"); "papers"; a bound of the entry ("digits", "min", "max"); a value
 * that an effect brought; an answer, as the person was shown it.
 */
#pragma once
#include "menus/tree.h"

struct words {
	const struct menu_set *set;
	const struct engine_state *state;
	const uint8_t *item; /* records of the item being shown, NULL: none */
	size_t item_len;
	char made[TEXT_MAX]; /* a value that is put together */
};

/* As texts_value_cb; `data` is a struct words. */
const char *words_value(const char *name, size_t len, void *data);

/* The text in the state's language: as it lies in the catalogue if it has no placeholder, else
 * expanded into `out` (cut to fit). Borrowed; its length is *len_r. */
const char *words_text(
	struct words *words, uint16_t text, bool accents, char *out, size_t cap, size_t *len_r);

/* For words_value(). A fact by its whole name, "id.sex", "born.month", "procedure.short"; NULL if
 * the name has no dot or nothing is known of its procedure. */
const char *words_fact_of(struct words *words, const char *name, size_t len);
/* An answer as the person was shown it; NULL if there is none. */
const char *words_answer(struct words *words, uint16_t key);
/* "1500000", or with dots "1.500.000". */
void words_number(int64_t number, bool dots, char *out, size_t cap);

/* "male" or "female", "1990": of an id that was given; NULL for no such fact or an empty id. */
const char *words_fact(const char *id, const char *fact, size_t fact_len, char out[8]);

/* The code of the procedure that is spoken of: the tree's own, else what "procedure" was answered,
 * else that of the draft. NULL at home without either. */
const char *words_procedure(const struct menu_set *set, const struct engine_state *state);
