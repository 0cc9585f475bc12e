/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Plays the files of tests/replay/scenarios; see tests/replay/README.md for their words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "tests/lib/gateway_fixture.h"
#include "gateway/base/gsm7.h"
#include "gateway/base/ucs2.h"
#include "tests/lib/vfs_fault.h"
#include "tests/replay/names.h"

#define LINE_MAX_OCTETS 1024
#define PHONES_MAX	32
#define MESSAGE_MAX	65536

struct scenario {
	struct fixture *f;
	struct vfs_fault *vfs;
	const char *path;
	int line;
	struct test_phone phones[PHONES_MAX];
	unsigned phones_n;
	struct test_phone *phone;
	struct names names;
	char last[MESSAGE_MAX];
	size_t last_len;
	bool last_begins;
	uint32_t last_sequence;
};

#define FAIL(s, ...) \
	do { \
		print_error("%s:%d: ", (s)->path, (s)->line); \
		print_error(__VA_ARGS__); \
		print_error("\nscreen: \"%s\"\n", (s)->phone ? (s)->phone->answer.text : ""); \
		fail(); \
	} while (0)

/* --- phones -------------------------------------------------------------------------------- */
static void do_phone(struct scenario *s, const char *arg)
{
	char number[32], how[16] = "";
	struct phone phone;

	if (sscanf(arg, "%31s %15s", number, how) < 1 || phone_parse(number, &phone) != OK)
		FAIL(s, "not a phone: %s", arg);

	enum bearer bearer = strcmp(how, "sms") == 0 ? BEARER_SMS : BEARER_HTTP;

	for (unsigned i = 0; i < s->phones_n; i++) {
		s->phone = &s->phones[i];
		if (phone_equal(&s->phone->phone, &phone) && s->phone->bearer == bearer)
			return;
	}
	assert_true(s->phones_n < PHONES_MAX);
	s->phone = &s->phones[s->phones_n++];
	phone_init(s->phone, number, bearer);
}

static void check_budget(struct scenario *s)
{
	const struct bearer_answer *a = &s->phone->answer;
	const struct budget *b = &s->phone->budget;
	unsigned room = a->coding == CODING_UCS2 ? (a->end ? b->end_units : b->units)
						 : (a->end ? b->end_septets : b->septets);
	int used = a->coding == CODING_UCS2 ? ucs2_units(a->text, a->len)
					    : gsm7_septets(a->text, a->len);

	if (used <= 0 || (unsigned)used > room)
		FAIL(s, "the screen takes %d of %u", used, room);
}

static void post(struct scenario *s, bool begins, const char *text, size_t len)
{
	unsigned before = s->phone->answers;

	s->last_begins = begins;
	s->last_sequence = s->phone->sequence;
	memcpy(s->last, text, len);
	s->last_len = len;
	phone_post(s->f, s->phone, begins, text, len);
	fixture_settle(s->f);
	if (s->phone->answers != before + 1)
		FAIL(s, "no answer came");
	if (getenv("MOTCUA_SHOW"))
		printf("%s:%d > %.*s\n%s\n\n", s->path, s->line, (int)(len < 80 ? len : 80), text,
			s->phone->answer.text);
	check_budget(s);
}

static void do_dial(struct scenario *s, const char *arg)
{
	post(s, true, arg, strlen(arg));
}

static void do_send(struct scenario *s, const char *arg)
{
	post(s, false, arg, strlen(arg));
}

static void do_send_long(struct scenario *s, const char *arg)
{
	static char text[MESSAGE_MAX];
	size_t n = strtoul(arg, NULL, 10);

	assert_true(n < sizeof(text));
	memset(text, 'a', n);
	post(s, false, text, n);
}

static void do_send_hex(struct scenario *s, const char *arg)
{
	char octets[256];
	size_t n = 0;
	int used;
	unsigned octet;

	for (; n < sizeof(octets) && sscanf(arg, "%2x%n", &octet, &used) == 1; arg += used)
		octets[n++] = (char)octet;
	post(s, false, octets, n);
}

static void do_again(struct scenario *s, const char *arg)
{
	uint32_t sequence = s->phone->sequence;

	(void)arg;
	s->phone->sequence = s->last_sequence;
	if (s->last_begins) /* the same session, not a new one */
		s->phone->sessions--;
	phone_post(s->f, s->phone, s->last_begins, s->last, s->last_len);
	fixture_settle(s->f);
	if (s->phone->sequence != sequence)
		FAIL(s, "a repeated message moved the dialogue on");
	check_budget(s);
}

