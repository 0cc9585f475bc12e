/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading JSON of others: what is given, what is refused, and the sentence that says so.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "gateway/base/json.h"

static struct json_reader reader;
static json_t *document;

static struct json_at parse(const char *text)
{
	json_decref(document);
	document = json_read(&reader, "peer", text, strlen(text));
	assert_false(json_failed(&reader));
	return json_root(&reader, document);
}

static int drop_document(void **state)
{
	(void)state;
	json_decref(document);
	document = NULL;
	return 0;
}

static void values_are_read_by_kind(void **state)
{
	struct json_at root = parse("{\"t\":\"\\u1ec7\",\"n\":-7,\"big\":9223372036854775807,"
				    "\"yes\":true,\"list\":[1,{\"k\":\"v\"}],\"null\":null}");
	struct json_at list = json_need(&root, "list"), item = json_item(&list, 1);

	(void)state;
	assert_string_equal(json_text(&root, "t", 1, 3), "\xe1\xbb\x87");
	assert_true(json_int(&root, "n", -10, 10) == -7);
	assert_true(json_int(&root, "big", 0, INT64_MAX) == INT64_MAX);
	assert_true(json_bool_opt(&root, "yes", false));
	assert_int_equal(json_count(&list), 2);
	assert_string_equal(json_text(&item, "k", 1, 9), "v");
	assert_string_equal(json_text_opt(&root, "t", 9, "-"), "\xe1\xbb\x87");
	assert_true(json_int_opt(&root, "n", -10, 10, 0) == -7);
	assert_false(json_failed(&reader));
}

static void what_is_absent_or_null_has_its_default(void **state)
{
	struct json_at root = parse("{\"null\":null}");
	struct json_at none = json_opt(&root, "none"), null = json_opt(&root, "null");

	(void)state;
	assert_string_equal(json_text_opt(&root, "none", 9, "default"), "default");
	assert_string_equal(json_text_opt(&root, "null", 9, "default"), "default");
	assert_null(json_text_opt(&root, "null", 9, NULL));
	assert_true(json_int_opt(&root, "null", 5, 9, -1) == -1);
	assert_true(json_bool_opt(&root, "none", true));
	assert_null(none.value);
	assert_null(null.value);
	assert_int_equal(json_count(&none), 0);
	assert_string_equal(json_text_opt(&none, "inner", 9, "default"), "default");
	assert_false(json_failed(&reader));
}

/* What a reader of the following table does with the document. */
enum act { TEXT, INT, BOOL, LIST, ITEM, NEED, ONLY, DEEP };

static void perform(enum act act, const struct json_at *root)
{
	static const char *const keys[] = { "a", "b", NULL };
	struct json_at a = json_opt(root, "a"), at;

	switch (act) {
	case TEXT:
		assert_string_equal(json_text(root, "a", 2, 4), "");
		break;
	case INT:
		assert_true(json_int(root, "a", 3, 5) == 3);
		break;
	case BOOL:
		assert_true(json_bool_opt(root, "a", true));
		break;
	case LIST:
		assert_int_equal(json_count(&a), 0);
		break;
	case ITEM:
		at = json_item(&a, 1);
		assert_null(at.value);
		break;
	case NEED:
		at = json_need(&a, "b");
		assert_null(at.value);
		break;
	case ONLY:
		json_only(root, keys);
		break;
	case DEEP:
		at = json_item(&a, 0);
		at = json_need(&at, "b");
		json_text(&at, "c", 1, 9);
		break;
	}
}

