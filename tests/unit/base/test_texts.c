/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Texts per language: what a folder must hold, and how placeholders are filled in.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <osmocom/core/talloc.h>
#include "gateway/base/texts.h"
#include "gateway/base/utf8.h"

#define ROOM (TEXT_MAX + 1)

static char folder[64];
static void *ctx;
static struct texts *texts;
static char error[256];

static void write_file(const char *name, const char *content)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(content, file);
	fclose(file);
}

static int make_folder(void **state)
{
	(void)state;
	ctx = talloc_new(NULL);
	texts = NULL;
	error[0] = '\0';
	snprintf(folder, sizeof(folder), "/tmp/motcua-test-texts-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	(void)state;
	while ((entry = readdir(dir)))
		unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	talloc_free(ctx);
	return rmdir(folder);
}

static void read_folder(void)
{
	texts = texts_read(ctx, folder, error, sizeof(error));
	if (!texts)
		fail_msg("%s", error);
}

/* A folder with Vietnamese texts only: the members of "texts". */
static void read_vi(const char *members)
{
	char content[8192];

	snprintf(content, sizeof(content),
		"{\"language\":\"vi\",\"name\":\"Tiếng Việt\",\"complete\":true,\"texts\":{%s}}",
		members);
	write_file("vi.json", content);
	read_folder();
}

static void read_three_languages(void)
{
	write_file("sti.json", "{\"language\":\"sti\",\"name\":\"Stiêng\",\"texts\":{}}");
	write_file("en.json",
		"{\"language\":\"en\",\"name\":\"English\",\"complete\":true,"
		"\"texts\":{\"home.title\":\"One door\",\"bye\":\"Bye\"}}");
	write_file("vi.json",
		"{\"language\":\"vi\",\"name\":\"Tiếng Việt\",\"complete\":true,"
		"\"texts\":{\"home.title\":\"Một cửa\",\"bye\":\"Tạm biệt\",\"ok\":\"OK\"}}");
	write_file("README.txt", "not a catalogue");
	write_file(".hidden.json", "neither");
	read_folder();
}

/* --- loading ------------------------------------------------------------------------------- */
static void languages_come_with_vietnamese_first(void **state)
{
	(void)state;
	read_three_languages();
	assert_int_equal(texts_languages(texts), 3);
	assert_string_equal(texts_language_code(texts, 0), "vi");
	assert_string_equal(texts_language_code(texts, 1), "en");
	assert_string_equal(texts_language_code(texts, 2), "sti");
	assert_string_equal(texts_language_name(texts, 2), "Stiêng");
	assert_true(texts_language_complete(texts, 1));
	assert_false(texts_language_complete(texts, 2));
	assert_int_equal(texts_language_find(texts, "sti"), 2);
	assert_int_equal(texts_language_find(texts, "xx"), 0);
	assert_int_equal(texts_language_find(texts, ""), 0);
}

static void a_text_is_found_by_id_and_falls_back_to_vietnamese(void **state)
{
	uint16_t title, ok;

	(void)state;
	read_three_languages();
	title = texts_find(texts, "home.title");
	ok = texts_find(texts, "ok");
	assert_int_not_equal(title, TEXT_NONE);
	assert_int_equal(texts_find(texts, "home"), TEXT_NONE);
	assert_int_equal(texts_find(texts, ""), TEXT_NONE);
	assert_string_equal(texts_id(texts, title), "home.title");
	assert_string_equal(texts_get(texts, title, 0, true), "Một cửa");
	assert_string_equal(texts_get(texts, title, 0, false), "Mot cua");
	assert_string_equal(texts_get(texts, title, 1, true), "One door");
	assert_string_equal(texts_get(texts, title, 2, true), "Một cửa");
	assert_string_equal(texts_get(texts, title, 2, false), "Mot cua");
	assert_string_equal(texts_get(texts, ok, 1, false), "OK");
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
	texts_missing(texts, 0, collect, of_vi);
	texts_missing(texts, 1, collect, of_en);
	texts_missing(texts, 2, collect, of_sti);
	assert_string_equal(of_vi, "");
	assert_string_equal(of_en, "ok ");
	assert_string_equal(of_sti, "bye home.title ok ");
}

static void texts_are_composed_at_load(void **state)
{
	(void)state;
	read_vi("\"a\":\"e\xcc\x82\xcc\x81\"");
	assert_string_equal(texts_get(texts, 0, 0, true), "ế");
	assert_string_equal(texts_get(texts, 0, 0, false), "e");
}

/* Texts lie close together in blocks; one of every length meets the end of a block exactly. */
static void texts_of_any_length_lie_beside_each_other(void **state)
{
	char members[20000], content[sizeof(members) + 100];

	(void)state;
	for (int length = 1; length <= TEXT_MAX; length++) {
		size_t used =
			(size_t)snprintf(members, sizeof(members), "\"a\":\"%0*d\"", length, 1);
		uint16_t last;

		for (unsigned i = 0; i < 16; i++)
			used += (size_t)snprintf(members + used, sizeof(members) - used,
				",\"t%02u\":\"%0*u\"", i, TEXT_MAX, i);
		snprintf(content, sizeof(content),
			"{\"language\":\"vi\",\"name\":\"V\",\"texts\":{%s}}", members);
		write_file("vi.json", content);
		read_folder();
		last = texts_find(texts, "t15");
		assert_int_equal(strlen(texts_get(texts, 0, 0, true)), length);
		assert_int_equal(strlen(texts_get(texts, last, 0, true)), TEXT_MAX);
		assert_string_equal(texts_get(texts, last, 0, true) + TEXT_MAX - 2, "15");
		talloc_free(texts);
	}
}

/* Each is the content of vi.json, and a part of the sentence that refuses it. */
static void mistakes_in_a_file_are_refused_with_file_and_place(void **state)
{
#define VI(members) "{\"language\":\"vi\",\"name\":\"V\",\"texts\":{" members "}}"
	static const struct {
		const char *content, *part;
	} table[] = {
		{ "{", "vi.json: line 1" },
		{ "[]", "vi.json: expected an object" },
		{ "{\"language\":\"vi\",\"name\":\"V\"}", "vi.json: texts: missing" },
		{ "{\"language\":\"vi\",\"texts\":{}}", "vi.json: name: missing" },
		{ "{\"name\":\"V\",\"texts\":{}}", "vi.json: language: missing" },
		{ "{\"language\":\"VI\",\"name\":\"V\",\"texts\":{}}", "language: expected" },
		{ "{\"language\":\"v\",\"name\":\"V\",\"texts\":{}}", "vi.json: language" },
		{ "{\"language\":\"vi\",\"name\":\"V\",\"text\":{},\"texts\":{}}",
			"unknown key \"text\"" },
		{ "{\"language\":\"vi\",\"name\":\"V\",\"texts\":[]}",
			"texts: expected an object" },
		{ "{\"language\":\"vi\",\"name\":\"V\",\"complete\":1,\"texts\":{}}",
			"complete: expected true or false" },
		{ VI("\"a\":\"x\",\"a\":\"y\""), "duplicate object key" },
		{ VI("\"a b\":\"x\""), "\"a b\" is no id" },
		{ VI("\"\":\"x\""), "is no id" },
		{ VI("\"a\":\"\""), "vi.json: texts.a: expected 1 to 1024 octets" },
		{ VI("\"a\":7"), "vi.json: texts.a: expected a text" },
		{ VI("\"a\":\"x\\ty\""), "vi.json: texts.a: holds a control character" },
		{ VI("\"a\":\"x\\u007fy\""), "holds a control character" },
		{ VI("\"a\":\"{name\""), "vi.json: texts.a: a '{' begins neither" },
		{ VI("\"a\":\"{}\""), "a '{' begins neither" },
		{ VI("\"a\":\"{na me}\""), "a '{' begins neither" },
		{ VI("\"a\":\"{n\xc3\xa0}\""), "a '{' begins neither" },
		{ VI("\"a\":\"{{{\""), "a '{' begins neither" },
		{ VI("\"a\":\"x {\""), "a '{' begins neither" },
	};
#undef VI

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		write_file("vi.json", table[i].content);
		assert_null(texts_read(ctx, folder, error, sizeof(error)));
		if (!strstr(error, table[i].part))
			fail_msg("%s: %s", table[i].content, error);
		assert_non_null(strstr(error, folder));
	}
	/* nothing is left behind by what was refused */
	assert_int_equal(talloc_total_blocks(ctx), 1);
}

