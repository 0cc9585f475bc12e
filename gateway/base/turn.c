/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The turn: decide a bounded number of inputs, commit once, release in order.
 *
 * Everything a turn promises hangs on the order of these three steps, so they stand alone here and
 * know neither SQLite nor HTTP. Outcomes are derived in one place, outcome_of(); an input that
 * wrote rows hears of the commit, one that wrote none does not depend on it.
 */
#include "gateway/base/turn.h"

#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>

#include "gateway/base/log.h"

struct turn {
	const struct clock *clock;
	struct turn_store store;
	struct turn_limits limits;
	struct llist_head queue; /* of turn_input, oldest first */
	unsigned queued;
	struct llist_head riders;
	struct llist_head afters;
	int commit_error; /* of the last commit, so that a full disk is logged once */
	bool running;
	struct turn_stats stats;
};

/* --- a store for programs without one ------------------------------------------------------ */

static void no_begin(void *store)
{
	(void)store;
}

static int no_end(void *store, bool keep)
{
	(void)store;
	(void)keep;
	return 0;
}

static bool no_writes(void *store)
{
	(void)store;
	return false;
}

static int no_commit(void *store)
{
	(void)store;
	return 0;
}

static const struct turn_store no_store = {
	.event_begin = no_begin,
	.event_end = no_end,
	.has_writes = no_writes,
	.commit = no_commit,
};

/* --- queue --------------------------------------------------------------------------------- */

struct turn *turn_new(void *ctx, const struct clock *clock, const struct turn_store *store,
	const struct turn_limits *limits)
{
	static const struct turn_limits defaults = TURN_LIMITS_DEFAULT;
	struct turn *turn = talloc_zero(ctx, struct turn);

	OSMO_ASSERT(turn);
	turn->clock = clock;
	turn->store = store ? *store : no_store;
	turn->limits = limits ? *limits : defaults;
	INIT_LLIST_HEAD(&turn->queue);
	INIT_LLIST_HEAD(&turn->riders);
	INIT_LLIST_HEAD(&turn->afters);
	return turn;
}

void turn_input_init(struct turn_input *input, const struct turn_kind *kind)
{
	*input = (struct turn_input) { .kind = kind };
	INIT_LLIST_HEAD(&input->entry);
}

int turn_post(struct turn *turn, struct turn_input *input)
{
	OSMO_ASSERT(!input->queued);
	if (turn->queued >= turn->limits.queue_max) {
		turn->stats.overflows++;
		input->error = ERR_LIMIT;
		input->kind->release(input, TURN_REFUSED, ERR_LIMIT);
		return ERR_LIMIT;
	}
	input->error = 0;
	input->wrote = false;
	input->queued = true;
	llist_add_tail(&input->entry, &turn->queue);
	turn->queued++;
	return 0;
}

static struct turn_input *take_first(struct turn *turn)
{
	struct turn_input *input = llist_first_entry(&turn->queue, struct turn_input, entry);

	llist_del_init(&input->entry);
	input->queued = false;
	turn->queued--;
	return input;
}

void turn_withdraw(struct turn *turn, struct turn_input *input)
{
	if (input->queued)
		turn->queued--;
	input->queued = false;
	llist_del_init(&input->entry);
}

/* Puts inputs that asked for later before all that came after them, in their order. */
static void queue_again(struct turn *turn, struct llist_head *later)
{
	struct turn_input *input;

	llist_for_each_entry (input, later, entry) {
		input->queued = true;
		turn->queued++;
	}
	llist_splice_init(later, &turn->queue);
}

bool turn_pending(const struct turn *turn)
{
	return turn->queued > 0;
}

/* --- decide -------------------------------------------------------------------------------- */

/* Closes the savepoint of an input or rider whose deciding gave `rc`. */
static void event_close(struct turn *turn, int rc, int *error_r, bool *wrote_r)
{
	int kept;

	OSMO_ASSERT(rc <= TURN_LATER);
	kept = turn->store.event_end(turn->store.store, rc == 0);
	*error_r = rc < 0 ? rc : OSMO_MIN(kept, 0);
	*wrote_r = rc == 0 && kept > 0;
}

/* True if the input is decided, false if it wants to be asked again in the next turn. */
static bool decide_one(struct turn *turn, struct turn_input *input)
{
	int rc;

	turn->store.event_begin(turn->store.store);
	rc = input->kind->decide(input);
	event_close(turn, rc, &input->error, &input->wrote);
	if (rc == TURN_LATER && !input->error) {
		turn->stats.later++;
		return false;
	}
	if (input->error)
		turn->stats.refused++;
	return true;
}

