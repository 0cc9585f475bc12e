/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Dialogues played for the sake of their cost. The way through home is looked for, not told: the
 * one of fewest keys counts.
 */
#include "menus/effort.h"
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/branches.h"
#include "menus/tree.h"
#include "menus/walk.h"

#define HOME_DEPTH_MAX 6 /* answers from home to a procedure */

struct play {
	const struct menu_set *set;
	const struct effort_plan *plan;
	unsigned tree;
	rehearsal_cb each;
	void *data;
	char *error;
	size_t error_size;
};

static int fail(const struct play *play, int rc, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static int fail(const struct play *play, int rc, const char *format, ...)
{
	int used = snprintf(play->error, play->error_size,
		"%s: effort.%s: ", play->set->trees[play->tree].code,
		samples_world_name(play->plan->world));
	va_list args;

	if (used < 0 || (size_t)used >= play->error_size)
		return rc;
	va_start(args, format);
	vsnprintf(play->error + used, play->error_size - (size_t)used, format, args);
	va_end(args);
	return rc;
}

void effort_plan_read(const struct json_at *plan, enum samples_world world, struct effort_plan *out)
{
	static const char *const members[] = { "screens", "keys", "answers", NULL };
	struct json_at answers = json_opt(plan, "answers");
	const char *key;
	json_t *text;

	json_only(plan, members);
	out->world = world;
	out->screens_max = (unsigned)json_int_opt(plan, "screens", 1, UINT16_MAX, 0);
	out->keys_max = (unsigned)json_int_opt(plan, "keys", 1, UINT16_MAX, 0);
	out->answers_n = 0;
	if (answers.value && !json_is_object(answers.value))
		json_fail(&answers, "expected an object");
	json_object_foreach (answers.value, key, text) {
		if (!json_is_string(text) || out->answers_n == EFFORT_ANSWERS_MAX) {
			json_fail(&answers, "\"%s\": a text, and at most %d of them", key,
				EFFORT_ANSWERS_MAX);
			return;
		}
		out->answers[out->answers_n].key = key;
		out->answers[out->answers_n++].text = json_string_value(text);
	}
}

/* --- one answer ---------------------------------------------------------------------------- */
static const char *planned(const struct play *play, const struct node *node)
{
	const char *key =
		node->key == SYMBOL_NONE ? NULL : symbols_name(play->set->symbols, node->key);

	for (unsigned i = 0; key && i < play->plan->answers_n; i++)
		if (strcmp(play->plan->answers[i].key, key) == 0)
			return play->plan->answers[i].text;
	return NULL;
}

/* The option of that value, or the first that is offered; -1. */
static int option_of(const struct node *node, const struct engine_state *state, const char *value)
{
	for (unsigned i = 0; i < node->options_n; i++)
		if (guard_holds(node->options[i].when, state) &&
			(!value ||
				(node->options[i].value &&
					strcmp(node->options[i].value, value) == 0)))
			return (int)i;
	return -1;
}

static int choose(const struct play *play, struct rehearsal *rehearsal, const char *value)
{
	const struct node *node = walk_node(play->set, &rehearsal->state);
	int choice = node->kind == NODE_MENU ? option_of(node, &rehearsal->state, value) : 0;

	if (choice < 0)
		return fail(play, ERR_INVALID, "%s has no option \"%s\"", node->name,
			value ? value : "");
	return rehearsal_choose(rehearsal, (unsigned)choice);
}

static int enter(const struct play *play, struct rehearsal *rehearsal, const char *text)
{
	const struct node *node = walk_node(play->set, &rehearsal->state);
	char typed[SAMPLES_TYPED_SIZE];
	int rc;

	if (text && !*text)
		return rehearsal_type(rehearsal, "1");
	if (text)
		osmo_strlcpy(typed, text, sizeof(typed));
	else if (!samples_typed(rehearsal->samples, play->set, node, 0, typed))
		return fail(
			play, ERR_INVALID, "samples.json has nothing that %s takes", node->name);
	rc = rehearsal_type(rehearsal, typed);
	if (rc == OK && rehearsal->state.misses > 0)
		return fail(play, ERR_INVALID, "%s does not take \"%s\"", node->name, typed);
	return rc;
}

static int answer(const struct play *play, struct rehearsal *rehearsal)
{
	const struct node *node = walk_node(play->set, &rehearsal->state);
	const char *text = planned(play, node);

	if (node->kind == NODE_ENTRY)
		return enter(play, rehearsal, text);
	return choose(play, rehearsal, text);
}

/* --- home ---------------------------------------------------------------------------------- */
/* A way through home: the number of answers and the choices. */
struct path {
	unsigned n, keys;
	unsigned choices[HOME_DEPTH_MAX];
};

/* Tries what home offers; *best becomes the way of fewest keys into the procedure. */
static void search(const struct play *play, const struct rehearsal *at, const struct path *path,
	struct path *best)
{
	const struct node *node = walk_node(play->set, &at->state);
	const char *value = planned(play, node);

	if (at->state.at.tree == play->tree && at->keys < best->keys) {
		*best = *path;
		best->keys = at->keys;
	}
	if (at->state.at.tree != 0 || node->kind != NODE_MENU || path->n == HOME_DEPTH_MAX ||
		at->keys >= best->keys)
		return;
	for (unsigned i = 0; i < node->options_n; i++) {
		struct rehearsal next = *at;
		struct path longer = *path;

		if (!guard_holds(node->options[i].when, &at->state) ||
			(value && option_of(node, &at->state, value) != (int)i))
			continue;
		longer.choices[longer.n++] = i;
		if (rehearsal_choose(&next, i) == OK)
			search(play, &next, &longer, best);
	}
}

/* Into the procedure by the fewest keys. */
static int pass_home(const struct play *play, struct rehearsal *rehearsal)
{
	struct path none = { .n = 0 }, best = { .keys = UINT_MAX };
	int rc = rehearsal_dial(rehearsal, EFFORT_DIALLED);

	if (rc < 0)
		return rc;
	search(play, rehearsal, &none, &best);
	if (best.keys == UINT_MAX)
		return fail(play, ERR_INVALID, "home does not lead there");
	rehearsal->each = play->each;
	rehearsal->each_data = play->data;
	for (unsigned i = 0; i < best.n && rc == OK; i++)
		rc = rehearsal_choose(rehearsal, best.choices[i]);
	return rc;
}

/* --- ways ---------------------------------------------------------------------------------- */
static void take(const struct rehearsal *rehearsal, struct effort *out)
{
	*out = (struct effort) { rehearsal->screens, rehearsal->keys, rehearsal->replies };
}

static int play_on(const struct play *play, struct rehearsal *rehearsal)
{
	for (unsigned n = 0; n < EFFORT_STEPS_MAX; n++) {
		int rc;

		if (rehearsal->out.kind == ENGINE_END) {
			if (play->each)
				play->each(play->data, rehearsal, NULL);
			return rehearsal->sent ? OK
					       : fail(play, ERR_INVALID, "%s sends nothing",
							 rehearsal_node(rehearsal));
		}
		rc = answer(play, rehearsal);
		if (rc < 0)
			return rc;
	}
	return fail(play, ERR_INVALID, "no end after %d answers", EFFORT_STEPS_MAX);
}

static int hold(const struct play *play, const struct effort *effort)
{
	const struct effort_plan *plan = play->plan;

	if (plan->screens_max && effort->screens > plan->screens_max)
		return fail(play, ERR_LIMIT, "%u screens, the budget is %u", effort->screens,
			plan->screens_max);
	if (plan->keys_max && effort->keys > plan->keys_max)
		return fail(play, ERR_LIMIT, "%u keypresses, the budget is %u", effort->keys,
			plan->keys_max);
	return OK;
}

int effort_typical(const struct menu_set *set, const struct samples *samples, unsigned tree,
	const struct effort_plan *plan, rehearsal_cb each, void *data, struct effort *out,
	char *error, size_t error_size)
{
	struct play play = { set, plan, tree, each, data, error, error_size };
	struct budget budget = BUDGET_GSUP;
	struct rehearsal rehearsal;
	int rc;

	error[0] = '\0';
	rehearsal_init(&rehearsal, set, samples, plan->world, 0, false, &budget);
	rc = pass_home(&play, &rehearsal);
	if (rc == OK)
		rc = play_on(&play, &rehearsal);
	take(&rehearsal, out);
	rehearsal_fini(&rehearsal);
	if (rc < 0 && !error[0])
		return fail(&play, rc, "%s: %s", rehearsal_node(&rehearsal), err_name(rc));
	return rc < 0 ? rc : hold(&play, out);
}

struct shortest {
	struct effort best;
	bool any;
	char *label;
	size_t label_size;
};

static bool compare(void *data, const struct branch *branch)
{
	struct shortest *shortest = data;

	if (shortest->any && branch->rehearsal->keys >= shortest->best.keys)
		return true;
	shortest->any = true;
	take(branch->rehearsal, &shortest->best);
	osmo_strlcpy(shortest->label, branch->label, shortest->label_size);
	return true;
}

int effort_shortest(const struct menu_set *set, const struct samples *samples, unsigned tree,
	enum samples_world world, struct effort *out, char *label, size_t label_size, char *error,
	size_t error_size)
{
	const struct effort_plan plan = { .world = world };
	struct play play = { set, &plan, tree, NULL, NULL, error, error_size };
	struct budget budget = BUDGET_GSUP;
	struct shortest shortest = { .label = label, .label_size = label_size };
	struct branches_way way = { .set = set, .samples = samples, .tree = tree, .world = world };
	struct rehearsal rehearsal;
	int rc;

	error[0] = '\0';
	rehearsal_init(&rehearsal, set, samples, world, 0, false, &budget);
	rc = pass_home(&play, &rehearsal);
	way.from = &rehearsal;
	way.all = true;
	if (rc == OK)
		rc = branches_walk(&way, compare, &shortest, error, error_size);
	way.all = false; /* too many to try all: the best that trying each finds */
	if (rc == ERR_LIMIT)
		rc = branches_walk(&way, compare, &shortest, error, error_size);
	rehearsal_fini(&rehearsal);
	if (rc < 0)
		return rc;
	if (!shortest.any)
		return fail(&play, ERR_INVALID, "no way leads to a receipt");
	*out = shortest.best;
	return OK;
}
