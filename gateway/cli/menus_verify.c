/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The proof of all that was compiled, with the figures that people want to see of it. */
#include <osmocom/core/utils.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>
#include "gateway/cli/menus.h"
#include "menus/branches.h"

#define HOME "home" /* code and file name of the service tree */

struct checking {
	struct menus_work *work;
	struct menus_figures *figures;
};

static void progress(const char *code, const char *what)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K%s %s", code, what);
}

static void progress_end(void)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
}

/* A sentence that begins with the code of a tree, said of the file that the tree was made of. */
static void add_of_tree(const struct menus_work *work, const char *sentence)
{
	size_t len = strcspn(sentence, ":");

	for (unsigned i = 0; i < work->sources->procedures_n; i++) {
		const struct source_procedure *procedure = &work->sources->procedures[i];

		if (strlen(procedure->code) != len || strncmp(sentence, procedure->code, len) != 0)
			continue;
		report_add(work->report, "%s%s", procedure->overlay->source, sentence + len);
		return;
	}
	if (strncmp(sentence, HOME ":", len + 1) == 0)
		report_add(work->report, "%s/" HOME ".json%s", work->folder, sentence + len);
	else
		report_add(work->report, "%s/texts: %s", work->folder, sentence);
}

/* --- branches ------------------------------------------------------------------------------- */
static void add_complaint(void *data, const char *path, const char *what, const char *label)
{
	const struct checking *c = data;

	report_add(c->work->report, "%s: fields.%s: %s, where %s",
		c->figures->procedure->overlay->source, path, what,
		*label ? label : "nothing was asked");
}

static void check_branches(struct checking *c, unsigned tree)
{
	const struct source_procedure *procedure = c->figures->procedure;
	char error[MENUS_ERROR_SIZE] = "";
	int rc = branches_check(c->work->sources->set, tree, procedure->eform, c->work->samples,
		add_complaint, c, error, sizeof(error));

	if (rc < 0)
		add_of_tree(c->work, error);
	else
		c->figures->branches = (unsigned)rc;
}

/* --- effort --------------------------------------------------------------------------------- */
static void check_effort(struct checking *c, unsigned tree)
{
	const struct source_procedure *procedure = c->figures->procedure;
	char error[MENUS_ERROR_SIZE];

	for (unsigned world = 0; world < SAMPLES_WORLDS; world++) {
		struct effort_plan *plan = &c->figures->plan[world];

		menus_plan(c->work, procedure->code, (enum samples_world)world, plan);
		if (effort_typical(c->work->sources->set, c->work->samples, tree, plan, NULL, NULL,
			    &c->figures->effort[world], error, sizeof(error)) != OK)
			add_of_tree(c->work, error);
	}
}

/* --- all of it ------------------------------------------------------------------------------ */
static void check_procedure(struct checking *c)
{
	const struct menu_set *set = c->work->sources->set;
	unsigned tree = (unsigned)menu_set_tree_find(set, c->figures->procedure->code);

	progress(c->figures->procedure->code, "branches");
	c->figures->nodes = menu_set_nodes(set, tree);
	check_branches(c, tree);
	progress(c->figures->procedure->code, "effort");
	c->figures->dialled =
		menus_home_leads(c->work->sources->files, c->figures->procedure->code);
	if (c->figures->dialled)
		check_effort(c, tree);
}

static void check_screens(struct menus_work *work, struct proof *out)
{
	unsigned kept = 0;

	progress(work->folder, "screens");
	proof_run(work->sources->set, work->samples, NULL, 0, out);
	for (unsigned i = 0; i < out->findings_n; i++)
		if (out->findings[i].refuses) {
			add_of_tree(work, out->findings[i].sentence);
			kept++;
		}
	if (out->refusing > kept)
		report_add(work->report, "%s: and %u more of the kind", work->folder,
			out->refusing - kept);
}

/* An overlay may come before its way in the service tree. */
static void tell_unreachable(const struct menus_work *work, const struct menus_verdict *verdict)
{
	for (unsigned i = 0; i < verdict->procedures_n; i++)
		if (!verdict->procedures[i].dialled)
			fprintf(stderr, "remark: %s/home.json: nothing leads to tree:%s yet\n",
				work->folder, verdict->procedures[i].procedure->code);
}

bool menus_verify(struct menus_work *work, struct menus_verdict *out)
{
	const struct sources *sources = work->sources;

	*out = (struct menus_verdict) { .procedures_n = sources->procedures_n };
	out->procedures =
		talloc_zero_array(work->ctx, struct menus_figures, sources->procedures_n + 1);
	OSMO_ASSERT(out->procedures);
	for (unsigned i = 0; i < sources->procedures_n; i++) {
		struct checking c = { work, &out->procedures[i] };

		c.figures->procedure = &sources->procedures[i];
		check_procedure(&c);
		out->branches += c.figures->branches;
	}
	check_screens(work, &out->proof);
	progress_end();
	tell_unreachable(work, out);
	return report_count(work->report) == 0;
}
