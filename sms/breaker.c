/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * See the header.
 */
#include "sms/breaker.h"
#include "gateway/base/backoff.h"

static const struct backoff probe_wait = { BREAKER_FIRST_S, BREAKER_LONGEST_S };

bool sms_breaker_open(const struct sms_breaker *breaker)
{
	return breaker->streak >= BREAKER_FAILURES;
}

uint32_t sms_breaker_room(const struct sms_breaker *breaker, unsigned in_flight, uint64_t now_ms)
{
	if (!sms_breaker_open(breaker))
		return BREAKER_ROOM_LIMIT;
	return in_flight == 0 && now_ms >= breaker->probe_at_ms ? 1 : 0;
}

static bool note_answer(struct sms_breaker *breaker)
{
	bool was_open = sms_breaker_open(breaker);

	*breaker = (struct sms_breaker) { 0 };
	return was_open;
}

bool sms_breaker_note(struct sms_breaker *breaker, bool down, uint64_t now_ms, uint32_t random)
{
	bool was_open = sms_breaker_open(breaker);

	if (!down)
		return note_answer(breaker);
	if (!was_open)
		breaker->streak++;
	if (!sms_breaker_open(breaker) || (was_open && now_ms < breaker->probe_at_ms))
		return false;
	breaker->probes++;
	breaker->probe_at_ms =
		now_ms + UINT64_C(1000) * backoff_s(&probe_wait, breaker->probes, random);
	return !was_open;
}
