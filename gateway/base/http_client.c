/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The HTTP client in the loop: curl multi's sockets behind one epoll fd, its waits in one timerfd.
 *
 * Nothing here knows what a request says. (A host name that is not numeric makes curl start its
 * resolver thread; addresses do not.)
 */
#include <errno.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "gateway/base/http_client_internal.h"
#include "gateway/base/log.h"

#define EVENTS_AT_ONCE 32

/* --- in the loop --------------------------------------------------------------------------- */

static int socket_cb(CURL *easy, curl_socket_t fd, int what, void *data, void *socket_data)
{
	struct http_client *client = data;
	struct epoll_event event = { .data.fd = fd };
	int rc;

	(void)easy;
	(void)socket_data;
	if (what == CURL_POLL_REMOVE) {
		(void)epoll_ctl(client->epoll_ofd.fd, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	if (what & CURL_POLL_IN)
		event.events |= EPOLLIN;
	if (what & CURL_POLL_OUT)
		event.events |= EPOLLOUT;
	rc = epoll_ctl(client->epoll_ofd.fd, EPOLL_CTL_MOD, fd, &event);
	if (rc < 0 && errno == ENOENT)
		rc = epoll_ctl(client->epoll_ofd.fd, EPOLL_CTL_ADD, fd, &event);
	if (rc < 0)
		LOGP(DHTTP, LOGL_ERROR, "client: epoll: %s\n", strerror(errno));
	return 0;
}

static int wait_cb(CURLM *multi, long wait_ms, void *data)
{
	struct http_client *client = data;

	(void)multi;
	if (wait_ms < 0)
		wake_never(&client->wake);
	else
		wake_in_ms(&client->wake, (uint64_t)wait_ms);
	return 0;
}

static int action_of(uint32_t events)
{
	int action = 0;

	if (events & EPOLLIN)
		action |= CURL_CSELECT_IN;
	if (events & EPOLLOUT)
		action |= CURL_CSELECT_OUT;
	if (events & (EPOLLERR | EPOLLHUP))
		action |= CURL_CSELECT_ERR;
	return action;
}

static void finish_all(struct http_client *client)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(client->multi, &left))) {
		struct transfer *transfer = NULL;
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
		OSMO_ASSERT(transfer);
		transfer_finish(transfer, code); /* and `message` is gone */
	}
}

static int epoll_cb(struct osmo_fd *ofd, unsigned int what)
{
	struct http_client *client = ofd->data;
	struct epoll_event events[EVENTS_AT_ONCE];
	int n = epoll_wait(ofd->fd, events, EVENTS_AT_ONCE, 0);
	int running;

	(void)what;
	for (int i = 0; i < n; i++)
		curl_multi_socket_action(
			client->multi, events[i].data.fd, action_of(events[i].events), &running);
	finish_all(client);
	return 0;
}

static void wake_cb(void *data)
{
	struct http_client *client = data;
	int running;

	curl_multi_socket_action(client->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	finish_all(client);
}

/* --- what its users call ----------------------------------------------------------------- */

static bool is_http_url(const char *url)
{
	CURLU *parts = curl_url();
	char *scheme = NULL;
	bool is_http = false;

	if (curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
		curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK)
		is_http = strcasecmp(scheme, "http") == 0 || strcasecmp(scheme, "https") == 0;
	curl_free(scheme);
	curl_url_cleanup(parts);
	return is_http;
}

static int http_client_start(struct http_out *out, const struct http_out_request *request)
{
	struct http_client *client = container_of(out, struct http_client, out);
	struct transfer *transfer;

	if (!is_http_url(request->url))
		return ERR_INVALID;
	if (client->in_flight >= client->in_flight_max)
		return ERR_LIMIT;
	transfer = transfer_new(client, request);
	if (!transfer)
		return ERR_INVALID;
	if (curl_multi_add_handle(client->multi, transfer->easy) != CURLM_OK) {
		talloc_free(transfer);
		return ERR_LIMIT;
	}
	return 0;
}

static unsigned http_client_room(const struct http_out *out)
{
	const struct http_client *client = container_of(out, const struct http_client, out);

	return client->in_flight_max - client->in_flight;
}

/* --- the client ---------------------------------------------------------------------------- */

static int http_client_destructor(struct http_client *client)
{
	struct transfer *transfer, *next;

	llist_for_each_entry_safe (transfer, next, &client->transfers, entry)
		talloc_free(transfer);
	curl_multi_cleanup(client->multi);
	osmo_fd_close(&client->epoll_ofd);
	wake_fini(&client->wake);
	curl_global_cleanup();
	return 0;
}

static int join_loop(struct http_client *client)
{
	int rc = wake_init(&client->wake, wake_cb, client);
	int fd;

	if (rc < 0)
		return rc;
	fd = epoll_create1(EPOLL_CLOEXEC);
	osmo_fd_setup(&client->epoll_ofd, fd, OSMO_FD_READ, epoll_cb, client, 0);
	rc = fd < 0 ? -errno : osmo_fd_register(&client->epoll_ofd);
	if (rc < 0)
		wake_fini(&client->wake);
	return rc;
}

static void start_multi(struct http_client *client)
{
	OSMO_ASSERT(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
	client->multi = curl_multi_init();
	OSMO_ASSERT(client->multi);
	curl_multi_setopt(client->multi, CURLMOPT_SOCKETFUNCTION, socket_cb);
	curl_multi_setopt(client->multi, CURLMOPT_SOCKETDATA, client);
	curl_multi_setopt(client->multi, CURLMOPT_TIMERFUNCTION, wait_cb);
	curl_multi_setopt(client->multi, CURLMOPT_TIMERDATA, client);
	curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, (long)client->in_flight_max);
}

struct http_out *http_client_new(void *ctx, struct turn *turn, unsigned in_flight_max)
{
	struct http_client *client = talloc_zero(ctx, struct http_client);
	int rc;

	OSMO_ASSERT(client);
	client->out.start = http_client_start;
	client->out.room = http_client_room;
	client->turn = turn;
	client->in_flight_max = in_flight_max;
	INIT_LLIST_HEAD(&client->transfers);
	rc = join_loop(client);
	if (rc < 0) {
		LOGP(DHTTP, LOGL_ERROR, "no HTTP client: %s\n", strerror(-rc));
		talloc_free(client);
		return NULL;
	}
	start_multi(client);
	talloc_set_destructor(client, http_client_destructor);
	return &client->out;
}
