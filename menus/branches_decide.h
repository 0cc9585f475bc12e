/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which nodes of a tree decide: where each of their answers is tried with all others (see
 * branches.h). Private to menus/.
 */
#pragma once
#include <limits.h>
#include "menus/eform.h"
#include "menus/tree.h"

struct branches_decide {
	bool paths[TREE_NODES_MAX]; /* which questions come: combined with all else */
	bool options[TREE_NODES_MAX]; /* a menu's options; an entry's "I don't have it" */
	bool typed[TREE_NODES_MAX]; /* what is typed into an entry */
	/* The answer fills a field that is not always there: it is tried with all of its group
	 * that decides, though not with others of its kind. */
	bool conditional[TREE_NODES_MAX];
	/* The other keys of these fields, and of those that decide whether they are shown: a bit
	 * for each key of the tree. */
	uint64_t relevant[TREE_NODES_MAX];
	/* Answers of different groups have no field in common, so they need not be combined.
	 * GROUP_NONE: a node without a key. */
	unsigned groups_n; /* that decide anything; at least 1 */
	unsigned group[TREE_NODES_MAX];
};
#define GROUP_NONE UINT_MAX

/* Whether an option of a menu that is offered now leads elsewhere than those before it do: then it
 * is tried with all others even where the menu does not decide. */
bool branches_parts(const struct node *node, const struct engine_state *state, unsigned option);

/* `eform` may be NULL. */
void branches_decide(
	const struct tree *tree, const struct eform *eform, struct branches_decide *out);
