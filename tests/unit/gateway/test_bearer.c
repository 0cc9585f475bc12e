/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a dial string asks for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>
#include "gateway/base/err.h"
#include "gateway/bearer/bearer.h"

static void a_dial_string_loses_its_service_code(void **state)
{
	static const struct {
		const char *dialled, *expected; /* NULL: refused */
	} cases[] = {
		{ "*1022#", "" },
		{ "*1022", "" },
		{ "*1022*2#", "2" },
		{ "*1022*2*1234567890#", "2*1234567890" },
		{ "*1022**#", "*" },
		{ "*1023#", NULL },
		{ "*10225#", NULL },
		{ "*102#", NULL },
		{ "1022", NULL },
		{ "*1022*a#", NULL },
		{ "", NULL },
		{ "#", NULL },
	};
	char out[DIALLED_MAX + 1], many[DIALLED_MAX + 2];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int rc = bearer_dialled(cases[i].dialled, "*1022#", out);

		assert_int_equal(rc, cases[i].expected ? OK : ERR_SYNTAX);
		if (cases[i].expected)
			assert_string_equal(out, cases[i].expected);
	}
	memset(many, '*', sizeof(many));
	many[sizeof(many) - 1] = '\0';
	assert_int_equal(bearer_dialled(many, "*1022#", out), ERR_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(
		a_dial_string_loses_its_service_code) };

	return cmocka_run_group_tests_name("bearer", tests, NULL, NULL);
}
