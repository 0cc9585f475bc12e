/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading a tree: its head, and the small checked things that all readers use.
 * Strict: what tree.md does not name is refused, so a typing error is found and not ignored.
 */
#include "menus/tree_read.h"
#include <string.h>
#include <osmocom/core/utils.h>
#include <sodium.h>
#include <talloc.h>

#define TREE_FORM 1

/* --- small things -------------------------------------------------------------------------- */
void *read_array(const struct tree_reader *reader, size_t n, size_t size)
{
	void *array = talloc_zero_size(reader->set, n ? n * size : 1);

	OSMO_ASSERT(array);
	return array;
}

static bool spelled_from(const char *name, const char *letters)
{
	size_t len = name ? strlen(name) : 0;

	return len > 0 && len <= TREE_NAME_MAX && strspn(name, letters) == len;
}

bool read_name_ok(const struct json_at *at, const char *name)
{
	if (spelled_from(name, "abcdefghijklmnopqrstuvwxyz0123456789_"))
		return true;
	json_fail(at, "a name has 1 to %d of a-z, 0-9 and _", TREE_NAME_MAX);
	return false;
}

uint16_t read_symbol(const struct tree_reader *reader, const struct json_at *at, const char *name)
{
	uint16_t symbol;

	if (json_failed(at->reader) || !read_name_ok(at, name))
		return SYMBOL_NONE;
	symbol = symbols_add(reader->set->symbols, name, strlen(name));
	if (symbol == SYMBOL_NONE)
		json_fail(at, "more than %d names in all trees", SYMBOLS_MAX);
	return symbol;
}

uint16_t read_name(const struct tree_reader *reader, const struct json_at *object, const char *key)
{
	struct json_at at = json_need(object, key);

	return read_symbol(reader, &at, json_string_value(at.value));
}

/* A value may be empty in guards (somebody who had nothing to give) and name a catalogue text. */
const char *read_value(const struct tree_reader *reader, const struct json_at *at)
{
	const char *value = json_string_value(at->value);
	uint16_t symbol;

	if (json_failed(at->reader))
		return "";
	if (!value ||
		(value[0] && !spelled_from(value, "abcdefghijklmnopqrstuvwxyz0123456789_.@"))) {
		json_fail(at, "a value has up to %d of a-z, 0-9, _ and .", TREE_NAME_MAX);
		return "";
	}
	symbol = symbols_add(reader->set->symbols, value, strlen(value));
	if (symbol == SYMBOL_NONE)
		json_fail(at, "more than %d names in all trees", SYMBOLS_MAX);
	return symbol == SYMBOL_NONE ? "" : symbols_name(reader->set->symbols, symbol);
}

uint16_t read_text(const struct tree_reader *reader, const struct json_at *object, const char *key)
{
	const char *id = json_text(object, key, 1, TEXT_MAX);
	uint16_t text = texts_find(reader->set->texts, id);
	struct json_at at = json_opt(object, key);

	if (text == TEXT_NONE)
		json_fail(&at, "there is no text \"%.60s\": add it to texts/vi.json", id);
	else if (text > reader->set->text_max)
		reader->set->text_max = text;
	return text;
}

uint16_t read_text_opt(const struct tree_reader *reader, const struct json_at *object,
	const char *key, uint16_t absent)
{
	struct json_at at = json_opt(object, key);

	return at.value ? read_text(reader, object, key) : absent;
}

unsigned read_count(const struct json_at *array, unsigned max)
{
	size_t n = json_count(array);

	if (n > max)
		json_fail(array, "has %zu elements, %u are allowed", n, max);
	return n > max ? 0 : (unsigned)n;
}

static struct key *key_find(struct tree *tree, uint16_t symbol)
{
	for (unsigned i = 0; i < tree->keys_n; i++)
		if (tree->keys[i].symbol == symbol)
			return &tree->keys[i];
	return NULL;
}

void read_key(const struct tree_reader *reader, const struct json_at *at, uint16_t symbol,
	bool keep, bool asked)
{
	struct tree *tree = reader->tree;
	struct key *key = key_find(tree, symbol);

	if (json_failed(at->reader))
		return;
	if (key && key->keep != keep) {
		json_fail(at, "\"%s\" is kept at another node: say \"keep\" the same everywhere",
			symbols_name(reader->set->symbols, symbol));
		return;
	}
	if (!key && tree->keys_n == TREE_KEYS_MAX) {
		json_fail(at, "more than %d keys", TREE_KEYS_MAX);
		return;
	}
	if (!key) {
		key = &tree->keys[tree->keys_n++];
		*key = (struct key) { .symbol = symbol, .keep = keep };
	}
	key->asked |= asked;
}

/* --- the head ------------------------------------------------------------------------------ */
static uint16_t read_node_name(
	const struct tree_reader *reader, const struct json_at *root, const char *key)
{
	struct json_at at = json_need(root, key);
	struct target target = read_target(reader, &at);

	if (target.kind != TARGET_NODE)
		json_fail(&at, "expected a node of this tree");
	return target.index;
}

