/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the HTTP server accepts as a request, and what a route sees of it.
 */
#include "tests/unit/base/http_server_world.h"

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_body_reaches_its_route_and_the_answer_waits_for_the_commit),
		TEST(paths_rests_arguments_and_headers_are_read),
		TEST(unknown_paths_and_methods_never_reach_the_turn),
		TEST(broken_requests_are_refused),
		TEST(heads_over_the_limit_are_refused),
		TEST(a_body_may_be_exactly_as_long_as_allowed),
		TEST(a_body_in_chunks_is_put_together),
		TEST(a_body_announced_too_long_is_refused_at_once),
		TEST(chunks_over_the_limit_are_refused),
		TEST(one_octet_too_many_in_chunks_is_too_many),
		TEST(ten_megabytes_in_chunks_are_cut_off),
		TEST(where_no_body_is_accepted_none_is_read),
	};

	log_start_quiet(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
