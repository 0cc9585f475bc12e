/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Vietnamese mobile numbers (E.164 +84, trunk prefix 0).
 *
 * A mobile number has 9 national digits beginning 3, 5, 7, 8 or 9. Numbers are portable: a prefix
 * says nothing about the operator.
 */
#pragma once
#include <stdbool.h>
#include "gateway/base/err.h"

#define PHONE_DIGITS_MAX 15
struct phone {
	char e164[PHONE_DIGITS_MAX + 1]; /* digits with country code, without '+': "84901234567" */
};

/* Accepts "+84 90 123 45 67", "0084…", "84…", "0901234567", with spaces, dots and dashes between.
 * ERR_SYNTAX for anything that is not digits so written, ERR_RANGE for digits that are no mobile
 * number of Vietnam. *out untouched on failure. */
int phone_parse(const char *text, struct phone *out) MUST_CHECK;

/* The number as people here write it: "0901234567". */
void phone_national(const struct phone *phone, char out[PHONE_DIGITS_MAX + 2]);
bool phone_equal(const struct phone *a, const struct phone *b);
