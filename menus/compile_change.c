/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The list of what can be changed before it is sent: each question under its own text, those that
 * were not asked left out.
 */
#include <stdio.h>
#include <osmocom/core/utils.h>
#include "menus/compile_parts.h"
#include "menus/tree.h"

#define MORE "changes_%u" /* a node that goes on with the list */

/* What can be changed before it is sent, of all questions in their order. */
static json_t *changes_list(const struct compiling *c, const facts_t *facts)
{
	json_t *list = json_array(), *change;
	size_t index;

	for (unsigned i = 0; i < c->overlay->questions_n; i++) {
		json_t *rest = NULL;
		enum truth truth = guard_under(facts, c->overlay->questions[i].when, &rest);

		if (truth == TRUTH_FAILS)
			continue;
		json_array_foreach (c->filled[i].changes, index, change) {
			json_t *option = json_pack("{s:O, s:{s:s, s:O}}", "text",
				json_object_get(change, "text"), "next", "to", "onward", "forget",
				json_object_get(change, "forget"));

			if (rest)
				json_object_set(option, "when", rest);
			json_array_append_new(list, option);
		}
		json_decref(rest);
	}
	return list;
}

/* A name that no node has yet. */
static void free_name(const struct compiling *c, char out[OVERLAY_NAME_MAX + 1])
{
	for (unsigned i = 2;; i++) {
		snprintf(out, OVERLAY_NAME_MAX + 1, MORE, i);
		if (!json_object_get(c->nodes, out))
			return;
	}
}

/* One menu holds only so many: the rest goes to another one behind the last option. */
static void split(struct compiling *c, json_t *node, json_t *list)
{
	json_t *rest, *more, *option;
	char next[OVERLAY_NAME_MAX + 1];

	json_object_set(node, "options", list);
	if (json_array_size(list) <= TREE_OPTIONS_MAX)
		return;
	rest = json_array();
	free_name(c, next);
	while (json_array_size(list) > TREE_OPTIONS_MAX - 1) {
		json_array_append(rest, json_array_get(list, TREE_OPTIONS_MAX - 1));
		json_array_remove(list, TREE_OPTIONS_MAX - 1);
	}
	option = json_pack("{s:s, s:s}", "text", "change.more", "next", next);
	json_array_append_new(list, option);
	more = json_copy(node);
	json_object_set_new(c->nodes, next, more);
	split(c, more, rest);
	json_decref(rest);
}

void compile_changes(struct compiling *c, const facts_t *facts, json_t *node)
{
	json_t *list = changes_list(c, facts);

	split(c, node, list);
	json_decref(list);
}
