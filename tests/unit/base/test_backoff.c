/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Waiting before trying again.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "gateway/base/backoff.h"

#define MIDDLE 0x80000000u /* the random number that spreads nothing */

static void each_failure_doubles_the_wait_up_to_the_limit(void **state)
{
	static const struct backoff policy = { .first_s = 10, .max_s = 100 };
	static const uint32_t expected[] = { 10, 10, 20, 40, 80, 100, 100 };

	(void)state;
	for (uint32_t attempts = 0; attempts < 7; attempts++)
		assert_in_range(backoff_s(&policy, attempts, MIDDLE), expected[attempts] - 1,
			expected[attempts]);
	assert_int_equal(backoff_s(&policy, UINT32_MAX, MIDDLE), 100);
}

static void the_wait_is_spread_by_a_quarter_each_way(void **state)
{
	static const struct backoff policy = { .first_s = 1000, .max_s = 1000 };
	uint64_t sum = 0;

	(void)state;
	assert_int_equal(backoff_s(&policy, 1, 0), 750);
	assert_in_range(backoff_s(&policy, 1, UINT32_MAX), 1249, 1250);
	for (uint32_t i = 0; i < 1000; i++)
		sum += backoff_s(&policy, 1, i * (UINT32_MAX / 1000));
	assert_in_range(sum / 1000, 995, 1005);
}

static void the_wait_is_never_nothing_and_never_overflows(void **state)
{
	static const struct backoff none = { 0, 0 }, short_one = { 1, 1 };
	static const struct backoff endless = { UINT32_MAX, UINT32_MAX };

	(void)state;
	assert_int_equal(backoff_s(&none, 5, 0), 1);
	assert_int_equal(backoff_s(&short_one, 1, 0), 1);
	assert_int_equal(backoff_s(&endless, 40, UINT32_MAX), UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_failure_doubles_the_wait_up_to_the_limit),
		cmocka_unit_test(the_wait_is_spread_by_a_quarter_each_way),
		cmocka_unit_test(the_wait_is_never_nothing_and_never_overflows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
