/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A tree as a graph: every node is reached and leads somewhere in the end, loops pass a screen
 * that waits for a person, lists stand behind the effect that fills them.
 */
#include "menus/tree_check.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>

void check_fail(struct check *check, const struct node *node, const char *format, ...)
{
	va_list args;
	int used;

	if (check->error[0])
		return;
	used = snprintf(check->error, check->error_size, "%s: %s%s%s", check->tree->source,
		node ? "nodes." : "", node ? node->name : "", node ? ": " : "");
	if (used < 0 || (size_t)used >= check->error_size)
		return;
	va_start(args, format);
	vsnprintf(check->error + used, check->error_size - (size_t)used, format, args);
	va_end(args);
}

unsigned check_routes(const struct node *node, const struct route *out[NODE_ROUTES_MAX])
{
	unsigned n = 0;

	for (unsigned i = 0; i < node->options_n; i++)
		out[n++] = &node->options[i].next;
	if (node->next.n)
		out[n++] = &node->next;
	for (unsigned i = 0; i < OUTCOMES_MAX; i++)
		if (node->on[i].n)
			out[n++] = &node->on[i];
	return n;
}

/* Calls `each` for every target of a node. */
static void each_target(struct check *check, const struct node *node,
	void (*each)(struct check *, const struct node *, struct target, void *), void *data)
{
	const struct route *routes[NODE_ROUTES_MAX];
	unsigned n = check_routes(node, routes);

	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < routes[i]->n; j++)
			each(check, node, routes[i]->ways[j].to, data);
}

/* --- lists --------------------------------------------------------------------------------- */
/* The one list that the items of an effect go to. */
static void link_list(struct check *check, unsigned index)
{
	struct node *effect = &check->tree->nodes[index];
	const struct route *done = &effect->on[0]; /* "done" stands first in every row */

	for (unsigned i = 0; i < done->n; i++) {
		struct target to = done->ways[i].to;
		struct node *list = to.kind == TARGET_NODE ? &check->tree->nodes[to.index] : NULL;

		if (!list || list->kind != NODE_LIST || (i > 0 && to.index != effect->list)) {
			check_fail(check, effect, "\"done\" brings items: it must lead to a list");
			return;
		}
		if (list->source != NODE_NONE && list->source != index) {
			check_fail(check, list, "two effects lead here: lead to \"%s\" instead",
				check->tree->nodes[list->source].name);
			return;
		}
		list->source = (uint16_t)index;
		effect->list = to.index;
	}
}

static void check_list_entered(
	struct check *check, const struct node *node, struct target to, void *data)
{
	const struct node *list = &check->tree->nodes[to.index];
	(void)data;

	if (to.kind != TARGET_NODE || list->kind != NODE_LIST)
		return;
	if (list->source == NODE_NONE || node != &check->tree->nodes[list->source])
		check_fail(check, node,
			"leads to the list \"%s\": lead to the effect that fills it", list->name);
}

static void check_lists(struct check *check)
{
	struct tree *tree = check->tree;

	for (unsigned i = 0; i < tree->nodes_n; i++)
		if (tree->nodes[i].kind == NODE_EFFECT && effect_gives_items(tree->nodes[i].effect))
			link_list(check, i);
	for (unsigned i = 0; i < tree->nodes_n; i++) {
		const struct node *node = &tree->nodes[i];

		each_target(check, node, check_list_entered, NULL);
		/* other outcomes of the effect bring no items */
		for (unsigned j = 1; node->kind == NODE_EFFECT && j < OUTCOMES_MAX; j++)
			for (unsigned k = 0; k < node->on[j].n; k++)
				if (node->list != NODE_NONE &&
					node->on[j].ways[k].to.kind == TARGET_NODE &&
					node->on[j].ways[k].to.index == node->list)
					check_fail(check, node, "\"%s\" brings no items for a list",
						effect_outcomes(node->effect)[j]);
	}
}

/* --- reach --------------------------------------------------------------------------------- */
struct reach {
	bool seen[TREE_NODES_MAX];
	uint16_t waiting[TREE_NODES_MAX];
	unsigned n;
};

static void reach_target(struct check *check, const struct node *node, struct target to, void *data)
{
	struct reach *reach = data;
	uint16_t index = to.kind == TARGET_ONWARD ? check->tree->start : to.index;
	(void)node;

	if ((to.kind != TARGET_NODE && to.kind != TARGET_ONWARD) || reach->seen[index])
		return;
	reach->seen[index] = true;
	reach->waiting[reach->n++] = index;
}

static void reach_onward(struct check *check, struct reach *reach)
{
	while (reach->n > 0)
		each_target(check, &check->tree->nodes[reach->waiting[--reach->n]], reach_target,
			reach);
}

