/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The moves of a dialogue. A move ends at a node; walk_settle() then decides whether that node is
 * shown. Screens that were shown lie on the stack, a list as the effect that fills it, so that
 * going back brings fresh items.
 */
#include "menus/walk.h"
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/answers.h"
#include "menus/pairs.h"
#include "menus/words.h"

/* --- the place ----------------------------------------------------------------------------- */
static const struct tree *tree_at(const struct menu_set *set, const struct engine_state *state)
{
	return &set->trees[state->at.tree];
}

const struct node *walk_node(const struct menu_set *set, const struct engine_state *state)
{
	return &tree_at(set, state)->nodes[state->at.node];
}

static bool place_valid(const struct menu_set *set, struct place place)
{
	return place.tree < set->trees_n && place.node < set->trees[place.tree].nodes_n;
}

bool walk_state_valid(const struct menu_set *set, const struct engine_state *state)
{
	if (!place_valid(set, state->at) || state->language >= texts_languages(set->texts) ||
		(state->notice != TEXT_NONE && state->notice > set->text_max))
		return false;
	for (unsigned i = 0; i < state->depth; i++)
		if (!place_valid(set, state->stack[i]))
			return false;
	return true;
}

static void arrive(struct engine_state *state, uint16_t tree, uint16_t node)
{
	state->at = (struct place) { tree, node };
	state->page = 0;
	state->misses = 0;
}

/* Where `0` returns to when it should show this screen again. */
static struct place return_place(const struct menu_set *set, const struct engine_state *state)
{
	const struct node *node = walk_node(set, state);
	struct place place = state->at;

	if (node->kind == NODE_LIST)
		place.node = node->source;
	return place;
}

/* Its index on the stack, or depth. */
static unsigned stack_find(const struct engine_state *state, struct place place)
{
	unsigned i = 0;

	while (i < state->depth &&
		(state->stack[i].tree != place.tree || state->stack[i].node != place.node))
		i++;
	return i;
}

static void push(const struct menu_set *set, struct engine_state *state)
{
	if (state->depth == STATE_STACK_MAX) {
		memmove(state->stack, state->stack + 1,
			(STATE_STACK_MAX - 1) * sizeof(state->stack[0]));
		state->depth--;
	}
	state->stack[state->depth++] = return_place(set, state);
}

/* --- moves --------------------------------------------------------------------------------- */
static void forget(struct engine_state *state, uint16_t key)
{
	struct pairs answers = answers_of(state);

	if (key != SYMBOL_NONE)
		pairs_remove(&answers, key);
}

/* Values of effects go; what belongs to the dialogue stays. */
static void drop_values(struct engine_state *state)
{
	static const uint16_t kept[] = { SYMBOL_DRAFT, SYMBOL_DIALLED };
	char texts[2][PAIR_TEXT_MAX + 1];
	struct pairs values = values_of(state);

	for (unsigned i = 0; i < 2; i++) {
		const char *text = pairs_find(state->values, state->values_len, kept[i]);

		osmo_strlcpy(texts[i], text ? text : "", sizeof(texts[i]));
	}
	state->values_len = state->items_len = 0;
	for (unsigned i = 0; i < 2; i++)
		if (texts[i][0])
			(void)!pairs_put(&values, kept[i], texts[i]);
}

/* A procedure that is left with answers in it can be gone on with. */
static void note_draft(const struct menu_set *set, struct engine_state *state)
{
	struct pairs values = values_of(state);

	if (state->at.tree > 0 && state->answers_len > 0 && !state->ended)
		(void)!pairs_put_evicting(&values, SYMBOL_DRAFT, tree_at(set, state)->code);
}

void walk_home(const struct menu_set *set, struct engine_state *state)
{
	const struct tree *home = &set->trees[0];

	note_draft(set, state);
	drop_values(state);
	for (unsigned i = 0; i < home->keys_n; i++)
		forget(state, home->keys[i].symbol);
	if (!pairs_find(state->values, state->values_len, SYMBOL_DRAFT))
		state->answers_len = 0;
	state->depth = 0;
	state->resuming = false;
	arrive(state, 0, home->start);
}

/* To the first question of a procedure that has no answer. */
static void start_onward(const struct menu_set *set, struct engine_state *state, uint16_t tree)
{
	state->depth = 0;
	state->items_len = 0;
	state->resuming = true;
	arrive(state, tree, set->trees[tree].start);
}

/* A procedure from its start, or the question whether to go on with what was answered. */
static void start_tree(const struct menu_set *set, struct engine_state *state, uint16_t tree)
{
	const char *draft = pairs_find(state->values, state->values_len, SYMBOL_DRAFT);

	if (draft && strcmp(draft, set->trees[tree].code) == 0) {
		arrive(state, 0, set->trees[0].resume);
		return;
	}
	state->answers_len = 0;
	drop_values(state);
	arrive(state, tree, set->trees[tree].start);
}

static void start_draft(const struct menu_set *set, struct engine_state *state)
{
	const char *draft = pairs_find(state->values, state->values_len, SYMBOL_DRAFT);
	int tree = draft ? menu_set_tree_find(set, draft) : -1;
	struct pairs values = values_of(state);

	if (tree <= 0) {
		walk_home(set, state);
		return;
	}
	pairs_remove(&values, SYMBOL_DRAFT);
	start_onward(set, state, (uint16_t)tree);
}

