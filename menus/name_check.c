/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The names in a tree: keys that guards and fields speak of are asked somewhere, values come from
 * an effect, placeholders in texts can be filled, no text has a hole in any language.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/tree_check.h"

const char *check_name(const struct check *check, uint16_t symbol)
{
	return symbols_name(check->set->symbols, symbol);
}

static bool is_effect_value(const char *name)
{
	for (unsigned effect = EFFECT_NONE + 1; effect < EFFECT_COUNT; effect++)
		for (const char *const *v = effect_values((enum effect)effect); *v; v++)
			if (strcmp(*v, name) == 0)
				return true;
	return false;
}

bool check_is_id(const struct check *check, uint16_t key)
{
	const struct node *node = tree_asks(check->tree, key);

	return node && node->kind == NODE_ENTRY && node->entry == ENTRY_NATIONAL_ID;
}

/* --- guards and ways ----------------------------------------------------------------------- */
static void check_key(struct check *check, const struct node *node, uint16_t key)
{
	if (!tree_key(check->tree, key))
		check_fail(check, node, "no node of this tree asks for \"%s\"",
			check_name(check, key));
}

void check_guard(struct check *check, const struct node *node, const struct guard *guard)
{
	if (!guard)
		return;
	if (guard->kind == GUARD_ANSWER)
		check_key(check, node, guard->symbol);
	if (guard->kind == GUARD_VALUE && !is_effect_value(check_name(check, guard->symbol)))
		check_fail(check, node, "no effect brings a value \"%s\"",
			check_name(check, guard->symbol));
	for (unsigned i = 0; i < guard->parts_n; i++)
		check_guard(check, node, &guard->parts[i]);
}

static bool is_given(const struct key *key, const char *value)
{
	for (unsigned i = 0; key && key->given && i < key->given->values_n; i++)
		if (strcmp(key->given->values[i], value) == 0)
			return true;
	return false;
}

static void check_give(struct check *check, const struct node *node, const struct way *way)
{
	for (unsigned i = 0; i < way->give_n; i++) {
		const struct tree *tree = &check->set->trees[way->to.index];
		const struct setting *give = &way->give[i];

		if (!is_given(tree_key(tree, give->key), give->value))
			check_fail(check, node,
				"%s cannot be given \"%s\": \"%s\": add it under its \"given\"",
				tree->code, check_name(check, give->key), give->value);
	}
}

static void check_route(struct check *check, const struct node *node, const struct route *route)
{
	for (unsigned i = 0; i < route->n; i++) {
		const struct way *way = &route->ways[i];

		check_guard(check, node, way->when);
		for (unsigned j = 0; j < way->forget_n; j++)
			check_key(check, node, way->forget[j]);
		check_give(check, node, way);
	}
}

static void check_options(struct check *check, const struct node *node)
{
	bool always = node->kind != NODE_MENU;

	for (unsigned i = 0; i < node->options_n; i++) {
		check_guard(check, node, node->options[i].when);
		always |= !node->options[i].when;
		for (unsigned j = 0; j < i && node->options[i].value; j++)
			if (node->options[j].value &&
				strcmp(node->options[j].value, node->options[i].value) == 0)
				check_fail(check, node, "two options have the value \"%s\"",
					node->options[i].value);
	}
	if (!always)
		check_fail(
			check, node, "every option has a \"when\": leave one that is always there");
}

/* --- placeholders -------------------------------------------------------------------------- */
static bool is_fact(const struct check *check, const char *name, size_t len)
{
	const char *dot = memchr(name, '.', len);
	size_t key_len = dot ? (size_t)(dot - name) : 0, fact_len = len - key_len - 1;
	uint16_t key;

	if (!dot)
		return false;
	if (key_len == strlen("procedure") && memcmp(name, "procedure", key_len) == 0)
		return (fact_len == 5 && memcmp(dot + 1, "short", 5) == 0) ||
			(fact_len == 4 && memcmp(dot + 1, "name", 4) == 0) ||
			(fact_len == 6 && memcmp(dot + 1, "papers", 6) == 0);
	if (check_entry_fact(check, name, key_len, dot + 1, fact_len))
		return true;
	key = symbols_find(check->set->symbols, name, key_len);
	return check_is_id(check, key) &&
		((fact_len == 3 && memcmp(dot + 1, "sex", 3) == 0) ||
			(fact_len == 4 && memcmp(dot + 1, "year", 4) == 0));
}

