/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How units lie in memory: what units_read makes and units asks. Private to these two.
 */
#pragma once
#include <stdint.h>
#include "menus/units.h"

struct unit_entry {
	struct unit unit;
	const char *folded; /* the name as it is sorted: without accents, small letters */
	const char *keys; /* the name as it is typed: a digit a letter, spaces, '-' for the rest */
	uint16_t starts; /* bit k: a word begins with key k */
	uint16_t first, n; /* its communes among the entries; a commune has none */
};

/* Provinces come first, then the communes of each province; all of one parent stand together,
 * ascending by (folded, code). */
struct units_table {
	unsigned n;
	struct unit_entry *entries;
	const struct unit_entry **by_code; /* ascending */
};
