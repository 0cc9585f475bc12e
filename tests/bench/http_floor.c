/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What HTTP costs before anything is decided: each request is read whole and gets a fixed text.
 *
 *   http_floor PORT held   libmicrohttpd in our kind of loop: a request is suspended, and resumed
 *                          with its answer at the end of the pass. The floor of all our ratios
 *   http_floor PORT plain  the same, answered at once
 *   http_floor PORT turn   our HTTP server and turn without a store: what they add to the floor
 *
 * `load --unchecked` drives it with the very requests that motcuad gets.
 */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/select.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>

#include "gateway/base/http_server.h"
#include "gateway/base/json.h"
#include "gateway/base/log.h"
#include "gateway/base/loop.h"

#define BODY_MAX 1024
#define HELD_MAX 1024
#define RUNS_MAX 16 /* as in gateway/base/http_server.c */

/* As long as an ordinary screen in our JSON. */
static char text[] =
	"{\"text\":\"One-stop counter. Press:\\n1 Apply for a paper\\n2 My applications"
	"\\n3 My appointments\\n4 Papers to bring, fees\\n5 Language\",\"end\":false,"
	"\"coding\":\"gsm7\",\"sequence\":1}";
static const char text_type[] = "application/json";
/* What /kannel/mo looks up. */
static const char *const arguments[] = { "from", "I", "b" };

static bool stopping;

static void on_signal(int signo, void *data)
{
	if (signo != SIGTERM && signo != SIGINT)
		return;
	stopping = true;
	loop_stop(data);
}

/* --- libmicrohttpd alone ------------------------------------------------------------------- */
struct request {
	struct MHD_Connection *connection;
	size_t len;
	char body[BODY_MAX];
};

static struct {
	struct MHD_Daemon *daemon;
	struct osmo_fd ofd;
	bool holds;
	struct request *held[HELD_MAX];
	unsigned held_n;
} bare;

static enum MHD_Result answer(struct request *request)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(sizeof(text) - 1, text, MHD_RESPMEM_PERSISTENT);
	enum MHD_Result queued;

	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, text_type);
	queued = MHD_queue_response(request->connection, 200, response);
	MHD_destroy_response(response);
	return queued;
}

static enum MHD_Result complete(struct request *request)
{
	for (size_t i = 0; i < ARRAY_SIZE(arguments) && !request->len; i++)
		MHD_lookup_connection_value(
			request->connection, MHD_GET_ARGUMENT_KIND, arguments[i]);
	if (!bare.holds)
		return answer(request);
	if (bare.held_n == HELD_MAX)
		return MHD_NO;
	MHD_suspend_connection(request->connection);
	bare.held[bare.held_n++] = request;
	return MHD_YES;
}

static enum MHD_Result access_cb(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *len, void **request_io)
{
	struct request *request = *request_io;

	(void)cls, (void)url, (void)method, (void)version;
	if (!request) {
		request = *request_io = malloc(sizeof(*request));
		if (!request)
			return MHD_NO;
		request->connection = connection;
		request->len = 0;
		return MHD_YES;
	}
	if (!*len)
		return complete(request);
	if (*len > sizeof(request->body) - request->len)
		return MHD_NO;
	memcpy(request->body + request->len, data, *len);
	request->len += *len;
	*len = 0;
	return MHD_YES;
}

static void completed_cb(void *cls, struct MHD_Connection *connection, void **request_io,
	enum MHD_RequestTerminationCode how)
{
	(void)cls, (void)connection, (void)how;
	free(*request_io);
	*request_io = NULL;
}

static int readable_cb(struct osmo_fd *ofd, unsigned int what)
{
	(void)what;
	MHD_run(ofd->data);
	return 0;
}

/* Answers what was held. True if libmicrohttpd has more to do at once. */
static bool release(void)
{
	bool resumed = bare.held_n > 0;
	MHD_UNSIGNED_LONG_LONG wait_ms = 0;

	for (unsigned i = 0; i < bare.held_n; i++) {
		answer(bare.held[i]);
		MHD_resume_connection(bare.held[i]->connection);
	}
	bare.held_n = 0;
	for (unsigned runs = 0; runs < RUNS_MAX; runs++) {
		if (!resumed && (MHD_get_timeout(bare.daemon, &wait_ms) == MHD_NO || wait_ms > 0))
			return bare.held_n > 0;
		resumed = false;
		MHD_run(bare.daemon);
	}
	return true;
}

static bool bare_start(uint16_t port)
{
	bare.daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, port, NULL, NULL,
		access_cb, NULL, MHD_OPTION_NOTIFY_COMPLETED, completed_cb, NULL, MHD_OPTION_END);
	if (!bare.daemon)
		return false;
	osmo_fd_setup(&bare.ofd,
		MHD_get_daemon_info(bare.daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd, OSMO_FD_READ,
		readable_cb, bare.daemon, 0);
	return osmo_fd_register(&bare.ofd) == 0;
}

static void bare_run(void)
{
	bool more = false;

	while (!stopping) {
		osmo_select_main_ctx(more);
		more = release();
	}
}

/* --- our server and turn ------------------------------------------------------------------- */
static int fixed_decide(struct http_request *request, void *data)
{
	(void)data;
	for (size_t i = 0; i < ARRAY_SIZE(arguments); i++)
		http_request_query(request, arguments[i], NULL);
	http_answer(request, 200, text_type, text, sizeof(text) - 1);
	return 0;
}

static const struct http_route routes[] = {
	{ HTTP_GET, "/kannel/mo", 0, fixed_decide, NULL, NULL },
	{ HTTP_POST, "/ussd/v1/motcua", 4096, fixed_decide, NULL, NULL },
	{ HTTP_GET, NULL, 0, NULL, NULL, NULL },
};

static bool turn_start(void *ctx, struct turn *turn, uint16_t port)
{
	const struct http_server_config config = {
		.bind_address = "127.0.0.1", .port = port, .name = "floor"
	};
	char error[JSON_ERROR_SIZE];

	if (http_server_new(ctx, turn, &config, routes, error, sizeof(error)))
		return true;
	fprintf(stderr, "%s\n", error);
	return false;
}

int main(int argc, char **argv)
{
	void *ctx = talloc_named_const(NULL, 0, "floor");
	struct turn *turn = turn_new(ctx, clock_system(), NULL, NULL);
	struct timers *timers = timers_new(ctx, clock_system(), turn);
	struct loop *loop = loop_new(ctx, turn, timers);
	uint16_t port = argc == 3 ? (uint16_t)strtoul(argv[1], NULL, 10) : 0;
	const char *mode = argc == 3 ? argv[2] : "";
	bool ours = strcmp(mode, "turn") == 0;

	bare.holds = strcmp(mode, "held") == 0;
	if (!loop || !port || (!ours && !bare.holds && strcmp(mode, "plain") != 0)) {
		fprintf(stderr, "usage: http_floor PORT held|plain|turn\n");
		return 2;
	}
	log_start(ctx);
	loop_on_signal(loop, on_signal, loop);
	if (ours ? !turn_start(ctx, turn, port) : !bare_start(port)) {
		fprintf(stderr, "http_floor: cannot listen at port %u\n", port);
		return 1;
	}
	if (ours)
		loop_run(loop);
	else
		bare_run();
	talloc_free(ctx);
	return 0;
}
