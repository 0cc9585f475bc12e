/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Polling: asks the portal for events after our cursor, page by page, on a timer. The cursor moves
 * in the transaction of the page's events, so a page is carried out whole or asked for again. What
 * events do is in portal/inbound. Inside portal/ only.
 */
#pragma once
#include "gateway/base/backoff.h"
#include "gateway/base/timer.h"
#include "gateway/portal/bridge.h"
#include "gateway/portal/inbound.h"

#define POLL_LIMIT	100 /* events of a page */
#define POLL_OCTETS_MAX (1 << 20) /* of a page */

struct poll_config {
	const char *base_url;
	const char *token;
	uint32_t timeout_ms;
	uint32_t every_s;
	struct backoff retry;
};

struct poll {
	struct poll_config config;
	struct inbound *inbound;
	const struct bridge *bridge; /* its breaker: a portal that is away is not asked */
	struct http_out *http;
	struct timer timer;
	char cursor[CURSOR_SIZE]; /* from the timer's decide to its release */
	uint32_t failures; /* in a row */
};

/* All borrowed; the first page is asked for with the first turn. */
struct poll *poll_new(void *ctx, const struct poll_config *config, struct inbound *inbound,
	const struct bridge *bridge, struct timers *timers, struct http_out *http);
