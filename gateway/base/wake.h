/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A way to wake the real loop after some milliseconds: one timerfd on the monotonic clock. For the
 * loop itself and for libraries that tell how long they can wait. Everybody else uses timer.h.
 */
#pragma once
#include <osmocom/core/select.h>
#include <stdint.h>
#include "gateway/base/err.h"

struct wake {
	struct osmo_fd ofd;
	uint64_t due_ms; /* monotonic; 0: not armed */
	void (*cb)(void *data);
	void *data;
};

/* Caller's memory. `cb` is called by the loop, once per arming, disarmed already; it may be NULL
 * where waking is all that is wanted. 0 or a negative error, and then there is nothing to undo. */
int wake_init(struct wake *wake, void (*cb)(void *data), void *data) MUST_CHECK;
void wake_fini(struct wake *wake);

/* Arms, or moves, to ring after `ms`; 0 rings in the next pass of the loop, which does not block
 * then. */
void wake_in_ms(struct wake *wake, uint64_t ms);
/* The same, but leaves it alone if it rings no later already. For deadlines that move away with
 * each event: ringing too early now and then costs less than moving the timer each time. */
void wake_within_ms(struct wake *wake, uint64_t ms);
void wake_never(struct wake *wake);
