/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Online forms and the files that are made of them: read from the portal or a file, and written. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "gateway/base/json.h"
#include "gateway/cli/menus.h"

#define CODE_MAX    15 /* as dossiers keep it */
#define ASK_EVERY_S 1
#define ASK_FOR_S   30 /* then the portal is not waited for any longer */

bool menus_code_sound(const char *code)
{
	if (*code && strlen(code) <= CODE_MAX && *code != '.' &&
		strspn(code, "0123456789.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
			strlen(code))
		return true;
	cli_fail("%s: is no code of a procedure: letters, digits and dots, at most %d", code,
		CODE_MAX);
	return false;
}

static void progress(const char *code, unsigned waited_s)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[Kthe portal is asked for the form of %s, %u s", code,
			waited_s);
}

static void progress_end(void)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
}

/* The newest: the daemon asks the portal, and is asked until the portal has answered. */
static json_t *ask(const struct cli *cli, const char *code)
{
	json_t *json = NULL;
	char path[64];
	bool later = true;

	snprintf(path, sizeof(path), "/api/v1/eforms/%s?fresh=1", code);
	for (unsigned waited_s = 0; later; waited_s += ASK_EVERY_S) {
		json_decref(json);
		json = cli_get_later(cli, path, &later);
		if (!json || !later || waited_s >= ASK_FOR_S)
			break;
		progress(code, waited_s);
		sleep(ASK_EVERY_S);
		progress_end();
	}
	if (!json || !later)
		return json;
	json_decref(json);
	cli_fail("%s: the portal has not answered within %d s", code, ASK_FOR_S);
	return NULL;
}

/* From a file, or from the portal. */
static json_t *fetch(const struct cli *cli, const char *code, struct json_reader *reader)
{
	json_t *json;

	if (cli->view.eform) {
		json = json_read_file(reader, cli->view.eform, EFORM_OCTETS_MAX);
		if (!json)
			cli_fail("%s", reader->error);
		return json;
	}
	*reader = (struct json_reader) { .source = "the portal's form" };
	return ask(cli, code);
}

bool menus_form_get(const struct cli *cli, void *ctx, const char *code, struct menus_form *out)
{
	struct json_reader reader;
	json_t *json = fetch(cli, code, &reader);

	if (!json)
		return false;

	struct json_at root = json_root(&reader, json);

	out->eform = eform_read(ctx, &root);
	out->json = json;
	if (out->eform)
		return true;
	cli_fail("%s", reader.error);
	json_decref(json);
	return false;
}

int menus_write_json(const char *folder, const char *part, const char *code, const json_t *json)
{
	char path[PATH_MAX], made[PATH_MAX + 4];

	snprintf(path, sizeof(path), "%s/%s/%s.json", folder, part, code);
	snprintf(made, sizeof(made), "%s.new", path);

	FILE *file = fopen(made, "we");
	bool written = file && json_dumpf(json, file, JSON_INDENT(2)) == 0 &&
		fputc('\n', file) != EOF && fflush(file) == 0 && fsync(fileno(file)) == 0;

	if (file && fclose(file) != 0)
		written = false;
	if (written && rename(made, path) == 0)
		return 0;
	cli_fail("%s: %s", path, strerror(errno));
	unlink(made);
	return -1;
}
