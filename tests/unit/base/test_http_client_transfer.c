/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One HTTP request: what the peer gets to see, and what becomes of its answer.
 */
#include "tests/unit/base/http_client_world.h"

static void an_answer_comes_back_with_its_body_and_headers(void **state)
{
	struct http_out_request request = request_to(http_server_port(t.server), "/echo", 3);
	const char *headers[] = { "Content-Type: application/json", "X-Shape: round", NULL };
	struct seen *seen;

	(void)state;
	request.method = HTTP_POST;
	request.headers = headers;
	request.body = "{\"a\":1}";
	request.body_len = 7;
	seen = fetch(&request);
	assert_int_equal(seen->transport, VERDICT_OK);
	assert_int_equal(seen->status, 200);
	assert_string_equal(seen->body, "{\"a\":1}");
	assert_string_equal(seen->etag, "\"v7\"");
	assert_string_equal(seen->reason, "");
	assert_int_equal(seen->retry_after_s, -1);
	assert_true(seen->state_kept);
	assert_int_equal(seen->outcome, TURN_DONE);
}

static void every_method_arrives_as_itself(void **state)
{
	static const struct {
		enum http_method method;
		const char *body;
	} table[] = {
		{ HTTP_GET, NULL },
		{ HTTP_POST, NULL },
		{ HTTP_POST, "posted" },
		{ HTTP_PUT, "put" },
		{ HTTP_DELETE, NULL },
		{ HTTP_DELETE, "gone" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(table); i++) {
		struct http_out_request request =
			request_to(http_server_port(t.server), "/echo", i);
		struct seen *seen;

		request.method = table[i].method;
		request.body = table[i].body;
		request.body_len = table[i].body ? strlen(table[i].body) : 0;
		seen = fetch(&request);
		assert_int_equal(seen->status, 200);
		assert_string_equal(seen->body, table[i].body ? table[i].body : "");
	}
	/* All over one connection that is kept. */
	assert_int_equal(http_server_stats(t.server)->connections, 1);
}

static void a_status_of_failure_is_still_an_answer(void **state)
{
	struct http_out_request request = request_to(http_server_port(t.server), "/busy", 0);
	struct seen *seen;

	(void)state;
	seen = fetch(&request);
	assert_int_equal(seen->transport, VERDICT_OK);
	assert_int_equal(seen->status, 503);
	assert_int_equal(seen->retry_after_s, 120);
	assert_string_equal(seen->etag, "");
}

static void redirects_are_not_followed(void **state)
{
	struct http_out_request request = request_to(http_server_port(t.server), "/moved", 0);

	(void)state;
	assert_int_equal(fetch(&request)->status, 302);
	assert_int_equal(http_server_stats(t.server)->requests, 1);
}

static void proxies_of_the_environment_are_not_used(void **state)
{
	struct http_out_request request = request_to(http_server_port(t.server), "/echo", 0);

	(void)state;
	setenv("http_proxy", "http://127.0.0.1:9", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:9", 1);
	assert_int_equal(fetch(&request)->status, 200);
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
}

static void an_answer_over_its_limit_is_dropped(void **state)
{
	struct http_out_request request;
	struct seen *seen;

	(void)state;
	request = request_to(http_server_port(t.server), "/big/262144", 0);
	seen = fetch(&request);
	assert_int_equal(seen->transport, VERDICT_OK);
	assert_int_equal(seen->len, 262144);
	request = request_to(http_server_port(t.server), "/big/262145", 1);
	seen = fetch(&request);
	assert_int_equal(seen->transport, VERDICT_UNKNOWN);
	assert_true(seen->too_long);
	assert_int_equal(seen->len, 0);
	request = request_to(http_server_port(t.server), "/big/11", 2);
	request.body_max = 10;
	assert_true(fetch(&request)->too_long);
}

static void ten_megabytes_are_refused_with_413(void **state)
{
	struct http_out_request request = request_to(http_server_port(t.server), "/echo", 0);
	char *body = talloc_zero_size(t.ctx, 10485760);

	(void)state;
	request.method = HTTP_POST;
	request.body = body;
	request.body_len = 10485760;
	assert_int_equal(fetch(&request)->status, 413);
}

static void a_refused_connection_is_a_temporary_failure(void **state)
{
	struct http_out_request request;
	struct seen *seen;

	(void)state;
	raw_listen_close(&t.listener);
	request = request_to(t.listener.port, "/", 0);
	seen = fetch(&request);
	assert_int_equal(seen->transport, VERDICT_TEMPFAIL);
	assert_int_equal(seen->status, 0);
	assert_true(seen->reason[0] != '\0');
	raw_listen(&t.listener, &t.run, on_connection);
}

static void a_peer_that_closes_without_an_answer_leaves_it_unknown(void **state)
{
	struct http_out_request request = request_to(t.listener.port, "/", 0);
	struct seen *seen;

	(void)state;
	seen = fetch(&request);
	assert_int_equal(seen->transport, VERDICT_UNKNOWN);
	assert_int_equal(seen->status, 0);
	assert_int_equal(t.requests, 1);
}

static void half_an_answer_leaves_it_unknown(void **state)
{
	struct http_out_request request = request_to(t.listener.port, "/", 0);

	(void)state;
	t.script = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";
	request.timeout_ms = 100;
	assert_int_equal(fetch(&request)->transport, VERDICT_UNKNOWN);
}

static void no_answer_in_time_leaves_it_unknown(void **state)
{
	struct http_out_request request = request_to(t.listener.port, "/", 0);
	struct seen *seen;

	(void)state;
	t.hangs = true;
	request.timeout_ms = 100;
	seen = fetch(&request);
	assert_int_equal(seen->transport, VERDICT_UNKNOWN);
	assert_in_range(seen->took_ms, 90, 1000);
}

static void garbage_for_an_answer_leaves_it_unknown(void **state)
{
	struct http_out_request request = request_to(t.listener.port, "/", 0);

	(void)state;
	t.script = "220 mail.example ready\r\n";
	assert_int_equal(fetch(&request)->transport, VERDICT_UNKNOWN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_answer_comes_back_with_its_body_and_headers),
		TEST(every_method_arrives_as_itself),
		TEST(a_status_of_failure_is_still_an_answer),
		TEST(redirects_are_not_followed),
		TEST(proxies_of_the_environment_are_not_used),
		TEST(an_answer_over_its_limit_is_dropped),
		TEST(ten_megabytes_are_refused_with_413),
		TEST(a_refused_connection_is_a_temporary_failure),
		TEST(a_peer_that_closes_without_an_answer_leaves_it_unknown),
		TEST(half_an_answer_leaves_it_unknown),
		TEST(no_answer_in_time_leaves_it_unknown),
		TEST(garbage_for_an_answer_leaves_it_unknown),
	};

	log_start_quiet(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
