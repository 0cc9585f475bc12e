/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Answers as others see them: read by name, dropped, exported for a draft and imported again.
 */
#include "menus/answers.h"
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/input.h"
#include "menus/pairs.h"
#include "menus/walk.h"

struct pairs answers_of(struct engine_state *state)
{
	return (struct pairs) { state->answers, &state->answers_len, sizeof(state->answers) };
}

struct pairs values_of(struct engine_state *state)
{
	return (struct pairs) { state->values, &state->values_len, sizeof(state->values) };
}

struct pairs items_of(struct engine_state *state)
{
	return (struct pairs) { state->items, &state->items_len, sizeof(state->items) };
}

static const char *find_text(const struct engine_state *state, uint16_t symbol)
{
	const char *text = pairs_find(state->answers, state->answers_len, symbol);

	return text ? text : pairs_find(state->values, state->values_len, symbol);
}

const char *engine_answer(
	const struct menu_set *set, const struct engine_state *state, const char *key)
{
	uint16_t symbol = symbols_find(set->symbols, key, strlen(key));

	return symbol == SYMBOL_NONE ? NULL : find_text(state, symbol);
}

const char *engine_argument(
	const struct menu_set *set, const struct engine_state *state, const char *name)
{
	const struct node *node = walk_node(set, state);
	uint16_t symbol = symbols_find(set->symbols, name, strlen(name));

	for (unsigned i = 0; i < node->with_n && symbol != SYMBOL_NONE; i++)
		if (node->with[i].name == symbol)
			return find_text(state, node->with[i].key);
	return symbol == SYMBOL_NONE ? NULL : find_text(state, symbol);
}

void engine_forget(const struct menu_set *set, struct engine_state *state, const char *key)
{
	uint16_t symbol = symbols_find(set->symbols, key, strlen(key));
	struct pairs answers = answers_of(state);

	if (symbol != SYMBOL_NONE)
		pairs_remove(&answers, symbol);
}

const char *engine_procedure(const struct menu_set *set, const struct engine_state *state)
{
	uint16_t tree = walk_procedure(state);

	return tree > 0 && tree < set->trees_n ? set->trees[tree].code : NULL;
}

bool answers_any(const struct tree *tree, const struct engine_state *state)
{
	struct pair pair;
	size_t at = 0;

	while (pairs_next(state->answers, state->answers_len, &at, &pair)) {
		const struct key *key = tree_key(tree, pair.symbol);

		if (key && !key->given)
			return true;
	}
	return false;
}

bool engine_answered(const struct menu_set *set, const struct engine_state *state)
{
	uint16_t tree = walk_procedure(state);

	return tree > 0 && tree < set->trees_n && answers_any(&set->trees[tree], state);
}

const char *engine_help_from(const struct engine_state *state)
{
	return pairs_find(state->values, state->values_len, SYMBOL_FROM);
}

/* --- drafts -------------------------------------------------------------------------------- */
static int export_text(const char *text, uint8_t *out, size_t cap, size_t *used_io)
{
	size_t len = strlen(text) + 1;

	if (len > cap - *used_io)
		return ERR_TOO_LONG;
	memcpy(out + *used_io, text, len);
	*used_io += len;
	return OK;
}

/* In the order in which the tree names its keys, however they were answered. */
int answers_export(
	const struct menu_set *set, const struct engine_state *state, uint8_t *out, size_t cap)
{
	uint16_t procedure = walk_procedure(state);
	const struct tree *tree;
	size_t used = 0;

	if (procedure >= set->trees_n)
		return ERR_INVALID;
	tree = &set->trees[procedure];
	for (unsigned i = 0; i < tree->keys_n; i++) {
		const struct key *key = &tree->keys[i];
		const char *text = pairs_find(state->answers, state->answers_len, key->symbol);

		if (!key->keep || !text)
			continue;
		if (export_text(symbols_name(set->symbols, key->symbol), out, cap, &used) < 0 ||
			export_text(text, out, cap, &used) < 0)
			return ERR_TOO_LONG;
	}
	return (int)used;
}

