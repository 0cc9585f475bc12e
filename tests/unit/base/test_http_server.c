/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The HTTP server on real sockets in the real loop, against raw peers that send what a library
 * would not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
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

static void serve(unsigned connections_max, unsigned timeout_s, const struct turn_limits *limits)
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

static int setup(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	t.ctx = talloc_named_const(NULL, 0, "test");
	for (unsigned i = 0; i < PEERS; i++)
		t.peers[i].ofd.fd = -1;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	for (unsigned i = 0; i < PEERS; i++) {
		if (t.peers[i].ofd.fd >= 0)
			raw_close(&t.peers[i]);
	}
	talloc_free(t.ctx);
	return 0;
}

static struct raw_peer *dial(unsigned i)
{
	raw_open(&t.peers[i], &t.run, http_server_port(t.server));
	return &t.peers[i];
}

static struct raw_peer *ask(const char *request)
{
	struct raw_peer *peer = dial(0);

	raw_send_text(peer, request);
	raw_until_answers(peer, 1);
	return peer;
}

static void expect_in(const struct raw_peer *peer, const char *text)
{
	if (!strstr(peer->got, text))
		fail_msg("no \"%s\" in:\n%s", text, peer->got);
}

#define GET(path)	    "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"
#define POST(headers, body) "POST /echo HTTP/1.1\r\nHost: x\r\n" headers "\r\n" body

/* --- what routes see ----------------------------------------------------------------------- */

static void a_body_reaches_its_route_and_the_answer_waits_for_the_commit(void **state)
{
	struct raw_peer *peer;

	(void)state;
	serve(0, 0, NULL);
	peer = ask(POST("Content-Length: 5\r\n", "hello"));
	expect_in(peer, "HTTP/1.1 200 OK\r\n");
	expect_in(peer, "Content-Type: text/plain\r\n");
	expect_in(peer, "\r\n\r\nhello");
	assert_int_equal(t.commits, 1);
	assert_int_equal(http_server_stats(t.server)->requests, 1);
	assert_int_equal(http_server_stats(t.server)->waiting, 0);
	assert_int_equal(http_server_stats(t.server)->connections, 1);
}

static void paths_rests_arguments_and_headers_are_read(void **state)
{
	static const struct {
		const char *target, *expected;
	} table[] = {
		{ "/show", "path=/show rest= agent=Nokia 105" },
		{ "/show/a", "path=/show/a rest=a agent=Nokia 105" },
		{ "/show/a/b%20c", "path=/show/a/b c rest=a/b c agent=Nokia 105" },
		{ "/show?q=", "path=/show rest= agent=Nokia 105 q0=" },
		{ "/show?p=1&q=a+b", "path=/show rest= agent=Nokia 105 q3=612062" },
		{ "/show?q=%00%ff%41&q=2", "path=/show rest= agent=Nokia 105 q3=00ff41" },
		{ "/show?q", "path=/show rest= agent=Nokia 105 q0=" },
	};

	(void)state;
	serve(0, 0, NULL);
	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		struct raw_peer *peer = dial(i);
		char request[256];

		snprintf(request, sizeof(request),
			"GET %s HTTP/1.1\r\nHost: x\r\nX-Agent: Nokia 105\r\n\r\n",
			table[i].target);
		raw_send_text(peer, request);
		raw_until_answers(peer, 1);
		expect_in(peer, "HTTP/1.1 201 ");
		expect_in(peer, "X-One: 1\r\n");
		assert_string_equal(strstr(peer->got, "\r\n\r\n") + 4, table[i].expected);
	}
}

