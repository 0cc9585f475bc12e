/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The program a pattern becomes, between its reader and its matcher. Private to eform_pattern*.c.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "menus/eform_pattern.h"

enum op { OP_CHAR, OP_ANY, OP_CLASS, OP_SPLIT, OP_JUMP, OP_BEGIN, OP_END, OP_MATCH };

struct step {
	enum op op;
	uint16_t unit; /* CHAR */
	uint16_t ranges, ranges_n; /* CLASS */
	bool negated; /* CLASS */
	int to; /* JUMP, SPLIT: relative; SPLIT also goes on with the next step */
};
struct range {
	uint16_t from, to;
};
struct eform_pattern {
	unsigned steps_n, ranges_n;
	struct step *steps;
	struct range *ranges;
};

/* UTF-16 units of a text, at most `cap` <= EFORM_MATCH_MAX; -1 if it does not fit or is no UTF-8.
 */
int eform_pattern_units(const char *text, uint16_t *units, size_t cap);
