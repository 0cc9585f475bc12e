/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The 12 digits of the citizen's identity number (số định danh cá nhân), and what they tell:
 * 3 province of birth registration, 1 century and sex, 2 year of birth, 6 random; no check digit.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "gateway/base/err.h"

#define NATIONAL_ID_DIGITS 12
struct national_id {
	char digits[NATIONAL_ID_DIGITS + 1];
	int province; /* 1..999 */
	bool province_known; /* in 001..096, the numbering of 2016; others exist: warn, never refuse
			      */
	bool female;
	int birth_year; /* 1900..2199 */
};

/* Spaces, dots and dashes between digits are ignored. ERR_SYNTAX: not digits; ERR_TOO_LONG /
 * ERR_TRUNCATED: more or fewer than 12; ERR_RANGE: the century digit is over 5, the province 000,
 * or the birth year is after `this_year`. *out untouched on failure. */
int national_id_parse(const char *text, int this_year, struct national_id *out) MUST_CHECK;
