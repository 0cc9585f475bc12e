/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A timerfd with a memory of when it rings.
 */
#include "gateway/base/wake.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "gateway/base/clock.h"
#include "gateway/base/log.h"

#define WAIT_MAX_MS UINT64_C(86400000) /* ringing once a day too often does no harm */

static int wake_cb(struct osmo_fd *ofd, unsigned int what)
{
	struct wake *wake = ofd->data;
	uint64_t expirations;

	(void)what;
	if (read(ofd->fd, &expirations, sizeof(expirations)) < 0)
		return 0;
	wake->due_ms = 0;
	if (wake->cb)
		wake->cb(wake->data);
	return 0;
}

int wake_init(struct wake *wake, void (*cb)(void *data), void *data)
{
	*wake = (struct wake) { .ofd.fd = -1, .cb = cb, .data = data };
	return osmo_timerfd_setup(&wake->ofd, wake_cb, wake);
}

void wake_fini(struct wake *wake)
{
	osmo_fd_close(&wake->ofd);
}

void wake_in_ms(struct wake *wake, uint64_t ms)
{
	const struct timespec once = { 0 };
	uint64_t wait_ms = ms < WAIT_MAX_MS ? ms : WAIT_MAX_MS;
	struct timespec first = {
		.tv_sec = (time_t)(wait_ms / 1000),
		.tv_nsec = wait_ms ? (long)(wait_ms % 1000) * 1000000 : 1, /* 0 would disarm it */
	};

	if (osmo_timerfd_schedule(&wake->ofd, &first, &once) < 0) {
		LOGP(DMAIN, LOGL_ERROR, "timer: %s\n", strerror(errno));
		return;
	}
	wake->due_ms = clock_mono_ms(clock_system()) + wait_ms;
}

void wake_within_ms(struct wake *wake, uint64_t ms)
{
	if (wake->due_ms && wake->due_ms <= clock_mono_ms(clock_system()) + ms)
		return;
	wake_in_ms(wake, ms);
}

void wake_never(struct wake *wake)
{
	if (wake->due_ms && osmo_timerfd_disable(&wake->ofd) < 0)
		LOGP(DMAIN, LOGL_ERROR, "timer: %s\n", strerror(errno));
	wake->due_ms = 0;
}
