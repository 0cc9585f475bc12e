/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Answers as others see them: read by name, dropped, exported for a draft and imported again.
 */
#include "menus/answers.h"
#include <string.h>
#include "menus/pairs.h"

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

const char *engine_answer(
	const struct menu_set *set, const struct engine_state *state, const char *key)
{
	uint16_t symbol = symbols_find(set->symbols, key, strlen(key));
	const char *text;

	if (symbol == SYMBOL_NONE)
		return NULL;
	text = pairs_find(state->answers, state->answers_len, symbol);
	return text ? text : pairs_find(state->values, state->values_len, symbol);
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
	unsigned tree = state->at.tree;

	return tree > 0 && tree < set->trees_n ? set->trees[tree].code : NULL;
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
	const struct tree *tree;
	size_t used = 0;

	if (state->at.tree >= set->trees_n)
		return ERR_INVALID;
	tree = &set->trees[state->at.tree];
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

static int import_into(const struct menu_set *set, const struct tree *tree,
	const struct engine_draft *draft, const struct pairs *answers)
{
	size_t at = 0;

	while (at < draft->answers_len) {
		const char *name = take_text(draft->answers, draft->answers_len, &at);
		const char *text = take_text(draft->answers, draft->answers_len, &at);
		uint16_t symbol;
		const struct key *key;

		if (!name || !text)
			return ERR_INVALID;
		symbol = symbols_find(set->symbols, name, strlen(name));
		key = symbol == SYMBOL_NONE ? NULL : tree_key(tree, symbol);
		if (!key || !key->keep || pairs_put(answers, symbol, text) < 0)
			return ERR_INVALID;
	}
	return OK;
}

int answers_import(
	const struct menu_set *set, const struct engine_draft *draft, struct engine_state *state)
{
	int index = menu_set_tree_find(set, draft->procedure);
	uint16_t before = state->answers_len;
	struct pairs answers = answers_of(state), values = values_of(state);
	int rc;

	if (index <= 0 || memcmp(set->trees[index].hash, draft->tree_hash, TREE_HASH_SIZE) != 0)
		return ERR_NOT_FOUND;
	rc = import_into(set, &set->trees[index], draft, &answers);
	if (rc == OK)
		rc = pairs_put(&values, SYMBOL_DRAFT, draft->procedure);
	if (rc < 0)
		state->answers_len = before;
	return rc < 0 ? ERR_INVALID : OK;
}
