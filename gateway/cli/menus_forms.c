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

#define CODE_MAX 31

bool menus_code_sound(const char *code)
{
	if (*code && strlen(code) <= CODE_MAX && *code != '.' &&
		strspn(code, "0123456789.-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
			strlen(code))
		return true;
	cli_fail("%s: is no code of a procedure", code);
	return false;
}

/* From a file, or as the daemon has it. */
static json_t *fetch(const struct cli *cli, const char *code, struct json_reader *reader)
{
	char path[64];
	json_t *json;

	if (cli->view.eform) {
		json = json_read_file(reader, cli->view.eform, EFORM_OCTETS_MAX);
		if (!json)
			cli_fail("%s", reader->error);
		return json;
	}
	snprintf(path, sizeof(path), "/api/v1/eforms/%s", code);
	*reader = (struct json_reader) { .source = "the portal's form" };
	return cli_get(cli, path);
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