static bool is_placeholder(
	const struct check *check, const struct node *node, const char *name, size_t len)
{
	char text[TREE_NAME_MAX + 1];
	bool papers;

	if (is_fact(check, name, len) || check_bound(node, name, len))
		return true;
	if (len >= sizeof(text))
		return false;
	memcpy(text, name, len);
	text[len] = '\0';
	papers = strcmp(text, "papers") == 0 && check->tree->submit.applicants_n > 0;
	return papers || is_effect_value(text) ||
		tree_key(check->tree, symbols_find(check->set->symbols, name, len));
}

static void check_text_in(
	struct check *check, const struct node *node, uint16_t text, unsigned language)
{
	const struct texts *texts = check->set->texts;
	const char *at = texts_get(texts, text, language, true), *end;

	while ((at = strchr(at, '{'))) {
		if (at[1] == '{') {
			at += 2;
			continue;
		}
		end = strchr(at, '}');
		if (!end || !is_placeholder(check, node, at + 1, (size_t)(end - at - 1))) {
			check_fail(check, node, "text \"%s\" in %s: nothing fills \"%.20s\"",
				texts_id(texts, text), texts_language_code(texts, language), at);
			return;
		}
		at = end + 1;
	}
}

void check_text(struct check *check, const struct node *node, uint16_t text)
{
	for (unsigned i = 0; text != TEXT_NONE && i < texts_languages(check->set->texts); i++)
		check_text_in(check, node, text, i);
}

static void check_node_texts(struct check *check, const struct node *node)
{
	const struct route *routes[NODE_ROUTES_MAX];
	unsigned n = check_routes(node, routes);

	check_text(check, node, node->text);
	if (node->kind == NODE_LIST)
		check_text(check, node, node->item_text);
	for (unsigned i = 0; i < node->options_n; i++) {
		check_text(check, node, node->options[i].text);
		check_text(check, node, node->options[i].echo);
	}
	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < routes[i]->n; j++)
			check_text(check, node, routes[i]->ways[j].notice);
}

/* --- effects ------------------------------------------------------------------------------- */
static bool is_one_of(const char *const *names, const char *name)
{
	while (*names && strcmp(*names, name) != 0)
		names++;
	return *names;
}

/* "with" names what the effect reads, "take" what its success brings. */
static void check_namings(struct check *check, const struct node *node)
{
	const char *effect = effect_name(node->effect);

	for (unsigned i = 0; i < node->with_n; i++) {
		const char *name = check_name(check, node->with[i].name);

		if (!is_one_of(effect_reads(node->effect), name) &&
			!is_one_of(effect_may_read(node->effect), name))
			check_fail(check, node, "%s reads no answer \"%s\"", effect, name);
		check_key(check, node, node->with[i].key);
	}
	for (unsigned i = 0; i < node->take_n; i++) {
		const char *name = check_name(check, node->take[i].name);

		if (effect_gives_items(node->effect) ||
			!is_one_of(effect_values(node->effect), name))
			check_fail(check, node, "%s brings no value \"%s\" to take", effect, name);
	}
}

/* The key of an answer that an effect reads. */
static uint16_t read_under(const struct check *check, const struct node *node, const char *name)
{
	uint16_t symbol = symbols_find(check->set->symbols, name, strlen(name));

	for (unsigned i = 0; i < node->with_n; i++)
		if (node->with[i].name == symbol)
			return node->with[i].key;
	return symbol;
}

static void check_reads(struct check *check, const struct node *node)
{
	check_namings(check, node);
	for (const char *const *name = effect_reads(node->effect); *name; name++)
		if (!tree_key(check->tree, read_under(check, node, *name)))
			check_fail(check, node, "%s reads the answer \"%s\": ask for it",
				effect_name(node->effect), *name);
	if (node->effect == EFFECT_DOSSIER_SUBMIT && check->tree->submit.applicants_n == 0)
		check_fail(check, node, "only a procedure's tree has something to submit");
}

void check_names(struct check *check)
{
	for (unsigned i = 0; i < check->tree->nodes_n; i++) {
		const struct node *node = &check->tree->nodes[i];
		const struct route *routes[NODE_ROUTES_MAX];
		unsigned n = check_routes(node, routes);

		for (unsigned j = 0; j < n; j++)
			check_route(check, node, routes[j]);
		check_options(check, node);
		check_node_texts(check, node);
		if (node->kind == NODE_EFFECT)
			check_reads(check, node);
	}
	check_submit(check);
}
