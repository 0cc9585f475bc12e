/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Timers on the monotonic clock. One set holds all; whoever runs the loop asks when the next is due
 * and calls timers_run(), which posts each due timer's input to the turn. Under a virtual clock the
 * same code runs days in milliseconds.
 *
 * (libosmocore's osmo_timer follows the wall clock, and a step of it fires or starves them all.)
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <osmocom/core/linuxrbtree.h>
#include "gateway/base/clock.h"
#include "gateway/base/turn.h"

struct timers;

/* Embedded in its owner. decide/release have the shape of an input's; on release the owner usually
 * re-arms. The input is the timer's own: release() must not free it. */
struct timer {
	struct rb_node node;
	struct turn_input input;
	struct timers *timers;
	uint64_t due_ms;
	bool armed;
};

struct timers *timers_new(void *ctx, const struct clock *clock, struct turn *turn);
void timer_init(struct timer *timer, struct timers *timers, const struct turn_kind *kind);
/* Arms, or moves, to fire once after `ms`. A timer whose input is already posted stays posted and
 * is armed again besides; should it be due before that input is decided, it fires once for both. */
void timer_arm_ms(struct timer *timer, uint64_t ms);
/* Arms only if that is earlier than what is armed, or nothing is. */
void timer_hasten_ms(struct timer *timer, uint64_t ms);
/* Disarms and takes back an input that is posted already, so that the owner may be freed (though
 * not from within this timer's own decide). */
void timer_cancel(struct timer *timer);

/* Milliseconds until the next is due: 0 = now, -1 = none armed. */
int64_t timers_next_ms(const struct timers *timers);
/* Posts all that are due, the longest due first. */
void timers_run(struct timers *timers);
