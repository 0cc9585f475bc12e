/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Writes the screens of a tree as text.
 */
#include "menus/listing.h"
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/measure.h"
#include "menus/page.h"
#include "menus/stage.h"

#define INDENT	    "    | "
#define PAGES_SHOWN 20

struct listing {
	const struct stage *stage;
	const struct listing_view *view;
	const struct tree *tree;
	char *text;
};

static void add_lines(struct listing *listing, const struct page *page)
{
	const char *at = page->text;

	for (;;) {
		size_t len = strcspn(at, "\n");

		listing->text =
			talloc_asprintf_append_buffer(listing->text, INDENT "%.*s\n", (int)len, at);
		if (!at[len])
			return;
		at += len + 1;
	}
}

static void add_page(
	struct listing *listing, const struct node *node, const struct page *page, unsigned number)
{
	bool lacking = false, gsm7 = page->coding == CODING_GSM7;
	unsigned takes = measure(page->coding, page->text, page->len, &lacking);

	if (page->pages > 1)
		listing->text = talloc_asprintf_append_buffer(listing->text,
			"%s, page %u of %u, %u %s\n", node->name, number + 1, page->pages, takes,
			gsm7 ? "septets" : "characters");
	else
		listing->text = talloc_asprintf_append_buffer(listing->text, "%s%s, %u %s\n",
			node->name, node->kind == NODE_END ? ", end" : "", takes,
			gsm7 ? "septets" : "characters");
	add_lines(listing, page);
}

static void add_node(struct listing *listing, unsigned tree, unsigned index)
{
	const struct node *node = &listing->tree->nodes[index];
	struct engine_state state;
	struct page page = { .pages = 1 };

	stage_set(listing->stage, tree, index, listing->view->language, listing->view->accents,
		&state);
	for (unsigned i = 0; i < page.pages && i < PAGES_SHOWN; i++) {
		state.page = (uint8_t)i;
		page_lay(&listing->stage->shown, &state, &listing->view->budget, &page);
		add_page(listing, node, &page, i);
	}
	listing->text = talloc_strdup_append_buffer(listing->text, "\n");
}

char *listing_make(void *ctx, const struct menu_set *set, const struct samples *samples,
	unsigned tree, const struct listing_view *view)
{
	struct stage *stage = stage_new(NULL, set, samples, false);
	struct listing listing = { stage, view, &stage->shown.trees[tree], NULL };

	listing.text = talloc_asprintf(ctx, "%s: %s\n%s%s, %s\n\n", listing.tree->code,
		texts_get(set->texts, listing.tree->title, view->language, view->accents),
		texts_language_code(set->texts, view->language),
		view->accents ? " with accents" : "", view->bearer);
	for (unsigned i = 0; i < listing.tree->nodes_n; i++)
		if (listing.tree->nodes[i].kind != NODE_EFFECT)
			add_node(&listing, tree, i);
	OSMO_ASSERT(listing.text);
	talloc_free(stage);
	return listing.text;
}
