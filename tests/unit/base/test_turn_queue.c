/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The turn's queue: its bounds, inputs that ask for later, inputs taken back.
 */
#include "tests/unit/base/turn_world.h"

static void what_release_posts_waits_for_the_next_turn(void **state)
{
	(void)state;
	t.inputs[1].posts = &t.inputs[2];
	post(1);
	assert_int_equal(turn_run(t.turn), 1);
	expect_log("b d1 k r1");
	assert_true(turn_pending(t.turn));
	assert_int_equal(turn_run(t.turn), 1);
	expect_log("b d2 k r2");
	assert_false(turn_pending(t.turn));
}

static void later_is_asked_again_before_newer_inputs_and_in_order(void **state)
{
	(void)state;
	t.inputs[1].laters = t.inputs[3].laters = 1;
	t.inputs[2].posts = &t.inputs[5];
	post(1);
	post(2);
	post(3);
	assert_int_equal(turn_run(t.turn), 1);
	expect_log("b d1 u b d2 k b d3 u r2");
	post(4);
	assert_int_equal(turn_run(t.turn), 4);
	expect_log("b d1 k b d3 k b d5 k b d4 k r1 r3 r5 r4");
	assert_int_equal(turn_stats(t.turn)->later, 2);
}

static void later_stays_ahead_of_inputs_that_the_turn_did_not_reach(void **state)
{
	struct turn_limits limits = TURN_LIMITS_DEFAULT;

	(void)state;
	limits.events_max = 1;
	start(&limits);
	t.inputs[1].laters = 1;
	post(1);
	post(2);
	post(3);
	assert_int_equal(turn_run(t.turn), 1);
	expect_log("b d1 u b d2 k r2");
	assert_int_equal(turn_run(t.turn), 1);
	expect_log("b d1 k r1");
}

static void a_crowd_asking_for_later_does_not_keep_others_out(void **state)
{
	struct turn_limits limits = TURN_LIMITS_DEFAULT;

	(void)state;
	limits.events_max = 2;
	start(&limits);
	for (unsigned i = 1; i <= 5; i++) {
		t.inputs[i].laters = 1;
		post(i);
	}
	post(6);
	assert_int_equal(turn_run(t.turn), 1);
	assert_int_equal(t.inputs[6].released, 1);
}

static void a_turn_decides_at_most_events_max(void **state)
{
	(void)state;
	for (unsigned i = 0; i < INPUTS; i++)
		post(i);
	assert_int_equal(turn_run(t.turn), 256);
	assert_int_equal(turn_run(t.turn), 256);
	assert_int_equal(turn_run(t.turn), INPUTS - 512);
	assert_int_equal(turn_stats(t.turn)->inputs_per_turn_max, 256);
}

static void a_turn_begins_no_input_after_decide_max_ms_but_always_one(void **state)
{
	(void)state;
	for (unsigned i = 1; i <= 4; i++)
		t.inputs[i].takes_ms = 10;
	t.inputs[5].takes_ms = 1000;
	for (unsigned i = 1; i <= 6; i++)
		post(i);
	assert_int_equal(turn_run(t.turn), 2);
	assert_int_equal(turn_run(t.turn), 2);
	assert_int_equal(turn_run(t.turn), 1);
	assert_int_equal(turn_run(t.turn), 1);
}

static void a_full_queue_refuses_at_once(void **state)
{
	struct turn_limits limits = TURN_LIMITS_DEFAULT;

	(void)state;
	limits.queue_max = 2;
	start(&limits);
	post(1);
	post(2);
	assert_int_equal(turn_post(t.turn, &t.inputs[3].input), ERR_LIMIT);
	expect_log("r3");
	expect_outcome(3, TURN_REFUSED, ERR_LIMIT);
	assert_int_equal(turn_stats(t.turn)->overflows, 1);
	turn_run(t.turn);
	post(4);
	assert_int_equal(turn_run(t.turn), 1);
}

static void inputs_that_ask_for_later_count_as_waiting(void **state)
{
	struct turn_limits limits = TURN_LIMITS_DEFAULT;

	(void)state;
	limits.queue_max = 1;
	start(&limits);
	t.inputs[1].laters = 1;
	post(1);
	turn_run(t.turn);
	assert_true(turn_pending(t.turn));
	assert_int_equal(turn_post(t.turn, &t.inputs[2].input), ERR_LIMIT);
}

static void an_input_taken_back_is_never_released(void **state)
{
	(void)state;
	t.inputs[2].withdraws = &t.inputs[3];
	post(1);
	post(2);
	post(3);
	turn_withdraw(t.turn, &t.inputs[1].input);
	turn_withdraw(t.turn, &t.inputs[4].input);
	turn_run(t.turn);
	expect_log("b d2 k b d3 k r2");
	assert_false(turn_pending(t.turn));
	post(1);
	assert_int_equal(turn_run(t.turn), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_release_posts_waits_for_the_next_turn),
		TEST(later_is_asked_again_before_newer_inputs_and_in_order),
		TEST(later_stays_ahead_of_inputs_that_the_turn_did_not_reach),
		TEST(a_crowd_asking_for_later_does_not_keep_others_out),
		TEST(a_turn_decides_at_most_events_max),
		TEST(a_turn_begins_no_input_after_decide_max_ms_but_always_one),
		TEST(a_full_queue_refuses_at_once),
		TEST(inputs_that_ask_for_later_count_as_waiting),
		TEST(an_input_taken_back_is_never_released),
	};

	log_start_quiet(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
