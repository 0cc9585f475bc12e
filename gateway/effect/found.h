/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Places that a person looks for by the first letters of a name, the better matches first, and as
 * many of them as a list holds. Must not know what a place is: its code is all that is kept.
 */
#pragma once
#include <stdbool.h>
#include "gateway/base/keypad.h"
#include "menus/effect.h"

struct found {
	const char *code[KEYPAD_WHOLE_START + 1][EFFECT_ITEMS_MAX]; /* by how well they match */
	unsigned n[KEYPAD_WHOLE_START + 1]; /* all of that rank; may be more than are kept */
};

/* A place met the letters so well; KEYPAD_NONE: not at all. `code` must live as long as `found`. */
void found_add(struct found *found, enum keypad_match rank, const char *code);

/* Nothing met them. */
bool found_none(const struct found *found);

/* Whole ranks, the best first, as long as the next one fits into a list of EFFECT_ITEMS_MAX; their
 * codes go to `codes`. Sets *outcome_r: "done"; "none": nothing was found; "many": the best rank
 * alone is more than fits. Returns the number of codes. */
unsigned found_list(
	const struct found *found, const char *codes[EFFECT_ITEMS_MAX], const char **outcome_r);