static void a_failure_is_one_sentence_with_the_place(void **state)
{
	static const struct {
		const char *text;
		enum act act;
		const char *sentence;
	} table[] = {
		{ "{}", TEXT, "peer: a: missing" },
		{ "{\"a\":null}", TEXT, "peer: a: missing" },
		{ "{\"a\":1}", TEXT, "peer: a: expected a text" },
		{ "{\"a\":\"x\"}", TEXT, "peer: a: expected 2 to 4 octets, found 1" },
		{ "{\"a\":\"xxxxx\"}", TEXT, "peer: a: expected 2 to 4 octets, found 5" },
		{ "[]", TEXT, "peer: expected an object" },
		{ "{}", INT, "peer: a: missing" },
		{ "{\"a\":\"4\"}", INT, "peer: a: expected a whole number" },
		{ "{\"a\":4.0}", INT, "peer: a: expected a whole number" },
		{ "{\"a\":2}", INT, "peer: a: expected 3 to 5" },
		{ "{\"a\":6}", INT, "peer: a: expected 3 to 5" },
		{ "{\"a\":\"true\"}", BOOL, "peer: a: expected true or false" },
		{ "{\"a\":{}}", LIST, "peer: a: expected an array" },
		{ "{\"a\":[1]}", ITEM, "peer: a[1]: missing" },
		{ "{\"a\":{}}", ITEM, "peer: a: expected an array" },
		{ "{\"a\":{}}", NEED, "peer: a.b: missing" },
		{ "{\"a\":[]}", NEED, "peer: a: expected an object" },
		{ "{\"a\":1,\"c\":2}", ONLY, "peer: unknown key \"c\"" },
		{ "{\"\\u1ec7\\n\":2}", ONLY, "peer: unknown key \"\\xe1\\xbb\\x87\\x0a\"" },
		{ "[]", ONLY, "peer: expected an object" },
		{ "{\"a\":[{\"b\":{\"c\":[]}}]}", DEEP, "peer: a[0].b.c: expected a text" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct json_at root = parse(table[i].text);

		perform(table[i].act, &root);
		assert_true(json_failed(&reader));
		assert_string_equal(reader.error, table[i].sentence);
	}
}

static void known_keys_are_no_error(void **state)
{
	static const char *const keys[] = { "a", "b", NULL };
	struct json_at root = parse("{\"b\":1}");

	(void)state;
	json_only(&root, keys);
	assert_false(json_failed(&reader));
}

static void after_the_first_failure_all_answer_their_default(void **state)
{
	static const char *const keys[] = { NULL };
	struct json_at root = parse("{\"a\":\"text\",\"n\":7,\"list\":[1],\"yes\":true}");
	struct json_at list = json_need(&root, "list");

	(void)state;
	json_fail(&list, "is the %s", "first");
	json_fail(&list, "is the second");
	assert_string_equal(json_text(&root, "a", 1, 9), "");
	assert_string_equal(json_text_opt(&root, "a", 9, "-"), "-");
	assert_true(json_int(&root, "n", 3, 9) == 3);
	assert_true(json_int_opt(&root, "n", 3, 9, 5) == 5);
	assert_false(json_bool_opt(&root, "yes", false));
	assert_int_equal(json_count(&list), 0);
	json_only(&root, keys);
	assert_string_equal(reader.error, "peer: list: is the first");
}

static void bad_documents_are_refused_without_being_quoted(void **state)
{
	static const struct {
		const char *text;
		const char *part; /* of the sentence */
	} table[] = {
		{ "", "peer: line 1" },
		{ "{", "peer: line 1" },
		{ "\"SECRET\"", "'[' or '{' expected" },
		{ "{\"SECRET\":1,\"SECRET\":2}", "duplicate object key" },
		{ "{\"SECRET\":\"\xff\"}", "peer: line" },
		{ "{\"a\":\"SECRET\\u0000\"}", "\\u0000 is not allowed" },
		{ "{\"a\":SECRET}", "invalid token" },
		{ "{\"a\":1}SECRET", "end of file expected" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		assert_null(json_read(&reader, "peer", table[i].text, strlen(table[i].text)));
		assert_true(json_failed(&reader));
		assert_non_null(strstr(reader.error, table[i].part));
		assert_null(strstr(reader.error, "SECRET"));
	}
}

static void nesting_has_a_limit(void **state)
{
	char text[2 * (JSON_DEPTH_MAX + 1) + 1] = { 0 };
	json_t *root;

	(void)state;
	memset(text, '[', JSON_DEPTH_MAX);
	memset(text + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
	root = json_read(&reader, "peer", text, 2 * JSON_DEPTH_MAX);
	assert_non_null(root);
	json_decref(root);

	memset(text, '[', JSON_DEPTH_MAX + 1);
	memset(text + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
	assert_null(json_read(&reader, "peer", text, sizeof(text) - 1));
	assert_string_equal(reader.error, "peer: nested deeper than 32");
}

static void brackets_within_texts_do_not_nest(void **state)
{
	parse("{\"a\":\"[\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\\\",\"b\":[]}");
	(void)state;
	assert_int_equal(json_object_size(document), 2);
}

static void long_paths_and_sources_are_cut_and_harm_nothing(void **state)
{
	char key[400], text[500], source[400];
	struct json_at root;

	(void)state;
	memset(key, 'k', sizeof(key) - 1);
	key[sizeof(key) - 1] = '\0';
	memset(source, 's', sizeof(source) - 1);
	source[sizeof(source) - 1] = '\0';
	snprintf(text, sizeof(text), "{\"%s\":{}}", key);
	root = parse(text);
	reader.source = source;
	root = json_need(&root, key);
	root = json_need(&root, key);
	assert_true(json_failed(&reader));
	assert_true(strlen(reader.error) < JSON_ERROR_SIZE);
	assert_int_equal(strlen(root.path), JSON_PATH_SIZE - 1);
}

static void files_are_read_up_to_their_limit(void **state)
{
	char path[] = "/tmp/motcua-test-json-XXXXXX";
	int file = mkstemp(path);
	json_t *root;

	(void)state;
	assert_int_equal(write(file, "{\"a\":1}", 7), 7);
	close(file);
	root = json_read_file(&reader, path, 7);
	assert_non_null(root);
	json_decref(root);
	assert_null(json_read_file(&reader, path, 6));
	assert_non_null(strstr(reader.error, "too long"));
	assert_non_null(strstr(reader.error, path));
	unlink(path);
	assert_null(json_read_file(&reader, path, 7));
	assert_non_null(strstr(reader.error, "No such file"));
	assert_null(json_read_file(&reader, "/tmp", 7));
	assert_non_null(strstr(reader.error, "/tmp: Is a directory"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(values_are_read_by_kind, drop_document),
		cmocka_unit_test_teardown(what_is_absent_or_null_has_its_default, drop_document),
		cmocka_unit_test_teardown(a_failure_is_one_sentence_with_the_place, drop_document),
		cmocka_unit_test_teardown(known_keys_are_no_error, drop_document),
		cmocka_unit_test_teardown(
			after_the_first_failure_all_answer_their_default, drop_document),
		cmocka_unit_test(bad_documents_are_refused_without_being_quoted),
		cmocka_unit_test(nesting_has_a_limit),
		cmocka_unit_test_teardown(brackets_within_texts_do_not_nest, drop_document),
		cmocka_unit_test_teardown(
			long_paths_and_sources_are_cut_and_harm_nothing, drop_document),
		cmocka_unit_test(files_are_read_up_to_their_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
