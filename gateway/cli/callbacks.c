/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calling people back: who waits, taking one, noting what came of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/cli/cli.h"

#define ID_DIGITS_MAX 18

/* "/api/v1/callbacks/ID" and what follows; false after saying what is wrong. */
static bool path_of(const struct cli *cli, const char *verb, char out[64])
{
	const char *id = cli->argv[0];

	if (!*id || strlen(id) > ID_DIGITS_MAX || strspn(id, "0123456789") != strlen(id)) {
		cli_fail("%s: the number of a request is digits only", id);
		return false;
	}
	snprintf(out, 64, "/api/v1/callbacks/%s%s", id, verb);
	return true;
}

/* Takes the body. */
static int post(const struct cli *cli, const char *verb, json_t *body)
{
	char path[64];
	json_t *json = path_of(cli, verb, path) ? cli_post(cli, path, body) : NULL;

	json_decref(body);
	return json ? cli_print(cli, json) : EXIT_FAILURE;
}

static int note(const struct cli *cli, const char *outcome)
{
	const char *text = cli->argc > 1 ? cli->argv[1] : "";
	json_t *body = json_pack("{s:s s:s}", "outcome", outcome, "note", text);

	return body ? post(cli, "/note", body) : cli_fail("the note is not valid UTF-8");
}

int cli_callbacks_show(const struct cli *cli)
{
	char path[64];
	json_t *json = path_of(cli, "", path) ? cli_get(cli, path) : NULL;

	return json ? cli_print(cli, json) : EXIT_FAILURE;
}

int cli_callbacks_take(const struct cli *cli)
{
	return post(cli, "/take", NULL);
}

int cli_callbacks_note(const struct cli *cli)
{
	return note(cli, "done");
}

int cli_callbacks_unreachable(const struct cli *cli)
{
	return note(cli, "unreachable");
}
