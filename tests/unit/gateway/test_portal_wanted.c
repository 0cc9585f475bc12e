/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The forms that somebody asks for: who is on the list, for how long, and what is told.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include "gateway/portal/wanted.h"

#define NOW 1000000ull
#define ONE "9.000001"
#define TWO "9.000002"

static struct wanted with(const char *code)
{
	struct wanted wanted = { 0 };

	assert_int_equal(wanted_add(&wanted, code, NOW), 0);
	return wanted;
}

static enum portal_form told(const struct wanted *wanted, const char *code, uint64_t now_ms)
{
	const struct wanted_code *one = wanted_find(wanted, code, now_ms);

	return one ? one->is : PORTAL_FORM_NOT_ASKED;
}

static void a_code_waits_for_the_list_and_then_for_its_form(void **state)
{
	struct wanted wanted = with(ONE);

	(void)state;
	assert_int_equal(told(&wanted, ONE, NOW), PORTAL_FORM_ASKED);
	assert_int_equal(told(&wanted, TWO, NOW), PORTAL_FORM_NOT_ASKED);
	assert_true(wanted_any_new(&wanted, NOW));
	assert_null(wanted_next(&wanted, NOW));
	wanted_list_asked(&wanted);
	assert_false(wanted_any_new(&wanted, NOW));
	assert_string_equal(wanted_next(&wanted, NOW), ONE);
	wanted_settle(&wanted, ONE, PORTAL_FORM_READ, "", NOW);
	assert_null(wanted_next(&wanted, NOW));
	assert_int_equal(told(&wanted, ONE, NOW), PORTAL_FORM_READ);
}

static void one_that_comes_after_the_list_waits_for_the_next(void **state)
{
	struct wanted wanted = with(ONE);

	(void)state;
	wanted_list_asked(&wanted);
	assert_int_equal(wanted_add(&wanted, TWO, NOW), 0);
	assert_true(wanted_any_new(&wanted, NOW));
	wanted_settle(&wanted, ONE, PORTAL_FORM_READ, "", NOW);
	assert_null(wanted_next(&wanted, NOW));
}

static void who_asks_again_is_kept_and_who_does_not_is_forgotten(void **state)
{
	struct wanted wanted = with(ONE);

	(void)state;
	wanted_list_asked(&wanted);
	assert_int_equal(told(&wanted, ONE, NOW + WANTED_LIFE_MS - 1), PORTAL_FORM_ASKED);
	assert_int_equal(told(&wanted, ONE, NOW + WANTED_LIFE_MS), PORTAL_FORM_NOT_ASKED);
	assert_null(wanted_next(&wanted, NOW + WANTED_LIFE_MS));
	assert_int_equal(wanted_add(&wanted, ONE, NOW + 5000), 0);
	assert_int_equal(told(&wanted, ONE, NOW + WANTED_LIFE_MS), PORTAL_FORM_ASKED);
	assert_string_equal(wanted_next(&wanted, NOW), ONE); /* its place in the row is kept too */
}

static void what_the_portal_said_holds_for_seconds_and_asking_does_not_prolong_it(void **state)
{
	struct wanted wanted = with(ONE);

	(void)state;
	wanted_settle(&wanted, ONE, PORTAL_FORM_NONE, "no such thing", NOW);
	assert_string_equal(wanted_find(&wanted, ONE, NOW)->why, "no such thing");
	assert_int_equal(wanted_add(&wanted, ONE, NOW + WANTED_TOLD_MS - 1), 0);
	assert_int_equal(told(&wanted, ONE, NOW + WANTED_TOLD_MS - 1), PORTAL_FORM_NONE);
	assert_int_equal(told(&wanted, ONE, NOW + WANTED_TOLD_MS), PORTAL_FORM_NOT_ASKED);
	assert_int_equal(wanted_add(&wanted, ONE, NOW + WANTED_TOLD_MS), 0);
	assert_true(wanted_any_new(&wanted, NOW + WANTED_TOLD_MS));
	assert_string_equal(wanted_find(&wanted, ONE, NOW + WANTED_TOLD_MS)->why, "");
}

static void a_full_list_takes_nobody_until_a_place_is_free(void **state)
{
	struct wanted wanted = { 0 };
	char code[PROCEDURE_CODE_SIZE];

	(void)state;
	for (unsigned i = 0; i < WANTED_MAX; i++) {
		snprintf(code, sizeof(code), "8.%u", i);
		assert_int_equal(wanted_add(&wanted, code, NOW), 0);
	}
	assert_int_equal(wanted_add(&wanted, ONE, NOW), ERR_LIMIT);
	assert_int_equal(wanted_add(&wanted, code, NOW), 0); /* those on it may ask again */
	wanted_settle(&wanted, "8.3", PORTAL_FORM_READ, "", NOW);
	assert_int_equal(wanted_add(&wanted, ONE, NOW + WANTED_TOLD_MS), 0);
	assert_int_equal(told(&wanted, "8.4", NOW + WANTED_TOLD_MS), PORTAL_FORM_ASKED);
	assert_int_equal(wanted_add(&wanted, TWO, NOW + WANTED_TOLD_MS), ERR_LIMIT);
}

static void all_that_wait_fail_at_once_and_nobody_else(void **state)
{
	struct wanted wanted = with(ONE);

	(void)state;
	wanted_settle(&wanted, ONE, PORTAL_FORM_READ, "", NOW);
	assert_int_equal(wanted_add(&wanted, TWO, NOW), 0);
	wanted_settle_all(&wanted, PORTAL_FORM_FAILED, "away", NOW + 1);
	assert_int_equal(told(&wanted, ONE, NOW + 1), PORTAL_FORM_READ);
	assert_int_equal(told(&wanted, TWO, NOW + 1), PORTAL_FORM_FAILED);
	wanted_settle(&wanted, TWO, PORTAL_FORM_READ, "", NOW + 1); /* too late */
	assert_int_equal(told(&wanted, TWO, NOW + 1), PORTAL_FORM_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_waits_for_the_list_and_then_for_its_form),
		cmocka_unit_test(one_that_comes_after_the_list_waits_for_the_next),
		cmocka_unit_test(who_asks_again_is_kept_and_who_does_not_is_forgotten),
		cmocka_unit_test(
			what_the_portal_said_holds_for_seconds_and_asking_does_not_prolong_it),
		cmocka_unit_test(a_full_list_takes_nobody_until_a_place_is_free),
		cmocka_unit_test(all_that_wait_fail_at_once_and_nobody_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
