/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * USSD over SMPP as Kannel hands it over: what each message asks for under the habits of its route,
 * and what goes back with the screen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "gateway/base/log.h"
#include "gateway/bearer/kannel_ussd.h"
#include "gateway/config.h"

#define CODE "*1022#"

static const struct kannel_routes routes = { .n = 4,
	.list = {
		{ .smsc = "APPEND", .septets = 160, .units = 70, .appended = true },
		{ .smsc = "BARE",
			.septets = 130,
			.units = 57,
			.session_omitted = true,
			.input_max = 10 },
		{ .smsc = "PACK", .septets = 160, .units = 70, .packed = true, .end_bit = true },
		{ .smsc = "AGAIN", .septets = 160, .units = 70, .repeats_s = 3 },
	} };

/* Texts may hold NULs: lengths are those of the literals. */
struct message {
	const char *smsc, *service_type, *charset, *op, *session, *text;
	size_t text_len;
};

static void read_message(
	const struct message *m, struct kannel_ussd *ussd, struct bearer_request *request)
{
	struct kannel_query q = { .smsc = m->smsc,
		.service_type = m->service_type,
		.charset = m->charset,
		.op = m->op,
		.op_len = m->op ? strlen(m->op) : 0,
		.session = m->session,
		.session_len = m->session ? 2 : 0,
		.text = m->text,
		.text_len = m->text_len };

	kannel_ussd_read(&routes, CODE, &q, ussd, request);
}

#define TEXT(text) text, sizeof(text) - 1
#define UTF8	   "UTF-8"

