/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* menus diff: a newer form against the one that the overlay treats, and what that asks of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "gateway/cli/menus.h"
#include "menus/eform_diff.h"

static json_t *rows_of(const struct eform_diff *diff)
{
	json_t *rows = json_array();

	for (unsigned i = 0; i < diff->n; i++) {
		const struct eform_change *change = &diff->changes[i];

		json_array_append_new(rows,
			json_pack("{s:s s:s s:s s:s s:b}", "change",
				eform_change_name(change->kind), "field", change->path, "what",
				change->what, "consequence", change->consequence, "must",
				(int)change->must));
	}
	return rows;
}

static bool breaks(const struct eform_diff *diff)
{
	for (unsigned i = 0; i < diff->n; i++)
		if (diff->changes[i].must)
			return true;
	return false;
}

/* Sentences are too long for a table. */
static void print_changes(const struct eform_diff *diff)
{
	for (unsigned i = 0; i < diff->n; i++) {
		const struct eform_change *change = &diff->changes[i];

		printf("%s %-14s %s: %s%s%s\n", change->must ? "!" : " ",
			eform_change_name(change->kind), change->path, change->what,
			*change->consequence ? "; " : "", change->consequence);
	}
	if (!diff->n)
		puts("the form is the one that was treated");
}

/* Whether all is sound with the new form in place of the old one; says what is not. */
static bool still_sound(const struct menus_work *old, const char *path, json_t *form)
{
	char error[MENUS_ERROR_SIZE];
	struct menus_work work = { .ctx = talloc_new(NULL), .folder = old->folder };
	struct menus_verdict verdict;
	struct menu_files *files = sources_read(work.ctx, old->folder, error, sizeof(error));
	bool sound = false;

	work.report = report_new(work.ctx);
	for (unsigned i = 0; files && i < files->n; i++)
		if (!strcmp(files->files[i].path, path)) {
			json_decref(files->files[i].json);
			files->files[i].json = json_incref(form);
		}
	if (!files)
		cli_fail("%s", error);
	else if (menus_work_compile(&work, files)) {
		sound = menus_verify(&work, &verdict);
		if (!sound)
			menus_say(work.report);
	}
	menus_work_fini(&work);
	return sound;
}

static int take(const struct menus_work *work, const struct overlay *overlay, json_t *form)
{
	char path[64];

	snprintf(path, sizeof(path), "eforms/%s.json", overlay->form);
	if (!still_sound(work, path, form))
		return cli_fail("the overlay does not go with the new form; %s/%s stays as it is",
			work->folder, path);
	if (menus_write_json(work->folder, "eforms", overlay->form, form) != 0)
		return EXIT_FAILURE;
	fprintf(stderr, "%s/%s is the new form, and the overlay goes with it\n", work->folder,
		path);
	return EXIT_SUCCESS;
}

static int compare(const struct cli *cli, const struct menus_work *work,
	const struct source_procedure *procedure)
{
	struct menus_form form;

	if (!menus_form_get(cli, work->ctx, procedure->overlay->form, &form))
		return EXIT_FAILURE;

	struct eform_diff *diff =
		eform_diff(work->ctx, procedure->eform, form.eform, procedure->overlay);
	json_t *rows = rows_of(diff);
	int status = breaks(diff) ? EXIT_FAILURE : EXIT_SUCCESS;

	if (cli->json)
		cli_print_json(rows);
	else
		print_changes(diff);
	if (cli->view.take)
		status = take(work, procedure->overlay, form.json);
	json_decref(rows);
	json_decref(form.json);
	return status;
}

int cli_menus_diff(const struct cli *cli)
{
	const char *code = cli->argv[0];
	struct menus_work work;
	int status = EXIT_FAILURE;

	if (!menus_code_sound(code))
		return EXIT_FAILURE;
	if (menus_work_read(&work, menus_folder(cli, 1))) {
		const struct source_procedure *p = sources_find(work.sources, code);

		if (p && p->overlay && p->eform)
			status = compare(cli, &work, p);
		else if (p)
			menus_say(work.report);
		else
			cli_fail("%s/overlays: there is no %s.json; 'motcua menus import %s' makes "
				 "one",
				work.folder, code, code);
	}
	menus_work_fini(&work);
	return status;
}
