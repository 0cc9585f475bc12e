/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the HTTP server answers when the turn does not simply succeed.
 */
#include "tests/unit/base/http_server_world.h"

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_a_release_failures_become_503),
		TEST(a_release_of_its_own_has_the_last_word),
		TEST(a_route_without_an_answer_is_an_error_of_ours),
		TEST(a_full_turn_answers_503_at_once),
		TEST(a_request_that_asks_for_later_keeps_its_state),
	};

	log_start_quiet(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
