/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * HTTP requests to peers (portal, Kannel): curl multi as a guest of the loop, keep-alive, a bounded
 * number in flight, every wait limited.
 *
 * Users see a `struct http_out`, a pair of functions, so tests put a scripted network in its place.
 * The answer comes back as a turn input: on_result() runs inside decide.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"
#include "gateway/base/http_server.h"
#include "gateway/base/turn.h"

struct http_result {
	/* VERDICT_OK: an answer came, see `status`. VERDICT_TEMPFAIL: the request certainly never
	 * reached the peer (refused, unresolved). VERDICT_UNKNOWN: sent, but no whole answer. */
	enum verdict transport;
	unsigned status; /* HTTP status, 0 without an answer; with UNKNOWN it may be there */
	const char *body; /* NUL-terminated, at most body_max octets */
	size_t len;
	bool too_long; /* the answer was over body_max and was dropped; transport is UNKNOWN */
	int64_t retry_after_s; /* of the header, in seconds; -1: none */
	const char *etag; /* "" if none */
	uint32_t took_ms;
	const char *reason; /* for logs: curl's sentence, or "" */
};

/* What waits for an answer keeps an id, never a pointer: `id` is the owner's, given back as it was.
 */
struct http_out_request {
	enum http_method method;
	const char *url;
	const char *const *headers; /* "Name: value", NULL-ended; may be NULL */
	const char *body; /* may be NULL */
	size_t body_len;
	uint32_t connect_timeout_ms; /* default 3000 when 0 */
	uint32_t timeout_ms; /* whole request; default 10000 when 0 */
	size_t body_max; /* of the answer; default 262144 when 0 */
	uint64_t id;
	/* As decide and release of a turn kind; `result` is valid in both. `state` points to
	 * STATE_SIZE zeroed octets that carry the decision from one to the other. */
	int (*decide)(void *data, uint64_t id, const struct http_result *result, void *state);
	void (*release)(void *data, uint64_t id, const struct http_result *result, void *state,
		enum turn_outcome outcome, int error);
	void *data;
};
#define HTTP_OUT_STATE_SIZE 256

struct http_out {
	/* Starts a request (copies all texts). Call it in release only. 0, ERR_LIMIT when too many
	 * are under way, ERR_INVALID for a URL that is not http:// or https:// or a header with a
	 * line break. On failure no callback follows. */
	int (*start)(struct http_out *out, const struct http_out_request *request);
	/* How many more may start now. */
	unsigned (*room)(const struct http_out *out);
};

/* The real one. `in_flight_max` per instance, counted from start() to release(). Owned by ctx;
 * freeing (before the turn) drops requests under way without callbacks. Never follows redirects,
 * reads no proxy from the environment, never sends a request twice. NULL and a logged reason when
 * file descriptors run out. */
struct http_out *http_client_new(void *ctx, struct turn *turn, unsigned in_flight_max);
