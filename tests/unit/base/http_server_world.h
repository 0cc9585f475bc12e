/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The HTTP server on real sockets in the real loop, over a store that only counts commits, against
 * raw peers that send what a library would not. Each program that includes this has a server of
 * its own.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>
#include "gateway/base/http_server.h"
#include "gateway/base/json.h"
#include "gateway/base/log.h"
#include "tests/lib/run_loop.h"

#define BODY_MAX 1000
#define PEERS	 40

static struct {
	void *ctx;
	struct run run;
	struct http_server *server;
	struct raw_peer peers[PEERS];
	unsigned decided, released, laters;
	unsigned commits;
	int commit_error;
	int decide_answer;
	bool holds; /* decide asks for later */
} t;

/* --- a store that counts, so that answers really wait for a commit --------------------------- */

static void fake_begin(void *store)
{
	(void)store;
}

static int fake_end(void *store, bool keep)
{
	(void)store;
	return keep ? 1 : 0;
}

static bool fake_has_writes(void *store)
{
	(void)store;
	return false;
}

static int fake_commit(void *store)
{
	(void)store;
	t.commits++;
	return t.commit_error;
}

static const struct turn_store fake_store = {
	.event_begin = fake_begin,
	.event_end = fake_end,
	.has_writes = fake_has_writes,
	.commit = fake_commit,
};

/* --- routes -------------------------------------------------------------------------------- */

static int echo_decide(struct http_request *request, void *data)
{
	unsigned *state = http_request_state(request, sizeof(*state));
	size_t len;
	const char *body = http_request_body(request, &len);

	assert_ptr_equal(data, &t);
	t.decided++;
	if (t.holds) {
		t.laters++;
		*state += 1;
		return TURN_LATER;
	}
	if (t.decide_answer)
		return t.decide_answer;
	http_answer(request, 200, "text/plain", body, len);
	return 0;
}

static int show_decide(struct http_request *request, void *data)
{
	size_t len = 99;
	const char *value = http_request_query(request, "q", &len);
	const char *agent = http_request_header(request, "x-AGENT");
	char text[256];

	(void)data;
	snprintf(text, sizeof(text), "path=%s rest=%s agent=%s", http_request_path(request),
		http_request_rest(request), agent ? agent : "none");
	if (value) {
		size_t at = strlen(text);

		snprintf(text + at, sizeof(text) - at, " q%zu=", len);
		for (size_t i = 0; i < len; i++)
			snprintf(text + strlen(text), sizeof(text) - strlen(text), "%02x",
				(unsigned char)value[i]);
	}
	http_answer_header(request, "X-One", "1");
	http_answer(request, 200, "text/plain", "replaced", 8);
	http_answer(request, 201, "text/plain", text, strlen(text));
	return 0;
}

static int silent_decide(struct http_request *request, void *data)
{
	(void)request;
	(void)data;
	return 0;
}

static void own_release(
	struct http_request *request, enum turn_outcome outcome, int error, void *data)
{
	char text[64];

	(void)data;
	t.released++;
	snprintf(text, sizeof(text), "outcome %d error %d", (int)outcome, error);
	http_answer(request, 200, NULL, text, strlen(text));
}

static const struct http_route routes[] = {
	{ HTTP_POST, "/echo", BODY_MAX, echo_decide, NULL, &t },
	{ HTTP_GET, "/show", 0, show_decide, NULL, &t },
	{ HTTP_GET, "/show/*", 0, show_decide, NULL, &t },
	{ HTTP_DELETE, "/show/*", 0, show_decide, NULL, &t },
	{ HTTP_GET, "/silent", 0, silent_decide, NULL, &t },
	{ HTTP_GET, "/own", 0, silent_decide, own_release, &t },
	{ HTTP_GET, NULL, 0, NULL, NULL, NULL },
};

/* --- fixture ------------------------------------------------------------------------------- */

static inline void serve(
	unsigned connections_max, unsigned timeout_s, const struct turn_limits *limits)
{
	const struct http_server_config config = {
		.bind_address = "127.0.0.1",
		.connections_max = connections_max,
		.connection_timeout_s = timeout_s,
		.name = "inside",
	};
	char error[JSON_ERROR_SIZE] = "";

	run_init(&t.run, t.ctx, &fake_store, limits);
	t.server = http_server_new(t.ctx, t.run.turn, &config, routes, error, sizeof(error));
	assert_string_equal(error, "");
	assert_non_null(t.server);
}

static inline int setup(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	t.ctx = talloc_named_const(NULL, 0, "test");
	for (unsigned i = 0; i < PEERS; i++)
		t.peers[i].ofd.fd = -1;
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	for (unsigned i = 0; i < PEERS; i++) {
		if (t.peers[i].ofd.fd >= 0)
			raw_close(&t.peers[i]);
	}
	talloc_free(t.ctx);
	return 0;
}

static inline struct raw_peer *dial(unsigned i)
{
	raw_open(&t.peers[i], &t.run, http_server_port(t.server));
	return &t.peers[i];
}

static inline struct raw_peer *ask(const char *request)
{
	struct raw_peer *peer = dial(0);

	raw_send_text(peer, request);
	raw_until_answers(peer, 1);
	return peer;
}

static inline void expect_in(const struct raw_peer *peer, const char *text)
{
	if (!strstr(peer->got, text))
		fail_msg("no \"%s\" in:\n%s", text, peer->got);
}

#define GET(path)	    "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"
#define POST(headers, body) "POST /echo HTTP/1.1\r\nHost: x\r\n" headers "\r\n" body
