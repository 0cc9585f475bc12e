/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What decides: keys that guards ask for, keys that fill a field on which the form makes others
 * depend, options and skips that lead elsewhere.
 */
#include "menus/branches_decide.h"
#include <string.h>
#include "menus/eform_condition.h"
#include "menus/tree_check.h"

struct keys {
	const struct tree *tree;
	bool path[TREE_KEYS_MAX]; /* a guard of a way or an option asks for it */
	bool guard[TREE_KEYS_MAX]; /* a guard of the submission does */
	bool form[TREE_KEYS_MAX]; /* the form does, through a field */
	bool conditional[TREE_KEYS_MAX]; /* it fills a field that is not always there */
	uint64_t relevant[TREE_KEYS_MAX]; /* keys on which its fields depend, as bits */
	unsigned parent[TREE_KEYS_MAX]; /* of keys that belong together: the union-find way */
};

static void note_key(const struct tree *tree, bool *keys, uint16_t symbol)
{
	const struct key *key = tree_key(tree, symbol);

	if (key)
		keys[key - tree->keys] = true;
}

static bool noted(const struct tree *tree, const bool *keys, uint16_t symbol)
{
	const struct key *key = tree_key(tree, symbol);

	return key && keys[key - tree->keys];
}

/* --- guards -------------------------------------------------------------------------------- */
static void note_guard(const struct tree *tree, bool *noted, const struct guard *guard)
{
	if (!guard)
		return;
	if (guard->kind == GUARD_ANSWER)
		note_key(tree, noted, guard->symbol);
	for (unsigned i = 0; i < guard->parts_n; i++)
		note_guard(tree, noted, &guard->parts[i]);
}

static void note_node(struct keys *keys, const struct node *node)
{
	const struct route *routes[NODE_ROUTES_MAX];
	unsigned n = check_routes(node, routes);

	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < routes[i]->n; j++)
			note_guard(keys->tree, keys->path, routes[i]->ways[j].when);
	for (unsigned i = 0; i < node->options_n; i++)
		note_guard(keys->tree, keys->path, node->options[i].when);
}

static void note_conditional(struct keys *keys, const struct field *field)
{
	for (unsigned i = 0; i < field->sources_n; i++)
		if (field->sources[i].kind == SOURCE_ANSWER ||
			field->sources[i].kind == SOURCE_FACT)
			note_key(keys->tree, keys->conditional, field->sources[i].key);
}

static void note_submit(struct keys *keys, const struct submit *submit)
{
	for (unsigned i = 0; i < submit->applicants_n; i++)
		note_guard(keys->tree, keys->guard, submit->applicants[i].when);
	for (unsigned i = 0; i < submit->concerned_n; i++)
		note_guard(keys->tree, keys->guard, submit->concerned[i].when);
	for (unsigned i = 0; i < submit->fields_n; i++)
		for (unsigned j = 0; j < submit->fields[i].sources_n; j++) {
			if (submit->fields[i].sources[j].when)
				note_conditional(keys, &submit->fields[i]);
			note_guard(keys->tree, keys->guard, submit->fields[i].sources[j].when);
		}
}

/* --- groups -------------------------------------------------------------------------------- */
static unsigned root_of(const struct keys *keys, unsigned key)
{
	while (keys->parent[key] != key)
		key = keys->parent[key];
	return key;
}

/* Two keys belong together; *first_io is one of those seen so far, SYMBOL_NONE: none. */
static void unite(struct keys *keys, uint16_t *first_io, uint16_t symbol)
{
	const struct key *key = tree_key(keys->tree, symbol);
	const struct key *first = tree_key(keys->tree, *first_io);

	if (!key)
		return;
	if (first)
		keys->parent[root_of(keys, (unsigned)(key - keys->tree->keys))] =
			root_of(keys, (unsigned)(first - keys->tree->keys));
	*first_io = symbol;
}

static void unite_guard(struct keys *keys, uint16_t *first_io, const struct guard *guard)
{
	if (!guard)
		return;
	if (guard->kind == GUARD_ANSWER)
		unite(keys, first_io, guard->symbol);
	for (unsigned i = 0; i < guard->parts_n; i++)
		unite_guard(keys, first_io, &guard->parts[i]);
}

static void unite_field(struct keys *keys, uint16_t *first_io, const struct field *field)
{
	for (unsigned i = 0; i < field->sources_n; i++) {
		unite_guard(keys, first_io, field->sources[i].when);
		if (field->sources[i].kind == SOURCE_ANSWER ||
			field->sources[i].kind == SOURCE_FACT)
			unite(keys, first_io, field->sources[i].key);
	}
}

