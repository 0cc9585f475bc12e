/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The turn: one pass of the loop in which inputs are decided, rows committed once, and only then
 * answers released.
 *
 *   gather    library callbacks (HTTP, timers, replies of peers) call turn_post(); they decide
 * nothing decide    up to a bounded number of inputs, each inside its own savepoint of the store
 *   commit    riders add what may share the sync; one transaction, one sync
 *   release   memory follows the rows and answers leave, in the order of the inputs
 *
 * So nothing is promised before it is on disk. The turn knows neither the store nor HTTP: it is
 * given functions. Tests run this very code; only sockets, disk and clock are theirs.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <osmocom/core/linuxlist.h>
#include "gateway/base/clock.h"
#include "gateway/base/err.h"

struct turn;
struct turn_input;

/* What became of the rows an input wrote; the same for an input that wrote none and asked for
 * nothing to be committed (then always TURN_DONE). */
enum turn_outcome {
	TURN_DONE, /* on disk, or nothing was to be written */
	TURN_REFUSED, /* decide() itself failed: its rows are undone, `error` says why */
	TURN_NOT_RECORDED, /* the commit failed and the rows are certainly not there */
	TURN_UNCERTAIN, /* the sync failed: the rows may or may not be there after a restart */
};

/* decide() answers this to be asked again in the next turn, before newer inputs. It must have
 * written nothing. For inputs that must not share a turn, such as two of one dialogue. */
#define TURN_LATER 1

struct turn_kind {
	const char *name;
	/* Reads rows, writes rows, keeps the intended change of memory inside the input. 0,
	 * TURN_LATER, or a negative error. Must not touch shared memory, nor send anything. */
	int (*decide)(struct turn_input *input);
	/* Called exactly once, after the commit. Installs the change of memory if the outcome is
	 * TURN_DONE, sends the answer, and frees the input, which it owns. May post new inputs
	 * (they belong to the next turn). */
	void (*release)(struct turn_input *input, enum turn_outcome outcome, int error);
};

/* Embedded as a member in whatever an input is; set up by turn_input_init(). */
struct turn_input {
	struct llist_head entry;
	const struct turn_kind *kind;
	int error; /* of decide(), set by the turn */
	bool wrote; /* set by the turn: its savepoint holds rows, so it waits for the commit */
	bool queued; /* set by the turn: it waits for its decide step */
};

/* The store under the turn. All are called within turn_run() only. */
struct turn_store {
	void *store;
	/* A new input begins; cheap: a transaction opens at the first write, not here. */
	void (*event_begin)(void *store);
	/* The input is decided. Its rows are kept or undone. Returns 1 if rows are kept, 0 if there
	 * are none, or an error when keeping failed (then they are undone). */
	int (*event_end)(void *store, bool keep);
	/* Rows of this turn wait for a commit. */
	bool (*has_writes)(void *store);
	/* 0; ERR_UNCERTAIN when the sync failed; any other error: nothing was recorded. The
	 * transaction is over either way. */
	int (*commit)(void *store);
};

/* Named bounds of one turn. */
struct turn_limits {
	unsigned events_max; /* inputs decided in one turn; default 256 */
	unsigned decide_max_ms; /* time after which no further input is begun; default 20 */
	unsigned queue_max; /* inputs waiting; turn_post() refuses beyond; default 16384 */
};
#define TURN_LIMITS_DEFAULT \
	{ \
		.events_max = 256, .decide_max_ms = 20, .queue_max = 16384 \
	}

/* A rider is asked just before a commit that happens anyway: it writes rows that may share the
 * sync (drafts), in a savepoint of its own, so it fails alone. */
struct turn_rider {
	struct llist_head entry;
	int (*write)(struct turn_rider *rider);
	/* Follows each write(), after the commit, outcomes as for inputs. All riders are released
	 * before all inputs: what a rider wrote was memory as it was before this turn's inputs
	 * change it, so it can mark its rows clean without hiding a newer change. */
	void (*release)(struct turn_rider *rider, enum turn_outcome outcome);
	int error; /* set by the turn */
	bool wrote; /* set by the turn */
};

/* What runs at the end of every turn_run(), after the releases: the place where the HTTP servers
 * let resumed connections go. Embedded in its owner. */
struct turn_after {
	struct llist_head entry;
	void (*run)(struct turn_after *after);
};

struct turn_stats {
	uint64_t turns, inputs, later, refused, commits, not_recorded, uncertain, overflows;
	uint32_t inputs_per_turn_max;
};

/* `store` (copied) may be NULL for programs without one (the simulator): then nothing waits.
 * `limits` (copied) may be NULL for the defaults. Owned by ctx. Inputs that still wait when the
 * turn is freed are not released: they belong to whoever made them. */
struct turn *turn_new(void *ctx, const struct clock *clock, const struct turn_store *store,
	const struct turn_limits *limits);
void turn_input_init(struct turn_input *input, const struct turn_kind *kind);

/* Queues an input for the next decide step. Takes ownership, on failure too: ERR_LIMIT when the
 * queue is full, and then release() is called at once with TURN_REFUSED and that error. */
int turn_post(struct turn *turn, struct turn_input *input);

/* Takes an input back, whether it waits or is decided already; no release follows (rows that it
 * wrote stay) and it is the caller's again. For owners that end before the turn does; not from
 * within the input's own decide(). Nothing happens if the turn does not hold it. */
void turn_withdraw(struct turn *turn, struct turn_input *input);

/* Both stay until they are deleted, which must not happen within turn_run(). */
void turn_add_rider(struct turn *turn, struct turn_rider *rider);
void turn_del_rider(struct turn_rider *rider);

/* Runs decide, commit, release for what is queued, once: what is posted meanwhile waits for the
 * next turn. At least one input is decided however late it is. Inputs that asked for TURN_LATER do
 * not count towards events_max (a queue full of them must not keep others out), but their time
 * does. Returns the number of inputs released. Must not be called within itself. */
unsigned turn_run(struct turn *turn);

/* True if inputs wait already, so the loop must poll rather than block. */
bool turn_pending(const struct turn *turn);
const struct turn_stats *turn_stats(const struct turn *turn);

void turn_add_after(struct turn *turn, struct turn_after *after);
void turn_del_after(struct turn_after *after);
