/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading the nodes of a tree, one function for each kind. What each may say is in tree.md.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/tree_read.h"

bool read_node_key(
	const struct tree_reader *reader, const struct json_at *at, bool needed, struct node *out)
{
	bool home = reader->tree == reader->set->trees;
	bool keep = json_bool_opt(at, "keep", !home);
	struct json_at key = needed ? json_need(at, "key") : json_opt(at, "key");

	if (home && keep)
		json_fail(at, "answers at home are never kept: drop \"keep\"");
	if (!key.value)
		return keep;
	out->key = read_symbol(reader, &key, json_string_value(key.value));
	read_key(reader, &key, out->key, keep, true);
	return keep;
}

static void read_menu(const struct tree_reader *reader, const struct json_at *at, struct node *out)
{
	static const char *const keys[] = { "kind", "text", "key", "keep", "single", "options",
		"accents", NULL };
	bool keep = read_node_key(reader, at, false, out);

	json_only(at, keys);
	out->single = json_bool_opt(at, "single", false);
	out->accents = json_bool_opt(at, "accents", false);
	read_options(reader, at, out, keep);
	if (out->options_n == 0)
		json_fail(at, "a menu needs at least one option");
}

static void read_list(const struct tree_reader *reader, const struct json_at *at, struct node *out)
{
	static const char *const keys[] = { "kind", "text", "item", "key", "keep", "single",
		"options", "next", NULL };
	struct json_at next = json_need(at, "next");
	bool keep = read_node_key(reader, at, true, out);

	json_only(at, keys);
	out->item_text = read_text(reader, at, "item");
	out->single = json_bool_opt(at, "single", false);
	read_options(reader, at, out, keep);
	out->next = read_route(reader, &next);
}

/* A message is a menu with one option: go on. */
static void read_message(
	const struct tree_reader *reader, const struct json_at *at, struct node *out)
{
	struct json_at next = json_need(at, "next");
	struct option *option = read_array(reader, 1, sizeof(*option));

	json_only(
		at, (const char *const[]) { "kind", "text", "continue", "next", "accents", NULL });
	option->text = option->echo =
		read_text_opt(reader, at, "continue", reader->set->words[WORD_CONTINUE]);
	option->next = read_route(reader, &next);
	out->accents = json_bool_opt(at, "accents", false);
	out->options_n = 1;
	out->options = option;
}

/* {name: key}: what an effect calls an answer or value, and the tree's key for it. */
static const struct naming *read_namings(const struct tree_reader *reader,
	const struct json_at *node, const char *word, unsigned *n_r)
{
	struct json_at at = json_opt(node, word);
	size_t n = json_object_size(at.value);
	struct naming *namings = read_array(reader, TREE_NAMINGS_MAX, sizeof(*namings));
	const char *name;
	json_t *value;

	if (n > TREE_NAMINGS_MAX || (at.value && !json_is_object(at.value))) {
		json_fail(&at, "expected an object of at most %d names", TREE_NAMINGS_MAX);
		return namings;
	}
	json_object_foreach (at.value, name, value) {
		struct json_at one = json_need(&at, name);
		struct naming *naming = &namings[(*n_r)++];

		naming->name = read_symbol(reader, &one, name);
		naming->key = read_symbol(reader, &one, json_string_value(value));
	}
	return namings;
}

static void read_effect(
	const struct tree_reader *reader, const struct json_at *at, struct node *out)
{
	const char *name = json_text(at, "effect", 1, TREE_NAME_MAX);
	const char *const *outcomes;
	struct json_at on = json_need(at, "on");

	json_only(at, (const char *const[]) { "kind", "effect", "on", "with", "take", NULL });
	out->with = read_namings(reader, at, "with", &out->with_n);
	out->take = read_namings(reader, at, "take", &out->take_n);
	out->effect = effect_find(name);
	outcomes = effect_outcomes(out->effect);
	if (out->effect == EFFECT_NONE)
		json_fail(at, "there is no effect \"%.40s\"", name);
	json_only(&on, outcomes);
	for (unsigned i = 0; outcomes[i] && !json_failed(at->reader); i++) {
		struct json_at outcome = json_opt(&on, outcomes[i]);

		OSMO_ASSERT(i < OUTCOMES_MAX);
		if (!outcome.value)
			json_fail(&on, "the outcome \"%s\" is not handled: say where it leads",
				outcomes[i]);
		else
			out->on[i] = read_route(reader, &outcome);
	}
}

static void read_node(const struct tree_reader *reader, const struct json_at *at, struct node *out)
{
	static const struct {
		const char *name;
		void (*read)(const struct tree_reader *, const struct json_at *, struct node *);
	} kinds[] = {
		[NODE_MENU] = { "menu", read_menu },
		[NODE_LIST] = { "list", read_list },
		[NODE_ENTRY] = { "entry", read_entry },
		[NODE_MESSAGE] = { "message", read_message },
		[NODE_EFFECT] = { "effect", read_effect },
		[NODE_END] = { "end", NULL },
	};
	const char *name = json_text(at, "kind", 1, TREE_NAME_MAX);

	for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(kinds[i].name, name) != 0)
			continue;
		out->kind = (enum node_kind)i;
		if (out->kind != NODE_EFFECT)
			out->text = read_text(reader, at, "text");
		if (kinds[i].read)
			kinds[i].read(reader, at, out);
		else
			json_only(at, (const char *const[]) { "kind", "text", NULL });
		return;
	}
	json_fail(at, "\"kind\" is menu, list, entry, message, effect or end");
}

/* What effects bring as answers, kept as the node that asks for the same key says. */
static void read_taken_keys(const struct tree_reader *reader, const struct json_at *nodes)
{
	bool home = reader->tree == reader->set->trees;

	for (unsigned i = 0; i < reader->tree->nodes_n; i++) {
		const struct node *node = &reader->tree->nodes[i];
		struct json_at at = json_opt(nodes, node->name);

		for (unsigned j = 0; j < node->take_n; j++) {
			const struct key *key = tree_key(reader->tree, node->take[j].key);

			read_key(reader, &at, node->take[j].key, key ? key->keep : !home, true);
		}
	}
}

/* Names first, so that a node may lead to one that stands further down. */
void read_nodes(const struct tree_reader *reader, const struct json_at *nodes)
{
	struct tree *tree = reader->tree;
	size_t n = json_object_size(nodes->value);
	const char *name;
	json_t *value;

	if (n == 0 || n > TREE_NODES_MAX) {
		json_fail(nodes, "expected an object of 1 to %d nodes", TREE_NODES_MAX);
		return;
	}
	tree->nodes = read_array(reader, n, sizeof(*tree->nodes));
	json_object_foreach (nodes->value, name, value) {
		struct json_at at = json_need(nodes, name);
		uint16_t symbol = read_symbol(reader, &at, name);

		if (strcmp(name, "home") == 0 || strcmp(name, "draft") == 0 ||
			strcmp(name, "onward") == 0 || strcmp(name, "back") == 0)
			json_fail(&at, "this name means a place of its own: choose another");
		if (json_failed(nodes->reader))
			return;
		tree->nodes[tree->nodes_n++] = (struct node) {
			.name = symbols_name(reader->set->symbols, symbol),
			.text = TEXT_NONE,
			.key = SYMBOL_NONE,
			.source = NODE_NONE,
			.list = NODE_NONE,
		};
	}
	for (unsigned i = 0; i < tree->nodes_n; i++) {
		struct json_at at = json_need(nodes, tree->nodes[i].name);

		read_node(reader, &at, &tree->nodes[i]);
	}
	read_taken_keys(reader, nodes);
}
