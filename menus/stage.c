/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The stage: the set without guards, and a state in which one of its nodes is shown.
 */
#include "menus/stage.h"
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>

static void *copied(struct stage *stage, const void *array, size_t n, size_t size)
{
	void *copy = talloc_zero_size(stage, (n ? n : 1) * size);

	OSMO_ASSERT(copy);
	if (n > 0)
		memcpy(copy, array, n * size);
	return copy;
}

/* A copy of the set in which nothing is conditional. */
static void open_guards(struct stage *stage)
{
	struct menu_set *set = &stage->shown;

	*set = *stage->set;
	set->trees = copied(stage, set->trees, set->trees_n, sizeof(*set->trees));
	for (unsigned i = 0; i < set->trees_n; i++) {
		struct tree *tree = &set->trees[i];
		struct paper *papers =
			copied(stage, tree->submit.papers, tree->submit.papers_n, sizeof(*papers));

		tree->nodes = copied(stage, tree->nodes, tree->nodes_n, sizeof(*tree->nodes));
		for (unsigned j = 0; j < tree->nodes_n; j++) {
			struct node *node = &tree->nodes[j];
			struct option *options =
				copied(stage, node->options, node->options_n, sizeof(*options));

			for (unsigned k = 0; k < node->options_n; k++)
				options[k].when = NULL;
			node->options = options;
		}
		for (unsigned j = 0; j < tree->submit.papers_n && stage->longest; j++)
			papers[j].when = NULL;
		tree->submit.papers = papers;
	}
}

/* Of all communes (which 0) and provinces (1). */
static void note_longest(struct stage *stage, const char *parent, unsigned which)
{
	struct unit_hit *hits = talloc_zero_array(stage, struct unit_hit, UNITS_COMMUNES_MAX);
	unsigned n = units_match(stage->set->units, parent, "", hits, UNITS_COMMUNES_MAX);
	const char *before = stage->long_codes[which];
	unsigned widest = before ? stage_width(units_find(stage->set->units, before)->name) : 0;

	for (unsigned i = 0; i < n && i < UNITS_COMMUNES_MAX; i++) {
		unsigned wide = stage_width(hits[i].unit->name);

		if (wide > widest) {
			widest = wide;
			stage->long_codes[which] = hits[i].unit->code;
		}
	}
	for (unsigned i = 0; i < n && which > 0; i++)
		note_longest(stage, hits[i].unit->code, which - 1);
	talloc_free(hits);
}

struct stage *stage_new(
	void *ctx, const struct menu_set *set, const struct samples *samples, bool longest)
{
	struct stage *stage = talloc_zero(ctx, struct stage);

	OSMO_ASSERT(stage);
	stage->set = set;
	stage->samples = samples;
	stage->longest = longest;
	open_guards(stage);
	stage_flow(stage);
	if (set->units)
		note_longest(stage, "", ARRAY_SIZE(stage->long_codes) - 1);
	return stage;
}

void stage_set(const struct stage *stage, unsigned tree, unsigned node, unsigned language,
	bool accents, struct engine_state *out)
{
	const struct tree *shown = &stage->shown.trees[tree];
	struct staging staging = { stage, shown, &shown->nodes[node], out };
	const struct node *at = staging.node;

	engine_init(out, language, accents);
	out->at = (struct place) { (uint16_t)tree, (uint16_t)node };
	out->ended = at->kind == NODE_END;
	/* behind other screens, so that the keys back and home are said; but nothing leads to home
	 */
	out->depth = tree == 0 && node == shown->start ? 0 : 2;
	out->stack[0] = out->stack[1] = (struct place) { 0, stage->shown.trees[0].start };
	if (!stage->longest) /* what guards of papers ask for */
		for (unsigned i = 0; i < shown->keys_n; i++)
			stage_put_answer(&staging, shown->keys[i].symbol);
	stage_put_text(&staging, at->text);
	for (unsigned i = 0; i < at->options_n; i++)
		stage_put_text(&staging, at->options[i].text);
	if (at->kind != NODE_LIST)
		return;
	stage_put_text(&staging, at->item_text);
	stage_put_items(&staging, shown->nodes[at->source].effect);
}
