/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A rider and a timer, both writing the same batch: the oldest unsaved dialogues. */
#include "gateway/dialogue/drafts.h"
#include <osmocom/core/utils.h>
#include <string.h>
#include <talloc.h>
#include "gateway/base/log.h"

/* What was written in this turn and may be believed once the commit is done. */
struct written {
	dialogue_id id;
	int64_t draft_id;
	uint8_t *state; /* packed, of the batch's arena */
	size_t state_len;
};

enum batch_owner { BATCH_NOBODY, BATCH_TIMER, BATCH_RIDER };

/* Timer and rider may meet in one turn; whoever wrote the batch alone knows what became of it. */
struct batch {
	enum batch_owner owner;
	struct written rows[DRAFT_BATCH_MAX];
	unsigned n;
	void *arena;
};

struct drafts {
	struct turn_rider rider;
	struct timer timer;
	struct dialogues *dialogues;
	const struct shelf *shelf;
	const struct effect_world *world;
	struct batch batch;
	unsigned due; /* unsaved when the timer rang, and not written since */
	uint64_t written;
};

/* One dialogue's answers into its row. */
static int write_one(struct drafts *d, dialogue_id id)
{
	struct dialogue_view view;
	struct engine_state state;
	struct written *row = &d->batch.rows[d->batch.n];
	int rc = dialogues_get(d->dialogues, id, &view);

	if (rc == OK)
		rc = state_unpack(view.state, view.state_len, &state);
	if (rc != OK)
		return rc;

	struct effect_world world = shelf_world(d->shelf, d->world, view.set);
	struct effect_call call = { .world = &world,
		.phone = &view.phone,
		.bearer = view.bearer,
		.state = &state,
		.draft_id = view.draft_id };

	rc = effect_draft_put(&call);
	if (rc != OK && rc != ERR_EXISTS) /* submitted elsewhere: saved for good */
		return rc;
	*row = (struct written) { id, call.draft_id,
		talloc_memdup(d->batch.arena, view.state, view.state_len), view.state_len };
	if (!row->state)
		return ERR_NO_MEMORY;
	d->batch.n++;
	return OK;
}

static int write_batch(struct drafts *d, enum batch_owner owner)
{
	dialogue_id dirty[DRAFT_BATCH_MAX];
	unsigned n;

	if (d->batch.owner != BATCH_NOBODY)
		return OK;
	d->batch.owner = owner;
	n = dialogues_dirty(d->dialogues, dirty, DRAFT_BATCH_MAX);
	if (n && !d->batch.arena)
		d->batch.arena = talloc_new(d);
	for (unsigned i = 0; i < n; i++) {
		int rc = write_one(d, dirty[i]);

		if (rc != OK)
			return rc;
	}
	return OK;
}

static void believe_batch(struct drafts *d)
{
	for (unsigned i = 0; i < d->batch.n; i++) {
		const struct written *row = &d->batch.rows[i];

		dialogues_draft_stored(
			d->dialogues, row->id, row->draft_id, row->state, row->state_len);
	}
	d->written += d->batch.n;
}

/* All that was unsaved when the timer rang is written in one turn after the other; what has become
 * unsaved since waits, as it is likely to change again. */
static void wait_for_next(struct drafts *d)
{
	unsigned left = dialogues_stats(d->dialogues)->dirty;

	d->due = d->batch.n && d->due > d->batch.n ? OSMO_MIN(d->due - d->batch.n, left) : 0;
	if (d->due)
		timer_hasten_ms(&d->timer, 0);
	else if (left)
		timer_hasten_ms(&d->timer, DRAFT_DELAY_MS);
}

static void end_batch(struct drafts *d, enum batch_owner owner, bool stored)
{
	if (d->batch.owner != owner)
		return;
	d->batch.owner = BATCH_NOBODY;
	if (stored) {
		believe_batch(d);
		wait_for_next(d);
	} else {
		d->due = 0;
		timer_hasten_ms(&d->timer, DRAFT_RETRY_MS);
	}
	d->batch.n = 0;
	TALLOC_FREE(d->batch.arena);
}

static int rider_write(struct turn_rider *rider)
{
	return write_batch(container_of(rider, struct drafts, rider), BATCH_RIDER);
}

static void rider_release(struct turn_rider *rider, enum turn_outcome outcome)
{
	end_batch(container_of(rider, struct drafts, rider), BATCH_RIDER, outcome == TURN_DONE);
}

static int timer_decide(struct turn_input *input)
{
	struct drafts *d = container_of(input, struct drafts, timer.input);

	if (!d->due)
		d->due = dialogues_stats(d->dialogues)->dirty;
	return write_batch(d, BATCH_TIMER);
}

static void timer_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct drafts *d = container_of(input, struct drafts, timer.input);

	if (outcome != TURN_DONE)
		LOGP(DDLG, LOGL_ERROR, "drafts not written, trying again: %s\n", err_name(error));
	end_batch(d, BATCH_TIMER, outcome == TURN_DONE);
}

static const struct turn_kind timer_kind = { "drafts", timer_decide, timer_release };

static int drafts_end(struct drafts *d)
{
	timer_cancel(&d->timer);
	turn_del_rider(&d->rider);
	return 0;
}

struct drafts *drafts_new(void *ctx, struct turn *turn, struct timers *timers,
	struct dialogues *dialogues, const struct shelf *shelf, const struct effect_world *world)
{
	struct drafts *d = talloc_zero(ctx, struct drafts);

	if (!d)
		return NULL;
	d->dialogues = dialogues;
	d->shelf = shelf;
	d->world = world;
	d->rider.write = rider_write;
	d->rider.release = rider_release;
	timer_init(&d->timer, timers, &timer_kind);
	turn_add_rider(turn, &d->rider);
	talloc_set_destructor(d, drafts_end);
	return d;
}

void drafts_due(struct drafts *drafts)
{
	timer_hasten_ms(&drafts->timer, DRAFT_DELAY_MS);
}

void drafts_now(struct drafts *drafts)
{
	timer_hasten_ms(&drafts->timer, 0);
}

uint64_t drafts_written(const struct drafts *drafts)
{
	return drafts->written;
}
