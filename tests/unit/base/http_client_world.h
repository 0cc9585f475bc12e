/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The HTTP client in the real loop: against the real server, and against a raw one that answers
 * badly, too much, or not at all. Each program that includes this has a client of its own.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <cmocka.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>
#include "gateway/base/http_client.h"
#include "gateway/base/json.h"
#include "gateway/base/log.h"
#include "tests/lib/run_loop.h"

#define RESULTS 16

/* What came back for the request with this id. */
struct seen {
	unsigned decided, released;
	enum verdict transport;
	enum turn_outcome outcome;
	unsigned status;
	char body[300000];
	size_t len;
	bool too_long;
	int64_t retry_after_s;
	char etag[32];
	char reason[128];
	uint32_t took_ms;
	bool state_kept;
};

static struct {
	void *ctx;
	struct run run;
	struct http_server *server;
	struct http_out *out;
	struct raw_listener listener;
	const char *script; /* what a raw server answers; NULL: nothing */
	bool hangs; /* keeps the connection without an answer */
	struct raw_peer served[RESULTS]; /* the raw server's ends of its connections */
	unsigned requests; /* heads the raw server saw on all its connections */
	struct seen seen[RESULTS];
	int decide_answer;
} t;

/* --- the owner of requests ----------------------------------------------------------------- */

static int on_result(void *data, uint64_t id, const struct http_result *result, void *state)
{
	struct seen *seen = &t.seen[id];

	assert_ptr_equal(data, &t);
	for (unsigned i = 0; i < HTTP_OUT_STATE_SIZE; i++)
		assert_int_equal(((uint8_t *)state)[i], 0);
	memset(state, 0xa5, HTTP_OUT_STATE_SIZE);
	seen->decided++;
	seen->transport = result->transport;
	seen->status = result->status;
	seen->len = result->len;
	assert_int_equal(strlen(result->body), result->len);
	assert_true(result->len < sizeof(seen->body));
	memcpy(seen->body, result->body, result->len + 1);
	seen->too_long = result->too_long;
	seen->retry_after_s = result->retry_after_s;
	snprintf(seen->etag, sizeof(seen->etag), "%s", result->etag);
	snprintf(seen->reason, sizeof(seen->reason), "%s", result->reason);
	seen->took_ms = result->took_ms;
	return t.decide_answer;
}

static void on_release(void *data, uint64_t id, const struct http_result *result, void *state,
	enum turn_outcome outcome, int error)
{
	struct seen *seen = &t.seen[id];

	(void)error;
	assert_ptr_equal(data, &t);
	assert_int_equal(result->transport, seen->transport);
	seen->state_kept = ((uint8_t *)state)[HTTP_OUT_STATE_SIZE - 1] == 0xa5;
	seen->outcome = outcome;
	seen->released++;
}

static inline struct http_out_request request_to(uint16_t port, const char *path, uint64_t id)
{
	static char urls[RESULTS][128];

	snprintf(urls[id], sizeof(urls[id]), "http://127.0.0.1:%u%s", port, path);
	return (struct http_out_request) {
		.method = HTTP_GET,
		.url = urls[id],
		.timeout_ms = 2000,
		.id = id,
		.decide = on_result,
		.release = on_release,
		.data = &t,
	};
}

static inline bool is_released(void *data)
{
	return ((struct seen *)data)->released == 1;
}

static inline struct seen *fetch(const struct http_out_request *request)
{
	assert_int_equal(t.out->start(t.out, request), 0);
	run_until(&t.run, is_released, &t.seen[request->id]);
	assert_int_equal(t.seen[request->id].decided, 1);
	return &t.seen[request->id];
}

/* --- the real server ----------------------------------------------------------------------- */

