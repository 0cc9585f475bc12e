/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cutting a node's lines into pages at the bearer's budget.
 *
 * Pages are filled greedily, and where each begins does not depend on a notice: a notice first
 * goes on top, then in the body's place, and only then shortens the page, which "9" shows again in
 * full. So nothing is ever skipped, whatever somebody typed.
 */
#include "menus/page.h"
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/content.h"
#include "menus/measure.h"

#define PAGES_MAX    64
#define BETWEEN_KEYS "  "
#define BETWEEN_COST 2

/* A place in the content: octet `offset` of a line. */
struct mark {
	unsigned line;
	size_t offset;
};

struct layout {
	const struct content *content;
	unsigned room; /* septets or units of the screen */
	bool root; /* the first page of home, from where nothing leads back */
	bool end;
	bool one_page; /* entries and ends */
	bool callback; /* "8" asks to be called back, and this is no screen that helps anyway */
	/* of the page at hand: */
	bool back;
	unsigned foot; /* what the keys take of the room, their line end included */
	unsigned foot_more; /* the same if "9" is among them */
};

/* --- where pages end ----------------------------------------------------------------------- */
/* Settles the keys of a page. A budget too small for them is a mistake in a route's config: then
 * only what cannot be missed is said. */
static void set_foot(struct layout *layout, unsigned page)
{
	const struct content *content = layout->content;

	layout->back = !layout->end && !(layout->root && page == 0) &&
		content->back.cost + content->next.cost < layout->room / 2;
	layout->foot = layout->back ? content->back.cost + 1 : 0;
	layout->foot_more = layout->foot + content->next.cost + (layout->back ? BETWEEN_COST : 1);
	if (layout->foot_more > layout->room / 2)
		layout->foot_more = layout->room / 2;
}

/* What is left of a line. */
static struct line rest_of(const struct content *content, struct mark at)
{
	struct line line = content->lines[at.line];
	bool lacking = false;

	if (at.offset > 0) {
		line.text += at.offset;
		line.len -= at.offset;
		line.cost = measure(content->coding, line.text, line.len, &lacking);
	}
	return line;
}

/* The mark behind a part of a line; spaces at a cut belong to neither page. */
static struct mark behind(const struct content *content, struct mark at, size_t octets)
{
	const struct line *line = &content->lines[at.line];

	at.offset += octets;
	while (at.offset < line->len && line->text[at.offset] == ' ')
		at.offset++;
	return at.offset < line->len ? at : (struct mark) { at.line + 1, 0 };
}

/* Where a page that begins at `from` ends if it has so much room. Progresses always. */
static struct mark fill(const struct content *content, struct mark from, unsigned room)
{
	struct mark at = from;
	unsigned options = 0, left = room;

	while (at.line < content->n) {
		struct line line = rest_of(content, at);
		bool first = at.line == from.line, option = line.choice != CHOICE_NONE;
		unsigned end = first ? 0 : 1;

		if (option && ++options > PAGE_CHOICES_MAX)
			break;
		if (line.cost + end <= left) {
			left -= line.cost + end;
			at = (struct mark) { at.line + 1, 0 };
			continue;
		}
		if (option) /* one longer than a page is cut when it is written */
			return first ? (struct mark) { at.line + 1, 0 } : at;
		if (left > end && (first || left - end > room / 4)) {
			size_t fits =
				measure_fit_words(content->coding, line.text, line.len, left - end);

			if (fits > 0)
				return behind(content, at, fits);
		}
		return first ? (struct mark) { at.line + 1, 0 } : at;
	}
	return at;
}

/* The end of the page at `from`: the last page needs no room for "9". */
static struct mark page_end(const struct layout *layout, struct mark from)
{
	const struct content *content = layout->content;
	struct mark end = fill(content, from, layout->room - layout->foot);

	if (end.line == content->n || layout->one_page)
		return (struct mark) { content->n, 0 };
	return fill(content, from, layout->room - layout->foot_more);
}

