/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A folder of sources, read and compiled. */
#include <osmocom/core/utils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "gateway/base/json.h"
#include "gateway/cli/menus.h"

#define SAMPLES "samples.json"

const char *menus_folder(const struct cli *cli, int n)
{
	return cli->argc > n ? cli->argv[n] : MENUS_SOURCE;
}

int menus_say(const struct report *report)
{
	for (unsigned i = 0; i < report->n; i++)
		fprintf(stderr, "%s\n", report->sentences[i]);
	if (report->left_off)
		fprintf(stderr, "and %u more\n", report->left_off);
	return EXIT_FAILURE;
}

/* Without samples nothing can be tried, so nothing proved. */
static void read_samples(struct menus_work *work)
{
	const struct menu_file *file = menu_files_find(work->sources->files, SAMPLES);
	struct json_reader reader = { .source = file ? file->source : "" };

	struct json_at root = json_root(&reader, file ? file->json : NULL);

	if (file)
		work->samples = samples_read(work->ctx, &root);
	if (!file)
		report_add(work->report, "%s/" SAMPLES ": there is no such file", work->folder);
	else if (!work->samples)
		report_add(work->report, "%s", reader.error);
}

static void compile(struct menus_work *work, struct menu_files *files)
{
	work->sources = sources_compile(work->ctx, files, work->report);
	read_samples(work);
}

static bool whole(const struct menus_work *work)
{
	if (work->samples && work->sources->set)
		return true;
	menus_say(work->report);
	return false;
}

bool menus_work_compile(struct menus_work *work, struct menu_files *files)
{
	compile(work, files);
	return whole(work);
}

bool menus_work_read(struct menus_work *work, const char *folder)
{
	char error[MENUS_ERROR_SIZE];
	struct menu_files *files;

	*work = (struct menus_work) { .ctx = talloc_new(NULL), .folder = folder };
	work->report = report_new(work->ctx);
	files = sources_read(work->ctx, folder, error, sizeof(error));
	if (files)
		compile(work, files);
	else
		cli_fail("%s", error);
	return files;
}

bool menus_work_init(struct menus_work *work, const char *folder)
{
	return menus_work_read(work, folder) && whole(work);
}

void menus_work_fini(struct menus_work *work)
{
	talloc_free(work->ctx);
}

int menus_tree(const struct menus_work *work, const char *code)
{
	int tree = menu_set_tree_find(work->sources->set, code);

	if (tree < 0)
		cli_fail("%s/overlays: there is no %s.json", work->folder, code);
	return tree;
}

void menus_plan(const struct menus_work *work, const char *code, enum samples_world world,
	struct effort_plan *out)
{
	char path[64];
	const struct menu_file *file;

	*out = (struct effort_plan) { .world = world };
	snprintf(path, sizeof(path), "overlays/%s.json", code);
	file = menu_files_find(work->sources->files, path);
	if (!file)
		return;

	struct json_reader reader = { .source = file->source };
	struct json_at root = json_root(&reader, file->json);
	struct json_at effort = json_opt(&root, "effort");
	struct json_at plan = json_opt(&effort, samples_world_name(world));

	if (plan.value)
		effort_plan_read(&plan, world, out);
	/* what is wrong with a plan was said when the overlay was read */
}

/* The service tree is written by hand, and a target is a text in it. */
bool menus_home_leads(const struct menu_files *files, const char *code)
{
	const struct menu_file *home = menu_files_find(files, "home.json");
	char *text = home ? json_dumps(home->json, JSON_COMPACT) : NULL;
	char target[64];
	bool leads;

	snprintf(target, sizeof(target), "\"tree:%s\"", code);
	leads = text && strstr(text, target);
	free(text);
	return leads;
}
