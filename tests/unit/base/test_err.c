/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names of errors: what an operator sees in a log.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <limits.h>
#include <string.h>
#include "gateway/base/err.h"

static void our_errors_are_called_as_in_the_code(void **state)
{
	static const struct {
		int err;
		const char *name;
	} table[] = {
		{ 0, "OK" },
		{ ERR_FULL, "ERR_FULL" },
		{ -ENOSPC, "ERR_FULL" },
		{ ERR_NOT_FOUND, "ERR_NOT_FOUND" },
		{ ERR_UTF8, "ERR_UTF8" },
		{ ERR_CHECK_DIGIT, "ERR_CHECK_DIGIT" },
		{ ERR_RANGE, "ERR_RANGE" },
		{ -1010, "ERR_RANGE" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_string_equal(err_name(table[i].err), table[i].name);
}

static void errors_of_the_system_have_its_words(void **state)
{
	(void)state;
	assert_string_equal(err_name(-EPIPE), "Broken pipe");
}

static void anything_else_still_has_a_name(void **state)
{
	static const int table[] = { 1, INT_MAX, INT_MIN, -999, -1011, -100000 };

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_string_equal(err_name(table[i]), "error");
}

static void each_verdict_has_its_name(void **state)
{
	(void)state;
	assert_string_equal(verdict_name(VERDICT_OK), "ok");
	assert_string_equal(verdict_name(VERDICT_TEMPFAIL), "tempfail");
	assert_string_equal(verdict_name(VERDICT_PERMFAIL), "permfail");
	assert_string_equal(verdict_name(VERDICT_UNKNOWN), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(our_errors_are_called_as_in_the_code),
		cmocka_unit_test(errors_of_the_system_have_its_words),
		cmocka_unit_test(anything_else_still_has_a_name),
		cmocka_unit_test(each_verdict_has_its_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
