/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading units: small files of which each breaks one rule, and units as part of a set of menus.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <talloc.h>
#include "tests/lib/menus_world.h"

#define FILE_SIZE 4096
#define SERVICE	  SERVICE_FOLDER

static const char good[] =
	"{\"motcua_units\":1,\"valid_from\":\"2025-07-01\",\"source\":\"s\",\"kinds\":[\"k\",\"l\"]"
	","
	"\"provinces\":["
	"{\"code\":\"11\",\"name\":\"Mot\",\"kind\":\"k\",\"units\":["
	"[\"00001\",\"Xa\",\"l\"],[\"00003\",\"Ban Ba\",\"l\"]]},"
	"{\"code\":\"12\",\"name\":\"Hai\",\"kind\":\"k\",\"units\":[[\"00002\",\"Ban Ba\",\"l\"]]}"
	"]}";

static const struct {
	const char *old, *new, *sentence;
} refusals[] = {
	{ "\"motcua_units\":1,", "", "motcua_units: missing" },
	{ "\"motcua_units\":1", "\"motcua_units\":2", "motcua_units: expected 1 to 1" },
	{ "\"source\"", "\"sauce\"", "unknown key \"sauce\"" },
	{ "\"source\":\"s\",", "", "source: missing" },
	{ "\"valid_from\":\"2025-07-01\",", "", "valid_from: missing" },
	{ "2025-07-01", "2025-02-30", "valid_from: expected a date" },
	{ "2025-07-01", "01/07/2025", "valid_from: expected a date" },
	{ "2025-07-01", "2025- 7-01", "valid_from: expected a date" },
	{ "2025-07-01", "2025--7-01", "valid_from: expected a date" },
	{ "2025-07-01", "2025-7-1", "valid_from: expected a date" },
	{ "2025-07-01", "2025-07-011", "valid_from: expected a text of 1 to 10" },
	{ "\"2025-07-01\"", "20250701", "valid_from: expected a text" },
	{ "\"source\"", "\"valid_to\":\"soon\",\"source\"", "valid_to: expected a date" },
	{ "\"source\"", "\"valid_to\":\"2025-06-30\",\"source\"", "\"valid_to\" comes before" },
	{ "[\"k\",\"l\"]", "\"k\"", "kinds: expected an array" },
	{ "[\"k\",\"l\"]", "[\"k\",1]", "kinds[1]: expected a text" },
	{ "[\"k\",\"l\"]", "[\"k\",\"\"]", "kinds[1]: expected a text" },
	{ "[\"k\",\"l\"]", "[1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8]", "kinds: expected at most 16" },
	{ "[\"k\",\"l\"]", "[]", "is none of \"kinds\"" },
	{ "\"k\",\"units\"", "\"m\",\"units\"", "provinces[0].kind: is none of \"kinds\"" },
	{ "\"Xa\",\"l\"", "\"Xa\",\"L\"", "provinces[0].units[0][2]: is none of \"kinds\"" },
	{ "\"code\":\"11\"", "\"code\":\"1\"", "provinces[0].code: expected a code of 2" },
	{ "\"code\":\"11\"", "\"code\":11", "provinces[0].code: expected a text" },
	{ "\"code\":\"11\"", "\"code\":\"1a\"", "provinces[0].code: expected a code of 2" },
	{ "\"code\":\"11\"", "\"code\":\"12\"", "provinces[1].code: expected a greater code" },
	{ "\"code\":\"11\"", "\"code\":\"13\"", "provinces[1].code: expected a greater code" },
	{ "\"code\":\"11\"", "\"cod\":\"11\"", "provinces[0].code: missing" },
	{ "\"code\":\"11\"", "\"extra\":1,\"code\":\"11\"", "provinces[0]: unknown key" },
	{ "\"00001\"", "\"0001\"", "provinces[0].units[0][0]: expected a code of 5" },
	{ "\"00001\"", "\"000011\"", "provinces[0].units[0][0]: expected a text of 1 to 5" },
	{ "\"00001\"", "\"00004\"", "provinces[0].units[1][0]: expected a greater code" },
	{ "\"00001\"", "\"00003\"", "provinces[0].units[1][0]: expected a greater code" },
	{ "\"00001\"", "\"00002\"", "provinces: the code 00002 is there twice" },
	{ "\"Xa\"", "\"\"", "provinces[0].units[0][1]: expected a text" },
	{ "\"Xa\"", "null", "provinces[0].units[0][1]: expected a text" },
	{ "\"Xa\"", "\" Xa\"", "provinces[0].units[0][1]: has a stray space" },
	{ "\"Xa\"", "\"Xa \"", "provinces[0].units[0][1]: has a stray space" },
	{ "Ban Ba", "Ban  Ba", "provinces[0].units[1][1]: has a stray space" },
	{ "\"Xa\"", "\"X\\na\"", "provinces[0].units[0][1]: holds a control character" },
	{ "\"Xa\"", "\"Xa\\u0303\"", "provinces[0].units[0][1]: is not NFC" },
	{ "\"Xa\"", "\"0123456789012345678901234567890123456789012345678901234567890123\"",
		"provinces[0].units[0][1]: expected a text of 1 to 63" },
	{ "\"Xa\",\"l\"", "\"Xa\"", "provinces[0].units[0]: expected [code, name, kind]" },
	{ "\"Xa\",\"l\"", "\"Xa\",\"l\",\"\"", "provinces[0].units[0]: expected [code" },
	{ "[\"00001\",\"Xa\",\"l\"]", "{}", "provinces[0].units[0]: expected an array" },
	{ "[[\"00002\",\"Ban Ba\",\"l\"]]", "[]", "provinces[1].units: expected 1 to 400 units" },
	{ "[[\"00002\",\"Ban Ba\",\"l\"]]", "{}", "provinces[1].units: expected an array" },
	{ ",\"units\":[[\"00002\",\"Ban Ba\",\"l\"]]", "", "provinces[1].units: missing" },
	{ "\"provinces\":[", "\"provinces\":[7,", "provinces[0]: expected an object" },
};

