/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The machine's clock, the tests' clock, and the Gregorian calendar at UTC+7.
 *
 * The calendar is computed, not asked of the C library: localtime() depends on TZ and on zone files
 * that a small server may lack, and Vietnam needs neither.
 */
#include "gateway/base/clock.h"
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "gateway/base/err.h"

#define DAY_S	    86400
#define ZONE_S	    (7 * 3600)
#define YEAR_MIN    1900
#define YEAR_MAX    9999
#define DAYS_IN_400 146097 /* days in 400 Gregorian years */

/* --- clocks -------------------------------------------------------------------------------- */
static uint64_t system_mono_us(const struct clock *clock)
{
	struct timespec now;

	(void)clock;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static int64_t system_utc_s(const struct clock *clock)
{
	(void)clock;
	return (int64_t)time(NULL);
}

const struct clock *clock_system(void)
{
	static const struct clock system_clock = {
		.mono_us = system_mono_us,
		.utc_s = system_utc_s,
	};
	return &system_clock;
}

static uint64_t virtual_mono_us(const struct clock *clock)
{
	return ((const struct virtual_clock *)clock)->now_us;
}

static int64_t virtual_utc_s(const struct clock *clock)
{
	const struct virtual_clock *v = (const struct virtual_clock *)clock;

	return v->utc_at_zero_s + (int64_t)(v->now_us / 1000000);
}

void virtual_clock_init(struct virtual_clock *v, int64_t utc_s)
{
	*v = (struct virtual_clock) {
		.clock = { .mono_us = virtual_mono_us, .utc_s = virtual_utc_s },
		.utc_at_zero_s = utc_s,
	};
}

void virtual_clock_advance_ms(struct virtual_clock *v, uint64_t ms)
{
	v->now_us += ms * 1000;
}

/* --- calendar ------------------------------------------------------------------------------ */
static bool leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && leap(year) ? 29 : days[month - 1];
}

/* Days from 1970-01-01. Years are counted from March, so the leap day is the last of its year and
 * the days before a month follow one line: (153 * months + 2) / 5. */
static int64_t days_from_civil(int year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1;
	int64_t era = y / 400; /* y >= 1899 */
	int64_t year_of_era = y - era * 400;
	int64_t months = month > 2 ? month - 3 : month + 9;
	int64_t day_of_year = (153 * months + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * DAYS_IN_400 + day_of_era - 719468; /* days from 0000-03-01 to 1970-01-01 */
}

static void civil_from_days(int64_t days, struct local_time *out)
{
	int64_t z = days + 719468; /* > 0 from year 1900 on */
	int64_t era = z / DAYS_IN_400;
	int64_t day_of_era = z - era * DAYS_IN_400;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
				      day_of_era / (DAYS_IN_400 - 1)) /
		365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t months = (5 * day_of_year + 2) / 153;

	out->day = (int)(day_of_year - (153 * months + 2) / 5 + 1);
	out->month = (int)(months < 10 ? months + 3 : months - 9);
	out->year = (int)(year_of_era + era * 400 + (out->month <= 2 ? 1 : 0));
}

static int64_t clamp(int64_t value, int64_t min, int64_t max)
{
	return value < min ? min : value > max ? max : value;
}

struct local_time local_from_utc(int64_t utc_s)
{
	struct local_time local;
	int64_t first = days_from_civil(YEAR_MIN, 1, 1) * DAY_S;
	int64_t last = days_from_civil(YEAR_MAX, 12, 31) * DAY_S + DAY_S - 1;
	/* clamped before the zone is added, so that no input overflows */
	int64_t at = clamp(clamp(utc_s, first - ZONE_S, last - ZONE_S) + ZONE_S, first, last);
	int64_t days = at >= 0 ? at / DAY_S : -((DAY_S - 1 - at) / DAY_S);
	int second_of_day = (int)(at - days * DAY_S);

	civil_from_days(days, &local);
	local.hour = second_of_day / 3600;
	local.minute = second_of_day / 60 % 60;
	local.second = second_of_day % 60;
	local.weekday = (int)(((days + 3) % 7 + 7) % 7) + 1; /* 1970-01-01 was a Thursday */
	return local;
}