static void unknown_paths_and_methods_never_reach_the_turn(void **state)
{
	static const struct {
		const char *request, *status, *more;
	} table[] = {
		{ GET("/"), "HTTP/1.1 404 ", "{\"error\":\"not_found\",\"message\":\"" },
		{ GET("/shows"), "HTTP/1.1 404 ", "application/json" },
		{ GET("/show/"), "HTTP/1.1 404 ", "" },
		{ GET("/echo/x"), "HTTP/1.1 404 ", "" },
		{ GET("/echo"), "HTTP/1.1 405 ", "Allow: POST\r\n" },
		{ "PUT /show/1 HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405 ",
			"Allow: GET, DELETE\r\n" },
		{ "BREW /show/1 HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405 ",
			"{\"error\":\"method_not_allowed\"" },
		{ "POST /none HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n", "HTTP/1.1 404 ",
			"Connection: close\r\n" },
	};

	(void)state;
	serve(0, 0, NULL);
	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		struct raw_peer *peer = dial(i);

		raw_send_text(peer, table[i].request);
		raw_until_answers(peer, 1);
		expect_in(peer, table[i].status);
		expect_in(peer, table[i].more);
	}
	assert_int_equal(http_server_stats(t.server)->refused_path, ARRAY_SIZE(table));
	assert_int_equal(http_server_stats(t.server)->requests, 0);
}

static void broken_requests_are_refused(void **state)
{
	static const char *const table[] = {
		"GARBAGE\r\n\r\n",
		"GET /show HTTP/1.1\r\n\r\n", /* no Host */
		"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5x\r\n\r\nhello",
		"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nhello",
		"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: "
		"99999999999999999999999\r\n\r\nhello",
		"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
	};

	(void)state;
	serve(0, 0, NULL);
	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		struct raw_peer *peer = dial(i);

		raw_send_text(peer, table[i]);
		raw_until_closed(peer);
		assert_int_equal(raw_count(peer, "HTTP/1.1 2"), 0);
	}
	assert_int_equal(http_server_stats(t.server)->requests, 0);
}

/* --- connections --------------------------------------------------------------------------- */

static void a_connection_serves_many_requests(void **state)
{
	struct raw_peer *peer;

	(void)state;
	serve(0, 0, NULL);
	peer = ask(GET("/show"));
	for (unsigned i = 2; i <= 50; i++) {
		raw_send_text(peer, i % 2 ? GET("/show") : GET("/nowhere"));
		raw_until_answers(peer, i);
	}
	assert_false(peer->is_closed);
	assert_int_equal(raw_count(peer, "HTTP/1.1 201 "), 25);
	assert_int_equal(raw_count(peer, "HTTP/1.1 404 "), 25);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
	struct raw_peer *peer;
	const char *one, *two, *three;

	(void)state;
	serve(0, 0, NULL);
	peer = dial(0);
	raw_send_text(peer,
		POST("Content-Length: 3\r\n", "one") GET("/show/two")
			POST("Content-Length: 5\r\n", "three"));
	raw_until_answers(peer, 3);
	one = strstr(peer->got, "\r\n\r\none");
	two = strstr(peer->got, "rest=two");
	three = strstr(peer->got, "\r\n\r\nthree");
	assert_true(one && two && three && one < two && two < three);
	assert_int_equal(t.commits, 3);
}

static void many_connections_share_commits(void **state)
{
	(void)state;
	serve(0, 0, NULL);
	for (unsigned i = 0; i < PEERS; i++)
		raw_send_text(dial(i), POST("Content-Length: 2\r\n", "hi"));
	for (unsigned i = 0; i < PEERS; i++) {
		raw_until_answers(&t.peers[i], 1);
		expect_in(&t.peers[i], "\r\n\r\nhi");
	}
	assert_true(t.commits < PEERS);
}

static void connections_over_the_limit_are_refused(void **state)
{
	(void)state;
	serve(2, 0, NULL);
	raw_send_text(dial(0), GET("/show"));
	raw_send_text(dial(1), GET("/show"));
	raw_until_answers(&t.peers[0], 1);
	raw_until_answers(&t.peers[1], 1);
	for (unsigned i = 2; i < 10; i++) {
		raw_until_closed(dial(i));
		assert_int_equal(t.peers[i].len, 0);
	}
	assert_int_equal(http_server_stats(t.server)->refused_connections, 8);
	raw_close(&t.peers[0]);
	run_for_ms(&t.run, 20);
	raw_send_text(dial(11), GET("/show"));
	raw_until_answers(&t.peers[11], 1);
	expect_in(&t.peers[11], "HTTP/1.1 201 ");
}

