/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Events without a dossier: kept once, found by number or receipt, counted, thrown away when old;
 * and the cursor.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "db/stray.h"
#include "tests/lib/store_fixture.h"

#define RECEIPT "1234567890"

static int add(struct store_fixture *f, const char *id, const char *number, const char *receipt,
	int64_t seen_s)
{
	return stray_add(f->store, id, number, receipt, id, strlen(id), seen_s);
}

static void a_stray_is_kept_once_and_found_by_number_or_receipt(void **state)
{
	struct store_fixture *f = *state;
	struct stray list[4];
	int64_t n = -1;

	store_fixture_begin(f);
	assert_int_equal(add(f, "e1", "G1", "", 100), 0);
	assert_int_equal(add(f, "e1", "G1", "", 101), ERR_EXISTS);
	assert_int_equal(add(f, "e2", "G2", RECEIPT, 100), 0);
	assert_int_equal(add(f, "e3", "G3", "", 100), 0);
	store_fixture_commit(f);
	assert_int_equal(stray_count(f->store, &n), 0);
	assert_int_equal(n, 3);
	assert_int_equal(stray_list(f->store, "G1", RECEIPT, list, 4), 2);
	assert_string_equal(list[0].event_id, "e1");
	assert_string_equal(list[1].text, "e2");
	assert_int_equal(stray_list(f->store, "G1", RECEIPT, list, 1), 1);
	assert_int_equal(stray_list(f->store, "G9", "", list, 4), 0);

	store_fixture_begin(f);
	assert_int_equal(stray_delete(f->store, list[0].id), 0);
	assert_int_equal(stray_delete(f->store, list[0].id), ERR_NOT_FOUND);
	store_fixture_commit(f);
	assert_int_equal(stray_count(f->store, &n), 0);
	assert_int_equal(n, 2);
}

static void old_strays_go(void **state)
{
	struct store_fixture *f = *state;
	struct stray list[4];

	store_fixture_begin(f);
	assert_int_equal(add(f, "e1", "G1", "", 100), 0);
	assert_int_equal(add(f, "e2", "G1", "", 200), 0);
	assert_int_equal(stray_expire(f->store, 100, 9), 0);
	assert_int_equal(stray_expire(f->store, 150, 9), 1);
	assert_int_equal(stray_list(f->store, "G1", "", list, 4), 1);
	assert_string_equal(list[0].event_id, "e2");
	store_fixture_commit(f);
}

static void the_cursor_begins_empty_and_stays(void **state)
{
	struct store_fixture *f = *state;
	char long_one[CURSOR_SIZE + 1], cursor[CURSOR_SIZE];

	memset(long_one, 'x', CURSOR_SIZE);
	long_one[CURSOR_SIZE] = '\0';
	assert_int_equal(portal_cursor_get(f->store, cursor), 0);
	assert_string_equal(cursor, "");
	store_fixture_begin(f);
	assert_int_equal(portal_cursor_put(f->store, long_one), ERR_TOO_LONG);
	assert_int_equal(portal_cursor_put(f->store, "42"), 0);
	store_fixture_commit(f);
	store_fixture_close(f);
	store_fixture_open(f);
	assert_int_equal(portal_cursor_get(f->store, cursor), 0);
	assert_string_equal(cursor, "42");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, store_fixture_setup, store_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_stray_is_kept_once_and_found_by_number_or_receipt),
		TEST(old_strays_go),
		TEST(the_cursor_begins_empty_and_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
