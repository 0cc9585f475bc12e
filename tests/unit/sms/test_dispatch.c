/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From row to request: what leaves, when, how much at once, and never twice knowingly.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>
#include "sms/inner.h"
#include "tests/lib/sms_world.h"

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

static void a_planned_message_is_asked_for_accepted_and_sent(void **state)
{
	struct sms_world *w = *state;
	int64_t id = sms_world_plan(w, 1);
	struct outbox_row row;

	assert_int_equal(sms_world_asked(w), 1);
	assert_int_equal(sms_world_asked_id(w, 0), id);
	assert_non_null(strstr(sms_world_url(w, 0),
		"&from=1022&to=%2B84901234567&coding=0&text="
		"Mot%20cua%3A%20Da%20nhan"));
	assert_non_null(strstr(sms_world_url(w, 0), "dlr-url=http%3A%2F%2F127.0.0.1%3A8080%2F"));
	assert_state(w, id, SMS_SENDING);
	sms_world_answer(w, 202, "0: Accepted for delivery");
	sms_world_row(w, id, &row);
	assert_int_equal(row.state, SMS_SENT);
	assert_int_equal(row.attempts, 1);
	assert_int_equal(sms_stats(w->sms)->sent, 1);
	assert_int_equal(sms_stats(w->sms)->planned, 1);
	assert_int_equal(sms_stats(w->sms)->in_flight, 0);
	sms_world_wait_s(w, 3600);
	assert_int_equal(sms_world_asked_ever(w), 1);
}

static void nothing_is_asked_before_the_claim_is_on_disk(void **state)
{
	static const enum sms_world_disk disks[] = { DISK_FULL, DISK_SYNC_LOST };
	struct sms_world *w = *state;
	int64_t id;

	sms_world_room(w, 0);
	id = sms_world_plan(w, 1);
	for (size_t i = 0; i < 2; i++) {
		w->disk = disks[i];
		sms_world_room(w, 10);
		sms_world_wait_s(w, 10);
		assert_int_equal(sms_world_asked_ever(w), 0);
		assert_state(w, id, SMS_QUEUED);
	}
	w->disk = DISK_FINE;
	sms_world_wait_s(w, 2);
	assert_int_equal(sms_world_asked_ever(w), 1);
}

static void a_claim_of_which_nobody_knows_whether_it_is_there_waits_as_unknown(void **state)
{
	struct sms_world *w = *state;
	int64_t id;

	sms_world_room(w, 0);
	id = sms_world_plan(w, 1);
	w->disk = DISK_SYNC_KEPT;
	sms_world_room(w, 10);
	sms_world_wait_s(w, 2);
	assert_int_equal(sms_world_asked_ever(w), 0);
	assert_state(w, id, SMS_SENDING);
	w->disk = DISK_FINE;
	sms_after_rebuild(w->sms);
	sms_world_settle(w);
	assert_state(w, id, SMS_UNKNOWN);
	sms_world_wait_s(w, 590);
	assert_int_equal(sms_world_asked_ever(w), 0);
	sms_world_wait_s(w, 20);
	assert_int_equal(sms_world_asked_ever(w), 1);
}

static void after_a_crash_rows_under_way_wait_for_a_report_before_they_go_again(void **state)
{
	struct sms_world *w = *state;
	int64_t reported = sms_world_plan(w, 1);
	int64_t silent = sms_world_plan(w, 2);

	assert_int_equal(sms_world_asked(w), 2);
	sms_world_restart(w);
	assert_int_equal(sms_world_asked(w), 0);
	assert_state(w, reported, SMS_UNKNOWN);
	assert_state(w, silent, SMS_UNKNOWN);
	sms_world_wait_s(w, 300);
	assert_int_equal(sms_world_report(w, reported, 1, 1), OK);
	assert_state(w, reported, SMS_DELIVERED);
	sms_world_wait_s(w, 290);
	assert_int_equal(sms_world_asked(w), 0);
	sms_world_wait_s(w, 20);
	assert_int_equal(sms_world_asked(w), 1);
	assert_int_equal(sms_world_asked_id(w, 0), silent);
	sms_world_answer(w, 202, "0: Accepted for delivery");
	assert_state(w, silent, SMS_SENT);
}

