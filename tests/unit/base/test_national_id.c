/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The identity number and what its digits tell.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include "gateway/base/national_id.h"

#define THIS_YEAR 2026

static void the_digits_tell_province_sex_and_year(void **state)
{
	static const struct {
		const char *text;
		int province, year;
		bool female, known;
	} table[] = {
		{ "070090123456", 70, 1990, false, true },
		{ "011185000001", 11, 1985, true, true },
		{ "058 204 012 345", 58, 2004, false, true },
		{ "001.326-999999", 1, 2026, true, true },
		{ "096000000000", 96, 1900, false, true },
		{ "097099000000", 97, 1999, false, false },
		{ "999199000000", 999, 1999, true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct national_id id;

		assert_int_equal(national_id_parse(table[i].text, THIS_YEAR, &id), 0);
		assert_int_equal(strlen(id.digits), NATIONAL_ID_DIGITS);
		assert_int_equal(id.province, table[i].province);
		assert_int_equal(id.birth_year, table[i].year);
		assert_int_equal(id.female, table[i].female);
		assert_int_equal(id.province_known, table[i].known);
	}
}

static void the_next_century_is_read_when_it_has_begun(void **state)
{
	struct national_id id;

	(void)state;
	assert_int_equal(national_id_parse("001501000000", 2101, &id), 0);
	assert_int_equal(id.birth_year, 2101);
	assert_true(id.female);
	assert_int_equal(national_id_parse("001501000000", 2100, &id), ERR_RANGE);
}

static void other_input_is_refused_and_changes_nothing(void **state)
{
	static const struct {
		const char *text;
		int rc;
	} table[] = {
		{ "", ERR_SYNTAX },
		{ "07009012345a", ERR_SYNTAX },
		{ "070090123456\n", ERR_SYNTAX },
		{ "+70090123456", ERR_SYNTAX },
		{ "07009012345", ERR_TRUNCATED },
		{ "0", ERR_TRUNCATED },
		{ "0700901234567", ERR_TOO_LONG },
		{ "000090123456", ERR_RANGE },
		{ "070690123456", ERR_RANGE },
		{ "070990123456", ERR_RANGE },
		{ "070227123456", ERR_RANGE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct national_id id = { .digits = "untouched" };

		assert_int_equal(national_id_parse(table[i].text, THIS_YEAR, &id), table[i].rc);
		assert_string_equal(id.digits, "untouched");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_digits_tell_province_sex_and_year),
		cmocka_unit_test(the_next_century_is_read_when_it_has_begun),
		cmocka_unit_test(other_input_is_refused_and_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
