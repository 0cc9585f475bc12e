/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What becomes of a row after an answer, also when the store cannot write it down.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>
#include "sms/inner.h"
#include "tests/lib/sms_world.h"

#define NOW	 INT64_C(1000000)
#define MIDDLE	 0x80000000u
#define ACCEPTED "0: Accepted for delivery"

static const struct sms_policy policy = {
	.unknown_wait_s = 600, .report_wait_s = 86400, .attempts_max = 100, .parts_max = 2
};

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

static void assert_state(struct sms_world *w, int64_t id, enum sms_state state)
{
	struct outbox_row row;

	sms_world_row(w, id, &row);
	if (row.state != state)
		fail_msg("row %d is %s, not %s", (int)id, sms_state_name(row.state),
			sms_state_name(state));
}

/* --- values ------------------------------------------------------------------------------ */

static void each_reply_has_its_next_state_and_time(void **state)
{
	static const struct {
		enum verdict verdict;
		bool down;
		uint32_t attempts;
		enum sms_state next;
		int64_t from_s, to_s; /* wait */
	} rows[] = {
		{ VERDICT_OK, false, 1, SMS_SENT, 86400, 86400 },
		{ VERDICT_OK, false, 500, SMS_SENT, 86400, 86400 },
		{ VERDICT_TEMPFAIL, true, 1, SMS_QUEUED, 1, 2 },
		{ VERDICT_TEMPFAIL, true, 3, SMS_QUEUED, 7, 8 },
		{ VERDICT_TEMPFAIL, true, 100000, SMS_QUEUED, 59, 60 },
		{ VERDICT_TEMPFAIL, false, 1, SMS_QUEUED, 29, 30 },
		{ VERDICT_TEMPFAIL, false, 99, SMS_QUEUED, 899, 900 },
		{ VERDICT_UNKNOWN, true, 1, SMS_UNKNOWN, 600, 600 },
		{ VERDICT_UNKNOWN, false, 2, SMS_UNKNOWN, 1200, 1200 },
		{ VERDICT_UNKNOWN, true, 5, SMS_UNKNOWN, 9600, 9600 },
		{ VERDICT_UNKNOWN, true, 99, SMS_UNKNOWN, 86400, 86400 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct kannel_reply reply = { rows[i].verdict, rows[i].down, "why" };
		struct sms_step step = result_step(&policy, &reply, rows[i].attempts, NOW, MIDDLE);

		if (step.state != rows[i].next || step.next_at_s - NOW < rows[i].from_s ||
			step.next_at_s - NOW > rows[i].to_s)
			fail_msg("row %zu: %s in %d s", i, sms_state_name(step.state),
				(int)(step.next_at_s - NOW));
	}
}

static void an_end_is_not_looked_at_again(void **state)
{
	static const struct {
		enum verdict verdict;
		uint32_t attempts;
		enum sms_state next;
	} rows[] = {
		{ VERDICT_PERMFAIL, 1, SMS_FAILED },
		{ VERDICT_TEMPFAIL, 100, SMS_FAILED },
		{ VERDICT_UNKNOWN, 100, SMS_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct kannel_reply reply = { rows[i].verdict, false, "why" };
		struct sms_step step = result_step(&policy, &reply, rows[i].attempts, NOW, MIDDLE);

		assert_int_equal(step.state, rows[i].next);
		assert_true(step.next_at_s == SMS_NEVER);
		assert_string_equal(step.reason, "why");
	}
}

static void an_unknown_wait_longer_than_the_report_wait_is_kept_whole(void **state)
{
	const struct sms_policy odd = {
		.unknown_wait_s = 900, .report_wait_s = 60, .attempts_max = 100
	};
	struct kannel_reply reply = { VERDICT_UNKNOWN, true, "why" };

	(void)state;
	assert_int_equal(result_step(&odd, &reply, 7, NOW, MIDDLE).next_at_s, NOW + 900);
}

/* --- rows -------------------------------------------------------------------------------- */

static void a_refused_number_fails_for_good_with_its_reason(void **state)
{
	struct sms_world *w = *state;
	int64_t id = sms_world_plan(w, 1);
	struct outbox_row row;

	sms_world_answer(w, 400, "Empty receiver number not allowed, rejected");
	sms_world_row(w, id, &row);
	assert_int_equal(row.state, SMS_FAILED);
	assert_string_equal(row.reason, "Kannel refuses this number");
	assert_int_equal(sms_stats(w->sms)->perm_failed, 1);
	sms_world_wait_s(w, 7200);
	assert_int_equal(sms_world_asked_ever(w), 1);
}

static void an_unroutable_number_is_tried_to_its_limit_and_holds_up_nobody(void **state)
{
	struct sms_world *w = *state;
	int64_t id;

	w->config.attempts_max = 8;
	sms_world_restart(w);
	id = sms_world_plan(w, 1);
	for (unsigned i = 0; i < 8; i++) {
		assert_int_equal(sms_world_asked(w), 1);
		sms_world_answer(w, 403, "Not routable. Do not try again.");
		sms_world_wait_s(w, 1200);
	}
	assert_state(w, id, SMS_FAILED);
	assert_int_equal(sms_stats(w->sms)->temp_failed, 8);
	assert_false(sms_breaker_open(&w->sms->breaker));
}

static void a_lost_answer_is_waited_for_and_then_sent_again(void **state)
{
	struct sms_world *w = *state;
	int64_t id = sms_world_plan(w, 1);

	sms_world_no_answer(w, VERDICT_UNKNOWN);
	assert_state(w, id, SMS_UNKNOWN);
	assert_int_equal(sms_stats(w->sms)->unknown, 1);
	sms_world_wait_s(w, 595);
	assert_int_equal(sms_world_asked(w), 0);
	sms_world_wait_s(w, 10);
	assert_int_equal(sms_world_asked(w), 1);
	sms_world_answer(w, 202, ACCEPTED);
	assert_state(w, id, SMS_SENT);
}

static void a_lost_answer_and_a_report_make_no_second_message(void **state)
{
	static const int good_news[] = { 1, 4, 8 };
	struct sms_world *w = *state;

	for (unsigned i = 0; i < 3; i++) {
		int64_t id = sms_world_plan(w, i);

		sms_world_no_answer(w, VERDICT_UNKNOWN);
		assert_int_equal(sms_world_report(w, id, 1, good_news[i]), OK);
		assert_state(w, id, good_news[i] == 1 ? SMS_DELIVERED : SMS_SENT);
	}
	sms_world_wait_s(w, 7200);
	assert_int_equal(sms_world_asked_ever(w), 3);
}

static void a_report_faster_than_the_answer_is_not_undone_by_it(void **state)
{
	struct sms_world *w = *state;
	int64_t delivered = sms_world_plan(w, 1);
	int64_t refused = sms_world_plan(w, 2);
	int64_t lost = sms_world_plan(w, 3);

	assert_int_equal(sms_world_report(w, delivered, 1, 1), OK);
	assert_int_equal(sms_world_report(w, refused, 1, 16), OK);
	assert_int_equal(sms_world_report(w, lost, 1, 8), OK);
	sms_world_answer(w, 202, ACCEPTED);
	sms_world_answer(w, 202, ACCEPTED);
	sms_world_no_answer(w, VERDICT_UNKNOWN);
	assert_state(w, delivered, SMS_DELIVERED);
	assert_state(w, refused, SMS_FAILED);
	assert_state(w, lost, SMS_SENT);
	assert_int_equal(sms_stats(w->sms)->in_flight, 0);
}

/* --- the store cannot write ---------------------------------------------------------------- */

static void a_verdict_that_cannot_be_written_is_kept_and_written_later(void **state)
{
	static const enum sms_world_disk disks[] = { DISK_FULL, DISK_SYNC_LOST, DISK_SYNC_KEPT };
	struct sms_world *w = *state;

	for (unsigned i = 0; i < 3; i++) {
		int64_t id = sms_world_plan(w, i);

		w->disk = disks[i];
		sms_world_answer(w, 202, ACCEPTED);
		assert_state(w, id, disks[i] == DISK_SYNC_KEPT ? SMS_SENT : SMS_SENDING);
		assert_int_equal(sms_stats(w->sms)->in_flight, 1);
		sms_world_wait_s(w, 3000);
		assert_int_equal(sms_world_asked_ever(w), i + 1);
		w->disk = DISK_FINE;
		sms_world_wait_s(w, 2);
		assert_state(w, id, SMS_SENT);
		assert_int_equal(sms_stats(w->sms)->in_flight, 0);
	}
	sms_world_wait_s(w, 3000);
	assert_int_equal(sms_world_asked_ever(w), 3);
	assert_int_equal(sms_stats(w->sms)->sent, 3);
}

static void a_crash_before_it_is_written_leads_to_the_unknown_wait(void **state)
{
	struct sms_world *w = *state;
	int64_t id = sms_world_plan(w, 1);

	w->disk = DISK_FULL;
	sms_world_answer(w, 202, ACCEPTED);
	w->disk = DISK_FINE;
	sms_world_restart(w);
	assert_state(w, id, SMS_UNKNOWN);
	sms_world_wait_s(w, 590);
	assert_int_equal(sms_world_asked_ever(w), 0);
}

static void an_answer_after_the_store_was_rebuilt_still_counts(void **state)
{
	struct sms_world *w = *state;
	int64_t sent = sms_world_plan(w, 1);
	int64_t back = sms_world_plan(w, 2);

	sms_after_rebuild(w->sms);
	sms_world_settle(w);
	assert_state(w, sent, SMS_UNKNOWN);
	sms_world_answer(w, 202, ACCEPTED);
	sms_world_answer(w, 503, "Temporal failure, try again later.");
	assert_state(w, sent, SMS_SENT);
	assert_state(w, back, SMS_QUEUED);
	sms_world_wait_s(w, 3);
	assert_int_equal(sms_world_asked(w), 1);
	assert_int_equal(sms_world_asked_id(w, 0), back);
	sms_world_answer(w, 202, ACCEPTED);
	sms_world_wait_s(w, 3600);
	assert_int_equal(sms_world_asked_ever(w), 3);
}

static void a_row_claimed_again_while_its_answer_is_out_is_not_asked_twice(void **state)
{
	struct sms_world *w = *state;
	struct outbox_row row;
	int64_t id;

	w->config.unknown_wait_s = 5; /* shorter than the wait for an answer */
	sms_world_restart(w);
	id = sms_world_plan(w, 1);
	sms_after_rebuild(w->sms);
	sms_world_wait_s(w, 8);
	sms_world_row(w, id, &row);
	assert_int_equal(row.state, SMS_SENDING);
	assert_int_equal(row.attempts, 2);
	assert_int_equal(sms_world_asked_ever(w), 1);
	sms_world_answer(w, 202, ACCEPTED);
	assert_state(w, id, SMS_SENT);
	assert_int_equal(sms_stats(w->sms)->in_flight, 0);
}

static void an_answer_settles_a_claim_of_which_memory_knows_nothing(void **state)
{
	struct sms_world *w = *state;
	struct outbox_row row;
	int64_t id;

	w->config.unknown_wait_s = 5;
	sms_world_restart(w);
	id = sms_world_plan(w, 1);
	sms_after_rebuild(w->sms);
	sms_world_settle(w);
	w->disk = DISK_SYNC_KEPT; /* the second claim is there, and nobody was told */
	sms_world_wait_s(w, 8);
	w->disk = DISK_FINE;
	sms_world_row(w, id, &row);
	assert_int_equal(row.attempts, 2);
	sms_world_answer(w, 202, ACCEPTED);
	assert_state(w, id, SMS_SENT);
}

static void a_store_that_cannot_write_stops_the_sending_not_the_process(void **state)
{
	struct sms_world *w = *state;

	w->config.in_flight_max = 3;
	sms_world_restart(w);
	for (unsigned i = 0; i < 10; i++)
		(void)sms_world_plan(w, i);
	w->disk = DISK_FULL;
	while (sms_world_asked(w) > 0)
		sms_world_answer(w, 202, ACCEPTED);
	sms_world_wait_s(w, 7200);
	assert_int_equal(sms_world_asked_ever(w), 3);
	w->disk = DISK_FINE;
	sms_world_wait_s(w, 2);
	while (sms_world_asked(w) > 0)
		sms_world_answer(w, 202, ACCEPTED);
	assert_int_equal(sms_world_asked_ever(w), 10);
	assert_int_equal(sms_stats(w->sms)->sent, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		cmocka_unit_test(each_reply_has_its_next_state_and_time),
		cmocka_unit_test(an_end_is_not_looked_at_again),
		cmocka_unit_test(an_unknown_wait_longer_than_the_report_wait_is_kept_whole),
		WORLD_TEST(a_refused_number_fails_for_good_with_its_reason),
		WORLD_TEST(an_unroutable_number_is_tried_to_its_limit_and_holds_up_nobody),
		WORLD_TEST(a_lost_answer_is_waited_for_and_then_sent_again),
		WORLD_TEST(a_lost_answer_and_a_report_make_no_second_message),
		WORLD_TEST(a_report_faster_than_the_answer_is_not_undone_by_it),
		WORLD_TEST(a_verdict_that_cannot_be_written_is_kept_and_written_later),
		WORLD_TEST(a_crash_before_it_is_written_leads_to_the_unknown_wait),
		WORLD_TEST(an_answer_after_the_store_was_rebuilt_still_counts),
		WORLD_TEST(a_row_claimed_again_while_its_answer_is_out_is_not_asked_twice),
		WORLD_TEST(an_answer_settles_a_claim_of_which_memory_knows_nothing),
		WORLD_TEST(a_store_that_cannot_write_stops_the_sending_not_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
