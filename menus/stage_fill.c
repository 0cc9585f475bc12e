/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Answers, values and items for a node: only what its texts name is put into the state, so that the
 * longest data has room.
 */
#include "menus/stage.h"
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/answers.h"
#include "menus/input.h"
#include "menus/measure.h"
#include "menus/pairs.h"
#include "menus/words.h"

#define PROCEDURE      "procedure"
#define CANDIDATES_MAX 512 /* answers that are tried for one key */

/* --- how long something is ----------------------------------------------------------------- */
unsigned stage_width(const char *text)
{
	bool lacking = false;
	unsigned septets = measure(CODING_GSM7, text, strlen(text), &lacking);

	return lacking ? measure(CODING_UCS2, text, strlen(text), &lacking) : septets;
}

/* Of all that the node says. */
static unsigned said(const struct staging *staging)
{
	static const unsigned long_enough = TEXT_MAX;
	char out[TEXT_MAX];
	struct words words = { .set = &staging->stage->shown, .state = staging->state };
	const struct node *node = staging->node;
	unsigned sum = 0;
	size_t len;

	sum += stage_width(
		words_text(&words, node->text, staging->state->accents, out, long_enough, &len));
	for (unsigned i = 0; i < node->options_n; i++)
		sum += stage_width(words_text(&words, node->options[i].text,
			staging->state->accents, out, long_enough, &len));
	return sum;
}

/* --- values -------------------------------------------------------------------------------- */
/* The longest text of the catalogue that a pattern means. */
static uint16_t longest_text(const struct staging *staging, const char *pattern, unsigned *width_io)
{
	const struct texts *texts = staging->stage->set->texts;
	const struct engine_state *state = staging->state;
	uint16_t found = TEXT_NONE, n = texts_count(texts);

	for (uint16_t i = 0; i < n; i++) {
		unsigned wide;

		if (!samples_means(pattern, texts_id(texts, i)))
			continue;
		wide = stage_width(texts_get(texts, i, state->language, state->accents));
		if (wide <= *width_io)
			continue;
		*width_io = wide;
		found = i;
	}
	return found;
}

static void longest_value(const struct staging *staging, enum effect effect, const char *name,
	char out[EFFECT_VALUE_SIZE], unsigned *width_io)
{
	const char *const *texts = samples_longest_value(staging->stage->samples, effect, name);

	for (; *texts; texts++) {
		unsigned wide = (*texts)[0] == '@' ? 0 : stage_width(*texts);

		if ((*texts)[0] == '@') {
			uint16_t text = longest_text(staging, *texts, width_io);

			if (text != TEXT_NONE)
				snprintf(out, EFFECT_VALUE_SIZE, "@%s",
					texts_id(staging->stage->set->texts, text));
		} else if (wide > *width_io) {
			*width_io = wide;
			osmo_strlcpy(out, *texts, EFFECT_VALUE_SIZE);
		}
	}
}

static void usual_value(const struct staging *staging, enum effect effect, const char *name,
	char out[EFFECT_VALUE_SIZE], unsigned *width_io)
{
	struct effect_result result;
	const struct effect_value *values = result.values.v;
	unsigned n;

	samples_usual(staging->stage->samples, staging->stage->set, effect, &result);
	n = result.values.n;
	if (result.items_n > 0) {
		values = result.items[0].v;
		n = result.items[0].n;
	}
	for (unsigned i = 0; i < n; i++)
		if (strcmp(values[i].name, name) == 0 && *width_io == 0) {
			*width_io = 1;
			osmo_strlcpy(out, values[i].value, EFFECT_VALUE_SIZE);
		}
}

static void put(
	const struct pairs *pairs, const char *name, const struct stage *stage, const char *value)
{
	(void)!pairs_put_evicting(
		pairs, symbols_find(stage->set->symbols, name, strlen(name)), value);
}

