/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One node, laid out page by page as the engine does it, and held against what it has to say. It
 * looks at the pages from outside, so it does not share the mistakes of whoever cuts them.
 */
#include <string.h>
#include "gateway/base/utf8.h"
#include "menus/content.h"
#include "menus/measure.h"
#include "menus/page.h"
#include "menus/proof_view.h"

#define BLANKS	    " \n"
#define NAMED_CHARS 40 /* of an option that is named in a sentence */

static bool is_end(const struct proof_view *view)
{
	return view->state->ended;
}

static unsigned room_of(const struct proof_view *view, enum coding coding)
{
	const struct budget *budget = &view->bearer->budget;

	if (coding == CODING_GSM7)
		return is_end(view) ? budget->end_septets : budget->septets;
	return is_end(view) ? budget->end_units : budget->units;
}

static const char *unit_of(enum coding coding)
{
	return coding == CODING_GSM7 ? "septets" : "characters";
}

static bool has_one_page(const struct proof_view *view)
{
	enum node_kind kind = view->stage->shown.trees[view->tree].nodes[view->node].kind;

	return kind == NODE_ENTRY || kind == NODE_END;
}

/* What the keys of a page take: back, and where one leafs, next. */
static unsigned keys_cost(const struct proof_view *view, const struct content *content)
{
	if (is_end(view))
		return 0;
	return content->back.cost + 1 + (has_one_page(view) ? 0 : content->next.cost + 2);
}

/* --- a page -------------------------------------------------------------------------------- */
static void check_size(const struct proof_view *view, const struct page *page)
{
	bool lacking = false;
	unsigned takes = measure(page->coding, page->text, page->len, &lacking);
	unsigned room = room_of(view, page->coding);

	view->out->screens++;
	if (takes > room)
		proof_find(view, "a page takes %u %s, there is room for %u", takes,
			unit_of(page->coding), room);
	if (lacking || !utf8_valid(page->text, page->len))
		proof_find(view, "a page holds a letter that it cannot show");
}

static bool starts_line(const struct page *page, const char *at)
{
	return at == page->text || at[-1] == '\n';
}

/* The choice stands there with its number, whole. */
static bool shows_choice(const struct page *page, unsigned number, const struct line *line)
{
	const char *at = page->text;

	while ((at = memmem(at, page->len - (size_t)(at - page->text), line->text, line->len))) {
		const char *behind = at + line->len;

		if (at - page->text >= 2 && at[-1] == ' ' && at[-2] == (char)('1' + number) &&
			starts_line(page, at - 2) && (*behind == '\n' || *behind == '\0'))
			return true;
		at++;
	}
	return false;
}

static const struct line *line_of_choice(const struct content *content, unsigned choice)
{
	for (unsigned i = 0; i < content->n; i++)
		if (content->lines[i].choice == choice)
			return &content->lines[i];
	return NULL;
}

static void check_choices(const struct proof_view *view, const struct content *content,
	const struct page *page, bool *shown)
{
	for (unsigned i = 0; i < page->choices_n; i++) {
		const struct line *line = line_of_choice(content, page->choices[i]);

		if (!line)
			continue;
		shown[line - content->lines] = true;
		if (!shows_choice(page, i, line))
			proof_find(view, "option \"%.*s\" needs %u %s, a page has room for %u",
				(int)utf8_cut(line->text, line->len, NAMED_CHARS), line->text,
				line->cost, unit_of(content->coding),
				room_of(view, content->coding) - keys_cost(view, content));
	}
}

/* --- the text ------------------------------------------------------------------------------ */
struct body {
	char text[CONTENT_OCTETS];
	size_t len, read; /* how much of it was on the pages so far */
};

static void gather(const struct content *content, struct body *body)
{
	body->len = body->read = 0;
	for (unsigned i = 0; i < content->n; i++) {
		const struct line *line = &content->lines[i];

		if (line->choice != CHOICE_NONE || line->len + 1 > sizeof(body->text) - body->len)
			continue;
		memcpy(body->text + body->len, line->text, line->len);
		body->len += line->len;
		body->text[body->len++] = '\n';
	}
	while (body->len > 0 && strchr(BLANKS, body->text[body->len - 1]))
		body->len--;
}

