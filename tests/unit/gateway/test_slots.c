/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which hours a citizen is offered who names a day, asked for through the whole dialogue. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "tests/lib/gateway_fixture.h"

#define DAY_MS	  UINT64_C(86400000)
#define PAGES_MAX 8

static const char offices[] =
	"{\"offices\": [{\"code\": \"1\", \"valid_from\": \"2025-07-01\", \"name\": \"Xa\","
	" \"short_name\": \"Xa\", \"hours\": {\"tue\": [[\"06:00\", \"22:00\"]]},"
	" \"capacity\": 1, \"ahead_days\": 92}]}";

/* A gateway with one office that is open on Tuesdays, so many days after the fixture's beginning.
 */
static struct fixture *open_after(unsigned days)
{
	struct fixture *f = fixture_new(NULL);
	FILE *file;

	fixture_stop(f);
	snprintf(f->config.offices_file, sizeof(f->config.offices_file), "%s/offices", f->folder);
	file = fopen(f->config.offices_file, "w");
	assert_non_null(file);
	assert_true(fputs(offices, file) >= 0);
	fclose(file);
	virtual_clock_advance_ms(&f->clock, days * DAY_MS);
	if (!fixture_start(f))
		fail_msg("%s", f->error);
	fixture_settle(f);
	return f;
}

/* Goes through an application to the hours of a day. */
static void ask_for(struct fixture *f, struct test_phone *p, const char *ddmm)
{
	phone_init(p, "0901234567", BEARER_SMS);
	phone_dial(f, p, "*1022*1*1#");
	phone_send(f, p, "1");
	phone_send(f, p, "1");
	phone_send(f, p, "070185012345");
	for (int i = 0; i < PAGES_MAX && !strstr(p->answer.text, "Ngay khac"); i++)
		phone_send(f, p, "9");

	const char *option = strstr(p->answer.text, "Ngay khac");

	assert_non_null(option);
	phone_send_octets(f, p, option - 2, 1);
	phone_send(f, p, ddmm);
}

static bool is_offered(struct fixture *f, struct test_phone *p, const char *hour)
{
	for (int i = 0; i < PAGES_MAX; i++) {
		if (strstr(p->answer.text, hour))
			return true;
		phone_send(f, p, "9");
	}
	return false;
}

static void the_last_hour_of_a_long_day_is_offered(void **state)
{
	static const char *const hours[] = { "01/12 06:00", "01/12 21:30" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct fixture *f = open_after(0);
		struct test_phone phone;

		ask_for(f, &phone, "0112");
		assert_true(is_offered(f, &phone, hours[i]));
		fixture_free(f);
	}
}

static void in_december_29_february_is_the_next_years(void **state)
{
	struct fixture *f = open_after(392); /* 2027-12-20 */
	struct test_phone phone;

	(void)state;
	ask_for(f, &phone, "2902");
	assert_true(is_offered(f, &phone, "29/02 06:00"));
	fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_hour_of_a_long_day_is_offered),
		cmocka_unit_test(in_december_29_february_is_the_next_years),
	};

	return cmocka_run_group_tests_name("slots", tests, NULL, NULL);
}
