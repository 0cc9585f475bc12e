/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of commands, and the options that all of them share. */
#include <getopt.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/cli/cli.h"
#include "gateway/base/version.h"

#define DEFAULT_URL "http://127.0.0.1:8022"

struct command {
	const char *noun, *verb;
	int args_min, args_max;
	int (*run)(const struct cli *cli);
	const char *synopsis, *help;
};

static const struct command commands[] = {
	{ "status", "", 0, 0, cli_status, "status", "what the gateway is doing" },
	{ "version", "", 0, 0, cli_version, "version", "of this program and of the gateway" },
	{ "dialogues", "", 0, 0, cli_show, "dialogues", "who is in a dialogue, and where" },
	{ "portal", "", 0, 0, cli_show, "portal", "how the provincial portal answers" },
	{ "dossiers", "list", 0, 1, cli_dossiers_list, "dossiers list [OFFICE]",
		"newest applications" },
	{ "dossiers", "show", 1, 1, cli_dossiers_show, "dossiers show RECEIPT",
		"one application with its history" },
	{ "notify", "", 1, 1, cli_notify, "notify RECEIPT --status N ...",
		"tell a citizen what an office says; --dry-run shows the SMS first" },
	{ "appointments", "list", 0, 1, cli_appointments_list, "appointments list [OFFICE]",
		"who comes when, from today" },
	{ "appointments", "show", 1, 1, cli_appointments_show, "appointments show CODE",
		"one appointment, and what it was moved to" },
	{ "callbacks", "list", 0, 1, cli_callbacks_list, "callbacks list [OFFICE]",
		"who waits for a call, longest first" },
	{ "callbacks", "show", 1, 1, cli_callbacks_show, "callbacks show ID",
		"one request; with the number while it is taken" },
	{ "callbacks", "take", 1, 1, cli_callbacks_take, "callbacks take ID",
		"I call: shows the number, others are refused" },
	{ "callbacks", "note", 2, 2, cli_callbacks_note, "callbacks note ID TEXT",
		"called, and what came of it; the person gets an SMS" },
	{ "callbacks", "unreachable", 1, 2, cli_callbacks_unreachable,
		"callbacks unreachable ID [TEXT]", "called, and nobody answered" },
	{ "outbox", "list", 0, 1, cli_outbox_list, "outbox list [STATE]",
		"messages: queued, sending, sent, delivered, failed, expired, unknown" },
	{ "offices", "list", 0, 0, cli_offices_list, "offices list", "offices and their capacity" },
	{ "menus", "check", 0, 1, cli_menus_check, "menus check [FOLDER]",
		"read menus and texts as the gateway would (default menus/service)" },
	{ "menus", "", 0, 0, cli_show, "menus", "procedures, languages, the last reload" },
	{ "outbox", "", 0, 0, cli_show, "outbox", "messages on their way and the last ones" },
	{ "offices", "", 0, 0, cli_show, "offices", "offices and their places" },
	{ "reload", "", 0, 0, cli_reload, "reload",
		"read menus, offices and SMS texts anew; a bad file changes nothing" },
	{ "backup", "", 1, 1, cli_backup, "backup DIR [--key KEYFILE]",
		"copy the store while it works, and check the copy" },
	{ "restore", "", 1, 1, cli_restore, "restore --check FILE --key KEYFILE",
		"check a copy, and say how to put it in place" },
	{ "key", "new", 1, 1, cli_key_new, "key new FILE",
		"make the key of the citizens' data; never overwrites" },
	{ "token", "new", 1, 1, cli_token_new, "token new FILE",
		"make the token of the inside API; never overwrites" },
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

int cli_fail(const char *format, ...)
{
	va_list args;

	fputs("motcua: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return EXIT_FAILURE;
}

static void usage(FILE *to)
{
	fprintf(to, "motcua [OPTIONS] COMMAND\n\nCommands\n");
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(to, "  %-28s %s\n", commands[i].synopsis, commands[i].help);
	fprintf(to,
		"\nOptions\n"
		"  -u, --url URL                inside listener; $MOTCUA_URL; default " DEFAULT_URL
		"\n"
		"  -T, --token-file FILE        its token; $MOTCUA_TOKEN_FILE\n"
		"  -j, --json                   listings as JSON\n"
		"  -k, --key FILE               the key file that a copy must fit\n"
		"  -c, --check                  check only (restore)\n"
		"  -h, --help\n"
		"  -V, --version\n");
}

enum {
	OPTION_STATUS = 256,
	OPTION_REASON,
	OPTION_PAPERS,
	OPTION_DUE,
	OPTION_COLLECT,
	OPTION_FEE,
	OPTION_DRY_RUN
};

/* False if it is none of notify's options. */
static bool read_word(int c, struct cli_word *out)
{
	switch (c) {
	case OPTION_STATUS:
		out->status = optarg;
		return true;
	case OPTION_REASON:
		out->reason = optarg;
		return true;
	case OPTION_PAPERS:
		out->papers = optarg;
		return true;
	case OPTION_DUE:
		out->due = optarg;
		return true;
	case OPTION_COLLECT:
		out->collect = optarg;
		return true;
	case OPTION_FEE:
		out->fee = optarg;
		return true;
	case OPTION_DRY_RUN:
		out->dry_run = true;
		return true;
	default:
		return false;
	}
}

/* Returns -1 to go on, else the exit status. */
static int read_options(int argc, char **argv, struct cli *out)
{
	static const struct option longs[] = { { "url", required_argument, NULL, 'u' },
		{ "token-file", required_argument, NULL, 'T' }, { "json", no_argument, NULL, 'j' },
		{ "key", required_argument, NULL, 'k' }, { "check", no_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' }, { "version", no_argument, NULL, 'V' },
		{ "status", required_argument, NULL, OPTION_STATUS },
		{ "reason", required_argument, NULL, OPTION_REASON },
		{ "papers", required_argument, NULL, OPTION_PAPERS },
		{ "due", required_argument, NULL, OPTION_DUE },
		{ "collect", required_argument, NULL, OPTION_COLLECT },
		{ "fee", required_argument, NULL, OPTION_FEE },
		{ "dry-run", no_argument, NULL, OPTION_DRY_RUN }, { NULL, 0, NULL, 0 } };
	int c;

	while ((c = getopt_long(argc, argv, "u:T:k:cjhV", longs, NULL)) != -1) {
		switch (c) {
		case 'u':
			out->url = optarg;
			break;
		case 'T':
			out->token_file = optarg;
			break;
		case 'j':
			out->json = true;
			break;
		case 'k':
			/* a copy's key file, or the key under which a word is said */
			out->key_file = out->word.key = optarg;
			break;
		case 'c':
			out->check = true;
			break;
		case 'h':
			usage(stdout);
			return EXIT_SUCCESS;
		case 'V':
			printf("motcua %s\n", motcua_version);
			return EXIT_SUCCESS;
		default:
			if (read_word(c, &out->word))
				break;
			usage(stderr);
			return EXIT_FAILURE;
		}
	}
	return -1;
}

static const struct command *find(const struct cli *cli, int *words)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		const struct command *c = &commands[i];

		*words = *c->verb ? 2 : 1;
		if (cli->argc >= *words && !strcmp(c->noun, cli->argv[0]) &&
			(!*c->verb || !strcmp(c->verb, cli->argv[1])))
			return c;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	const char *url = getenv("MOTCUA_URL");
	struct cli cli = { .url = url ? url : DEFAULT_URL,
		.token_file = getenv("MOTCUA_TOKEN_FILE") };
	int words, status = read_options(argc, argv, &cli);

	if (status >= 0)
		return status;
	if (sodium_init() < 0)
		return cli_fail("libsodium cannot be initialised");
	cli.argc = argc - optind;
	cli.argv = argv + optind;

	const struct command *command = find(&cli, &words);

	if (!command) {
		usage(stderr);
		return EXIT_FAILURE;
	}
	cli.noun = command->noun;
	cli.argc -= words;
	cli.argv += words;
	if (cli.argc < command->args_min || cli.argc > command->args_max)
		return cli_fail("use: motcua %s", command->synopsis);
	return command->run(&cli);
}