static void slow_peers_time_out(void **state)
{
	static const char *const begun[] = {
		"", "GET /show HT",
		"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel",
		GET("/show"), /* answered, then idle */
	};

	(void)state;
	serve(0, 1, NULL);
	for (unsigned i = 0; i < ARRAY_SIZE(begun); i++)
		raw_send_text(dial(i), begun[i]);
	for (unsigned i = 0; i < ARRAY_SIZE(begun); i++)
		raw_until_closed(&t.peers[i]);
	run_for_ms(&t.run, 20);
	assert_int_equal(http_server_stats(t.server)->requests, 1);
	assert_int_equal(http_server_stats(t.server)->connections, 0);
}

/* An octet each quarter of a second is a sign of life, but no request. */
static void peers_that_only_ever_trickle_time_out(void **state)
{
	struct raw_peer *peer;
	unsigned octets = 0;

	(void)state;
	serve(0, 1, NULL);
	peer = dial(0);
	raw_send_text(dial(1), GET("/show"));
	raw_send_text(peer, "GET /show HTTP/1.1\r\nHost: x\r\nX-Slow: ");
	while (!peer->is_closed && octets++ < 20) {
		raw_send(peer, "x", 1);
		raw_send(&t.peers[1], GET("/show"), strlen(GET("/show")));
		run_for_ms(&t.run, 250);
	}
	assert_in_range(octets, 7, 12);
	assert_false(t.peers[1].is_closed);
	assert_int_equal(http_server_stats(t.server)->timed_out, 1);
}

static void heads_over_the_limit_are_refused(void **state)
{
	static char filler[2 * HTTP_HEAD_MAX_OCTETS];
	struct raw_peer *peer;

	(void)state;
	serve(0, 0, NULL);
	memset(filler, 'x', sizeof(filler));
	peer = dial(0);
	raw_send_text(peer, "GET /show HTTP/1.1\r\nHost: x\r\nX-Long: ");
	raw_send(peer, filler, sizeof(filler));
	raw_until_closed(peer);
	assert_int_equal(raw_count(peer, "HTTP/1.1 2"), 0);
	assert_int_equal(http_server_stats(t.server)->requests, 0);
}

/* --- bodies -------------------------------------------------------------------------------- */

static void a_body_may_be_exactly_as_long_as_allowed(void **state)
{
	char request[BODY_MAX + 200];
	int head = snprintf(request, sizeof(request),
		"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", BODY_MAX);
	struct raw_peer *peer;

	(void)state;
	serve(0, 0, NULL);
	memset(request + head, 'b', BODY_MAX);
	request[head + BODY_MAX] = '\0';
	peer = ask(request);
	expect_in(peer, "HTTP/1.1 200 ");
	assert_string_equal(strstr(peer->got, "\r\n\r\n"), request + head - 4);
}

static void a_body_in_chunks_is_put_together(void **state)
{
	struct raw_peer *peer;

	(void)state;
	serve(0, 0, NULL);
	peer = dial(0);
	raw_send_text(peer, POST("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n"));
	run_for_ms(&t.run, 20);
	raw_send_text(peer, "5\r\ndefgh\r\n0\r\n\r\n");
	raw_until_answers(peer, 1);
	expect_in(peer, "\r\n\r\nabcdefgh");
}

static void a_body_announced_too_long_is_refused_at_once(void **state)
{
	static const char *const lengths[] = { "1001", "10485760", "18446744073709551615" };

	(void)state;
	serve(0, 0, NULL);
	for (unsigned i = 0; i < ARRAY_SIZE(lengths); i++) {
		struct raw_peer *peer = dial(i);
		char request[200];

		snprintf(request, sizeof(request),
			"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: %s\r\n\r\n", lengths[i]);
		raw_send_text(peer, request);
		raw_until_answers(peer, 1);
		expect_in(peer, "HTTP/1.1 413 ");
		expect_in(peer, "{\"error\":\"too_large\"");
		raw_until_closed(peer);
	}
	assert_int_equal(http_server_stats(t.server)->refused_body, 3);
	assert_int_equal(http_server_stats(t.server)->requests, 0);
}

