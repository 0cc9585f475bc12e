/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What an effect brought: its items for a list, its values to be shown or taken as answers.
 */
#include "menus/result.h"
#include <string.h>
#include "menus/answers.h"
#include "menus/pairs.h"
#include "menus/walk.h"

static int outcome_index(enum effect effect, const char *outcome)
{
	const char *const *outcomes = effect_outcomes(effect);

	for (int i = 0; outcome && outcomes[i]; i++)
		if (strcmp(outcomes[i], outcome) == 0)
			return i;
	return -1;
}

static bool names_known(const struct menu_set *set, const struct effect_value *values, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (symbols_find(set->symbols, values[i].name, strlen(values[i].name)) ==
			SYMBOL_NONE)
			return false;
	return true;
}

bool result_belongs(const struct menu_set *set, const struct engine_state *state,
	const struct effect_result *result)
{
	const struct node *node = walk_node(set, state);

	if (!result || !state->waiting || outcome_index(node->effect, result->outcome) < 0 ||
		!names_known(set, result->values.v, result->values.n))
		return false;
	for (unsigned i = 0; i < result->items_n; i++)
		if (!names_known(set, result->items[i].v, result->items[i].n))
			return false;
	return true;
}

static int keep_item(
	const struct menu_set *set, const struct pairs *items, const struct effect_item *item)
{
	int rc = pairs_append(items, SYMBOL_ITEM, item->id);

	for (unsigned i = 0; i < item->n && rc == OK; i++) {
		const char *name = item->v[i].name;

		rc = pairs_append(
			items, symbols_find(set->symbols, name, strlen(name)), item->v[i].value);
	}
	return rc;
}

/* Items are kept whole; the last ones go if there are more than fit. */
static void keep_items(
	const struct menu_set *set, struct engine_state *state, const struct effect_result *result)
{
	struct pairs items = items_of(state);

	state->items_len = 0;
	for (unsigned i = 0; i < result->items_n; i++) {
		uint16_t before = state->items_len;

		if (keep_item(set, &items, &result->items[i]) < 0) {
			state->items_len = before;
			return;
		}
	}
}

/* The key under which a node keeps a value as an answer; SYMBOL_NONE: it is only shown. */
static uint16_t taken_as(const struct node *node, uint16_t name)
{
	for (unsigned i = 0; i < node->take_n; i++)
		if (node->take[i].name == name)
			return node->take[i].key;
	return SYMBOL_NONE;
}

/* Nothing is taken of an empty value: the answer is asked for then. */
static void keep_value(const struct menu_set *set, struct engine_state *state,
	const struct node *node, bool done, const struct effect_value *value)
{
	uint16_t name = symbols_find(set->symbols, value->name, strlen(value->name));
	uint16_t key = done ? taken_as(node, name) : SYMBOL_NONE;
	struct pairs answers = answers_of(state), values = values_of(state);

	if (key == SYMBOL_NONE)
		(void)!pairs_put_evicting(&values, name, value->value);
	else if (value->value[0])
		(void)!pairs_put_evicting(&answers, key, value->value);
}

void result_take(
	const struct menu_set *set, struct engine_state *state, const struct effect_result *result)
{
	const struct node *node = walk_node(set, state);
	int outcome = outcome_index(node->effect, result->outcome);
	struct pairs values = values_of(state);

	state->waiting = false;
	if (effect_promises(node->effect))
		pairs_remove(&values, SYMBOL_DIALLED); /* a promise is read before anything else */
	if (node->effect == EFFECT_DRAFT_DISCARD) {
		state->answers_len = 0;
		pairs_remove(&values, SYMBOL_DRAFT);
	}
	for (unsigned i = 0; i < result->values.n; i++)
		keep_value(set, state, node, outcome == 0, &result->values.v[i]);
	keep_items(set, state, result);
	walk_along(set, state, &node->on[outcome]);
}
