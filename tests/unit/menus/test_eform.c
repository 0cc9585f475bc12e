/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Forms read into fields and problems. Comparison with Form.io's own code is an e2e test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "menus/eform.h"

#define FORM(components) "{\"title\":\"T\",\"version\":7,\"components\":[" components "]}"

static struct eform *form_of(const char *text)
{
	char error[JSON_ERROR_SIZE] = "";
	struct eform *eform =
		eform_read_text(NULL, "f.json", text, strlen(text), error, sizeof(error));

	if (!eform)
		fail_msg("refused: %s", error);
	return eform;
}

static void assert_no_problem(const struct eform *eform)
{
	if (eform->problems_n > 0)
		fail_msg("%s: %s", eform->problems[0].place, eform->problems[0].what);
}

static void containers_arrange_or_nest_and_keys_with_dots_nest(void **state)
{
	struct eform *eform =
		form_of(FORM("{\"type\":\"panel\",\"key\":\"p\",\"components\":[{\"type\":"
			     "\"textfield\",\"key\":\"a.b\"}]},"
			     "{\"type\":\"columns\",\"key\":\"c\",\"columns\":[{\"components\":[{"
			     "\"type\":\"number\",\"key\":\"n\"}]}]},"
			     "{\"type\":\"table\",\"key\":\"t\",\"rows\":[[{\"components\":[{"
			     "\"type\":\"day\",\"key\":\"d\"}]}]]},"
			     "{\"type\":\"tabs\",\"key\":\"u\",\"components\":[{\"components\":[{"
			     "\"type\":\"email\",\"key\":\"e\"}]}]},"
			     "{\"type\":\"container\",\"key\":\"me\",\"components\":[{\"type\":"
			     "\"time\",\"key\":\"h\"}]},"
			     "{\"type\":\"datagrid\",\"key\":\"g\",\"components\":[{\"type\":"
			     "\"editgrid\",\"key\":\"i\","
			     "\"components\":[{\"type\":\"file\",\"key\":\"f\"}]}]},"
			     "{\"type\":\"button\",\"key\":\"submit\",\"action\":\"submit\"},{"
			     "\"type\":\"content\",\"key\":\"x\"}"));
	static const char *const paths[] = { "a.b", "n", "d", "e", "me.h", "g[].i[].f" };

	(void)state;
	assert_no_problem(eform);
	assert_int_equal(eform->fields_n, 6);
	for (unsigned i = 0; i < 6; i++)
		assert_string_equal(eform->fields[i].path, paths[i]);
	assert_int_equal(eform->grids_n, 2);
	assert_string_equal(eform->grids[1].path, "g[].i");
	assert_string_equal(eform->version, "7");
	assert_ptr_equal(eform_find(eform, "me.h"), &eform->fields[4]);
	assert_null(eform_find(eform, "h"));
	assert_string_equal(eform->fields[0].place, "components[0].components[0]");
	assert_string_equal(eform_type_name(EFORM_PHONE), "phoneNumber");
	talloc_free(eform);
}

static void a_field_says_what_its_component_says(void **state)
{
	struct eform *eform = form_of(FORM(
		"{\"type\":\"textfield\",\"key\":\"a\",\"label\":\"L\",\"defaultValue\":\"x\","
		"\"validate\":"
		"{\"required\":true,\"pattern\":\"\\\\d+\",\"minLength\":\"2\",\"maxLength\":9,"
		"\"customMessage\":\"m\"}},"
		"{\"type\":\"select\",\"key\":\"s\",\"multiple\":true,\"data\":{\"values\":"
		"[{\"value\":\"\",\"label\":\"\"},{\"value\":1,\"label\":\"one\"}]}},"
		"{\"type\":\"select\",\"key\":\"j\",\"dataSrc\":\"json\",\"valueProperty\":\"m.c\","
		"\"template\":\"<b>{{ item.n "
		"}}</"
		"b>\",\"data\":{\"json\":\"[{\\\"m\\\":{\\\"c\\\":\\\"k\\\"},\\\"n\\\":\\\"N\\\"}]"
		"\"}},"
		"{\"type\":\"datetime\",\"key\":\"d\",\"enableTime\":false,\"widget\":{\"minDate\":"
		"\"2020-01-01\"}},"
		"{\"type\":\"number\",\"key\":\"n\",\"validate\":{\"min\":\"1.5\",\"max\":4,"
		"\"integer\":true}}"));
	const struct eform_field *field = eform->fields;

	(void)state;
	assert_no_problem(eform);
	assert_true(field[0].required && field[0].has_default);
	assert_string_equal(field[0].default_value, "x");
	assert_string_equal(field[0].pattern, "\\d+");
	assert_int_equal(field[0].min_length, 2);
	assert_int_equal(field[0].max_length, 9);
	assert_true(field[1].multiple);
	assert_int_equal(field[1].options_n, 1);
	assert_string_equal(field[1].options[0].value, "1");
	assert_string_equal(field[2].options[0].value, "k");
	assert_string_equal(field[2].options[0].label, "N");
	assert_false(field[3].enable_time);
	assert_string_equal(field[3].min_date, "2020-01-01");
	assert_true(field[4].has_min && field[4].has_max && field[4].whole);
	assert_true(field[4].min > 1.4 && field[4].min < 1.6);
	talloc_free(eform);
}

