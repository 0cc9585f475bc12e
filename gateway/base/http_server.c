/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The HTTP server's daemon, its sockets, and how it takes part in the loop.
 *
 * libmicrohttpd shows one epoll fd for all its sockets, but a resumed connection does not make it
 * readable, nor does input that libmicrohttpd read but has not looked at. So each turn ends with
 * MHD_run() for as long as it says there is more to do (bounded: the rest belongs to the next
 * turn), and a timerfd wakes the loop for what is left, at once or when a peer's time is up.
 */
#include <errno.h>
#include <netdb.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/base/http_server_internal.h"
#include "gateway/base/log.h"

#define CONNECTIONS_MAX	     1024
#define CONNECTION_TIMEOUT_S 30
#define LISTEN_BACKLOG	     1024
#define RUNS_MAX	     16 /* MHD_run() at the end of one turn */

/* --- in the loop --------------------------------------------------------------------------- */

static void after_turn_cb(struct turn_after *after)
{
	struct http_server *server = container_of(after, struct http_server, after);
	MHD_UNSIGNED_LONG_LONG wait_ms;

	peers_check(server);
	for (unsigned runs = 0; runs < RUNS_MAX; runs++) {
		enum MHD_Result waits = MHD_get_timeout(server->daemon, &wait_ms);

		if (!server->resumed && waits == MHD_NO)
			return;
		if (!server->resumed && wait_ms > 0)
			break;
		server->resumed = false;
		MHD_run(server->daemon);
	}
	if (MHD_get_timeout(server->daemon, &wait_ms) == MHD_YES)
		wake_within_ms(&server->wake, wait_ms);
}

static int epoll_cb(struct osmo_fd *ofd, unsigned int what)
{
	struct http_server *server = ofd->data;

	(void)what;
	MHD_run(server->daemon);
	return 0;
}

static void wake_cb(void *data)
{
	struct http_server *server = data;

	MHD_run(server->daemon);
}

/* --- connections --------------------------------------------------------------------------- */

/* libmicrohttpd would leave connections over its own limit waiting in the backlog, where a peer
 * cannot tell a busy server from a dead one; so its limit is one more than ours. */
static enum MHD_Result accept_cb(void *cls, const struct sockaddr *address, socklen_t len)
{
	struct http_server *server = cls;

	(void)address;
	(void)len;
	if (server->stats.connections < server->connections_max)
		return MHD_YES;
	server->stats.refused_connections++;
	return MHD_NO;
}

static void log_cb(void *cls, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));
static void log_cb(void *cls, const char *format, va_list arguments)
{
	struct http_server *server = cls;
	char text[256];
	int len = vsnprintf(text, sizeof(text), format, arguments);

	if (len > 0)
		LOGP(DHTTP, LOGL_INFO, "%s: %s\n", server->name,
			log_escaped(text, strcspn(text, "\n"), sizeof(text)));
}

/* --- start --------------------------------------------------------------------------------- */

static int bind_to(int fd, const struct addrinfo *address)
{
	const int yes = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) < 0 ||
		bind(fd, address->ai_addr, address->ai_addrlen) < 0 ||
		listen(fd, LISTEN_BACKLOG) < 0)
		return -errno;
	return 0;
}

/* A listening socket, or a negative error. */
static int listen_on(const struct http_server_config *config)
{
	const struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *address;
	char port[8];
	int fd, rc;

	snprintf(port, sizeof(port), "%u", config->port);
	if (getaddrinfo(config->bind_address, port, &hints, &address) != 0)
		return ERR_INVALID;
	fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	rc = fd < 0 ? -errno : bind_to(fd, address);
	freeaddrinfo(address);
	if (rc < 0 && fd >= 0)
		close(fd);
	return rc < 0 ? rc : fd;
}

