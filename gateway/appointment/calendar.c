/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An office's opening hours, cut into slots. */
#include "gateway/appointment/calendar.h"
#include <stdlib.h>
#include "gateway/base/clock.h"

static int by_date(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

bool calendar_is_holiday(const struct offices *offices, int64_t at_s)
{
	struct local_time day = local_from_utc(at_s);
	int32_t date = day.year * 10000 + day.month * 100 + day.day;

	return offices->holidays_n &&
		bsearch(&date, offices->holidays, offices->holidays_n, sizeof(date), by_date);
}

unsigned calendar_day(const struct offices *offices, const struct office *office, int64_t at_s,
	int64_t out[SLOTS_A_DAY_MAX])
{
	int64_t midnight = local_midnight(at_s);
	int day = local_from_utc(at_s).weekday - 1;
	unsigned n = 0;

	if (calendar_is_holiday(offices, at_s))
		return 0;
	for (unsigned s = 0; s < office->spans[day]; s++) {
		const struct span *span = &office->hours[day][s];

		for (unsigned at = span->from_min;
			at + office->slot_minutes <= span->to_min && n < SLOTS_A_DAY_MAX;
			at += office->slot_minutes)
			out[n++] = midnight + (int64_t)at * 60;
	}
	return n;
}

bool calendar_is_slot(const struct offices *offices, const struct office *office, int64_t start_s)
{
	int64_t starts[SLOTS_A_DAY_MAX];
	unsigned n = calendar_day(offices, office, start_s, starts);

	for (unsigned i = 0; i < n; i++)
		if (starts[i] == start_s)
			return true;
	return false;
}
