/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The turn: order of decide, commit and release, outcomes, riders.
 */
#include "tests/unit/base/turn_world.h"

static void each_event_has_its_savepoint_and_all_share_one_commit(void **state)
{
	(void)state;
	t.inputs[1].writes = t.inputs[2].writes = t.inputs[3].writes = 1;
	post(1);
	post(2);
	post(3);
	assert_int_equal(turn_run(t.turn), 3);
	expect_log("b d1 k b d2 k b d3 k C r1 r2 r3");
	expect_outcome(2, TURN_DONE, 0);
	assert_int_equal(turn_stats(t.turn)->commits, 1);
	assert_int_equal(turn_stats(t.turn)->inputs, 3);
	assert_int_equal(turn_stats(t.turn)->inputs_per_turn_max, 3);
}

static void without_rows_there_is_no_commit(void **state)
{
	(void)state;
	post(1);
	post(2);
	assert_int_equal(turn_run(t.turn), 2);
	expect_log("b d1 k b d2 k r1 r2");
	expect_outcome(1, TURN_DONE, 0);
	assert_int_equal(turn_run(t.turn), 0);
	expect_log("");
	assert_int_equal(turn_stats(t.turn)->turns, 1);
}

static void answers_keep_the_order_of_inputs_even_where_one_need_not_wait(void **state)
{
	(void)state;
	t.inputs[2].writes = 1;
	post(1);
	post(2);
	post(3);
	turn_run(t.turn);
	expect_log("b d1 k b d2 k b d3 k C r1 r2 r3");
}

static void an_input_that_fails_is_undone_alone(void **state)
{
	(void)state;
	t.inputs[1].writes = t.inputs[2].writes = t.inputs[3].writes = 1;
	t.inputs[2].answer = ERR_SCHEMA;
	post(1);
	post(2);
	post(3);
	turn_run(t.turn);
	expect_log("b d1 k b d2 u b d3 k C r1 r2 r3");
	expect_outcome(1, TURN_DONE, 0);
	expect_outcome(2, TURN_REFUSED, ERR_SCHEMA);
	expect_outcome(3, TURN_DONE, 0);
	assert_int_equal(turn_stats(t.turn)->refused, 1);
}

static void a_savepoint_that_cannot_be_kept_refuses_its_input(void **state)
{
	(void)state;
	t.inputs[1].writes = 1;
	t.store.end_error = ERR_FULL;
	post(1);
	turn_run(t.turn);
	expect_log("b d1 k r1");
	expect_outcome(1, TURN_REFUSED, ERR_FULL);
}

static void a_failed_commit_reaches_exactly_those_that_wrote(void **state)
{
	static const struct {
		int error;
		enum turn_outcome outcome;
	} table[] = {
		{ ERR_FULL, TURN_NOT_RECORDED },
		{ ERR_READ_ONLY, TURN_NOT_RECORDED },
		{ ERR_IO, TURN_NOT_RECORDED },
		{ ERR_UNCERTAIN, TURN_UNCERTAIN },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		unsigned wrote = 10 * i, read = wrote + 1, failed = wrote + 2;

		t.inputs[wrote].writes = t.inputs[failed].writes = 1;
		t.inputs[failed].answer = ERR_INVALID;
		t.store.commit_error = table[i].error;
		post(wrote);
		post(read);
		post(failed);
		turn_run(t.turn);
		expect_outcome(wrote, table[i].outcome, table[i].error);
		expect_outcome(read, TURN_DONE, 0);
		expect_outcome(failed, TURN_REFUSED, ERR_INVALID);
	}
	assert_int_equal(turn_stats(t.turn)->not_recorded, 3);
	assert_int_equal(turn_stats(t.turn)->uncertain, 1);
}

static void a_store_that_lost_its_rows_is_still_asked_to_commit(void **state)
{
	(void)state;
	t.inputs[1].writes = 1;
	t.store.commit_error = ERR_FULL;
	post(1);
	t.inputs[2].answer = ERR_FULL;
	post(2);
	t.store.loses_rows = true;
	turn_run(t.turn);
	assert_int_equal(t.store.kept, 0);
	expect_outcome(1, TURN_NOT_RECORDED, ERR_FULL);
	expect_outcome(2, TURN_REFUSED, ERR_FULL);
}

static void riders_ride_only_where_a_commit_happens_anyway(void **state)
{
	(void)state;
	turn_add_rider(t.turn, &t.rider);
	t.rider_writes = 1;
	post(1);
	turn_run(t.turn);
	expect_log("b d1 k r1");
	t.inputs[2].writes = 1;
	post(2);
	turn_run(t.turn);
	expect_log("b d2 k b w k C R r2");
	assert_int_equal(t.rider_outcome, TURN_DONE);
	turn_del_rider(&t.rider);
	t.inputs[3].writes = 1;
	post(3);
	turn_run(t.turn);
	expect_log("b d3 k C r3");
}

static void a_rider_fails_alone(void **state)
{
	(void)state;
	turn_add_rider(t.turn, &t.rider);
	t.rider_writes = 1;
	t.rider_answer = ERR_SEAL;
	t.inputs[1].writes = 1;
	post(1);
	turn_run(t.turn);
	expect_log("b d1 k b w u C R r1");
	assert_int_equal(t.rider_outcome, TURN_REFUSED);
	expect_outcome(1, TURN_DONE, 0);
}

static void a_rider_hears_of_a_failed_commit_if_it_wrote(void **state)
{
	(void)state;
	turn_add_rider(t.turn, &t.rider);
	t.store.commit_error = ERR_UNCERTAIN;
	t.inputs[1].writes = t.inputs[2].writes = 1;
	t.rider_writes = 1;
	post(1);
	turn_run(t.turn);
	assert_int_equal(t.rider_outcome, TURN_UNCERTAIN);
	t.rider_writes = 0;
	post(2);
	turn_run(t.turn);
	assert_int_equal(t.rider_outcome, TURN_DONE);
}

static void hooks_run_after_the_releases_and_in_empty_turns(void **state)
{
	(void)state;
	turn_add_after(t.turn, &t.after);
	turn_run(t.turn);
	expect_log("a");
	post(1);
	turn_run(t.turn);
	expect_log("b d1 k r1 a");
	turn_del_after(&t.after);
	turn_run(t.turn);
	expect_log("");
}

static void without_a_store_nothing_waits(void **state)
{
	(void)state;
	t.turn = turn_new(t.ctx, &t.clock.clock, NULL, NULL);
	post(1);
	t.inputs[2].answer = ERR_INVALID;
	post(2);
	assert_int_equal(turn_run(t.turn), 2);
	expect_log("d1 d2 r1 r2");
	expect_outcome(1, TURN_DONE, 0);
	expect_outcome(2, TURN_REFUSED, ERR_INVALID);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_event_has_its_savepoint_and_all_share_one_commit),
		TEST(without_rows_there_is_no_commit),
		TEST(answers_keep_the_order_of_inputs_even_where_one_need_not_wait),
		TEST(an_input_that_fails_is_undone_alone),
		TEST(a_savepoint_that_cannot_be_kept_refuses_its_input),
		TEST(a_failed_commit_reaches_exactly_those_that_wrote),
		TEST(a_store_that_lost_its_rows_is_still_asked_to_commit),
		TEST(riders_ride_only_where_a_commit_happens_anyway),
		TEST(a_rider_fails_alone),
		TEST(a_rider_hears_of_a_failed_commit_if_it_wrote),
		TEST(hooks_run_after_the_releases_and_in_empty_turns),
		TEST(without_a_store_nothing_waits),
	};

	log_start_quiet(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
