/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Looking texts up and filling them in.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include "gateway/base/utf8.h"
#include "tests/lib/text_folder.h"

#define ROOM (TEXT_MAX + 1)

/* --- look-ups ------------------------------------------------------------------------------ */
static void read_three_languages(void)
{
	text_folder_write("sti.json", "{\"language\":\"sti\",\"name\":\"Stiêng\",\"texts\":{}}");
	text_folder_write("en.json",
		"{\"language\":\"en\",\"name\":\"English\",\"complete\":true,"
		"\"texts\":{\"home.title\":\"One door\",\"bye\":\"Bye\"}}");
	text_folder_write("vi.json",
		"{\"language\":\"vi\",\"name\":\"Tiếng Việt\",\"complete\":true,"
		"\"texts\":{\"home.title\":\"Một cửa\",\"bye\":\"Tạm biệt\",\"ok\":\"OK\"}}");
	text_folder_write("README.txt", "not a catalogue");
	text_folder_write(".hidden.json", "neither");
	text_folder_read();
}

static void languages_come_with_vietnamese_first(void **state)
{
	(void)state;
	read_three_languages();
	assert_int_equal(texts_languages(text_folder.texts), 3);
	assert_string_equal(texts_language_code(text_folder.texts, 0), "vi");
	assert_string_equal(texts_language_code(text_folder.texts, 1), "en");
	assert_string_equal(texts_language_code(text_folder.texts, 2), "sti");
	assert_string_equal(texts_language_name(text_folder.texts, 2), "Stiêng");
	assert_true(texts_language_complete(text_folder.texts, 1));
	assert_false(texts_language_complete(text_folder.texts, 2));
	assert_int_equal(texts_language_find(text_folder.texts, "sti"), 2);
	assert_int_equal(texts_language_find(text_folder.texts, "xx"), 0);
	assert_int_equal(texts_language_find(text_folder.texts, ""), 0);
}

static void a_text_is_found_by_id_and_falls_back_to_vietnamese(void **state)
{
	uint16_t title, ok;

	(void)state;
	read_three_languages();
	title = texts_find(text_folder.texts, "home.title");
	ok = texts_find(text_folder.texts, "ok");
	assert_int_not_equal(title, TEXT_NONE);
	assert_int_equal(texts_find(text_folder.texts, "home"), TEXT_NONE);
	assert_int_equal(texts_find(text_folder.texts, ""), TEXT_NONE);
	assert_string_equal(texts_id(text_folder.texts, title), "home.title");
	assert_string_equal(texts_get(text_folder.texts, title, 0, true), "Một cửa");
	assert_string_equal(texts_get(text_folder.texts, title, 0, false), "Mot cua");
	assert_string_equal(texts_get(text_folder.texts, title, 1, true), "One door");
	assert_string_equal(texts_get(text_folder.texts, title, 2, true), "Một cửa");
	assert_string_equal(texts_get(text_folder.texts, title, 2, false), "Mot cua");
	assert_string_equal(texts_get(text_folder.texts, ok, 1, false), "OK");
}

static void collect(const char *id, void *data)
{
	char *list = data;
	size_t used = strlen(list);

	snprintf(list + used, 64 - used, "%s ", id);
}

static void what_a_language_lacks_is_listed(void **state)
{
	char of_vi[64] = "", of_en[64] = "", of_sti[64] = "";

	(void)state;
	read_three_languages();
	texts_missing(text_folder.texts, 0, collect, of_vi);
	texts_missing(text_folder.texts, 1, collect, of_en);
	texts_missing(text_folder.texts, 2, collect, of_sti);
	assert_string_equal(of_vi, "");
	assert_string_equal(of_en, "ok ");
	assert_string_equal(of_sti, "bye home.title ok ");
}

/* --- expansion ----------------------------------------------------------------------------- */
/* The value of {v}; other names have none. */
static const char *value_of(const char *name, size_t len, void *data)
{
	if (len == 1 && name[0] == 'v')
		return data;
	if (len == 8 && memcmp(name, "nxnHoTen", 8) == 0)
		return "Lò Thị Ún";
	return NULL;
}

