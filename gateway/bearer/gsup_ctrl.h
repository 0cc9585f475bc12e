/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A connection to a control interface of Osmocom (TCP, loopback): questions go out in frames,
 * answers come in. It connects when there is something to ask, and again after a loss, and keeps no
 * question: whoever asks has a time limit. It knows nothing of what is asked.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/clock.h"
#include "gateway/base/err.h"

#define GSUP_CTRL_OUT_MAX   65536 /* octets of questions that wait for the peer */
#define GSUP_CTRL_FRAME_MAX 4096 /* octets of one answer; a longer one ends the connection */
#define GSUP_CTRL_RETRY_MS  500 /* between attempts to connect */

struct gsup_ctrl;

/* `answer` is called from the loop, with what stands in a frame. `address` is numeric, borrowed.
 * NULL without memory. */
struct gsup_ctrl *gsup_ctrl_new(void *ctx, const struct clock *clock, const char *address,
	uint16_t port, void (*answer)(void *data, const char *text, size_t len), void *data);
/* ERR_IO when there is no connection and none is being made, ERR_LIMIT when too much waits. */
int gsup_ctrl_ask(struct gsup_ctrl *ctrl, const char *text, size_t len) MUST_CHECK;
