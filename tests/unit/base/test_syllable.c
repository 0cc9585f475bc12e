/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which words are Vietnamese syllables, and where their tone stands.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include "gateway/base/syllable.h"

static bool wellformed(const char *word)
{
	return vn_syllable_wellformed(word, strlen(word));
}

static void assert_all(const char *const *words, size_t n, bool expected)
{
	for (size_t i = 0; i < n; i++)
		if (wellformed(words[i]) != expected)
			fail_msg("%s is %sa syllable", words[i], expected ? "not " : "");
}

#define ASSERT_ALL(words, expected) assert_all(words, sizeof(words) / sizeof(words[0]), expected)

static void syllables_of_names_are_wellformed(void **state)
{
	static const char *const words[] = { "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Hoàng",
		"Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Quách",
		"Quốc", "Quỳnh", "Khuê", "Thúy", "Nghiêm", "Giang", "Giàng", "Gìn", "Giếng", "Yến",
		"Ý", "Ánh", "Oanh", "Uyên", "Ưng", "Kỳ", "Vy", "Xuân", "Phước", "Diễm", "Huyền",
		"Nguyệt", "Khuya", "Ngoẹo", "Mừng", "PHƯƠNG", "đường" };

	(void)state;
	ASSERT_ALL(words, true);
}

static void what_breaks_a_rule_is_no_syllable(void **state)
{
	static const char *const words[] = { "", "b", "ng", "Ksor", "Alex", "Max", "Plơng", "Niê",
		"kân", "cế", "gế", "ngề", "ghà", "qân", "iên", "Lyên", "bang\xcc\x81\xcc\x83",
		"nguyển̂", "an bình", "1", "Hoàg", "nghiêngg", "\xff" };

	(void)state;
	ASSERT_ALL(words, false);
}

static void a_stop_at_the_end_allows_two_tones_only(void **state)
{
	static const char *const good[] = { "các", "học", "bích", "nghịch", "đáp", "hợp", "mát",
		"việt" };
	static const char *const bad[] = { "đuc", "bìch", "hơp", "mãt", "việc\xcc\x89", "sẳc" };

	(void)state;
	ASSERT_ALL(good, true);
	ASSERT_ALL(bad, false);
}

static void a_tone_may_stand_in_the_old_place_or_the_new_only(void **state)
{
	static const char *const good[] = { "hòa", "hoà", "khỏe", "khoẻ", "thúy", "thuý", "quý",
		"già", "mùa", "toàn", "loại", "khuỷu" };
	static const char *const bad[] = { "qúy", "gìa", "muà", "tòan", "lọai", "nguỹên", "đừơng",
		"hóà" };

	(void)state;
	ASSERT_ALL(good, true);
	ASSERT_ALL(bad, false);
}

static void a_word_without_marks_may_have_lost_them(void **state)
{
	static const char *const good[] = { "nguyen", "Duc", "Thuy", "duong", "quoc", "hoc", "Bich",
		"gieng",
		"D"
		"ang" };
	static const char *const bad[] = { "nguyg", "Krong", "W", "Pham's", "nguyeen" };

	(void)state;
	ASSERT_ALL(good, true);
	ASSERT_ALL(bad, false);
}

static void decomposed_words_are_the_same(void **state)
{
	(void)state;
	assert_true(wellformed("Nguye\xcc\x82\xcc\x83n"));
	assert_true(wellformed("Vie\xcc\xa3\xcc\x82t"));
	assert_false(wellformed("Nguye\xcc\x82\xcc\x83\xcc\x81n"));
}

static void the_tone_stands_where_the_old_style_puts_it(void **state)
{
	static const struct {
		const char *letters;
		size_t on_first, on_second;
	} table[] = {
		{ "hoa", 1, 2 },
		{ "khoe", 2, 3 },
		{ "thuy", 2, 3 },
		{ "hoan", 2, 2 },
		{ "quy", 2, 2 },
		{ "qua", 2, 2 },
		{ "gia", 2, 2 },
		{ "gi", 1, 1 },
		{ "gin", 1, 1 },
		{ "mua", 1, 1 },
		{ "nguyEn", 4, 4 },
		{ "dUQng", 2, 2 },
		{ "loai", 2, 2 },
		{ "khuyu", 3, 3 },
		{ "xoong", 2, 2 },
		{ "ng", 2, 2 },
		{ "", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *letters = table[i].letters;
		size_t n = strlen(letters);

		assert_int_equal(syllable_tone_place(letters, n, true), table[i].on_first);
		assert_int_equal(syllable_tone_place(letters, n, false), table[i].on_second);
		assert_int_equal(syllable_tone_at(letters, n), table[i].on_first);
	}
}

static void every_letter_with_its_tone_comes_back(void **state)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzAWEOQUD";

	(void)state;
	for (size_t i = 0; i < sizeof(letters) - 1; i++)
		for (unsigned t = TONE_LEVEL; t <= TONE_DOT; t++) {
			uint32_t cp = syllable_character(letters[i], (enum tone)t);
			enum tone tone;

			assert_int_equal(syllable_letter(cp, &tone), letters[i]);
			assert_int_equal(tone, syllable_is_vowel(letters[i]) ? t : TONE_LEVEL);
			assert_int_equal(vn_lower(vn_upper(cp)), cp);
		}
}

static void no_case_turns_another_letter_into_ascii(void **state)
{
	(void)state;
	assert_int_equal(vn_lower(0x130), 0x130);
	assert_int_equal(vn_upper(0x131), 0x131);
	assert_int_equal(vn_upper(0x17f), 0x17f);
	assert_int_equal(vn_lower('Q'), 'q');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(syllables_of_names_are_wellformed),
		cmocka_unit_test(what_breaks_a_rule_is_no_syllable),
		cmocka_unit_test(a_stop_at_the_end_allows_two_tones_only),
		cmocka_unit_test(a_tone_may_stand_in_the_old_place_or_the_new_only),
		cmocka_unit_test(a_word_without_marks_may_have_lost_them),
		cmocka_unit_test(decomposed_words_are_the_same),
		cmocka_unit_test(the_tone_stands_where_the_old_style_puts_it),
		cmocka_unit_test(every_letter_with_its_tone_comes_back),
		cmocka_unit_test(no_case_turns_another_letter_into_ascii),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
