/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Digits in the manner of T9, and the presses of multi-tap.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include "gateway/base/keypad.h"

static void letters_have_the_keys_of_e161(void **state)
{
	static const char keys[] = "22233344455566677778889999";

	(void)state;
	for (unsigned i = 0; i < 26; i++) {
		assert_int_equal(keypad_digit('a' + i), keys[i]);
		assert_int_equal(keypad_digit('A' + i), keys[i]);
	}
	for (unsigned i = '0'; i <= '9'; i++)
		assert_int_equal(keypad_digit(i), i);
}

static void accents_do_not_change_the_key(void **state)
{
	static const struct {
		uint32_t cp;
		char key;
	} table[] = {
		{ 0x1ea4, '2' }, /* Ấ */
		{ 0x111, '3' }, /* đ */
		{ 0x110, '3' },
		{ 0x1edf, '6' }, /* ở */
		{ 0x1ef9, '9' }, /* ỹ */
		{ 0x14f, '6' }, /* ŏ */
		{ ' ', '0' },
		{ 0xa0, '0' },
		{ '-', '\0' },
		{ '*', '\0' },
		{ 0, '\0' },
		{ 0x301, '\0' },
		{ 0x1781, '\0' }, /* Khmer */
		{ 0x1f600, '\0' },
		{ 0xd800, '\0' },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (keypad_digit(table[i].cp) != table[i].key)
			fail_msg("U+%04X is on '%c'", table[i].cp, keypad_digit(table[i].cp));
}

static void digits_find_names(void **state)
{
	static const struct {
		const char *digits, *name;
		enum keypad_match expected;
	} table[] = {
		{ "26", "An Bình", KEYPAD_WHOLE_START },
		{ "26", "Bò Lăng", KEYPAD_WHOLE_START },
		{ "26", "A Ma", KEYPAD_WHOLE_START },
		{ "27", "Cần Thơ", KEYPAD_NONE },
		{ "58646", "Lũng Hồ", KEYPAD_NONE },
		{ "5864", "Lũng Hồ", KEYPAD_WHOLE_START },
		{ "586446", "Lũng Hồ", KEYPAD_WHOLE_START },
		{ "5864046", "Lũng Hồ", KEYPAD_WHOLE_START },
		{ "58640", "Lũng Hồ", KEYPAD_WHOLE_START },
		{ "5864460", "Lũng Hồ", KEYPAD_NONE },
		{ "46", "Lũng Hồ", KEYPAD_WORD_START },
		{ "54", "Lũng Hồ", KEYPAD_INITIALS },
		{ "45", "Lũng Hồ", KEYPAD_NONE },
		{ "864", "Lũng Hồ", KEYPAD_NONE },
		{ "546", "Lũng Hồ", KEYPAD_NONE },
		{ "36", "Đồng Văn", KEYPAD_WHOLE_START },
		{ "38", "Đồng Văn", KEYPAD_INITIALS },
		{ "8466", "Thôn 12", KEYPAD_WHOLE_START },
		{ "846612", "Thôn 12", KEYPAD_WHOLE_START },
		{ "8466012", "Thôn 12", KEYPAD_WHOLE_START },
		{ "12", "Thôn 12", KEYPAD_WORD_START },
		{ "81", "Thôn 12", KEYPAD_INITIALS },
		{ "8605", "Tổ 05", KEYPAD_WHOLE_START },
		{ "86005", "Tổ 05", KEYPAD_WHOLE_START },
		{ "860005", "Tổ 05", KEYPAD_NONE },
		{ "7", "Krông-Pa", KEYPAD_WORD_START },
		{ "5766472", "Krông-Pa", KEYPAD_WHOLE_START },
		{ "63", "Thị trấn Mèo Vạc", KEYPAD_WORD_START },
		{ "8868", "Thị trấn Mèo Vạc", KEYPAD_INITIALS },
		{ "5", "(Lô) 2", KEYPAD_WHOLE_START },
		{ "586", "Lu\xcc\x83ng", KEYPAD_WHOLE_START },
		{ "", "An", KEYPAD_NONE },
		{ "0", "An", KEYPAD_NONE },
		{ "2a", "An", KEYPAD_NONE },
		{ "2", "", KEYPAD_NONE },
		{ "2", "\xff", KEYPAD_NONE },
		{ "2", "ភាសា", KEYPAD_NONE },
		{ "2222222222222222222222222222222222222222222222222222222222222222", "An",
			KEYPAD_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		enum keypad_match got = keypad_match(table[i].digits, table[i].name);

		if (got != table[i].expected)
			fail_msg("%s for %s: %d", table[i].digits, table[i].name, (int)got);
	}
}

static void the_better_match_is_greater(void **state)
{
	(void)state;
	assert_true(KEYPAD_WHOLE_START > KEYPAD_WORD_START);
	assert_true(KEYPAD_WORD_START > KEYPAD_INITIALS);
	assert_true(KEYPAD_INITIALS > KEYPAD_NONE);
}

static void presses_are_places_on_keys(void **state)
{
	static const struct {
		const char *text;
		unsigned letters, digits;
	} table[] = {
		{ "", 0, 0 },
		{ "a", 1, 1 },
		{ "C", 3, 1 },
		{ "s", 4, 1 },
		{ "z", 4, 1 },
		{ " ", 1, 1 },
		{ "hoa", 6, 3 },
		{ "Nguyễn", 2 + 1 + 2 + 3 + 2 + 2, 6 },
		{ "Nguye\xcc\x82\xcc\x83n", 12, 6 },
		{ "Đỗ Thị", 1 + 3 + 1 + 1 + 2 + 3, 6 },
		{ "Nguye6n4", 12 + 4 + 4, 8 },
		{ "10", 1 + 2, 2 },
		{ "79", 5 + 5, 2 },
		{ "14051990", 1 + 4 + 2 + 4 + 1 + 5 + 5 + 2, 8 },
		{ "*1022#", 1 + 1 + 2 + 4 + 4 + 1, 6 },
		{ "\xff", 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (keypad_presses(table[i].text) != table[i].letters)
			fail_msg("%s: %u", table[i].text, keypad_presses(table[i].text));
		assert_int_equal(keypad_presses_numeric(table[i].text), table[i].digits);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_have_the_keys_of_e161),
		cmocka_unit_test(accents_do_not_change_the_key),
		cmocka_unit_test(digits_find_names),
		cmocka_unit_test(the_better_match_is_greater),
		cmocka_unit_test(presses_are_places_on_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
