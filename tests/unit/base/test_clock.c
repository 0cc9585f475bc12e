/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Clocks and the calendar. The C library's gmtime() and timegm() are the second opinion on dates.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <time.h>
#include "gateway/base/clock.h"
#include "gateway/base/err.h"

#define DAY_S 86400

static void the_system_clock_is_that_of_the_machine(void **state)
{
	const struct clock *clock = clock_system();
	int64_t before = time(NULL), now = clock_utc_s(clock);
	struct timespec mono;
	uint64_t mono_us = clock_mono_us(clock);

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &mono);
	assert_in_range(now - before, 0, 5);
	assert_in_range((uint64_t)mono.tv_sec - mono_us / 1000000, 0, 5);
	assert_true(clock_mono_us(clock) >= mono_us);
}

static void a_virtual_clock_moves_only_when_told(void **state)
{
	struct virtual_clock v;

	(void)state;
	virtual_clock_init(&v, 1000);
	assert_int_equal(clock_mono_us(&v.clock), 0);
	assert_int_equal(clock_utc_s(&v.clock), 1000);
	virtual_clock_advance_ms(&v, 999);
	assert_int_equal(clock_mono_ms(&v.clock), 999);
	assert_int_equal(clock_utc_s(&v.clock), 1000);
	virtual_clock_advance_ms(&v, 1);
	assert_int_equal(clock_utc_s(&v.clock), 1001);
	assert_int_equal(clock_mono_us(&v.clock), 1000000);
}

static void dates_agree_with_the_c_library_for_centuries(void **state)
{
	const int64_t zone_s = 7 * 3600;

	(void)state;
	/* a step of 13 h 7 min 11 s meets all hours; from 1901 to 2200 */
	for (int64_t utc = -2177452800; utc < 7258118400; utc += 47231) {
		time_t shifted = (time_t)(utc + zone_s);
		struct local_time t = local_from_utc(utc);
		struct tm tm;

		assert_non_null(gmtime_r(&shifted, &tm));
		assert_int_equal(t.year, tm.tm_year + 1900);
		assert_int_equal(t.month, tm.tm_mon + 1);
		assert_int_equal(t.day, tm.tm_mday);
		assert_int_equal(t.hour, tm.tm_hour);
		assert_int_equal(t.minute, tm.tm_min);
		assert_int_equal(t.second, tm.tm_sec);
		assert_int_equal(t.weekday, tm.tm_wday == 0 ? 7 : tm.tm_wday);
		assert_true(local_valid(&t));
		assert_true(local_to_utc(&t) == utc);
	}
}

