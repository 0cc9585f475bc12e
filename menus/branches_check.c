/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What each way through a tree submits, held against the form.
 */
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/branches.h"
#include "menus/branches_reads.h"
#include "menus/eform_check.h"
#include "menus/submission.h"

#define COMPLAINTS_MAX 256 /* different ones that are told apart */

struct complaint {
	char path[EFORM_PATH_MAX + 1];
	char what[96];
};

struct checking {
	const struct menu_set *set;
	const struct eform *eform;
	struct submission_own own;
	struct branches_seen *seen;
	struct engine_state state; /* when it was submitted */
	const struct branch *branch; /* at hand */
	const json_t *sent; /* the same */
	branches_report_cb report;
	void *data;
	unsigned n;
	struct complaint complaints[COMPLAINTS_MAX];
};

static bool is_within(const char *path, const char *outer)
{
	size_t len = strlen(outer);

	return strncmp(path, outer, len) == 0 &&
		(path[len] == '\0' || path[len] == '.' || path[len] == '[');
}

/* A list of the submission names the path, or rows it stands in; or, where something is not there,
 * what would stand in it. */
static bool names(const json_t *sent, const char *list, const char *path, bool lacks)
{
	const json_t *paths = json_object_get(sent, list);

	for (size_t i = 0; i < json_array_size(paths); i++) {
		const char *named = json_string_value(json_array_get(paths, i));

		if (named && (is_within(path, named) || (lacks && is_within(named, path))))
			return true;
	}
	return false;
}

/* Somebody else brings what is not there. What is there and wrong is nobody's. */
static bool accounted_for(const json_t *sent, const char *path, const char *what)
{
	bool lacks = strcmp(what, EFORM_MISSING) == 0 || strcmp(what, EFORM_FEW_ROWS) == 0;

	return names(sent, "left_to_clerk", path, lacks) || names(sent, "on_paper", path, lacks) ||
		names(sent, "prefilled", path, lacks);
}

static bool told_before(struct checking *checking, const char *path, const char *what)
{
	struct complaint *complaint = &checking->complaints[checking->n];

	for (unsigned i = 0; i < checking->n; i++)
		if (strcmp(checking->complaints[i].path, path) == 0 &&
			strncmp(checking->complaints[i].what, what, sizeof(complaint->what) - 1) ==
				0)
			return true;
	if (checking->n == COMPLAINTS_MAX)
		return true;
	osmo_strlcpy(complaint->path, path, sizeof(complaint->path));
	osmo_strlcpy(complaint->what, what, sizeof(complaint->what));
	checking->n++;
	return false;
}

static void complain(
	void *data, const char *path, const struct eform_field *field, const char *what)
{
	struct checking *checking = data;
	(void)field;

	if (accounted_for(checking->sent, path, what) || told_before(checking, path, what))
		return;
	checking->report(checking->data, path, what, checking->branch->label);
}

static bool check_one(void *data, const struct branch *branch)
{
	struct checking *checking = data;
	json_t *sent;

	if (!branches_seen_add(checking->seen, &checking->state))
		return true;
	sent = submission_build(checking->set, &checking->state, &checking->own);
	checking->branch = branch;
	checking->sent = sent;
	eform_check(checking->eform, json_object_get(sent, "answers"), complain, checking);
	json_decref(sent);
	return true;
}

int branches_check(const struct menu_set *set, unsigned tree, const struct eform *eform,
	const struct samples *samples, branches_report_cb report, void *data, char *error,
	size_t error_size)
{
	struct checking *checking = talloc_zero(NULL, struct checking);
	struct branches_way way = { .set = set, .samples = samples, .tree = tree, .eform = eform };
	int rc = OK, ways = 0;

	OSMO_ASSERT(checking);
	checking->set = set;
	checking->eform = eform;
	checking->own = (struct submission_own) { samples_phone(samples), samples_today(samples) };
	checking->seen = branches_seen_new(checking, &set->trees[tree], eform);
	way.unsent = &checking->state;
	checking->report = report;
	checking->data = data;
	for (unsigned world = 0; world < SAMPLES_WORLDS && rc >= 0; world++) {
		way.world = (enum samples_world)world;
		rc = branches_walk(&way, check_one, checking, error, error_size);
		ways += rc;
	}
	talloc_free(checking);
	return rc < 0 ? rc : ways;
}
