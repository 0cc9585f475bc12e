/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* menus branches: every submission that the menus of a procedure can lead to, one a line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/cli/menus.h"
#include "menus/branches.h"

struct printing {
	const struct cli *cli;
	const struct menus_work *work;
	const char *code, *world;
};

/* What was answered on the way, as a draft would keep it. */
static json_t *answers_of_way(const struct menus_work *work, const struct rehearsal *rehearsal)
{
	uint8_t octets[STATE_ANSWERS_MAX * 2];
	json_t *answers = json_object();
	int len = answers_export(work->sources->set, &rehearsal->state, octets, sizeof(octets));

	for (const char *at = (const char *)octets, *end = at + (len > 0 ? len : 0); at < end;) {
		const char *value = at + strlen(at) + 1;

		json_object_set_new(answers, at, json_string(value));
		at = value + strlen(value) + 1;
	}
	return answers;
}

static bool print_branch(void *data, const struct branch *branch)
{
	const struct printing *p = data;

	if (!p->cli->json)
		return printf("%s: %s\n", p->world, branch->label) > 0;

	json_t *json = json_pack("{s:s s:s s:s s:o s:O}", "code", p->code, "world", p->world,
		"label", branch->label, "answers", answers_of_way(p->work, branch->rehearsal),
		"submission", branch->rehearsal->sent);
	bool written = json_dumpf(json, stdout, JSON_COMPACT) == 0 && putchar('\n') != EOF;

	json_decref(json);
	return written;
}

static int print_world(
	struct printing *p, unsigned tree, const struct eform *eform, enum samples_world world)
{
	struct branches_way way = { .set = p->work->sources->set,
		.samples = p->work->samples,
		.tree = tree,
		.world = world,
		.eform = eform };
	char error[MENUS_ERROR_SIZE];

	p->world = samples_world_name(world);
	if (branches_walk(&way, print_branch, p, error, sizeof(error)) < 0)
		return cli_fail("%s: %s", p->code, error);
	return EXIT_SUCCESS;
}

static int print_all(const struct cli *cli, const struct menus_work *work)
{
	struct printing p = { .cli = cli, .work = work, .code = cli->argv[0] };
	const struct source_procedure *procedure = sources_find(work->sources, p.code);
	int status = EXIT_SUCCESS;

	if (!procedure)
		return cli_fail("%s/overlays: there is no %s.json", work->folder, p.code);

	unsigned tree = (unsigned)menu_set_tree_find(work->sources->set, procedure->code);

	for (unsigned world = 0; world < SAMPLES_WORLDS && status == EXIT_SUCCESS; world++)
		status = print_world(&p, tree, procedure->eform, (enum samples_world)world);
	return status;
}

int cli_menus_branches(const struct cli *cli)
{
	struct menus_work work;
	int status = EXIT_FAILURE;

	if (menus_work_init(&work, menus_folder(cli, 1)))
		status = print_all(cli, &work);
	menus_work_fini(&work);
	return status;
}