/* Reads a file made of text; NULL and the sentence. */
static struct units *read_text(const char *text, char sentence[JSON_ERROR_SIZE])
{
	struct json_reader reader;
	json_t *json = json_read(&reader, "units.json", text, strlen(text));
	struct units *result = NULL;

	if (json) {
		struct json_at root = json_root(&reader, json);

		result = units_read(NULL, &root);
		json_decref(json);
	}
	memcpy(sentence, reader.error, JSON_ERROR_SIZE);
	return result;
}

static void each_broken_rule_is_refused_with_its_place(void **state)
{
	char text[FILE_SIZE], sentence[JSON_ERROR_SIZE];
	struct units *read = read_text(good, sentence);
	(void)state;

	if (!read)
		fail_msg("%s", sentence);
	talloc_free(read);
	for (unsigned i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		const char *old = refusals[i].old, *at = strstr(good, old);

		assert_non_null(at);
		snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - good), good, refusals[i].new,
			at + strlen(old));
		read = read_text(text, sentence);
		if (read || !strstr(sentence, refusals[i].sentence))
			fail_msg("%s -> %s\nsays: %s", old, refusals[i].new, sentence);
		assert_ptr_equal(strstr(sentence, "units.json: "), sentence);
	}
}

static void a_file_with_no_provinces_or_too_many_units_is_refused(void **state)
{
	static const char head[] = "{\"motcua_units\":1,\"valid_from\":\"2025-07-01\","
				   "\"source\":\"s\",\"kinds\":[\"k\"],\"provinces\":[";
	char text[FILE_SIZE], sentence[JSON_ERROR_SIZE];
	size_t len;
	(void)state;

	snprintf(text, sizeof(text), "%s]}", head);
	assert_null(read_text(text, sentence));
	assert_non_null(strstr(sentence, "provinces: expected 1 to 99 provinces"));
	len = (size_t)snprintf(text, sizeof(text), "%s{}", head);
	for (unsigned i = 1; i < 100; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, ",{}");
	snprintf(text + len, sizeof(text) - len, "]}");
	assert_null(read_text(text, sentence));
	assert_non_null(strstr(sentence, "provinces: expected 1 to 99 provinces"));
	len = (size_t)snprintf(text, sizeof(text), "%s{\"units\":[0", head);
	for (unsigned i = 1; i <= UNITS_COMMUNES_MAX; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, ",0");
	snprintf(text + len, sizeof(text) - len, "]}]}");
	assert_null(read_text(text, sentence));
	assert_non_null(strstr(sentence, "provinces[0].units: expected 1 to 400 units"));
	assert_null(read_text("[]", sentence));
	assert_non_null(strstr(sentence, "expected an object"));
}

