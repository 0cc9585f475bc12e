/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The breaker: whether the whole portal is away, as values to values.
 *
 *   CLOSED     all may be sent; `strikes_max` bad or slow answers in a row open it
 *   OPEN       nothing is sent for a while that doubles each time
 *   HALF_OPEN  one at a time: a bad answer opens again, a slow one keeps it so, a good one closes
 *
 * A portal that says itself when to come back (Retry-After) is believed at once.
 * It knows no clock, no requests and no rows; the caller keeps the value.
 */
#pragma once
#include <stdint.h>
#include "gateway/base/backoff.h"
#include "gateway/portal/portal.h"

/* What one answer says about the portal, not about the dossier: a refusal is a GOOD answer. */
enum breaker_word { BREAKER_GOOD, BREAKER_SLOW, BREAKER_BAD };

struct breaker_policy {
	unsigned strikes_max; /* in a row until it opens; at least 1 */
	struct backoff open; /* how long it stays open, by openings in a row */
};

struct breaker {
	enum breaker_state state;
	unsigned strikes; /* bad or slow answers in a row while closed */
	unsigned openings; /* in a row, without a good answer between */
	uint64_t open_until_ms; /* monotonic; meaningful while OPEN */
};

const char *breaker_state_name(enum breaker_state state);

/* The breaker as it stands at `now_ms`: OPEN whose time is over reads HALF_OPEN. */
struct breaker breaker_at(const struct breaker *breaker, uint64_t now_ms);

/* The breaker after an answer. `quiet_s` is the peer's Retry-After, 0 if none: a BAD answer with
 * one opens at once and for at least that long. Otherwise answers to requests that were under way
 * when it opened change nothing. */
struct breaker breaker_after(const struct breaker *breaker, const struct breaker_policy *policy,
	enum breaker_word word, uint32_t quiet_s, uint64_t now_ms, uint32_t random);

/* How many more requests may start with `in_flight` under way, at most `in_flight_max` in all. */
unsigned breaker_room(const struct breaker *breaker, unsigned in_flight, unsigned in_flight_max);
