/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every screen of a language, rendered with usual data. */
#include "menus/lengths.h"
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/content.h"
#include "menus/render.h"
#include "menus/stage.h"

struct measuring {
	const struct stage *stage;
	const struct budget *budget;
	unsigned language;
	lengths_cb each;
	void *data;
	struct content content;
};

static void measure_one(struct measuring *m, struct length *length)
{
	struct engine_state state;
	struct screen screen;

	stage_set(m->stage, length->tree, length->node, m->language, length->accents, &state);
	content_make(&m->stage->shown, &state, length->accents, &m->content);
	if (length->accents && m->content.coding == CODING_GSM7)
		return; /* the same as without */
	if (render(&m->stage->shown, &state, m->budget, &screen) < 0)
		return;
	length->pages = screen.pages;
	length->plain = screen.coding != m->content.coding;
	m->each(m->data, length);
}

void lengths_measure(const struct menu_set *set, const struct samples *samples, unsigned language,
	const struct budget *budget, lengths_cb each, void *data)
{
	struct stage *stage = stage_new(NULL, set, samples, false);
	struct measuring *m = talloc_zero(stage, struct measuring);

	OSMO_ASSERT(stage && m);
	*m = (struct measuring) {
		.stage = stage, .budget = budget, .language = language, .each = each, .data = data
	};
	for (unsigned i = 0; i < set->trees_n; i++)
		for (unsigned j = 0; j < set->trees[i].nodes_n; j++)
			for (unsigned accents = 0; accents < 2; accents++) {
				struct length length = { .tree = i, .node = j, .accents = accents };

				if (set->trees[i].nodes[j].kind != NODE_EFFECT)
					measure_one(m, &length);
			}
	talloc_free(stage);
}
