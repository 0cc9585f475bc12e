/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The breaker, step by step on a clock of its own.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "gateway/portal/breaker.h"

static const struct breaker_policy POLICY = { .strikes_max = 3, .open = { 8, 64 } };
#define MIDDLE_RANDOM (UINT32_MAX / 2 + 1) /* no jitter */

static struct breaker after(struct breaker b, enum breaker_word word, uint64_t now_ms)
{
	return breaker_after(&b, &POLICY, word, 0, now_ms, MIDDLE_RANDOM);
}

static struct breaker opened_at(uint64_t now_ms)
{
	struct breaker b = { .state = BREAKER_CLOSED };

	for (unsigned i = 0; i < POLICY.strikes_max; i++)
		b = after(b, BREAKER_BAD, now_ms);
	return b;
}

static void it_opens_after_so_many_bad_answers_in_a_row(void **state)
{
	static const struct {
		enum breaker_word words[4];
		enum breaker_state expected;
	} cases[] = {
		{ { BREAKER_BAD, BREAKER_BAD, BREAKER_BAD, BREAKER_BAD }, BREAKER_OPEN },
		{ { BREAKER_SLOW, BREAKER_BAD, BREAKER_SLOW, BREAKER_BAD }, BREAKER_OPEN },
		{ { BREAKER_BAD, BREAKER_BAD, BREAKER_GOOD, BREAKER_BAD }, BREAKER_CLOSED },
		{ { BREAKER_GOOD, BREAKER_SLOW, BREAKER_SLOW, BREAKER_GOOD }, BREAKER_CLOSED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct breaker b = { .state = BREAKER_CLOSED };

		for (unsigned w = 0; w < 4; w++)
			b = after(b, cases[i].words[w], 1000);
		assert_int_equal(b.state, cases[i].expected);
	}
}

static void while_open_nothing_is_sent_and_later_one_at_a_time(void **state)
{
	struct breaker b = opened_at(1000), later;

	(void)state;
	assert_int_equal(b.state, BREAKER_OPEN);
	assert_int_equal(b.open_until_ms, 9000);
	later = breaker_at(&b, 8999);
	assert_int_equal(breaker_room(&later, 0, 8), 0);
	later = breaker_at(&b, 9000);
	assert_int_equal(later.state, BREAKER_HALF_OPEN);
	assert_int_equal(breaker_room(&later, 0, 8), 1);
	assert_int_equal(breaker_room(&later, 1, 8), 0);
	assert_int_equal(breaker_room(&later, 7, 8), 0);
}

static void a_good_probe_closes_it_and_forgets_the_past(void **state)
{
	struct breaker b = after(opened_at(0), BREAKER_GOOD, 8000);

	(void)state;
	assert_int_equal(b.state, BREAKER_CLOSED);
	assert_int_equal(b.strikes, 0);
	assert_int_equal(b.openings, 0);
	assert_int_equal(breaker_room(&b, 3, 8), 5);
}

static void a_slow_probe_keeps_it_at_one_at_a_time(void **state)
{
	struct breaker b = after(opened_at(0), BREAKER_SLOW, 8000);

	(void)state;
	assert_int_equal(b.state, BREAKER_HALF_OPEN);
	b = after(b, BREAKER_SLOW, 9000);
	assert_int_equal(b.state, BREAKER_HALF_OPEN);
	b = after(b, BREAKER_GOOD, 10000);
	assert_int_equal(b.state, BREAKER_CLOSED);
}

static void bad_probes_double_the_wait_up_to_its_maximum(void **state)
{
	static const uint64_t waits_s[] = { 8, 16, 32, 64, 64 };
	struct breaker b = opened_at(0);
	uint64_t now_ms = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(waits_s) / sizeof(waits_s[0]); i++) {
		assert_int_equal(b.open_until_ms - now_ms, waits_s[i] * 1000);
		now_ms = b.open_until_ms;
		b = after(b, BREAKER_BAD, now_ms);
		assert_int_equal(b.state, BREAKER_OPEN);
	}
}

static void answers_to_older_requests_change_nothing_while_open(void **state)
{
	struct breaker open = opened_at(0);
	struct breaker good = after(open, BREAKER_GOOD, 4000);
	struct breaker bad = after(open, BREAKER_BAD, 4000);

	(void)state;
	assert_int_equal(good.state, BREAKER_OPEN);
	assert_int_equal(good.open_until_ms, open.open_until_ms);
	assert_int_equal(bad.open_until_ms, open.open_until_ms);
	assert_int_equal(bad.openings, open.openings);
}

static void a_portal_that_says_when_to_come_back_is_believed_at_once(void **state)
{
	struct breaker b = { .state = BREAKER_CLOSED };

	(void)state;
	b = breaker_after(&b, &POLICY, BREAKER_BAD, 120, 1000, MIDDLE_RANDOM);
	assert_int_equal(b.state, BREAKER_OPEN);
	assert_int_equal(b.open_until_ms, 121000);
	b = breaker_after(&b, &POLICY, BREAKER_BAD, 60, 1000, MIDDLE_RANDOM);
	assert_int_equal(b.open_until_ms, 121000);
	b = breaker_after(&b, &POLICY, BREAKER_BAD, 180, 1000, MIDDLE_RANDOM);
	assert_int_equal(b.open_until_ms, 181000);
	b = (struct breaker) { .state = BREAKER_CLOSED };
	b = breaker_after(&b, &POLICY, BREAKER_BAD, 1, 1000, MIDDLE_RANDOM);
	assert_int_equal(b.open_until_ms, 9000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_opens_after_so_many_bad_answers_in_a_row),
		cmocka_unit_test(while_open_nothing_is_sent_and_later_one_at_a_time),
		cmocka_unit_test(a_good_probe_closes_it_and_forgets_the_past),
		cmocka_unit_test(a_slow_probe_keeps_it_at_one_at_a_time),
		cmocka_unit_test(bad_probes_double_the_wait_up_to_its_maximum),
		cmocka_unit_test(answers_to_older_requests_change_nothing_while_open),
		cmocka_unit_test(a_portal_that_says_when_to_come_back_is_believed_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
