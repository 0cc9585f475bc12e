/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The items that an effect brought, as they lie in a state: each begins with a record of
 * SYMBOL_ITEM that holds its id, and its values follow. Private to menus/.
 */
#pragma once
#include "menus/pairs.h"
#include "menus/state.h"

unsigned items_count(const struct engine_state *state);
/* The record that begins item `wanted`, and where its values begin. False if there are fewer. */
bool items_find(
	const struct engine_state *state, unsigned wanted, size_t *behind_r, struct pair *item_r);