/* Names without a Latin letter have no keys, but can still be chosen by number. */
static void a_name_that_has_no_keys_is_listed_and_not_found(void **state)
{
	char text[FILE_SIZE], sentence[JSON_ERROR_SIZE];
	const char *at = strstr(good, "Xa");
	struct units *read;
	struct unit_hit hits[3];
	(void)state;

	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - good), good, "\u1783\u17bb\u17c6",
		at + 2);
	read = read_text(text, sentence);
	assert_non_null(read);
	assert_int_equal(units_match(read, "11", "", hits, 3), 2);
	assert_string_equal(hits[1].unit->code, "00001");
	assert_int_equal(units_match(read, "11", "2", hits, 3), 1);
	talloc_free(read);
}

/* --- as part of the menus ------------------------------------------------------------------ */
/* The service's menus with other units (NULL: none). */
static struct menu_set *set_with(const char *text, char error[FILE_SIZE])
{
	static const char *const parts[] = { "home.json", "procedures", "texts" };
	char folder[] = "/tmp/motcua-units-XXXXXX", at[64], target[4096], here[2048];
	struct menu_set *set;

	assert_non_null(mkdtemp(folder));
	assert_non_null(getcwd(here, sizeof(here)));
	for (unsigned i = 0; i < 3; i++) {
		snprintf(target, sizeof(target), "%s/" SERVICE "/%s", here, parts[i]);
		snprintf(at, sizeof(at), "%s/%s", folder, parts[i]);
		assert_int_equal(symlink(target, at), 0);
	}
	snprintf(at, sizeof(at), "%s/units.json", folder);
	if (text) {
		FILE *file = fopen(at, "w");

		assert_non_null(file);
		assert_true(fputs(text, file) >= 0);
		assert_int_equal(fclose(file), 0);
	}
	set = menu_set_read(NULL, folder, error, FILE_SIZE);
	unlink(at);
	for (unsigned i = 0; i < 3; i++) {
		snprintf(at, sizeof(at), "%s/%s", folder, parts[i]);
		unlink(at);
	}
	rmdir(folder);
	return set;
}

static void a_set_has_the_units_of_its_folder_if_there_are_any(void **state)
{
	char error[FILE_SIZE];
	struct menu_set *set = menus_world_set(NULL);
	(void)state;

	assert_non_null(menu_set_units(set));
	assert_int_equal(menu_set_units(set)->communes_n, 3321);
	talloc_free(set);

	set = set_with(good, error);
	if (!set)
		fail_msg("%s", error);
	assert_int_equal(menu_set_units(set)->communes_n, 3);
	talloc_free(set);

	set = set_with(NULL, error);
	assert_non_null(set);
	assert_null(menu_set_units(set));
	talloc_free(set);
}

static void a_set_whose_units_are_broken_does_not_load(void **state)
{
	char error[FILE_SIZE];
	(void)state;

	assert_null(set_with("{\"motcua_units\":1}", error));
	assert_non_null(strstr(error, "units.json: kinds: missing"));
	assert_null(set_with("{", error));
	assert_non_null(strstr(error, "units.json: line 1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_broken_rule_is_refused_with_its_place),
		cmocka_unit_test(a_file_with_no_provinces_or_too_many_units_is_refused),
		cmocka_unit_test(a_name_that_has_no_keys_is_listed_and_not_found),
		cmocka_unit_test(a_set_has_the_units_of_its_folder_if_there_are_any),
		cmocka_unit_test(a_set_whose_units_are_broken_does_not_load),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
