/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The HTTP client: how many at once, what it refuses to start, kept connections, its end.
 */
#include "tests/unit/base/http_client_world.h"

/* curl by itself would send the second request again on a new connection. */
static void a_kept_connection_that_breaks_does_not_send_twice(void **state)
{
	struct http_out_request request = request_to(t.listener.port, "/send", 0);
	struct seen *seen;

	(void)state;
	t.script = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
	assert_int_equal(fetch(&request)->transport, VERDICT_OK);
	t.script = NULL;
	request.id = 1;
	seen = fetch(&request);
	assert_int_equal(seen->transport, VERDICT_UNKNOWN);
	assert_int_equal(t.requests, 2);
}

static void a_kept_connection_that_the_peer_closed_in_time_is_replaced(void **state)
{
	struct http_out_request request = request_to(t.listener.port, "/send", 0);

	(void)state;
	t.script = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
	assert_int_equal(fetch(&request)->transport, VERDICT_OK);
	osmo_fd_close(&t.served[0].ofd);
	request.id = 1;
	assert_int_equal(fetch(&request)->transport, VERDICT_OK);
	assert_int_equal(t.requests, 2);
	assert_int_equal(t.listener.accepted, 2);
}

static void only_so_many_are_under_way(void **state)
{
	(void)state;
	t.hangs = true;
	for (unsigned i = 0; i < 8; i++) {
		struct http_out_request request = request_to(t.listener.port, "/", i);

		request.timeout_ms = 100;
		assert_int_equal(t.out->room(t.out), 8 - i);
		assert_int_equal(t.out->start(t.out, &request), 0);
	}
	assert_int_equal(t.out->room(t.out), 0);
	{
		struct http_out_request request = request_to(t.listener.port, "/", 8);

		assert_int_equal(t.out->start(t.out, &request), ERR_LIMIT);
	}
	for (unsigned i = 0; i < 8; i++)
		run_until(&t.run, is_released, &t.seen[i]);
	assert_int_equal(t.out->room(t.out), 8);
	assert_int_equal(t.seen[8].released, 0);
}

static void bad_requests_are_refused_without_a_callback(void **state)
{
	static const char *const urls[] = {
		"",
		"127.0.0.1",
		"ftp://127.0.0.1/",
		"file:///etc/hosts",
		"http://",
		"http://127.0.0.1/a b",
		"http://127.0.0.1:99999/",
		"gopher://127.0.0.1/",
	};
	const char *headers[] = { "X-A: b\r\nX-C: d", NULL };
	struct http_out_request request = request_to(http_server_port(t.server), "/echo", 0);

	(void)state;
	request.headers = headers;
	assert_int_equal(t.out->start(t.out, &request), ERR_INVALID);
	request.headers = NULL;
	for (unsigned i = 0; i < ARRAY_SIZE(urls); i++) {
		request.url = urls[i];
		assert_int_equal(t.out->start(t.out, &request), ERR_INVALID);
	}
	assert_int_equal(t.out->room(t.out), 8);
	run_for_ms(&t.run, 20);
	assert_int_equal(t.seen[0].released, 0);
}

static void texts_are_copied_at_the_start(void **state)
{
	char body[] = "original";
	char header[] = "X-Shape: square";
	const char *headers[] = { header, NULL };
	struct http_out_request request = request_to(http_server_port(t.server), "/echo", 0);

	(void)state;
	request.method = HTTP_POST;
	request.body = body;
	request.body_len = strlen(body);
	request.headers = headers;
	assert_int_equal(t.out->start(t.out, &request), 0);
	memset(body, 'x', strlen(body));
	memset(header, 'x', strlen(header));
	run_until(&t.run, is_released, &t.seen[0]);
	assert_string_equal(t.seen[0].body, "original");
}

static void a_decision_that_fails_is_told_to_release(void **state)
{
	struct http_out_request request = request_to(http_server_port(t.server), "/echo", 0);

	(void)state;
	t.decide_answer = ERR_SCHEMA;
	assert_int_equal(fetch(&request)->outcome, TURN_REFUSED);
}

static void freeing_the_client_drops_what_is_under_way(void **state)
{
	struct http_out_request request = request_to(t.listener.port, "/", 0);

	(void)state;
	t.hangs = true;
	assert_int_equal(t.out->start(t.out, &request), 0);
	run_for_ms(&t.run, 20);
	assert_int_equal(t.requests, 1);
	talloc_free(talloc_get_type_abort(t.out, struct http_client));
	run_for_ms(&t.run, 20);
	assert_int_equal(t.seen[0].released, 0);
}

static void nothing_starts_a_thread(void **state)
{
	struct http_out_request request = request_to(http_server_port(t.server), "/echo", 0);
	FILE *status = fopen("/proc/self/status", "r");
	char line[128];
	int threads = 0;

	(void)state;
	fetch(&request);
	assert_non_null(status);
	while (fgets(line, sizeof(line), status)) {
		if (strncmp(line, "Threads:", 8) == 0)
			threads = (int)strtol(line + 8, NULL, 10);
	}
	fclose(status);
	assert_int_equal(threads, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_kept_connection_that_breaks_does_not_send_twice),
		TEST(a_kept_connection_that_the_peer_closed_in_time_is_replaced),
		TEST(only_so_many_are_under_way),
		TEST(bad_requests_are_refused_without_a_callback),
		TEST(texts_are_copied_at_the_start),
		TEST(a_decision_that_fails_is_told_to_release),
		TEST(freeing_the_client_drops_what_is_under_way),
		TEST(nothing_starts_a_thread),
	};

	log_start_quiet(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
