/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Timers on a virtual clock: order, moving, cancelling, and what a full turn does to them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>

#include "gateway/base/log.h"
#include "gateway/base/timer.h"

#define TIMERS 200

struct fake_timer {
	struct timer timer;
	unsigned fired;
	enum turn_outcome outcome;
	bool rearm; /* release() arms it again */
	uint64_t rearm_ms;
};

static struct {
	void *ctx;
	struct virtual_clock clock;
	struct turn *turn;
	struct timers *timers;
	struct fake_timer timers_of[TIMERS];
	unsigned order[TIMERS];
	unsigned fired;
} t;

static int fake_decide(struct turn_input *input)
{
	(void)input;
	return 0;
}

static void fake_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct fake_timer *fake = container_of(input, struct fake_timer, timer.input);

	(void)error;
	fake->fired++;
	fake->outcome = outcome;
	if (t.fired < TIMERS)
		t.order[t.fired++] = (unsigned)(fake - t.timers_of);
	if (fake->rearm)
		timer_arm_ms(&fake->timer, fake->rearm_ms);
}

static const struct turn_kind fake_kind = {
	.name = "timer",
	.decide = fake_decide,
	.release = fake_release,
};

static void start(const struct turn_limits *limits)
{
	t.turn = turn_new(t.ctx, &t.clock.clock, NULL, limits);
	t.timers = timers_new(t.ctx, &t.clock.clock, t.turn);
	for (unsigned i = 0; i < TIMERS; i++)
		timer_init(&t.timers_of[i].timer, t.timers, &fake_kind);
}

