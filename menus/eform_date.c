/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading dates digit by digit: a form's text is foreign, and what is not surely a date is none.
 */
#include "menus/eform_date.h"
#include <stddef.h>
#include <string.h>

/* Exactly n digits at *text_io, which is moved behind them; -1 if they are not there. */
static int digits(const char **text_io, unsigned n)
{
	int value = 0;

	for (unsigned i = 0; i < n; i++, (*text_io)++) {
		if (**text_io < '0' || **text_io > '9')
			return -1;
		value = value * 10 + **text_io - '0';
	}
	return value;
}

static bool take(const char **text_io, char c)
{
	if (**text_io != c)
		return false;
	(*text_io)++;
	return true;
}

static bool is_date(int year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return year >= 0 && month >= 1 && month <= 12 && day >= 1 &&
		day <= days[month - 1] + (leap && month == 2);
}

/* HH:mm, and :ss if there is one; the minute of the day or -1. */
static int clock_time(const char **text_io, bool *seconds_r)
{
	int hour = digits(text_io, 2), minute;

	if (hour < 0 || hour > 23 || !take(text_io, ':'))
		return -1;
	minute = digits(text_io, 2);
	if (minute < 0 || minute > 59)
		return -1;
	*seconds_r = take(text_io, ':');
	if (*seconds_r) {
		int second = digits(text_io, 2);

		if (second < 0 || second > 59)
			return -1;
	}
	return hour * 60 + minute;
}

/* "Z", "+07:00", "+0700" or nothing, and nothing behind it. */
static bool zone_is_good(const char *text)
{
	bool seconds;

	if (*text == '\0' || strcmp(text, "Z") == 0)
		return true;
	if (*text != '+' && *text != '-')
		return false;
	text++;
	if (strlen(text) == 4)
		return digits(&text, 4) >= 0;
	return clock_time(&text, &seconds) >= 0 && !seconds && *text == '\0';
}

static bool read_time(const char *text, int *minute_r)
{
	bool seconds;

	*minute_r = clock_time(&text, &seconds);
	if (*minute_r < 0)
		return false;
	if (seconds && take(&text, '.'))
		while (*text >= '0' && *text <= '9')
			text++;
	return zone_is_good(text);
}

bool eform_date_read(const char *text, struct eform_date *date_r)
{
	struct eform_date date = { .minute = -1 };

	date.year = digits(&text, 4);
	if (date.year < 0 || !take(&text, '-'))
		return false;
	date.month = digits(&text, 2);
	if (date.month < 0 || !take(&text, '-'))
		return false;
	date.day = digits(&text, 2);
	if (!is_date(date.year, date.month, date.day))
		return false;
	if (*text != '\0' &&
		!((take(&text, 'T') || take(&text, ' ')) && read_time(text, &date.minute)))
		return false;
	*date_r = date;
	return true;
}

bool eform_day_read(const char *text, bool day_first, struct eform_date *date_r)
{
	struct eform_date date = { .minute = -1 };
	int first, second;

	first = digits(&text, 2);
	if (first < 0 || !take(&text, '/'))
		return false;
	second = digits(&text, 2);
	if (second < 0 || !take(&text, '/'))
		return false;
	date.year = digits(&text, 4);
	date.day = day_first ? first : second;
	date.month = day_first ? second : first;
	if (*text != '\0' || (date.month == 0 && date.day != 0) ||
		!is_date(date.year, date.month ? date.month : 1, date.day ? date.day : 1))
		return false;
	*date_r = date;
	return true;
}

bool eform_time_is_good(const char *text, bool seconds)
{
	bool has_seconds;

	return clock_time(&text, &has_seconds) >= 0 && has_seconds == seconds && *text == '\0';
}

int eform_date_compare(const struct eform_date *a, const struct eform_date *b)
{
	if (a->year != b->year)
		return a->year - b->year;
	if (a->month != b->month)
		return a->month - b->month;
	if (a->day != b->day)
		return a->day - b->day;
	return a->minute < 0 || b->minute < 0 ? 0 : a->minute - b->minute;
}