/* Takes one NUL-terminated text off the octets; NULL if there is none. */
static const char *take_text(const uint8_t *octets, size_t len, size_t *at_io)
{
	const char *text = (const char *)octets + *at_io;
	const char *end = *at_io < len ? memchr(text, '\0', len - *at_io) : NULL;

	if (!end)
		return NULL;
	*at_io += (size_t)(end - text) + 1;
	return text;
}

struct import {
	const struct menu_set *set;
	const struct tree *tree;
	bool changed; /* the tree is not the one that was answered */
	int today;
	struct engine_state *state;
	struct pairs answers;
};

/* The node would take this answer. What a list offers is seen when it is passed. */
static bool node_takes(const struct import *import, const struct node *node, const char *text)
{
	struct input input = { .len = strlen(text) };
	char judged[ANSWER_MAX + 1];
	enum word notice;

	if (node->kind == NODE_LIST)
		return true;
	if (node->kind == NODE_MENU)
		return tree_option(import->tree, node->key, text);
	if (!*text)
		return node->options_n > 0;
	/* what was kept may be longer than what can be typed: then it is no answer of this node */
	if (osmo_strlcpy(input.text, text, sizeof(input.text)) >= sizeof(input.text))
		return false;
	return input_judge(node, &input, import->today, judged, &notice) == OK;
}

/* Home may give it, and no such value. */
static bool never_given(const struct key *key, const char *text)
{
	for (unsigned i = 0; key->given && i < key->given->values_n; i++)
		if (strcmp(key->given->values[i], text) == 0)
			return false;
	return key->given;
}

/* The tree of today asks for it and would take this answer. What an option sets beside is set again
 * when that is passed, and so is what an effect brings. */
static bool could_be_given(const struct import *import, const struct key *key, const char *text)
{
	if (key->given && !never_given(key, text))
		return true;
	for (unsigned i = 0; key->asked && i < import->tree->nodes_n; i++) {
		const struct node *node = &import->tree->nodes[i];

		if (node->key == key->symbol && node_takes(import, node, text))
			return true;
	}
	return false;
}

static int import_one(const struct import *import, const char *name, const char *text)
{
	uint16_t symbol = symbols_find(import->set->symbols, name, strlen(name));
	const struct key *key = symbol == SYMBOL_NONE ? NULL : tree_key(import->tree, symbol);

	if (import->changed && (!key || !key->keep || !could_be_given(import, key, text)))
		return OK;
	if (!key || !key->keep || (never_given(key, text) && !could_be_given(import, key, text)) ||
		pairs_put(&import->answers, symbol, text) < 0)
		return ERR_INVALID;
	return OK;
}

static int import_all(const struct import *import, const struct engine_draft *draft)
{
	size_t at = 0;

	while (at < draft->answers_len) {
		const char *name = take_text(draft->answers, draft->answers_len, &at);
		const char *text = take_text(draft->answers, draft->answers_len, &at);

		if (!name || !text || import_one(import, name, text) < 0)
			return ERR_INVALID;
	}
	return answers_any(import->tree, import->state) ? OK : ERR_NOT_FOUND;
}

int answers_import(const struct menu_set *set, const struct engine_draft *draft, int today,
	struct engine_state *state)
{
	int index = menu_set_tree_find(set, draft->procedure);
	uint16_t before = state->answers_len;
	struct import import = {
		.set = set, .today = today, .state = state, .answers = answers_of(state)
	};
	struct pairs values = values_of(state);
	int rc;

	if (index <= 0)
		return ERR_NOT_FOUND;
	import.tree = &set->trees[index];
	import.changed = memcmp(import.tree->hash, draft->tree_hash, TREE_HASH_SIZE) != 0;
	rc = import_all(&import, draft);
	if (rc == OK && pairs_put(&values, SYMBOL_DRAFT, draft->procedure) < 0)
		rc = ERR_INVALID;
	if (rc < 0)
		state->answers_len = before;
	return rc < 0 ? rc : import.changed;
}