static void chunks_over_the_limit_are_refused(void **state)
{
	static char chunk[1500];
	struct raw_peer *peer;

	(void)state;
	serve(0, 0, NULL);
	memset(chunk, 'c', sizeof(chunk));
	peer = dial(0);
	raw_send_text(peer, POST("Transfer-Encoding: chunked\r\n", "5dc\r\n"));
	raw_send(peer, chunk, 1500);
	raw_send_text(peer, "\r\n3\r\nabc\r\n0\r\n\r\n" GET("/show"));
	raw_until_answers(peer, 2);
	expect_in(peer, "HTTP/1.1 413 ");
	expect_in(peer, "HTTP/1.1 201 ");
	assert_int_equal(http_server_stats(t.server)->refused_body, 1);
	assert_int_equal(http_server_stats(t.server)->requests, 1);
}

static void one_octet_too_many_in_chunks_is_too_many(void **state)
{
	static const struct {
		const char *last;
		const char *status;
	} table[] = { { "1\r\nx\r\n", "HTTP/1.1 200 " }, { "2\r\nxy\r\n", "HTTP/1.1 413 " } };
	char chunk[BODY_MAX];

	(void)state;
	serve(0, 0, NULL);
	memset(chunk, 'c', sizeof(chunk));
	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		struct raw_peer *peer = dial(i);

		raw_send_text(peer, POST("Transfer-Encoding: chunked\r\n", "3e7\r\n"));
		raw_send(peer, chunk, BODY_MAX - 1);
		raw_send_text(peer, "\r\n");
		raw_send_text(peer, table[i].last);
		raw_send_text(peer, "0\r\n\r\n");
		raw_until_answers(peer, 1);
		expect_in(peer, table[i].status);
	}
}

static void ten_megabytes_in_chunks_are_cut_off(void **state)
{
	static char chunk[65536 + 9];
	struct raw_peer *peer;
	size_t sent = 0;

	(void)state;
	serve(0, 0, NULL);
	memset(chunk, 'c', sizeof(chunk));
	memcpy(chunk, "10000\r\n", 7);
	memcpy(chunk + sizeof(chunk) - 2, "\r\n", 2);
	peer = dial(0);
	raw_send_text(peer, POST("Transfer-Encoding: chunked\r\n", ""));
	while (!peer->is_closed && sent < 10485760) {
		sent += raw_send(peer, chunk, sizeof(chunk));
		run_for_ms(&t.run, 2);
	}
	assert_true(peer->is_closed);
	assert_true(sent < 10485760);
	assert_int_equal(http_server_stats(t.server)->refused_body, 1);
	assert_int_equal(http_server_stats(t.server)->requests, 0);
}

static void where_no_body_is_accepted_none_is_read(void **state)
{
	(void)state;
	serve(0, 0, NULL);
	expect_in(
		ask("GET /show HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n"), "HTTP/1.1 413 ");
}

/* --- the turn ------------------------------------------------------------------------------ */

static void without_a_release_failures_become_503(void **state)
{
	static const struct {
		int decide, commit;
		const char *code;
	} table[] = {
		{ ERR_SCHEMA, 0, "{\"error\":\"refused\"" },
		{ 0, ERR_FULL, "{\"error\":\"not_recorded\"" },
		{ 0, ERR_UNCERTAIN, "{\"error\":\"uncertain\"" },
	};

	(void)state;
	serve(0, 0, NULL);
	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		struct raw_peer *peer = dial(i);

		t.decide_answer = table[i].decide;
		t.commit_error = table[i].commit;
		raw_send_text(peer, POST("Content-Length: 2\r\n", "no"));
		raw_until_answers(peer, 1);
		expect_in(peer, "HTTP/1.1 503 ");
		expect_in(peer, "Retry-After: 5\r\n");
		expect_in(peer, table[i].code);
	}
}

static void a_release_of_its_own_has_the_last_word(void **state)
{
	(void)state;
	serve(0, 0, NULL);
	t.commit_error = ERR_FULL;
	expect_in(ask(GET("/own")), "outcome 2 error -28");
	assert_int_equal(t.released, 1);
}