static int setup(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	t.ctx = talloc_named_const(NULL, 0, "test");
	virtual_clock_init(&t.clock, 0);
	start(NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	talloc_free(t.ctx);
	return 0;
}

static void pass_ms(uint64_t ms)
{
	virtual_clock_advance_ms(&t.clock, ms);
	timers_run(t.timers);
	turn_run(t.turn);
}

static void arm(unsigned number, uint64_t ms)
{
	timer_arm_ms(&t.timers_of[number].timer, ms);
}

static void a_timer_fires_once_when_its_time_has_come(void **state)
{
	(void)state;
	arm(0, 100);
	assert_int_equal(timers_next_ms(t.timers), 100);
	pass_ms(99);
	assert_int_equal(t.timers_of[0].fired, 0);
	assert_int_equal(timers_next_ms(t.timers), 1);
	pass_ms(1);
	assert_int_equal(t.timers_of[0].fired, 1);
	assert_int_equal(timers_next_ms(t.timers), -1);
	pass_ms(1000);
	assert_int_equal(t.timers_of[0].fired, 1);
}

static void what_is_overdue_asks_for_no_wait(void **state)
{
	(void)state;
	arm(0, 10);
	virtual_clock_advance_ms(&t.clock, 25);
	assert_int_equal(timers_next_ms(t.timers), 0);
}

static void the_turn_releases_what_the_timer_posted(void **state)
{
	(void)state;
	arm(0, 0);
	timers_run(t.timers);
	assert_true(turn_pending(t.turn));
	assert_int_equal(t.timers_of[0].fired, 0);
	turn_run(t.turn);
	assert_int_equal(t.timers_of[0].fired, 1);
	assert_int_equal(t.timers_of[0].outcome, TURN_DONE);
}

static void equal_times_fire_in_the_order_they_were_armed(void **state)
{
	(void)state;
	arm(2, 5);
	arm(0, 5);
	arm(1, 5);
	arm(3, 4);
	pass_ms(5);
	assert_int_equal(t.fired, 4);
	assert_int_equal(t.order[0], 3);
	assert_int_equal(t.order[1], 2);
	assert_int_equal(t.order[2], 0);
	assert_int_equal(t.order[3], 1);
}

static void arming_again_moves_a_timer(void **state)
{
	(void)state;
	arm(0, 10);
	arm(0, 50);
	pass_ms(10);
	assert_int_equal(t.timers_of[0].fired, 0);
	arm(0, 5);
	assert_int_equal(timers_next_ms(t.timers), 5);
	pass_ms(40);
	assert_int_equal(t.timers_of[0].fired, 1);
}

static void hastening_only_brings_a_timer_forward(void **state)
{
	(void)state;
	timer_hasten_ms(&t.timers_of[0].timer, 50);
	assert_int_equal(timers_next_ms(t.timers), 50);
	timer_hasten_ms(&t.timers_of[0].timer, 80);
	assert_int_equal(timers_next_ms(t.timers), 50);
	timer_hasten_ms(&t.timers_of[0].timer, 20);
	assert_int_equal(timers_next_ms(t.timers), 20);
}

static void a_cancelled_timer_does_not_fire_even_when_posted(void **state)
{
	(void)state;
	arm(0, 10);
	timer_cancel(&t.timers_of[0].timer);
	assert_int_equal(timers_next_ms(t.timers), -1);
	pass_ms(10);
	assert_int_equal(t.fired, 0);
	arm(1, 0);
	timers_run(t.timers);
	timer_cancel(&t.timers_of[1].timer);
	turn_run(t.turn);
	assert_int_equal(t.fired, 0);
	timer_cancel(&t.timers_of[1].timer);
}

static void release_may_arm_the_timer_again(void **state)
{
	(void)state;
	t.timers_of[0].rearm = true;
	t.timers_of[0].rearm_ms = 60000;
	arm(0, 60000);
	for (unsigned minute = 0; minute < 24 * 60; minute++)
		pass_ms(60000);
	assert_int_equal(t.timers_of[0].fired, 24 * 60);
}

static void a_timer_due_again_before_its_turn_fires_once_for_both(void **state)
{
	(void)state;
	arm(0, 1);
	virtual_clock_advance_ms(&t.clock, 1);
	timers_run(t.timers);
	arm(0, 1);
	virtual_clock_advance_ms(&t.clock, 1);
	timers_run(t.timers);
	turn_run(t.turn);
	assert_int_equal(t.timers_of[0].fired, 1);
	assert_int_equal(timers_next_ms(t.timers), -1);
}

static void a_full_turn_refuses_and_a_rearm_for_now_does_not_spin(void **state)
{
	struct turn_limits limits = TURN_LIMITS_DEFAULT;

	(void)state;
	limits.queue_max = 0;
	start(&limits);
	t.timers_of[0].rearm = true;
	arm(0, 0);
	timers_run(t.timers);
	assert_int_equal(t.timers_of[0].fired, 1);
	assert_int_equal(t.timers_of[0].outcome, TURN_REFUSED);
	assert_int_equal(timers_next_ms(t.timers), 1);
}

static void very_long_waits_do_not_wrap(void **state)
{
	(void)state;
	pass_ms(1000);
	arm(0, UINT64_MAX);
	arm(1, UINT64_MAX - 500);
	assert_true(timers_next_ms(t.timers) == INT64_MAX);
	pass_ms(UINT64_C(86400000) * 365);
	assert_int_equal(t.fired, 0);
}

/* Compared with the plainest model: all due times in an array, searched each time. */
static void many_timers_agree_with_a_plain_list(void **state)
{
	uint64_t due_ms[TIMERS] = { 0 }; /* 0: not armed */
	uint64_t now_ms = 0;
	unsigned seed = 20260122, fired = 0, expected = 0;

	(void)state;
	for (unsigned step = 0; step < 20000; step++) {
		unsigned i = (unsigned)rand_r(&seed) % TIMERS;
		unsigned ms = 1 + (unsigned)rand_r(&seed) % 300;
		int64_t next = -1;

		if (step % 7 == 0) {
			timer_cancel(&t.timers_of[i].timer);
			due_ms[i] = 0;
		} else {
			arm(i, ms);
			due_ms[i] = now_ms + ms;
		}
		now_ms += step % 3;
		t.fired = 0;
		pass_ms(step % 3);
		fired += t.fired;
		for (unsigned k = 0; k < TIMERS; k++) {
			if (due_ms[k] && due_ms[k] <= now_ms) {
				due_ms[k] = 0;
				expected++;
			} else if (due_ms[k]) {
				int64_t wait = (int64_t)(due_ms[k] - now_ms);

				next = next < 0 ? wait : OSMO_MIN(next, wait);
			}
		}
		assert_int_equal(fired, expected);
		assert_int_equal(timers_next_ms(t.timers), next);
	}
	assert_true(fired > 1000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_timer_fires_once_when_its_time_has_come),
		TEST(what_is_overdue_asks_for_no_wait),
		TEST(the_turn_releases_what_the_timer_posted),
		TEST(equal_times_fire_in_the_order_they_were_armed),
		TEST(arming_again_moves_a_timer),
		TEST(hastening_only_brings_a_timer_forward),
		TEST(a_cancelled_timer_does_not_fire_even_when_posted),
		TEST(release_may_arm_the_timer_again),
		TEST(a_timer_due_again_before_its_turn_fires_once_for_both),
		TEST(a_full_turn_refuses_and_a_rearm_for_now_does_not_spin),
		TEST(very_long_waits_do_not_wrap),
		TEST(many_timers_agree_with_a_plain_list),
	};

	log_start_quiet(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