static void a_second_crash_does_not_shorten_the_wait(void **state)
{
	struct sms_world *w = *state;
	int64_t id = sms_world_plan(w, 1);

	sms_world_restart(w);
	sms_world_wait_s(w, 400);
	sms_world_restart(w);
	assert_state(w, id, SMS_UNKNOWN);
	sms_world_wait_s(w, 190);
	assert_int_equal(sms_world_asked_ever(w), 0);
	sms_world_wait_s(w, 20);
	assert_int_equal(sms_world_asked_ever(w), 1);
}

static void no_more_are_under_way_than_allowed_and_all_go_in_the_end(void **state)
{
	struct sms_world *w = *state;

	w->config.in_flight_max = 4;
	sms_world_restart(w);
	for (unsigned i = 0; i < 50; i++)
		(void)sms_world_plan(w, i);
	assert_int_equal(sms_world_asked(w), 4);
	for (unsigned i = 0; i < 50; i++) {
		assert_in_range(sms_world_asked(w), 1, 4);
		sms_world_answer(w, 202, "0: Accepted for delivery");
	}
	assert_int_equal(sms_world_asked_ever(w), 50);
	assert_int_equal(sms_stats(w->sms)->sent, 50);
}

static void the_clients_own_limit_is_kept(void **state)
{
	struct sms_world *w = *state;

	sms_world_room(w, 2);
	for (unsigned i = 0; i < 5; i++)
		(void)sms_world_plan(w, i);
	assert_int_equal(sms_world_asked(w), 2);
	while (sms_stats(w->sms)->sent < 5) {
		sms_world_wait_s(w, 2);
		sms_world_answer(w, 202, "3: Queued for later delivery");
	}
	assert_int_equal(sms_world_asked_ever(w), 5);
}

static void a_request_that_could_not_be_made_goes_back_to_the_queue(void **state)
{
	struct sms_world *w = *state;
	struct outbox_row row;
	int64_t id;

	sms_world_start_fails(w, true);
	id = sms_world_plan(w, 1);
	sms_world_wait_s(w, 1);
	sms_world_row(w, id, &row);
	assert_int_equal(row.state, SMS_QUEUED);
	assert_int_equal(sms_stats(w->sms)->in_flight, 0);
	sms_world_start_fails(w, false);
	sms_world_wait_s(w, 5);
	assert_int_equal(sms_world_asked(w), 1);
}

static void lanes_go_before_age(void **state)
{
	struct sms_world *w = *state;
	int64_t first;

	sms_world_room(w, 0);
	first = sms_world_plan(w, 1);
	(void)sms_world_plan(w, 2);
	sms_world_room(w, 1);
	sms_world_wait_s(w, 2);
	assert_int_equal(sms_world_asked_id(w, 0), first);
}

/* --- Kannel down ------------------------------------------------------------------------- */

/* Refuses whatever is asked for `s` seconds. */
static void refuse_for(struct sms_world *w, unsigned s)
{
	for (unsigned i = 0; i < s; i++) {
		while (sms_world_asked(w) > 0)
			sms_world_no_answer(w, VERDICT_TEMPFAIL);
		sms_world_wait_s(w, 1);
	}
	while (sms_world_asked(w) > 0)
		sms_world_no_answer(w, VERDICT_TEMPFAIL);
}

