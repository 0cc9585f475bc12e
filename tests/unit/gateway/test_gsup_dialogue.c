/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Dialogues over GSUP with a network that is played: what each message, and silence, lead to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include "tests/lib/gsup_world.h"

#define IMSI  "452010901234567"
#define OTHER "452010907654321"

static int set_up(void **state)
{
	*state = gsup_world_new(NULL);
	return 0;
}

static int set_up_small(void **state)
{
	struct gsup_limits limits = GSUP_LIMITS_DEFAULT;

	limits.open_max = 2;
	limits.numbers_max = 4;
	*state = gsup_world_new(&limits);
	return 0;
}

static int tear_down(void **state)
{
	gsup_world_free(*state);
	return 0;
}

/* The last message is a screen that waits; a last screen; or nothing more was sent. */
static void assert_screen(const struct gsup_world *w, const char *text)
{
	const struct gsup_sent *s = gsup_world_last(w);

	assert_int_equal(s->message.state, GSUP_CONTINUE);
	assert_int_equal(s->c.kind, USSD_INVOKE);
	assert_int_equal(s->c.operation, USSD_REQUEST);
	assert_true(s->message.component_len <= USSD_COMPONENT_MAX);
	assert_non_null(strstr(s->c.text.octets, text));
}

static void assert_end(const struct gsup_world *w, const char *text)
{
	const struct gsup_sent *s = gsup_world_last(w);

	assert_int_equal(s->message.state, GSUP_END);
	assert_int_equal(s->c.kind, USSD_RESULT);
	assert_int_equal(s->c.operation, USSD_PROCESS_REQUEST);
	assert_int_equal(s->c.invoke_id, GSUP_WORLD_INVOKE);
	assert_true(s->message.component_len <= USSD_COMPONENT_MAX);
	assert_non_null(strstr(s->c.text.octets, text));
}

static void result(struct gsup_world *w, enum ussd_component_kind kind, uint8_t invoke, int op)
{
	struct ussd_component c = { .kind = kind,
		.invoke_id_present = true,
		.invoke_id = invoke,
		.operation = op,
		.problem_kind = USSD_PROBLEM_INVOKE,
		.text_state = USSD_TEXT };

	assert_int_equal(ussd_text_set(&c.text, USSD_DCS_GSM7, "1", 1), OK);
	gsup_world_rx(w, IMSI, 1, GSUP_CONTINUE, &c);
}

static void an_application_ends_with_the_invoke_id_of_the_first(void **state)
{
	static const char *const keys[] = { "1", "1", "1", "1", "070185012345", "1", "1", "1" };
	struct gsup_world *w = *state;

	gsup_world_dial(w, IMSI, 1, "*1022#");
	for (unsigned i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		assert_screen(w, "");
		gsup_world_say(w, IMSI, 1, keys[i]);
	}
	assert_end(w, "Ma ho so ");
	assert_int_equal(w->stats->begun, 1);
	assert_int_equal(w->stats->ended, 1);
	assert_int_equal(w->stats->over_budget, 0);
	assert_int_equal(gsup_dialogues_stats(w->d)->open, 0);
	fixture_wait_ms(w->f, 60000);
	assert_int_equal(fake_net_dossiers(w->f->net), 1);
}

static void what_is_dialled_behind_the_code_goes_to_its_place(void **state)
{
	struct gsup_world *w = *state;

	gsup_world_dial(w, IMSI, 1, "*1022#");
	assert_screen(w, "");

	char home[SCREEN_MAX];

	snprintf(home, sizeof(home), "%s", gsup_world_text(w));
	gsup_world_dial(w, OTHER, 2, "*1022*1#");
	assert_screen(w, "");
	assert_string_not_equal(home, gsup_world_text(w));
}

static void a_number_is_asked_for_once(void **state)
{
	struct gsup_world *w = *state;

	gsup_world_dial(w, IMSI, 1, "*1022#");
	gsup_world_dial(w, IMSI, 2, "*1022#");
	assert_int_equal(w->stats->asked, 1);
	fixture_wait_ms(w->f, 600000);
	gsup_world_dial(w, IMSI, 3, "*1022#");
	assert_int_equal(w->stats->asked, 2);
}