static void unite_persons(struct keys *keys, const struct person *persons, unsigned n)
{
	uint16_t first = SYMBOL_NONE;

	for (unsigned i = 0; i < n; i++) {
		unite_guard(keys, &first, persons[i].when);
		unite(keys, &first, persons[i].id_key);
	}
}

/* What is answered at once. */
static void unite_node(struct keys *keys, const struct node *node)
{
	uint16_t first = SYMBOL_NONE;

	unite(keys, &first, node->key);
	for (unsigned i = 0; i < node->options_n; i++)
		for (unsigned j = 0; j < node->options[i].sets_n; j++)
			unite(keys, &first, node->options[i].sets[j].key);
}

/* --- what is relevant ---------------------------------------------------------------------- */
_Static_assert(TREE_KEYS_MAX <= 64, "a bit for each key");

static uint64_t bits_of(const bool *noted)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < TREE_KEYS_MAX; i++)
		bits |= (uint64_t)noted[i] << i;
	return bits;
}

/* Keys that the sources of a field take or ask for. */
static uint64_t field_keys(const struct tree *tree, const struct field *field)
{
	bool noted[TREE_KEYS_MAX] = { false };

	for (unsigned i = 0; i < field->sources_n; i++) {
		note_guard(tree, noted, field->sources[i].when);
		if (field->sources[i].kind == SOURCE_ANSWER ||
			field->sources[i].kind == SOURCE_FACT)
			note_key(tree, noted, field->sources[i].key);
	}
	return bits_of(noted);
}

/* All that takes part in the field depends on these keys. */
static void note_relevant(struct keys *keys, const struct field *field, uint64_t others)
{
	uint64_t own = field_keys(keys->tree, field);

	for (unsigned i = 0; i < TREE_KEYS_MAX; i++)
		if (own >> i & 1)
			keys->relevant[i] |= own | others;
}

/* --- the form ------------------------------------------------------------------------------ */
/* The path without the numbers of its rows: "rows[0].from" as the form's "rows[].from". */
static bool is_path(const char *field, const char *form)
{
	for (; *field && *form; field++, form++) {
		if (*field != *form)
			return false;
		if (*field == '[')
			field += strcspn(field, "]") - 1, form += strcspn(form, "]") - 1;
	}
	return *field == *form;
}

/* Fields that decide whether another one is shown. */
struct reading {
	struct keys *keys;
	uint16_t first; /* a key of the field at hand */
	uint64_t read; /* keys of the fields that were read */
};

static void note_read(void *data, const char *path, const char *value)
{
	struct reading *reading = data;
	struct keys *keys = reading->keys;
	const struct submit *submit = &keys->tree->submit;
	(void)value;

	for (unsigned i = 0; i < submit->fields_n; i++) {
		const struct field *field = &submit->fields[i];

		if (is_path(field->path, path)) {
			unite_field(keys, &reading->first, field);
			reading->read |= field_keys(keys->tree, field);
		}
		for (unsigned j = 0; is_path(field->path, path) && j < field->sources_n; j++)
			if (field->sources[j].kind == SOURCE_ANSWER ||
				field->sources[j].kind == SOURCE_FACT)
				note_key(keys->tree, keys->form, field->sources[j].key);
	}
}

static void unite_shown(
	struct reading *reading, const struct eform_condition *shown, const struct field *field)
{
	unite_field(reading->keys, &reading->first, field);
	if (shown)
		note_conditional(reading->keys, field);
}

static void note_form(struct keys *keys, const struct eform *eform)
{
	const struct submit *submit = &keys->tree->submit;

	for (unsigned i = 0; eform && i < eform->fields_n; i++) {
		struct reading reading = { keys, SYMBOL_NONE, 0 };

		for (unsigned j = 0; j < submit->fields_n; j++)
			if (is_path(submit->fields[j].path, eform->fields[i].path))
				unite_shown(&reading, eform->fields[i].shown, &submit->fields[j]);
		eform_condition_reads(&eform->fields[i], note_read, &reading);
		for (unsigned j = 0; j < submit->fields_n; j++)
			if (is_path(submit->fields[j].path, eform->fields[i].path))
				note_relevant(keys, &submit->fields[j], reading.read);
	}
}

