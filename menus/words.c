/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a placeholder stands for. Pure look-ups in a state; no text of a language is made here, only
 * ids of catalogue texts ("@id") and what people typed.
 */
#include "menus/words.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "gateway/base/national_id.h"
#include "menus/pairs.h"
#include "menus/submission.h"

#define PROCEDURE "procedure"

static bool is_name(const char *name, size_t len, const char *wanted)
{
	return len == strlen(wanted) && memcmp(name, wanted, len) == 0;
}

static const char *made_reference(struct words *words, uint16_t text)
{
	snprintf(words->made, sizeof(words->made), "@%s", texts_id(words->set->texts, text));
	return words->made;
}

/* --- facts --------------------------------------------------------------------------------- */
const char *words_fact(const char *id, const char *fact, size_t fact_len, char out[8])
{
	struct national_id parsed;

	/* the answer was accepted in its year; here only its digits are read again */
	if (national_id_parse(id, INT16_MAX, &parsed) < 0)
		return NULL;
	if (is_name(fact, fact_len, "sex"))
		return parsed.female ? "female" : "male";
	if (!is_name(fact, fact_len, "year"))
		return NULL;
	snprintf(out, 8, "%d", parsed.birth_year);
	return out;
}

static const char *id_fact(
	struct words *words, const char *name, size_t key_len, const char *fact, size_t fact_len)
{
	const struct engine_state *state = words->state;
	uint16_t key = symbols_find(words->set->symbols, name, key_len);
	const char *id = pairs_find(state->answers, state->answers_len, key), *known;
	char year[8];

	known = id ? words_fact(id, fact, fact_len, year) : NULL;
	if (!known)
		return made_reference(words, words->set->words[WORD_NONE]);
	if (known != year)
		return made_reference(
			words, words->set->words[known[0] == 'f' ? WORD_FEMALE : WORD_MALE]);
	snprintf(words->made, sizeof(words->made), "%s", year);
	return words->made;
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

static const char *fact(struct words *words, const char *name, size_t len)
{
	const char *dot = memchr(name, '.', len), *code;
	size_t key_len, fact_len;

	if (!dot)
		return NULL;
	key_len = (size_t)(dot - name);
	fact_len = len - key_len - 1;
	if (!is_name(name, key_len, PROCEDURE))
		return id_fact(words, name, key_len, dot + 1, fact_len);
	code = words_procedure(words->set, words->state);
	if (!code)
		return NULL;
	snprintf(words->made, sizeof(words->made), "@" PROCEDURE ".%s.%.*s", code, (int)fact_len,
		dot + 1);
	return words->made;
}

/* --- answers ------------------------------------------------------------------------------- */
static const char *answer(struct words *words, uint16_t key)
{
	const struct engine_state *state = words->state;
	const struct tree *tree = &words->set->trees[state->at.tree];
	const char *text = pairs_find(state->answers, state->answers_len, key);
	const struct node *node;
	const struct option *option;

	if (!text)
		return NULL;
	option = tree_option(tree, key, text);
	if (option)
		return made_reference(words, option->echo);
	node = tree_asks(tree, key);
	if (!node || node->kind != NODE_ENTRY || node->entry != ENTRY_DATE || strlen(text) < 4)
		return text;
	snprintf(words->made, sizeof(words->made), "%.2s/%.2s%s%.4s", text, text + 2,
		text[4] ? "/" : "", text + 4);
	return words->made;
}

/* How many digits the entry on the screen wants: "12" or "9-12". */
static const char *digits(struct words *words)
{
	const struct place *at = &words->state->at;
	const struct node *node = &words->set->trees[at->tree].nodes[at->node];

	if (node->min == node->max)
		snprintf(words->made, sizeof(words->made), "%d", node->min);
	else
		snprintf(words->made, sizeof(words->made), "%d-%d", node->min, node->max);
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
		text = fact(words, name, len);
	if (text)
		return text;
	if (is_name(name, len, "papers"))
		return submission_papers(words->set, state, words->made, sizeof(words->made)) < 0
			? NULL
			: words->made;
	if (is_name(name, len, "digits"))
		return digits(words);
	if (symbol != SYMBOL_NONE)
		text = pairs_find(state->values, state->values_len, symbol);
	return text || symbol == SYMBOL_NONE ? text : answer(words, symbol);
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
