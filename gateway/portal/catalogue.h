/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The portal's catalogue: the facts of the procedures we offer and their eforms, read at start and
 * on a timer, one request at a time. A form that did not change costs a 304.
 *
 * Inside the portal/ folder only. What a form means is not known here.
 */
#pragma once
#include "db/procedure.h"
#include "gateway/base/backoff.h"
#include "gateway/portal/portal.h"

struct catalogue_config {
	const char *base_url;
	const char *token;
	const char *const *codes; /* NULL-ended */
	uint32_t timeout_ms;
	uint32_t every_s;
	struct backoff retry;
};

struct catalogue {
	struct catalogue_config config;
	struct store *store;
	const struct clock *clock;
	struct http_out *http;
	struct timer timer;

	unsigned step; /* 0: the list; n: the eform of codes[n - 1] */
	unsigned failures; /* passes in a row that did not end well */
	bool incomplete; /* a form was not to be had in this pass */
	int64_t read_s; /* 0 = never */

	/* Belong to the timer's input from its decide to its release. */
	bool known; /* the procedure of this step is in the portal's list */
	char etag[ETAG_SIZE];
};

/* Everything borrowed; `config` was checked. Starts with the first turn. */
struct catalogue *catalogue_new(void *ctx, const struct catalogue_config *config,
	struct store *store, const struct clock *clock, struct timers *timers,
	struct http_out *http);
