/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Taking the result of an effect into a state. Private to menus/.
 */
#pragma once
#include "menus/engine.h"
#include "menus/tree.h"

/* The state waits for it, its node has such an outcome, and all its names are known. `result` may
 * be NULL. */
bool result_belongs(const struct menu_set *set, const struct engine_state *state,
	const struct effect_result *result);
/* Keeps values, answers and items, and goes where the outcome leads. It must belong. */
void result_take(
	const struct menu_set *set, struct engine_state *state, const struct effect_result *result);