static void a_phone_without_a_number_gets_a_last_screen(void **state)
{
	struct gsup_world *w = *state;

	w->hlr_unknown = true;
	gsup_world_dial(w, IMSI, 1, "*1022#");
	assert_end(w, "goi lai");
	assert_int_equal(w->stats->refused_number, 1);

	w->hlr_unknown = false;
	w->hlr_away = true;
	gsup_world_dial(w, IMSI, 2, "*1022#");
	assert_end(w, "goi lai");
	assert_int_equal(w->stats->refused_number, 2);

	w->hlr_away = false;
	w->hlr_mute = true;
	gsup_world_dial(w, IMSI, 3, "*1022#");
	assert_int_equal(w->n, 2);
	fixture_wait_ms(w->f, 2900);
	assert_int_equal(w->n, 2);
	fixture_wait_ms(w->f, 200);
	assert_end(w, "goi lai");
	assert_int_equal(w->stats->numbers_late, 1);
	assert_int_equal(gsup_dialogues_stats(w->d)->open, 0);
}

static void silence_ends_a_dialogue_before_the_guard_of_the_hlr(void **state)
{
	struct gsup_world *w = *state;

	gsup_world_dial(w, IMSI, 1, "*1022#");
	fixture_wait_ms(w->f, 20000);
	gsup_world_say(w, IMSI, 1, "1");
	fixture_wait_ms(w->f, 26000);
	assert_screen(w, "");
	fixture_wait_ms(w->f, 1500);
	assert_end(w, "goi lai");
	assert_int_equal(w->stats->timed_out, 1);
	/* What comes later is of no dialogue. */
	result(w, USSD_RESULT, 2, USSD_REQUEST);
	assert_int_equal(w->n, 3);
	assert_int_equal(w->stats->strays, 1);
}

static void only_the_answer_to_the_screen_on_the_phone_counts(void **state)
{
	struct gsup_world *w = *state;

	gsup_world_dial(w, IMSI, 1, "*1022#");
	gsup_world_say(w, IMSI, 1, "1");
	assert_int_equal(w->n, 2);
	result(w, USSD_RESULT, 1, USSD_REQUEST); /* the answer to the first screen, again */
	result(w, USSD_RESULT, 3, USSD_REQUEST); /* to one that was not sent yet */
	assert_int_equal(w->n, 2);
	assert_int_equal(w->stats->repeated, 2);
	gsup_world_say(w, IMSI, 1, "1");
	assert_int_equal(w->n, 3);
}

static void a_second_dial_of_a_phone_ends_its_first(void **state)
{
	struct gsup_world *w = *state;

	gsup_world_dial(w, IMSI, 1, "*1022#");
	gsup_world_dial(w, IMSI, 2, "*1022#");
	assert_int_equal(w->n, 3);
	assert_int_equal(w->sent[1].message.state, GSUP_END);
	assert_int_equal(w->sent[1].message.session, 1);
	assert_int_equal(w->sent[2].message.session, 2);
	assert_screen(w, "");
	assert_int_equal(w->stats->replaced, 1);
	result(w, USSD_RESULT, 1, USSD_REQUEST);
	assert_int_equal(w->stats->strays, 1);
	/* A network that began to count anew: an END would end the new one. */
	gsup_world_dial(w, IMSI, 2, "*1022#");
	assert_int_equal(w->n, 4);
	assert_screen(w, "");
	assert_int_equal(gsup_dialogues_stats(w->d)->open, 1);
}

static void beyond_the_limit_a_phone_is_told_so(void **state)
{
	struct gsup_world *w = *state;

	gsup_world_dial(w, IMSI, 1, "*1022#");
	gsup_world_dial(w, OTHER, 2, "*1022#");
	gsup_world_dial(w, "452010900000003", 3, "*1022#");
	assert_end(w, "nhieu nguoi goi");
	assert_int_equal(gsup_world_last(w)->message.session, 3);
	assert_int_equal(w->stats->refused_full, 1);
	/* The two go on. */
	result(w, USSD_RESULT, 1, USSD_REQUEST);
	assert_screen(w, "");
	assert_int_equal(w->stats->begun, 2);
}

static void an_empty_answer_repeats_the_screen(void **state)
{
	struct gsup_world *w = *state;
	char before[SCREEN_MAX];

	gsup_world_dial(w, IMSI, 1, "*1022#");
	snprintf(before, sizeof(before), "%s", strstr(gsup_world_text(w), "\n1 "));
	before[1 + strcspn(before + 1, "\n")] = '\0'; /* its first choice */
	gsup_world_say(w, IMSI, 1, "");
	assert_int_equal(w->n, 2);
	assert_screen(w, before);
	assert_int_equal(gsup_world_last(w)->c.invoke_id, 2);
}