static void a_dead_kannel_is_probed_and_everything_drains_once_when_it_is_back(void **state)
{
	struct sms_world *w = *state;
	unsigned asked_while_down, sent = 0;
	struct outbox_counts counts;

	for (unsigned i = 0; i < 60; i++)
		(void)sms_world_plan(w, i);
	refuse_for(w, 1200);
	asked_while_down = sms_world_asked_ever(w);
	/* 20 minutes: a first burst, then about a probe a minute; not 60 messages each second */
	assert_in_range(asked_while_down, 25, 32 + 45);
	assert_int_equal(outbox_counts(w->store, &counts), OK);
	assert_int_equal(counts.by_state[SMS_QUEUED], 60);
	for (unsigned s = 0; s < 2 * BREAKER_LONGEST_S + 30; s++) {
		while (sms_world_asked(w) > 0) {
			sms_world_answer(w, 202, "0: Accepted for delivery");
			sent++;
		}
		sms_world_wait_s(w, 1);
	}
	assert_int_equal(sent, 60);
	assert_int_equal(outbox_counts(w->store, &counts), OK);
	assert_int_equal(counts.by_state[SMS_SENT], 60);
}

static void days_of_a_dead_kannel_fail_no_message(void **state)
{
	struct sms_world *w = *state;
	int64_t id = sms_world_plan(w, 1);

	w->config.attempts_max = 3;
	sms_world_restart(w);
	sms_world_wait_s(w, 700);
	for (unsigned i = 0; i < 120; i++) {
		while (sms_world_asked(w) > 0)
			sms_world_answer(w, 503, "Temporal failure, try again later.");
		sms_world_wait_s(w, 90);
	}
	while (sms_world_asked(w) > 0)
		sms_world_answer(w, 503, "Temporal failure, try again later.");
	assert_state(w, id, SMS_QUEUED);
	sms_world_wait_s(w, 90);
	sms_world_answer(w, 202, "0: Accepted for delivery");
	assert_state(w, id, SMS_SENT);
}

static void a_kannel_that_never_answers_is_not_handed_the_whole_outbox(void **state)
{
	struct sms_world *w = *state;
	struct outbox_counts counts;

	for (unsigned i = 0; i < 80; i++)
		(void)sms_world_plan(w, i);
	for (unsigned s = 0; s < 200; s++) {
		while (sms_world_asked(w) > 0)
			sms_world_no_answer(w, VERDICT_UNKNOWN);
		sms_world_wait_s(w, 1);
	}
	assert_int_equal(outbox_counts(w->store, &counts), OK);
	assert_in_range(counts.by_state[SMS_UNKNOWN], 32, 60);
	assert_in_range(sms_world_asked_ever(w), 32, 60);
}

static void sleeping_costs_a_look_a_minute(void **state)
{
	struct sms_world *w = *state;
	uint64_t before = turn_stats(w->turn)->turns;

	sms_world_wait_s(w, 1700);
	assert_in_range(turn_stats(w->turn)->turns - before, 25, 35);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		WORLD_TEST(a_planned_message_is_asked_for_accepted_and_sent),
		WORLD_TEST(nothing_is_asked_before_the_claim_is_on_disk),
		WORLD_TEST(a_claim_of_which_nobody_knows_whether_it_is_there_waits_as_unknown),
		WORLD_TEST(after_a_crash_rows_under_way_wait_for_a_report_before_they_go_again),
		WORLD_TEST(a_second_crash_does_not_shorten_the_wait),
		WORLD_TEST(no_more_are_under_way_than_allowed_and_all_go_in_the_end),
		WORLD_TEST(the_clients_own_limit_is_kept),
		WORLD_TEST(a_request_that_could_not_be_made_goes_back_to_the_queue),
		WORLD_TEST(lanes_go_before_age),
		WORLD_TEST(a_dead_kannel_is_probed_and_everything_drains_once_when_it_is_back),
		WORLD_TEST(days_of_a_dead_kannel_fail_no_message),
		WORLD_TEST(a_kannel_that_never_answers_is_not_handed_the_whole_outbox),
		WORLD_TEST(sleeping_costs_a_look_a_minute),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
