/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * motcua-msc: a phone on a real OsmoHLR, with the MSC around it. Plays what is given on the command
 * line, or does what is typed, and prints the screens.
 */
#include <getopt.h>
#include <jansson.h>
#include <osmocom/core/application.h>
#include <osmocom/core/select.h>
#include <osmocom/core/timer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>
#include "gateway/base/log.h"
#include "tests/sim/msc/msc.h"

#define ANSWERS_MAX 64
#define TYPED_SIZE  512

static const char usage[] =
	"motcua-msc --hlr ADDRESS --imsi IMSI [--dial CODE [--answer TEXT]...] [options]\n"
	"  --port N       of GSUP, default 4222\n"
	"  --name NAME    of this MSC, default MSC-sim\n"
	"  --session N    before the first session's id, default 0\n"
	"  --json         one object a line\n"
	"  --wait S       the longest wait for a screen, default 15\n"
	"Without --dial, lines of standard input are done: *1022# dials, /refuse, /release,\n"
	"/octets HEX and /ucs2 (from now on answers go as UCS-2) do that, anything else is an\n"
	"answer; an empty line is an empty answer.\n"
	"Ends when the dialogue has ended or answers run out; then the exit status is 0.\n";

struct terminal {
	struct msc *msc;
	struct msc_config config;
	const char *dial, *answers[ANSWERS_MAX];
	unsigned n, at;
	int wait_s;
	bool json, dialled, done;
	int status;
	struct osmo_timer_list deadline;
	struct osmo_fd in;
	char typed[TYPED_SIZE];
	size_t typed_len;
};

static void finish(struct terminal *t, int status)
{
	t->done = true;
	t->status = status;
}

static void check(const char *what, int rc)
{
	if (rc != OK)
		fprintf(stderr, "motcua-msc: %s: %s\n", what, err_name(rc));
}

/* --- what is shown ------------------------------------------------------------------------- */
static void show_json(const struct msc_screen *s)
{
	json_t *json = json_pack("{s:s s:s% s:b s:b s:b s:i s:i s:i s:i}", "kind",
		s->sound ? ussd_component_kind_name(s->c.kind) : "none", "text", s->c.text.octets,
		s->c.text.len, "ends", (int)s->ends, "failed", (int)s->failed, "sound",
		(int)s->sound, "octets", (int)s->octets, "dcs", (int)s->c.text.dcs, "invoke",
		(int)s->c.invoke_id, "operation", s->c.operation);
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;

	puts(text ? text : "{}");
	free(text);
	json_decref(json);
}

static void show(const struct terminal *t, const struct msc_screen *s)
{
	if (t->json)
		show_json(s);
	else if (s->failed)
		puts("--- the network failed ---");
	else
		printf("--- %s, %zu octets%s ---\n%s\n", ussd_component_kind_name(s->c.kind),
			s->octets, s->ends ? ", the end" : "", s->c.text.octets);
	fflush(stdout);
}

/* --- what happens -------------------------------------------------------------------------- */
static void next(struct terminal *t)
{
	if (t->at == t->n)
		finish(t, 0);
	else
		check("answer", msc_answer(t->msc, t->answers[t->at++]));
	osmo_timer_schedule(&t->deadline, t->wait_s, 0);
}

static void on_screen(void *data, const struct msc_screen *screen)
{
	struct terminal *t = data;

	show(t, screen);
	if (!t->dial)
		return;
	if (screen->ends)
		finish(t, screen->failed || t->at < t->n);
	else
		next(t);
}

static void on_up(void *data)
{
	struct terminal *t = data;

	if (t->json)
		puts("{\"link\":\"up\"}");
	fflush(stdout);
	if (t->dial && !t->dialled) {
		t->dialled = true;
		check("dial", msc_dial(t->msc, t->dial));
	}
}

static void on_down(void *data)
{
	struct terminal *t = data;

	if (t->json)
		puts("{\"link\":\"down\"}");
	fflush(stdout);
}

static void on_deadline(void *data)
{
	fputs("motcua-msc: no screen came in time\n", stderr);
	finish(data, 1);
}