int64_t local_to_utc(const struct local_time *local)
{
	return days_from_civil(local->year, local->month, local->day) * DAY_S +
		(int64_t)local->hour * 3600 + (int64_t)local->minute * 60 + local->second - ZONE_S;
}

bool local_valid(const struct local_time *local)
{
	if (local->year < YEAR_MIN || local->year > YEAR_MAX)
		return false;
	if (local->month < 1 || local->month > 12)
		return false;
	if (local->day < 1 || local->day > days_in_month(local->year, local->month))
		return false;
	return local->hour >= 0 && local->hour < 24 && local->minute >= 0 && local->minute < 60 &&
		local->second >= 0 && local->second < 60;
}

int64_t local_midnight(int64_t utc_s)
{
	struct local_time local = local_from_utc(utc_s);

	local.hour = local.minute = local.second = 0;
	return local_to_utc(&local);
}

/* --- ISO 8601 ------------------------------------------------------------------------------ */
void clock_iso8601(int64_t utc_s, char out[CLOCK_ISO_SIZE])
{
	struct local_time t = local_from_utc(utc_s);

	/* the unsigned remainders change nothing but tell the compiler that the text fits */
	snprintf(out, CLOCK_ISO_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u+07:00",
		(unsigned)t.year % 10000, (unsigned)t.month % 100, (unsigned)t.day % 100,
		(unsigned)t.hour % 100, (unsigned)t.minute % 100, (unsigned)t.second % 100);
}

/* Reads exactly `n` digits and moves *at_io behind them; -1 if they are not there. */
static int digits(const char **at_io, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		char c = (*at_io)[i];
		if (c < '0' || c > '9')
			return -1;
		value = value * 10 + (c - '0');
	}
	*at_io += n;
	return value;
}

static bool skip(const char **at_io, char c)
{
	if (**at_io != c)
		return false;
	(*at_io)++;
	return true;
}

/* Reads the fields up to the seconds. */
static bool read_date_time(const char **at_io, struct local_time *t)
{
	return (t->year = digits(at_io, 4)) >= 0 && skip(at_io, '-') &&
		(t->month = digits(at_io, 2)) >= 0 && skip(at_io, '-') &&
		(t->day = digits(at_io, 2)) >= 0 && skip(at_io, 'T') &&
		(t->hour = digits(at_io, 2)) >= 0 && skip(at_io, ':') &&
		(t->minute = digits(at_io, 2)) >= 0 && skip(at_io, ':') &&
		(t->second = digits(at_io, 2)) >= 0;
}

static bool skip_fraction(const char **at_io)
{
	size_t n;

	if (!skip(at_io, '.') && !skip(at_io, ','))
		return true;
	n = strspn(*at_io, "0123456789");
	*at_io += n;
	return n > 0;
}

/* Reads the rest: "Z" or an offset, then the end. */
static int read_offset(const char *at, int64_t *offset_s_r)
{
	int sign, hours, minutes;

	if (strcmp(at, "Z") == 0) {
		*offset_s_r = 0;
		return 0;
	}
	sign = skip(&at, '+') ? 1 : skip(&at, '-') ? -1 : 0;
	if (sign == 0)
		return ERR_SYNTAX;
	hours = digits(&at, 2);
	if (hours < 0 || !skip(&at, ':'))
		return ERR_SYNTAX;
	minutes = digits(&at, 2);
	if (minutes < 0 || *at != '\0')
		return ERR_SYNTAX;
	if (hours > 23 || minutes > 59)
		return ERR_RANGE;
	*offset_s_r = sign * (int64_t)(hours * 3600 + minutes * 60);
	return 0;
}

int clock_parse_iso8601(const char *text, int64_t *utc_s_r)
{
	struct local_time t = { 0 };
	int64_t offset_s;
	int rc;

	if (!read_date_time(&text, &t) || !skip_fraction(&text))
		return ERR_SYNTAX;
	rc = read_offset(text, &offset_s);
	if (rc < 0)
		return rc;
	if (!local_valid(&t))
		return ERR_RANGE;
	*utc_s_r = local_to_utc(&t) + ZONE_S - offset_s;
	return 0;
}
