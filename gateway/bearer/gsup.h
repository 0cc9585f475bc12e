/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Native USSD: the link to OsmoHLR as an external entity (EUSE), with its reconnects, and the
 * control interface beside it. What is said on the link is for gsup_dialogue.h.
 *
 * The link knows no authentication: loopback or a private net only.
 */
#pragma once
#include "gateway/bearer/gsup_dialogue.h"

/* Between the TCP connection and our first message: the HLR learns our name in this time. */
#define GSUP_SETTLE_MS 300

struct gsup_config {
	const char *address; /* numeric, borrowed */
	uint16_t port;
	const char *name; /* "motcua" is euse motcua in the HLR's configuration */
	const char *ctrl_address;
	uint16_t ctrl_port;
	struct gsup_limits limits;
};

struct gsup;

/* Begins to connect, and never stops to. To be freed with its turn. NULL and a logged line when it
 * cannot be set up. */
struct gsup *gsup_start(void *ctx, struct counter *counter, struct turn *turn,
	struct timers *timers, const struct gsup_config *config);
const struct gsup_stats *gsup_stats(struct gsup *gsup);
