/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Goes through all there is to prove: trees, nodes, languages, scripts, budgets, notices, and the
 * texts that are shown without a tree.
 */
#include "menus/proof.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/input.h"
#include "menus/proof_view.h"
#include "menus/render.h"
#include "menus/set_hash.h"
#include "menus/tree_check.h"

#define ALONE "sorry." /* ids of texts that stand alone on a last screen begin so */

struct proving {
	const struct menu_set *set;
	struct stage *stage;
	struct proof *out;
	unsigned scripts[LANGUAGES_MAX]; /* 1: written in one way only */
	unsigned bearers_n;
	struct proof_bearer bearers[PROOF_BUDGETS_MAX];
};

/* --- budgets ------------------------------------------------------------------------------- */
static const struct proof_bearer usual[] = { { "gsup", { 130, 57, 128, 56 } },
	{ "ussd", { 160, 70, 160, 70 } }, { "sms", { 160, 70, 160, 70 } } };

bool proof_budget(const char *name, struct budget *out)
{
	for (unsigned i = 0; i < ARRAY_SIZE(usual); i++)
		if (strcmp(usual[i].name, name) == 0) {
			*out = usual[i].budget;
			return true;
		}
	return false;
}

static void lower(unsigned *least, unsigned value)
{
	if (value < *least)
		*least = value;
}

/* Equal budgets are proved once. */
static void add_bearer(struct proving *proving, const struct proof_bearer *bearer)
{
	struct budget *least = &proving->out->least;
	const struct budget *budget = &bearer->budget;

	lower(&least->septets, budget->septets);
	lower(&least->units, budget->units);
	lower(&least->end_septets, budget->end_septets);
	lower(&least->end_units, budget->end_units);
	for (unsigned i = 0; i < proving->bearers_n; i++)
		if (memcmp(&proving->bearers[i].budget, budget, sizeof(*budget)) == 0)
			return;
	OSMO_ASSERT(proving->bearers_n < PROOF_BUDGETS_MAX);
	proving->bearers[proving->bearers_n++] = *bearer;
}

/* --- findings ------------------------------------------------------------------------------ */
static int say_where(const struct proof_view *view, char *out, size_t cap)
{
	const struct menu_set *set = view->stage->set;
	const struct tree *tree = &set->trees[view->tree];

	if (view->node == NODE_NONE)
		return snprintf(out, cap,
			"%s%s, %s: ", texts_language_code(set->texts, view->language),
			view->accents ? " with accents" : "", view->bearer->name);
	if (!view->bearer)
		return snprintf(
			out, cap, "%s: nodes.%s: ", tree->code, tree->nodes[view->node].name);
	return snprintf(out, cap, "%s: nodes.%s, %s%s, %s: ", tree->code,
		tree->nodes[view->node].name, texts_language_code(set->texts, view->language),
		view->accents ? " with accents" : "", view->bearer->name);
}

/* One option can be too wide on several pages. */
static bool said_before(const struct proof *out, const char *sentence)
{
	for (unsigned i = 0; i < out->findings_n; i++)
		if (strcmp(out->findings[i].sentence, sentence) == 0)
			return true;
	return false;
}

void proof_find(const struct proof_view *view, const char *format, ...)
{
	struct proof *out = view->out;
	struct proof_finding finding;
	va_list args;
	int used = say_where(view, finding.sentence, sizeof(finding.sentence));

	va_start(args, format);
	if (used >= 0 && (size_t)used < sizeof(finding.sentence))
		vsnprintf(finding.sentence + used, sizeof(finding.sentence) - (size_t)used, format,
			args);
	va_end(args);
	if (said_before(out, finding.sentence))
		return;
	finding.refuses = view->language == 0 ||
		texts_language_complete(view->stage->set->texts, view->language);
	if (finding.refuses)
		out->refusing++;
	else
		out->notes++;
	if (out->findings_n < PROOF_FINDINGS_MAX)
		out->findings[out->findings_n++] = finding;
}

/* --- notices ------------------------------------------------------------------------------- */
/* Screens on which a notice of a way is shown: behind effects, those they lead to. */
struct spreading {
	const struct tree *tree;
	bool seen[TREE_NODES_MAX];
};

static void spread(struct spreading *spreading, struct target to)
{
	const struct route *routes[NODE_ROUTES_MAX];
	const struct node *node;
	unsigned n;

	if (to.kind != TARGET_NODE || spreading->seen[to.index])
		return;
	spreading->seen[to.index] = true;
	node = &spreading->tree->nodes[to.index];
	if (node->kind != NODE_EFFECT)
		return;
	n = check_routes(node, routes);
	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < routes[i]->n; j++)
			spread(spreading, routes[i]->ways[j].to);
}

