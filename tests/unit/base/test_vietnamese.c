/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Vietnamese without its accents.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include "gateway/base/utf8.h"
#include "gateway/base/vietnamese.h"

typedef int (*convert_fn)(const char *, size_t, char *, size_t, size_t *);

struct pair {
	const char *text, *expected;
};

static void assert_converts(convert_fn convert, const struct pair *pair)
{
	char out[256], in_place[256];
	size_t len = strlen(pair->text), out_len = 0;

	assert_int_equal(convert(pair->text, len, out, len + 1, &out_len), 0);
	assert_string_equal(out, pair->expected);
	assert_int_equal(out_len, strlen(pair->expected));

	memcpy(in_place, pair->text, len + 1);
	assert_int_equal(convert(in_place, len, in_place, len + 1, &out_len), 0);
	assert_string_equal(in_place, pair->expected);
}

static void accents_go_and_all_else_stays(void **state)
{
	static const struct pair table[] = {
		{ "", "" },
		{ "Mot cua 123 @#{}", "Mot cua 123 @#{}" },
		{ "Giấy xác nhận tình trạng hôn nhân", "Giay xac nhan tinh trang hon nhan" },
		{ "ĐƯỜNG ĐẠI NGHĨA, đường", "DUONG DAI NGHIA, duong" },
		{ "Nguyễn Thị Ngọc Ưỡng", "Nguyen Thi Ngoc Uong" },
		{ "H'Bĭa, Y Ŏn Niê, Brŭ", "H'Bia, Y On Nie, Bru" },
		{ "e\xcc\x82\xcc\x81 a\xcc\xa3", "e a" },
		{ "\xc3\x90inh \xc6\x89\xc3\xb4ng", "Dinh Dong" },
		{ "15.000₫", "15.000d" },
		{ "“Một cửa” – ‘ấp’ — 7\xe2\x88\x92"
		  "5",
			"\"Mot cua\" - 'ap' - 7-5" },
		{ "chờ…", "cho..." },
		{ "5\xc2\xa0"
		  "km\xe2\x80\xaf"
		  "x",
			"5 km x" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_converts(vn_unaccent, &table[i]);
}

static void other_scripts_keep_their_vowels(void **state)
{
	static const struct pair table[] = {
		{ "ភាសាខ្មែរ", "ភាសាខ្មែរ" },
		{ "ที่นี่", "ที่นี่" },
		{ "가나", "가나" },
		{ "क़िला", "क़िला" },
		{ "漢字 😀", "漢字 😀" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_converts(vn_unaccent, &table[i]);
}

/* The letters of the language, made from base letters and marks rather than listed. */
static void every_vietnamese_letter_becomes_its_ascii_letter(void **state)
{
	static const char *const vowels[] = { "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư",
		"y", "A", "Ă", "Â", "E", "Ê", "I", "O", "Ô", "Ơ", "U", "Ư", "Y" };
	static const char plain[] = "aaaeeiooouuyAAAEEIOOOUUY";
	static const char *const tones[] = { "", "\xcc\x80", "\xcc\x81", "\xcc\x83", "\xcc\x89",
		"\xcc\xa3" };
	unsigned accented = 2; /* d with stroke, both cases */

	(void)state;
	for (size_t v = 0; v < 24; v++)
		for (size_t t = 0; t < 6; t++) {
			char parts[8], composed[8], out[8];
			size_t v_len = strlen(vowels[v]), t_len = strlen(tones[t]), len = 0;

			memcpy(parts, vowels[v], v_len);
			memcpy(parts + v_len, tones[t], t_len + 1);
			assert_int_equal(
				utf8_nfc(parts, v_len + t_len, composed, sizeof(composed), &len),
				0);
			accented += (unsigned char)composed[0] >= 0x80;
			assert_int_equal(vn_unaccent(composed, len, out, len + 1, &len), 0);
			assert_int_equal(len, 1);
			assert_int_equal(out[0], plain[v]);
		}
	assert_int_equal(accented, 134);
}

static void nothing_grows_and_a_second_pass_changes_nothing(void **state)
{
	static const convert_fn converts[] = { vn_unaccent, vn_fold };

	(void)state;
	for (uint32_t cp = 1; cp <= 0x10ffff; cp++)
		for (size_t i = 0; i < 2; i++) {
			char text[5], once[5], twice[5];
			size_t len = utf8_put(cp, text), once_len = 0, twice_len = 0;

			if (len == 0)
				continue;
			if (converts[i](text, len, once, len + 1, &once_len) != 0 ||
				!utf8_valid(once, once_len) ||
				converts[i](once, once_len, twice, len + 1, &twice_len) != 0)
				fail_msg("U+%04X", cp);
			if (once_len != twice_len || memcmp(once, twice, once_len) != 0)
				fail_msg("U+%04X changes twice", cp);
		}
}

static void folding_leaves_only_what_is_compared(void **state)
{
	static const struct pair table[] = {
		{ "", "" }, { "   \t\n ", "" }, { "  Tra   CỨU\t\n123 ", "tra cuu 123" },
		{ "ĐỒNG Ý", "dong y" },
		{ "a\xc2\xa0\xe3\x80\x80"
		  "b\xe2\x80\xa9\xc2\x85",
			"a b" },
		{ "\xe2\x84\xaa\xc4\xb0", "ki" }, /* Kelvin sign, dotted capital i */
		{ "ΣÆ", "σæ" }, { "\xc8\xba", "\xc8\xba" }, /* its small form is longer */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_converts(vn_fold, &table[i]);
}

static void bad_text_stays_as_it_is_when_worked_on_in_place(void **state)
{
	char text[] = "ấp \xff";
	size_t len = 42;

	(void)state;
	assert_int_equal(vn_unaccent(text, sizeof(text) - 1, text, sizeof(text), &len), ERR_UTF8);
	assert_int_equal(vn_fold(text, sizeof(text) - 1, text, sizeof(text), &len), ERR_UTF8);
	assert_string_equal(text, "ấp \xff");
	assert_int_equal(len, 42);
}

static void bad_text_and_lack_of_room_are_said(void **state)
{
	static const convert_fn converts[] = { vn_unaccent, vn_fold };
	char out[8];
	size_t len = 42;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(converts[i]("\xe1\xba", 2, out, 8, &len), ERR_UTF8);
		assert_int_equal(converts[i]("ab\xff", 3, out, 8, &len), ERR_UTF8);
		assert_int_equal(converts[i]("abc", 3, out, 3, &len), ERR_TOO_LONG);
		assert_int_equal(converts[i]("àbc", 4, out, 3, &len), ERR_TOO_LONG);
		assert_int_equal(converts[i]("à", 2, out, 0, &len), ERR_TOO_LONG);
		assert_int_equal(len, 42);
		assert_int_equal(converts[i]("àbc", 4, out, 4, &len), 0);
		assert_int_equal(len, 3);
		len = 42;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accents_go_and_all_else_stays),
		cmocka_unit_test(other_scripts_keep_their_vowels),
		cmocka_unit_test(every_vietnamese_letter_becomes_its_ascii_letter),
		cmocka_unit_test(nothing_grows_and_a_second_pass_changes_nothing),
		cmocka_unit_test(folding_leaves_only_what_is_compared),
		cmocka_unit_test(bad_text_stays_as_it_is_when_worked_on_in_place),
		cmocka_unit_test(bad_text_and_lack_of_room_are_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
