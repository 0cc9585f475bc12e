/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The bridge: dossiers that are due go out, answers come back to their rows.
 *
 *   timer -> claim (decide: lease rows, read bodies) -> commit -> start requests (release)
 *   answer -> what it does to the row (decide)       -> commit -> breaker, counters (release)
 *
 * A lease makes a crash, a lost answer or a failed commit into another try; the idempotency key
 * makes another try harmless. Inside the portal/ folder only.
 */
#pragma once
#include "gateway/portal/breaker.h"
#include "gateway/portal/inbound.h"
#include "gateway/portal/neutral.h"
#include "gateway/portal/portal.h"

struct bridge_config {
	const char *base_url;
	const char *token;
	unsigned in_flight_max;
	uint32_t lease_s;
	uint32_t timeout_ms;
	uint32_t slow_ms;
	struct backoff retry;
	struct breaker_policy breaker;
};

/* A dossier on its way from the store to a request. */
struct bridge_parcel {
	int64_t dossier_id;
	char receipt[RECEIPT_DIGITS + 1];
	size_t body_len;
	char body[DOSSIER_BODY_MAX + 1];
};

struct bridge {
	struct bridge_config config;
	struct store *store;
	const struct clock *clock;
	struct http_out *http;
	struct portal_events events;
	struct inbound *inbound; /* matches strays to dossiers that are in the portal now */
	struct timer timer;
	struct timer *follower; /* of upcalls: fires after each answer, NULL: nobody's */

	struct breaker breaker;
	int64_t in_flight[PORTAL_IN_FLIGHT_MAX]; /* dossier ids */
	unsigned in_flight_count;

	/* Belong to the timer's input from its decide to its release. */
	struct bridge_parcel *parcels; /* in_flight_max of them */
	unsigned parcel_count;
	struct breaker seen; /* the breaker as it stood in decide */
	bool looked; /* there was room, so the queue was looked at */
	int64_t next_due_s; /* -1: nothing is queued, or not looked */

	int64_t last_answer_s;
	uint64_t submitted, accepted, refused, temp_failed, unknown;
	char last_error[128];
};

/* Everything borrowed; `config` was checked and its texts live as long. Starts with the first turn.
 */
struct bridge *bridge_new(void *ctx, const struct bridge_config *config, struct store *store,
	const struct clock *clock, struct timers *timers, struct http_out *http,
	const struct portal_events *events, struct inbound *inbound);
/* In release: looks for work in the next turn. */
void bridge_wake(struct bridge *bridge);

/* The callbacks of a submit request; see struct http_out_request. */
int bridge_answer_decide(void *data, uint64_t id, const struct http_result *result, void *state);
void bridge_answer_release(void *data, uint64_t id, const struct http_result *result, void *state,
	enum turn_outcome outcome, int error);

bool bridge_under_way(const struct bridge *bridge, int64_t dossier_id);

/* The breaker is the portal's, so whoever else asks the portal goes by it and feeds it. */

/* As it stands now. */
struct breaker bridge_breaker(const struct bridge *bridge);
/* What an answer says about the portal. */
enum breaker_word bridge_word(
	const struct bridge *bridge, const struct neutral_answer *answer, uint32_t took_ms);
/* In decide, before anything else the answer does: if it closes the breaker, all rows that backed
 * off become due. */
int bridge_wake_rows(struct bridge *bridge, enum breaker_word word) MUST_CHECK;
/* In release: the breaker moves. */
void bridge_hear(
	struct bridge *bridge, enum breaker_word word, uint32_t quiet_s, enum turn_outcome outcome);
