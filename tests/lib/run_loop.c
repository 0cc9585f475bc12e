/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The real loop for tests; see run_loop.h.
 */
#include "tests/lib/run_loop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>
#include <osmocom/core/utils.h>

static int deadline_decide(struct turn_input *input)
{
	(void)input;
	return 0;
}

static void deadline_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct timer *timer = container_of(input, struct timer, input);
	struct run *run = container_of(timer, struct run, deadline);

	(void)outcome;
	(void)error;
	run->is_late = true;
	loop_stop(run->loop);
}

static const struct turn_kind deadline_kind = {
	.name = "deadline",
	.decide = deadline_decide,
	.release = deadline_release,
};

static void after_turn(struct turn_after *after)
{
	struct run *run = container_of(after, struct run, after);

	if (run->done && run->done(run->data))
		loop_stop(run->loop);
}

void run_init(struct run *run, void *ctx, const struct turn_store *store,
	const struct turn_limits *limits)
{
	memset(run, 0, sizeof(*run));
	run->turn = turn_new(ctx, clock_system(), store, limits);
	run->timers = timers_new(ctx, clock_system(), run->turn);
	run->loop = loop_new(ctx, run->turn, run->timers);
	assert_non_null(run->loop);
	timer_init(&run->deadline, run->timers, &deadline_kind);
	run->after.run = after_turn;
	turn_add_after(run->turn, &run->after);
}

static void run_at_most_ms(struct run *run, uint64_t ms)
{
	run->is_late = false;
	timer_arm_ms(&run->deadline, ms);
	loop_run(run->loop);
	timer_cancel(&run->deadline);
}

void run_until(struct run *run, bool (*done)(void *data), void *data)
{
	run->done = done;
	run->data = data;
	if (!done(data))
		run_at_most_ms(run, RUN_DEADLINE_MS);
	run->done = NULL;
	assert_true(done(data));
}

void run_for_ms(struct run *run, unsigned ms)
{
	run_at_most_ms(run, ms);
}

/* --- raw peers ----------------------------------------------------------------------------- */

static int raw_cb(struct osmo_fd *ofd, unsigned int what)
{
	struct raw_peer *peer = ofd->data;
	ssize_t n = recv(
		ofd->fd, peer->got + peer->len, sizeof(peer->got) - 1 - peer->len, MSG_DONTWAIT);

	(void)what;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0) {
		peer->is_closed = true;
		peer->error = n < 0 ? errno : 0;
		osmo_fd_unregister(ofd);
		return 0;
	}
	peer->len += (size_t)n;
	peer->got[peer->len] = '\0';
	return 0;
}

static struct sockaddr_in loopback(uint16_t port)
{
	return (struct sockaddr_in) {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

void raw_open(struct raw_peer *peer, struct run *run, uint16_t port)
{
	struct sockaddr_in address = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memset(peer, 0, sizeof(*peer));
	peer->run = run;
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	osmo_fd_setup(&peer->ofd, fd, OSMO_FD_READ, raw_cb, peer, 0);
	assert_int_equal(osmo_fd_register(&peer->ofd), 0);
}

size_t raw_send(struct raw_peer *peer, const char *octets, size_t len)
{
	size_t sent = 0;

	while (sent < len) {
		ssize_t n =
			send(peer->ofd.fd, octets + sent, len - sent, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n <= 0)
			break;
		sent += (size_t)n;
	}
	return sent;
}

void raw_send_text(struct raw_peer *peer, const char *text)
{
	assert_int_equal(raw_send(peer, text, strlen(text)), strlen(text));
}

void raw_close(struct raw_peer *peer)
{
	osmo_fd_close(&peer->ofd);
}

void raw_reset(struct raw_peer *peer)
{
	const struct linger none = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(peer->ofd.fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	osmo_fd_close(&peer->ofd);
}

unsigned raw_count(const struct raw_peer *peer, const char *text)
{
	unsigned count = 0;

	for (const char *at = peer->got; (at = strstr(at, text)); at += strlen(text))
		count++;
	return count;
}

struct raw_goal {
	struct raw_peer *peer;
	unsigned answers;
};

static bool has_answers(void *data)
{
	struct raw_goal *goal = data;

	return goal->peer->is_closed || raw_count(goal->peer, "HTTP/1.1 ") >= goal->answers;
}

void raw_until_answers(struct raw_peer *peer, unsigned answers)
{
	struct raw_goal goal = { peer, answers };

	run_until(peer->run, has_answers, &goal);
}

static bool is_closed(void *data)
{
	return ((struct raw_peer *)data)->is_closed;
}

void raw_until_closed(struct raw_peer *peer)
{
	run_until(peer->run, is_closed, peer);
}

/* --- raw servers --------------------------------------------------------------------------- */

static int listener_cb(struct osmo_fd *ofd, unsigned int what)
{
	struct raw_listener *listener = ofd->data;
	int fd = accept4(ofd->fd, NULL, NULL, SOCK_CLOEXEC);

	(void)what;
	assert_true(fd >= 0);
	listener->accepted++;
	listener->on_connection(listener, fd);
	return 0;
}

void raw_listen(struct raw_listener *listener, struct run *run,
	void (*on_connection)(struct raw_listener *listener, int fd))
{
	struct sockaddr_in address = loopback(0);
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memset(listener, 0, sizeof(*listener));
	listener->run = run;
	listener->on_connection = on_connection;
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 16), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	listener->port = ntohs(address.sin_port);
	osmo_fd_setup(&listener->ofd, fd, OSMO_FD_READ, listener_cb, listener, 0);
	assert_int_equal(osmo_fd_register(&listener->ofd), 0);
}

void raw_listen_close(struct raw_listener *listener)
{
	osmo_fd_close(&listener->ofd);
}
