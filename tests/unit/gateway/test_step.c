/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Messages that meet in one turn: two of one dialogue, and two dialogues of one phone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "tests/lib/gateway_fixture.h"

static int set_up(void **state)
{
	*state = fixture_new(NULL);
	return 0;
}

static int tear_down(void **state)
{
	fixture_free(*state);
	return 0;
}

static void send_all(struct fixture *f, struct test_phone *p, const char *keys)
{
	for (; *keys; keys++) {
		const char key[2] = { *keys, '\0' };

		phone_send(f, p, *keys == 'i' ? "070185012345" : key);
	}
}

static void post(struct fixture *f, struct test_phone *p, const char *text)
{
	phone_post(f, p, false, text, strlen(text));
}

/* Two dialogues of one phone before the declaration of the same draft. */
static void both_declare(struct fixture *f, struct test_phone *ussd, struct test_phone *sms)
{
	phone_init(ussd, "0901234567", BEARER_HTTP);
	phone_init(sms, "0901234567", BEARER_SMS);
	phone_dial(f, ussd, "*1022*1*1#");
	send_all(f, ussd, "11i11");
	fixture_wait_ms(f, 1000);
	phone_dial(f, sms, "*1022#");
	send_all(f, sms, "111");
	assert_non_null(strstr(sms->answer.text, "1 Dung, gui"));
}

/* The receipt on a screen. */
static void receipt_of(const struct test_phone *p, char out[16])
{
	const char *at = strstr(p->answer.text, "Ma ho so ");

	assert_non_null(at);
	snprintf(out, 16, "%.10s", at + strlen("Ma ho so "));
}

static void one_draft_is_one_dossier_whoever_submits_it(void **state)
{
	struct fixture *f = *state;
	struct test_phone ussd, sms;
	char first[16], second[16];

	both_declare(f, &ussd, &sms);
	post(f, &ussd, "1");
	post(f, &sms, "1");
	fixture_settle(f);
	receipt_of(&ussd, first);
	receipt_of(&sms, second);
	assert_string_equal(first, second);
	fixture_wait_ms(f, 60000);
	assert_int_equal(fake_net_dossiers(f->net), 1);
}

static void a_repeat_in_the_same_turn_waits_and_repeats(void **state)
{
	struct fixture *f = *state;
	struct test_phone ussd, sms;
	char first[16], second[16];

	both_declare(f, &ussd, &sms);
	post(f, &ussd, "1");
	post(f, &ussd, "1");
	turn_run(f->gateway->turn);
	receipt_of(&ussd, first);
	assert_int_equal(ussd.answers, 7);
	fixture_settle(f);
	receipt_of(&ussd, second);
	assert_int_equal(ussd.answers, 8);
	assert_string_equal(first, second);
	fixture_wait_ms(f, 60000);
	assert_int_equal(fake_net_dossiers(f->net), 1);
}

static void answers_that_wait_do_not_revive_what_was_submitted(void **state)
{
	struct fixture *f = *state;
	struct test_phone ussd, sms;

	both_declare(f, &ussd, &sms);
	post(f, &ussd, "2"); /* change */
	post(f, &ussd, "1"); /* the situation: forgotten, so the draft differs */
	fixture_settle(f);
	phone_send(f, &sms, "1"); /* rides with that change */
	assert_non_null(strstr(sms.answer.text, "Ma ho so"));
	fixture_wait_ms(f, 300000);
	phone_dial(f, &ussd, "*1022#");
	assert_null(strstr(ussd.answer.text, "dang lam do"));
	assert_int_equal(fake_net_dossiers(f->net), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			one_draft_is_one_dossier_whoever_submits_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_repeat_in_the_same_turn_waits_and_repeats, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			answers_that_wait_do_not_revive_what_was_submitted, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("step", tests, NULL, NULL);
}