/* Notices that ways of the tree bring to the node of the view. */
static void prove_ways(const struct proof_view *view)
{
	const struct tree *tree = &view->stage->set->trees[view->tree];
	const struct route *routes[NODE_ROUTES_MAX];

	for (unsigned i = 0; i < tree->nodes_n; i++) {
		unsigned n = check_routes(&tree->nodes[i], routes);

		for (unsigned j = 0; j < n; j++)
			for (unsigned k = 0; k < routes[j]->n; k++) {
				const struct way *way = &routes[j]->ways[k];
				struct spreading spreading = { .tree = tree };

				if (way->notice == TEXT_NONE)
					continue;
				spread(&spreading, way->to);
				if (spreading.seen[view->node])
					proof_notice(view, way->notice);
			}
	}
}

/* The engine's own notices that this node can show: an entry is tried with all sorts of things. */
static void note_words(const struct proof_view *view, bool words[WORD_COUNT])
{
	static const char *const wrong[] = { "", "x", "1", "5", "1800", "3102", "31022026",
		"01011800", "01012999", "000000000000", "999999999999", "9999999999", "123456789",
		"1234567890123456789012345678901234567890" };
	const struct tree *tree = &view->stage->set->trees[view->tree];
	const struct node *node = &tree->nodes[view->node];

	words[WORD_TOO_LONG] = words[WORD_BROKEN] = true;
	words[WORD_NOT_A_CHOICE] = node->kind != NODE_ENTRY;
	words[WORD_UNKNOWN_SERVICE] = view->tree == 0 && view->node == tree->start;
	words[WORD_TREE_CHANGED] = view->tree == 0 && view->node == tree->resume;
	for (unsigned i = 0; i < ARRAY_SIZE(wrong) && node->kind == NODE_ENTRY; i++) {
		char kept[ANSWER_MAX + 1];
		struct input input;
		enum word notice;

		if (input_read(wrong[i], strlen(wrong[i]), &input, &notice) < 0 ||
			input_judge(
				node, &input, samples_day(view->stage->samples), kept, &notice) < 0)
			words[notice] = true;
	}
}

/* A last screen shows no notice: it says what cannot be asked for again. */
static void prove_notices(const struct proof_view *view)
{
	bool words[WORD_COUNT] = { false };

	if (view->stage->set->trees[view->tree].nodes[view->node].kind == NODE_END)
		return;
	note_words(view, words);
	for (unsigned word = 0; word < WORD_COUNT; word++)
		if (words[word])
			proof_notice(view, view->stage->set->words[word]);
	prove_ways(view);
}

/* --- scripts ------------------------------------------------------------------------------- */
static const char *setting_of(
	const struct menu_set *set, const struct option *option, const char *name)
{
	uint16_t key = symbols_find(set->symbols, name, strlen(name));

	for (unsigned i = 0; i < option->sets_n; i++)
		if (option->sets[i].key == key)
			return option->sets[i].value;
	return NULL;
}

/* Whether some option lets people choose a language with accents; where there is no such menu, all
 * are. */
static bool has_accents(const struct menu_set *set, unsigned language)
{
	const struct tree *home = &set->trees[0];
	bool any = false;

	for (unsigned i = 0; i < home->nodes_n; i++)
		for (unsigned j = 0; j < home->nodes[i].options_n; j++) {
			const struct option *option = &home->nodes[i].options[j];
			const char *code = setting_of(set, option, "language");
			const char *script = setting_of(set, option, "script");

			any |= code && script;
			if (code && script && strcmp(script, "accents") == 0 &&
				texts_language_find(set->texts, code) == language)
				return true;
		}
	return !any;
}

/* --- nodes --------------------------------------------------------------------------------- */
/* Keys that lead away, or skip, are no answers. */
static void prove_keys(const struct proof_view *view, const struct node *node, int today)
{
	static const char *const reserved[] = { "0", "00", "1" };

	for (unsigned i = 0; i < ARRAY_SIZE(reserved); i++) {
		char kept[ANSWER_MAX + 1];
		struct input input;
		enum word notice;

		if (i == 2 && node->options_n == 0)
			break;
		if (input_read(reserved[i], strlen(reserved[i]), &input, &notice) == OK &&
			input_judge(node, &input, today, kept, &notice) == OK)
			proof_find(view, "takes \"%s\", which is a key: want more digits",
				reserved[i]);
	}
}

