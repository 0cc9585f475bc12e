/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The portal's catalogue as rows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include <cmocka.h>

#include "db/procedure.h"
#include "tests/lib/store_fixture.h"

static struct procedure_row row_of(const char *code, int64_t fee_dong)
{
	struct procedure_row row = {
		.name = "a name",
		.fee_dong = fee_dong,
		.time_limit_days = 3,
		.valid_from = "2026-01-01",
		.eform_version = "7",
		.read_s = 100,
	};

	snprintf(row.code, sizeof(row.code), "%s", code);
	return row;
}

static void facts_are_replaced_and_the_eform_stays(void **state)
{
	struct store_fixture *f = *state;
	struct procedure_row row = row_of("1.004873", -1), found;
	char *json = NULL;
	size_t len = 0;

	store_fixture_begin(f);
	assert_int_equal(procedure_eform_put(f->store, "1.004873", "e1", "{}", 2), ERR_INVALID);
	assert_int_equal(procedure_put(f->store, &row), 0);
	assert_int_equal(procedure_eform(f->store, "1.004873", f->ctx, &json, &len), ERR_NOT_FOUND);
	assert_int_equal(procedure_eform_put(f->store, "1.004873", "e1", "{}", 2), 0);
	assert_int_equal(procedure_eform_put(f->store, "1.004873", "e2", "{\"a\":1}", 7), 0);
	row.fee_dong = 8000;
	assert_int_equal(procedure_put(f->store, &row), 0);
	store_fixture_commit(f);

	assert_int_equal(procedure_find(f->store, "1.004873", &found), 0);
	assert_int_equal(found.fee_dong, 8000);
	assert_int_equal(found.time_limit_days, 3);
	assert_string_equal(found.etag, "e2");
	assert_string_equal(found.valid_to, "");
	assert_int_equal(procedure_eform(f->store, "1.004873", f->ctx, &json, &len), 0);
	assert_int_equal(len, 7);
	assert_string_equal(json, "{\"a\":1}");
	assert_int_equal(procedure_find(f->store, "1.000000", &found), ERR_NOT_FOUND);
}

static void the_list_is_in_order_of_codes_and_bounded(void **state)
{
	struct store_fixture *f = *state;
	struct procedure_row one = row_of("2.000635", 0), two = row_of("1.004873", 0), rows[2];

	store_fixture_begin(f);
	assert_int_equal(procedure_put(f->store, &one), 0);
	assert_int_equal(procedure_put(f->store, &two), 0);
	store_fixture_commit(f);
	assert_int_equal(procedure_list(f->store, rows, 2), 2);
	assert_string_equal(rows[0].code, "1.004873");
	assert_string_equal(rows[0].etag, "");
	assert_int_equal(procedure_list(f->store, rows, 1), 1);
	assert_int_equal(procedure_list(f->store, rows, 0), 0);
}

static void an_eform_of_a_megabyte_fits_and_no_more(void **state)
{
	struct store_fixture *f = *state;
	struct procedure_row row = row_of("1.004873", 0);
	char *json = talloc_zero_size(f->ctx, EFORM_MAX + 1), *got = NULL;
	size_t len;

	memset(json, ' ', EFORM_MAX + 1);
	store_fixture_begin(f);
	assert_int_equal(procedure_put(f->store, &row), 0);
	assert_int_equal(
		procedure_eform_put(f->store, "1.004873", "", json, EFORM_MAX + 1), ERR_TOO_LONG);
	assert_int_equal(procedure_eform_put(f->store, "1.004873", "", json, EFORM_MAX), 0);
	store_fixture_commit(f);
	assert_int_equal(procedure_eform(f->store, "1.004873", f->ctx, &got, &len), 0);
	assert_int_equal(len, EFORM_MAX);
	assert_int_equal(got[len], '\0');
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, store_fixture_setup, store_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(facts_are_replaced_and_the_eform_stays),
		TEST(the_list_is_in_order_of_codes_and_bounded),
		TEST(an_eform_of_a_megabyte_fits_and_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