static void placeholders_are_filled_in(void **state)
{
	static const struct {
		const char *members; /* the text "t" comes last by id */
		const char *value;
		bool accents;
		int rc;
		const char *expected;
	} table[] = {
		{ "\"t\":\"Chào {v}!\"", "Hà", true, 0, "Chào Hà!" },
		{ "\"t\":\"Chào {v}!\"", "Hà", false, 0, "Chao Ha!" },
		{ "\"t\":\"{v}{v}\"", "ab", true, 0, "abab" },
		{ "\"t\":\"{v}\"", "", true, 0, "" },
		{ "\"t\":\"{nxnHoTen}.\"", "", false, 0, "Lo Thi Un." },
		{ "\"t\":\"no placeholder }\"", "x", true, 0, "no placeholder }" },
		{ "\"t\":\"{{v} {{{v}}\"", "x", true, 0, "{v} {x}" },
		{ "\"t\":\"a {none} b {v}\"", "x", true, ERR_NOT_FOUND, "a ? b x" },
		/* values are data */
		{ "\"t\":\"<{v}>\"", "{v}{none}{{", true, 0, "<{v}{none}{{>" },
		{ "\"t\":\"<{v}>\"", "a\nb\tc\x7f", true, 0, "<a b c >" },
		{ "\"t\":\"<{v}>\"",
			"a\xc2\x85\xe2\x80\xa8\xe2\x80\xae"
			"b",
			true, 0, "<a   b>" },
		{ "\"t\":\"<{v}>\"",
			"\xff\xe1\xbb"
			"a\xc3",
			true, 0, "<???a?>" },
		{ "\"t\":\"<{v}>\"",
			"\xff"
			"ế\n",
			false, 0, "<?e >" },
		/* references */
		{ "\"day.1\":\"Thứ hai\",\"t\":\"<{v}>\"", "@day.1", true, 0, "<Thứ hai>" },
		{ "\"day.1\":\"Thứ hai\",\"t\":\"<{v}>\"", "@day.1", false, 0, "<Thu hai>" },
		{ "\"day.1\":\"a\\nb {v}\",\"t\":\"<{v}>\"", "@day.1", true, 0, "<a\nb {v}>" },
		{ "\"t\":\"<{v}>\"", "@day.1", true, 0, "<@day.1>" },
		{ "\"t\":\"<{v}>\"", "@", true, 0, "<@>" },
		{ "\"t\":\"<{v}>\"", "x@t", true, 0, "<x@t>" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char value[64], out[ROOM];
		size_t len = 0;
		int rc;

		text_folder_read_vi(table[i].members);
		snprintf(value, sizeof(value), "%s", table[i].value);
		rc = texts_expand(text_folder.texts, texts_find(text_folder.texts, "t"), 0,
			table[i].accents, value_of, value, out, sizeof(out), &len);
		assert_string_equal(out, table[i].expected);
		assert_int_equal(rc, table[i].rc);
		assert_int_equal(len, strlen(out));
	}
}

static void without_values_every_placeholder_is_missing(void **state)
{
	char out[ROOM];
	size_t len;

	(void)state;
	text_folder_read_vi("\"t\":\"a{v}b\"");
	assert_int_equal(
		texts_expand(text_folder.texts, 0, 0, true, NULL, NULL, out, sizeof(out), &len),
		ERR_NOT_FOUND);
	assert_string_equal(out, "a?b");
}

static void what_does_not_fit_is_cut_on_a_grapheme_border(void **state)
{
	static const struct {
		size_t cap;
		int rc;
		const char *expected;
	} table[] = {
		{ 9, 0, "aế-e\xcc\x82" },
		{ 8, ERR_TOO_LONG, "aế-" }, /* the circumflex behind e would be lost */
		{ 7, ERR_TOO_LONG, "aế-" },
		{ 6, ERR_TOO_LONG, "aế-" },
		{ 5, ERR_TOO_LONG, "aế" },
		{ 4, ERR_TOO_LONG, "a" },
		{ 2, ERR_TOO_LONG, "a" },
		{ 1, ERR_TOO_LONG, "" },
	};
	char value[] = "e\xcc\x82"; /* decomposed: two characters, one letter */

	(void)state;
	text_folder_read_vi("\"t\":\"aế-{v}\"");
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char out[16];
		size_t len = 99;

		memset(out, 'z', sizeof(out));
		assert_int_equal(texts_expand(text_folder.texts, 0, 0, true, value_of, value, out,
					 table[i].cap, &len),
			table[i].rc);
		assert_string_equal(out, table[i].expected);
		assert_int_equal(len, strlen(table[i].expected));
		assert_int_equal(out[table[i].cap], 'z');
	}
}

static void no_expansion_is_longer_than_the_limit(void **state)
{
	static char value[20000], out[40000];
	size_t len = 0;

	(void)state;
	text_folder_read_vi("\"t\":\"{v}|{v}\"");
	for (size_t i = 0; i + 3 < sizeof(value); i += 3)
		memcpy(value + i, "ế", 3);
	assert_int_equal(texts_expand(text_folder.texts, 0, 0, true, value_of, value, out,
				 sizeof(out), &len),
		ERR_TOO_LONG);
	assert_int_equal(len, TEXT_MAX / 3 * 3);
	assert_true(utf8_valid(out, len));

	/* without accents less than the limit is left of it, yet something was cut off */
	assert_int_equal(texts_expand(text_folder.texts, 0, 0, false, value_of, value, out,
				 sizeof(out), &len),
		ERR_TOO_LONG);
	assert_int_equal(strspn(out, "e|"), len);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, text_folder_make, text_folder_remove)
	const struct CMUnitTest tests[] = {
		TEST(languages_come_with_vietnamese_first),
		TEST(a_text_is_found_by_id_and_falls_back_to_vietnamese),
		TEST(what_a_language_lacks_is_listed),
		TEST(placeholders_are_filled_in),
		TEST(without_values_every_placeholder_is_missing),
		TEST(what_does_not_fit_is_cut_on_a_grapheme_border),
		TEST(no_expansion_is_longer_than_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
