/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The breaker before Kannel.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "sms/breaker.h"

#define MIDDLE 0x80000000u /* the random number that spreads nothing */

static void fail_times(struct sms_breaker *breaker, unsigned n, uint64_t now_ms)
{
	for (unsigned i = 0; i < n; i++)
		(void)sms_breaker_note(breaker, true, now_ms, MIDDLE);
}

static void a_few_failures_change_nothing(void **state)
{
	struct sms_breaker breaker = { 0 };

	(void)state;
	fail_times(&breaker, BREAKER_FAILURES - 1, 0);
	assert_false(sms_breaker_open(&breaker));
	assert_int_equal(sms_breaker_room(&breaker, 10, 0), BREAKER_ROOM_LIMIT);
	assert_false(sms_breaker_note(&breaker, false, 0, MIDDLE));
	fail_times(&breaker, BREAKER_FAILURES - 1, 0);
	assert_false(sms_breaker_open(&breaker));
}

static void a_streak_opens_it_and_one_probe_goes_at_a_time(void **state)
{
	struct sms_breaker breaker = { 0 };

	(void)state;
	fail_times(&breaker, BREAKER_FAILURES - 1, 0);
	assert_true(sms_breaker_note(&breaker, true, 0, MIDDLE));
	assert_true(sms_breaker_open(&breaker));
	assert_int_equal(sms_breaker_room(&breaker, 0, 0), 0);
	assert_int_equal(sms_breaker_room(&breaker, 0, 1000 * BREAKER_FIRST_S), 1);
	assert_int_equal(sms_breaker_room(&breaker, 1, 1000 * BREAKER_FIRST_S), 0);
}

static void answers_from_before_it_opened_do_not_lengthen_the_wait(void **state)
{
	struct sms_breaker breaker = { 0 };

	(void)state;
	fail_times(&breaker, BREAKER_FAILURES + 30, 0);
	assert_int_equal(breaker.probes, 1);
	assert_int_equal(sms_breaker_room(&breaker, 0, 1000 * BREAKER_FIRST_S), 1);
}

static void failed_probes_are_spaced_out_up_to_a_limit(void **state)
{
	struct sms_breaker breaker = { 0 };
	uint64_t now_ms = 0;

	(void)state;
	fail_times(&breaker, BREAKER_FAILURES, now_ms);
	for (unsigned i = 0; i < 20; i++) {
		now_ms = breaker.probe_at_ms;
		assert_int_equal(sms_breaker_room(&breaker, 0, now_ms), 1);
		assert_false(sms_breaker_note(&breaker, true, now_ms, MIDDLE));
		assert_true(breaker.probe_at_ms > now_ms);
	}
	assert_in_range(breaker.probe_at_ms - now_ms, 1000 * (BREAKER_LONGEST_S - 1),
		1000 * BREAKER_LONGEST_S);
}

static void one_good_answer_closes_it_whole(void **state)
{
	struct sms_breaker breaker = { 0 };

	(void)state;
	fail_times(&breaker, BREAKER_FAILURES, 0);
	assert_true(sms_breaker_note(&breaker, false, 5000, MIDDLE));
	assert_false(sms_breaker_open(&breaker));
	assert_int_equal(sms_breaker_room(&breaker, 31, 5000), BREAKER_ROOM_LIMIT);
	assert_int_equal(breaker.probes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_few_failures_change_nothing),
		cmocka_unit_test(a_streak_opens_it_and_one_probe_goes_at_a_time),
		cmocka_unit_test(answers_from_before_it_opened_do_not_lengthen_the_wait),
		cmocka_unit_test(failed_probes_are_spaced_out_up_to_a_limit),
		cmocka_unit_test(one_good_answer_closes_it_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
