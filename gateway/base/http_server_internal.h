/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the files of the HTTP server share: http_server.c (daemon, sockets, loop),
 * http_server_request.c (from the first header to the turn and back), http_server_answer.c
 * (responses) and http_server_peer.c (connections and their time). Nobody else includes this.
 *
 * A request lives in one talloc pool. It belongs to libmicrohttpd (as the connection's closure)
 * until its connection is suspended, to the turn while `in_turn`, and to libmicrohttpd again until
 * request_completed_cb(), which frees it. While a connection is suspended libmicrohttpd does not
 * look at its socket, so a peer that leaves early is noticed only when its answer is sent.
 */
#pragma once
#include <microhttpd.h>
#include <osmocom/core/linuxlist.h>
#include <osmocom/core/select.h>
#include "gateway/base/http_server.h"
#include "gateway/base/wake.h"

struct http_server {
	struct turn *turn;
	struct turn_after after;
	const struct http_route *routes;
	const char *name;
	struct MHD_Daemon *daemon;
	struct osmo_fd epoll_ofd; /* the daemon's epoll fd, borrowed from it */
	struct wake wake; /* for what MHD_get_timeout() says */
	uint16_t port;
	unsigned connections_max;
	uint64_t request_max_ms;
	struct llist_head peers; /* those whose time runs, the next due first */
	bool closing;
	bool resumed; /* a connection was resumed since the last MHD_run() */
	struct llist_head in_turn; /* of http_request */
	struct http_server_stats stats;
};

struct http_header {
	struct http_header *next;
	const char *name;
	const char *value;
};

struct http_request {
	struct turn_input input;
	struct llist_head entry; /* in server->in_turn */
	struct http_server *server;
	struct MHD_Connection *connection;
	const struct http_route *route; /* NULL: it gets `refusal` */
	unsigned refusal; /* 404, 405, or 413 */
	const char *path;
	const char *rest;
	char *body;
	size_t body_len;
	size_t body_room;
	void *state;
	bool in_turn;
	bool was_posted;
	struct {
		unsigned status; /* 0: none set */
		const char *content_type;
		char *body;
		size_t len;
		struct http_header *headers;
	} answer;
};

/* libmicrohttpd's callbacks; `cls` is the struct http_server. */
enum MHD_Result request_access_cb(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *upload_data, size_t *upload_data_size,
	void **request_io);
void request_completed_cb(void *cls, struct MHD_Connection *connection, void **request_io,
	enum MHD_RequestTerminationCode how);

/* Hands the request's answer (500 if it has none) to libmicrohttpd, which reads it from the
 * request until request_completed_cb(). The connection is suspended or in its access callback. */
enum MHD_Result answer_send(struct http_request *request);

/* A connection begins or ends. */
void peer_connection_cb(void *cls, struct MHD_Connection *connection, void **peer_io,
	enum MHD_ConnectionNotificationCode what);
/* Its request is complete: its time stands still. */
void peer_waits_for_us(struct MHD_Connection *connection);
/* It has an answer to take, or a next request to send: its time begins anew. */
void peer_is_due(struct http_server *server, struct MHD_Connection *connection);
/* Ends the connections whose time is up, and wakes the loop for the next. */
void peers_check(struct http_server *server);
