/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The real loop: real signals, a real timerfd, and when it may sleep.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>

#include "gateway/base/log.h"
#include "gateway/base/loop.h"

struct fake_input {
	struct turn_input input;
	unsigned released;
	struct fake_input *posts;
	bool stops;
};

static struct {
	void *ctx;
	struct turn *turn;
	struct timers *timers;
	struct loop *loop;
	struct timer timer;
	unsigned fired;
	unsigned fires_wanted;
	uint64_t every_ms;
	int signals[8];
	unsigned n_signals;
	struct fake_input inputs[3];
} t;

static int fake_decide(struct turn_input *input)
{
	(void)input;
	return 0;
}

static void timer_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	(void)input;
	(void)outcome;
	(void)error;
	if (++t.fired >= t.fires_wanted)
		loop_stop(t.loop);
	else
		timer_arm_ms(&t.timer, t.every_ms);
}

static const struct turn_kind timer_kind = {
	.name = "timer",
	.decide = fake_decide,
	.release = timer_release,
};

static void input_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct fake_input *fake = container_of(input, struct fake_input, input);

	(void)outcome;
	(void)error;
	fake->released++;
	if (fake->posts)
		(void)turn_post(t.turn, &fake->posts->input);
	if (fake->stops)
		loop_stop(t.loop);
}

static const struct turn_kind input_kind = {
	.name = "input",
	.decide = fake_decide,
	.release = input_release,
};

static void on_signal(int signo, void *data)
{
	assert_ptr_equal(data, &t);
	if (t.n_signals < ARRAY_SIZE(t.signals))
		t.signals[t.n_signals++] = signo;
	if (signo == SIGTERM)
		loop_stop(t.loop);
}

static int setup(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	t.ctx = talloc_named_const(NULL, 0, "test");
	t.turn = turn_new(t.ctx, clock_system(), NULL, NULL);
	t.timers = timers_new(t.ctx, clock_system(), t.turn);
	t.loop = loop_new(t.ctx, t.turn, t.timers);
	timer_init(&t.timer, t.timers, &timer_kind);
	for (unsigned i = 0; i < ARRAY_SIZE(t.inputs); i++)
		turn_input_init(&t.inputs[i].input, &input_kind);
	t.fires_wanted = 1;
	return t.loop ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	talloc_free(t.ctx);
	return 0;
}

static uint64_t run_ms(void)
{
	uint64_t start_ms = clock_mono_ms(clock_system());

	loop_run(t.loop);
	return clock_mono_ms(clock_system()) - start_ms;
}

static void a_timer_wakes_the_sleeping_loop(void **state)
{
	uint64_t took_ms;

	(void)state;
	timer_arm_ms(&t.timer, 50);
	took_ms = run_ms();
	assert_int_equal(t.fired, 1);
	assert_in_range(took_ms, 49, 500);
}

static void a_timer_moved_forward_wakes_the_loop_earlier(void **state)
{
	uint64_t took_ms;

	(void)state;
	/* The first run leaves the timerfd armed for an hour. */
	timer_arm_ms(&t.timer, 3600000);
	raise(SIGTERM);
	loop_on_signal(t.loop, on_signal, &t);
	loop_run(t.loop);
	timer_arm_ms(&t.timer, 30);
	took_ms = run_ms();
	assert_in_range(took_ms, 29, 500);
}

static void a_timer_fires_again_and_again(void **state)
{
	uint64_t took_ms;

	(void)state;
	t.fires_wanted = 20;
	t.every_ms = 5;
	timer_arm_ms(&t.timer, 5);
	took_ms = run_ms();
	assert_int_equal(t.fired, 20);
	assert_in_range(took_ms, 99, 1000);
}

static void the_loop_sleeps_while_nothing_is_due(void **state)
{
	struct timespec before, after;
	int64_t used_ms;

	(void)state;
	timer_arm_ms(&t.timer, 300);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
	loop_run(t.loop);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
	used_ms =
		(after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
	assert_true(used_ms < 100);
}

static void signals_are_read_in_the_loop(void **state)
{
	(void)state;
	loop_on_signal(t.loop, on_signal, &t);
	raise(SIGHUP);
	raise(SIGUSR1);
	raise(SIGINT);
	raise(SIGTERM);
	loop_run(t.loop);
	assert_int_equal(t.n_signals, 4);
}

static void a_broken_pipe_does_not_end_the_program(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	assert_int_equal(write(ends[1], "x", 1), -1);
	close(ends[1]);
}

static void inputs_that_wait_at_the_stop_get_one_more_turn(void **state)
{
	(void)state;
	t.inputs[0].stops = true;
	t.inputs[0].posts = &t.inputs[1];
	t.inputs[1].posts = &t.inputs[2];
	assert_int_equal(turn_post(t.turn, &t.inputs[0].input), 0);
	loop_run(t.loop);
	assert_int_equal(t.inputs[0].released, 1);
	assert_int_equal(t.inputs[1].released, 1);
	assert_int_equal(t.inputs[2].released, 0);
}

static void freeing_the_loop_gives_signals_back(void **state)
{
	sigset_t mask;

	(void)state;
	sigprocmask(SIG_BLOCK, NULL, &mask);
	assert_true(sigismember(&mask, SIGTERM));
	talloc_free(t.loop);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	assert_false(sigismember(&mask, SIGTERM));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_timer_wakes_the_sleeping_loop),
		TEST(a_timer_moved_forward_wakes_the_loop_earlier),
		TEST(a_timer_fires_again_and_again),
		TEST(the_loop_sleeps_while_nothing_is_due),
		TEST(signals_are_read_in_the_loop),
		TEST(a_broken_pipe_does_not_end_the_program),
		TEST(inputs_that_wait_at_the_stop_get_one_more_turn),
		TEST(freeing_the_loop_gives_signals_back),
	};

	log_start_quiet(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
