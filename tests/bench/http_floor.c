/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the HTTP server and the turn cost by themselves: a fixed text, no store.
 *
 *   http_floor PORT        every request is held, decided in a turn and resumed
 *   http_floor PORT plain  libmicrohttpd alone in the same loop, answering at once
 *
 * Drive it with: wrk -t1 -c64 -d5s http://127.0.0.1:PORT/
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

static char text[] = "1 Apply\n2 My applications\n3 Look up a receipt\n0 Leave";

static int floor_decide(struct http_request *request, void *data)
{
	(void)data;
	http_answer(request, 200, "text/plain", text, sizeof(text) - 1);
	return 0;
}

static const struct http_route routes[] = {
	{ HTTP_GET, "/", 0, floor_decide, NULL, NULL },
	{ HTTP_POST, "/", 4096, floor_decide, NULL, NULL },
	{ HTTP_GET, NULL, 0, NULL, NULL, NULL },
};

static void on_signal(int signo, void *data)
{
	if (signo == SIGTERM || signo == SIGINT)
		loop_stop(data);
}

static enum MHD_Result plain_cb(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *upload_data, size_t *upload_data_size,
	void **request_io)
{
	struct MHD_Response *response;
	enum MHD_Result queued;

	(void)cls, (void)url, (void)method, (void)version, (void)upload_data;
	if (!*request_io || *upload_data_size) {
		*request_io = connection;
		*upload_data_size = 0;
		return MHD_YES;
	}
	response = MHD_create_response_from_buffer(sizeof(text) - 1, text, MHD_RESPMEM_PERSISTENT);
	queued = MHD_queue_response(connection, 200, response);
	MHD_destroy_response(response);
	return queued;
}

static int plain_run(struct osmo_fd *ofd, unsigned int what)
{
	(void)what;
	MHD_run(ofd->data);
	return 0;
}

static struct MHD_Daemon *plain_start(uint16_t port, struct osmo_fd *ofd)
{
	struct MHD_Daemon *daemon =
		MHD_start_daemon(MHD_USE_EPOLL, port, NULL, NULL, plain_cb, NULL, MHD_OPTION_END);

	if (!daemon)
		return NULL;
	osmo_fd_setup(ofd, MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd,
		OSMO_FD_READ, plain_run, daemon, 0);
	return osmo_fd_register(ofd) == 0 ? daemon : NULL;
}

int main(int argc, char **argv)
{
	struct http_server_config config = { .bind_address = "127.0.0.1", .name = "floor" };
	void *ctx = talloc_named_const(NULL, 0, "floor");
	struct turn *turn = turn_new(ctx, clock_system(), NULL, NULL);
	struct timers *timers = timers_new(ctx, clock_system(), turn);
	struct loop *loop = loop_new(ctx, turn, timers);
	char error[JSON_ERROR_SIZE] = "cannot listen";
	bool is_plain = argc == 3 && strcmp(argv[2], "plain") == 0;
	struct osmo_fd plain;
	const struct turn_stats *stats = turn_stats(turn);

	if (argc < 2 || !loop) {
		fprintf(stderr, "usage: http_floor PORT [plain]\n");
		return 2;
	}
	log_start(ctx);
	config.port = (uint16_t)strtoul(argv[1], NULL, 10);
	if (is_plain ? !plain_start(config.port, &plain)
		     : !http_server_new(ctx, turn, &config, routes, error, sizeof(error))) {
		fprintf(stderr, "%s\n", error);
		return 1;
	}
	loop_on_signal(loop, on_signal, loop);
	loop_run(loop);
	if (!is_plain)
		printf("%llu requests in %llu turns, at most %u in one\n",
			(unsigned long long)stats->inputs, (unsigned long long)stats->turns,
			stats->inputs_per_turn_max);
	talloc_free(ctx);
	return 0;
}
