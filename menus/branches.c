/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The walk: depth first, a copy of the dialogue for each answer that is tried. What decides is
 * settled before the first step (branches_decide.c).
 */
#include "menus/branches.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/answers.h"
#include "menus/branches_decide.h"
#include "menus/pairs.h"
#include "menus/walk.h"

#define FNV_START  0xcbf29ce484222325u
#define FNV_PRIME  0x100000001b3u
#define SEEN_MAX   8192
#define SEEN_TRIES 64
#define TRIES_MAX  (TREE_OPTIONS_MAX + SAMPLES_TYPED_MAX + 1)

/* What is typed into an entry. */
struct typed {
	unsigned n;
	char texts[SAMPLES_TYPED_MAX][SAMPLES_TYPED_SIZE];
};

struct walk {
	const struct branches_way *way;
	const struct tree *tree;
	struct branches_decide decide;
	branch_cb each;
	void *data;
	bool entered[TREE_NODES_MAX]; /* on the way at hand */
	bool tried[TREE_NODES_MAX][TRIES_MAX];
	const struct typed *typed[TREE_NODES_MAX]; /* owned by ctx; NULL: not looked for yet */
	void *ctx;
	uint64_t seen[SEEN_MAX]; /* under which circumstances an answer was tried */
	unsigned group; /* whose answers are combined now */
	unsigned ways;
	bool stopped;
	int rc;
	char *error;
	size_t error_size;
};

/* A dialogue on its way; one lies on the stack for each answer. */
struct step {
	struct rehearsal rehearsal;
	bool skipped; /* "I don't have it" was said */
	bool varied; /* one answer that only a field needs is not the first one */
	bool apart; /* with an answer that belongs to the group; the others are gone but once */
	size_t label_len;
	char label[BRANCHES_LABEL_SIZE];
};

static void go(struct walk *walk, const struct step *at);

