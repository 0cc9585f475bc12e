/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The HTTP client in the real loop: against the real server, and against raw peers that answer
 * badly, too much, or not at all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
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

static struct http_out_request request_to(uint16_t port, const char *path, uint64_t id)
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

static bool is_released(void *data)
{
	return ((struct seen *)data)->released == 1;
}

static struct seen *fetch(const struct http_out_request *request)
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

static int setup(void **state)
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

static int teardown(void **state)
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

/* --- tests --------------------------------------------------------------------------------- */

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