static int send_hex(struct terminal *t, const char *hex)
{
	uint8_t octets[USSD_COMPONENT_MAX + 64];
	unsigned octet;
	size_t n = 0;

	while (n < sizeof(octets) && sscanf(hex, "%2x", &octet) == 1) {
		octets[n++] = (uint8_t)octet;
		hex += 2;
	}
	return msc_send_octets(t->msc, octets, n);
}

static void act(struct terminal *t, const char *line)
{
	size_t len = strlen(line);

	if (strcmp(line, "/refuse") == 0)
		check(line, msc_refuse(t->msc));
	else if (strcmp(line, "/release") == 0)
		check(line, msc_release(t->msc));
	else if (strcmp(line, "/ucs2") == 0)
		msc_answers_in_ucs2(t->msc);
	else if (strncmp(line, "/octets ", 8) == 0)
		check(line, send_hex(t, line + 8));
	else if (len > 1 && line[0] == '*' && line[len - 1] == '#')
		check(line, msc_dial(t->msc, line));
	else
		check("answer", msc_answer(t->msc, line));
}

static int on_typed(struct osmo_fd *ofd, unsigned what)
{
	struct terminal *t = ofd->data;
	ssize_t n = read(ofd->fd, t->typed + t->typed_len, sizeof(t->typed) - t->typed_len - 1);
	char *end;

	(void)what;
	if (n <= 0) {
		finish(t, 0);
		return 0;
	}
	t->typed_len += (size_t)n;
	t->typed[t->typed_len] = '\0';
	while ((end = strchr(t->typed, '\n'))) {
		*end = '\0';
		act(t, t->typed);
		t->typed_len -= (size_t)(end + 1 - t->typed);
		memmove(t->typed, end + 1, t->typed_len + 1);
	}
	return 0;
}

/* --- start --------------------------------------------------------------------------------- */
static int read_options(int argc, char **argv, struct terminal *t)
{
	static const struct option names[] = { { "hlr", 1, NULL, 'h' }, { "imsi", 1, NULL, 'i' },
		{ "dial", 1, NULL, 'd' }, { "answer", 1, NULL, 'a' }, { "port", 1, NULL, 'p' },
		{ "name", 1, NULL, 'n' }, { "session", 1, NULL, 's' }, { "json", 0, NULL, 'j' },
		{ "wait", 1, NULL, 'w' }, { NULL, 0, NULL, 0 } };
	int option;

	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (option == 'h')
			t->config.hlr = optarg;
		else if (option == 'i')
			t->config.imsi = optarg;
		else if (option == 'd')
			t->dial = optarg;
		else if (option == 'a' && t->n < ANSWERS_MAX)
			t->answers[t->n++] = optarg;
		else if (option == 'p')
			t->config.port = (uint16_t)strtoul(optarg, NULL, 10);
		else if (option == 'n')
			t->config.name = optarg;
		else if (option == 's')
			t->config.session = (uint32_t)strtoul(optarg, NULL, 10);
		else if (option == 'j')
			t->json = true;
		else if (option == 'w')
			t->wait_s = (int)strtol(optarg, NULL, 10);
		else
			return ERR_INVALID;
	}
	return t->config.hlr && t->config.imsi && optind == argc ? OK : ERR_INVALID;
}

int main(int argc, char **argv)
{
	struct terminal t = { .wait_s = 15,
		.config = { .port = 4222,
			.name = "MSC-sim",
			.up = on_up,
			.down = on_down,
			.screen = on_screen } };
	void *ctx = talloc_named_const(NULL, 0, "motcua-msc");

	if (read_options(argc, argv, &t) != OK) {
		fputs(usage, stderr);
		return 2;
	}
	log_start_quiet(ctx);
	osmo_init_ignore_signals();
	t.config.data = &t;
	t.msc = msc_start(ctx, &t.config);
	if (!t.msc) {
		fputs("motcua-msc: cannot connect\n", stderr);
		return 1;
	}
	osmo_timer_setup(&t.deadline, on_deadline, &t);
	if (t.dial) {
		osmo_timer_schedule(&t.deadline, t.wait_s, 0);
	} else {
		osmo_fd_setup(&t.in, STDIN_FILENO, OSMO_FD_READ, on_typed, &t, 0);
		if (osmo_fd_register(&t.in) < 0)
			return 1;
	}
	while (!t.done)
		osmo_select_main(0);
	return t.status;
}
