/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The turn against a store that writes down each call, so that a test reads as the order of things:
 * "b" event_begin, "k"/"u" event_end keeping or undoing, "C" commit, "d1" decide and "r1" release
 * of input 1, "w"/"R" a rider's write and release, "a" the hook after it all. Each program that
 * includes this has a turn of its own.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
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

static inline void start(const struct turn_limits *limits)
{
	t.turn = turn_new(t.ctx, &t.clock.clock, &fake_store, limits);
}

static inline int setup(void **state)
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

static inline int teardown(void **state)
{
	(void)state;
	talloc_free(t.ctx);
	return 0;
}

static inline void post(unsigned number)
{
	assert_int_equal(turn_post(t.turn, &t.inputs[number].input), 0);
}

static inline void expect_log(const char *expected)
{
	assert_string_equal(t.log, expected);
	t.log[0] = '\0';
}

static inline void expect_outcome(unsigned number, enum turn_outcome outcome, int error)
{
	assert_int_equal(t.inputs[number].released, 1);
	assert_int_equal(t.inputs[number].outcome, outcome);
	assert_int_equal(t.inputs[number].error, error);
}
