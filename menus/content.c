/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Gathering a node's lines: body, choices that are offered now, notice, words for keys; and the
 * one coding in which all of them can be written.
 */
#include "menus/content.h"
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/measure.h"
#include "menus/pairs.h"
#include "menus/words.h"

#define NUMBER_COST 2 /* "1 " before an option, in either coding */

struct gather {
	struct words *words;
	struct content *out;
};

static struct line line_of(struct gather *gather, uint16_t text)
{
	struct content *out = gather->out;
	char *room = out->octets + out->used;
	size_t cap = sizeof(out->octets) - out->used, len = 0;
	const char *whole = words_text(
		gather->words, text, out->accents, room, cap < TEXT_MAX ? cap : TEXT_MAX, &len);

	if (whole == room)
		out->used += len + 1;
	return (struct line) { .text = whole, .len = len, .choice = CHOICE_NONE };
}

static void add_line(struct content *out, struct line line, uint16_t choice)
{
	if (out->n == CONTENT_LINES_MAX)
		return;
	line.choice = choice;
	out->lines[out->n++] = line;
}

/* The body, at its own line ends. */
static void add_body(struct gather *gather, uint16_t text)
{
	struct line rest = line_of(gather, text);

	for (;;) {
		const char *end = memchr(rest.text, '\n', rest.len);
		struct line line = rest;

		if (!end) {
			add_line(gather->out, line, CHOICE_NONE);
			return;
		}
		line.len = (size_t)(end - rest.text);
		add_line(gather->out, line, CHOICE_NONE);
		rest.text = end + 1;
		rest.len -= line.len + 1;
	}
}

/* Items begin with a record of their own; returns how many there are. */
static uint16_t add_items(
	struct gather *gather, const struct engine_state *state, const struct node *node)
{
	struct pair pair;
	size_t at = 0;
	uint16_t n = 0;
	bool any = pairs_next(state->items, state->items_len, &at, &pair);

	while (any) {
		size_t from = at, to = at;

		while ((any = pairs_next(state->items, state->items_len, &at, &pair)) &&
			pair.symbol != SYMBOL_ITEM)
			to = at;
		gather->words->item = state->items + from;
		gather->words->item_len = to - from;
		add_line(gather->out, line_of(gather, node->item_text), n++);
	}
	gather->words->item = NULL;
	return n;
}

/* One coding for all pages, so that a page begins where the one before it ended. The notice is
 * not asked: it comes and goes. */
static void choose_coding(struct content *out)
{
	const struct line *keys[] = { &out->back, &out->home, &out->next, &out->callback };
	bool lacking = false;

	out->coding = CODING_GSM7;
	for (unsigned i = 0; i < out->n && !lacking; i++)
		out->lines[i].cost =
			measure(CODING_GSM7, out->lines[i].text, out->lines[i].len, &lacking);
	for (unsigned i = 0; i < ARRAY_SIZE(keys) && !lacking; i++)
		measure(CODING_GSM7, keys[i]->text, keys[i]->len, &lacking);
	if (lacking)
		out->coding = CODING_UCS2;
}

static void cost_line(enum coding coding, struct line *line)
{
	bool lacking = false;

	line->cost = measure(coding, line->text, line->len, &lacking);
}

static void cost_lines(struct content *out)
{
	for (unsigned i = 0; i < out->n; i++) {
		if (out->coding == CODING_UCS2)
			cost_line(CODING_UCS2, &out->lines[i]);
		if (out->lines[i].choice != CHOICE_NONE)
			out->lines[i].cost += NUMBER_COST;
	}
	cost_line(out->coding, &out->back);
	cost_line(out->coding, &out->home);
	cost_line(out->coding, &out->next);
	cost_line(out->coding, &out->callback);
}

static void add_notice(struct gather *gather, uint16_t text)
{
	struct content *out = gather->out;
	bool accents = out->accents, lacking = false;

	out->notice = (struct line) { .choice = CHOICE_NONE };
	if (text == TEXT_NONE)
		return;
	/* words alone may be accented while the screen is not: then they follow the screen */
	out->accents = accents && out->coding == CODING_UCS2;
	out->notice = line_of(gather, text);
	out->accents = accents;
	out->notice.cost = measure(out->coding, out->notice.text, out->notice.len, &lacking);
	if (lacking)
		out->notice.len = 0;
}

void content_make(const struct menu_set *set, const struct engine_state *state, bool accents,
	struct content *out)
{
	const struct node *node = &set->trees[state->at.tree].nodes[state->at.node];
	struct words words;
	struct gather gather = { &words, out };
	uint16_t items = 0;

	words.set = set;
	words.state = state;
	words.item = NULL;
	out->accents = accents;
	out->n = 0;
	out->used = 0;
	add_body(&gather, node->text);
	if (node->kind == NODE_LIST)
		items = add_items(&gather, state, node);
	for (unsigned i = 0; i < node->options_n; i++)
		if (guard_holds(node->options[i].when, state))
			add_line(out, line_of(&gather, node->options[i].text),
				(uint16_t)(items + i));
	out->back = line_of(&gather, set->words[WORD_BACK]);
	out->home = line_of(&gather, set->words[WORD_HOME]);
	out->next = line_of(&gather, set->words[WORD_NEXT]);
	out->callback = line_of(&gather, set->words[WORD_CALLBACK]);
	choose_coding(out);
	cost_lines(out);
	/* a last screen says what cannot be asked for again: no notice takes its room */
	add_notice(&gather, node->kind == NODE_END ? TEXT_NONE : state->notice);
}

unsigned content_cost(const struct content *content)
{
	unsigned sum = content->n - 1;

	for (unsigned i = 0; i < content->n; i++)
		sum += content->lines[i].cost;
	return sum;
}
