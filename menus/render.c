/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The public face of the pages: a state or a single text as a screen.
 */
#include "menus/render.h"
#include <string.h>
#include "menus/page.h"
#include "menus/tree.h"
#include "menus/walk.h"

static void copy_page(const struct page *page, struct screen *out)
{
	memcpy(out->text, page->text, page->len + 1);
	out->len = page->len;
	out->coding = page->coding;
	out->pages = page->pages;
}

int render(const struct menu_set *set, const struct engine_state *state,
	const struct budget *budget, struct screen *out)
{
	struct page page;

	if (!walk_state_valid(set, state) || walk_node(set, state)->kind == NODE_EFFECT)
		return ERR_INVALID;
	page_lay(set, state, budget, &page);
	copy_page(&page, out);
	out->end = state->ended;
	out->page = state->page < page.pages ? state->page : page.pages - 1;
	return OK;
}

int render_text(const struct menu_set *set, unsigned language, bool accents, const char *text_id,
	const struct budget *budget, bool end, struct screen *out)
{
	uint16_t text = texts_find(set->texts, text_id);
	unsigned septets = end ? budget->end_septets : budget->septets;
	unsigned units = end ? budget->end_units : budget->units;
	const char *words;
	struct page page;
	size_t len;

	if (text == TEXT_NONE || language >= texts_languages(set->texts))
		return ERR_NOT_FOUND;
	words = texts_get(set->texts, text, language, accents);
	len = strlen(words);
	page_lay_text(words, len, page_coding(words, len),
		page_coding(words, len) == CODING_GSM7 ? septets : units, &page);
	if (page.len < len && accents) {
		words = texts_get(set->texts, text, language, false);
		len = strlen(words);
		page_lay_text(words, len, page_coding(words, len),
			page_coding(words, len) == CODING_GSM7 ? septets : units, &page);
	}
	copy_page(&page, out);
	out->end = end;
	out->page = 0;
	return OK;
}
