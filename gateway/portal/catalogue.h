/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The portal's catalogue: the facts of the procedures we offer and their eforms, read at start and
 * on a timer, one request at a time. A form that did not change costs a 304. Forms that somebody
 * asks for (wanted.h) are read between, before those whose time has come.
 *
 * Inside the portal/ folder only. What a form means is not known here.
 */
#pragma once
#include "db/procedure.h"
#include "gateway/portal/bridge.h"
#include "gateway/portal/wanted.h"

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
	const struct bridge *bridge; /* its breaker: a portal that is away is not asked */
	struct store *store; /* the bridge's, as clock and http */
	const struct clock *clock;
	struct http_out *http;
	struct timer timer;
	struct wanted wanted;

	/* The pass under way. One that is whole reads all codes, another only those wanted. */
	bool running, whole, in_flight;
	char code[PROCEDURE_CODE_SIZE]; /* whose eform is read now; "": the list */
	bool for_wanted; /* because somebody asks for it */
	unsigned next; /* of the config's codes */
	bool incomplete; /* a form was not to be had in this pass */

	uint64_t whole_due_ms; /* monotonic */
	unsigned failures; /* whole passes in a row that did not end well */
	int64_t read_s; /* 0 = never */

	/* Belong to the timer's input from its decide to its release. */
	bool known; /* the procedure of this step is in the portal's list */
	char etag[ETAG_SIZE];
};

/* Everything borrowed; `config` was checked. Starts with the first turn. */
struct catalogue *catalogue_new(void *ctx, const struct catalogue_config *config,
	const struct bridge *bridge, struct timers *timers);
/* In release: reads the form of a code, which neutral_code_ok() takes, as soon as may be. ERR_LIMIT
 * when too many are wanted. */
int catalogue_want(struct catalogue *catalogue, const char *code) MUST_CHECK;
