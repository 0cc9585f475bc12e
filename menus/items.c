/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Finding items in the records of a state.
 */
#include "menus/items.h"
#include "menus/symbols.h"

unsigned items_count(const struct engine_state *state)
{
	struct pair pair;
	size_t at = 0;
	unsigned n = 0;

	while (pairs_next(state->items, state->items_len, &at, &pair))
		n += pair.symbol == SYMBOL_ITEM;
	return n;
}

bool items_find(
	const struct engine_state *state, unsigned wanted, size_t *behind_r, struct pair *item_r)
{
	size_t at = 0;
	unsigned n = 0;

	while (pairs_next(state->items, state->items_len, &at, item_r))
		if (item_r->symbol == SYMBOL_ITEM && n++ == wanted) {
			*behind_r = at;
			return true;
		}
	return false;
}