static void fail(struct walk *walk, const struct step *at, int rc, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
static void fail(struct walk *walk, const struct step *at, int rc, const char *format, ...)
{
	int used = snprintf(walk->error, walk->error_size, "%s: nodes.%s: ", walk->tree->code,
		rehearsal_node(&at->rehearsal));
	va_list args;

	walk->stopped = true;
	walk->rc = rc;
	if (used < 0 || (size_t)used >= walk->error_size)
		return;
	va_start(args, format);
	vsnprintf(walk->error + used, walk->error_size - (size_t)used, format, args);
	va_end(args);
}

static void append(struct step *step, const char *text)
{
	step->label_len += osmo_strlcpy(
		step->label + step->label_len, text, sizeof(step->label) - step->label_len);
	if (step->label_len >= sizeof(step->label))
		step->label_len = sizeof(step->label) - 1;
}

/* "key=value", or "no key" without a value. */
static void add_label(struct step *step, const char *key, const char *value)
{
	append(step, step->label_len > 0 ? ", " : "");
	append(step, value ? "" : "no ");
	append(step, key);
	append(step, value ? "=" : "");
	append(step, value ? value : "");
}

/* --- one answer ---------------------------------------------------------------------------- */
/* Behind an answer: a submission, a screen to go on from, or nothing of interest. */
static void arrived(struct walk *walk, struct step *step, int rc)
{
	struct branch branch = { &step->rehearsal, step->label };

	if (rc < 0) {
		fail(walk, step, rc, "the walk ends here: %s", err_name(rc));
	} else if (step->rehearsal.submitted && walk->group > 0 && !step->apart) {
		return;
	} else if (step->rehearsal.submitted) {
		if (walk->ways++ == BRANCHES_MAX)
			fail(walk, step, ERR_LIMIT, "more than %d ways lead here", BRANCHES_MAX);
		else if (!walk->each(walk->data, &branch))
			walk->stopped = true;
	} else if (step->rehearsal.out.kind == ENGINE_SCREEN) {
		go(walk, step);
	}
}

static void try_choice(struct walk *walk, const struct step *at, unsigned choice, bool apart)
{
	const struct node *node = walk_node(walk->way->set, &at->rehearsal.state);
	struct step step = *at;
	const char *key =
		node->key == SYMBOL_NONE ? NULL : symbols_name(walk->way->set->symbols, node->key);
	int rc;

	json_incref(step.rehearsal.sent);
	step.apart |= apart;
	step.varied |= apart && !walk->decide.options[at->rehearsal.state.at.node];
	if (node->kind == NODE_ENTRY) {
		step.skipped = true;
		add_label(&step, key, NULL);
	} else if (node->kind == NODE_MENU && key) {
		add_label(&step, key, node->options[choice].value);
	}
	if (!walk->way->from)
		rc = rehearsal_take(&step.rehearsal, choice);
	else
		rc = rehearsal_choose(&step.rehearsal, choice);
	arrived(walk, &step, rc);
	rehearsal_fini(&step.rehearsal);
}

static void try_typed(struct walk *walk, const struct step *at, unsigned variant, const char *typed)
{
	const struct node *node = walk_node(walk->way->set, &at->rehearsal.state);
	struct step step = *at;
	int rc;

	json_incref(step.rehearsal.sent);
	step.apart |= variant > 0;
	step.varied |= variant > 0 && !walk->decide.typed[at->rehearsal.state.at.node];
	if (variant > 0)
		add_label(&step, symbols_name(walk->way->set->symbols, node->key), typed);
	if (!walk->way->from)
		rc = rehearsal_enter(&step.rehearsal, typed);
	else
		rc = rehearsal_type(&step.rehearsal, typed);
	arrived(walk, &step, rc);
	rehearsal_fini(&step.rehearsal);
}

/* --- all answers of a screen --------------------------------------------------------------- */
/* Worth trying here: the first always, others if they decide in this group or on the path, else
 * once in all. */
static bool worth(struct walk *walk, unsigned node, unsigned slot, bool first, bool decides)
{
	bool tried = walk->tried[node][slot];

	walk->tried[node][slot] = true;
	return !walk->stopped && (first || decides || !tried);
}

static bool in_group(const struct walk *walk, unsigned node)
{
	return walk->way->all || walk->decide.group[node] == walk->group;
}

/* What was answered so far of all that is relevant for a node, as a number; 0 if some of it is
 * asked only later. */
static uint64_t circumstances(const struct walk *walk, const struct step *at, unsigned node)
{
	const struct engine_state *state = &at->rehearsal.state;
	uint64_t hash = FNV_START;

	for (unsigned i = 0; i < walk->tree->keys_n; i++) {
		uint16_t key = walk->tree->keys[i].symbol;
		const char *text = pairs_find(state->answers, state->answers_len, key);
		const struct node *asks = tree_asks(walk->tree, key);

		if (!(walk->decide.relevant[node] >> i & 1) || key == walk->tree->nodes[node].key)
			continue;
		if (!text && asks && asks - walk->tree->nodes > (ptrdiff_t)node)
			return 0;
		for (text = text ? text : "\x01"; *text; text++)
			hash = (hash ^ (uint8_t)*text) * FNV_PRIME;
		hash = (hash ^ 0xff) * FNV_PRIME;
	}
	return hash | 1;
}

/* Notes a number; false if it was noted before. When the table is full all are new. */
static bool is_new(struct walk *walk, uint64_t number)
{
	unsigned slot = (unsigned)(number >> 32) % SEEN_MAX;

	for (unsigned i = 0; i < SEEN_TRIES; i++, slot = (slot + 1) % SEEN_MAX) {
		if (walk->seen[slot] == number)
			return false;
		if (walk->seen[slot] == 0) {
			walk->seen[slot] = number;
			return true;
		}
	}
	return true;
}

/* An answer to a field that is not always there: one at a time, and once under the same
 * circumstances. */
static bool varies(struct walk *walk, const struct step *at, unsigned node, unsigned slot)
{
	uint64_t number;

	if (!walk->decide.conditional[node] || !in_group(walk, node) || at->varied)
		return false;
	number = circumstances(walk, at, node);
	return number == 0 || is_new(walk, (number ^ (node * TRIES_MAX + slot)) * FNV_PRIME | 1);
}

static void try_menu(struct walk *walk, const struct step *at, const struct node *node)
{
	unsigned index = at->rehearsal.state.at.node;
	bool decides = walk->decide.options[index] && in_group(walk, index), first = true;

	for (unsigned i = 0; i < node->options_n; i++) {
		bool path;

		if (!guard_holds(node->options[i].when, &at->rehearsal.state))
			continue;
		path = walk->decide.paths[index] || branches_parts(node, &at->rehearsal.state, i);
		if (worth(walk, index, i, first, decides || path || varies(walk, at, index, i)))
			try_choice(walk, at, i, !first && !path);
		first = false;
	}
}

/* Looked for once: a sample is judged by the entry before it is taken. */
static const struct typed *typed_into(struct walk *walk, unsigned index)
{
	struct typed *typed;

	if (walk->typed[index])
		return walk->typed[index];
	typed = talloc_zero(walk->ctx, struct typed);
	OSMO_ASSERT(typed);
	while (typed->n < SAMPLES_TYPED_MAX &&
		samples_typed(walk->way->samples, walk->way->set, &walk->tree->nodes[index],
			typed->n, typed->texts[typed->n]))
		typed->n++;
	return walk->typed[index] = typed;
}

static void try_entry(struct walk *walk, const struct step *at, const struct node *node)
{
	unsigned index = at->rehearsal.state.at.node;
	bool group = in_group(walk, index), path = walk->decide.paths[index];
	const struct typed *typed = typed_into(walk, index);

	for (unsigned i = 0; i < typed->n; i++)
		if (worth(walk, index, TREE_OPTIONS_MAX + i, i == 0,
			    (walk->decide.typed[index] && group) ||
				    varies(walk, at, index, TREE_OPTIONS_MAX + i)))
			try_typed(walk, at, i, typed->texts[i]);
	if (typed->n == 0)
		fail(walk, at, ERR_INVALID, "samples.json has nothing that this entry takes");
	if (node->options_n > 0 && !at->skipped &&
		worth(walk, index, 0, false, (walk->decide.options[index] && group) || path))
		try_choice(walk, at, 0, !path);
}

static void go(struct walk *walk, const struct step *at)
{
	const struct place place = at->rehearsal.state.at;
	const struct node *node = walk_node(walk->way->set, &at->rehearsal.state);

	if (place.tree != walk->way->tree || walk->entered[place.node])
		return;
	walk->entered[place.node] = true;
	switch (node->kind) {
	case NODE_MENU:
		try_menu(walk, at, node);
		break;
	case NODE_ENTRY:
		try_entry(walk, at, node);
		break;
	case NODE_LIST:
	case NODE_MESSAGE:
		try_choice(walk, at, 0, false);
		break;
	case NODE_EFFECT:
	case NODE_END:
		break;
	}
	walk->entered[place.node] = false;
}

/* --- the walk ------------------------------------------------------------------------------ */
static void run(struct walk *walk, struct step *step, int rc)
{
	arrived(walk, step, rc);
	rehearsal_fini(&step->rehearsal);
}

static void begin_from(struct walk *walk)
{
	struct step step = { .skipped = false };

	rehearsal_copy(&step.rehearsal, walk->way->from);
	run(walk, &step, OK);
}

/* At the start of the tree, with what home gave or NULL. */
static void begin(struct walk *walk, const struct key *key, const char *value)
{
	const struct branches_way *way = walk->way;
	struct budget budget = BUDGET_GSUP;
	struct step step = { .skipped = false };
	struct pairs answers = answers_of(&step.rehearsal.state);
	int rc = OK;

	rehearsal_init(&step.rehearsal, way->set, way->samples, way->world, 0, true, &budget);
	step.rehearsal.unsent = way->unsent;
	if (key) {
		rc = pairs_put(&answers, key->symbol, value);
		add_label(&step, symbols_name(way->set->symbols, key->symbol), value);
	}
	if (rc == OK)
		rc = rehearsal_start(&step.rehearsal, way->tree);
	run(walk, &step, rc);
}

static void begin_all(struct walk *walk)
{
	const struct tree *tree = walk->tree;

	begin(walk, NULL, NULL);
	for (unsigned i = 0; i < tree->keys_n; i++) {
		const struct given *given = tree->keys[i].given;

		for (unsigned j = 0; given && j < given->values_n && !walk->stopped; j++)
			begin(walk, &tree->keys[i], given->values[j]);
	}
}

int branches_walk(
	const struct branches_way *way, branch_cb each, void *data, char *error, size_t error_size)
{
	struct walk walk = { .way = way,
		.tree = &way->set->trees[way->tree],
		.each = each,
		.data = data,
		.error = error,
		.error_size = error_size,
		.ctx = talloc_new(NULL) };

	branches_decide(walk.tree, way->eform, &walk.decide);
	for (; walk.group < (way->all ? 1 : walk.decide.groups_n) && !walk.stopped; walk.group++)
		if (way->from)
			begin_from(&walk);
		else
			begin_all(&walk);
	talloc_free(walk.ctx);
	return walk.rc < 0 ? walk.rc : (int)walk.ways;
}
