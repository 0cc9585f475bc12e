/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The HTTP server's peers and their patience with us, turned around: a whole request must arrive,
 * and its answer be taken, within a time. libmicrohttpd only sees to it that something moves, so a
 * peer that sends one octet now and then could keep a connection for ever.
 *
 * All get the same time, so a peer whose time begins goes to the end of the list and the first is
 * always the next one due. A peer whose request is in the turn waits for us and is on no list.
 */
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>
#include <sys/socket.h>

#include "gateway/base/http_server_internal.h"

struct peer {
	struct llist_head entry; /* in server->peers, or alone */
	uint64_t due_ms;
	int fd;
};

static struct peer *peer_of(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
		->socket_context;
}

static void peer_begin(struct http_server *server, struct peer *peer)
{
	peer->due_ms = clock_mono_ms(clock_system()) + server->request_max_ms;
	llist_del(&peer->entry);
	llist_add_tail(&peer->entry, &server->peers);
}

void peer_connection_cb(void *cls, struct MHD_Connection *connection, void **peer_io,
	enum MHD_ConnectionNotificationCode what)
{
	struct http_server *server = cls;
	struct peer *peer = *peer_io;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		server->stats.connections++;
		peer = talloc_zero(server, struct peer);
		OSMO_ASSERT(peer);
		INIT_LLIST_HEAD(&peer->entry);
		peer->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)
				   ->connect_fd;
		peer_begin(server, peer);
		*peer_io = peer;
	} else {
		server->stats.connections--;
		llist_del(&peer->entry);
		talloc_free(peer);
		*peer_io = NULL;
	}
}

void peer_waits_for_us(struct MHD_Connection *connection)
{
	llist_del_init(&peer_of(connection)->entry);
}

void peer_is_due(struct http_server *server, struct MHD_Connection *connection)
{
	peer_begin(server, peer_of(connection));
}

void peers_check(struct http_server *server)
{
	uint64_t now_ms = clock_mono_ms(clock_system());

	while (!llist_empty(&server->peers)) {
		struct peer *peer = llist_first_entry(&server->peers, struct peer, entry);

		if (peer->due_ms > now_ms) {
			wake_within_ms(&server->wake, peer->due_ms - now_ms);
			return;
		}
		/* libmicrohttpd notices this as the peer's going and cleans up. */
		shutdown(peer->fd, SHUT_RDWR);
		llist_del_init(&peer->entry);
		server->stats.timed_out++;
	}
}