/* --- writing ------------------------------------------------------------------------------- */
struct writer {
	struct page *out;
	enum coding coding;
	unsigned left; /* of the room */
	unsigned reserved; /* of that, for the keys */
};

static unsigned usable(const struct writer *writer)
{
	return writer->left > writer->reserved ? writer->left - writer->reserved : 0;
}

/* Appends what fits; false if something had to go. */
static bool write_text(struct writer *writer, const char *text, size_t len, bool words)
{
	size_t fits = words ? measure_fit_words(writer->coding, text, len, usable(writer))
			    : measure_fit(writer->coding, text, len, usable(writer));
	bool lacking = false;

	if (fits >= sizeof(writer->out->text) - writer->out->len)
		fits = 0;
	memcpy(writer->out->text + writer->out->len, text, fits);
	writer->out->len += fits;
	writer->left -= measure(writer->coding, text, fits, &lacking);
	return fits == len;
}

static void write_line(struct writer *writer, const struct line *line)
{
	struct page *out = writer->out;

	if (out->len > 0)
		write_text(writer, "\n", 1, false);
	if (line->choice != CHOICE_NONE) {
		char number[2] = { (char)('1' + out->choices_n), ' ' };

		out->choices[out->choices_n++] = line->choice;
		write_text(writer, number, sizeof(number), false);
	}
	write_text(writer, line->text, line->len, line->choice == CHOICE_NONE);
}

static void write_range(struct writer *writer, const struct content *content, struct mark from,
	struct mark to, bool body)
{
	for (struct mark at = from; at.line < to.line || at.offset < to.offset;) {
		struct line line = rest_of(content, at);

		if (at.line == to.line)
			line.len = to.offset - at.offset;
		while (at.line == to.line && line.len > 0 && line.text[line.len - 1] == ' ')
			line.len--;
		if (body || line.choice != CHOICE_NONE)
			write_line(writer, &line);
		if (at.line == to.line)
			return;
		at = (struct mark) { at.line + 1, 0 };
	}
}

static void write_key(struct writer *writer, const struct line *key, bool first)
{
	write_text(writer, first ? "\n" : BETWEEN_KEYS, first ? 1 : BETWEEN_COST, false);
	write_text(writer, key->text, key->len, false);
}

/* The keys that work here; "8" and "00" are said where there is room, for they work anyway, and
 * help comes first. */
static void write_foot(
	const struct layout *layout, const struct engine_state *state, struct writer *writer)
{
	const struct content *content = layout->content;

	writer->reserved = 0;
	if (writer->out->more)
		write_key(writer, &content->next, true);
	if (layout->back)
		write_key(writer, &content->back, !writer->out->more);
	if (layout->callback && content->callback.cost + BETWEEN_COST <= writer->left)
		write_key(writer, &content->callback, !writer->out->more && !layout->back);
	if (layout->back && (state->depth > 1 || state->page > 0) &&
		content->home.cost + BETWEEN_COST <= writer->left)
		write_key(writer, &content->home, false);
}

/* --- a page -------------------------------------------------------------------------------- */
/* Costs of the lines between two marks, with the line ends between them. */
static unsigned range_cost(
	const struct content *content, struct mark from, struct mark to, bool body)
{
	unsigned sum = 0;
	bool lacking = false;

	for (struct mark at = from; at.line < to.line || at.offset < to.offset;) {
		struct line line = rest_of(content, at);

		if (at.line == to.line)
			line.cost = measure(
				content->coding, line.text, to.offset - at.offset, &lacking);
		if (body || line.choice != CHOICE_NONE)
			sum += line.cost + 1;
		if (at.line == to.line)
			break;
		at = (struct mark) { at.line + 1, 0 };
	}
	return sum > 0 ? sum - 1 : 0;
}

/* The body is a mere title, without which the choices are still understood and then fit. */
static bool title_can_go(
	const struct layout *layout, struct mark from, struct mark to, unsigned room)
{
	const struct content *content = layout->content;
	unsigned choices = range_cost(content, from, to, false);
	unsigned title = range_cost(content, from, to, true) - choices;

	return choices > 0 && title <= layout->room / 3 &&
		content->notice.cost + 1 + choices <= room;
}