static void a_text_over_the_limit_is_refused(void **state)
{
	char content[TEXT_MAX + 100];

	(void)state;
	snprintf(content, sizeof(content),
		"{\"language\":\"vi\",\"name\":\"V\",\"texts\":{\"long\":\"%0*d\"}}", TEXT_MAX + 1,
		7);
	write_file("vi.json", content);
	assert_null(texts_read(ctx, folder, error, sizeof(error)));
	assert_non_null(strstr(error, "texts.long: expected 1 to 1024 octets, found 1025"));
}

static void folders_without_sense_are_refused(void **state)
{
	static const char vi[] = "{\"language\":\"vi\",\"name\":\"V\",\"texts\":{\"a\":\"x\"}}";
	static const char en[] = "{\"language\":\"en\",\"name\":\"E\",\"texts\":{\"b\":\"x\"}}";

	(void)state;
	assert_null(texts_read(ctx, "/nonexistent/folder", error, sizeof(error)));
	assert_string_equal(error, "/nonexistent/folder: No such file or directory");
	assert_null(texts_read(ctx, folder, error, sizeof(error)));
	assert_non_null(strstr(error, "no file for the language \"vi\""));
	write_file("en.json", en);
	assert_null(texts_read(ctx, folder, error, sizeof(error)));
	assert_non_null(strstr(error, "no file for the language \"vi\""));
	write_file("vi.json", vi);
	assert_null(texts_read(ctx, folder, error, sizeof(error)));
	assert_non_null(strstr(error, "en.json: texts: \"b\" is not a text of vi"));
	write_file("en.json", vi);
	assert_null(texts_read(ctx, folder, error, sizeof(error)));
	assert_non_null(strstr(error, "are both for \"vi\""));
}

