/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Phone numbers as people and networks write them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include "gateway/base/phone.h"

static void every_usual_spelling_gives_one_number(void **state)
{
	static const char *const spellings[] = {
		"+84 90 123 45 67",
		"+84901234567",
		"0084901234567",
		"84901234567",
		"0901234567",
		"0901.234.567",
		"090-123-4567",
		" 090 1234567 ",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		struct phone phone;

		assert_int_equal(phone_parse(spellings[i], &phone), 0);
		assert_string_equal(phone.e164, "84901234567");
	}
}

static void all_mobile_ranges_are_taken(void **state)
{
	static const char *const numbers[] = { "0321234567", "0561234567", "0701234567",
		"0841234567", "0991234567" };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct phone phone;

		assert_int_equal(phone_parse(numbers[i], &phone), 0);
		assert_string_equal(phone.e164 + 2, numbers[i] + 1);
	}
}

static void other_input_is_refused_and_changes_nothing(void **state)
{
	static const struct {
		const char *text;
		int rc;
	} table[] = {
		{ "", ERR_SYNTAX },
		{ "+", ERR_SYNTAX },
		{ " - ", ERR_SYNTAX },
		{ "090123456a", ERR_SYNTAX },
		{ "09012\n34567", ERR_SYNTAX },
		{ "++84901234567", ERR_SYNTAX },
		{ "0901+234567", ERR_SYNTAX },
		{ "\xef\xbc\x90"
		  "901234567",
			ERR_SYNTAX },
		{ "901234567", ERR_RANGE },
		{ "090123456", ERR_RANGE },
		{ "09012345678", ERR_RANGE },
		{ "0201234567", ERR_RANGE },
		{ "02412345678", ERR_RANGE },
		{ "1022", ERR_RANGE },
		{ "+840901234567", ERR_RANGE },
		{ "+0901234567", ERR_RANGE },
		{ "+0084901234567", ERR_RANGE },
		{ "+855901234567", ERR_RANGE },
		{ "84901234567890123456789", ERR_RANGE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct phone phone = { .e164 = "untouched" };

		assert_int_equal(phone_parse(table[i].text, &phone), table[i].rc);
		assert_string_equal(phone.e164, "untouched");
	}
}

static void numbers_are_shown_as_people_write_them(void **state)
{
	struct phone phone;
	char text[PHONE_DIGITS_MAX + 2];

	(void)state;
	assert_int_equal(phone_parse("+84901234567", &phone), 0);
	phone_national(&phone, text);
	assert_string_equal(text, "0901234567");
}

static void numbers_are_equal_however_they_were_written(void **state)
{
	struct phone a, b, c;

	(void)state;
	assert_int_equal(phone_parse("0901234567", &a), 0);
	assert_int_equal(phone_parse("+84901234567", &b), 0);
	assert_int_equal(phone_parse("0901234568", &c), 0);
	assert_true(phone_equal(&a, &b));
	assert_false(phone_equal(&a, &c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_usual_spelling_gives_one_number),
		cmocka_unit_test(all_mobile_ranges_are_taken),
		cmocka_unit_test(other_input_is_refused_and_changes_nothing),
		cmocka_unit_test(numbers_are_shown_as_people_write_them),
		cmocka_unit_test(numbers_are_equal_however_they_were_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
