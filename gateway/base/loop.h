/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The real loop around a turn: osmo_select_main_ctx(), one timerfd for all timers, one signalfd.
 *
 * Only this file and the two HTTP files know file descriptors; tests put a virtual clock and
 * direct turn_run() calls in its place.
 */
#pragma once
#include <signal.h>
#include <stdbool.h>
#include "gateway/base/timer.h"
#include "gateway/base/turn.h"

struct loop;

/* Blocks the signals SIGTERM, SIGINT, SIGHUP, SIGUSR1 and reads them from a signalfd; ignores
 * SIGPIPE. NULL and a logged reason on failure. */
struct loop *loop_new(void *ctx, struct turn *turn, struct timers *timers);
/* Called from within gather, once per signal read; must only post inputs, or call loop_stop(). */
void loop_on_signal(struct loop *loop, void (*handler)(int signo, void *data), void *data);

/* Further turns until loop_stop(). Blocks in select only when no input waits. */
void loop_run(struct loop *loop);
/* The turn that is under way ends, inputs that wait already get one more turn; then loop_run()
 * returns. */
void loop_stop(struct loop *loop);