static void put_value(const struct staging *staging, int name)
{
	const struct stage *stage = staging->stage;
	size_t tree = (size_t)(staging->tree - stage->shown.trees);
	size_t node = (size_t)(staging->node - staging->tree->nodes);
	uint64_t effects = stage->flows[tree][node * STAGE_NAMES_MAX + (unsigned)name];
	struct pairs values = values_of(staging->state);
	char text[EFFECT_VALUE_SIZE] = "";
	unsigned wide = 0;

	for (unsigned effect = EFFECT_NONE + 1; effect < EFFECT_COUNT; effect++) {
		if (!(effects >> effect & 1))
			continue;
		if (stage->longest)
			longest_value(
				staging, (enum effect)effect, stage->names[name], text, &wide);
		else
			usual_value(staging, (enum effect)effect, stage->names[name], text, &wide);
	}
	if (effects)
		put(&values, stage->names[name], stage, text);
}

/* --- items --------------------------------------------------------------------------------- */
static void put_usual_items(const struct staging *staging, enum effect effect)
{
	struct pairs items = items_of(staging->state);
	struct effect_result result;

	samples_usual(staging->stage->samples, staging->stage->set, effect, &result);
	for (unsigned i = 0; i < result.items_n; i++) {
		(void)!pairs_append(&items, SYMBOL_ITEM, result.items[i].id);
		for (unsigned j = 0; j < result.items[i].n; j++) {
			const char *name = result.items[i].v[j].name;

			(void)!pairs_append(&items,
				symbols_find(staging->stage->set->symbols, name, strlen(name)),
				result.items[i].v[j].value);
		}
	}
}

/* As many as there can be, as the engine keeps them: whole, the last ones not if there is no room.
 */
static void put_longest_items(const struct staging *staging, enum effect effect)
{
	struct pairs items = items_of(staging->state);
	unsigned n = samples_longest_items(staging->stage->samples, effect);

	for (unsigned i = 0; i < n; i++) {
		uint16_t before = staging->state->items_len;
		int rc = pairs_append(&items, SYMBOL_ITEM, "0000000000");

		for (const char *const *v = effect_values(effect); *v && rc == OK; v++) {
			char text[EFFECT_VALUE_SIZE] = "";
			unsigned wide = 0;

			longest_value(staging, effect, *v, text, &wide);
			rc = pairs_append(&items,
				symbols_find(staging->stage->set->symbols, *v, strlen(*v)), text);
		}
		if (rc < 0) {
			staging->state->items_len = before;
			return;
		}
	}
}

void stage_put_items(const struct staging *staging, enum effect effect)
{
	if (staging->stage->longest)
		put_longest_items(staging, effect);
	else
		put_usual_items(staging, effect);
}

/* --- answers ------------------------------------------------------------------------------- */
/* The best answer to one key so far. */
struct trial {
	const struct staging *staging;
	uint16_t key;
	unsigned widest; /* 0: none yet */
	char best[ANSWER_MAX + 1];
};

static void try_answer(struct trial *trial, const char *answer)
{
	struct pairs answers = answers_of(trial->staging->state);
	unsigned wide = 1;

	if (!trial->staging->stage->longest && trial->widest > 0)
		return; /* the first is the usual one */
	if (pairs_put(&answers, trial->key, answer) < 0)
		return;
	if (trial->staging->stage->longest)
		wide += said(trial->staging);
	if (wide <= trial->widest)
		return;
	trial->widest = wide;
	osmo_strlcpy(trial->best, answer, sizeof(trial->best));
}

static void try_entry(struct trial *trial, const struct node *entry)
{
	const struct stage *stage = trial->staging->stage;
	char typed[SAMPLES_TYPED_SIZE], kept[ANSWER_MAX + 1];
	struct input input;
	enum word notice;

	if (stage->longest) {
		for (unsigned i = 0; samples_longest(stage->samples, entry, i, typed); i++)
			try_answer(trial, typed);
	} else if (samples_typed(stage->samples, stage->set, entry, 0, typed) &&
		input_read(typed, strlen(typed), &input, &notice) == OK &&
		input_judge(entry, &input, samples_day(stage->samples), kept, &notice) == OK) {
		try_answer(trial, kept);
	}
}