static void prove_view(struct proving *proving, const struct proof_view *where)
{
	struct engine_state state;
	struct proof_view view = *where;

	stage_set(proving->stage, view.tree, view.node, view.language, view.accents, &state);
	view.state = &state;
	for (unsigned i = 0; i < proving->bearers_n; i++) {
		view.bearer = &proving->bearers[i];
		proof_pages(&view);
		prove_notices(&view);
	}
}

static void prove_node(struct proving *proving, unsigned tree, unsigned index)
{
	const struct node *node = &proving->set->trees[tree].nodes[index];
	struct proof_view view = {
		.out = proving->out, .stage = proving->stage, .tree = tree, .node = index
	};

	if (node->kind == NODE_EFFECT)
		return;
	/* letters are what is left when the keys are taken away */
	if (node->kind == NODE_ENTRY && node->entry != ENTRY_LETTERS)
		prove_keys(&view, node, samples_day(proving->stage->samples));
	for (unsigned i = 0; i < texts_languages(proving->set->texts); i++)
		for (unsigned accents = 0; accents < proving->scripts[i]; accents++) {
			view.language = i;
			view.accents = accents || node->accents;
			prove_view(proving, &view);
		}
}

/* --- texts without a tree ------------------------------------------------------------------ */
static void prove_alone(struct proving *proving, const struct proof_view *view, uint16_t text)
{
	const struct texts *texts = proving->set->texts;
	struct screen screen;
	bool whole = false;

	if (render_text(proving->set, view->language, view->accents, texts_id(texts, text),
		    &view->bearer->budget, true, &screen) < 0)
		return;
	proving->out->screens++;
	for (unsigned accents = 0; accents < 2; accents++)
		whole |= strcmp(screen.text, texts_get(texts, text, view->language, accents)) == 0;
	if (!whole)
		proof_find(view, "text \"%s\" does not fit a last screen", texts_id(texts, text));
}

static void prove_texts(struct proving *proving)
{
	const struct texts *texts = proving->set->texts;
	uint16_t n = texts_count(texts);

	for (uint16_t text = 0; text < n; text++) {
		if (strncmp(texts_id(texts, text), ALONE, strlen(ALONE)) != 0)
			continue;
		for (unsigned i = 0; i < proving->bearers_n * texts_languages(texts) * 2; i++) {
			struct proof_view view = { .out = proving->out,
				.stage = proving->stage,
				.node = NODE_NONE,
				.language = i / 2 % texts_languages(texts),
				.accents = i % 2,
				.bearer = &proving->bearers[i / 2 / texts_languages(texts)] };

			prove_alone(proving, &view, text);
		}
	}
}

static void note_missing(const char *id, void *data)
{
	proof_find(data, "text \"%s\" is missing", id);
}

static void prove_complete(struct proving *proving)
{
	static const struct proof_bearer all = { .name = "all" };

	for (unsigned i = 0; i < texts_languages(proving->set->texts); i++) {
		struct proof_view view = { .out = proving->out,
			.stage = proving->stage,
			.node = NODE_NONE,
			.language = i,
			.bearer = &all };

		if (i == 0 || texts_language_complete(proving->set->texts, i))
			texts_missing(proving->set->texts, i, note_missing, &view);
	}
}

/* --- all ----------------------------------------------------------------------------------- */
void proof_run(const struct menu_set *set, const struct samples *samples,
	const struct proof_bearer *extra, unsigned extra_n, struct proof *out)
{
	struct proving proving = { .set = set, .out = out };

	memset(out, 0, sizeof(*out));
	memset(&out->least, 0xff, sizeof(out->least)); /* lowered by each bearer */
	for (unsigned i = 0; i < ARRAY_SIZE(usual); i++)
		add_bearer(&proving, &usual[i]);
	for (unsigned i = 0; i < extra_n; i++)
		add_bearer(&proving, &extra[i]);
	for (unsigned i = 0; i < texts_languages(set->texts); i++)
		proving.scripts[i] = has_accents(set, i) ? 2 : 1;
	menu_set_hash(set, out->hash);
	proving.stage = stage_new(NULL, set, samples, true);
	for (unsigned i = 0; i < set->trees_n; i++)
		for (unsigned j = 0; j < set->trees[i].nodes_n; j++)
			prove_node(&proving, i, j);
	prove_texts(&proving);
	prove_complete(&proving);
	talloc_free(proving.stage);
}
