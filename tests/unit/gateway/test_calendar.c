/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Offices as data, their slots, and what is offered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>
#include "gateway/appointment/calendar.h"
#include "gateway/base/clock.h"

#define OFFICES "tests/replay/offices.json"

static int64_t at(int month, int day, int hour, int minute)
{
	struct local_time t = {
		.year = 2026, .month = month, .day = day, .hour = hour, .minute = minute
	};

	return local_to_utc(&t);
}

static struct offices *example(void)
{
	char error[256] = "";
	struct offices *offices = offices_read(NULL, OFFICES, error, sizeof(error));

	if (!offices)
		fail_msg("%s", error);
	return offices;
}

static void a_weekday_has_a_slot_every_half_hour_of_its_spans(void **state)
{
	struct offices *offices = example();
	int64_t starts[SLOTS_A_DAY_MAX];
	unsigned n = calendar_day(offices, &offices->list[0], at(11, 23, 23, 59), starts);

	(void)state;
	assert_int_equal(n, 9 + 7);
	assert_int_equal(starts[0], at(11, 23, 7, 0));
	assert_int_equal(starts[8], at(11, 23, 11, 0));
	assert_int_equal(starts[9], at(11, 23, 13, 30));
	assert_int_equal(starts[15], at(11, 23, 16, 30));
	talloc_free(offices);
}

static void weekends_and_holidays_have_none(void **state)
{
	struct offices *offices = example();
	int64_t starts[SLOTS_A_DAY_MAX];

	(void)state;
	assert_int_equal(calendar_day(offices, &offices->list[0], at(11, 22, 9, 0), starts), 0);
	assert_int_equal(calendar_day(offices, &offices->list[0], at(11, 24, 9, 0), starts), 0);
	assert_true(calendar_is_holiday(offices, at(11, 24, 0, 0)));
	assert_true(calendar_is_holiday(offices, at(11, 24, 23, 59)));
	assert_false(calendar_is_holiday(offices, at(11, 25, 0, 0)));
	talloc_free(offices);
}

static void only_the_start_of_a_slot_is_one(void **state)
{
	struct offices *offices = example();
	const struct office *office = offices_find(offices, "25195");

	(void)state;
	assert_true(calendar_is_slot(offices, office, at(11, 23, 7, 30)));
	assert_false(calendar_is_slot(offices, office, at(11, 23, 7, 31)));
	assert_false(calendar_is_slot(offices, office, at(11, 23, 11, 30)));
	assert_false(calendar_is_slot(offices, office, at(11, 27, 13, 30)));
	assert_null(offices_find(offices, "2519"));
	assert_null(offices_find(offices, "a code that is far too long"));
	talloc_free(offices);
}

/* A file that is wrong in one place is refused with a sentence that names the place. */
static void refuses(const char *text, const char *expected)
{
	char path[] = "/tmp/motcua-offices-XXXXXX", error[256] = "";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);

	struct offices *offices = offices_read(NULL, path, error, sizeof(error));

	unlink(path);
	assert_null(offices);
	if (!strstr(error, expected))
		fail_msg("expected \"%s\" in: %s", expected, error);
}

#define OFFICE(hours, short_name) \
	"{\"offices\":[{\"code\":\"1\",\"valid_from\":\"2025-07-01\",\"name\":\"n\"," \
	"\"short_name\":\"" short_name "\",\"hours\":" hours ",\"capacity\":1}]}"

static void wrong_files_are_refused_with_their_place(void **state)
{
	(void)state;
	refuses("{", "");
	refuses("{\"offices\":[]}", "offices");
	refuses(OFFICE("{\"mon\":[[\"11:00\",\"07:00\"]]}", "x"), "hours.mon[0]");
	refuses(OFFICE("{\"mon\":[[\"7:00\",\"11:00\"]]}", "x"), "hours.mon[0]");
	refuses(OFFICE("{\"mon\":[[\"07:00\",\"11:00\"],[\"10:00\",\"12:00\"]]}", "x"), "overlap");
	refuses(OFFICE("{\"moon\":[]}", "x"), "moon");
	refuses(OFFICE("{}", "a name that no screen has room for"), "short_name");
	refuses("{\"offices\":[{\"code\":\"1\"}]}", "valid_from");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_weekday_has_a_slot_every_half_hour_of_its_spans),
		cmocka_unit_test(weekends_and_holidays_have_none),
		cmocka_unit_test(only_the_start_of_a_slot_is_one),
		cmocka_unit_test(wrong_files_are_refused_with_their_place),
	};

	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