static void try_list(struct trial *trial, const struct node *list)
{
	const struct stage *stage = trial->staging->stage;
	struct effect_result result;

	samples_usual(stage->samples, stage->set, trial->staging->tree->nodes[list->source].effect,
		&result);
	if (result.items_n > 0)
		try_answer(trial, result.items[0].id);
	for (unsigned i = 0; i < ARRAY_SIZE(stage->long_codes) && stage->longest; i++)
		if (stage->long_codes[i])
			try_answer(trial, stage->long_codes[i]);
}

/* What the node can put under the key. */
static void try_node(struct trial *trial, const struct node *node)
{
	for (unsigned i = 0; i < node->options_n; i++) {
		const struct option *option = &node->options[i];

		if (node->kind == NODE_MENU && node->key == trial->key && option->value)
			try_answer(trial, option->value);
		for (unsigned j = 0; j < option->sets_n; j++)
			if (option->sets[j].key == trial->key)
				try_answer(trial, option->sets[j].value);
	}
	if (node->kind == NODE_ENTRY && node->key == trial->key)
		try_entry(trial, node);
	if (node->kind == NODE_LIST && node->key == trial->key)
		try_list(trial, node);
	for (unsigned i = 0; i < node->take_n; i++)
		if (node->take[i].key == trial->key) {
			const char *name = symbols_name(
				trial->staging->stage->set->symbols, node->take[i].name);
			const char *const *texts = samples_longest_value(
				trial->staging->stage->samples, node->effect, name);

			for (; *texts; texts++)
				try_answer(trial, *texts);
		}
}

void stage_put_answer(const struct staging *staging, uint16_t key)
{
	struct trial trial = { .staging = staging, .key = key };
	struct pairs answers = answers_of(staging->state);

	for (unsigned i = 0; i < staging->tree->nodes_n; i++)
		try_node(&trial, &staging->tree->nodes[i]);
	if (trial.widest > 0)
		(void)!pairs_put_evicting(&answers, key, trial.best);
}

/* At home `procedure` may be any. */
static void put_procedure(const struct staging *staging)
{
	const struct menu_set *set = &staging->stage->shown;
	uint16_t key = symbols_find(set->symbols, PROCEDURE, strlen(PROCEDURE));
	struct trial trial = { .staging = staging, .key = key };
	struct pairs answers = answers_of(staging->state);

	for (unsigned i = 1; i < set->trees_n; i++)
		try_answer(&trial, set->trees[i].code);
	if (trial.widest > 0)
		(void)!pairs_put_evicting(&answers, key, trial.best);
}

/* --- a node -------------------------------------------------------------------------------- */
static void put_named(const struct staging *staging, const char *name, size_t len)
{
	const struct stage *stage = staging->stage;
	const char *dot = memchr(name, '.', len);
	size_t key_len = dot ? (size_t)(dot - name) : len;
	uint16_t key = symbols_find(stage->set->symbols, name, key_len);
	int value = stage_name(stage, name, len);

	if (staging->tree == stage->shown.trees && dot && key_len == strlen(PROCEDURE) &&
		memcmp(name, PROCEDURE, key_len) == 0)
		put_procedure(staging);
	else if (key != SYMBOL_NONE && tree_key(staging->tree, key))
		stage_put_answer(staging, key);
	if (value >= 0)
		put_value(staging, value);
}

/* All that a text names. */
void stage_put_text(const struct staging *staging, uint16_t text)
{
	const struct engine_state *state = staging->state;
	const char *at =
		texts_get(staging->stage->set->texts, text, state->language, state->accents);

	while ((at = strchr(at, '{'))) {
		size_t len = strcspn(at, "}");

		if (at[1] == '{') {
			at += 2;
			continue;
		}
		put_named(staging, at + 1, len - 1);
		at += len;
	}
}