/* Where a person is helped: home's "stuck" and "callback" and all that follows them. */
static void reach_help(struct check *check, struct reach *reach)
{
	struct tree *tree = check->tree;
	const uint16_t from[] = { tree->callback, tree->stuck };
	struct reach help = { .n = 0 };

	for (unsigned i = 0; i < ARRAY_SIZE(from); i++)
		if (from[i] != NODE_NONE)
			reach_target(check, NULL, (struct target) { TARGET_NODE, from[i] }, &help);
	reach_onward(check, &help);
	for (unsigned i = 0; i < tree->nodes_n; i++) {
		tree->nodes[i].helping = help.seen[i];
		reach->seen[i] |= help.seen[i];
	}
	if (tree->nodes[tree->start].helping)
		check_fail(check, &tree->nodes[tree->start],
			"screens that help lead here: lead to \"home\" or \"back\" instead");
}

static void check_reached(struct check *check)
{
	struct tree *tree = check->tree;
	struct reach reach = { .n = 0 };

	reach_target(check, NULL, (struct target) { TARGET_NODE, tree->start }, &reach);
	if (tree->resume != NODE_NONE)
		reach_target(check, NULL, (struct target) { TARGET_NODE, tree->resume }, &reach);
	reach_help(check, &reach);
	for (unsigned i = 0; i < tree->dials_n; i++)
		reach_target(check, NULL, tree->dials[i].to, &reach);
	reach_onward(check, &reach);
	for (unsigned i = 0; i < tree->nodes_n; i++)
		if (!reach.seen[i])
			check_fail(check, &tree->nodes[i],
				"nothing leads here: lead here or remove it");
}

/* --- ends ---------------------------------------------------------------------------------- */
struct leaving {
	const bool *leaves;
	bool found;
};

static void leave_target(struct check *check, const struct node *node, struct target to, void *data)
{
	struct leaving *leaving = data;
	(void)node;

	if (to.kind == TARGET_NODE)
		leaving->found |= leaving->leaves[to.index];
	else if (to.kind == TARGET_ONWARD)
		leaving->found |= leaving->leaves[check->tree->start];
	else
		leaving->found = true;
}

/* From every node there is a way that ends or leaves the tree. */
static void check_ends(struct check *check)
{
	struct tree *tree = check->tree;
	bool leaves[TREE_NODES_MAX] = { false }, changed = true;

	while (changed) {
		changed = false;
		for (unsigned i = 0; i < tree->nodes_n; i++) {
			struct leaving leaving = { leaves, tree->nodes[i].kind == NODE_END };

			if (leaves[i])
				continue;
			each_target(check, &tree->nodes[i], leave_target, &leaving);
			leaves[i] = leaving.found;
			changed |= leaving.found;
		}
	}
	for (unsigned i = 0; i < tree->nodes_n; i++)
		if (!leaves[i])
			check_fail(check, &tree->nodes[i],
				"no way from here ends: lead to an end or home");
}

/* --- loops --------------------------------------------------------------------------------- */
/* May be passed without anybody pressing a key. */
static bool is_silent(const struct node *node)
{
	return node->kind == NODE_EFFECT || node->single;
}

struct silent {
	bool leads_on[TREE_NODES_MAX]; /* to a node that may not be ruled out yet */
	bool found;
};

static void silent_target(
	struct check *check, const struct node *node, struct target to, void *data)
{
	struct silent *silent = data;
	(void)check;
	(void)node;

	if (to.kind == TARGET_NODE && silent->leads_on[to.index])
		silent->found = true;
}

/* Takes away, again and again, silent nodes that lead to no silent node; what stays is a loop. */
static void check_loops(struct check *check)
{
	struct tree *tree = check->tree;
	struct silent silent;
	bool changed = true;

	for (unsigned i = 0; i < tree->nodes_n; i++)
		silent.leads_on[i] = is_silent(&tree->nodes[i]);
	while (changed) {
		changed = false;
		for (unsigned i = 0; i < tree->nodes_n; i++) {
			if (!silent.leads_on[i])
				continue;
			silent.found = false;
			each_target(check, &tree->nodes[i], silent_target, &silent);
			changed |= !silent.found;
			silent.leads_on[i] = silent.found;
		}
	}
	for (unsigned i = 0; i < tree->nodes_n; i++)
		if (silent.leads_on[i])
			check_fail(check, &tree->nodes[i],
				"may go round for ever: put a screen into the loop");
}

bool tree_check(struct menu_set *set, unsigned index, char *error, size_t error_size)
{
	struct check check = { set, &set->trees[index], error, error_size };

	error[0] = '\0';
	check_lists(&check);
	check_reached(&check);
	check_ends(&check);
	check_loops(&check);
	check_names(&check);
	return error[0] == '\0';
}
