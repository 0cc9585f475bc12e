/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* menus effort: what an application costs a person, and each screen of the way. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "gateway/cli/menus.h"

struct counting {
	const struct cli *cli;
	struct menus_work *work;
	json_t *rows;
	bool failed;
};

static void print_step(void *data, const struct rehearsal *shown, const char *typed)
{
	unsigned *n = data;

	printf("--- %u %s/%s\n%s\n", ++*n, rehearsal_tree(shown), rehearsal_node(shown),
		shown->screen.text);
	if (typed)
		printf("> %s\n", typed);
}

static void add_row(struct counting *c, const char *code, const char *world, const char *way,
	const struct effort *effort)
{
	json_array_append_new(c->rows,
		json_pack("{s:s s:s s:s s:i s:i s:i}", "code", code, "world", world, "way", way,
			"screens", (int)effort->screens, "keys", (int)effort->keys, "replies",
			(int)effort->replies));
}

static void count_typical(
	struct counting *c, const char *code, unsigned tree, enum samples_world world)
{
	const char *name = samples_world_name(world);
	struct effort effort = { 0 };
	struct effort_plan plan;
	char error[MENUS_ERROR_SIZE];
	unsigned steps = 0;
	int rc;

	menus_plan(c->work, code, world, &plan);
	if (c->cli->view.steps)
		printf("=== %s, %s\n", code, name);
	rc = effort_typical(c->work->sources->set, c->work->samples, tree, &plan,
		c->cli->view.steps ? print_step : NULL, &steps, &effort, error, sizeof(error));
	if (rc != OK) {
		cli_fail("%s", error);
		c->failed = true;
	}
	add_row(c, code, name, "typical", &effort);
}

static void count_shortest(
	struct counting *c, const char *code, unsigned tree, enum samples_world world)
{
	char label[BRANCHES_LABEL_SIZE], error[MENUS_ERROR_SIZE];
	const char *name = samples_world_name(world);
	struct effort effort = { 0 };

	if (effort_shortest(c->work->sources->set, c->work->samples, tree, world, &effort, label,
		    sizeof(label), error, sizeof(error)) == OK) {
		add_row(c, code, name, label, &effort);
		return;
	}
	cli_fail("%s: %s: %s", code, name, error);
	c->failed = true;
}

static void count(struct counting *c, const char *code)
{
	unsigned tree = (unsigned)menu_set_tree_find(c->work->sources->set, code);

	for (unsigned world = 0; world < SAMPLES_WORLDS; world++) {
		count_typical(c, code, tree, (enum samples_world)world);
		count_shortest(c, code, tree, (enum samples_world)world);
	}
}

static void print_rows(const struct counting *c)
{
	static const struct cli_column columns[] = { { "code", "PROCEDURE" }, { "world", "WORLD" },
		{ "screens", "SCREENS" }, { "keys", "KEYS" }, { "replies", "REPLIES" },
		{ "way", "WAY" }, { NULL, NULL } };

	if (c->cli->json)
		cli_print_json(c->rows);
	else
		cli_table(c->rows, columns);
}

int cli_menus_effort(const struct cli *cli)
{
	struct stat st;
	bool all = !cli->argc || (stat(cli->argv[0], &st) == 0 && S_ISDIR(st.st_mode));
	const char *code = all ? NULL : cli->argv[0];
	struct menus_work work;
	struct counting c = { .cli = cli, .work = &work };
	bool found = menus_work_init(&work, menus_folder(cli, all ? 0 : 1)) &&
		(!code || menus_tree(&work, code) >= 0);

	c.rows = json_array();
	for (unsigned i = 0; found && i < work.sources->procedures_n; i++)
		if (!code)
			count(&c, work.sources->procedures[i].code);
	if (found && code)
		count(&c, code);
	if (found)
		print_rows(&c);
	json_decref(c.rows);
	menus_work_fini(&work);
	return found && !c.failed ? EXIT_SUCCESS : EXIT_FAILURE;
}
