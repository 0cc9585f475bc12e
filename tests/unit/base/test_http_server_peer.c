/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The HTTP server's connections: kept, too many, slow, gone.
 */
#include "tests/unit/base/http_server_world.h"

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_connection_serves_many_requests),
		TEST(pipelined_requests_are_answered_in_order),
		TEST(connections_over_the_limit_are_refused),
		TEST(slow_peers_time_out),
		TEST(peers_that_only_ever_trickle_time_out),
		TEST(a_peer_that_leaves_early_has_its_request_carried_out),
		TEST(a_peer_that_leaves_within_its_body_never_reaches_the_turn),
	};

	log_start_quiet(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
