/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The packed answers of a draft, "key\0value\0key\0value\0", and their way back into a state.
 * Keys by name, so that they outlive the numbering of a set.
 */
#pragma once
#include "menus/engine.h"
#include "menus/tree.h"

/* Puts the answers of a draft into an empty state. ERR_NOT_FOUND: its tree is not known, or is
 * another one by now; ERR_INVALID: the octets are no answers of it. *state untouched then. */
int answers_import(const struct menu_set *set, const struct engine_draft *draft,
	struct engine_state *state) MUST_CHECK;

/* Views for pairs_*() on the three pieces of a state. */
struct pairs answers_of(struct engine_state *state);
struct pairs values_of(struct engine_state *state);
struct pairs items_of(struct engine_state *state);
