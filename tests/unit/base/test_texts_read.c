/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading files of texts: what they may hold, and the sentence for each mistake.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <osmocom/core/talloc.h>
#include "tests/lib/text_folder.h"

/* The folder is not taken, and text_folder.error says why. */
static bool refused(void)
{
	text_folder.error[0] = '\0';
	return !texts_read(text_folder.ctx, text_folder.path, text_folder.error,
		       sizeof(text_folder.error)) &&
		text_folder.error[0] != '\0';
}

static void texts_are_composed_at_load(void **state)
{
	(void)state;
	text_folder_read_vi("\"a\":\"e\xcc\x82\xcc\x81\"");
	assert_string_equal(texts_get(text_folder.texts, 0, 0, true), "ế");
	assert_string_equal(texts_get(text_folder.texts, 0, 0, false), "e");
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
		text_folder_write("vi.json", content);
		text_folder_read();
		last = texts_find(text_folder.texts, "t15");
		assert_int_equal(strlen(texts_get(text_folder.texts, 0, 0, true)), length);
		assert_int_equal(strlen(texts_get(text_folder.texts, last, 0, true)), TEXT_MAX);
		assert_string_equal(
			texts_get(text_folder.texts, last, 0, true) + TEXT_MAX - 2, "15");
		talloc_free(text_folder.texts);
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
		text_folder_write("vi.json", table[i].content);
		assert_true(refused());
		if (!strstr(text_folder.error, table[i].part))
			fail_msg("%s: %s", table[i].content, text_folder.error);
		assert_non_null(strstr(text_folder.error, text_folder.path));
	}
	/* nothing is left behind by what was refused */
	assert_int_equal(talloc_total_blocks(text_folder.ctx), 1);
}

static void a_text_over_the_limit_is_refused(void **state)
{
	char content[TEXT_MAX + 100];

	(void)state;
	snprintf(content, sizeof(content),
		"{\"language\":\"vi\",\"name\":\"V\",\"texts\":{\"long\":\"%0*d\"}}", TEXT_MAX + 1,
		7);
	text_folder_write("vi.json", content);
	assert_true(refused());
	assert_non_null(
		strstr(text_folder.error, "texts.long: expected 1 to 1024 octets, found 1025"));
}

static void folders_without_sense_are_refused(void **state)
{
	static const char vi[] = "{\"language\":\"vi\",\"name\":\"V\",\"texts\":{\"a\":\"x\"}}";
	static const char en[] = "{\"language\":\"en\",\"name\":\"E\",\"texts\":{\"b\":\"x\"}}";

	(void)state;
	assert_null(texts_read(text_folder.ctx, "/nonexistent/folder", text_folder.error,
		sizeof(text_folder.error)));
	assert_string_equal(text_folder.error, "/nonexistent/folder: No such file or directory");
	assert_true(refused());
	assert_non_null(strstr(text_folder.error, "no file for the language \"vi\""));
	text_folder_write("en.json", en);
	assert_true(refused());
	assert_non_null(strstr(text_folder.error, "no file for the language \"vi\""));
	text_folder_write("vi.json", vi);
	assert_true(refused());
	assert_non_null(strstr(text_folder.error, "en.json: texts: \"b\" is not a text of vi"));
	text_folder_write("en.json", vi);
	assert_true(refused());
	assert_non_null(strstr(text_folder.error, "are both for \"vi\""));
}

static void more_languages_than_there_is_room_for_are_refused(void **state)
{
	char name[16], content[96];

	(void)state;
	for (unsigned i = 0; i < LANGUAGES_MAX; i++) {
		snprintf(name, sizeof(name), "l%u.json", i);
		snprintf(content, sizeof(content),
			"{\"language\":\"%s%u\",\"name\":\"L\",\"texts\":{}}", "l", i);
		text_folder_write(name,
			i == 0 ? "{\"language\":\"vi\",\"name\":\"V\",\"texts\":{}}" : content);
	}
	text_folder_read();
	assert_int_equal(texts_languages(text_folder.texts), LANGUAGES_MAX);
	text_folder_write("one-more.json", content);
	assert_true(refused());
	assert_non_null(strstr(text_folder.error, "more than 8 languages"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, text_folder_make, text_folder_remove)
	const struct CMUnitTest tests[] = {
		TEST(texts_are_composed_at_load),
		TEST(texts_of_any_length_lie_beside_each_other),
		TEST(mistakes_in_a_file_are_refused_with_file_and_place),
		TEST(a_text_over_the_limit_is_refused),
		TEST(folders_without_sense_are_refused),
		TEST(more_languages_than_there_is_room_for_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