static void a_route_without_an_answer_is_an_error_of_ours(void **state)
{
	(void)state;
	serve(0, 0, NULL);
	expect_in(ask(GET("/silent")), "HTTP/1.1 500 ");
}

static void a_full_turn_answers_503_at_once(void **state)
{
	struct turn_limits limits = TURN_LIMITS_DEFAULT;

	(void)state;
	limits.queue_max = 1;
	serve(0, 0, &limits);
	t.holds = true;
	raw_send_text(dial(0), POST("Content-Length: 2\r\n", "hi"));
	run_for_ms(&t.run, 20);
	raw_send_text(dial(1), POST("Content-Length: 2\r\n", "ho"));
	raw_until_answers(&t.peers[1], 1);
	expect_in(&t.peers[1], "HTTP/1.1 503 ");
	t.holds = false;
	raw_until_answers(&t.peers[0], 1);
	expect_in(&t.peers[0], "\r\n\r\nhi");
}

static void a_request_that_asks_for_later_keeps_its_state(void **state)
{
	(void)state;
	serve(0, 0, NULL);
	t.holds = true;
	raw_send_text(dial(0), POST("Content-Length: 2\r\n", "hi"));
	run_for_ms(&t.run, 20);
	assert_true(t.laters > 1);
	assert_int_equal(http_server_stats(t.server)->waiting, 1);
	t.holds = false;
	raw_until_answers(&t.peers[0], 1);
	expect_in(&t.peers[0], "\r\n\r\nhi");
}

/* --- peers that leave ---------------------------------------------------------------------- */

static bool none_waits(void *data)
{
	(void)data;
	return http_server_stats(t.server)->waiting == 0 &&
		http_server_stats(t.server)->connections == 0;
}

static void a_peer_that_leaves_early_has_its_request_carried_out(void **state)
{
	(void)state;
	serve(0, 0, NULL);
	t.holds = true;
	for (unsigned i = 0; i < 10; i++)
		raw_send_text(dial(i), POST("Content-Length: 2\r\n", "hi"));
	run_for_ms(&t.run, 20);
	assert_int_equal(http_server_stats(t.server)->waiting, 10);
	for (unsigned i = 0; i < 10; i++) {
		if (i % 2)
			raw_reset(&t.peers[i]);
		else
			raw_close(&t.peers[i]);
	}
	run_for_ms(&t.run, 20);
	t.holds = false;
	run_until(&t.run, none_waits, NULL);
	assert_int_equal(t.decided - t.laters, 10);
	assert_in_range(http_server_stats(t.server)->aborted, 5, 10);
}

static void a_peer_that_leaves_within_its_body_never_reaches_the_turn(void **state)
{
	(void)state;
	serve(0, 0, NULL);
	raw_send_text(dial(0), POST("Content-Length: 100\r\n", "half"));
	raw_send_text(dial(1), POST("Transfer-Encoding: chunked\r\n", "5\r\nab"));
	run_for_ms(&t.run, 20);
	raw_close(&t.peers[0]);
	raw_reset(&t.peers[1]);
	run_until(&t.run, none_waits, NULL);
	assert_int_equal(t.decided, 0);
	assert_int_equal(http_server_stats(t.server)->aborted, 0);
}

/* --- start and stop ------------------------------------------------------------------------ */

static void closing_lets_requests_under_way_be_answered(void **state)
{
	struct raw_peer *peer;
	uint16_t port;
	char error[JSON_ERROR_SIZE] = "";
	struct http_server_config config = { .bind_address = "127.0.0.1", .name = "next" };

	(void)state;
	serve(0, 0, NULL);
	port = http_server_port(t.server);
	t.holds = true;
	peer = dial(0);
	raw_send_text(peer, POST("Content-Length: 2\r\n", "hi"));
	run_for_ms(&t.run, 20);
	http_server_close(t.server);
	http_server_close(t.server);
	/* The port is free for a successor while the old server still answers. */
	config.port = port;
	assert_non_null(http_server_new(t.ctx, t.run.turn, &config, routes, error, sizeof(error)));
	t.holds = false;
	raw_until_closed(peer);
	expect_in(peer, "\r\n\r\nhi");
	expect_in(peer, "Connection: close\r\n");
}