/* A component with 8-bit data: no alphabet. */
static void rx_unreadable(struct gsup_world *w, enum gsup_state state)
{
	uint8_t octets[GSUP_OUT_MAX];
	static const uint8_t begin[] = { 0xa1, 0x0e, 0x02, 0x01, 0x07, 0x02, 0x01, 0x3b, 0x30, 0x06,
		0x04, 0x01, 0x44, 0x04, 0x01, 0xff };
	static const uint8_t answer[] = { 0xa2, 0x10, 0x02, 0x01, 0x01, 0x30, 0x0b, 0x02, 0x01,
		0x3c, 0x30, 0x06, 0x04, 0x01, 0x44, 0x04, 0x01, 0xff };
	struct gsup_message m = {
		.type = GSUP_SS_REQUEST, .state = state, .session = 1, .imsi = IMSI
	};
	int n;

	m.component = state == GSUP_BEGIN ? begin : answer;
	m.component_len = state == GSUP_BEGIN ? sizeof(begin) : sizeof(answer);
	n = gsup_message_encode(&m, octets, sizeof(octets));
	assert_true(n > 0);
	gsup_dialogues_rx(w->d, octets, (size_t)n);
	fixture_settle(w->f);
}

static void an_unreadable_text_is_said_to_be_so(void **state)
{
	struct gsup_world *w = *state;

	rx_unreadable(w, GSUP_BEGIN);
	assert_end(w, "Khong doc duoc");
	gsup_world_dial(w, IMSI, 1, "*1022#");
	rx_unreadable(w, GSUP_CONTINUE);
	assert_screen(w, "Khong doc duoc");
	assert_int_equal(w->stats->unreadable, 2);
	gsup_world_say(w, IMSI, 1, "1");
	assert_int_equal(w->n, 4);
}

static void operations_that_we_do_not_have_are_rejected(void **state)
{
	struct ussd_component c = { .kind = USSD_INVOKE,
		.invoke_id_present = true,
		.invoke_id = 9,
		.operation = USSD_NOTIFY,
		.text_state = USSD_TEXT };
	struct gsup_world *w = *state;

	assert_int_equal(ussd_text_set(&c.text, USSD_DCS_GSM7, "x", 1), OK);
	gsup_world_rx(w, IMSI, 1, GSUP_BEGIN, &c);
	assert_int_equal(gsup_world_last(w)->c.kind, USSD_REJECT);
	assert_int_equal(gsup_world_last(w)->c.invoke_id, 9);
	assert_int_equal(gsup_world_last(w)->message.state, GSUP_END);

	gsup_world_dial(w, IMSI, 1, "*1022#");
	gsup_world_rx(w, IMSI, 1, GSUP_CONTINUE, &c);
	assert_int_equal(gsup_world_last(w)->c.kind, USSD_REJECT);
	assert_int_equal(gsup_world_last(w)->message.state, GSUP_CONTINUE);
	assert_int_equal(w->stats->rejected, 2);
	result(w, USSD_RESULT, 1, USSD_REQUEST);
	assert_screen(w, "");
}

static void a_code_of_another_service_is_refused_with_a_text(void **state)
{
	struct gsup_world *w = *state;

	gsup_world_dial(w, IMSI, 1, "*100#");
	assert_end(w, "Khong co dich vu");
	gsup_world_dial(w, IMSI, 1, "hello");
	assert_end(w, "Khong co dich vu");
	assert_int_equal(w->stats->refused_code, 2);
	assert_int_equal(w->stats->begun, 0);
}

static void a_phone_that_does_not_take_the_screen_gets_a_last_one(void **state)
{
	struct gsup_world *w = *state;

	gsup_world_dial(w, IMSI, 1, "*1022#");
	result(w, USSD_ERROR, 1, 0);
	assert_end(w, "goi lai");
	gsup_world_dial(w, IMSI, 1, "*1022#");
	result(w, USSD_REJECT, 1, 0);
	assert_end(w, "goi lai");
	gsup_world_dial(w, IMSI, 1, "*1022#");
	gsup_world_rx(w, IMSI, 1, GSUP_END, NULL);
	assert_int_equal(w->n, 5);
	assert_int_equal(w->stats->left, 3);
	assert_int_equal(gsup_dialogues_stats(w->d)->open, 0);
}

