/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From which effects the values at a node can come: an effect's success puts its values there, a
 * list those of its chosen item, and they stay until others of the same name come or the dialogue
 * goes home. `0` takes them along to the screens before.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/stage.h"

_Static_assert(EFFECT_COUNT <= 64, "a bit for each effect");

struct flow {
	const struct stage *stage;
	const struct tree *tree;
	uint64_t *at; /* by node and name */
	bool changed;
};

int stage_name(const struct stage *stage, const char *name, size_t len)
{
	for (unsigned i = 0; i < stage->names_n; i++)
		if (strlen(stage->names[i]) == len && memcmp(stage->names[i], name, len) == 0)
			return (int)i;
	return -1;
}

static void add_names(struct stage *stage)
{
	for (unsigned effect = EFFECT_NONE + 1; effect < EFFECT_COUNT; effect++)
		for (const char *const *v = effect_values((enum effect)effect); *v; v++) {
			if (stage_name(stage, *v, strlen(*v)) >= 0)
				continue;
			OSMO_ASSERT(stage->names_n < STAGE_NAMES_MAX);
			stage->names[stage->names_n++] = *v;
		}
}

static void join(struct flow *flow, unsigned node, const uint64_t *values)
{
	uint64_t *at = flow->at + (size_t)node * STAGE_NAMES_MAX;

	for (unsigned i = 0; i < flow->stage->names_n; i++) {
		flow->changed |= (at[i] | values[i]) != at[i];
		at[i] |= values[i];
	}
}

/* Along a route and, from a screen that can be left by `0`, back. */
static void follow(
	struct flow *flow, unsigned node, const struct route *route, const uint64_t *values)
{
	for (unsigned i = 0; i < route->n; i++) {
		struct target to = route->ways[i].to;

		if (to.kind == TARGET_ONWARD)
			join(flow, flow->tree->start, values);
		if (to.kind != TARGET_NODE)
			continue;
		join(flow, to.index, values);
		if (flow->tree->nodes[to.index].kind != NODE_END)
			join(flow, node, flow->at + (size_t)to.index * STAGE_NAMES_MAX);
	}
}

/* Becomes an answer, and is not shown as a value. */
static bool is_taken(const struct stage *stage, const struct node *effect, const char *name)
{
	for (unsigned i = 0; i < effect->take_n; i++)
		if (strcmp(symbols_name(stage->set->symbols, effect->take[i].name), name) == 0)
			return true;
	return false;
}

/* The values that an effect, or an item of it, brings. */
static void bring(
	const struct stage *stage, const struct node *effect, bool surely, uint64_t *values)
{
	for (const char *const *v = effect_values(effect->effect); *v; v++) {
		int name = stage_name(stage, *v, strlen(*v));
		uint64_t bit = (uint64_t)1 << effect->effect;

		if (!is_taken(stage, effect, *v))
			values[name] = surely ? bit : values[name] | bit;
	}
}

static void flow_from(struct flow *flow, unsigned index)
{
	const struct node *node = &flow->tree->nodes[index];
	const uint64_t *at = flow->at + (size_t)index * STAGE_NAMES_MAX;
	uint64_t values[STAGE_NAMES_MAX];

	for (unsigned i = 0; i < node->options_n; i++)
		follow(flow, index, &node->options[i].next, at);
	for (unsigned i = 0; i < OUTCOMES_MAX; i++) {
		memcpy(values, at, sizeof(values));
		if (!effect_gives_items(node->effect) && node->kind == NODE_EFFECT)
			bring(flow->stage, node, i == 0, values);
		follow(flow, index, &node->on[i], values);
	}
	memcpy(values, at, sizeof(values));
	if (node->kind == NODE_LIST)
		bring(flow->stage, &flow->tree->nodes[node->source], true, values);
	follow(flow, index, &node->next, values);
}

void stage_flow(struct stage *stage)
{
	add_names(stage);
	stage->flows = talloc_zero_array(stage, uint64_t *, stage->set->trees_n);
	OSMO_ASSERT(stage->flows);
	for (unsigned i = 0; i < stage->set->trees_n; i++) {
		const struct tree *tree = &stage->set->trees[i];
		struct flow flow = { stage, tree, NULL, true };

		flow.at =
			talloc_zero_array(stage, uint64_t, (size_t)tree->nodes_n * STAGE_NAMES_MAX);
		OSMO_ASSERT(flow.at);
		while (flow.changed) {
			flow.changed = false;
			for (unsigned j = 0; j < tree->nodes_n; j++)
				flow_from(&flow, j);
		}
		stage->flows[i] = flow.at;
	}
}