static void freeing_the_server_takes_its_requests_out_of_the_turn(void **state)
{
	(void)state;
	serve(0, 0, NULL);
	t.holds = true;
	raw_send_text(dial(0), POST("Content-Length: 2\r\n", "hi"));
	raw_send_text(dial(1), POST("Content-Length: 9\r\n", "half"));
	run_for_ms(&t.run, 20);
	assert_true(turn_pending(t.run.turn));
	talloc_free(t.server);
	assert_false(turn_pending(t.run.turn));
	raw_until_closed(&t.peers[0]);
	raw_until_closed(&t.peers[1]);
}

static void two_servers_share_one_turn(void **state)
{
	const struct http_server_config config = { .bind_address = "127.0.0.1", .name = "outside" };
	char error[JSON_ERROR_SIZE] = "";
	struct http_server *outside;

	(void)state;
	serve(0, 0, NULL);
	outside = http_server_new(t.ctx, t.run.turn, &config, routes, error, sizeof(error));
	assert_non_null(outside);
	raw_open(&t.peers[1], &t.run, http_server_port(outside));
	raw_send_text(dial(0), GET("/show/in"));
	raw_send_text(&t.peers[1], GET("/show/out"));
	raw_until_answers(&t.peers[0], 1);
	raw_until_answers(&t.peers[1], 1);
	expect_in(&t.peers[0], "rest=in");
	expect_in(&t.peers[1], "rest=out");
	assert_int_equal(http_server_stats(outside)->requests, 1);
}

static void an_address_that_cannot_be_bound_gives_a_sentence(void **state)
{
	struct http_server_config config = { .bind_address = "127.0.0.1", .name = "second" };
	char error[JSON_ERROR_SIZE] = "";
	char expected[JSON_ERROR_SIZE];

	(void)state;
	serve(0, 0, NULL);
	config.port = http_server_port(t.server);
	assert_null(http_server_new(t.ctx, t.run.turn, &config, routes, error, sizeof(error)));
	snprintf(expected, sizeof(expected),
		"second: cannot listen on 127.0.0.1 port %u: Address already in use", config.port);
	assert_string_equal(error, expected);
	config.bind_address = "localhost";
	assert_null(http_server_new(t.ctx, t.run.turn, &config, routes, error, sizeof(error)));
	assert_non_null(strstr(error, "Invalid argument"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_body_reaches_its_route_and_the_answer_waits_for_the_commit),
		TEST(paths_rests_arguments_and_headers_are_read),
		TEST(unknown_paths_and_methods_never_reach_the_turn),
		TEST(broken_requests_are_refused),
		TEST(a_connection_serves_many_requests),
		TEST(pipelined_requests_are_answered_in_order),
		TEST(many_connections_share_commits),
		TEST(connections_over_the_limit_are_refused),
		TEST(slow_peers_time_out),
		TEST(peers_that_only_ever_trickle_time_out),
		TEST(heads_over_the_limit_are_refused),
		TEST(a_body_may_be_exactly_as_long_as_allowed),
		TEST(a_body_in_chunks_is_put_together),
		TEST(a_body_announced_too_long_is_refused_at_once),
		TEST(chunks_over_the_limit_are_refused),
		TEST(one_octet_too_many_in_chunks_is_too_many),
		TEST(ten_megabytes_in_chunks_are_cut_off),
		TEST(where_no_body_is_accepted_none_is_read),
		TEST(without_a_release_failures_become_503),
		TEST(a_release_of_its_own_has_the_last_word),
		TEST(a_route_without_an_answer_is_an_error_of_ours),
		TEST(a_full_turn_answers_503_at_once),
		TEST(a_request_that_asks_for_later_keeps_its_state),
		TEST(a_peer_that_leaves_early_has_its_request_carried_out),
		TEST(a_peer_that_leaves_within_its_body_never_reaches_the_turn),
		TEST(closing_lets_requests_under_way_be_answered),
		TEST(freeing_the_server_takes_its_requests_out_of_the_turn),
		TEST(two_servers_share_one_turn),
		TEST(an_address_that_cannot_be_bound_gives_a_sentence),
	};

	log_start_quiet(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
