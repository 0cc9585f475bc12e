/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a placeholder stands for. Pure look-ups in a state; no text of a language is made here, only
 * ids of catalogue texts ("@id") and what people typed.
 */
#include "menus/words.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "menus/pairs.h"
#include "menus/submission.h"

#define PROCEDURE "procedure"

static bool is_name(const char *name, size_t len, const char *wanted)
{
	return len == strlen(wanted) && memcmp(name, wanted, len) == 0;
}

const char *words_procedure(const struct menu_set *set, const struct engine_state *state)
{
	uint16_t key = symbols_find(set->symbols, PROCEDURE, strlen(PROCEDURE));
	const char *code;

	if (state->at.tree > 0)
		return set->trees[state->at.tree].code;
	code = pairs_find(state->answers, state->answers_len, key);
	return code ? code : pairs_find(state->values, state->values_len, SYMBOL_DRAFT);
}

/* What the entry on the screen wants: "12" or "9-12" digits, the least and the greatest number. */
static const char *bound(struct words *words, const char *name, size_t len)
{
	const struct place *at = &words->state->at;
	const struct node *node = &words->set->trees[at->tree].nodes[at->node];
	bool money = node->entry == ENTRY_MONEY;

	if (node->kind != NODE_ENTRY)
		return NULL;
	if (is_name(name, len, "min") || is_name(name, len, "max")) {
		words_number(name[1] == 'i' ? node->min : node->max, money, words->made,
			sizeof(words->made));
		return words->made;
	}
	if (!is_name(name, len, "digits"))
		return NULL;
	if (node->min == node->max)
		snprintf(words->made, sizeof(words->made), "%" PRId64, node->min);
	else
		snprintf(words->made, sizeof(words->made), "%" PRId64 "-%" PRId64, node->min,
			node->max);
	return words->made;
}

const char *words_value(const char *name, size_t len, void *data)
{
	struct words *words = data;
	const struct engine_state *state = words->state;
	uint16_t symbol = symbols_find(words->set->symbols, name, len);
	const char *text = NULL;

	if (words->item && symbol != SYMBOL_NONE)
		text = pairs_find(words->item, words->item_len, symbol);
	if (!text)
		text = words_fact_of(words, name, len);
	if (text)
		return text;
	if (is_name(name, len, "papers"))
		return submission_papers(words->set, state, words->made, sizeof(words->made)) < 0
			? NULL
			: words->made;
	text = bound(words, name, len);
	if (text)
		return text;
	if (symbol != SYMBOL_NONE)
		text = pairs_find(state->values, state->values_len, symbol);
	return text || symbol == SYMBOL_NONE ? text : words_answer(words, symbol);
}

const char *words_text(
	struct words *words, uint16_t text, bool accents, char *out, size_t cap, size_t *len_r)
{
	const struct texts *texts = words->set->texts;
	unsigned language = words->state->language;
	const char *plain = texts_get(texts, text, language, accents);

	if (!strchr(plain, '{')) {
		*len_r = strlen(plain);
		return plain;
	}
	/* A value that is missing shows as "?": the check at load lets only those through that an
	 * effect forgot. Too long is cut: the budget would cut it anyway. */
	(void)!texts_expand(texts, text, language, accents, words_value, words, out, cap, len_r);
	return out;
}
