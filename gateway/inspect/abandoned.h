/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How many dialogues fell silent at which screen: where people give up. Counted by the names of
 * procedure and screen, so the counts outlive a reload.
 */
#pragma once
#include <stdint.h>

/* Screens at which anybody gave up; what comes beyond is counted together, as "other". */
#define ABANDONED_SCREENS_MAX 1024
#define ABANDONED_NAME_SIZE   32

struct abandoned {
	char procedure[ABANDONED_NAME_SIZE];
	char screen[ABANDONED_NAME_SIZE];
	uint64_t n;
};

struct gateway;
struct abandoned_table;

/* Counts from now on. NULL when out of memory. Owned by the gateway. */
struct abandoned_table *abandoned_start(struct gateway *gateway);
/* All of them in a fixed order; *n_r is their number. Borrowed until the next turn. */
const struct abandoned *abandoned_all(const struct abandoned_table *table, unsigned *n_r);
