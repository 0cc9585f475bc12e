/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The sessions that have an input in the turn under way. Few at a time (a turn is bounded), so a
 * small open-addressed set of keys does.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define CLAIMS_SLOTS 1024 /* power of two, at least twice the events of a turn */

struct claims {
	uint64_t slots[CLAIMS_SLOTS]; /* 0: empty */
	unsigned used;
};

/* False if the key is there already, or the set is half full: then the input waits one turn. */
bool claims_add(struct claims *claims, uint64_t key);
void claims_remove(struct claims *claims, uint64_t key);
bool claims_has(const struct claims *claims, uint64_t key);
