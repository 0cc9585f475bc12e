/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * motcua, the command line. It asks the running daemon through the inside API and never opens the
 * live database. Files: main (commands), options, listing (rows as tables), callbacks, request
 * (HTTP), secret (keys and tokens), backup (copies of the store and their check), menus_* (making
 * menus; these need no daemon, see menus.h).
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What `notify` says; NULL where it says nothing. */
struct cli_word {
	const char *status, *reason, *papers, *due, *collect, *fee, *key;
};

/* What the commands on menus are told. */
struct cli_view {
	const char *out; /* NULL: not said */
	const char *language, *script, *bearer; /* of screens that are shown */
	const char *eform; /* a file; NULL: the portal's form */
	bool steps, take;
};

struct cli {
	const char *url; /* of the inside listener */
	const char *token_file;
	bool json; /* print the API's answer as it is */
	const char *key_file; /* --key: of a copy to check */
	bool check; /* --check */
	bool dry_run; /* --dry-run: only show it */
	const char *noun; /* the first word of the command */
	struct cli_word word;
	struct cli_view view;
	int argc; /* what follows the two words of the command */
	char **argv;
};

/* Reads the options, and leaves the words behind them in argc and argv. Returns -1 to go on, else
 * the exit status. */
int cli_options(int argc, char **argv, void (*print_commands)(FILE *to), struct cli *out);
void cli_usage(FILE *to, void (*print_commands)(FILE *to));

/* Every command returns an exit status and has said on stderr what was wrong. */
int cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* GET below the inside URL. NULL after saying why. New reference. */
json_t *cli_get(const struct cli *cli, const char *path);
/* The same; *later_r says that it is no answer yet (202): ask again. Untouched on failure. */
json_t *cli_get_later(const struct cli *cli, const char *path, bool *later_r);
/* POST of a JSON body (borrowed, NULL: none). NULL after saying why. New reference. */
json_t *cli_post(const struct cli *cli, const char *path, const json_t *body);
/* Columns of a table; the last has no key. */
struct cli_column {
	const char *key, *title;
};
/* Prints an array of objects as a table. */
void cli_table(json_t *rows, const struct cli_column *columns);
/* Prints JSON. Returns EXIT_SUCCESS. */
int cli_print_json(const json_t *json);
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
int cli_menus_compile(const struct cli *cli);
int cli_menus_show(const struct cli *cli);
int cli_menus_effort(const struct cli *cli);
int cli_menus_branches(const struct cli *cli);
int cli_menus_languages(const struct cli *cli);
int cli_menus_import(const struct cli *cli);
int cli_menus_diff(const struct cli *cli);
/* What /api/v1/show/NOUN says, as lines and tables. */
int cli_show(const struct cli *cli);
int cli_version(const struct cli *cli);
int cli_reload(const struct cli *cli);
int cli_backup(const struct cli *cli);
int cli_restore(const struct cli *cli);