static uint16_t port_of(int fd)
{
	struct sockaddr_storage address = { 0 };
	socklen_t len = sizeof(address);

	if (getsockname(fd, (struct sockaddr *)&address, &len) < 0)
		return 0;
	if (address.ss_family == AF_INET6)
		return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
	return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

/* Takes the socket. */
static struct MHD_Daemon *daemon_start(
	struct http_server *server, int fd, const struct http_server_config *config)
{
	unsigned timeout_s = config->connection_timeout_s;

	if (!timeout_s)
		timeout_s = CONNECTION_TIMEOUT_S;
	server->request_max_ms = UINT64_C(1000) * HTTP_REQUEST_TIMEOUTS * timeout_s;
	return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
		accept_cb, server, request_access_cb, server, /* */
		MHD_OPTION_EXTERNAL_LOGGER, log_cb, server, /* */
		MHD_OPTION_LISTEN_SOCKET, fd, /* */
		MHD_OPTION_CONNECTION_LIMIT, server->connections_max + 1, /* */
		MHD_OPTION_CONNECTION_TIMEOUT, timeout_s, /* */
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_HEAD_MAX_OCTETS, /* */
		MHD_OPTION_STRICT_FOR_CLIENT, 1, /* */
		MHD_OPTION_NOTIFY_COMPLETED, request_completed_cb, server, /* */
		MHD_OPTION_NOTIFY_CONNECTION, peer_connection_cb, server, /* */
		MHD_OPTION_END);
}

/* Back to libmicrohttpd with what waits in the turn; it stops only when nothing is suspended. */
static void take_back_requests(struct http_server *server)
{
	struct http_request *request, *next;

	llist_for_each_entry_safe (request, next, &server->in_turn, entry) {
		turn_withdraw(server->turn, &request->input);
		llist_del_init(&request->entry);
		request->in_turn = false;
		MHD_resume_connection(request->connection);
	}
}

static int http_server_destructor(struct http_server *server)
{
	turn_del_after(&server->after);
	osmo_fd_unregister(&server->epoll_ofd);
	wake_fini(&server->wake);
	take_back_requests(server);
	http_server_close(server);
	MHD_stop_daemon(server->daemon);
	return 0;
}

static int join_loop(struct http_server *server)
{
	const union MHD_DaemonInfo *daemon =
		MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	int rc = wake_init(&server->wake, wake_cb, server);

	if (rc < 0)
		return rc;
	osmo_fd_setup(&server->epoll_ofd, daemon->epoll_fd, OSMO_FD_READ, epoll_cb, server, 0);
	rc = osmo_fd_register(&server->epoll_ofd);
	if (rc < 0)
		wake_fini(&server->wake);
	return rc;
}

/* Takes the listening socket. */
static int start(struct http_server *server, int fd, const struct http_server_config *config)
{
	int rc;

	server->port = port_of(fd);
	server->daemon = daemon_start(server, fd, config);
	if (!server->daemon) {
		close(fd);
		return ERR_IO;
	}
	rc = join_loop(server);
	if (rc < 0) {
		MHD_stop_daemon(server->daemon);
		return rc;
	}
	turn_add_after(server->turn, &server->after);
	talloc_set_destructor(server, http_server_destructor);
	return 0;
}

struct http_server *http_server_new(void *ctx, struct turn *turn,
	const struct http_server_config *config, const struct http_route *routes, char *error,
	size_t error_size)
{
	struct http_server *server = talloc_zero(ctx, struct http_server);
	int rc = listen_on(config);

	OSMO_ASSERT(server);
	server->turn = turn;
	server->routes = routes;
	server->name = talloc_strdup(server, config->name);
	server->connections_max =
		config->connections_max ? config->connections_max : CONNECTIONS_MAX;
	server->after.run = after_turn_cb;
	INIT_LLIST_HEAD(&server->in_turn);
	INIT_LLIST_HEAD(&server->peers);
	if (rc >= 0)
		rc = start(server, rc, config);
	if (rc < 0) {
		snprintf(error, error_size, "%s: cannot listen on %s port %u: %s", config->name,
			config->bind_address, config->port, strerror(-rc));
		talloc_free(server);
		return NULL;
	}
	return server;
}

uint16_t http_server_port(const struct http_server *server)
{
	return server->port;
}

void http_server_close(struct http_server *server)
{
	int fd;

	if (server->closing)
		return;
	server->closing = true;
	fd = MHD_quiesce_daemon(server->daemon);
	if (fd >= 0)
		close(fd);
}

const struct http_server_stats *http_server_stats(const struct http_server *server)
{
	return &server->stats;
}
