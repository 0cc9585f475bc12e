/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * motcua, the command line. It asks the running daemon through the inside API and never opens the
 * live database. Files: main (commands), listing (rows as tables), request (HTTP), secret (keys and
 * tokens), menus (the check of menus).
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct cli {
	const char *url; /* of the inside listener */
	const char *token_file;
	bool json; /* print the API's answer as it is */
	int argc; /* what follows the two words of the command */
	char **argv;
};

/* Every command returns an exit status and has said on stderr what was wrong. */
int cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* GET below the inside URL. NULL after saying why. New reference. */
json_t *cli_get(const struct cli *cli, const char *path);

int cli_status(const struct cli *cli);
int cli_dossiers_list(const struct cli *cli);
int cli_dossiers_show(const struct cli *cli);
int cli_appointments_list(const struct cli *cli);
int cli_outbox_list(const struct cli *cli);
int cli_offices_list(const struct cli *cli);
int cli_key_new(const struct cli *cli);
int cli_token_new(const struct cli *cli);
int cli_menus_check(const struct cli *cli);
