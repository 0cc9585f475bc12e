/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading dates as people type them: with and without zeros, separators, or a year. Knows no today
 * but the one it is told.
 */
#include <stdio.h>
#include <string.h>
#include "gateway/base/clock.h"
#include "menus/input.h"

#define LEAP_YEAR 2000 /* has every day that a year can have */

/* Digits of a date, as ddmm or ddmmyyyy; separated parts may lack a leading zero. */
static bool date_digits(const char *text, char out[9])
{
	unsigned parts[3] = { 0 }, n = 0, digits = 0;

	if (strspn(text, "0123456789") == strlen(text)) {
		if (strlen(text) != 4 && strlen(text) != 8)
			return false;
		memcpy(out, text, strlen(text) + 1);
		return true;
	}
	for (const char *s = text; *s; s++) {
		if (*s >= '0' && *s <= '9') {
			parts[n] = parts[n] * 10 + (unsigned)(*s - '0');
			if (++digits > (n == 2 ? 4u : 2u))
				return false;
		} else if (strchr("/-. ", *s) && digits > 0 && n < 2) {
			n++;
			digits = 0;
		} else {
			return false;
		}
	}
	if (n == 0 || digits == 0 || (n == 2 && digits != 4))
		return false;
	if (n == 1)
		snprintf(out, 9, "%02u%02u", parts[0] % 100, parts[1] % 100);
	else
		snprintf(out, 9, "%02u%02u%04u", parts[0] % 100, parts[1] % 100, parts[2] % 10000);
	return true;
}

static int two_or_four(const char *digits, size_t n)
{
	int v = 0;

	for (size_t i = 0; i < n; i++)
		v = v * 10 + (digits[i] - '0');
	return v;
}

/* The years that the entry takes; and what must be over by now has a day that is over. */
static bool in_range(const struct node *entry, const struct local_time *date, bool day, int today)
{
	int this_year = today / 10000;

	if (date->year < this_year + entry->min || date->year > this_year + entry->max)
		return false;
	return entry->max != 0 || entry->min >= 0 || !day ||
		(date->year * 100 + date->month) * 100 + date->day <= today;
}

/* What to do instead, said with an example of what this entry takes. */
static enum word not_understood(const struct node *entry)
{
	if (entry->year_alone)
		return WORD_NOT_A_DATE_OR_YEAR;
	return entry->min < 0 ? WORD_NOT_A_PAST_DATE : WORD_NOT_A_DATE;
}

/* A day to come may lack its year: whoever looks for it knows today. Of a day long ago some know
 * the year alone. No entry takes both, for four digits would mean either. */
int input_judge_date(const struct node *entry, const char *text, int today,
	char out[ANSWER_MAX + 1], enum word *notice_r)
{
	struct local_time date = { .day = 1, .month = 1, .year = LEAP_YEAR };
	char digits[9];
	bool year, day;

	*notice_r = not_understood(entry);
	if (!date_digits(text, digits))
		return ERR_INVALID;
	day = strlen(digits) == 8 || !entry->year_alone;
	year = strlen(digits) == 8 || entry->year_alone;
	/* no day ago without its year; and "24/11" is no year */
	if ((!year && entry->min < 0) || (!day && strcmp(text, digits) != 0))
		return ERR_INVALID;
	if (day) {
		date.day = two_or_four(digits, 2);
		date.month = two_or_four(digits + 2, 2);
	}
	if (year)
		date.year = two_or_four(digits + strlen(digits) - 4, 4);
	if (!local_valid(&date))
		return ERR_INVALID;
	*notice_r = entry->min < 0 ? WORD_PAST_OUT_OF_RANGE : WORD_DATE_OUT_OF_RANGE;
	if (year && !in_range(entry, &date, day, today))
		return ERR_INVALID;
	snprintf(out, ANSWER_MAX + 1, "%s", digits);
	return OK;
}
