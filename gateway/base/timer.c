/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Timers in a red-black tree by due time; equal times fire in the order they were armed.
 *
 * Nothing here waits or knows a file descriptor: the loop asks how long, and tests move a clock.
 */
#include "gateway/base/timer.h"

#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>

struct timers {
	const struct clock *clock;
	struct turn *turn;
	struct rb_root root;
	struct rb_node *first; /* next due; kept so that asking costs nothing */
	bool running;
};

struct timers *timers_new(void *ctx, const struct clock *clock, struct turn *turn)
{
	struct timers *timers = talloc_zero(ctx, struct timers);

	OSMO_ASSERT(timers);
	timers->clock = clock;
	timers->turn = turn;
	return timers;
}

void timer_init(struct timer *timer, struct timers *timers, const struct turn_kind *kind)
{
	*timer = (struct timer) { .timers = timers };
	turn_input_init(&timer->input, kind);
}

static void tree_add(struct timers *timers, struct timer *timer)
{
	struct rb_node **link = &timers->root.rb_node;
	struct rb_node *parent = NULL;
	bool is_first = true;

	while (*link) {
		parent = *link;
		if (timer->due_ms < rb_entry(parent, struct timer, node)->due_ms) {
			link = &parent->rb_left;
		} else {
			link = &parent->rb_right;
			is_first = false;
		}
	}
	rb_link_node(&timer->node, parent, link);
	rb_insert_color(&timer->node, &timers->root);
	if (is_first)
		timers->first = &timer->node;
	timer->armed = true;
}

static void tree_del(struct timers *timers, struct timer *timer)
{
	if (timers->first == &timer->node)
		timers->first = rb_next(&timer->node);
	rb_erase(&timer->node, &timers->root);
	timer->armed = false;
}

static uint64_t due_after(const struct timers *timers, uint64_t ms)
{
	uint64_t now_ms = clock_mono_ms(timers->clock);

	/* A full turn refuses at once, inside timers_run(): a release that re-arms for "now" must
	 * not be met again by the same run. */
	if (timers->running && ms == 0)
		ms = 1;
	return ms < UINT64_MAX - now_ms ? now_ms + ms : UINT64_MAX;
}

void timer_arm_ms(struct timer *timer, uint64_t ms)
{
	if (timer->armed)
		tree_del(timer->timers, timer);
	timer->due_ms = due_after(timer->timers, ms);
	tree_add(timer->timers, timer);
}

void timer_hasten_ms(struct timer *timer, uint64_t ms)
{
	if (timer->armed && timer->due_ms <= due_after(timer->timers, ms))
		return;
	timer_arm_ms(timer, ms);
}

void timer_cancel(struct timer *timer)
{
	if (timer->armed)
		tree_del(timer->timers, timer);
	turn_withdraw(timer->timers->turn, &timer->input);
}

int64_t timers_next_ms(const struct timers *timers)
{
	uint64_t now_ms, due_ms;

	if (!timers->first)
		return -1;
	now_ms = clock_mono_ms(timers->clock);
	due_ms = rb_entry(timers->first, struct timer, node)->due_ms;
	if (due_ms <= now_ms)
		return 0;
	return (int64_t)OSMO_MIN(due_ms - now_ms, (uint64_t)INT64_MAX);
}

void timers_run(struct timers *timers)
{
	uint64_t now_ms = clock_mono_ms(timers->clock);

	timers->running = true;
	while (timers->first) {
		struct timer *timer = rb_entry(timers->first, struct timer, node);

		if (timer->due_ms > now_ms)
			break;
		tree_del(timers, timer);
		if (!timer->input.queued)
			(void)turn_post(timers->turn, &timer->input);
	}
	timers->running = false;
}
