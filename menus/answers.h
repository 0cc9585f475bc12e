/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The packed answers of a draft, "key\0value\0key\0value\0", and their way back into a state.
 * Keys by name, so that they outlive the numbering of a set.
 */
#pragma once
#include "menus/engine.h"
#include "menus/tree.h"

/* Puts the answers of a draft into an empty state. 0; or 1 where its tree is another one by now:
 * then only answers that could be given today are taken, and ERR_NOT_FOUND is the result if none
 * is. ERR_NOT_FOUND also if its procedure is gone; ERR_INVALID: the octets are no answers of it.
 * *state untouched on errors. */
int answers_import(const struct menu_set *set, const struct engine_draft *draft, int today,
	struct engine_state *state) MUST_CHECK;

/* Something of the tree was answered, beside what home gave. */
bool answers_any(const struct tree *tree, const struct engine_state *state);

/* Views for pairs_*() on the three pieces of a state. */
struct pairs answers_of(struct engine_state *state);
struct pairs values_of(struct engine_state *state);
struct pairs items_of(struct engine_state *state);
