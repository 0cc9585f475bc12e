/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Subscribers: defaults, and one row per phone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "db/subscriber.h"
#include "tests/lib/store_fixture.h"

static void an_unknown_phone_has_the_defaults(void **state)
{
	struct store_fixture *f = *state;
	struct phone phone = store_fixture_phone(1);
	struct subscriber s;

	assert_int_equal(subscriber_get(f->store, &phone, &s), 0);
	assert_int_equal(s.id, 0);
	assert_string_equal(s.phone.e164, phone.e164);
	assert_string_equal(s.language, "");
	assert_false(s.accents || s.opted_out);
}

static void what_was_put_last_is_got(void **state)
{
	struct store_fixture *f = *state;
	struct subscriber first = { .phone = store_fixture_phone(1), .language = "vi" };
	struct subscriber second = first, got;

	second.accents = second.opted_out = true;
	snprintf(second.language, sizeof(second.language), "en");
	store_fixture_begin(f);
	assert_int_equal(subscriber_put(f->store, &first), 0);
	assert_int_equal(subscriber_put(f->store, &second), 0);
	store_fixture_commit(f);
	assert_int_equal(subscriber_get(f->store, &first.phone, &got), 0);
	assert_int_equal(got.id, 1);
	assert_string_equal(got.language, "en");
	assert_true(got.accents && got.opted_out);

	struct phone other = store_fixture_phone(2);
	assert_int_equal(subscriber_get(f->store, &other, &got), 0);
	assert_int_equal(got.id, 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, store_fixture_setup, store_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_unknown_phone_has_the_defaults),
		TEST(what_was_put_last_is_got),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
