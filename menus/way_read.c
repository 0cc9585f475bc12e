/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading the parts that lead from a node to another: guards, targets, ways and options.
 * What they may say is in tree.md.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/tree_read.h"

/* --- guards -------------------------------------------------------------------------------- */
static void read_guard(const struct tree_reader *reader, const struct json_at *at, unsigned depth,
	struct guard *out);

/* "is": a value or an array of values. */
static void read_is(
	const struct tree_reader *reader, const struct json_at *object, struct guard *out)
{
	struct json_at is = json_opt(object, "is");
	const char **texts;

	if (!is.value)
		return;
	out->texts_n = json_is_array(is.value) ? read_count(&is, TREE_MAP_MAX) : 1;
	if (out->texts_n == 0) {
		json_fail(&is, "name at least one value");
		return;
	}
	texts = read_array(reader, out->texts_n, sizeof(*texts));
	for (unsigned i = 0; i < out->texts_n; i++) {
		struct json_at one = json_is_array(is.value) ? json_item(&is, i) : is;

		texts[i] = read_value(reader, &one);
	}
	out->texts = texts;
}

static void read_parts(const struct tree_reader *reader, const struct json_at *at, unsigned depth,
	struct guard *out)
{
	unsigned n = read_count(at, TREE_GUARD_PARTS_MAX);
	struct guard *parts;

	if (n == 0) {
		json_fail(at, "name at least one guard");
		return;
	}
	parts = read_array(reader, n, sizeof(*parts));
	for (unsigned i = 0; i < n; i++) {
		struct json_at one = json_item(at, i);

		read_guard(reader, &one, depth + 1, &parts[i]);
	}
	out->parts_n = n;
	out->parts = parts;
}

static void read_not(const struct tree_reader *reader, const struct json_at *at, unsigned depth,
	struct guard *out)
{
	struct guard *part = read_array(reader, 1, sizeof(*part));

	read_guard(reader, at, depth + 1, part);
	out->parts_n = 1;
	out->parts = part;
}

/* The one key that says what kind of guard it is. */
static const char *guard_word(const struct json_at *at, enum guard_kind *kind_r)
{
	static const char *const words[] = { [GUARD_ANSWER] = "answer",
		[GUARD_VALUE] = "value",
		[GUARD_NOT] = "not",
		[GUARD_ALL] = "all",
		[GUARD_ANY] = "any" };
	const char *found = NULL;

	for (unsigned i = 0; i < ARRAY_SIZE(words); i++) {
		if (!json_object_get(at->value, words[i]))
			continue;
		if (found)
			json_fail(at, "\"%s\" and \"%s\" exclude each other", found, words[i]);
		found = words[i];
		*kind_r = (enum guard_kind)i;
	}
	if (!found)
		json_fail(at, "a guard needs \"answer\", \"value\", \"not\", \"all\" or \"any\"");
	return found;
}

static void read_guard(const struct tree_reader *reader, const struct json_at *at, unsigned depth,
	struct guard *out)
{
	const char *word = guard_word(at, &out->kind);
	struct json_at inner;
	bool compares;

	if (!word || json_failed(at->reader))
		return;
	if (depth > TREE_GUARD_DEPTH_MAX) {
		json_fail(at, "guards are nested deeper than %d", TREE_GUARD_DEPTH_MAX);
		return;
	}
	compares = out->kind == GUARD_ANSWER || out->kind == GUARD_VALUE;
	json_only(at, (const char *const[]) { word, compares ? "is" : NULL, NULL });
	inner = json_need(at, word);
	if (compares) {
		out->symbol = read_name(reader, at, word);
		read_is(reader, at, out);
	} else if (out->kind == GUARD_NOT) {
		read_not(reader, &inner, depth, out);
	} else {
		read_parts(reader, &inner, depth, out);
	}
}

const struct guard *read_when(const struct tree_reader *reader, const struct json_at *object)
{
	struct json_at at = json_opt(object, "when");
	struct guard *guard;

	if (!at.value)
		return NULL;
	guard = read_array(reader, 1, sizeof(*guard));
	read_guard(reader, &at, 1, guard);
	return guard;
}

/* --- targets and ways ---------------------------------------------------------------------- */
static uint16_t node_index(const struct tree *tree, const char *name)
{
	for (unsigned i = 0; i < tree->nodes_n; i++)
		if (strcmp(tree->nodes[i].name, name) == 0)
			return (uint16_t)i;
	return NODE_NONE;
}

static struct target tree_target(
	const struct tree_reader *reader, const struct json_at *at, const char *code)
{
	int tree = menu_set_tree_find(reader->set, code);

	if (tree <= 0)
		json_fail(at, "there is no procedure tree \"%s\": add procedures/%s.json", code,
			code);
	return (struct target) { TARGET_TREE, (uint16_t)tree };
}

struct target read_target(const struct tree_reader *reader, const struct json_at *at)
{
	const char *name = json_string_value(at->value);
	bool home = reader->tree == reader->set->trees;
	struct target target = { TARGET_NODE, NODE_NONE };

	if (!name) {
		json_fail(at, "expected the name of a node");
		return target;
	}
	if (strncmp(name, "tree:", 5) == 0)
		return tree_target(reader, at, name + 5);
	if (strcmp(name, "home") == 0)
		return (struct target) { TARGET_HOME, 0 };
	if (strcmp(name, "back") == 0)
		return (struct target) { TARGET_BACK, 0 };
	if (strcmp(name, "draft") == 0 || strcmp(name, "onward") == 0) {
		bool draft = name[0] == 'd';

		if (draft != home)
			json_fail(at, "\"%s\" exists only in %s", name,
				draft ? "home.json" : "a procedure's tree");
		return (struct target) { draft ? TARGET_DRAFT : TARGET_ONWARD, 0 };
	}
	target.index = node_index(reader->tree, name);
	if (target.index == NODE_NONE)
		json_fail(at, "there is no node \"%.40s\": add it under \"nodes\"", name);
	return target;
}

