/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Texts of a tree with their placeholders filled from a state. Private to menus/.
 *
 * In this order a name means: a value of the item being shown; a fact ("id.sex", "id.year",
 * "procedure.short", "procedure.name", "procedure.papers"); "papers" or "digits"; a value that an
 * effect brought; an answer, as the person was shown it.
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

/* "male" or "female", "1990": of an id that was given; NULL for no such fact or an empty id. */
const char *words_fact(const char *id, const char *fact, size_t fact_len, char out[8]);

/* The code of the procedure that is spoken of: the tree's own, else what "procedure" was answered,
 * else that of the draft. NULL at home without either. */
const char *words_procedure(const struct menu_set *set, const struct engine_state *state);