void walk_to(const struct menu_set *set, struct engine_state *state, struct target target)
{
	switch (target.kind) {
	case TARGET_NODE:
		arrive(state, state->at.tree, target.index);
		break;
	case TARGET_TREE:
		start_tree(set, state, target.index);
		break;
	case TARGET_HOME:
		walk_home(set, state);
		break;
	case TARGET_DRAFT:
		start_draft(set, state);
		break;
	case TARGET_ONWARD:
		start_onward(set, state, state->at.tree);
		break;
	}
}

void walk_along(const struct menu_set *set, struct engine_state *state, const struct route *route)
{
	const struct way *way = route_way(route, state);

	for (unsigned i = 0; i < way->forget_n; i++)
		forget(state, way->forget[i]);
	if (way->notice != TEXT_NONE)
		state->notice = way->notice;
	walk_to(set, state, way->to);
}

void walk_back(const struct menu_set *set, struct engine_state *state)
{
	const struct node *node;
	struct place to;

	state->resuming = false;
	if (state->page > 0) {
		state->page--;
		return;
	}
	if (state->depth == 0) {
		walk_home(set, state);
		return;
	}
	to = state->stack[--state->depth];
	if (to.tree == 0 && to.node == set->trees[0].start) {
		walk_home(set, state);
		return;
	}
	if (to.tree != state->at.tree)
		note_draft(set, state);
	arrive(state, to.tree, to.node);
	node = walk_node(set, state);
	if (node->list != NODE_NONE)
		node = &tree_at(set, state)->nodes[node->list];
	forget(state, node->key);
}

/* --- answers ------------------------------------------------------------------------------- */
static void keep_answer(struct engine_state *state, uint16_t key, const char *answer)
{
	struct pairs answers = answers_of(state);

	/* Room for every key of a tree is there with answers of usual length; if it is not, the
	 * oldest answer is asked for again at the end rather than this one lost. */
	if (key != SYMBOL_NONE && answer)
		(void)!pairs_put_evicting(&answers, key, answer);
}

static void take_option(
	const struct menu_set *set, struct engine_state *state, const struct node *node, unsigned i)
{
	const struct option *option = &node->options[i];

	keep_answer(state, node->key, option->value);
	for (unsigned j = 0; j < option->sets_n; j++)
		keep_answer(state, option->sets[j].key, option->sets[j].value);
	walk_along(set, state, &option->next);
}

/* The record that begins item `wanted`; false if there are fewer. */
static bool item_find(
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

static unsigned items_count(const struct engine_state *state)
{
	struct pair pair;
	size_t at = 0;
	unsigned n = 0;

	while (pairs_next(state->items, state->items_len, &at, &pair))
		n += pair.symbol == SYMBOL_ITEM;
	return n;
}

/* The values of the chosen item stay, to be shown later; the others go. */
static void take_item(
	const struct menu_set *set, struct engine_state *state, const struct node *node, unsigned i)
{
	struct pairs values = values_of(state);
	struct pair pair;
	size_t at;

	if (!item_find(state, i, &at, &pair))
		return;
	keep_answer(state, node->key, pair.text);
	while (pairs_next(state->items, state->items_len, &at, &pair) && pair.symbol != SYMBOL_ITEM)
		(void)!pairs_put_evicting(&values, pair.symbol, pair.text);
	state->items_len = 0;
	walk_along(set, state, &node->next);
}

static void take_choice(const struct menu_set *set, struct engine_state *state, unsigned choice)
{
	const struct node *node = walk_node(set, state);
	unsigned items = node->kind == NODE_LIST ? items_count(state) : 0;

	if (choice < items)
		take_item(set, state, node, choice);
	else
		take_option(set, state, node, choice - items);
}

void walk_choose(const struct menu_set *set, struct engine_state *state, unsigned choice)
{
	push(set, state);
	take_choice(set, state, choice);
}

void walk_enter(const struct menu_set *set, struct engine_state *state, const char *answer)
{
	const struct node *node = walk_node(set, state);

	push(set, state);
	keep_answer(state, node->key, answer);
	walk_along(set, state, &node->next);
}

/* --- passing ------------------------------------------------------------------------------- */
/* The choice that stands for the answer given before, or -1. */
static int answered_choice(
	const struct engine_state *state, const struct node *node, const char *answer)
{
	struct pair pair;
	size_t at;

	if (node->kind == NODE_LIST) {
		for (unsigned i = 0; item_find(state, i, &at, &pair); i++)
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
	take_choice(set, state, (unsigned)only);
	return true;
}

/* A screen that was shown before is come back to, not stacked up. */
static void unwind(const struct menu_set *set, struct engine_state *state)
{
	state->depth = (uint8_t)stack_find(state, return_place(set, state));
}

/* Goes past a screen that needs no showing while resuming; *message_io is the first message that
 * nobody can have read, for no answer came after it. Never past one twice: that would be a loop. */
static bool pass_resuming(
	const struct menu_set *set, struct engine_state *state, struct place *message_io)
{
	if (!state->resuming || stack_find(state, return_place(set, state)) < state->depth)
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
		arrive(state, message.tree, message.node);
	unwind(set, state);
}
