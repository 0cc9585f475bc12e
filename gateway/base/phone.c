/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Mobile numbers as people and networks write them, brought to one form.
 */
#include "gateway/base/phone.h"
#include <stddef.h>
#include <string.h>

#define COUNTRY		"84"
#define NATIONAL_DIGITS 9
#define INPUT_MAX	(2 + 2 + NATIONAL_DIGITS) /* "00", country code, the rest */

/* Collects the digits of `text`; *plus_r tells of a leading '+'. Returns their number. */
static int collect(const char *text, char digits[INPUT_MAX + 1], bool *plus_r)
{
	size_t n = 0;
	bool plus = false;

	for (; *text; text++) {
		char c = *text;

		if (c == ' ' || c == '.' || c == '-')
			continue;
		if (c == '+' && n == 0 && !plus) {
			plus = true;
			continue;
		}
		if (c < '0' || c > '9')
			return ERR_SYNTAX;
		if (n < INPUT_MAX)
			digits[n] = c;
		n++;
	}
	if (n == 0)
		return ERR_SYNTAX;
	if (n > INPUT_MAX)
		return ERR_RANGE;
	digits[n] = '\0';
	*plus_r = plus;
	return (int)n;
}

/* `text` behind `prefix`, NULL if it does not begin so. */
static const char *behind(const char *text, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(text, prefix, n) == 0 ? text + n : NULL;
}

/* The digits behind country code or trunk prefix; NULL if there is neither. */
static const char *national(const char *digits, bool plus)
{
	const char *rest = NULL;

	if (!plus)
		rest = behind(digits, "00" COUNTRY);
	if (!rest)
		rest = behind(digits, COUNTRY);
	if (!rest && !plus)
		rest = behind(digits, "0");
	return rest;
}

int phone_parse(const char *text, struct phone *out)
{
	char digits[INPUT_MAX + 1];
	const char *rest;
	bool plus;
	int rc = collect(text, digits, &plus);

	if (rc < 0)
		return rc;
	rest = national(digits, plus);
	if (!rest || strlen(rest) != NATIONAL_DIGITS || !strchr("35789", rest[0]))
		return ERR_RANGE;
	memcpy(out->e164, COUNTRY, 2);
	memcpy(out->e164 + 2, rest, NATIONAL_DIGITS + 1);
	return 0;
}

void phone_national(const struct phone *phone, char out[PHONE_DIGITS_MAX + 2])
{
	const char *rest = behind(phone->e164, COUNTRY);
	size_t len;

	if (!rest)
		rest = phone->e164;
	len = strlen(rest);
	out[0] = '0';
	memcpy(out + 1, rest, len + 1);
}

bool phone_equal(const struct phone *a, const struct phone *b)
{
	return strcmp(a->e164, b->e164) == 0;
}
