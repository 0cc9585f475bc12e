/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Looking up administrative units. Entries of one parent lie together in the order of their names,
 * and their names lie there as digits already, so a search is one pass over some hundred short
 * texts and sorts nothing.
 */
#include "menus/units.h"
#include <stdlib.h>
#include <string.h>
#include "menus/units_table.h"

static int compare_code(const void *code, const void *entry)
{
	return strcmp(code, (*(const struct unit_entry *const *)entry)->unit.code);
}

static const struct unit_entry *find(const struct units_table *table, const char *code)
{
	const struct unit_entry *const *found =
		bsearch(code, table->by_code, table->n, sizeof(*table->by_code), compare_code);

	return found ? *found : NULL;
}

const struct unit *units_find(const struct units *units, const char *code)
{
	const struct unit_entry *entry = find(units->table, code);

	return entry ? &entry->unit : NULL;
}

/* The first entry of a parent; their number, 0 for an unknown parent. */
static const struct unit_entry *children(
	const struct units *units, const char *parent, unsigned *n_r)
{
	const struct unit_entry *entries = units->table->entries, *province;

	*n_r = units->provinces_n;
	if (parent[0] == '\0')
		return entries;
	province = find(units->table, parent);
	*n_r = province ? province->n : 0;
	return province ? entries + province->first : NULL;
}

/* The keys of a name are a name of digits, which stand for themselves. Every match begins where a
 * word does, which spares most names the comparison. */
static enum keypad_match match(const struct unit_entry *entry, const char *digits)
{
	if (digits[0] == '\0')
		return KEYPAD_WHOLE_START;
	if (digits[0] < '0' || digits[0] > '9' || !(entry->starts >> (digits[0] - '0') & 1))
		return KEYPAD_NONE;
	return keypad_match(digits, entry->keys);
}

unsigned units_match(const struct units *units, const char *parent, const char *digits,
	struct unit_hit *out, unsigned max)
{
	enum keypad_match matches[UNITS_COMMUNES_MAX];
	unsigned n, hits = 0;
	const struct unit_entry *entries = children(units, parent, &n);

	_Static_assert(UNITS_PROVINCES_MAX <= UNITS_COMMUNES_MAX, "provinces find room as well");
	for (unsigned i = 0; i < n; i++)
		matches[i] = match(&entries[i], digits);
	for (enum keypad_match rank = KEYPAD_WHOLE_START; rank != KEYPAD_NONE; rank--)
		for (unsigned i = 0; i < n; i++) {
			if (matches[i] != rank)
				continue;
			if (hits < max)
				out[hits] = (struct unit_hit) { &entries[i].unit, rank };
			hits++;
		}
	return hits;
}