/* Reads on where the page before ended. */
static void read_on(const struct proof_view *view, const struct page *page, struct body *body)
{
	size_t i = 0;

	while (body->read < body->len && strchr(BLANKS, body->text[body->read]))
		body->read++;
	while (i < page->len && body->read < body->len && body->text[body->read] == page->text[i]) {
		body->read++;
		i++;
	}
	if (utf8_cut(body->text, body->len, body->read) != body->read)
		proof_find(view, "a page ends within a letter");
}

/* --- all pages ----------------------------------------------------------------------------- */
struct laid {
	struct page page;
	struct content content;
	struct body body;
	bool shown[CONTENT_LINES_MAX];
	struct engine_state state;
};

static bool all_read(const struct laid *laid)
{
	return laid->body.read == laid->body.len;
}

static bool lay(const struct proof_view *view, bool accents, struct laid *laid, bool tell)
{
	const struct menu_set *set = &view->stage->shown;
	unsigned pages = 1;

	content_make(set, &laid->state, accents, &laid->content);
	gather(&laid->content, &laid->body);
	memset(laid->shown, 0, sizeof(laid->shown));
	for (unsigned i = 0; i < pages && i <= PROOF_PAGES_MAX; i++) {
		laid->state.page = (uint8_t)i;
		page_lay(set, &laid->state, &view->bearer->budget, &laid->page);
		pages = laid->page.pages;
		if (laid->page.coding != laid->content.coding)
			return false; /* shown without accents */
		read_on(view, &laid->page, &laid->body);
		if (!tell)
			continue;
		check_size(view, &laid->page);
		check_choices(view, &laid->content, &laid->page, laid->shown);
	}
	if (tell && pages > PROOF_PAGES_MAX)
		proof_find(view, "has %u pages, nobody leafs through more than %d", pages,
			PROOF_PAGES_MAX);
	return true;
}

static void check_all_there(const struct proof_view *view, const struct laid *laid)
{
	const struct content *content = &laid->content;
	unsigned takes = content_cost(content) + keys_cost(view, content);

	if (has_one_page(view) && !all_read(laid)) {
		proof_find(view, "needs %u %s, there is room for %u", takes,
			unit_of(content->coding), room_of(view, content->coding));
		return;
	}
	if (!all_read(laid) && laid->page.pages <= PROOF_PAGES_MAX)
		proof_find(view, "part of its text is on no page");
	for (unsigned i = 0; i < content->n; i++)
		if (content->lines[i].choice != CHOICE_NONE && !laid->shown[i] &&
			laid->page.pages <= PROOF_PAGES_MAX)
			proof_find(view, "option \"%.*s\" is on no page",
				(int)utf8_cut(
					content->lines[i].text, content->lines[i].len, NAMED_CHARS),
				content->lines[i].text);
}

void proof_pages(const struct proof_view *view)
{
	static const bool plain = false;
	struct laid laid;

	laid.state = *view->state;
	if (!lay(view, view->accents, &laid, true)) {
		laid.state.page = 0;
		(void)!lay(view, plain, &laid, true);
	}
	check_all_there(view, &laid);
}

/* --- notices ------------------------------------------------------------------------------- */
static bool begins_with(const struct page *page, const struct line *line)
{
	return line->len > 0 && page->len >= line->len &&
		memcmp(page->text, line->text, line->len) == 0;
}

void proof_notice(const struct proof_view *view, uint16_t notice)
{
	struct laid laid;

	laid.state = *view->state;
	laid.state.notice = notice;
	page_lay(&view->stage->shown, &laid.state, &view->bearer->budget, &laid.page);
	check_size(view, &laid.page);
	/* the notice in the script of the screen */
	content_make(&view->stage->shown, &laid.state,
		view->accents && laid.page.coding == CODING_UCS2, &laid.content);
	if (begins_with(&laid.page, &laid.content.notice))
		return;
	gather(&laid.content, &laid.body);
	if (memmem(laid.page.text, laid.page.len, laid.body.text, laid.body.len))
		return;
	proof_find(view, "notice \"%s\" needs %u %s, there is room for %u",
		texts_id(view->stage->set->texts, notice), laid.content.notice.cost,
		unit_of(laid.content.coding),
		room_of(view, laid.content.coding) - keys_cost(view, &laid.content));
}
