/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * motcua-phone: a basic phone in a terminal, for the demo and the tests. Dials over our HTTP
 * bearer, shows screens and the SMS it gets, or plays a written dialogue and checks it.
 */
#include <curl/curl.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>
#include "tests/sim/phone/display.h"
#include "tests/sim/phone/script.h"

#define TYPED_SIZE    512
#define LOOK_EVERY_MS 300 /* for messages, while a person thinks */

static const char usage[] =
	"motcua-phone --url URL [--phone NUMBER] [--sms-log FILE]\n"
	"             [--portal URL] [--wait SECONDS] [--script FILE]\n"
	"  --url      motcuad's inside listener, such as http://127.0.0.1:15081\n"
	"  --phone    the phone's number, default 0901234567\n"
	"  --sms-log  the file that fakesmsc writes; its messages are shown\n"
	"  --portal   the portal simulator, for the word `portal` of a script\n"
	"  --wait     how long a script waits for an SMS or the portal, default 20\n"
	"  --script   plays a written dialogue (tests/demo/README.md) and checks it\n";

struct options {
	const char *url, *phone, *sms_log, *portal, *script;
	uint32_t wait_ms;
};

struct terminal {
	struct handset *handset;
	struct sms_log *log;
	size_t messages; /* shown so far */
	bool fancy; /* both ends are terminals */
	char hint[256];
};

static const char hint_closed[] = "Dial, for example *1022#     q leaves";
static const char hint_open[] = "Type your answer     h hangs up     q leaves";

static void show(struct terminal *terminal, bool keep_typed)
{
	if (terminal->fancy)
		display_draw(terminal->handset, terminal->log, terminal->messages, terminal->hint,
			keep_typed);
}

/* Shows what arrived since the last look. */
static void look_for_messages(struct terminal *terminal)
{
	size_t n = sms_log_read(terminal->log);

	if (n == terminal->messages)
		return;
	for (size_t i = terminal->messages; i < n && !terminal->fancy; i++)
		display_sms(sms_log_get(terminal->log, i));
	terminal->messages = n;
	show(terminal, true);
}

static bool is_dial_string(const char *typed)
{
	size_t len = strlen(typed);

	return len > 1 && typed[0] == '*' && typed[len - 1] == '#';
}

static void act(struct terminal *terminal, const char *typed)
{
	struct handset *handset = terminal->handset;
	bool dials = is_dial_string(typed);
	int rc = OK;

	if (dials)
		rc = handset_dial(handset, typed);
	else if (handset->open && strcmp(typed, "h") == 0)
		handset_drop(handset);
	else if (handset->open)
		rc = handset_send(handset, typed);
	else
		handset->text[0] = '\0';
	snprintf(terminal->hint, sizeof(terminal->hint), "%.200s",
		rc != OK ? handset->error : (handset->open ? hint_open : hint_closed));
	if (!terminal->fancy && rc != OK)
		printf("%s\n", handset->error);
	else if (!terminal->fancy)
		display_screen(handset);
}

/* One phone in the hands of a person, until they type q or close the terminal. */
static void talk(struct terminal *terminal)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	char typed[TYPED_SIZE];

	/* poll() sees the file descriptor, not what stdio has read ahead. */
	setvbuf(stdin, NULL, _IONBF, 0);
	snprintf(terminal->hint, sizeof(terminal->hint), "%s", hint_closed);
	if (!terminal->fancy)
		printf("%s\n", hint_closed);
	fflush(stdout);
	show(terminal, false);
	for (;;) {
		look_for_messages(terminal);
		if (poll(&in, 1, LOOK_EVERY_MS) <= 0)
			continue;
		if (!fgets(typed, sizeof(typed), stdin))
			return;
		typed[strcspn(typed, "\r\n")] = '\0';
		if (strcmp(typed, "q") == 0)
			return;
		act(terminal, typed);
		show(terminal, false);
	}
}

static int read_options(int argc, char **argv, struct options *options)
{
	static const struct option names[] = {
		{ "url", required_argument, NULL, 'u' },
		{ "phone", required_argument, NULL, 'n' },
		{ "sms-log", required_argument, NULL, 'l' },
		{ "portal", required_argument, NULL, 'p' },
		{ "wait", required_argument, NULL, 'w' },
		{ "script", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (option == 'u')
			options->url = optarg;
		else if (option == 'n')
			options->phone = optarg;
		else if (option == 'l')
			options->sms_log = optarg;
		else if (option == 'p')
			options->portal = optarg;
		else if (option == 'w')
			options->wait_ms = (uint32_t)strtoul(optarg, NULL, 10) * 1000;
		else if (option == 's')
			options->script = optarg;
		else
			return ERR_INVALID;
	}
	return options->url && optind == argc ? OK : ERR_INVALID;
}

int main(int argc, char **argv)
{
	struct options options = { .phone = "0901234567", .wait_ms = 20000 };
	struct handset handset;
	int rc = OK;

	if (read_options(argc, argv, &options) != OK) {
		fputs(usage, stderr);
		return 2;
	}
	if (handset_init(&handset, options.url, options.phone) != OK) {
		fprintf(stderr, "motcua-phone: %s is no Vietnamese mobile number\n", options.phone);
		return 2;
	}
	curl_global_init(CURL_GLOBAL_DEFAULT);

	struct sms_log *log = sms_log_new(NULL, options.sms_log, &handset.number);

	if (options.script) {
		struct script script = { &handset, log, options.portal, options.wait_ms };

		rc = script_play(&script, options.script);
	} else {
		struct terminal terminal = { .handset = &handset,
			.log = log,
			.fancy = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) };

		talk(&terminal);
	}
	talloc_free(log);
	curl_global_cleanup();
	return rc == OK ? 0 : 1;
}