static void more_languages_than_there_is_room_for_are_refused(void **state)
{
	char name[16], content[96];

	(void)state;
	for (unsigned i = 0; i < LANGUAGES_MAX; i++) {
		snprintf(name, sizeof(name), "l%u.json", i);
		snprintf(content, sizeof(content),
			"{\"language\":\"%s%u\",\"name\":\"L\",\"texts\":{}}", "l", i);
		write_file(name,
			i == 0 ? "{\"language\":\"vi\",\"name\":\"V\",\"texts\":{}}" : content);
	}
	read_folder();
	assert_int_equal(texts_languages(texts), LANGUAGES_MAX);
	write_file("one-more.json", content);
	assert_null(texts_read(ctx, folder, error, sizeof(error)));
	assert_non_null(strstr(error, "more than 8 languages"));
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

		read_vi(table[i].members);
		snprintf(value, sizeof(value), "%s", table[i].value);
		rc = texts_expand(texts, texts_find(texts, "t"), 0, table[i].accents, value_of,
			value, out, sizeof(out), &len);
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
	read_vi("\"t\":\"a{v}b\"");
	assert_int_equal(
		texts_expand(texts, 0, 0, true, NULL, NULL, out, sizeof(out), &len), ERR_NOT_FOUND);
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
	read_vi("\"t\":\"aế-{v}\"");
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char out[16];
		size_t len = 99;

		memset(out, 'z', sizeof(out));
		assert_int_equal(
			texts_expand(texts, 0, 0, true, value_of, value, out, table[i].cap, &len),
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
	read_vi("\"t\":\"{v}|{v}\"");
	for (size_t i = 0; i + 3 < sizeof(value); i += 3)
		memcpy(value + i, "ế", 3);
	assert_int_equal(texts_expand(texts, 0, 0, true, value_of, value, out, sizeof(out), &len),
		ERR_TOO_LONG);
	assert_int_equal(len, TEXT_MAX / 3 * 3);
	assert_true(utf8_valid(out, len));

	/* without accents less than the limit is left of it, yet something was cut off */
	assert_int_equal(texts_expand(texts, 0, 0, false, value_of, value, out, sizeof(out), &len),
		ERR_TOO_LONG);
	assert_int_equal(strspn(out, "e|"), len);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
	const struct CMUnitTest tests[] = {
		TEST(languages_come_with_vietnamese_first),
		TEST(a_text_is_found_by_id_and_falls_back_to_vietnamese),
		TEST(what_a_language_lacks_is_listed),
		TEST(texts_are_composed_at_load),
		TEST(texts_of_any_length_lie_beside_each_other),
		TEST(mistakes_in_a_file_are_refused_with_file_and_place),
		TEST(a_text_over_the_limit_is_refused),
		TEST(folders_without_sense_are_refused),
		TEST(more_languages_than_there_is_room_for_are_refused),
		TEST(placeholders_are_filled_in),
		TEST(without_values_every_placeholder_is_missing),
		TEST(what_does_not_fit_is_cut_on_a_grapheme_border),
		TEST(no_expansion_is_longer_than_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
