/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Keeping what was found by rank. A worse rank that does not fit is left out rather than asked
 * about: whoever types the beginning of a name means names that begin so.
 */
#include "gateway/effect/found.h"

void found_add(struct found *found, enum keypad_match rank, const char *code)
{
	if (rank == KEYPAD_NONE)
		return;
	if (found->n[rank] < EFFECT_ITEMS_MAX)
		found->code[rank][found->n[rank]] = code;
	found->n[rank]++;
}

bool found_none(const struct found *found)
{
	unsigned n = 0;

	for (unsigned rank = KEYPAD_NONE; rank <= KEYPAD_WHOLE_START; rank++)
		n += found->n[rank];
	return n == 0;
}

unsigned found_list(
	const struct found *found, const char *codes[EFFECT_ITEMS_MAX], const char **outcome_r)
{
	unsigned n = 0;

	*outcome_r = "none";
	for (unsigned rank = KEYPAD_WHOLE_START; rank > KEYPAD_NONE; rank--) {
		if (found->n[rank] == 0)
			continue;
		if (found->n[rank] > EFFECT_ITEMS_MAX - n) {
			*outcome_r = n ? "done" : "many";
			return n;
		}
		for (unsigned i = 0; i < found->n[rank]; i++)
			codes[n++] = found->code[rank][i];
		*outcome_r = "done";
	}
	return n;
}