/* The notice with what of the range there is room for. */
static void write_noticed(
	const struct layout *layout, struct mark from, struct mark to, struct writer *writer)
{
	const struct content *content = layout->content;
	unsigned notice = content->notice.cost + 1, left = usable(writer);

	write_line(writer, &content->notice);
	if (notice + range_cost(content, from, to, true) <= left) {
		write_range(writer, content, from, to, true);
		return;
	}
	if (layout->one_page || title_can_go(layout, from, to, left)) {
		write_range(writer, content, from, to, false);
		return;
	}
	writer->out->shortened = writer->out->more = true;
	writer->reserved = layout->foot_more;
	if (usable(writer) > 1)
		write_range(writer, content, from, fill(content, from, usable(writer) - 1), true);
}

static void write_page(const struct layout *layout, const struct engine_state *state,
	struct mark from, struct mark to, struct page *out)
{
	const struct content *content = layout->content;
	struct writer writer = { out, content->coding, layout->room, layout->foot };

	out->coding = content->coding;
	out->len = out->choices_n = 0;
	out->more = to.line < content->n;
	out->shortened = false;
	if (out->more)
		writer.reserved = layout->foot_more;
	if (content->notice.len > 0)
		write_noticed(layout, from, to, &writer);
	else
		write_range(&writer, content, from, to, true);
	write_foot(layout, state, &writer);
	out->text[out->len] = '\0';
}

static void lay(struct layout *layout, const struct engine_state *state, struct page *out)
{
	struct mark from = { 0, 0 }, to;
	unsigned page = 0;

	for (;; page++) {
		set_foot(layout, page);
		to = page_end(layout, from);
		if (page == state->page || (to.line == layout->content->n && page < state->page))
			write_page(layout, state, from, to, out);
		if (to.line == layout->content->n || page == PAGES_MAX)
			break;
		from = to;
	}
	out->pages = page + 1;
}

/* Entries must show all they say at once, for there is no key to page with; ends, too. */
static bool on_one_page(const struct node *node)
{
	return node->kind == NODE_ENTRY || node->kind == NODE_END;
}

static void prepare(const struct menu_set *set, const struct engine_state *state,
	const struct budget *budget, const struct content *content, struct layout *out)
{
	const struct tree *tree = &set->trees[state->at.tree];
	const struct node *node = &tree->nodes[state->at.node];
	bool gsm7 = content->coding == CODING_GSM7;

	out->content = content;
	out->end = node->kind == NODE_END;
	out->root = state->at.tree == 0 && state->at.node == tree->start;
	out->one_page = on_one_page(node);
	out->callback = set->trees[0].callback != NODE_NONE && !out->one_page && !node->helping;
	if (out->end)
		out->room = gsm7 ? budget->end_septets : budget->end_units;
	else
		out->room = gsm7 ? budget->septets : budget->units;
	set_foot(out, 0);
}

void page_lay(const struct menu_set *set, const struct engine_state *state,
	const struct budget *budget, struct page *out)
{
	const struct node *node = &set->trees[state->at.tree].nodes[state->at.node];
	struct content content;
	struct layout layout;

	bool accents = state->accents || node->accents;

	content_make(set, state, accents, &content);
	prepare(set, state, budget, &content, &layout);
	if (accents && on_one_page(node) && content_cost(&content) + layout.foot > layout.room) {
		content_make(set, state, false, &content);
		prepare(set, state, budget, &content, &layout);
	}
	lay(&layout, state, out);
}

enum coding page_coding(const char *text, size_t len)
{
	bool lacking = false;

	measure(CODING_GSM7, text, len, &lacking);
	return lacking ? CODING_UCS2 : CODING_GSM7;
}

void page_lay_text(
	const char *text, size_t len, enum coding coding, unsigned room, struct page *out)
{
	struct writer writer = { out, coding, room, 0 };

	*out = (struct page) { .coding = coding, .pages = 1 };
	write_text(&writer, text, len, true);
	out->text[out->len] = '\0';
}
