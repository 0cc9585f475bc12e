/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Offices as rows: put, told whether anything changed, read in order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "db/office.h"
#include "tests/lib/store_fixture.h"

static struct office_row row_of(const char *code, const char *from, const char *json)
{
	static struct office_row row;

	snprintf(row.code, sizeof(row.code), "%s", code);
	snprintf(row.valid_from, sizeof(row.valid_from), "%s", from);
	snprintf(row.json, sizeof(row.json), "%s", json);
	return row;
}

static int put(struct store_fixture *f, const char *code, const char *from, const char *json)
{
	struct office_row row = row_of(code, from, json);

	return office_put(f->store, &row);
}

static int note(const struct office_row *office, void *data)
{
	char *seen = data;
	size_t len = strlen(seen);

	snprintf(seen + len, 256 - len, "%s %s %s; ", office->code, office->valid_from,
		office->json);
	return strcmp(office->json, "stop") == 0 ? ERR_LIMIT : 0;
}

static void putting_tells_whether_anything_changed(void **state)
{
	struct store_fixture *f = *state;
	char seen[256] = "";

	store_fixture_begin(f);
	assert_int_equal(put(f, "00002", "2026-01-01", "{}"), 1);
	assert_int_equal(put(f, "00002", "2026-01-01", "{}"), 0);
	assert_int_equal(put(f, "00002", "2026-01-01", "{1}"), 1);
	assert_int_equal(put(f, "00002", "2025-01-01", "old"), 1);
	assert_int_equal(put(f, "00001", "2026-01-01", "x"), 1);
	store_fixture_commit(f);
	assert_int_equal(office_each(f->store, note, seen), 0);
	assert_string_equal(
		seen, "00001 2026-01-01 x; 00002 2025-01-01 old; 00002 2026-01-01 {1}; ");
}

static void reading_stops_where_it_is_told_to(void **state)
{
	struct store_fixture *f = *state;
	char seen[256] = "";

	store_fixture_begin(f);
	assert_int_equal(put(f, "00001", "2026-01-01", "stop"), 1);
	assert_int_equal(put(f, "00002", "2026-01-01", "x"), 1);
	store_fixture_commit(f);
	assert_int_equal(office_each(f->store, note, seen), ERR_LIMIT);
	assert_string_equal(seen, "00001 2026-01-01 stop; ");
}

static void a_date_of_another_form_is_refused(void **state)
{
	struct store_fixture *f = *state;

	store_fixture_begin(f);
	assert_int_equal(put(f, "00001", "2026", "x"), ERR_INVALID);
	store_fixture_undo(f);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, store_fixture_setup, store_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(putting_tells_whether_anything_changed),
		TEST(reading_stops_where_it_is_told_to),
		TEST(a_date_of_another_form_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
