/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A Kannel that is down is asked by one message at a time, at growing waits, instead of by all of
 * them; the rest stay untouched in the outbox and leave at once when it is back. No clock of its
 * own, no I/O.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define BREAKER_FAILURES   5 /* answers in a row that say "down" open it */
#define BREAKER_FIRST_S	   2 /* wait before the first probe; doubles */
#define BREAKER_LONGEST_S  60
#define BREAKER_ROOM_LIMIT UINT32_MAX

struct sms_breaker {
	unsigned streak; /* answers in a row that said "down" */
	unsigned probes; /* that failed since it opened */
	uint64_t probe_at_ms; /* monotonic; counts while it is open */
};

bool sms_breaker_open(const struct sms_breaker *breaker);
/* How many messages may start: no limit when closed; one probe when it is due and nothing is under
 * way. */
uint32_t sms_breaker_room(const struct sms_breaker *breaker, unsigned in_flight, uint64_t now_ms);
/* Takes in an answer. Those to requests from before it opened do not lengthen the wait. `random`
 * spreads the wait. True if this opened or closed it. */
bool sms_breaker_note(struct sms_breaker *breaker, bool down, uint64_t now_ms, uint32_t random);
