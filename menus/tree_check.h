/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the two halves of the check share. Private to tree_check.c (the graph) and name_check.c
 * (keys, guards, placeholders, the submission).
 */
#pragma once
#include "menus/tree.h"

#define NODE_ROUTES_MAX (TREE_OPTIONS_MAX + 1 + OUTCOMES_MAX)

struct check {
	const struct menu_set *set;
	struct tree *tree;
	char *error; /* "" while all is well; the first sentence stays */
	size_t error_size;
};

/* Records "file: nodes.NAME: ..." (without a node: "file: ..."), unless there is one already. */
void check_fail(struct check *check, const struct node *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* All routes out of a node: of its options, its own, its outcomes. Returns their number. */
unsigned check_routes(const struct node *node, const struct route *out[NODE_ROUTES_MAX]);

/* name_check.c */
void check_names(struct check *check);
