/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A set of keys with linear probing; removal shifts back what would be unreachable. */
#include "gateway/dialogue/claims.h"

#define MASK ((uint64_t)CLAIMS_SLOTS - 1)

static uint64_t stored(uint64_t key)
{
	return key ? key : 1; /* 0 marks an empty slot */
}

bool claims_add(struct claims *claims, uint64_t key)
{
	if (claims->used >= CLAIMS_SLOTS / 2)
		return false;
	key = stored(key);

	uint64_t at = key & MASK;

	while (claims->slots[at]) {
		if (claims->slots[at] == key)
			return false;
		at = (at + 1) & MASK;
	}
	claims->slots[at] = key;
	claims->used++;
	return true;
}

bool claims_has(const struct claims *claims, uint64_t key)
{
	key = stored(key);
	for (uint64_t at = key & MASK; claims->slots[at]; at = (at + 1) & MASK)
		if (claims->slots[at] == key)
			return true;
	return false;
}

void claims_remove(struct claims *claims, uint64_t key)
{
	key = stored(key);

	uint64_t at = key & MASK;

	while (claims->slots[at] && claims->slots[at] != key)
		at = (at + 1) & MASK;
	if (!claims->slots[at])
		return;
	claims->used--;

	for (uint64_t next = (at + 1) & MASK; claims->slots[next]; next = (next + 1) & MASK) {
		uint64_t home = claims->slots[next] & MASK;

		/* An entry may fill the hole unless its home lies behind the hole. */
		if (((next - home) & MASK) >= ((next - at) & MASK)) {
			claims->slots[at] = claims->slots[next];
			at = next;
		}
	}
	claims->slots[at] = 0;
}
