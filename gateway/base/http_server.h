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
	unsigned connection_timeout_s; /* without a sign of the peer; default 30 when 0 */
	const char *name; /* "inside" or "outside", for logs and counters */
};

/* Limits that no route can change. */

/* A whole request must arrive, and its answer be taken, within this many connection timeouts. */
#define HTTP_REQUEST_TIMEOUTS 2
/* Of a connection's request line, headers and read buffer. */
#define HTTP_HEAD_MAX_OCTETS 16384
/* A body whose length was not announced is read this far beyond its route's limit, so that its
 * sender is there to read the 413; then the connection is cut. */
#define HTTP_DISCARD_MAX_OCTETS 262144
/* In the answer that the server makes of a failed turn. */
#define HTTP_RETRY_AFTER_S 5

struct http_server;

/* `routes` is borrowed and ends with an entry whose path is NULL; the first whose path and method
 * fit is taken. NULL and a sentence in `error` (JSON_ERROR_SIZE octets are enough) when the address
 * cannot be bound. Free it before the turn: requests that wait there are taken back and their
 * connections closed. The turn must run in every pass of the loop, with inputs or without: its end
 * is where answers leave. */
struct http_server *http_server_new(void *ctx, struct turn *turn,
	const struct http_server_config *config, const struct http_route *routes, char *error,
	size_t error_size);
uint16_t http_server_port(const struct http_server *server);
/* Stops accepting; requests under way still get their answers, and each connection closes after
 * its next one. */
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
/* Where the request came from: the numeric address of the connection's other end, which is a
 * proxy's if there is one between. "" if it cannot be told. */
#define HTTP_PEER_SIZE 46 /* INET6_ADDRSTRLEN */
void http_request_peer(const struct http_request *request, char out[HTTP_PEER_SIZE]);
/* Room for the route's own state, freed with the request. One per request: zeroed at the first
 * call, and the same at later ones (a decide() that asked for later, release()). */
void *http_request_state(struct http_request *request, size_t size);
/* talloc context of the request. */
void *http_request_ctx(struct http_request *request);

/* Sets (or replaces) the response. Body and content type are copied; `content_type` may be NULL
 * where there is no body. */
void http_answer(struct http_request *request, unsigned status, const char *content_type,
	const char *body, size_t len);
/* Adds a response header (copied); kept when http_answer() replaces the response. One that HTTP
 * does not allow, such as a value with a line break, is left out and logged. */
void http_answer_header(struct http_request *request, const char *name, const char *value);
/* {"error": code, "message": sentence} as JSON. */
void http_answer_error(
	struct http_request *request, unsigned status, const char *code, const char *sentence);

struct http_server_stats {
	uint64_t requests; /* given to the turn */
	uint64_t refused_path; /* 404 and 405 */
	uint64_t refused_body; /* 413 */
	uint64_t refused_connections; /* over connections_max */
	uint64_t aborted; /* the peer was gone when its answer was sent */
	uint64_t timed_out; /* cut off for being slow while they did move */
	unsigned connections; /* open now */
	unsigned waiting; /* requests in the turn now */
	unsigned answering; /* those, and answers that the peer has not taken whole */
};
const struct http_server_stats *http_server_stats(const struct http_server *server);
