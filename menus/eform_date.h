/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Dates as forms and submissions write them: "2025-07-31", with or without "T08:30[:00[.000]]" and
 * "Z" or "+07:00"; days as Form.io's day component writes them, "31/07/2025". No clock, no time
 * zone: what is compared is what is written.
 */
#pragma once
#include <stdbool.h>

struct eform_date {
	int year, month, day;
	int minute; /* of the day, as written; -1: no time */
};

/* ISO 8601 as above; false, and the date untouched, if it is nothing of that or no date of the
 * calendar. */
bool eform_date_read(const char *text, struct eform_date *date_r);
/* dd/mm/yyyy or, unless day_first, mm/dd/yyyy. 00 stands for a day, or for day and month, that
 * nobody knows; they are 0 then. */
bool eform_day_read(const char *text, bool day_first, struct eform_date *date_r);
/* "HH:mm:ss", or "HH:mm". */
bool eform_time_is_good(const char *text, bool seconds);
/* Negative, 0 or positive, by the date and, if both have one, by the time. */
int eform_date_compare(const struct eform_date *a, const struct eform_date *b);
