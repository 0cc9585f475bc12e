/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The one formula by which everything that retries waits.
 */
#include "gateway/base/backoff.h"

/* first * 2^(attempts - 1), at most max */
static uint64_t doubled(const struct backoff *policy, uint32_t attempts)
{
	uint64_t wait = policy->first_s;

	for (uint32_t i = 1; i < attempts && wait < policy->max_s && wait > 0; i++)
		wait *= 2;
	return wait < policy->max_s ? wait : policy->max_s;
}

uint32_t backoff_s(const struct backoff *policy, uint32_t attempts, uint32_t random)
{
	uint64_t wait = doubled(policy, attempts);
	uint64_t spread = wait * 3 / 4 + ((wait * random) >> 33); /* + [0, 1/2) of it */

	if (spread < 1)
		return 1;
	return spread < UINT32_MAX ? (uint32_t)spread : UINT32_MAX;
}