static const struct {
	struct message message;
	enum kannel_ussd_kind kind;
	const char *session, *dialled, *input; /* input of answers, dialled of begins */
} meanings[] = {
	/* plain habits */
	{ { "X", "USSD", UTF8, "\x01", "A\x00", TEXT("*1022#") }, KANNEL_USSD_BEGIN, "41", "", "" },
	{ { "X", "USSD", UTF8, "\x01", "A\x00", TEXT("*1022*2*1234567890#") }, KANNEL_USSD_BEGIN,
		"41", "2*1234567890", "" },
	{ { "X", "USSD", UTF8, "\x01", "A\x00", TEXT("*999#") }, KANNEL_USSD_BEGIN, "41", "", "" },
	{ { "X", "USSD", UTF8, "\x01", "A\x00", TEXT("") }, KANNEL_USSD_BEGIN, "41", "", "" },
	{ { "X", "USSD", UTF8, "\x12", "\xab\x01", TEXT("1") }, KANNEL_USSD_ANSWER, "ab", NULL,
		"1" },
	{ { NULL, NULL, UTF8, "\x12", "\xab\x03", TEXT("") }, KANNEL_USSD_ANSWER, "ab", NULL, "" },
	{ { "X", "USSD", UTF8, "\x12", "\xab\x03", TEXT("*1022*1*2#") }, KANNEL_USSD_ANSWER, "ab",
		NULL, "*1022*1*2#" },
	/* ends, and what no phone sends */
	{ { "X", "USSD", UTF8, "\x13", "A\x00", TEXT("") }, KANNEL_USSD_RELEASE, "41", NULL, NULL },
	{ { "X", "USSD", UTF8, "\x21", "A\x00", TEXT("") }, KANNEL_USSD_RELEASE, "41", NULL, NULL },
	{ { "X", "USSD", UTF8, "\xff", "A\x00", TEXT("") }, KANNEL_USSD_RELEASE, "41", NULL, NULL },
	{ { "X", "USSD", UTF8, "\x02", "A\x00", TEXT("1") }, KANNEL_USSD_OTHER, "41", NULL, NULL },
	{ { "X", "USSD", UTF8, "\x11", "A\x00", TEXT("1") }, KANNEL_USSD_OTHER, "41", NULL, NULL },
	{ { "X", "USSD", UTF8, "\x12\x12", "A\x00", TEXT("1") }, KANNEL_USSD_OTHER, "41", NULL,
		NULL },
	/* what an operator leaves out */
	{ { "X", "USSD", UTF8, "\x12", NULL, TEXT("1") }, KANNEL_USSD_ANSWER, "-", NULL, "1" },
	{ { "BARE", "USSD", UTF8, "\x12", "A\x00", TEXT("1") }, KANNEL_USSD_ANSWER, "-", NULL,
		"1" },
	{ { "X", "ussd", UTF8, "", "A\x00", TEXT("*1022*3#") }, KANNEL_USSD_BEGIN, "41", "3", "" },
	{ { "X", "USSD", UTF8, NULL, NULL, TEXT("3") }, KANNEL_USSD_ANSWER, "-", NULL, "3" },
	/* answers behind all before them */
	{ { "APPEND", "USSD", UTF8, "\x12", "A\x00", TEXT("*1022*1*2#") }, KANNEL_USSD_ANSWER, "41",
		NULL, "2" },
	{ { "APPEND", "USSD", UTF8, "\x12", "A\x00", TEXT("*1022*1*Nguyeenx Van An#") },
		KANNEL_USSD_ANSWER, "41", NULL, "Nguyeenx Van An" },
	{ { "APPEND", "USSD", UTF8, "\x12", "A\x00", TEXT("*1022*1*#") }, KANNEL_USSD_ANSWER, "41",
		NULL, "" },
	{ { "APPEND", "USSD", UTF8, "\x12", "A\x00", TEXT("*1022#") }, KANNEL_USSD_ANSWER, "41",
		NULL, "" },
	{ { "APPEND", "USSD", UTF8, "\x12", "A\x00", TEXT("7") }, KANNEL_USSD_ANSWER, "41", NULL,
		"7" },
	{ { "APPEND", "USSD", UTF8, "\x12", "A\x00", TEXT("*10221*5#") }, KANNEL_USSD_ANSWER, "41",
		NULL, "*10221*5#" },
	{ { "APPEND", "USSD", UTF8, "\x01", "A\x00", TEXT("*1022*2#") }, KANNEL_USSD_BEGIN, "41",
		"2", "" },
	/* the end indicator, where the route heeds it */
	{ { "PACK", "USSD", UTF8, "\x12", "A\x01", TEXT("1") }, KANNEL_USSD_RELEASE, "41", NULL,
		NULL },
	{ { "PACK", "USSD", UTF8, "\x12", "A\x02", TEXT("1") }, KANNEL_USSD_ANSWER, "41", NULL,
		"1" },
	{ { "PACK", "USSD", UTF8, "\x01", "A\x01", TEXT("*1022#") }, KANNEL_USSD_BEGIN, "41", "",
		"" },
	/* octets of DCS 0x0F: e with an accent, a letter of two septets, '@' */
	{ { "X", "USSD", "", "\x12", "A\x00", TEXT("12\x05\x1b\x65\0") }, KANNEL_USSD_ANSWER, "41",
		NULL, "12\xc3\xa9\xe2\x82\xac@" },
	{ { "X", "USSD", "", "\x01", "A\x00", TEXT("*1022#") }, KANNEL_USSD_BEGIN, "41", "", "" },
	{ { "PACK", "USSD", "", "\x12", "A\x00", TEXT("\x31\xd9\x0c") }, KANNEL_USSD_ANSWER, "41",
		NULL, "123" },
	{ { "X", "USSD", "", "\x12", "A\x00", TEXT("") }, KANNEL_USSD_ANSWER, "41", NULL, "" },
	/* characters that the operator may have cut */
	{ { "BARE", "USSD", UTF8, "\x12", "A\x00", TEXT("123456789") }, KANNEL_USSD_ANSWER, "-",
		NULL, "123456789" },
	{ { "BARE", "USSD", UTF8, "\x12", "A\x00", TEXT("1234567890") }, KANNEL_USSD_ANSWER, "-",
		NULL, "" },
	{ { "BARE", "USSD", UTF8, "\x12", "A\x00",
		  TEXT("\xe1\xbb\x81\xe1\xbb\x81\xe1\xbb\x81\xe1\xbb\x81") },
		KANNEL_USSD_ANSWER, "-", NULL, "\xe1\xbb\x81\xe1\xbb\x81\xe1\xbb\x81\xe1\xbb\x81" },
	{ { "BARE", "USSD", UTF8, "\x01", "A\x00", TEXT("*1022*2*1234567890#") }, KANNEL_USSD_BEGIN,
		"-", "2*1234567890", "" },
};

static void each_message_asks_for_what_its_route_means(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
		struct kannel_ussd u;
		struct bearer_request r = { 0 };

		print_message("case %zu\n", i);
		read_message(&meanings[i].message, &u, &r);
		assert_int_equal(u.kind, meanings[i].kind);
		assert_string_equal(r.session, meanings[i].session);
		assert_int_equal(r.bearer, BEARER_SMPP);
		assert_int_equal(r.begins, u.kind == KANNEL_USSD_BEGIN);
		assert_int_equal(r.sequence, SEQUENCE_NONE);
		if (u.kind == KANNEL_USSD_BEGIN)
			assert_string_equal(r.dialled, meanings[i].dialled);
		if (u.kind == KANNEL_USSD_ANSWER) {
			assert_int_equal(r.input_len, strlen(meanings[i].input));
			assert_memory_equal(r.input, meanings[i].input, r.input_len);
		}
	}
}

