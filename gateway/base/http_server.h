/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * HTTP server: libmicrohttpd as a guest of the loop (external epoll, suspend and resume).
 *
 * A complete request becomes a turn input; its connection sleeps until the turn has released it.
 * Nothing in here knows what a route means. Requests over a limit, for unknown paths or with
 * broken syntax are answered at once and never reach the turn.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"
#include "gateway/base/turn.h"

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_DELETE };

struct http_request;

/* Route callbacks; see struct turn_kind for what each may do. decide() usually sets the response
 * with http_answer*(); release() may replace it (the usual reason: the outcome is not TURN_DONE).
 * release NULL: TURN_DONE sends what decide() set; everything else is answered 503 with
 * {"error":"..."} and Retry-After. After release the server sends the response and frees the
 * request. */
struct http_route {
	enum http_method method;
	const char *path; /* exact, or ending in "/" + "*" for one or more further segments */
	size_t body_max; /* octets; 0: no body is accepted */
	int (*decide)(struct http_request *request, void *data);
	void (*release)(
		struct http_request *request, enum turn_outcome outcome, int error, void *data);
	void *data;
};

struct http_server_config {
	const char *bind_address; /* numeric IPv4 or IPv6 */
	uint16_t port; /* 0: any free port, see http_server_port() */
	unsigned connections_max; /* default 1024 when 0 */
	unsigned connection_timeout_s; /* idle or slow peers; default 30 when 0 */
	const char *name; /* "inside" or "outside", for logs and counters */
};

struct http_server;

/* `routes` is borrowed and ends with an entry whose path is NULL. NULL and a sentence in `error`
 * (JSON_ERROR_SIZE octets are enough) when the address cannot be bound. Not for use after turn is
 * freed. */
struct http_server *http_server_new(void *ctx, struct turn *turn,
	const struct http_server_config *config, const struct http_route *routes, char *error,
	size_t error_size);
uint16_t http_server_port(const struct http_server *server);
/* Stops accepting; requests under way still get their answers. */
void http_server_close(struct http_server *server);

/* What a route reads. All borrowed for the life of the request, NUL-terminated where text. */
const char *http_request_path(const struct http_request *request);
/* The part of the path that "*" stood for, "" if none. */
const char *http_request_rest(const struct http_request *request);
const char *http_request_body(const struct http_request *request, size_t *len_r);
/* A query argument, percent-decoded octets (may hold NULs); NULL if absent. *len_r may be NULL. */
const char *http_request_query(const struct http_request *request, const char *name, size_t *len_r);
/* A header by name, case ignored; NULL if absent. */
const char *http_request_header(const struct http_request *request, const char *name);
/* Room for the route's own state, zeroed, freed with the request. One per request. */
void *http_request_state(struct http_request *request, size_t size);
/* talloc context of the request. */
void *http_request_ctx(struct http_request *request);

/* Sets (or replaces) the response. Body is copied. */
void http_answer(struct http_request *request, unsigned status, const char *content_type,
	const char *body, size_t len);
/* Adds a response header; kept when http_answer() replaces the response. */
void http_answer_header(struct http_request *request, const char *name, const char *value);
/* {"error": code, "message": sentence} as JSON. */
void http_answer_error(
	struct http_request *request, unsigned status, const char *code, const char *sentence);

struct http_server_stats {
	uint64_t requests, refused_path, refused_body, refused_connections, aborted;
	unsigned waiting; /* requests in the turn now */
};
const struct http_server_stats *http_server_stats(const struct http_server *server);

/* The step after the turn's releases: lets resumed connections of all servers go, bounded
 * (see architecture.md on MHD_run()). Installed as the turn's `after` hook by http_server_new(). */
