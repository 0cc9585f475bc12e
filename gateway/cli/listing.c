/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Listings: the API's rows as a table, or as they are with --json. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/base/utf8.h"
#include "gateway/base/version.h"
#include "gateway/cli/cli.h"

#define COLUMNS_MAX  12
#define CELL_MAX     64
#define ARGUMENT_MAX 64 /* characters: no office or state is longer */

/* A value as one cell; nothing of a peer's control characters reaches the terminal. */
static void cell(json_t *value, char out[CELL_MAX])
{
	if (json_is_string(value))
		snprintf(out, CELL_MAX, "%.*s",
			(int)utf8_cut(
				json_string_value(value), json_string_length(value), CELL_MAX - 1),
			json_string_value(value));
	else if (json_is_integer(value))
		snprintf(out, CELL_MAX, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else
		snprintf(out, CELL_MAX, "%s", json_is_true(value) ? "yes" : "-");
	for (char *c = out; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
}

/* How many columns of the terminal a text takes: our texts are composed (NFC) and of alphabets
 * whose letters are one wide. */
static int columns_of(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* The last column is not filled up. */
static void print_cell(const char *text, int width, bool last)
{
	printf("%s%*s", text, last ? 0 : width - columns_of(text) + 2, "");
	if (last)
		putchar('\n');
}

void cli_table(json_t *rows, const struct cli_column *columns)
{
	int width[COLUMNS_MAX];
	char text[CELL_MAX];
	size_t i;
	json_t *row;

	for (int c = 0; columns[c].key; c++) {
		width[c] = (int)strlen(columns[c].title);
		json_array_foreach (rows, i, row) {
			cell(json_object_get(row, columns[c].key), text);
			if (columns_of(text) > width[c])
				width[c] = columns_of(text);
		}
	}
	for (int c = 0; columns[c].key; c++)
		print_cell(columns[c].title, width[c], !columns[c + 1].key);
	json_array_foreach (rows, i, row) {
		for (int c = 0; columns[c].key; c++) {
			cell(json_object_get(row, columns[c].key), text);
			print_cell(text, width[c], !columns[c + 1].key);
		}
	}
}

int cli_print_json(const json_t *json)
{
	json_dumpf(json, stdout, JSON_INDENT(2));
	putchar('\n');
	return EXIT_SUCCESS;
}

static int list(
	const struct cli *cli, const char *path, const char *key, const struct cli_column *columns)
{
	json_t *json = cli_get(cli, path);

	if (!json)
		return EXIT_FAILURE;
	if (cli->json)
		cli_print_json(json);
	else
		cli_table(json_object_get(json, key), columns);
	json_decref(json);
	return EXIT_SUCCESS;
}

/* `path` with the command's optional argument as a query; refuses what would need escaping and
 * what is too long to be one. */
static bool with_argument(
	const struct cli *cli, const char *path, const char *name, char *out, size_t cap)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

	snprintf(out, cap, "%s", path);
	if (!cli->argc)
		return true;
	if (strspn(cli->argv[0], plain) != strlen(cli->argv[0]) ||
		strlen(cli->argv[0]) > ARGUMENT_MAX) {
		cli_fail("%s: expected letters and digits, at most %d", name, ARGUMENT_MAX);
		return false;
	}
	snprintf(out, cap, "%s?%s=%s", path, name, cli->argv[0]);
	return true;
}

int cli_dossiers_list(const struct cli *cli)
{
	static const struct cli_column columns[] = { { "receipt", "RECEIPT" },
		{ "submitted_at", "SUBMITTED" }, { "procedure", "PROCEDURE" },
		{ "office", "OFFICE" }, { "phone", "PHONE" }, { "state", "STATE" },
		{ "status", "STATUS" }, { "dossier_number", "PORTAL NUMBER" }, { NULL, NULL } };
	char path[256];

	return with_argument(cli, "/api/v1/dossiers", "office", path, sizeof(path))
		? list(cli, path, "dossiers", columns)
		: EXIT_FAILURE;
}

int cli_appointments_list(const struct cli *cli)
{
	static const struct cli_column columns[] = { { "start", "START" }, { "office", "OFFICE" },
		{ "seat", "SEAT" }, { "code", "CODE" }, { "state", "STATE" }, { NULL, NULL } };
	char path[256];

	return with_argument(cli, "/api/v1/appointments", "office", path, sizeof(path))
		? list(cli, path, "appointments", columns)
		: EXIT_FAILURE;
}

int cli_callbacks_list(const struct cli *cli)
{
	static const struct cli_column columns[] = { { "id", "ID" }, { "made_at", "ASKED" },
		{ "office", "OFFICE" }, { "phone", "PHONE" }, { "screen", "SCREEN" },
		{ "state", "STATE" }, { "changed_at", "SINCE" }, { NULL, NULL } };
	char path[256];

	return with_argument(cli, "/api/v1/callbacks", "office", path, sizeof(path))
		? list(cli, path, "callbacks", columns)
		: EXIT_FAILURE;
}

int cli_outbox_list(const struct cli *cli)
{
	static const struct cli_column columns[] = { { "id", "ID" }, { "made_at", "MADE" },
		{ "phone", "PHONE" }, { "key", "WHAT" }, { "state", "STATE" },
		{ "attempts", "TRIES" }, { "next_at", "NEXT" }, { "reason", "REASON" },
		{ NULL, NULL } };
	char path[256];

	return with_argument(cli, "/api/v1/outbox", "state", path, sizeof(path))
		? list(cli, path, "messages", columns)
		: EXIT_FAILURE;
}

int cli_offices_list(const struct cli *cli)
{
	static const struct cli_column columns[] = { { "code", "CODE" },
		{ "short_name", "SHORT NAME" }, { "name", "NAME" }, { "capacity", "SEATS" },
		{ "slot_minutes", "MINUTES" }, { NULL, NULL } };

	return list(cli, "/api/v1/offices", "offices", columns);
}

/* An array of objects as a table; its columns are the keys of the first. */
static void print_rows(const char *name, json_t *rows)
{
	struct cli_column columns[COLUMNS_MAX + 1] = { { NULL, NULL } };
	const char *key;
	json_t *value;
	int n = 0;

	printf("%s: %zu\n", name, json_array_size(rows));
	json_object_foreach (json_array_get(rows, 0), key, value)
		if (n < COLUMNS_MAX)
			columns[n++] = (struct cli_column) { key, key };
	if (n)
		cli_table(rows, columns);
}

/* "name: value" lines, nested objects indented. */
static void print_object(json_t *object, int indent)
{
	const char *key;
	json_t *value;
	char text[CELL_MAX];

	json_object_foreach (object, key, value) {
		if (json_is_object(value)) {
			printf("%*s%s\n", indent, "", key);
			print_object(value, indent + 2);
		} else if (!json_is_array(value)) {
			cell(value, text);
			printf("%*s%-*s %s\n", indent, "", 22 - indent, key, text);
		}
	}
}

int cli_print(const struct cli *cli, json_t *json)
{
	if (cli->json)
		cli_print_json(json);
	else
		print_object(json, 0);
	json_decref(json);
	return EXIT_SUCCESS;
}

static int show(const struct cli *cli, const char *path, const char *table,
	const struct cli_column *columns)
{
	json_t *json = cli_get(cli, path);

	if (!json)
		return EXIT_FAILURE;
	if (cli->json) {
		cli_print_json(json);
	} else {
		print_object(json, 0);
		if (table) {
			printf("%s\n", table);
			cli_table(json_object_get(json, table), columns);
		}
	}
	json_decref(json);
	return EXIT_SUCCESS;
}

int cli_status(const struct cli *cli)
{
	return show(cli, "/api/v1/status", NULL, NULL);
}

int cli_appointments_show(const struct cli *cli)
{
	const char *code = cli->argv[0];
	char path[64];

	if (strlen(code) > 16 || strspn(code, "0123456789") != strlen(code))
		return cli_fail("%s: an appointment's code is digits only", code);
	snprintf(path, sizeof(path), "/api/v1/appointments/%s", code);
	return show(cli, path, NULL, NULL);
}

int cli_dossiers_show(const struct cli *cli)
{
	static const struct cli_column columns[] = { { "at", "AT" }, { "source", "SOURCE" },
		{ "status", "STATUS" }, { "reason", "REASON" }, { "papers", "PAPERS" },
		{ NULL, NULL } };
	char path[64];
	const char *receipt = cli->argv[0];

	if (strlen(receipt) > 16 || strspn(receipt, "0123456789") != strlen(receipt))
		return cli_fail("%s: a receipt is digits only", receipt);
	snprintf(path, sizeof(path), "/api/v1/dossiers/%s", receipt);
	return show(cli, path, "history", columns);
}

/* All of an object: lines first, then its tables. */
static void print_all(json_t *object)
{
	const char *key;
	json_t *value;

	print_object(object, 0);
	json_object_foreach (object, key, value)
		if (json_is_array(value))
			print_rows(key, value);
}

int cli_show(const struct cli *cli)
{
	char path[64];
	json_t *json;

	snprintf(path, sizeof(path), "/api/v1/show/%s", cli->noun);
	json = cli_get(cli, path);
	if (!json)
		return EXIT_FAILURE;
	if (cli->json)
		cli_print_json(json);
	else
		print_all(json);
	json_decref(json);
	return EXIT_SUCCESS;
}

int cli_version(const struct cli *cli)
{
	json_t *json = cli_get(cli, "/api/v1/show/version");

	if (cli->json && json) {
		json_object_set_new(json, "client", json_string(motcua_version));
		cli_print_json(json);
	} else if (!cli->json) {
		printf("%-22s %s\n", "motcua", motcua_version);
		printf("%-22s %s\n", "motcuad",
			json ? json_string_value(json_object_get(json, "version")) : "-");
		json_object_del(json, "version");
		print_object(json, 0);
	}
	if (!json)
		return EXIT_FAILURE;
	json_decref(json);
	return EXIT_SUCCESS;
}

int cli_reload(const struct cli *cli)
{
	json_t *json = cli_post(cli, "/api/v1/reload", NULL);

	if (!json)
		return EXIT_FAILURE;
	if (cli->json)
		cli_print_json(json);
	else
		printf("%s\n", json_string_value(json_object_get(json, "message")));
	json_decref(json);
	return EXIT_SUCCESS;
}
