/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The breaker's transitions. Pure: no clock, no randomness, no memory of its own.
 */
#include "gateway/portal/breaker.h"

const char *breaker_state_name(enum breaker_state state)
{
	switch (state) {
	case BREAKER_CLOSED:
		return "closed";
	case BREAKER_OPEN:
		return "open";
	case BREAKER_HALF_OPEN:
		return "half-open";
	}
	return "invalid";
}

struct breaker breaker_at(const struct breaker *breaker, uint64_t now_ms)
{
	struct breaker now = *breaker;

	if (now.state == BREAKER_OPEN && now_ms >= now.open_until_ms)
		now.state = BREAKER_HALF_OPEN;
	return now;
}

static struct breaker opened(const struct breaker *breaker, const struct breaker_policy *policy,
	uint32_t quiet_s, uint64_t now_ms, uint32_t random)
{
	struct breaker next = { .state = BREAKER_OPEN, .openings = breaker->openings + 1 };
	uint32_t wait_s = backoff_s(&policy->open, next.openings, random);

	if (wait_s < quiet_s)
		wait_s = quiet_s;
	next.open_until_ms = now_ms + (uint64_t)wait_s * 1000;
	return next;
}

static struct breaker lengthened(const struct breaker *breaker, uint32_t quiet_s, uint64_t now_ms)
{
	struct breaker next = *breaker;
	uint64_t until_ms = now_ms + (uint64_t)quiet_s * 1000;

	if (next.open_until_ms < until_ms)
		next.open_until_ms = until_ms;
	return next;
}

struct breaker breaker_after(const struct breaker *breaker, const struct breaker_policy *policy,
	enum breaker_word word, uint32_t quiet_s, uint64_t now_ms, uint32_t random)
{
	struct breaker next = breaker_at(breaker, now_ms);

	if (next.state == BREAKER_OPEN)
		return lengthened(&next, word == BREAKER_BAD ? quiet_s : 0, now_ms);
	if (word == BREAKER_GOOD)
		return (struct breaker) { .state = BREAKER_CLOSED };
	if (word == BREAKER_BAD && (quiet_s > 0 || next.state == BREAKER_HALF_OPEN))
		return opened(&next, policy, quiet_s, now_ms, random);
	if (next.state == BREAKER_HALF_OPEN)
		return next;
	next.strikes++;
	if (next.strikes >= policy->strikes_max)
		return opened(&next, policy, 0, now_ms, random);
	return next;
}

unsigned breaker_room(const struct breaker *breaker, unsigned in_flight, unsigned in_flight_max)
{
	unsigned max = 0;

	switch (breaker->state) {
	case BREAKER_CLOSED:
		max = in_flight_max;
		break;
	case BREAKER_HALF_OPEN:
		max = 1;
		break;
	case BREAKER_OPEN:
		break;
	}
	return in_flight < max ? max - in_flight : 0;
}
