/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * motcua, the command line. It asks the running daemon through the inside API and never opens the
 * live database. Files: main (commands), listing (rows as tables), callbacks, request (HTTP),
 * secret (keys and tokens), menus (the check of menus), backup (copies of the store and their
 * check).
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* What `notify` says; NULL where it says nothing. */
struct cli_word {
	const char *status, *reason, *papers, *due, *collect, *fee, *key;
	bool dry_run;
};

struct cli {
	const char *url; /* of the inside listener */
	const char *token_file;
	bool json; /* print the API's answer as it is */
	const char *key_file; /* --key: of a copy to check */
	bool check; /* --check */
	const char *noun; /* the first word of the command */
	struct cli_word word;
	int argc; /* what follows the two words of the command */
	char **argv;
};

/* Every command returns an exit status and has said on stderr what was wrong. */
int cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* GET below the inside URL. NULL after saying why. New reference. */
json_t *cli_get(const struct cli *cli, const char *path);
/* POST of a JSON body (borrowed, NULL: none). NULL after saying why. New reference. */
json_t *cli_post(const struct cli *cli, const char *path, const json_t *body);
/* Prints an object as "name: value" lines, or as JSON if that was asked for, and releases it. */
int cli_print(const struct cli *cli, json_t *json);

int cli_notify(const struct cli *cli);
int cli_status(const struct cli *cli);
int cli_dossiers_list(const struct cli *cli);
int cli_dossiers_show(const struct cli *cli);
int cli_appointments_list(const struct cli *cli);
int cli_appointments_show(const struct cli *cli);
int cli_callbacks_list(const struct cli *cli);
int cli_callbacks_show(const struct cli *cli);
int cli_callbacks_take(const struct cli *cli);
int cli_callbacks_note(const struct cli *cli);
int cli_callbacks_unreachable(const struct cli *cli);
int cli_outbox_list(const struct cli *cli);
int cli_offices_list(const struct cli *cli);
int cli_key_new(const struct cli *cli);
int cli_token_new(const struct cli *cli);
int cli_menus_check(const struct cli *cli);
/* What /api/v1/show/NOUN says, as lines and tables. */
int cli_show(const struct cli *cli);
int cli_version(const struct cli *cli);
int cli_reload(const struct cli *cli);
int cli_backup(const struct cli *cli);
int cli_restore(const struct cli *cli);
