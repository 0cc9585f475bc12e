/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Asking a tree and a state: whether a guard holds, where a route leads, who asks for a key.
 */
#include <string.h>
#include "menus/pairs.h"
#include "menus/tree.h"

static bool text_is_one_of(const struct guard *guard, const char *text)
{
	if (!text || guard->texts_n == 0)
		return text;
	for (unsigned i = 0; i < guard->texts_n; i++)
		if (strcmp(guard->texts[i], text) == 0)
			return true;
	return false;
}

bool guard_holds(const struct guard *guard, const struct engine_state *state)
{
	bool all;

	if (!guard)
		return true;
	switch (guard->kind) {
	case GUARD_ANSWER:
		return text_is_one_of(
			guard, pairs_find(state->answers, state->answers_len, guard->symbol));
	case GUARD_VALUE:
		return text_is_one_of(
			guard, pairs_find(state->values, state->values_len, guard->symbol));
	case GUARD_NOT:
		return !guard_holds(guard->parts, state);
	case GUARD_ALL:
	case GUARD_ANY:
		break;
	}
	/* all: stops at the first that fails; any: at the first that holds */
	all = guard->kind == GUARD_ALL;
	for (unsigned i = 0; i < guard->parts_n; i++)
		if (guard_holds(&guard->parts[i], state) != all)
			return !all;
	return all;
}

const struct way *route_way(const struct route *route, const struct engine_state *state)
{
	unsigned i = 0;

	while (i + 1 < route->n && !guard_holds(route->ways[i].when, state))
		i++;
	return &route->ways[i];
}

const struct key *tree_key(const struct tree *tree, uint16_t symbol)
{
	for (unsigned i = 0; i < tree->keys_n; i++)
		if (tree->keys[i].symbol == symbol)
			return &tree->keys[i];
	return NULL;
}

const struct node *tree_asks(const struct tree *tree, uint16_t key)
{
	for (unsigned i = 0; i < tree->nodes_n; i++)
		if (tree->nodes[i].key == key)
			return &tree->nodes[i];
	return NULL;
}

const struct node *tree_entry(const struct tree *tree, uint16_t key)
{
	for (unsigned i = 0; i < tree->nodes_n; i++)
		if (tree->nodes[i].key == key && tree->nodes[i].kind == NODE_ENTRY)
			return &tree->nodes[i];
	return NULL;
}

const struct option *tree_option(const struct tree *tree, uint16_t key, const char *value)
{
	for (unsigned i = 0; i < tree->nodes_n; i++) {
		const struct node *node = &tree->nodes[i];

		for (unsigned j = 0; node->key == key && j < node->options_n; j++)
			if (node->options[j].value && strcmp(node->options[j].value, value) == 0)
				return &node->options[j];
	}
	return NULL;
}
