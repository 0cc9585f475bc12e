/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Messages of which no report came.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "sms/inner.h"
#include "tests/lib/sms_world.h"

#define DAY_S 86400

static int set_up(void **state)
{
	*state = sms_world_new();
	return 0;
}

static int tear_down(void **state)
{
	sms_world_free(*state);
	return 0;
}

static void without_a_report_for_a_day_a_sent_message_is_unknown_for_good(void **state)
{
	struct sms_world *w = *state;
	int64_t old, young;
	struct outbox_row row;

	old = sms_world_plan(w, 1);
	sms_world_answer(w, 202, "0: Accepted for delivery");
	sms_world_wait_s(w, DAY_S - 2 * SMS_OVERDUE_ROUND_S);
	sms_world_row(w, old, &row);
	assert_int_equal(row.state, SMS_SENT);
	young = sms_world_plan(w, 2);
	sms_world_answer(w, 202, "0: Accepted for delivery");
	sms_world_wait_s(w, 4 * SMS_OVERDUE_ROUND_S);
	sms_world_row(w, old, &row);
	assert_int_equal(row.state, SMS_UNKNOWN);
	assert_string_equal(row.reason, "no delivery report came");
	sms_world_row(w, young, &row);
	assert_int_equal(row.state, SMS_SENT);
	sms_world_wait_s(w, 3 * DAY_S);
	assert_int_equal(sms_world_asked_ever(w), 2);
	sms_world_row(w, young, &row);
	assert_int_equal(row.state, SMS_UNKNOWN);
}

static void a_report_counts_even_after_that(void **state)
{
	struct sms_world *w = *state;
	int64_t id = sms_world_plan(w, 1);
	struct outbox_row row;

	sms_world_answer(w, 202, "0: Accepted for delivery");
	sms_world_wait_s(w, 2 * DAY_S);
	assert_int_equal(sms_world_report(w, id, 1, 1), OK);
	sms_world_row(w, id, &row);
	assert_int_equal(row.state, SMS_DELIVERED);
}

static void a_round_reaches_every_row_in_small_slices(void **state)
{
	struct sms_world *w = *state;
	struct outbox_counts counts;
	unsigned n = 3 * SMS_OVERDUE_ROWS + 5;

	for (unsigned i = 0; i < n; i++) {
		(void)sms_world_plan(w, i);
		sms_world_answer(w, 202, "0: Accepted for delivery");
	}
	sms_world_wait_s(w, DAY_S + 2 * SMS_OVERDUE_ROUND_S);
	assert_int_equal(outbox_counts(w->store, &counts), OK);
	assert_int_equal(counts.by_state[SMS_UNKNOWN], n);
	assert_int_equal(counts.by_state[SMS_SENT], 0);
}

static void a_full_disk_delays_a_round_and_breaks_nothing(void **state)
{
	struct sms_world *w = *state;
	int64_t id = sms_world_plan(w, 1);
	struct outbox_row row;

	sms_world_answer(w, 202, "0: Accepted for delivery");
	w->disk = DISK_FULL;
	sms_world_wait_s(w, DAY_S + 2 * SMS_OVERDUE_ROUND_S);
	sms_world_row(w, id, &row);
	assert_int_equal(row.state, SMS_SENT);
	w->disk = DISK_FINE;
	sms_world_wait_s(w, SMS_OVERDUE_ROUND_S + 60);
	sms_world_row(w, id, &row);
	assert_int_equal(row.state, SMS_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		WORLD_TEST(without_a_report_for_a_day_a_sent_message_is_unknown_for_good),
		WORLD_TEST(a_report_counts_even_after_that),
		WORLD_TEST(a_round_reaches_every_row_in_small_slices),
		WORLD_TEST(a_full_disk_delays_a_round_and_breaks_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