/* --- screens ------------------------------------------------------------------------------- */
static void do_see(struct scenario *s, const char *arg)
{
	if (!strstr(s->phone->answer.text, arg))
		FAIL(s, "not on the screen: %s", arg);
}

static void do_not(struct scenario *s, const char *arg)
{
	if (strstr(s->phone->answer.text, arg))
		FAIL(s, "on the screen: %s", arg);
}

static void do_open(struct scenario *s, const char *arg)
{
	(void)arg;
	if (s->phone->answer.end)
		FAIL(s, "the dialogue is over");
}

static void do_ended(struct scenario *s, const char *arg)
{
	(void)arg;
	if (!s->phone->answer.end)
		FAIL(s, "the dialogue goes on");
}

static void do_save(struct scenario *s, const char *arg)
{
	char name[32], after[128] = "";
	const char *at;

	if (sscanf(arg, "%31s %127[^\n]", name, after) < 1)
		FAIL(s, "save NAME AFTER");
	at = strstr(s->phone->answer.text, after);
	if (!at)
		FAIL(s, "not on the screen: %s", after);
	if (!names_save(&s->names, name, at + strlen(after)))
		FAIL(s, "no digits after %s", after);
}

/* --- peers, disk, time --------------------------------------------------------------------- */
static unsigned count_sms(struct scenario *s, const char *text)
{
	unsigned n = 0;

	for (unsigned i = 0; i < fake_net_sms_count(s->f->net); i++) {
		const struct fake_sms *sms = fake_net_sms(s->f->net, i);

		if (strstr(sms->to, s->phone->phone.e164) && strstr(sms->text, text))
			n++;
	}
	return n;
}

static void do_sms(struct scenario *s, const char *arg)
{
	if (!count_sms(s, arg))
		FAIL(s, "no message to this phone has: %s", arg);
}

static void do_no_sms(struct scenario *s, const char *arg)
{
	if (count_sms(s, arg))
		FAIL(s, "a message to this phone has: %s", arg);
}

static void do_sms_count(struct scenario *s, const char *arg)
{
	unsigned n = count_sms(s, "");

	if (n != strtoul(arg, NULL, 10))
		FAIL(s, "%u messages to this phone", n);
}

static void do_dossiers(struct scenario *s, const char *arg)
{
	unsigned n = fake_net_dossiers(s->f->net);

	if (n != strtoul(arg, NULL, 10))
		FAIL(s, "the portal holds %u dossiers", n);
}

static void do_filed(struct scenario *s, const char *arg)
{
	char receipt[32];
	const char *body;
	int used = 0;

	if (sscanf(arg, "%31s %n", receipt, &used) < 1)
		FAIL(s, "filed RECEIPT TEXT");
	body = fake_net_submit_body(s->f->net, receipt);
	if (!body || !strstr(body, arg + used))
		FAIL(s, "the portal was sent: %s", body ? body : "nothing");
}

static void do_told(struct scenario *s, const char *arg)
{
	unsigned times = 0;
	int used = 0;

	if (sscanf(arg, "%u %n", &times, &used) < 1)
		FAIL(s, "told TIMES [TEXT]");
	if (fake_net_appointments(s->f->net) != times)
		FAIL(s, "the portal was told %u times", fake_net_appointments(s->f->net));
	if (!strstr(fake_net_appointment(s->f->net), arg + used))
		FAIL(s, "the portal was told: %s", fake_net_appointment(s->f->net));
}

static void do_called(struct scenario *s, const char *arg)
{
	bool reached = !strcmp(arg, "done");

	if (!fixture_call_back(
		    s->f, &s->phone->phone, reached ? CALLBACK_DONE : CALLBACK_UNREACHABLE))
		FAIL(s, "this phone waits for no call");
}

static enum peer_mood mood_of(struct scenario *s, const char *arg)
{
	static const char *const names[] = { "up", "down", "silent", "error", "refuse" };

	for (int i = 0; i < 5; i++)
		if (!strcmp(arg, names[i]))
			return (enum peer_mood)i;
	FAIL(s, "no such mood: %s", arg);
	return PEER_UP;
}

static void do_portal(struct scenario *s, const char *arg)
{
	fake_net_portal(s->f->net, mood_of(s, arg));
}

static void do_kannel(struct scenario *s, const char *arg)
{
	fake_net_kannel(s->f->net, mood_of(s, arg));
}

