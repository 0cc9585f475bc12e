/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* menus import: a form of the portal, and a first overlay for it that compiles. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>
#include <unistd.h>
#include "gateway/cli/menus.h"
#include "menus/import.h"

/* An overlay is somebody's work. */
static bool is_treated(const char *folder, const char *code)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/overlays/%s.json", folder, code);
	if (access(path, F_OK) != 0)
		return false;
	cli_fail("%s: is there already, and stays as it is; 'motcua menus diff %s "
		 "%s' says what "
		 "the portal's form has changed since",
		path, code, folder);
	return true;
}

static void print_made(const char *name, const char *code, const json_t *json)
{
	printf("%s/%s.json:\n", name, code);
	cli_print_json(json);
}

static void print_next(const struct menu_files *files, const char *code)
{
	printf("%s/overlays/%s.json: decide field by field what to ask, then 'motcua menus check "
	       "%s'.\n",
		files->folder, code, files->folder);
	if (!menus_home_leads(files, code))
		printf("%s/home.json: nothing leads to tree:%s yet.\n", files->folder, code);
}

static int make(
	const struct cli *cli, const struct menu_files *files, const struct menus_form *form)
{
	const char *code = cli->argv[0];
	json_t *overlay = import_overlay(form->eform, code, files);
	int rc = 0;

	if (cli->dry_run) {
		print_made("eforms", code, form->json);
		print_made("overlays", code, overlay);
	} else {
		rc = menus_write_json(files->folder, "eforms", code, form->json);
		if (rc == 0)
			rc = menus_write_json(files->folder, "overlays", code, overlay);
		if (rc == 0)
			print_next(files, code);
	}
	json_decref(overlay);
	return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int cli_menus_import(const struct cli *cli)
{
	const char *code = cli->argv[0], *folder = menus_folder(cli, 1);
	char error[MENUS_ERROR_SIZE];
	void *ctx = talloc_new(NULL);
	struct menus_form form;
	int status = EXIT_FAILURE;

	if (menus_code_sound(code) && !is_treated(folder, code)) {
		struct menu_files *files = sources_read(ctx, folder, error, sizeof(error));

		if (!files) {
			cli_fail("%s", error);
		} else if (menus_form_get(cli, ctx, code, &form)) {
			status = make(cli, files, &form);
			json_decref(form.json);
		}
	}
	talloc_free(ctx);
	return status;
}