/* All that belongs together. */
static void unite_all(struct keys *keys)
{
	const struct submit *submit = &keys->tree->submit;

	for (unsigned i = 0; i < TREE_KEYS_MAX; i++)
		keys->parent[i] = i;
	for (unsigned i = 0; i < keys->tree->nodes_n; i++)
		unite_node(keys, &keys->tree->nodes[i]);
	for (unsigned i = 0; i < submit->fields_n; i++) {
		uint16_t first = SYMBOL_NONE;

		unite_field(keys, &first, &submit->fields[i]);
		note_relevant(keys, &submit->fields[i], 0);
	}
	unite_persons(keys, submit->applicants, submit->applicants_n);
	unite_persons(keys, submit->concerned, submit->concerned_n);
}

/* --- nodes --------------------------------------------------------------------------------- */
static bool same_route(const struct route *a, const struct route *b)
{
	if (a->n != b->n)
		return false;
	for (unsigned i = 0; i < a->n; i++)
		if (a->ways[i].to.kind != b->ways[i].to.kind ||
			a->ways[i].to.index != b->ways[i].to.index)
			return false;
	return true;
}

bool branches_parts(const struct node *node, const struct engine_state *state, unsigned option)
{
	for (unsigned i = 0; i < option; i++)
		if (guard_holds(node->options[i].when, state) &&
			same_route(&node->options[i].next, &node->options[option].next))
			return false;
	return true;
}

static bool skip_parts(const struct node *node)
{
	return node->kind == NODE_ENTRY && node->options_n > 0 &&
		!same_route(&node->next, &node->options[0].next);
}

/* What an option sets beside its value counts as well. */
static bool sets_noted(const struct tree *tree, const bool *keys, const struct node *node)
{
	for (unsigned i = 0; i < node->options_n; i++)
		for (unsigned j = 0; j < node->options[i].sets_n; j++)
			if (noted(tree, keys, node->options[i].sets[j].key))
				return true;
	return false;
}

/* For its own key and what its options set beside. */
static uint64_t relevant_of(const struct keys *keys, const struct node *node)
{
	const struct key *key = tree_key(keys->tree, node->key);
	uint64_t bits = key ? keys->relevant[key - keys->tree->keys] : 0;

	for (unsigned i = 0; i < node->options_n; i++)
		for (unsigned j = 0; j < node->options[i].sets_n; j++) {
			key = tree_key(keys->tree, node->options[i].sets[j].key);
			if (key)
				bits |= keys->relevant[key - keys->tree->keys];
		}
	return bits;
}

/* Numbers the groups of nodes that decide. */
static void number_groups(const struct keys *keys, struct branches_decide *out)
{
	const struct tree *tree = keys->tree;
	unsigned numbers[TREE_KEYS_MAX];

	memset(numbers, 0xff, sizeof(numbers)); /* GROUP_NONE */
	for (unsigned i = 0; i < tree->nodes_n; i++) {
		const struct key *key = tree_key(tree, tree->nodes[i].key);
		unsigned *number =
			key ? &numbers[root_of(keys, (unsigned)(key - tree->keys))] : NULL;

		if (number && *number == GROUP_NONE)
			*number = out->groups_n++;
		out->group[i] = number ? *number : GROUP_NONE;
	}
	if (out->groups_n == 0)
		out->groups_n = 1;
}

void branches_decide(
	const struct tree *tree, const struct eform *eform, struct branches_decide *out)
{
	struct keys keys = { .tree = tree };

	memset(out, 0, sizeof(*out));
	unite_all(&keys);
	for (unsigned i = 0; i < tree->nodes_n; i++)
		note_node(&keys, &tree->nodes[i]);
	note_submit(&keys, &tree->submit);
	note_form(&keys, eform);
	for (unsigned i = 0; i < tree->nodes_n; i++) {
		const struct node *node = &tree->nodes[i];
		bool form = noted(tree, keys.form, node->key) || sets_noted(tree, keys.form, node);

		out->typed[i] = form;
		out->options[i] = form || noted(tree, keys.guard, node->key) ||
			sets_noted(tree, keys.guard, node);
		out->conditional[i] = noted(tree, keys.conditional, node->key) ||
			sets_noted(tree, keys.conditional, node);
		out->relevant[i] = relevant_of(&keys, node);
		out->paths[i] = noted(tree, keys.path, node->key) ||
			sets_noted(tree, keys.path, node) || skip_parts(node);
	}
	number_groups(&keys, out);
}
