/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The network of replay tests: an http_out whose peers are a portal and a Kannel that a scenario
 * tells to be up, down (nothing reaches them) or silent (they carry the request out, and their
 * answer is lost). They keep what reached them, so that a test can count.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "gateway/base/clock.h"
#include "gateway/base/http_client.h"

enum peer_mood {
	PEER_UP,
	PEER_DOWN, /* connection refused: certainly nothing arrived */
	PEER_SILENT, /* carried out, the answer is lost: the caller times out */
	PEER_ERROR, /* 503 */
	PEER_REFUSE, /* the portal: 422; Kannel: 403 */
};

struct fake_sms {
	char to[24];
	char text[2048];
	bool ucs2;
	char dlr_url[512];
};

struct fake_net;

/* Delays are on the virtual clock: an answer comes after 5 ms, a time-out after the request's
 * timeout. */
struct fake_net *fake_net_new(void *ctx, struct virtual_clock *clock);
/* As gateway_edges.http_new; uses the fake_net that was made last. */
struct http_out *fake_net_http_new(void *ctx, struct turn *turn, unsigned in_flight_max);

void fake_net_portal(struct fake_net *net, enum peer_mood mood);
void fake_net_kannel(struct fake_net *net, enum peer_mood mood);
/* Posts answers that are due to their turn. Returns their number. */
unsigned fake_net_run(struct fake_net *net);
/* Milliseconds until the next answer is due, -1 if none is. */
int64_t fake_net_next_ms(const struct fake_net *net);
/* The gateway died: nobody waits for answers any more. */
void fake_net_forget(struct fake_net *net);

/* Forgets what reached the peers so far. */
void fake_net_clear(struct fake_net *net);

/* What reached the peers. */
unsigned fake_net_dossiers(const struct fake_net *net); /* distinct idempotency keys */
/* "/v1/dossiers/NUMBER/appointment" and the body that the portal was told last; "" at first. */
const char *fake_net_appointment(const struct fake_net *net);
unsigned fake_net_appointments(const struct fake_net *net); /* how often, repeats included */
unsigned fake_net_submits(const struct fake_net *net); /* requests, repeats included */
const char *fake_net_submit_body(const struct fake_net *net, const char *receipt);
unsigned fake_net_sms_count(const struct fake_net *net);
const struct fake_sms *fake_net_sms(const struct fake_net *net, unsigned i);
