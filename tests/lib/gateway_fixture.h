/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The whole gateway in a test: real dialogues, menus, store, SMS and bridge code and the real turn,
 * with a virtual clock, the scripted network, and phones that are inputs of the turn.
 */
#pragma once
#include "gateway/gateway.h"
#include "tests/lib/fake_net.h"

/* Monday 2026-11-23, 08:00 in Vietnam. */
#define FIXTURE_START_S 1795395600

struct fixture {
	void *ctx;
	char folder[64];
	struct virtual_clock clock;
	struct fake_net *net;
	struct gateway_edges edges;
	struct config config;
	struct gateway *gateway;
	char error[512];
};

/* A phone with one session at a time. */
struct test_phone {
	struct phone phone;
	enum bearer bearer;
	struct budget budget;
	char session[SESSION_MAX + 1];
	unsigned sessions;
	uint32_t sequence;
	struct bearer_answer answer;
	enum turn_outcome outcome;
	unsigned answers; /* that came */
};

/* New folder with keys, token and a copy of the example offices; the gateway is started. `vfs` may
 * be NULL. */
struct fixture *fixture_new(const char *vfs);
/* Starts the gateway on what is in the folder. False: see fixture->error. */
bool fixture_start(struct fixture *f);
/* Stops it orderly, or as kill -9 would: memory is gone, nothing is written. */
void fixture_stop(struct fixture *f);
void fixture_free(struct fixture *f);

/* Runs turns until nothing is due now. */
void fixture_settle(struct fixture *f);
/* Lets time pass, event by event. */
void fixture_wait_ms(struct fixture *f, uint64_t ms);

/* A clerk calls the phone that waits for it and notes the outcome, as the API does. False: it does
 * not wait. */
bool fixture_call_back(struct fixture *f, const struct phone *phone, enum callback_state outcome);

void phone_init(struct test_phone *p, const char *number, enum bearer bearer);
/* Posts a message without running the turn. The phone must live until its answer came. */
void phone_post(struct fixture *f, struct test_phone *p, bool begins, const char *text, size_t len);
/* Dials, or answers, and settles. */
void phone_dial(struct fixture *f, struct test_phone *p, const char *dialled);
void phone_send(struct fixture *f, struct test_phone *p, const char *text);
void phone_send_octets(struct fixture *f, struct test_phone *p, const char *text, size_t len);
