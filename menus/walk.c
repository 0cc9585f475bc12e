/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The moves of a dialogue. A move ends at a node; walk_settle() then decides whether that node is
 * shown. Screens that were shown lie on the stack, a list as the effect that fills it, so that
 * going back brings fresh items.
 */
#include "menus/walk.h"
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/answers.h"
#include "menus/items.h"
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

uint16_t walk_procedure(const struct engine_state *state)
{
	unsigned i = state->depth;

	/* at home the stack knows of procedures only while help is asked for */
	if (state->at.tree > 0)
		return state->at.tree;
	while (i > 0 && state->stack[i - 1].tree == 0)
		i--;
	return i > 0 ? state->stack[i - 1].tree : 0;
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

bool walk_on_stack(const struct menu_set *set, const struct engine_state *state)
{
	return stack_find(state, return_place(set, state)) < state->depth;
}

void walk_unwind(const struct menu_set *set, struct engine_state *state)
{
	state->depth = (uint8_t)stack_find(state, return_place(set, state));
}

void walk_arrive(struct engine_state *state, struct place place)
{
	arrive(state, place.tree, place.node);
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

static void keep_answer(struct engine_state *state, uint16_t key, const char *answer)
{
	struct pairs answers = answers_of(state);

	/* Room for every key of a tree is there with answers of usual length; if it is not, the
	 * oldest answer is asked for again at the end rather than this one lost. */
	if (key != SYMBOL_NONE && answer)
		(void)!pairs_put_evicting(&answers, key, answer);
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
static void note_draft(const struct menu_set *set, struct engine_state *state, uint16_t procedure)
{
	struct pairs values = values_of(state);

	if (procedure > 0 && answers_any(&set->trees[procedure], state) && !state->ended)
		(void)!pairs_put_evicting(&values, SYMBOL_DRAFT, set->trees[procedure].code);
}

void walk_home(const struct menu_set *set, struct engine_state *state)
{
	const struct tree *home = &set->trees[0];

	note_draft(set, state, walk_procedure(state));
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
	case TARGET_BACK:
		state->page = 0; /* the screen before this one, not the page before */
		walk_unwind(set, state); /* the screen that leads back was stacked up already */
		walk_back(set, state);
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
	/* a draft that is offered first begins with its own answers */
	for (unsigned i = 0; i < way->give_n && state->at.tree == way->to.index; i++)
		keep_answer(state, way->give[i].key, way->give[i].value);
}

static bool is_helping(const struct menu_set *set, struct place place)
{
	return set->trees[place.tree].nodes[place.node].helping;
}

/* To where help was asked for, which is behind all screens that helped. */
static void skip_help(const struct menu_set *set, struct engine_state *state)
{
	if (!is_helping(set, state->at))
		return;
	while (state->depth > 0 && is_helping(set, state->stack[state->depth - 1]))
		state->depth--;
}

void walk_back(const struct menu_set *set, struct engine_state *state)
{
	const struct node *node;
	struct place to;

	/* a draft is gone on with behind a screen that helped, too */
	state->resuming = state->resuming && is_helping(set, state->at);
	if (state->page > 0) {
		state->page--;
		return;
	}
	skip_help(set, state);
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
		note_draft(set, state, state->at.tree);
	arrive(state, to.tree, to.node);
	node = walk_node(set, state);
	if (node->list != NODE_NONE)
		node = &tree_at(set, state)->nodes[node->list];
	forget(state, node->key);
}

static void note_from(const struct menu_set *set, struct engine_state *state)
{
	char from[2 * TREE_NAME_MAX + 2];
	struct pairs values = values_of(state);

	snprintf(from, sizeof(from), "%s/%s", tree_at(set, state)->code,
		walk_node(set, state)->name);
	(void)!pairs_put_evicting(&values, SYMBOL_FROM, from);
}

void walk_for_help(const struct menu_set *set, struct engine_state *state, uint16_t node)
{
	if (!walk_node(set, state)->helping)
		note_from(set, state);
	push(set, state);
	arrive(state, 0, node);
}

/* --- answers ------------------------------------------------------------------------------- */
static void take_option(
	const struct menu_set *set, struct engine_state *state, const struct node *node, unsigned i)
{
	const struct option *option = &node->options[i];

	keep_answer(state, node->key, option->value);
	for (unsigned j = 0; j < option->sets_n; j++)
		keep_answer(state, option->sets[j].key, option->sets[j].value);
	walk_along(set, state, &option->next);
}

/* The values of the chosen item stay, to be shown later; the others go. */
static void take_item(
	const struct menu_set *set, struct engine_state *state, const struct node *node, unsigned i)
{
	struct pairs values = values_of(state);
	struct pair pair;
	size_t at;

	if (!items_find(state, i, &at, &pair))
		return;
	keep_answer(state, node->key, pair.text);
	while (pairs_next(state->items, state->items_len, &at, &pair) && pair.symbol != SYMBOL_ITEM)
		(void)!pairs_put_evicting(&values, pair.symbol, pair.text);
	state->items_len = 0;
	walk_along(set, state, &node->next);
}

void walk_take(const struct menu_set *set, struct engine_state *state, unsigned choice)
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
	walk_take(set, state, choice);
}

void walk_enter(const struct menu_set *set, struct engine_state *state, const char *answer)
{
	const struct node *node = walk_node(set, state);

	push(set, state);
	keep_answer(state, node->key, answer);
	walk_along(set, state, &node->next);
}