static void read_forget(
	const struct tree_reader *reader, const struct json_at *object, struct way *out)
{
	struct json_at at = json_opt(object, "forget");
	unsigned n = read_count(&at, TREE_FORGET_MAX);
	uint16_t *keys = read_array(reader, n, sizeof(*keys));

	for (unsigned i = 0; i < n; i++) {
		struct json_at one = json_item(&at, i);

		keys[i] = read_symbol(reader, &one, json_string_value(one.value));
	}
	out->forget_n = n;
	out->forget = keys;
}

/* {key: value} under `word`, up to TREE_SETS_MAX. */
static const struct setting *read_settings(const struct tree_reader *reader,
	const struct json_at *object, const char *word, unsigned *n_r)
{
	struct json_at at = json_opt(object, word);
	size_t n = json_object_size(at.value);
	struct setting *settings = read_array(reader, n, sizeof(*settings));
	const char *key;
	json_t *value;

	if (n > TREE_SETS_MAX || (at.value && !json_is_object(at.value))) {
		json_fail(&at, "expected an object of at most %d keys", TREE_SETS_MAX);
		return settings;
	}
	json_object_foreach (at.value, key, value) {
		struct json_at one = json_need(&at, key);

		settings[*n_r].key = read_symbol(reader, &one, key);
		settings[(*n_r)++].value = read_value(reader, &one);
	}
	return settings;
}

/* That the procedure takes it is checked when all trees are read. */
static void read_give(
	const struct tree_reader *reader, const struct json_at *object, struct way *out)
{
	struct json_at at = json_opt(object, "give");

	out->give = read_settings(reader, object, "give", &out->give_n);
	if (out->give_n > 0 && reader->tree != reader->set->trees)
		json_fail(&at, "\"give\" exists only in home.json");
	if (out->give_n > 0 && out->to.kind != TARGET_TREE)
		json_fail(&at, "only a procedure can be given something: lead to \"tree:<code>\"");
}

static void read_way(const struct tree_reader *reader, const struct json_at *at, struct way *out)
{
	struct json_at to;

	out->notice = TEXT_NONE;
	if (json_is_string(at->value)) {
		out->to = read_target(reader, at);
		return;
	}
	json_only(at, (const char *const[]) { "when", "to", "notice", "forget", "give", NULL });
	to = json_need(at, "to");
	out->to = read_target(reader, &to);
	out->when = read_when(reader, at);
	out->notice = read_text_opt(reader, at, "notice", TEXT_NONE);
	read_forget(reader, at, out);
	read_give(reader, at, out);
}

struct route read_route(const struct tree_reader *reader, const struct json_at *at)
{
	unsigned n = json_is_array(at->value) ? read_count(at, TREE_WAYS_MAX) : 1;
	struct way *ways = read_array(reader, n, sizeof(*ways));

	if (n == 0)
		json_fail(at, "name at least one way");
	for (unsigned i = 0; i < n; i++) {
		struct json_at one = json_is_array(at->value) ? json_item(at, i) : *at;

		read_way(reader, &one, &ways[i]);
		if (i == n - 1 && ways[i].when)
			json_fail(&one,
				"the last way must have no \"when\": say where to go "
				"if no guard holds");
		if (i < n - 1 && !ways[i].when)
			json_fail(&one, "a way without \"when\" must be the last one");
	}
	return (struct route) { n, ways };
}

/* --- options ------------------------------------------------------------------------------- */
static void read_sets(const struct tree_reader *reader, const struct json_at *option, bool keep,
	struct option *out)
{
	struct json_at at = json_opt(option, "set");

	out->sets = read_settings(reader, option, "set", &out->sets_n);
	for (unsigned i = 0; i < out->sets_n; i++)
		read_key(reader, &at, out->sets[i].key, keep, false);
}

static void read_option(
	const struct tree_reader *reader, const struct json_at *at, bool keep, struct option *out)
{
	static const char *const keys[] = { "value", "text", "echo", "when", "set", "next", NULL };
	struct json_at value = json_opt(at, "value"), next = json_need(at, "next");

	json_only(at, keys);
	out->value = value.value ? read_value(reader, &value) : NULL;
	out->text = read_text(reader, at, "text");
	out->echo = read_text_opt(reader, at, "echo", out->text);
	out->when = read_when(reader, at);
	read_sets(reader, at, keep, out);
	out->next = read_route(reader, &next);
}

void read_options(
	const struct tree_reader *reader, const struct json_at *node, struct node *out, bool keep)
{
	struct json_at at = json_opt(node, "options");
	bool valued = out->kind == NODE_MENU && out->key != SYMBOL_NONE;
	struct option *options;

	out->options_n = read_count(&at, TREE_OPTIONS_MAX);
	options = read_array(reader, out->options_n, sizeof(*options));
	for (unsigned i = 0; i < out->options_n; i++) {
		struct json_at one = json_item(&at, i);

		read_option(reader, &one, keep, &options[i]);
		if (valued && !options[i].value)
			json_fail(&one, "needs a \"value\", as the menu keeps one under \"key\"");
		if (!valued && options[i].value)
			json_fail(&one, "has a \"value\", but there is no \"key\" to keep it");
	}
	out->options = options;
}
