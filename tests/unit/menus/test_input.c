/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What may be typed into each kind of entry, what is kept of it, and what is said of the rest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "menus/input.h"

#define TODAY 20261124

static const struct node national_id = { .entry = ENTRY_NATIONAL_ID, .min = 12, .max = 12 };
static const struct node digits = { .entry = ENTRY_DIGITS, .min = 4, .max = 6 };
static const struct node to_come = { .entry = ENTRY_DATE, .min = 0, .max = 1 };
static const struct node past = { .entry = ENTRY_DATE, .min = -100, .max = 0 };
static const struct node old = { .entry = ENTRY_DATE, .min = -100, .max = 0, .year_alone = true };
static const struct node hour = { .entry = ENTRY_TIME };
static const struct node phone = { .entry = ENTRY_PHONE };
static const struct node number = { .entry = ENTRY_NUMBER, .min = 2, .max = 999999 };
static const struct node money = { .entry = ENTRY_MONEY, .min = 1000, .max = 99999999999 };
static const struct node letters = { .entry = ENTRY_LETTERS, .min = 1, .max = 12 };
static const struct node name = { .entry = ENTRY_NAME };

/* Judges as a dialogue would: trimmed first. */
static int judge(const struct node *entry, const char *typed, char *out, enum word *notice_r)
{
	struct input input;

	return input_read(typed, strlen(typed), &input, notice_r) < 0
		? ERR_INVALID
		: input_judge(entry, &input, TODAY, out, notice_r);
}

static void what_is_typed_is_kept_in_one_form(void **state)
{
	static const struct {
		const struct node *entry;
		const char *typed, *kept;
	} table[] = {
		{ &national_id, "070 190 123 456", "070190123456" },
		{ &digits, "12-34", "1234" },
		{ &to_come, "2411", "2411" },
		{ &to_come, "24/11", "2411" },
		{ &to_come, "1.2.2027", "01022027" },
		{ &past, "05021990", "05021990" },
		{ &past, "24112026", "24112026" },
		{ &past, "5/2/1990", "05021990" },
		{ &old, "05021990", "05021990" },
		{ &old, "1990", "1990" },
		{ &old, "1926", "1926" },
		{ &hour, "0730", "0730" },
		{ &hour, "730", "0730" },
		{ &hour, "7:30", "0730" },
		{ &hour, "07:30", "0730" },
		{ &hour, "7h30", "0730" },
		{ &hour, "7H05", "0705" },
		{ &hour, "7h", "0700" },
		{ &hour, "07 30", "0730" },
		{ &hour, "7.30", "0730" },
		{ &hour, "000", "0000" },
		{ &hour, "0h", "0000" },
		{ &hour, "23:59", "2359" },
		{ &phone, "0901234567", "0901234567" },
		{ &phone, "+84 90 123 45 67", "0901234567" },
		{ &phone, "84-901.234.567", "0901234567" },
		{ &number, "2", "2" },
		{ &number, "0012", "12" },
		{ &number, "999 999", "999999" },
		{ &money, "1.500.000", "1500000" },
		{ &money, "1 500 000", "1500000" },
		{ &money, "99999999999", "99999999999" },
		{ &letters, "2", "2" },
		{ &letters, "01", "01" },
		{ &letters, "28 4", "284" },
		{ &letters, "123456789012", "123456789012" },
		{ &name, "Nguyen Thi Hoa", "Nguyen Thi Hoa" },
		{ &name, "Nguyeenx Thij Hoa", "Nguyễn Thị Hoa" },
		{ &name, "Nguye6n4 Thi5 Hoa", "Nguyễn Thị Hoa" },
		{ &name, "Nguyễn Thị Hoa.", "Nguyễn Thị Hoa" },
	};
	(void)state;

	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char kept[ANSWER_MAX + 1] = "", again[ANSWER_MAX + 1] = "";
		enum word notice;

		if (judge(table[i].entry, table[i].typed, kept, &notice) < 0)
			fail_msg("\"%s\" is refused with notice %d", table[i].typed, notice);
		assert_string_equal(kept, table[i].kept);
		/* a draft is judged again: what was kept is what is kept then */
		assert_int_equal(judge(table[i].entry, kept, again, &notice), OK);
		assert_string_equal(again, kept);
	}
}

