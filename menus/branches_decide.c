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
	bool guard[TREE_KEYS_MAX]; /* a guard asks for it */
	bool form[TREE_KEYS_MAX]; /* the form does, through a field */
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
static void note_guard(struct keys *keys, const struct guard *guard)
{
	if (!guard)
		return;
	if (guard->kind == GUARD_ANSWER)
		note_key(keys->tree, keys->guard, guard->symbol);
	for (unsigned i = 0; i < guard->parts_n; i++)
		note_guard(keys, &guard->parts[i]);
}

static void note_node(struct keys *keys, const struct node *node)
{
	const struct route *routes[NODE_ROUTES_MAX];
	unsigned n = check_routes(node, routes);

	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < routes[i]->n; j++)
			note_guard(keys, routes[i]->ways[j].when);
	for (unsigned i = 0; i < node->options_n; i++)
		note_guard(keys, node->options[i].when);
}

static void note_submit(struct keys *keys, const struct submit *submit)
{
	for (unsigned i = 0; i < submit->applicants_n; i++)
		note_guard(keys, submit->applicants[i].when);
	for (unsigned i = 0; i < submit->concerned_n; i++)
		note_guard(keys, submit->concerned[i].when);
	for (unsigned i = 0; i < submit->fields_n; i++)
		for (unsigned j = 0; j < submit->fields[i].sources_n; j++)
			note_guard(keys, submit->fields[i].sources[j].when);
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

static void note_read(void *data, const char *path, const char *value)
{
	struct keys *keys = data;
	const struct submit *submit = &keys->tree->submit;
	(void)value;

	for (unsigned i = 0; i < submit->fields_n; i++) {
		const struct field *field = &submit->fields[i];

		for (unsigned j = 0; is_path(field->path, path) && j < field->sources_n; j++)
			if (field->sources[j].kind == SOURCE_ANSWER ||
				field->sources[j].kind == SOURCE_FACT)
				note_key(keys->tree, keys->form, field->sources[j].key);
	}
}

static void note_form(struct keys *keys, const struct eform *eform)
{
	for (unsigned i = 0; eform && i < eform->fields_n; i++)
		eform_condition_reads(&eform->fields[i], note_read, keys);
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

void branches_decide(
	const struct tree *tree, const struct eform *eform, struct branches_decide *out)
{
	struct keys keys = { .tree = tree };

	for (unsigned i = 0; i < tree->nodes_n; i++)
		note_node(&keys, &tree->nodes[i]);
	note_submit(&keys, &tree->submit);
	note_form(&keys, eform);
	for (unsigned i = 0; i < tree->nodes_n; i++) {
		const struct node *node = &tree->nodes[i];
		bool form = noted(tree, keys.form, node->key) || sets_noted(tree, keys.form, node);

		out->typed[i] = form;
		out->options[i] = form || noted(tree, keys.guard, node->key) ||
			sets_noted(tree, keys.guard, node) || skip_parts(node);
	}
}
