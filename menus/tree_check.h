/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the parts of the check share. Private to tree_check.c (the graph), name_check.c (keys,
 * guards, placeholders) and submit_check.c (the submission).
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

/* fact_check.c: a date or a unit is asked for under the key, and has such a fact. */
bool check_entry_fact(const struct check *check, const char *key, size_t key_len, const char *fact,
	size_t fact_len);
/* The entry tells such a bound of its own: "digits", "min", "max". `node` may be NULL. */
bool check_bound(const struct node *node, const char *name, size_t len);

/* name_check.c */
void check_names(struct check *check);
const char *check_name(const struct check *check, uint16_t symbol);
/* An entry of a national id asks for the key, so its facts can be told. */
bool check_is_id(const struct check *check, uint16_t key);
/* The keys and values of a guard exist (NULL has none); the placeholders of a text can be filled
 * (TEXT_NONE has none). `node` as in check_fail(). */
void check_guard(struct check *check, const struct node *node, const struct guard *guard);
void check_text(struct check *check, const struct node *node, uint16_t text);

/* submit_check.c */
void check_submit(struct check *check);