static void what_is_not_understood_is_a_problem_with_its_place(void **state)
{
#define TEXT(more) "{\"type\":\"textfield\",\"key\":\"a\"," more "}"
	static const struct {
		const char *form, *place, *key;
		bool resolvable;
	} cases[] = {
		{ FORM("{\"type\":\"survey\",\"key\":\"a\"}"), "components[0]", "a", false },
		{ FORM("7"), "components[0]", "", false },
		{ FORM("{\"type\":\"textfield\"}"), "components[0]", "", false },
		{ FORM("{\"type\":\"textfield\",\"key\":\"a[0]\"}"), "components[0]", "a[0]",
			false },
		{ FORM(TEXT("\"x\":1") "," TEXT("\"x\":1")), "components[1]", "a", false },
		{ FORM(TEXT("\"x\":1") ",{\"type\":\"number\",\"key\":\"a.b\"}"), "components[1]",
			"a.b", false },
		{ FORM(TEXT("\"customConditional\":\"show=1\"")), "components[0].customConditional",
			"a", true },
		{ FORM(TEXT("\"calculateValue\":\"value=1\"")), "components[0].calculateValue", "a",
			true },
		{ FORM(TEXT("\"validate\":{\"custom\":\"valid=1\"}")), "components[0].validate",
			"a", true },
		{ FORM(TEXT("\"validate\":{\"pattern\":\"(?=x)\"}")),
			"components[0].validate.pattern", "a", true },
		{ FORM(TEXT("\"conditional\":{\"json\":{\"map\":[]}}")),
			"components[0].conditional", "a", true },
		{ FORM(TEXT("\"conditional\":{\"show\":true,\"when\":\"zz\",\"eq\":\"1\"}")),
			"components[0]", "a", true },
		{ FORM("{\"type\":\"select\",\"key\":\"s\",\"dataSrc\":\"url\"}"),
			"components[0].dataSrc", "s", true },
		{ FORM("{\"type\":\"select\",\"key\":\"s\",\"data\":{\"values\":[]}}"),
			"components[0].data.values", "s", true },
		/* a container's condition is a problem of what it holds */
		{ FORM("{\"type\":\"panel\",\"key\":\"p\",\"conditional\":{\"json\":{\"map\":[]}},"
		       "\"components\":[" TEXT("\"x\":1") "]}"),
			"components[0].conditional", "p", true },
		{ FORM("{\"type\":\"columns\",\"key\":\"c\",\"columns\":{}}"),
			"components[0].columns", "c", false },
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct eform *eform = form_of(cases[i].form);

		if (eform->problems_n == 0)
			fail_msg("accepted: %s", cases[i].form);
		assert_string_equal(eform->problems[0].place, cases[i].place);
		assert_string_equal(eform->problems[0].key, cases[i].key);
		assert_int_equal(eform->problems[0].resolvable, cases[i].resolvable);
		talloc_free(eform);
	}
}

static void fields_in_a_container_not_understood_each_have_the_problem(void **state)
{
	struct eform *eform =
		form_of(FORM("{\"type\":\"panel\",\"key\":\"p\",\"customConditional\":"
			     "\"show=1\",\"components\":[" TEXT("\"x\":1") "]}"));

	(void)state;
	assert_int_equal(eform->problems_n, 2);
	assert_string_equal(eform->problems[1].key, "a");
	talloc_free(eform);
}

static void what_is_no_form_or_too_large_is_refused_with_a_sentence(void **state)
{
	char *many = talloc_strdup(NULL, "{\"components\":[{\"type\":\"number\",\"key\":\"k\"}");
	char error[JSON_ERROR_SIZE];
	const char *cases[][2] = {
		{ "[1]", "f.json: expected an object" },
		{ "{\"title\":\"x\"}", "f.json: components: missing" },
		{ "{\"components\":{}}", "f.json: components: expected an array" },
		{ NULL, "f.json: more than 256 fields" },
	};

	(void)state;
	for (unsigned i = 0; i < EFORM_FIELDS_MAX; i++)
		many = talloc_asprintf_append(many, ",{\"type\":\"number\",\"key\":\"k%u\"}", i);
	cases[3][0] = many = talloc_strdup_append(many, "]}");
	for (unsigned i = 0; i < 4; i++) {
		assert_null(eform_read_text(
			NULL, "f.json", cases[i][0], strlen(cases[i][0]), error, sizeof(error)));
		assert_string_equal(error, cases[i][1]);
	}
	talloc_free(many);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(containers_arrange_or_nest_and_keys_with_dots_nest),
		cmocka_unit_test(a_field_says_what_its_component_says),
		cmocka_unit_test(what_is_not_understood_is_a_problem_with_its_place),
		cmocka_unit_test(fields_in_a_container_not_understood_each_have_the_problem),
		cmocka_unit_test(what_is_no_form_or_too_large_is_refused_with_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
