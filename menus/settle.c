/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Passing what needs no screen: an only choice, and, while a draft is gone on with, what was
 * answered before.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/items.h"
#include "menus/pairs.h"
#include "menus/walk.h"

/* The choice that stands for the answer given before, or -1. */
static int answered_choice(
	const struct engine_state *state, const struct node *node, const char *answer)
{
	struct pair pair;
	size_t at;

	if (node->kind == NODE_LIST) {
		for (unsigned i = 0; items_find(state, i, &at, &pair); i++)
			if (strcmp(pair.text, answer) == 0)
				return (int)i;
		return -1;
	}
	for (unsigned i = 0; i < node->options_n; i++)
		if (node->options[i].value && strcmp(node->options[i].value, answer) == 0 &&
			guard_holds(node->options[i].when, state))
			return (int)i;
	return -1;
}

/* Goes past a node that is answered. */
static bool pass_answered(const struct menu_set *set, struct engine_state *state)
{
	const struct node *node = walk_node(set, state);
	const char *answer = node->key == SYMBOL_NONE
		? NULL
		: pairs_find(state->answers, state->answers_len, node->key);
	char kept[PAIR_TEXT_MAX + 1];
	int choice;

	if (!answer)
		return false;
	choice = answered_choice(state, node, answer);
	if (choice < 0 && node->kind != NODE_ENTRY)
		return false;
	osmo_strlcpy(kept, answer, sizeof(kept));
	if (choice < 0)
		walk_enter(set, state, kept);
	else
		walk_choose(set, state, (unsigned)choice);
	return true;
}

/* The only choice there is, or -1. */
static int only_choice(const struct engine_state *state, const struct node *node)
{
	unsigned items = node->kind == NODE_LIST ? items_count(state) : 0, n = items;
	int only = 0;

	for (unsigned i = 0; i < node->options_n; i++)
		if (guard_holds(node->options[i].when, state)) {
			only = (int)(items + i);
			n++;
		}
	if (node->kind == NODE_LIST && items == 1)
		return 0; /* what stands behind an only item is for those with several */
	return n == 1 ? only : -1;
}

static bool pass_single(const struct menu_set *set, struct engine_state *state)
{
	const struct node *node = walk_node(set, state);
	int only = node->single ? only_choice(state, node) : -1;

	if (only < 0)
		return false;
	walk_take(set, state, (unsigned)only);
	return true;
}

/* Goes past a screen that needs no showing while resuming; *message_io is the first message that
 * nobody can have read, for no answer came after it. Never past one twice: that would be a loop. */
static bool pass_resuming(
	const struct menu_set *set, struct engine_state *state, struct place *message_io)
{
	if (!state->resuming || walk_node(set, state)->helping || walk_on_stack(set, state))
		return false;
	if (walk_node(set, state)->kind == NODE_MESSAGE) {
		if (message_io->node == NODE_NONE)
			*message_io = state->at;
		walk_choose(set, state, 0);
		return true;
	}
	if (!pass_answered(set, state))
		return false;
	message_io->node = NODE_NONE;
	return true;
}

void walk_settle(const struct menu_set *set, struct engine_state *state)
{
	struct place message = { 0, NODE_NONE };

	/* the bound is met only by a tree so long that the stack forgets where it began */
	for (unsigned n = 0; n < 2 * TREE_NODES_MAX; n++) {
		const struct node *node = walk_node(set, state);

		if (node->kind == NODE_EFFECT || node->kind == NODE_END)
			return;
		if (!pass_resuming(set, state, &message) && !pass_single(set, state))
			break;
	}
	if (message.node != NODE_NONE)
		walk_arrive(state, message);
	walk_unwind(set, state);
}
