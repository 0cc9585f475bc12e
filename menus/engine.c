/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One step: an event comes in, the state moves, and what to do next comes out. Reads what was
 * typed (menus/input.h), takes results of effects (menus/result.h), moves (menus/walk.h), and
 * feeds the rest of a dial string as if it had been typed.
 */
#include "menus/engine.h"
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/answers.h"
#include "menus/input.h"
#include "menus/page.h"
#include "menus/pairs.h"
#include "menus/result.h"
#include "menus/walk.h"

#define KEY_BACK     0
#define KEY_CALLBACK 8
#define KEY_NEXT     9

#define MISSES_MAX 3 /* in a row on one screen; then help is offered */

struct step {
	const struct menu_set *set;
	struct engine_state *state;
	const struct budget *budget;
	int today;
	bool moved; /* to a node that may need no showing; false: the same screen again */
};

/* --- dial strings -------------------------------------------------------------------------- */
static const struct dial *dial_find(
	const struct tree *home, const char *number, size_t len, bool more)
{
	const struct dial *found = NULL;

	for (unsigned i = 0; i < home->dials_n; i++) {
		const struct dial *dial = &home->dials[i];

		if (strlen(dial->number) != len || memcmp(dial->number, number, len) != 0)
			continue;
		if (dial->more == more)
			return dial;
		if (!dial->more)
			found = dial;
	}
	return found;
}

static void keep_dialled(struct engine_state *state, const char *text, size_t len)
{
	struct pairs values = values_of(state);
	char rest[INPUT_MAX + 1];

	pairs_remove(&values, SYMBOL_DIALLED);
	if (len == 0 || len > INPUT_MAX)
		return;
	memcpy(rest, text, len);
	rest[len] = '\0';
	(void)!pairs_put_evicting(&values, SYMBOL_DIALLED, rest);
}

/* From home to what was dialled behind the service code: the number of a service, then answers. */
static void dial(struct step *step, const char *text, size_t len)
{
	const struct tree *home = &step->set->trees[0];
	const char *star = memchr(text, '*', len);
	size_t first = star ? (size_t)(star - text) : len;
	size_t rest = star ? len - first - 1 : 0;
	const struct dial *dial;

	walk_home(step->set, step->state);
	if (len == 0)
		return;
	dial = dial_find(home, text, first, rest > 0);
	if (!dial) {
		step->state->notice = step->set->words[WORD_UNKNOWN_SERVICE];
		return;
	}
	keep_dialled(step->state, text + len - rest, rest);
	walk_to(step->set, step->state, dial->to);
}

/* --- what was typed ------------------------------------------------------------------------ */
/* Whoever needs help is shown what comes of it: the rest of a dial string is dropped. */
static void ask_for_help(struct step *step, uint16_t node)
{
	keep_dialled(step->state, "", 0);
	step->state->notice = TEXT_NONE;
	step->moved = true;
	walk_for_help(step->set, step->state, node);
}

static void miss(struct step *step, enum word notice)
{
	uint16_t stuck = step->set->trees[0].stuck;

	step->moved = false;
	step->state->notice = step->set->words[notice];
	if (step->state->misses < UINT8_MAX)
		step->state->misses++;
	if (step->state->misses >= MISSES_MAX && stuck != NODE_NONE &&
		!walk_node(step->set, step->state)->helping)
		ask_for_help(step, stuck);
}

static void hit(struct step *step)
{
	step->state->notice = TEXT_NONE;
	step->state->misses = 0;
}

static void choose(struct step *step, int number)
{
	struct page page;

	page_lay(step->set, step->state, step->budget, &page);
	if (number == KEY_NEXT && page.more) {
		hit(step);
		step->moved = false;
		if (!page.shortened)
			step->state->page++;
	} else if (number >= 1 && (unsigned)number <= page.choices_n) {
		hit(step);
		walk_choose(step->set, step->state, page.choices[number - 1]);
	} else if (number == KEY_CALLBACK && step->set->trees[0].callback != NODE_NONE) {
		ask_for_help(step, step->set->trees[0].callback);
	} else {
		miss(step, WORD_NOT_A_CHOICE);
	}
}

static void enter(struct step *step, const struct node *node, const struct input *input)
{
	char answer[ANSWER_MAX + 1];
	enum word notice;

	if (input_skips(node, input)) {
		hit(step);
		walk_choose(step->set, step->state, 0);
	} else if (input_judge(node, input, step->today, answer, &notice) < 0) {
		miss(step, notice);
	} else {
		hit(step);
		walk_enter(step->set, step->state, answer);
	}
}