static void only_dates_of_the_calendar_are_valid(void **state)
{
	static const struct {
		struct local_time t;
		bool valid;
	} table[] = {
		{ { .year = 2024, .month = 2, .day = 29 }, true },
		{ { .year = 2026, .month = 2, .day = 29 }, false },
		{ { .year = 2000, .month = 2, .day = 29 }, true },
		{ { .year = 1900, .month = 2, .day = 29 }, false },
		{ { .year = 2026, .month = 4, .day = 31 }, false },
		{ { .year = 2026, .month = 12, .day = 31 }, true },
		{ { .year = 2026, .month = 0, .day = 1 }, false },
		{ { .year = 2026, .month = 13, .day = 1 }, false },
		{ { .year = 2026, .month = 1, .day = 0 }, false },
		{ { .year = 1899, .month = 12, .day = 31 }, false },
		{ { .year = 10000, .month = 1, .day = 1 }, false },
		{ { .year = 2026, .month = 1, .day = 1, .hour = 23, .minute = 59, .second = 59 },
			true },
		{ { .year = 2026, .month = 1, .day = 1, .hour = 24 }, false },
		{ { .year = 2026, .month = 1, .day = 1, .minute = 60 }, false },
		{ { .year = 2026, .month = 1, .day = 1, .second = 60 }, false },
		{ { .year = 2026, .month = 1, .day = 1, .hour = -1 }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_int_equal(local_valid(&table[i].t), table[i].valid);
}

static void a_day_begins_at_midnight_in_vietnam(void **state)
{
	/* 2026-11-22T00:00:00+07:00 is 17:00 the day before in UTC */
	const int64_t midnight = 1795280400;

	(void)state;
	assert_true(local_midnight(midnight) == midnight);
	assert_true(local_midnight(midnight + DAY_S - 1) == midnight);
	assert_true(local_midnight(midnight - 1) == midnight - DAY_S);
	assert_true(local_midnight(-1) == -7 * 3600);
}

static void moments_are_written_with_vietnams_offset(void **state)
{
	char text[CLOCK_ISO_SIZE];

	(void)state;
	clock_iso8601(1795307400, text);
	assert_string_equal(text, "2026-11-22T07:30:00+07:00");
	clock_iso8601(INT64_MAX, text);
	assert_string_equal(text, "9999-12-31T23:59:59+07:00");
	clock_iso8601(INT64_MIN, text);
	assert_string_equal(text, "1900-01-01T00:00:00+07:00");
}

static void iso_moments_are_read_in_any_zone(void **state)
{
	static const struct {
		const char *text;
		int64_t utc;
	} table[] = {
		{ "2026-11-22T07:30:00+07:00", 1795307400 },
		{ "2026-11-22T00:30:00Z", 1795307400 },
		{ "2026-11-21T19:00:00-05:30", 1795307400 },
		{ "2026-11-22T00:30:00.999Z", 1795307400 },
		{ "2026-11-22T00:30:00,5+00:00", 1795307400 },
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1969-12-31T23:59:59Z", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		int64_t utc = 42;

		assert_int_equal(clock_parse_iso8601(table[i].text, &utc), 0);
		assert_true(utc == table[i].utc);
	}
}

static void anything_else_is_refused_and_changes_nothing(void **state)
{
	static const struct {
		const char *text;
		int rc;
	} table[] = {
		{ "", ERR_SYNTAX },
		{ "2026-11-22", ERR_SYNTAX },
		{ "2026-11-22T07:30:00", ERR_SYNTAX },
		{ "2026-11-22 07:30:00Z", ERR_SYNTAX },
		{ "2026-11-22T07:30Z", ERR_SYNTAX },
		{ "2026-11-22T07:30:00.Z", ERR_SYNTAX },
		{ "2026-11-22T07:30:00ZZ", ERR_SYNTAX },
		{ "2026-11-22T07:30:00+07", ERR_SYNTAX },
		{ "2026-11-22T07:30:00+0700", ERR_SYNTAX },
		{ "2026-11-22T07:30:00+07:00 ", ERR_SYNTAX },
		{ "2026-1-22T07:30:00Z", ERR_SYNTAX },
		{ "-026-11-22T07:30:00Z", ERR_SYNTAX },
		{ "2026-02-30T07:30:00Z", ERR_RANGE },
		{ "2026-11-22T24:00:00Z", ERR_RANGE },
		{ "2026-11-22T07:30:60Z", ERR_RANGE },
		{ "0001-01-01T00:00:00Z", ERR_RANGE },
		{ "2026-11-22T07:30:00+24:00", ERR_RANGE },
		{ "2026-11-22T07:30:00+07:60", ERR_RANGE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		int64_t utc = 42;

		assert_int_equal(clock_parse_iso8601(table[i].text, &utc), table[i].rc);
		assert_true(utc == 42);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_system_clock_is_that_of_the_machine),
		cmocka_unit_test(a_virtual_clock_moves_only_when_told),
		cmocka_unit_test(dates_agree_with_the_c_library_for_centuries),
		cmocka_unit_test(only_dates_of_the_calendar_are_valid),
		cmocka_unit_test(a_day_begins_at_midnight_in_vietnam),
		cmocka_unit_test(moments_are_written_with_vietnams_offset),
		cmocka_unit_test(iso_moments_are_read_in_any_zone),
		cmocka_unit_test(anything_else_is_refused_and_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