/* Moves decided inputs to `batch` in their order and returns their number. */
static unsigned decide(struct turn *turn, struct llist_head *batch)
{
	uint64_t end_us = clock_mono_us(turn->clock) + turn->limits.decide_max_ms * UINT64_C(1000);
	unsigned waiting = turn->queued;
	unsigned decided = 0;
	LLIST_HEAD(later);

	while (waiting-- && decided < turn->limits.events_max) {
		struct turn_input *input = take_first(turn);

		if (decide_one(turn, input)) {
			llist_add_tail(&input->entry, batch);
			decided++;
		} else {
			llist_add_tail(&input->entry, &later);
		}
		if (clock_mono_us(turn->clock) >= end_us)
			break;
	}
	queue_again(turn, &later);
	return decided;
}

/* --- commit -------------------------------------------------------------------------------- */

/* The turn's own knowledge counts beside the store's: a store whose transaction fell apart holds
 * no rows any more, and the inputs that wrote them must hear it from commit(). */
static bool must_commit(struct turn *turn, const struct llist_head *batch)
{
	const struct turn_input *input;

	llist_for_each_entry (input, batch, entry) {
		if (input->wrote)
			return true;
	}
	return turn->store.has_writes(turn->store.store);
}

static void ask_riders(struct turn *turn)
{
	struct turn_rider *rider;

	llist_for_each_entry (rider, &turn->riders, entry) {
		turn->store.event_begin(turn->store.store);
		event_close(turn, rider->write(rider), &rider->error, &rider->wrote);
	}
}

/* A full disk fails every commit until somebody makes room: say when it begins and when it ends. */
static void note_commit(struct turn *turn, int error)
{
	turn->stats.commits++;
	if (error == ERR_UNCERTAIN)
		turn->stats.uncertain++;
	else if (error)
		turn->stats.not_recorded++;
	if (error == turn->commit_error)
		return;
	if (error)
		LOGP(DTURN, LOGL_ERROR, "commit failed: %s\n", err_name(error));
	else
		LOGP(DTURN, LOGL_NOTICE, "commits succeed again\n");
	turn->commit_error = error;
}

static int commit(struct turn *turn)
{
	int error;

	ask_riders(turn);
	error = turn->store.commit(turn->store.store);
	note_commit(turn, error);
	return error;
}

/* --- release ------------------------------------------------------------------------------- */

static enum turn_outcome outcome_of(int decide_error, bool wrote, int commit_error)
{
	if (decide_error)
		return TURN_REFUSED;
	if (!wrote || !commit_error)
		return TURN_DONE;
	return commit_error == ERR_UNCERTAIN ? TURN_UNCERTAIN : TURN_NOT_RECORDED;
}

static void release_riders(struct turn *turn, int commit_error)
{
	struct turn_rider *rider;

	llist_for_each_entry (rider, &turn->riders, entry)
		rider->release(rider, outcome_of(rider->error, rider->wrote, commit_error));
}

static void release(struct llist_head *batch, int commit_error)
{
	while (!llist_empty(batch)) {
		struct turn_input *input = llist_first_entry(batch, struct turn_input, entry);
		enum turn_outcome outcome = outcome_of(input->error, input->wrote, commit_error);
		int error = input->error;

		if (outcome == TURN_NOT_RECORDED || outcome == TURN_UNCERTAIN)
			error = commit_error;
		/* Off the list first: release() frees the input, posts it once more, or withdraws
		 * its neighbour. */
		llist_del_init(&input->entry);
		input->kind->release(input, outcome, error);
	}
}

static void run_afters(struct turn *turn)
{
	struct turn_after *after;

	llist_for_each_entry (after, &turn->afters, entry)
		after->run(after);
}

unsigned turn_run(struct turn *turn)
{
	unsigned decided;
	LLIST_HEAD(batch);

	OSMO_ASSERT(!turn->running);
	turn->running = true;

	decided = decide(turn, &batch);
	if (must_commit(turn, &batch)) {
		int error = commit(turn);

		release_riders(turn, error);
		release(&batch, error);
	} else {
		release(&batch, 0);
	}
	if (decided) {
		turn->stats.turns++;
		turn->stats.inputs += decided;
		turn->stats.inputs_per_turn_max =
			OSMO_MAX(turn->stats.inputs_per_turn_max, decided);
	}
	run_afters(turn);

	turn->running = false;
	return decided;
}

/* --- riders, hooks, figures ---------------------------------------------------------------- */

void turn_add_rider(struct turn *turn, struct turn_rider *rider)
{
	llist_add_tail(&rider->entry, &turn->riders);
}

void turn_del_rider(struct turn_rider *rider)
{
	llist_del_init(&rider->entry);
}

void turn_add_after(struct turn *turn, struct turn_after *after)
{
	llist_add_tail(&after->entry, &turn->afters);
}

void turn_del_after(struct turn_after *after)
{
	llist_del_init(&after->entry);
}

const struct turn_stats *turn_stats(const struct turn *turn)
{
	return &turn->stats;
}