static uint16_t read_node_name_opt(
	const struct tree_reader *reader, const struct json_at *root, const char *key)
{
	struct json_at at = json_opt(root, key);

	return at.value ? read_node_name(reader, root, key) : NODE_NONE;
}

static const struct given *read_given(const struct tree_reader *reader, const struct json_at *at)
{
	unsigned n = read_count(at, TREE_MAP_MAX);
	const char **values = read_array(reader, n, sizeof(*values));
	struct given *given = read_array(reader, 1, sizeof(*given));

	if (n == 0)
		json_fail(at, "name at least one value");
	for (unsigned i = 0; i < n; i++) {
		struct json_at one = json_item(at, i);

		values[i] = read_value(reader, &one);
	}
	*given = (struct given) { n, values };
	return given;
}

/* "given": {key: [values]}; kept with the answers. */
static void read_givens(const struct tree_reader *reader, const struct json_at *root)
{
	struct json_at at = json_opt(root, "given");
	const char *name;
	json_t *value;

	if (json_object_size(at.value) > TREE_GIVENS_MAX ||
		(at.value && !json_is_object(at.value))) {
		json_fail(&at, "expected an object of at most %d keys", TREE_GIVENS_MAX);
		return;
	}
	json_object_foreach (at.value, name, value) {
		struct json_at one = json_need(&at, name);
		uint16_t symbol = read_symbol(reader, &one, name);
		struct key *key;

		read_key(reader, &one, symbol, true, false);
		key = key_find(reader->tree, symbol);
		if (key)
			key->given = read_given(reader, &one);
	}
}

/* "dial": {"2": where, "2*": where, if more follows}. */
static void read_dials(const struct tree_reader *reader, const struct json_at *root)
{
	struct json_at at = json_need(root, "dial");
	struct tree *tree = reader->tree;
	const char *number;
	json_t *value;

	json_object_foreach (at.value, number, value) {
		struct json_at one = json_need(&at, number);
		struct dial *dial = &tree->dials[tree->dials_n];
		size_t digits = strspn(number, "123456789"), len = strlen(number);

		if (digits < 1 || digits > 2 || (len > digits && strcmp(number + digits, "*"))) {
			json_fail(
				&one, "a service number has 1 or 2 digits of 1-9, or those and *");
			return;
		}
		if (++tree->dials_n > TREE_DIALS_MAX - 1) {
			json_fail(&at, "more than %d service numbers", TREE_DIALS_MAX - 1);
			return;
		}
		osmo_strlcpy(dial->number, number, digits + 1);
		dial->more = len > digits;
		dial->to = read_target(reader, &one);
	}
}

static void read_head(const struct tree_reader *reader, const struct json_at *root)
{
	static const char *const home_keys[] = { "motcua_tree", "code", "title", "start", "resume",
		"dial", "callback", "stuck", "nodes", NULL };
	static const char *const keys[] = { "motcua_tree", "code", "title", "start", "codes",
		"given", "eform", "submit", "nodes", NULL };
	bool home = reader->tree == reader->set->trees;
	const char *code;

	json_only(root, home ? home_keys : keys);
	json_int(root, "motcua_tree", TREE_FORM, TREE_FORM);
	code = json_text(root, "code", 1, TREE_NAME_MAX);
	if (strcmp(code, reader->tree->code) != 0)
		json_fail(
			root, "\"code\" must be \"%s\", as the file is named", reader->tree->code);
	reader->tree->title = read_text(reader, root, "title");
	reader->tree->eform =
		talloc_strdup(reader->set, json_text_opt(root, "eform", TREE_EFORM_MAX, ""));
	read_codes(reader, root);
}

/* A tree is known by what it says, however it is laid out in its file. */
static void hash_tree(const struct json_at *root, struct tree *out)
{
	char *text = json_dumps(root->value, JSON_COMPACT | JSON_SORT_KEYS);

	OSMO_ASSERT(text);
	crypto_generichash(
		out->hash, sizeof(out->hash), (const uint8_t *)text, strlen(text), NULL, 0);
	free(text);
}

void tree_read(struct menu_set *set, unsigned index, const struct json_at *root)
{
	struct tree_reader reader = { set, &set->trees[index] };
	struct json_at nodes, submit;

	reader.tree->resume = reader.tree->callback = reader.tree->stuck = NODE_NONE;
	read_head(&reader, root);
	nodes = json_need(root, "nodes");
	read_nodes(&reader, &nodes);
	reader.tree->start = read_node_name(&reader, root, "start");
	read_givens(&reader, root);
	if (index == 0) {
		reader.tree->resume = read_node_name(&reader, root, "resume");
		reader.tree->callback = read_node_name_opt(&reader, root, "callback");
		reader.tree->stuck = read_node_name_opt(&reader, root, "stuck");
		read_dials(&reader, root);
	} else {
		submit = json_need(root, "submit");
		read_submit(&reader, &submit);
	}
	if (!json_failed(root->reader))
		hash_tree(root, reader.tree);
}