static void broken_octets_are_counted_and_change_nothing(void **state)
{
	static const uint8_t broken[] = { 0x20, 0x01, 0x08, 0x54, 0x02 };
	static const uint8_t other[] = { 0x04, 0x01, 0x00 };
	uint8_t octets[GSUP_OUT_MAX];
	static const uint8_t component[] = { 0xa2, 0x7f, 0x02 };
	struct gsup_message m = { .type = GSUP_SS_REQUEST,
		.state = GSUP_CONTINUE,
		.session = 1,
		.imsi = IMSI,
		.component = component,
		.component_len = sizeof(component) };
	struct gsup_world *w = *state;
	int n = gsup_message_encode(&m, octets, sizeof(octets));

	gsup_world_dial(w, IMSI, 1, "*1022#");
	gsup_dialogues_rx(w->d, broken, sizeof(broken));
	gsup_dialogues_rx(w->d, octets, (size_t)n);
	gsup_dialogues_rx(w->d, other, sizeof(other));
	gsup_dialogues_rx(w->d, NULL, 0);
	fixture_settle(w->f);
	assert_int_equal(w->stats->broken, 3);
	assert_int_equal(w->stats->strays, 1);
	assert_int_equal(w->n, 1);
	result(w, USSD_RESULT, 1, USSD_REQUEST);
	assert_screen(w, "");
}

static void a_link_that_is_down_loses_screens_and_nothing_else(void **state)
{
	struct gsup_world *w = *state;

	gsup_world_dial(w, IMSI, 1, "*1022#");
	w->link_down = true;
	gsup_world_say(w, IMSI, 1, "1");
	assert_int_equal(w->stats->unsent, 1);
	w->link_down = false;
	fixture_wait_ms(w->f, 28000);
	assert_end(w, "goi lai");
	gsup_world_dial(w, IMSI, 2, "*1022#");
	assert_screen(w, "");
}

static void answers_that_no_session_waits_for_are_strays(void **state)
{
	static const char *const answers[] = { "", "GET_REPLY", "TRAP 0 x 1", "ERROR 1 no",
		"GET_REPLY 4294967296 subscriber.by-imsi-1.msisdn 84901234567",
		"GET_REPLY 99999999999999999999999 subscriber.by-imsi-1.msisdn 84901234567" };
	struct gsup_world *w = *state;

	gsup_world_dial(w, IMSI, 1, "*1022#");
	for (unsigned i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		gsup_dialogues_answer(w->d, answers[i], strlen(answers[i]));
		assert_int_equal(w->stats->strays, i + 1);
	}
	assert_int_equal(w->n, 1);
}

static void five_thousand_are_open_at_once(void **state)
{
	struct gsup_world *w = *state;
	char imsi[GSUP_IMSI_SIZE];

	for (unsigned i = 0; i < 5001; i++) {
		snprintf(imsi, sizeof(imsi), "4520109%08u", 10000000 + i);
		gsup_world_dial(w, imsi, i, "*1022#");
	}
	assert_end(w, "nhieu nguoi goi");
	assert_int_equal(w->n, 5001);
	assert_int_equal(gsup_dialogues_stats(w->d)->open, 5000);

	const struct dialogue_stats *stats = dialogues_stats(w->f->gateway->counter.dialogues);

	print_message("# octets of an open dialogue: %zu, of its session %zu\n",
		stats->octets / stats->open, sizeof(struct gsup_session));
	assert_true(stats->octets / stats->open + sizeof(struct gsup_session) <= 400);
	fixture_wait_ms(w->f, 40000);
	assert_int_equal(gsup_dialogues_stats(w->d)->open, 0);
	assert_int_equal(w->stats->timed_out, 5000);
}

#define TEST(name)	 cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define TEST_SMALL(name) cmocka_unit_test_setup_teardown(name, set_up_small, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_application_ends_with_the_invoke_id_of_the_first),
		TEST(what_is_dialled_behind_the_code_goes_to_its_place),
		TEST(a_number_is_asked_for_once),
		TEST(a_phone_without_a_number_gets_a_last_screen),
		TEST(silence_ends_a_dialogue_before_the_guard_of_the_hlr),
		TEST(only_the_answer_to_the_screen_on_the_phone_counts),
		TEST(a_second_dial_of_a_phone_ends_its_first),
		TEST_SMALL(beyond_the_limit_a_phone_is_told_so),
		TEST(an_empty_answer_repeats_the_screen),
		TEST(an_unreadable_text_is_said_to_be_so),
		TEST(operations_that_we_do_not_have_are_rejected),
		TEST(a_code_of_another_service_is_refused_with_a_text),
		TEST(a_phone_that_does_not_take_the_screen_gets_a_last_one),
		TEST(broken_octets_are_counted_and_change_nothing),
		TEST(a_link_that_is_down_loses_screens_and_nothing_else),
		TEST(answers_that_no_session_waits_for_are_strays),
		TEST(five_thousand_are_open_at_once),
	};

	return cmocka_run_group_tests_name("gsup dialogue", tests, NULL, NULL);
}
