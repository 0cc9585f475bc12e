/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* notify: a clerk's word about a dossier, shown first with --dry-run. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/cli/cli.h"

#define KEY_OCTETS 16

static void set_text(json_t *json, const char *key, const char *value)
{
	if (value)
		json_object_set_new(json, key, json_string(value));
}

/* False when it is no number. */
static bool set_number(json_t *json, const char *key, const char *value)
{
	char *end;
	long long n;

	if (!value)
		return true;
	n = strtoll(value, &end, 10);
	if (!*value || *end)
		return false;
	json_object_set_new(json, key, json_integer(n));
	return true;
}

/* Bidirectional marks and control characters of a text must not steer the terminal. */
static void print_line(const char *title, const char *text)
{
	printf("%-8s", title);
	for (; *text; text++)
		putchar((unsigned char)*text < ' ' || *text == 0x7f ? ' ' : *text);
	putchar('\n');
}

static void print_answer(const json_t *json)
{
	const char *to = json_string_value(json_object_get(json, "to"));
	const char *text = json_string_value(json_object_get(json, "text"));

	print_line("to", to ? to : "");
	print_line("text", text ? text : "");
	printf("%-8s%" JSON_INTEGER_FORMAT "%s\n", "parts",
		json_integer_value(json_object_get(json, "parts")),
		json_is_true(json_object_get(json, "short"))
			? " (short form: all that was said does not fit)"
			: "");
	print_line("portal",
		json_is_true(json_object_get(json, "to_portal")) ? "is told too" : "takes no word");
	if (json_is_true(json_object_get(json, "dry_run")))
		puts("Nothing was sent. Leave out --dry-run to send it.");
	else if (json_is_true(json_object_get(json, "repeated")))
		puts("This was said before under the same key; nothing more was sent.");
}

/* The key under which it is said: the caller's, or one of its own. */
static void key_of(const struct cli *cli, char out[80])
{
	unsigned char random[KEY_OCTETS];

	if (cli->word.key) {
		snprintf(out, 80, "%s", cli->word.key);
		return;
	}
	randombytes_buf(random, sizeof(random));
	sodium_bin2hex(out, 80, random, sizeof(random));
}

int cli_notify(const struct cli *cli)
{
	const struct cli_word *word = &cli->word;
	json_t *body = json_pack("{s:s}", "receipt", cli->argv[0]);
	char key[80];
	json_t *json;

	if (!word->status || !set_number(body, "status", word->status) ||
		!set_number(body, "fee", word->fee)) {
		json_decref(body);
		return cli_fail("notify wants --status NUMBER, and --fee in dong if there is one");
	}
	set_text(body, "reason", word->reason);
	set_text(body, "papers", word->papers);
	set_text(body, "due", word->due);
	set_text(body, "collect_at", word->collect);
	json_object_set_new(body, "dry_run", json_boolean(cli->dry_run));
	key_of(cli, key);
	json_object_set_new(body, "key", json_string(key));
	json = cli_post(cli, "/api/v1/notifications", body);
	json_decref(body);
	if (!json)
		return EXIT_FAILURE;
	if (cli->json)
		json_dumpf(json, stdout, JSON_INDENT(2));
	else
		print_answer(json);
	json_decref(json);
	return EXIT_SUCCESS;
}