static void what_cannot_be_meant_is_refused_with_what_to_do(void **state)
{
	static const struct {
		const struct node *entry;
		const char *typed;
		enum word notice;
	} table[] = {
		{ &digits, "123", WORD_WRONG_LENGTH },
		{ &digits, "1234567", WORD_WRONG_LENGTH },
		{ &digits, "12a4", WORD_NOT_DIGITS },
		{ &national_id, "000190123456", WORD_NOT_AN_ID },
		{ &to_come, "3002", WORD_NOT_A_DATE },
		{ &to_come, "24112025", WORD_DATE_OUT_OF_RANGE },
		{ &past, "2411", WORD_NOT_A_PAST_DATE },
		{ &past, "1990", WORD_NOT_A_PAST_DATE },
		{ &past, "24111925", WORD_PAST_OUT_OF_RANGE },
		{ &past, "01012027", WORD_PAST_OUT_OF_RANGE },
		{ &past, "25112026", WORD_PAST_OUT_OF_RANGE },
		{ &old, "1925", WORD_PAST_OUT_OF_RANGE },
		{ &old, "2411", WORD_PAST_OUT_OF_RANGE },
		{ &old, "24/11", WORD_NOT_A_DATE_OR_YEAR },
		{ &old, "19 90", WORD_NOT_A_DATE_OR_YEAR },
		{ &old, "90", WORD_NOT_A_DATE_OR_YEAR },
		{ &old, "30021990", WORD_NOT_A_DATE_OR_YEAR },
		{ &hour, "7", WORD_NOT_A_TIME },
		{ &hour, "07", WORD_NOT_A_TIME },
		{ &hour, "2400", WORD_NOT_A_TIME },
		{ &hour, "0760", WORD_NOT_A_TIME },
		{ &hour, "24h", WORD_NOT_A_TIME },
		{ &hour, "99:00", WORD_NOT_A_TIME },
		{ &hour, "7:", WORD_NOT_A_TIME },
		{ &hour, "7h5", WORD_NOT_A_TIME },
		{ &hour, "7h300", WORD_NOT_A_TIME },
		{ &hour, "7:3a", WORD_NOT_A_TIME },
		{ &hour, "h30", WORD_NOT_A_TIME },
		{ &hour, "007:30", WORD_NOT_A_TIME },
		{ &hour, "07300", WORD_NOT_A_TIME },
		{ &hour, "", WORD_NOT_A_TIME },
		{ &phone, "02838123456", WORD_NOT_A_PHONE },
		{ &phone, "09012345", WORD_NOT_A_PHONE },
		{ &phone, "so cua toi", WORD_NOT_A_PHONE },
		{ &number, "1", WORD_NUMBER_RANGE },
		{ &number, "1000000", WORD_NUMBER_RANGE },
		{ &number, "-x", WORD_NUMBER_RANGE },
		{ &number, "", WORD_NUMBER_RANGE },
		{ &money, "999", WORD_NUMBER_RANGE },
		{ &money, "99999999999999999999", WORD_NUMBER_RANGE },
		{ &money, "1,5", WORD_NUMBER_RANGE },
		{ &letters, "An", WORD_NOT_LETTERS },
		{ &letters, "1234567890123", WORD_NOT_LETTERS },
		{ &letters, "", WORD_NOT_LETTERS },
		{ &name, "", WORD_NOT_A_NAME },
		{ &name, "9", WORD_NOT_A_NAME },
		{ &name, "Hoa @ nha", WORD_NOT_A_NAME },
		{ &name, "\xff", WORD_BROKEN },
		{ &name, "Nguyen Thi Hoa Nguyen Thi Hoa Nguyen Thi Hoa Nguyen Thi Hoa Nguyen",
			WORD_TOO_LONG },
	};
	(void)state;

	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char kept[ANSWER_MAX + 1] = "untouched";
		enum word notice = WORD_COUNT;

		if (judge(table[i].entry, table[i].typed, kept, &notice) == OK)
			fail_msg("\"%s\" is taken for %s", table[i].typed, kept);
		if (notice != table[i].notice)
			fail_msg("\"%s\": notice %d", table[i].typed, notice);
		assert_string_equal(kept, "untouched");
	}
}

static void a_name_of_sixty_accented_letters_fits(void **state)
{
	char typed[INPUT_MAX + 1] = "", kept[ANSWER_MAX + 1];
	enum word notice;
	(void)state;

	for (unsigned i = 0; i < 12; i++)
		strcat(typed, i < 11 ? "Ệệệệ " : "Ệệệệệ");
	assert_int_equal(strlen(typed), 158);
	assert_int_equal(judge(&name, typed, kept, &notice), OK);
	assert_int_equal(strlen(kept), 158);
}

static void one_skips_only_where_there_is_something_to_skip(void **state)
{
	static const struct option none = { .value = "" };
	struct node entry = digits;
	struct input input;
	enum word notice;
	(void)state;

	assert_int_equal(input_read("01", 2, &input, &notice), OK);
	assert_false(input_skips(&entry, &input));
	entry.options_n = 1;
	entry.options = &none;
	assert_true(input_skips(&entry, &input));
	/* Hà Nội is the unit 01 */
	entry.entry = ENTRY_LETTERS;
	assert_false(input_skips(&entry, &input));
	assert_int_equal(input_read("1", 1, &input, &notice), OK);
	assert_true(input_skips(&entry, &input));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_typed_is_kept_in_one_form),
		cmocka_unit_test(what_cannot_be_meant_is_refused_with_what_to_do),
		cmocka_unit_test(a_name_of_sixty_accented_letters_fits),
		cmocka_unit_test(one_skips_only_where_there_is_something_to_skip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
