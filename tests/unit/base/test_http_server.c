/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The HTTP server: start, stop, two of them on one turn.
 */
#include "tests/unit/base/http_server_world.h"

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
		TEST(many_connections_share_commits),
		TEST(closing_lets_requests_under_way_be_answered),
		TEST(freeing_the_server_takes_its_requests_out_of_the_turn),
		TEST(two_servers_share_one_turn),
		TEST(an_address_that_cannot_be_bound_gives_a_sentence),
	};

	log_start_quiet(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
