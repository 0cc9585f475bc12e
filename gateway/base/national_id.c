/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The structure of the 12-digit identity number. It says what the digits mean, not whether such a
 * person exists; only the portal knows that.
 */
#include "gateway/base/national_id.h"
#include <stddef.h>

#define CENTURY_DIGIT_MAX 5 /* 0, 1: 19xx; 2, 3: 20xx; 4, 5: 21xx */
#define PROVINCES_OF_2016 96

static int value(const char *digits, size_t n)
{
	int v = 0;

	for (size_t i = 0; i < n; i++)
		v = v * 10 + (digits[i] - '0');
	return v;
}

static int collect(const char *text, char digits[NATIONAL_ID_DIGITS + 1])
{
	size_t n = 0;

	for (; *text; text++) {
		if (*text == ' ' || *text == '.' || *text == '-')
			continue;
		if (*text < '0' || *text > '9')
			return ERR_SYNTAX;
		if (n < NATIONAL_ID_DIGITS)
			digits[n] = *text;
		n++;
	}
	if (n == 0)
		return ERR_SYNTAX;
	if (n < NATIONAL_ID_DIGITS)
		return ERR_TRUNCATED;
	if (n > NATIONAL_ID_DIGITS)
		return ERR_TOO_LONG;
	digits[n] = '\0';
	return 0;
}

int national_id_parse(const char *text, int this_year, struct national_id *out)
{
	struct national_id id = { 0 };
	int century;
	int rc = collect(text, id.digits);

	if (rc < 0)
		return rc;
	id.province = value(id.digits, 3);
	century = value(id.digits + 3, 1);
	if (id.province == 0 || century > CENTURY_DIGIT_MAX)
		return ERR_RANGE;
	id.province_known = id.province <= PROVINCES_OF_2016;
	id.female = century % 2 == 1;
	id.birth_year = 1900 + century / 2 * 100 + value(id.digits + 4, 2);
	if (id.birth_year > this_year)
		return ERR_RANGE;
	*out = id;
	return 0;
}
