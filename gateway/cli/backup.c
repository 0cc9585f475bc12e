/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Copies of the store. The gateway makes them, as it alone can open the live file; they are opened
 * and checked here, where it may take its time.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "db/copy.h"
#include "gateway/base/clock.h"
#include "gateway/cli/cli.h"

#define POLL_MS	      200
#define PROGRESS_AT_S 2 /* a copy that takes longer is told about, so often */
#define ERROR_SIZE    512

static void wait_ms(long ms)
{
	struct timespec wait = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&wait, NULL);
}

static const char *text_of(json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text ? text : "";
}

static void print_progress(json_t *json)
{
	json_int_t pages = json_integer_value(json_object_get(json, "pages"));
	json_int_t left = json_integer_value(json_object_get(json, "left"));

	if (pages > 0)
		fprintf(stderr, "motcua: %d %% of %lld MiB\n", (int)((pages - left) * 100 / pages),
			(long long)(pages * 4 / 1024));
}

/* Waits until the copy is made. NULL after saying why not. */
static json_t *wait_for_copy(const struct cli *cli, json_t *json)
{
	for (unsigned n = 1; json && !strcmp(text_of(json, "state"), "running"); n++) {
		json_decref(json);
		wait_ms(POLL_MS);
		json = cli_get(cli, "/api/v1/backups");
		if (json && n % (PROGRESS_AT_S * 1000 / POLL_MS) == 0)
			print_progress(json);
	}
	if (json && strcmp(text_of(json, "state"), "done") != 0) {
		cli_fail("%s", text_of(json, "problem"));
		json_decref(json);
		return NULL;
	}
	return json;
}

static json_t *copy_json(const char *file, const struct store_copy *copy)
{
	return json_pack("{s:s s:i s:I s:i s:I s:I s:I s:I s:I s:s}", "file", file, "schema",
		copy->schema_version, "octets", (json_int_t)copy->octets, "keys", (int)copy->keys,
		"dossiers", (json_int_t)copy->dossiers, "appointments",
		(json_int_t)copy->appointments, "messages", (json_int_t)copy->messages, "drafts",
		(json_int_t)copy->drafts, "subscribers", (json_int_t)copy->subscribers,
		"newest_receipt", copy->newest_receipt);
}

static void print_copy(const struct cli *cli, const char *file, const struct store_copy *copy)
{
	char newest[CLOCK_ISO_SIZE] = "-";

	if (cli->json) {
		json_t *json = copy_json(file, copy);

		json_dumpf(json, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(json);
		return;
	}
	if (copy->newest_s)
		clock_iso8601(copy->newest_s, newest);
	printf("%s is whole: %lld applications (the newest %s), %lld open appointments, "
	       "%lld messages, %lld drafts; schema %d, %s.\n",
		file, (long long)copy->dossiers, newest, (long long)copy->appointments,
		(long long)copy->messages, (long long)copy->drafts, copy->schema_version,
		cli->key_file ? "its key is in the key file" : "its key was not checked");
}

static int check(const struct cli *cli, const char *file)
{
	char error[ERROR_SIZE];
	struct store_copy copy;

	if (store_copy_check(file, cli->key_file, &copy, error, sizeof(error)) != OK)
		return cli_fail("%s", error);
	print_copy(cli, file, &copy);
	return EXIT_SUCCESS;
}

int cli_backup(const struct cli *cli)
{
	struct cli own = *cli;
	char folder[PATH_MAX];
	json_t *wish, *json;
	int status;

	if (!realpath(cli->argv[0], folder))
		return cli_fail("%s: no such folder", cli->argv[0]);
	wish = json_pack("{s:s}", "folder", folder);
	json = wait_for_copy(cli, cli_post(cli, "/api/v1/backups", wish));
	json_decref(wish);
	if (!json)
		return EXIT_FAILURE;
	/* Without --key, the key file that the gateway uses, if we may read it. */
	if (!own.key_file && access(text_of(json, "key_file"), R_OK) == 0)
		own.key_file = text_of(json, "key_file");
	status = check(&own, text_of(json, "file"));
	if (status == EXIT_SUCCESS && !cli->json)
		printf("Keep it together with a copy of the key file, but not in one place.\n");
	json_decref(json);
	return status;
}

int cli_restore(const struct cli *cli)
{
	const char *file = cli->argv[0];
	int status;

	if (!cli->check)
		return cli_fail("a copy is put in place by hand; 'motcua restore --check FILE "
				"--key KEYFILE' says whether it can be, and how");
	if (!cli->key_file)
		return cli_fail("which key? Give --key KEYFILE: without its key a copy is of no "
				"use");
	status = check(cli, file);
	if (status != EXIT_SUCCESS || cli->json)
		return status;
	printf("To put it in place: stop motcuad; move its store file away, and the -wal file\n"
	       "beside it; copy %s to the store's place, owned by motcuad's user, mode 0600;\n"
	       "start motcuad. What came after the copy was made is not in it.\n",
		file);
	return EXIT_SUCCESS;
}
