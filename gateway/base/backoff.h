/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * When to try again: exponential, capped, with jitter, as one pure function.
 */
#pragma once
#include <stdint.h>

struct backoff {
	uint32_t first_s; /* wait after the first failure */
	uint32_t max_s;
};

/* Seconds to wait after `attempts` failures (1 = the first): first * 2^(attempts-1), at most max,
 * then spread evenly over [0.75, 1.25] of it by `random` (any 32-bit value). At least 1. */
uint32_t backoff_s(const struct backoff *policy, uint32_t attempts, uint32_t random);