static int echo_decide(struct http_request *request, void *data)
{
	size_t len;
	const char *body = http_request_body(request, &len);
	const char *type = http_request_header(request, "Content-Type");
	const char *shape = http_request_header(request, "X-Shape");

	(void)data;
	http_answer_header(request, "ETag", "\"v7\"");
	http_answer_header(request, "X-Shape", shape ? shape : "none");
	http_answer(request, 200, type ? type : "text/plain", body, len);
	return 0;
}

static int busy_decide(struct http_request *request, void *data)
{
	(void)data;
	http_answer_header(request, "Retry-After", "120");
	http_answer_error(request, 503, "busy", "Later, please.");
	return 0;
}

static int moved_decide(struct http_request *request, void *data)
{
	(void)data;
	http_answer_header(request, "Location", "/echo");
	http_answer(request, 302, NULL, NULL, 0);
	return 0;
}

static int big_decide(struct http_request *request, void *data)
{
	size_t len = strtoul(http_request_rest(request), NULL, 10);
	char *text = talloc_size(http_request_ctx(request), len);

	(void)data;
	memset(text, 'b', len);
	http_answer(request, 200, "text/plain", text, len);
	return 0;
}

static const struct http_route routes[] = {
	{ HTTP_GET, "/echo", 0, echo_decide, NULL, NULL },
	{ HTTP_POST, "/echo", 100000, echo_decide, NULL, NULL },
	{ HTTP_PUT, "/echo", 1000, echo_decide, NULL, NULL },
	{ HTTP_DELETE, "/echo", 1000, echo_decide, NULL, NULL },
	{ HTTP_GET, "/busy", 0, busy_decide, NULL, NULL },
	{ HTTP_GET, "/moved", 0, moved_decide, NULL, NULL },
	{ HTTP_GET, "/big/*", 0, big_decide, NULL, NULL },
	{ HTTP_GET, NULL, 0, NULL, NULL, NULL },
};

/* --- a raw server -------------------------------------------------------------------------- */

static int served_cb(struct osmo_fd *ofd, unsigned int what)
{
	struct raw_peer *peer = ofd->data;
	ssize_t n = recv(ofd->fd, peer->got, sizeof(peer->got) - 1, MSG_DONTWAIT);

	(void)what;
	if (n <= 0) {
		osmo_fd_close(ofd);
		return 0;
	}
	peer->got[n] = '\0';
	t.requests += raw_count(peer, " HTTP/1.1\r\n");
	if (t.script)
		raw_send_text(peer, t.script);
	else if (!t.hangs)
		osmo_fd_close(ofd);
	return 0;
}

static void on_connection(struct raw_listener *listener, int fd)
{
	struct raw_peer *peer = &t.served[listener->accepted - 1];

	peer->run = listener->run;
	osmo_fd_setup(&peer->ofd, fd, OSMO_FD_READ, served_cb, peer, 0);
	assert_int_equal(osmo_fd_register(&peer->ofd), 0);
}

/* --- fixture ------------------------------------------------------------------------------- */

static inline int setup(void **state)
{
	const struct http_server_config config = { .bind_address = "127.0.0.1", .name = "peer" };
	char error[JSON_ERROR_SIZE] = "";

	(void)state;
	memset(&t, 0, sizeof(t));
	t.ctx = talloc_named_const(NULL, 0, "test");
	run_init(&t.run, t.ctx, NULL, NULL);
	t.server = http_server_new(t.ctx, t.run.turn, &config, routes, error, sizeof(error));
	t.out = http_client_new(t.ctx, t.run.turn, 8);
	raw_listen(&t.listener, &t.run, on_connection);
	for (unsigned i = 0; i < RESULTS; i++)
		t.served[i].ofd.fd = -1;
	return t.server && t.out ? 0 : -1;
}

static inline int teardown(void **state)
{
	(void)state;
	raw_listen_close(&t.listener);
	for (unsigned i = 0; i < RESULTS; i++) {
		if (t.served[i].ofd.fd >= 0)
			osmo_fd_close(&t.served[i].ofd);
	}
	talloc_free(t.ctx);
	return 0;
}
