/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The loop: wait for sockets, timers and signals; let what came be gathered; run one turn.
 *
 * The wait for timers is a timerfd beside the other file descriptors, as osmo_timer follows the
 * wall clock.
 */
#include "gateway/base/loop.h"

#include <errno.h>
#include <osmocom/core/select.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "gateway/base/log.h"
#include "gateway/base/wake.h"

struct loop {
	struct turn *turn;
	struct timers *timers;
	struct wake wake; /* for the next timer */
	struct osmo_fd signal_ofd;
	sigset_t mask_before;
	void (*on_signal)(int signo, void *data);
	void *on_signal_data;
	bool stopping;
};

static int signal_cb(struct osmo_fd *ofd, unsigned int what)
{
	struct loop *loop = ofd->data;
	struct signalfd_siginfo info;

	(void)what;
	while (read(ofd->fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (loop->on_signal)
			loop->on_signal((int)info.ssi_signo, loop->on_signal_data);
	}
	return 0;
}

static void pass(struct loop *loop)
{
	int64_t wait_ms = timers_next_ms(loop->timers);
	bool poll = turn_pending(loop->turn) || wait_ms == 0;

	if (!poll && wait_ms > 0)
		wake_within_ms(&loop->wake, (uint64_t)wait_ms);
	osmo_select_main_ctx(poll);
	timers_run(loop->timers);
	turn_run(loop->turn);
}

static int loop_destructor(struct loop *loop)
{
	wake_fini(&loop->wake);
	osmo_fd_close(&loop->signal_ofd);
	sigprocmask(SIG_SETMASK, &loop->mask_before, NULL);
	return 0;
}

static int watch_signals(struct loop *loop)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGUSR1);
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	sigprocmask(SIG_BLOCK, &set, &loop->mask_before);
	signal(SIGPIPE, SIG_IGN);
	osmo_fd_setup(&loop->signal_ofd, fd, OSMO_FD_READ, signal_cb, loop, 0);
	return osmo_fd_register(&loop->signal_ofd);
}

struct loop *loop_new(void *ctx, struct turn *turn, struct timers *timers)
{
	struct loop *loop = talloc_zero(ctx, struct loop);
	int rc;

	OSMO_ASSERT(loop);
	loop->turn = turn;
	loop->timers = timers;
	rc = wake_init(&loop->wake, NULL, NULL);
	if (rc == 0) {
		rc = watch_signals(loop);
		if (rc < 0)
			wake_fini(&loop->wake);
	}
	if (rc < 0) {
		LOGP(DMAIN, LOGL_FATAL, "no loop: %s\n", strerror(-rc));
		talloc_free(loop);
		return NULL;
	}
	talloc_set_destructor(loop, loop_destructor);
	return loop;
}

void loop_on_signal(struct loop *loop, void (*handler)(int signo, void *data), void *data)
{
	loop->on_signal = handler;
	loop->on_signal_data = data;
}

void loop_run(struct loop *loop)
{
	loop->stopping = false;
	while (!loop->stopping)
		pass(loop);
	if (turn_pending(loop->turn))
		turn_run(loop->turn);
}

void loop_stop(struct loop *loop)
{
	loop->stopping = true;
}
