/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The options. All commands take all of them; each reads those that mean something to it. */
#include <getopt.h>
#include <stdlib.h>
#include "gateway/base/version.h"
#include "gateway/cli/cli.h"

#define DEFAULT_URL "http://127.0.0.1:8022"

enum {
	OPTION_STATUS = 256,
	OPTION_REASON,
	OPTION_PAPERS,
	OPTION_DUE,
	OPTION_COLLECT,
	OPTION_FEE,
	OPTION_DRY_RUN,
	OPTION_OUT,
	OPTION_LANG,
	OPTION_SCRIPT,
	OPTION_BEARER,
	OPTION_EFORM,
	OPTION_STEPS,
	OPTION_TAKE
};

static const struct option longs[] = {
	{ "url", required_argument, NULL, 'u' },
	{ "token-file", required_argument, NULL, 'T' },
	{ "json", no_argument, NULL, 'j' },
	{ "key", required_argument, NULL, 'k' },
	{ "check", no_argument, NULL, 'c' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ "status", required_argument, NULL, OPTION_STATUS },
	{ "reason", required_argument, NULL, OPTION_REASON },
	{ "papers", required_argument, NULL, OPTION_PAPERS },
	{ "due", required_argument, NULL, OPTION_DUE },
	{ "collect", required_argument, NULL, OPTION_COLLECT },
	{ "fee", required_argument, NULL, OPTION_FEE },
	{ "dry-run", no_argument, NULL, OPTION_DRY_RUN },
	{ "out", required_argument, NULL, OPTION_OUT },
	{ "lang", required_argument, NULL, OPTION_LANG },
	{ "script", required_argument, NULL, OPTION_SCRIPT },
	{ "bearer", required_argument, NULL, OPTION_BEARER },
	{ "eform", required_argument, NULL, OPTION_EFORM },
	{ "steps", no_argument, NULL, OPTION_STEPS },
	{ "take", no_argument, NULL, OPTION_TAKE },
	{ NULL, 0, NULL, 0 },
};

void cli_usage(FILE *to, void (*print_commands)(FILE *to))
{
	fprintf(to, "motcua [OPTIONS] COMMAND\n\nCommands\n");
	print_commands(to);
	fprintf(to,
		"\nOptions\n"
		"  -u, --url URL                inside listener; $MOTCUA_URL; default " DEFAULT_URL
		"\n"
		"  -T, --token-file FILE        its token; $MOTCUA_TOKEN_FILE\n"
		"  -j, --json                   what is listed, as JSON\n"
		"  -k, --key FILE               the key file that a copy must fit\n"
		"  -c, --check                  check only (restore)\n"
		"      --dry-run                show only (notify, menus import)\n"
		"      --out DIR                where the compiled menus go (menus compile)\n"
		"      --lang CODE              vi, or another language (menus show)\n"
		"      --script plain|accents   (menus show)\n"
		"      --bearer gsup|ussd|sms   whose screens (menus show)\n"
		"      --steps                  every screen of the way (menus effort)\n"
		"      --eform FILE             a form from here, not the portal's (menus import, "
		"diff)\n"
		"      --take                   keep the new form (menus diff)\n"
		"  -h, --help\n"
		"  -V, --version\n");
}

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
	default:
		return false;
	}
}

/* False if it is none of the options for menus. */
static bool read_view(int c, struct cli_view *out)
{
	switch (c) {
	case OPTION_OUT:
		out->out = optarg;
		return true;
	case OPTION_LANG:
		out->language = optarg;
		return true;
	case OPTION_SCRIPT:
		out->script = optarg;
		return true;
	case OPTION_BEARER:
		out->bearer = optarg;
		return true;
	case OPTION_EFORM:
		out->eform = optarg;
		return true;
	case OPTION_STEPS:
		out->steps = true;
		return true;
	case OPTION_TAKE:
		out->take = true;
		return true;
	default:
		return false;
	}
}

/* False if there is no such option. */
static bool read_one(int c, struct cli *out)
{
	switch (c) {
	case 'u':
		out->url = optarg;
		return true;
	case 'T':
		out->token_file = optarg;
		return true;
	case 'j':
		out->json = true;
		return true;
	case 'k':
		/* a copy's key file, or the key under which a word is said */
		out->key_file = out->word.key = optarg;
		return true;
	case 'c':
		out->check = true;
		return true;
	case OPTION_DRY_RUN:
		out->dry_run = true;
		return true;
	default:
		return read_word(c, &out->word) || read_view(c, &out->view);
	}
}

int cli_options(int argc, char **argv, void (*print_commands)(FILE *to), struct cli *out)
{
	const char *url = getenv("MOTCUA_URL");
	int c;

	*out = (struct cli) { .url = url ? url : DEFAULT_URL,
		.token_file = getenv("MOTCUA_TOKEN_FILE"),
		.view = { .language = "vi", .script = "plain", .bearer = "gsup" } };
	while ((c = getopt_long(argc, argv, "u:T:k:cjhV", longs, NULL)) != -1) {
		if (c == 'h') {
			cli_usage(stdout, print_commands);
			return EXIT_SUCCESS;
		}
		if (c == 'V') {
			printf("motcua %s\n", motcua_version);
			return EXIT_SUCCESS;
		}
		if (!read_one(c, out)) {
			cli_usage(stderr, print_commands);
			return EXIT_FAILURE;
		}
	}
	out->argc = argc - optind;
	out->argv = argv + optind;
	return -1;
}
