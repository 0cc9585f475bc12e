/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of commands. */
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/cli/cli.h"

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
	{ "menus", "check", 0, 1, cli_menus_check, "menus check [SRC]",
		"prove menus: branches, screens, effort (default menus/service)" },
	{ "menus", "compile", 0, 1, cli_menus_compile, "menus compile [SRC] --out DIR",
		"prove menus, and write them as the gateway reads them" },
	{ "menus", "show", 1, 2, cli_menus_show, "menus show CODE [SRC]",
		"every screen; --lang, --script, --bearer" },
	{ "menus", "effort", 0, 2, cli_menus_effort, "menus effort [CODE] [SRC]",
		"screens, keys and replies of an application; --steps shows them" },
	{ "menus", "branches", 1, 2, cli_menus_branches, "menus branches CODE [SRC]",
		"every way to an application; --json with what is submitted" },
	{ "menus", "languages", 0, 1, cli_menus_languages, "menus languages [SRC]",
		"what a language lacks, and where it is long" },
	{ "menus", "import", 1, 2, cli_menus_import, "menus import CODE [SRC]",
		"take a form of the portal, and begin an overlay for it" },
	{ "menus", "diff", 1, 2, cli_menus_diff, "menus diff CODE [SRC]",
		"what the portal's form has changed; --take keeps it" },
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

static void print_commands(FILE *to)
{
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(to, "  %-28s %s\n", commands[i].synopsis, commands[i].help);
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
	struct cli cli;
	int words, status = cli_options(argc, argv, print_commands, &cli);

	if (status >= 0)
		return status;
	if (sodium_init() < 0)
		return cli_fail("libsodium cannot be initialised");

	const struct command *command = find(&cli, &words);

	if (!command) {
		cli_usage(stderr, print_commands);
		return EXIT_FAILURE;
	}
	cli.noun = command->noun;
	cli.argc -= words;
	cli.argv += words;
	if (cli.argc < command->args_min || cli.argc > command->args_max)
		return cli_fail("use: motcua %s", command->synopsis);
	return command->run(&cli);
}