/* Reserved keys come first, then what the screen asks for. */
static void answer(struct step *step, const char *text, size_t len)
{
	const struct node *node = walk_node(step->set, step->state);
	struct input input;
	enum word notice;
	int number;

	if (input_read(text, len, &input, &notice) < 0) {
		miss(step, notice);
		return;
	}
	number = input_number(&input);
	if (number == INPUT_HOME) {
		hit(step);
		walk_home(step->set, step->state);
	} else if (number == KEY_BACK) {
		hit(step);
		walk_back(step->set, step->state);
	} else if (node->kind == NODE_ENTRY) {
		enter(step, node, &input);
	} else {
		choose(step, number);
	}
}

/* Takes the next part of a dial string as an answer. After a wrong one the person goes on. */
static bool feed(struct step *step)
{
	struct engine_state *state = step->state;
	const char *dialled = pairs_find(state->values, state->values_len, SYMBOL_DIALLED);
	char parts[INPUT_MAX + 1];
	size_t len, first;

	if (!dialled)
		return false;
	len = osmo_strlcpy(parts, dialled, sizeof(parts));
	if (state->misses > 0) {
		keep_dialled(state, "", 0);
		return false;
	}
	first = strcspn(parts, "*");
	step->moved = true;
	keep_dialled(state, parts + first + 1, first < len ? len - first - 1 : 0);
	answer(step, parts, first);
	return true;
}

/* --- the step ------------------------------------------------------------------------------ */
void engine_init(struct engine_state *state, unsigned language, bool accents)
{
	state->language = (uint8_t)language;
	state->accents = accents;
	state->ended = state->resuming = state->waiting = false;
	state->page = state->misses = state->depth = 0;
	state->notice = TEXT_NONE;
	state->at = (struct place) { 0, 0 };
	state->answers_len = state->values_len = state->items_len = 0;
}

static void begin(struct step *step, const struct engine_event *event)
{
	struct engine_state *state = step->state;
	size_t len = event->text ? event->len : 0;
	struct input input = { .len = 0 };
	enum word notice;
	int draft;

	engine_init(state, state->language, state->accents);
	state->at.node = step->set->trees[0].start;
	draft = event->draft ? answers_import(step->set, event->draft, event->today, state)
			     : ERR_NOT_FOUND;
	if (len > 0 && input_read(event->text, len, &input, &notice) < 0)
		state->notice = step->set->words[notice];
	else
		dial(step, input.text, input.len);
	if (draft < 0 || input.len > 0 || state->notice != TEXT_NONE)
		return;
	walk_to(step->set, state, (struct target) { TARGET_NODE, step->set->trees[0].resume });
	if (draft > 0)
		state->notice = step->set->words[WORD_TREE_CHANGED];
}

static int take_event(struct step *step, const struct engine_event *event)
{
	struct engine_state *state = step->state;
	const char *rest;
	size_t len;

	switch (event->kind) {
	case ENGINE_BEGIN:
		if (state->language >= texts_languages(step->set->texts))
			return ERR_INVALID;
		begin(step, event);
		return OK;
	case ENGINE_INPUT:
		if (!walk_state_valid(step->set, state) || state->ended || state->waiting)
			return ERR_INVALID;
		if (input_is_dialled(event->text, event->len, &rest, &len)) {
			hit(step);
			dial(step, rest, len);
		} else {
			answer(step, event->text, event->len);
		}
		return OK;
	case ENGINE_RESULT:
		if (!walk_state_valid(step->set, state) || state->ended ||
			!result_belongs(step->set, state, event->result))
			return ERR_INVALID;
		result_take(step->set, state, event->result);
		return OK;
	}
	return ERR_INVALID;
}

int engine_step(const struct menu_set *set, struct engine_state *state, const struct budget *budget,
	const struct engine_event *event, struct engine_out *out)
{
	struct step step = { set, state, budget, event->today, true };
	const struct node *node;
	int rc = take_event(&step, event);

	if (rc < 0)
		return rc;
	do
		if (step.moved)
			walk_settle(set, state);
	while (walk_node(set, state)->kind != NODE_EFFECT &&
		walk_node(set, state)->kind != NODE_END && feed(&step));
	node = walk_node(set, state);
	state->waiting = node->kind == NODE_EFFECT;
	state->ended = node->kind == NODE_END;
	out->kind = state->waiting ? ENGINE_EFFECT : state->ended ? ENGINE_END : ENGINE_SCREEN;
	out->effect = node->effect;
	return OK;
}
