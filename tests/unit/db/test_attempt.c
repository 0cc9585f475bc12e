/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Failed guesses: counted by key and time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "db/attempt.h"
#include "tests/lib/store_fixture.h"

static void guesses_are_counted_by_key_within_the_window(void **state)
{
	struct store_fixture *f = *state;

	store_fixture_begin(f);
	for (int i = 0; i < 5; i++)
		assert_int_equal(attempt_add(f->store, "phone:84901234567", 100 + i), 0);
	assert_int_equal(attempt_add(f->store, "receipt:1234567890", 104), 0);
	store_fixture_commit(f);
	assert_int_equal(attempt_count(f->store, "phone:84901234567", 0), 5);
	assert_int_equal(attempt_count(f->store, "phone:84901234567", 103), 2);
	assert_int_equal(attempt_count(f->store, "receipt:1234567890", 0), 1);
	assert_int_equal(attempt_count(f->store, "phone:84900000000", 0), 0);
}

static void old_guesses_expire(void **state)
{
	struct store_fixture *f = *state;

	store_fixture_begin(f);
	for (int i = 0; i < 5; i++)
		assert_int_equal(attempt_add(f->store, "k", 100 + i), 0);
	assert_int_equal(attempt_expire(f->store, 104, 3), 3);
	assert_int_equal(attempt_expire(f->store, 104, 3), 1);
	store_fixture_commit(f);
	assert_int_equal(attempt_count(f->store, "k", 0), 1);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, store_fixture_setup, store_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(guesses_are_counted_by_key_within_the_window),
		TEST(old_guesses_expire),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
