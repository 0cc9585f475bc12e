/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* menus check: everything that is proved, as a table, and everything that is wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>
#include <unistd.h>
#include "gateway/cli/menus.h"
#include "menus/proved.h"

#define CELL_SIZE 64

/* "12/40/5 of 14/60": screens, keys and replies, and what the overlay allows. */
static json_t *effort_cell(const struct menus_figures *figures, enum samples_world world)
{
	const struct effort *effort = &figures->effort[world];
	const struct effort_plan *plan = &figures->plan[world];
	char cell[CELL_SIZE];

	if (!figures->dialled)
		return json_string("-");
	if (plan->screens_max || plan->keys_max)
		snprintf(cell, sizeof(cell), "%u/%u/%u of %u/%u", effort->screens, effort->keys,
			effort->replies, plan->screens_max, plan->keys_max);
	else
		snprintf(cell, sizeof(cell), "%u/%u/%u", effort->screens, effort->keys,
			effort->replies);
	return json_string(cell);
}

static json_t *row_of(const struct menus_figures *figures)
{
	const struct compile_count *count = &figures->procedure->compiled->count;

	return json_pack("{s:s s:i s:i s:i s:i s:i s:i s:i s:i s:i s:i s:o s:o}", "code",
		figures->procedure->code, "fields", (int)count->fields, "required",
		(int)count->required, "asked", (int)count->asked, "fixed", (int)count->fixed,
		"clerk", (int)count->clerk, "paper", (int)count->paper, "prefilled",
		(int)count->prefilled, "left", (int)count->optional_left, "branches",
		(int)figures->branches, "nodes", (int)figures->nodes, "first",
		effort_cell(figures, SAMPLES_FIRST), "again", effort_cell(figures, SAMPLES_AGAIN));
}

static void print_rows(const struct menus_verdict *verdict)
{
	static const struct cli_column columns[] = { { "code", "PROCEDURE" },
		{ "fields", "FIELDS" }, { "required", "REQUIRED" }, { "asked", "ASKED" },
		{ "fixed", "KNOWN" }, { "clerk", "CLERK" }, { "paper", "PAPER" },
		{ "branches", "BRANCHES" }, { "nodes", "NODES" },
		{ "first", "FIRST: SCREENS/KEYS/REPLIES" }, { "again", "AGAIN" }, { NULL, NULL } };
	json_t *rows = json_array();

	for (unsigned i = 0; i < verdict->procedures_n; i++)
		json_array_append_new(rows, row_of(&verdict->procedures[i]));
	cli_table(rows, columns);
	json_decref(rows);
	printf("%u screens laid out, %u remarks\n", verdict->proof.screens, verdict->proof.notes);
}

/* As `print_rows`, and all that is wrong. */
static void print_json(const struct menus_work *work, const struct menus_verdict *verdict)
{
	json_t *rows = json_array(), *problems = json_array();

	for (unsigned i = 0; verdict && i < verdict->procedures_n; i++)
		json_array_append_new(rows, row_of(&verdict->procedures[i]));
	for (unsigned i = 0; i < work->report->n; i++)
		json_array_append_new(problems, json_string(work->report->sentences[i]));

	json_t *json = json_pack("{s:o s:o s:i}", "procedures", rows, "problems", problems,
		"screens", verdict ? (int)verdict->proof.screens : 0);

	cli_print_json(json);
	json_decref(json);
}

/* --- a compiled folder ---------------------------------------------------------------------- */
static bool is_compiled(const char *folder)
{
	char path[MENUS_ERROR_SIZE];

	snprintf(path, sizeof(path), "%s/" PROVED_FILE, folder);
	return access(path, F_OK) == 0;
}

static int check_compiled(const char *folder)
{
	char error[MENUS_ERROR_SIZE];
	struct menu_set *set = proved_read(NULL, folder, error, sizeof(error));

	if (!set)
		return cli_fail("%s", error);
	for (unsigned i = 0; i < menu_set_trees(set); i++) {
		const char *form = menu_set_tree_eform(set, i);

		printf("%-12s %u screens and steps%s%s\n", menu_set_tree_code(set, i),
			menu_set_nodes(set, i), *form ? ", form " : "", form);
	}
	printf("%s is as it was proved\n", folder);
	talloc_free(set);
	return EXIT_SUCCESS;
}

/* --- a folder of sources -------------------------------------------------------------------- */
int cli_menus_check(const struct cli *cli)
{
	const char *folder = menus_folder(cli, 0);
	struct menus_work work;
	struct menus_verdict verdict;
	bool compiles, sound = false;

	if (is_compiled(folder))
		return check_compiled(folder);
	compiles = menus_work_init(&work, folder);
	if (compiles) {
		sound = menus_verify(&work, &verdict);
		if (!cli->json)
			print_rows(&verdict);
		fflush(stdout);
		if (!sound)
			menus_say(work.report);
	}
	if (cli->json)
		print_json(&work, compiles ? &verdict : NULL);
	menus_work_fini(&work);
	return sound ? EXIT_SUCCESS : EXIT_FAILURE;
}