static void what_is_no_text_of_its_alphabet_is_an_empty_answer(void **state)
{
	static const struct message cases[] = {
		{ "X", "USSD", "", "\x12", "A\x00", TEXT("12\x80") },
		{ "X", "USSD", "", "\x12", "A\x00", TEXT("12\xff") },
	};
	char long_text[200];
	struct message too_long = { "X", "USSD", "", "\x12", "A\x00", long_text, 183 };
	struct kannel_ussd u;
	struct bearer_request r;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read_message(&cases[i], &u, &r);
		assert_true(u.unreadable);
		assert_int_equal(r.input_len, 0);
	}
	memset(long_text, '1', sizeof(long_text));
	read_message(&too_long, &u, &r);
	assert_true(u.unreadable);
	too_long.text_len = 182;
	read_message(&too_long, &u, &r);
	assert_false(u.unreadable);
	assert_int_equal(r.input_len, 182);
}

static void ussd_is_told_from_sms(void **state)
{
	static const struct {
		struct kannel_query query;
		bool expected;
	} cases[] = {
		{ { .op = "\x01", .op_len = 1, .service_type = "" }, true },
		{ { .op = "", .op_len = 0, .service_type = "USSD" }, true },
		{ { .op = "", .op_len = 0, .service_type = "" }, false },
		{ { .service_type = "CMT" }, false },
		{ { 0 }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(kannel_ussd_is(&cases[i].query), cases[i].expected);
}

static void a_screen_goes_back_to_its_session(void **state)
{
	static const struct {
		bool numbered, end;
		uint8_t session_info[2];
		const char *expected;
	} cases[] = {
		{ true, false, { 0xab, 0x01 },
			"?smpp?ussd_service_op=%02&its_session_info=%AB%00&" },
		{ true, true, { 0xab, 0x04 },
			"?smpp?ussd_service_op=%11&its_session_info=%AB%05&" },
		{ false, false, { 0, 0 }, "?smpp?ussd_service_op=%02&" },
		{ false, true, { 0, 0 }, "?smpp?ussd_service_op=%11&" },
	};
	char meta[KANNEL_USSD_META_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct kannel_ussd u = { .numbered = cases[i].numbered };

		memcpy(u.session_info, cases[i].session_info, 2);
		kannel_ussd_meta(&u, cases[i].end, meta);
		assert_string_equal(meta, cases[i].expected);
	}
}

static void only_the_same_again_has_the_same_name(void **state)
{
	static const struct message first = { "AGAIN", "USSD", UTF8, "\x12", "A\x02", TEXT("1") };
	static const struct message others[] = {
		{ "AGAIN", "USSD", UTF8, "\x12", "A\x04", TEXT("1") },
		{ "AGAIN", "USSD", UTF8, "\x12", "B\x02", TEXT("1") },
		{ "AGAIN", "USSD", UTF8, "\x12", "A\x02", TEXT("2") },
		{ "AGAIN", "USSD", UTF8, "\x01", "A\x02", TEXT("1") },
	};
	char one[KANNEL_USSD_AGAIN_SIZE], two[KANNEL_USSD_AGAIN_SIZE];
	struct kannel_ussd u;
	struct bearer_request r = { .phone = { "84901234567" } };

	(void)state;
	read_message(&first, &u, &r);
	assert_int_equal(u.route->repeats_s, 3);
	kannel_ussd_again(&u, &r, 7, one);
	kannel_ussd_again(&u, &r, 8, two);
	assert_string_not_equal(one, two);
	read_message(&first, &u, &r);
	kannel_ussd_again(&u, &r, 7, two);
	assert_string_equal(one, two);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		read_message(&others[i], &u, &r);
		kannel_ussd_again(&u, &r, 7, two);
		assert_string_not_equal(one, two);
	}
}

static void a_route_has_the_budget_it_was_given_or_the_usual_one(void **state)
{
	const struct budget usual = BUDGET_USSD;
	struct budget b = kannel_route_budget(kannel_route_find(&routes, "unheard of"));

	(void)state;
	assert_memory_equal(&b, &usual, sizeof(b));
	b = kannel_route_budget(kannel_route_find(&routes, "BARE"));
	assert_int_equal(b.septets, 130);
	assert_int_equal(b.end_units, 57);
}

static void nothing_over_the_budget_fits(void **state)
{
	const struct kannel_route *bare = kannel_route_find(&routes, "BARE");
	char text[300];

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_true(kannel_ussd_fits(bare, text, 130));
	assert_false(kannel_ussd_fits(bare, text, 131));
	text[0] = '{'; /* two septets */
	assert_false(kannel_ussd_fits(bare, text, 130));
	memcpy(text, "\xc4\x91", 2); /* not of GSM-7: the whole is UCS-2 */
	assert_true(kannel_ussd_fits(bare, text, 58));
	assert_false(kannel_ussd_fits(bare, text, 59));
	text[10] = '\xff'; /* no UTF-8 */
	assert_false(kannel_ussd_fits(bare, text, 20));
}

/* --- the config ---------------------------------------------------------------------------- */
static struct config *config;

static int set_up_config(void **state)
{
	(void)state;
	log_start_quiet(NULL);
	config = config_start(NULL);
	return 0;
}

static int read_config(const char *text)
{
	char path[] = "/tmp/motcua-cfg-XXXXXX";
	int fd = mkstemp(path), rc;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	rc = config_read(path);
	unlink(path);
	return rc;
}

static void habits_stand_in_the_config(void **state)
{
	const struct kannel_route *route;

	(void)state;
	assert_int_equal(read_config("sms\n"
				     " sender 1022\n"
				     "ussd route ONE\n"
				     " screen 140 60\n"
				     " repeats within 5\n"
				     " input max 80\n"
				     " input appended\n"
				     " session omitted\n"
				     " end-bit heeded\n"
				     " dcs-15 packed\n"
				     "ussd route TWO\n"
				     "ussd route ONE\n"
				     " session given\n"
				     "portal\n"
				     " poll every 60\n"),
		0);
	assert_int_equal(config->ussd_routes.n, 2);
	route = kannel_route_find(&config->ussd_routes, "ONE");
	assert_int_equal(route->septets, 140);
	assert_int_equal(route->units, 60);
	assert_int_equal(route->repeats_s, 5);
	assert_int_equal(route->input_max, 80);
	assert_true(route->appended && route->end_bit && route->packed);
	assert_false(route->session_omitted);
	route = kannel_route_find(&config->ussd_routes, "TWO");
	assert_int_equal(route->septets, 160);
	assert_int_equal(route->units, 70);
	assert_int_equal(route->repeats_s, 0);
	assert_false(route->appended || route->end_bit || route->packed);
	assert_int_not_equal(read_config("ussd route ONE\n screen 183 60\n"), 0);
	assert_int_not_equal(read_config("ussd route ONE\n input sometimes\n"), 0);
}

static void screens_smaller_than_the_proved_are_refused(void **state)
{
	const struct budget least = { 130, 57, 128, 56 };
	char error[256] = "untouched";

	(void)state;
	assert_int_equal(read_config("ussd route TWO\n screen 130 57\n"), 0);
	assert_true(kannel_routes_hold(&config->ussd_routes, &least, error, sizeof(error)));
	assert_string_equal(error, "untouched");
	assert_int_equal(read_config("ussd route TWO\n screen 129 57\n"), 0);
	assert_false(kannel_routes_hold(&config->ussd_routes, &least, error, sizeof(error)));
	assert_non_null(strstr(error, "ussd route TWO / screen 129 57"));
	assert_int_equal(read_config("ussd route TWO\n screen 130 56\n"), 0);
	assert_false(kannel_routes_hold(&config->ussd_routes, &least, error, sizeof(error)));
	/* Once menus are loaded, the command itself refuses. */
	assert_int_equal(read_config("ussd route TWO\n screen 130 57\n"), 0);
	kannel_routes_proved(&least);
	assert_int_not_equal(read_config("ussd route TWO\n screen 129 57\n"), 0);
	assert_int_equal(kannel_route_find(&config->ussd_routes, "TWO")->septets, 130);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_message_asks_for_what_its_route_means),
		cmocka_unit_test(what_is_no_text_of_its_alphabet_is_an_empty_answer),
		cmocka_unit_test(ussd_is_told_from_sms),
		cmocka_unit_test(a_screen_goes_back_to_its_session),
		cmocka_unit_test(only_the_same_again_has_the_same_name),
		cmocka_unit_test(a_route_has_the_budget_it_was_given_or_the_usual_one),
		cmocka_unit_test(nothing_over_the_budget_fits),
		cmocka_unit_test_setup(habits_stand_in_the_config, set_up_config),
		cmocka_unit_test(screens_smaller_than_the_proved_are_refused),
	};

	return cmocka_run_group_tests_name("kannel ussd", tests, NULL, NULL);
}
