/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The real loop for tests, with a deadline, and raw TCP peers inside it: what a well-behaved HTTP
 * library would never send can be sent here octet by octet.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <osmocom/core/select.h>
#include "gateway/base/loop.h"

#define RUN_DEADLINE_MS 8000

struct run {
	struct turn *turn;
	struct timers *timers;
	struct loop *loop;
	struct timer deadline;
	bool is_late;
	bool (*done)(void *data);
	void *data;
	struct turn_after after;
};

/* `store` and `limits` as for turn_new(). */
void run_init(struct run *run, void *ctx, const struct turn_store *store,
	const struct turn_limits *limits);
/* Runs until done() is true, which is asked after each turn; fails the test when late. */
void run_until(struct run *run, bool (*done)(void *data), void *data);
/* Runs for this long. */
void run_for_ms(struct run *run, unsigned ms);

struct raw_peer {
	struct run *run;
	struct osmo_fd ofd;
	char got[262144];
	size_t len;
	bool is_closed; /* by the other side */
	int error; /* errno of reading: a reset */
};

/* Connects to 127.0.0.1. */
void raw_open(struct raw_peer *peer, struct run *run, uint16_t port);
/* Sends all octets, as far as the kernel takes them at once; returns how many. */
size_t raw_send(struct raw_peer *peer, const char *octets, size_t len);
void raw_send_text(struct raw_peer *peer, const char *text);
/* Closes with a FIN, or with a reset. */
void raw_close(struct raw_peer *peer);
void raw_reset(struct raw_peer *peer);
/* How often `text` is in what came. */
unsigned raw_count(const struct raw_peer *peer, const char *text);
/* Run until that many answers came, or the other side closed. */
void raw_until_answers(struct raw_peer *peer, unsigned answers);
void raw_until_closed(struct raw_peer *peer);

/* A listening socket on a free port of 127.0.0.1 that calls back for each connection, for peers
 * that misbehave as servers. */
struct raw_listener {
	struct run *run;
	struct osmo_fd ofd;
	uint16_t port;
	unsigned accepted;
	void (*on_connection)(struct raw_listener *listener, int fd);
};
void raw_listen(struct raw_listener *listener, struct run *run,
	void (*on_connection)(struct raw_listener *listener, int fd));
void raw_listen_close(struct raw_listener *listener);
