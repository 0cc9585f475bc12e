/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The turn against a store that writes down each call, so that a test reads as the order of things:
 * "b" event_begin, "k"/"u" event_end keeping or undoing, "C" commit, "d1" decide and "r1" release
 * of input 1, "w"/"R" a rider's write and release, "a" the hook after it all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>

#include "gateway/base/log.h"
#include "gateway/base/turn.h"

#define INPUTS 600

struct fake_store {
	unsigned rows; /* of the open savepoint */
	unsigned kept; /* of the turn */
	int end_error; /* next event_end(keep) fails with this */
	int commit_error;
	bool loses_rows; /* at the next event, as SQLite rolls back by itself on some errors */
};

struct fake_input {
	struct turn_input input;
	unsigned number;
	unsigned writes; /* rows that decide() writes */
	int answer; /* of decide() */
	unsigned laters; /* how often decide() asks for later first */
	uint64_t takes_ms;
	struct fake_input *posts; /* posted by release() */
	struct fake_input *withdraws; /* by release() */
	unsigned decided, released;
	enum turn_outcome outcome;
	int error;
};

static struct {
	void *ctx;
	char log[4096];
	struct fake_store store;
	struct virtual_clock clock;
	struct turn *turn;
	struct fake_input inputs[INPUTS];
	struct turn_rider rider;
	unsigned rider_writes;
	int rider_answer;
	enum turn_outcome rider_outcome;
	struct turn_after after;
} t;

static void note(const char *what)
{
	if (strlen(t.log) + strlen(what) + 2 > sizeof(t.log))
		return;
	if (t.log[0])
		strcat(t.log, " ");
	strcat(t.log, what);
}

static void note_number(char what, unsigned number)
{
	char text[16];

	snprintf(text, sizeof(text), "%c%u", what, number);
	note(text);
}

static void fake_begin(void *store)
{
	(void)store;
	note("b");
	t.store.rows = 0;
}

static int fake_end(void *store, bool keep)
{
	int error = keep ? t.store.end_error : 0;

	(void)store;
	note(keep ? "k" : "u");
	t.store.end_error = 0;
	if (t.store.loses_rows)
		t.store.kept = 0;
	if (error)
		return error;
	if (!keep || !t.store.rows)
		return 0;
	t.store.kept += t.store.rows;
	return 1;
}

static bool fake_has_writes(void *store)
{
	(void)store;
	return t.store.kept > 0;
}

static int fake_commit(void *store)
{
	(void)store;
	note("C");
	t.store.kept = 0;
	return t.store.commit_error;
}

static const struct turn_store fake_store = {
	.event_begin = fake_begin,
	.event_end = fake_end,
	.has_writes = fake_has_writes,
	.commit = fake_commit,
};

static int fake_decide(struct turn_input *input)
{
	struct fake_input *fake = container_of(input, struct fake_input, input);

	note_number('d', fake->number);
	fake->decided++;
	virtual_clock_advance_ms(&t.clock, fake->takes_ms);
	if (fake->laters) {
		fake->laters--;
		return TURN_LATER;
	}
	t.store.rows += fake->writes;
	return fake->answer;
}

static void fake_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct fake_input *fake = container_of(input, struct fake_input, input);

	note_number('r', fake->number);
	fake->released++;
	fake->outcome = outcome;
	fake->error = error;
	if (fake->posts)
		assert_int_equal(turn_post(t.turn, &fake->posts->input), 0);
	if (fake->withdraws)
		turn_withdraw(t.turn, &fake->withdraws->input);
}

static const struct turn_kind fake_kind = {
	.name = "fake",
	.decide = fake_decide,
	.release = fake_release,
};

static int rider_write(struct turn_rider *rider)
{
	(void)rider;
	note("w");
	t.store.rows += t.rider_writes;
	return t.rider_answer;
}

static void rider_release(struct turn_rider *rider, enum turn_outcome outcome)
{
	(void)rider;
	note("R");
	t.rider_outcome = outcome;
}

static void after_run(struct turn_after *after)
{
	(void)after;
	note("a");
}

static void start(const struct turn_limits *limits)
{
	t.turn = turn_new(t.ctx, &t.clock.clock, &fake_store, limits);
}

static int setup(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	t.ctx = talloc_named_const(NULL, 0, "test");
	virtual_clock_init(&t.clock, 0);
	t.rider = (struct turn_rider) { .write = rider_write, .release = rider_release };
	t.after.run = after_run;
	for (unsigned i = 0; i < INPUTS; i++) {
		t.inputs[i].number = i;
		turn_input_init(&t.inputs[i].input, &fake_kind);
	}
	start(NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	talloc_free(t.ctx);
	return 0;
}

static void post(unsigned number)
{
	assert_int_equal(turn_post(t.turn, &t.inputs[number].input), 0);
}

static void expect_log(const char *expected)
{
	assert_string_equal(t.log, expected);
	t.log[0] = '\0';
}

static void expect_outcome(unsigned number, enum turn_outcome outcome, int error)
{
	assert_int_equal(t.inputs[number].released, 1);
	assert_int_equal(t.inputs[number].outcome, outcome);
	assert_int_equal(t.inputs[number].error, error);
}

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
		TEST(what_release_posts_waits_for_the_next_turn),
		TEST(later_is_asked_again_before_newer_inputs_and_in_order),
		TEST(later_stays_ahead_of_inputs_that_the_turn_did_not_reach),
		TEST(a_crowd_asking_for_later_does_not_keep_others_out),
		TEST(a_turn_decides_at_most_events_max),
		TEST(a_turn_begins_no_input_after_decide_max_ms_but_always_one),
		TEST(a_full_queue_refuses_at_once),
		TEST(inputs_that_ask_for_later_count_as_waiting),
		TEST(riders_ride_only_where_a_commit_happens_anyway),
		TEST(a_rider_fails_alone),
		TEST(a_rider_hears_of_a_failed_commit_if_it_wrote),
		TEST(hooks_run_after_the_releases_and_in_empty_turns),
		TEST(an_input_taken_back_is_never_released),
		TEST(without_a_store_nothing_waits),
	};

	log_start_quiet(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