static void do_wait(struct scenario *s, const char *arg)
{
	char *unit;
	uint64_t n = strtoull(arg, &unit, 10);
	uint64_t scale = *unit == 's' ? 1 : *unit == 'm' ? 60 : *unit == 'h' ? 3600 : 86400;

	fixture_wait_ms(s->f, n * scale * 1000);
}

static void do_restart(struct scenario *s, const char *arg)
{
	(void)arg;
	fixture_stop(s->f);
	if (!fixture_start(s->f))
		FAIL(s, "%s", s->f->error);
	fixture_settle(s->f);
}

static void do_offices(struct scenario *s, const char *arg)
{
	snprintf(s->f->config.offices_file, sizeof(s->f->config.offices_file), "%s", arg);
	do_restart(s, "");
}

static void do_disk(struct scenario *s, const char *arg)
{
	static const struct {
		const char *name;
		enum vfs_fault_kind kind;
	} kinds[] = {
		{ "full", VFS_FAULT_FULL },
		{ "write-fails", VFS_FAULT_WRITE },
		{ "read-only", VFS_FAULT_READ_ONLY },
		{ "sync-fails", VFS_FAULT_SYNC_KEPT },
		{ "sync-drops", VFS_FAULT_SYNC_DROPPED },
		{ "sync-lands", VFS_FAULT_SYNC_LANDED },
	};

	vfs_fault_heal(s->vfs);
	if (!strcmp(arg, "ok"))
		return;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!strcmp(arg, kinds[i].name)) {
			vfs_fault_fail(s->vfs, kinds[i].kind, 1, 0);
			return;
		}
	}
	FAIL(s, "no such fault: %s", arg);
}

/* --- playing ------------------------------------------------------------------------------- */
static const struct {
	const char *word;
	void (*run)(struct scenario *s, const char *arg);
} words[] = {
	{ "phone", do_phone },
	{ "dial", do_dial },
	{ "send", do_send },
	{ "send-long", do_send_long },
	{ "send-hex", do_send_hex },
	{ "again", do_again },
	{ "see", do_see },
	{ "not", do_not },
	{ "open", do_open },
	{ "ended", do_ended },
	{ "save", do_save },
	{ "sms", do_sms },
	{ "no-sms", do_no_sms },
	{ "sms-count", do_sms_count },
	{ "dossiers", do_dossiers },
	{ "filed", do_filed },
	{ "told", do_told },
	{ "called", do_called },
	{ "portal", do_portal },
	{ "kannel", do_kannel },
	{ "disk", do_disk },
	{ "wait", do_wait },
	{ "restart", do_restart },
	{ "offices", do_offices },
};

static void play_line(struct scenario *s, char *line)
{
	char text[LINE_MAX_OCTETS];
	size_t word_len;

	line[strcspn(line, "\n")] = '\0';
	if (!*line || *line == '#')
		return;
	names_substitute(&s->names, line, text, sizeof(text));
	word_len = strcspn(text, " ");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i].word) == word_len && !strncmp(text, words[i].word, word_len)) {
			words[i].run(s, text + word_len + strspn(text + word_len, " "));
			return;
		}
	}
	FAIL(s, "unknown word: %s", text);
}

static void play(void **state)
{
	struct scenario *s = talloc_zero(NULL, struct scenario);
	char line[LINE_MAX_OCTETS];
	FILE *file = fopen(*state, "r");

	assert_non_null(file);
	s->path = *state;
	s->vfs = vfs_fault_new(s, "replay");
	s->f = fixture_new("replay");
	fixture_settle(s->f);
	while (fgets(line, sizeof(line), file)) {
		s->line++;
		play_line(s, line);
	}
	fclose(file);
	fixture_free(s->f);
	talloc_free(s);
}

int main(int argc, char **argv)
{
	static struct CMUnitTest tests[256];
	glob_t found = { 0 };
	const char *pattern = argc > 1 ? argv[1] : "tests/replay/scenarios/*.txt";

	if (glob(pattern, 0, NULL, &found) != 0 || found.gl_pathc > 256) {
		fprintf(stderr, "%s: no scenarios found (run from the top folder)\n", pattern);
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < found.gl_pathc; i++)
		tests[i] = (struct CMUnitTest) { .name = found.gl_pathv[i],
			.test_func = play,
			.initial_state = found.gl_pathv[i] };

	int failed = _cmocka_run_group_tests("scenarios", tests, found.gl_pathc, NULL, NULL);

	globfree(&found);
	return failed;
}
