/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The HTTP bearer: USSD as aggregators' callbacks, one path for each dialect (dialect.h):
 *
 *   /ussd/v1/NAME       spoken as FOLDER/NAME.json says
 *   /ussd/v1/motcua     our own: POST {"session","phone","dialled","input","sequence"}
 *                         -> {"text","end","coding","sequence"}
 *
 * Who calls is believed about the phone number. So a path lives on the inside listener until the
 * configuration says how its callers prove themselves; from then on it lives on the outside one.
 */
#pragma once
#include "gateway/base/http_server.h"
#include "gateway/bearer/dialect.h"
#include "gateway/config.h"
#include "gateway/dialogue/step.h"

#define HTTP_BEARER_BODY_MAX (INPUT_MAX + 1024) /* octets of a request */

struct http_bearer;

struct http_bearer_stats {
	uint64_t received; /* requests, with those refused */
	uint64_t network, secret, signature, stale, rate; /* refused at the gate */
	uint64_t malformed; /* let in, but not understood */
};

/* Reads the dialects and secrets that the configuration names. NULL and a sentence. Owned by ctx;
 * `counter` is borrowed, and may be NULL for a check. */
struct http_bearer *http_bearer_new(void *ctx, struct counter *counter, const struct clock *clock,
	const struct config *config, char *error, size_t error_size);
/* Adds its routes of one listener at routes[*n_io]; there is room for DIALECTS_MAX. */
void http_bearer_routes(
	struct http_bearer *bearer, bool outside, struct http_route *routes, size_t *n_io);
const struct http_bearer_stats *http_bearer_stats(const struct http_bearer *bearer);
