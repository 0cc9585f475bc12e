/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Submissions against a form, and the conditions of its fields. Comparison with Form.io's own code
 * is an e2e test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "menus/eform_check.h"
#include "menus/eform_condition.h"

#define SIZE 512

static const char form[] =
	"{\"components\":["
	"{\"type\":\"textfield\",\"key\":\"a\",\"validate\":{\"required\":true,\"pattern\":\"[0-9]+"
	"\","
	"\"minLength\":2,\"maxLength\":4}},"
	"{\"type\":\"radio\",\"key\":\"r\",\"values\":[{\"value\":\"1\",\"label\":\"one\"},"
	"{\"value\":\"2\",\"label\":\"two\"}]},"
	"{\"type\":\"number\",\"key\":\"n\",\"validate\":{\"min\":1,\"max\":3,\"integer\":true},"
	"\"conditional\":{\"show\":true,\"when\":\"r\",\"eq\":\"1\"}},"
	"{\"type\":\"datetime\",\"key\":\"d\",\"widget\":{\"minDate\":\"2020-01-02\",\"maxDate\":"
	"\"2020-12-31\"}},"
	"{\"type\":\"day\",\"key\":\"y\",\"dayFirst\":true},"
	"{\"type\":\"time\",\"key\":\"t\"},"
	"{\"type\":\"email\",\"key\":\"e\"},"
	"{\"type\":\"phoneNumber\",\"key\":\"p\",\"inputMask\":\"(99) A*\"},"
	"{\"type\":\"checkbox\",\"key\":\"c\"},"
	"{\"type\":\"selectboxes\",\"key\":\"b\",\"values\":[{\"value\":\"x\",\"label\":\"x\"},"
	"{\"value\":\"y\",\"label\":\"y\"}],\"validate\":{\"minSelectedCount\":2}},"
	"{\"type\":\"select\",\"key\":\"m\",\"multiple\":true,\"data\":{\"values\":[{\"value\":"
	"\"1\",\"label\":\"one\"}]}},"
	"{\"type\":\"container\",\"key\":\"k\",\"components\":[{\"type\":\"textfield\",\"key\":"
	"\"l\"}]},"
	"{\"type\":\"datagrid\",\"key\":\"g\",\"validate\":{\"maxLength\":2},\"components\":["
	"{\"type\":\"textfield\",\"key\":\"u\"},{\"type\":\"textfield\",\"key\":\"v\",\"validate\":"
	"{\"required\":true},"
	"\"conditional\":{\"show\":true,\"when\":\"g.u\",\"eq\":\"1\"}}]},"
	"{\"type\":\"textfield\",\"key\":\"z\",\"hidden\":true,\"validate\":{\"required\":true}}"
	"]}";

static struct eform *read_form(const char *text)
{
	char error[JSON_ERROR_SIZE] = "";
	struct eform *eform =
		eform_read_text(NULL, "f.json", text, strlen(text), error, sizeof(error));

	if (!eform)
		fail_msg("refused: %s", error);
	if (eform->problems_n > 0)
		fail_msg("%s: %s", eform->problems[0].place, eform->problems[0].what);
	return eform;
}

static void note(void *data, const char *path, const struct eform_field *field, const char *what)
{
	char *out = data;
	size_t used = strlen(out);

	(void)field;
	snprintf(out + used, SIZE - used, "%s%s %s", used ? "; " : "", path, what);
}

static void each_fault_is_named_with_its_place(void **state)
{
	static const char *const cases[][2] = {
		{ "{\"a\":\"12\"}", "" },
		{ "{}", "a is missing" },
		{ "{\"a\":\"  \"}", "a is missing" },
		{ "{\"a\":5}", "a must be a text" },
		{ "{\"a\":[]}", "a must be one value" },
		{ "{\"a\":\"1\"}", "a is shorter than the form allows" },
		{ "{\"a\":\"12345\"}", "a is longer than the form allows" },
		{ "{\"a\":\"12b\"}", "a does not match the form's pattern" },
		{ "{\"a\":\"12\",\"r\":\"3\"}", "r is not one of the form's options" },
		{ "{\"a\":\"12\",\"r\":1,\"n\":3}", "" },
		{ "{\"a\":\"12\",\"r\":\"1\",\"n\":0}", "n is less than the form allows" },
		{ "{\"a\":\"12\",\"r\":\"1\",\"n\":4}", "n is more than the form allows" },
		{ "{\"a\":\"12\",\"r\":\"1\",\"n\":1.5}", "n must be a whole number" },
		{ "{\"a\":\"12\",\"r\":\"1\",\"n\":\"2\"}", "n must be a number" },
		{ "{\"a\":\"12\",\"r\":\"2\",\"n\":2}", "n is answered while the form hides it" },
		{ "{\"a\":\"12\",\"d\":\"2020-12-31T23:59:00+07:00\"}", "" },
		{ "{\"a\":\"12\",\"d\":\"2020-01-01\"}", "d is earlier than the form allows" },
		{ "{\"a\":\"12\",\"d\":\"2021-01-01\"}", "d is later than the form allows" },
		{ "{\"a\":\"12\",\"d\":\"2020-02-30\"}", "d is no date as the form writes them" },
		{ "{\"a\":\"12\",\"y\":\"29/02/2024\"}", "" },
		{ "{\"a\":\"12\",\"y\":\"02/29/2024\"}", "y is no date as the form writes them" },
		{ "{\"a\":\"12\",\"t\":\"08:30:00\"}", "" },
		{ "{\"a\":\"12\",\"t\":\"08:30\"}", "t is no time as the form writes them" },
		{ "{\"a\":\"12\",\"e\":\"a.b@c.vn\"}", "" },
		{ "{\"a\":\"12\",\"e\":\"a@b\"}", "e is no email address" },
		{ "{\"a\":\"12\",\"p\":\"(12) a3\"}", "" },
		{ "{\"a\":\"12\",\"p\":\"12 a3\"}", "p does not match the form's input mask" },
		{ "{\"a\":\"12\",\"c\":\"true\"}", "c must be true or false" },
		{ "{\"a\":\"12\",\"b\":{\"x\":true,\"y\":true}}", "" },
		{ "{\"a\":\"12\",\"b\":{\"x\":true}}", "b has fewer ticked than the form allows" },
		{ "{\"a\":\"12\",\"b\":{\"q\":true}}", "b is not one of the form's options" },
		{ "{\"a\":\"12\",\"m\":[\"1\"]}", "" },
		{ "{\"a\":\"12\",\"m\":\"1\"}", "m must be an array" },
		{ "{\"a\":\"12\",\"m\":[\"2\"]}", "m is not one of the form's options" },
		{ "{\"a\":\"12\",\"k\":{\"l\":\"x\"}}", "" },
		{ "{\"a\":\"12\",\"k\":5}", "k must be an object" },
		{ "{\"a\":\"12\",\"k\":{\"o\":5}}", "k.o is no field of the form" },
		{ "{\"a\":\"12\",\"k.l\":\"x\"}", "k.l is no field of the form" },
		{ "{\"a\":\"12\",\"g\":[{\"u\":\"0\"},{\"u\":\"1\"}]}", "g[1].v is missing" },
		{ "{\"a\":\"12\",\"g\":[{\"u\":\"1\",\"v\":\"x\"},{\"v\":\"y\"}]}",
			"g[1].v is answered while the form hides it" },
		{ "{\"a\":\"12\",\"g\":[{},{},{}]}", "g has more rows than the form allows" },
		{ "{\"a\":\"12\",\"g\":{}}", "g must be an array of rows" },
		{ "{\"a\":\"12\",\"z\":\"x\"}", "z is answered while the form hides it" },
	};
	struct eform *eform = read_form(form);

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *data = json_loads(cases[i][0], 0, NULL);
		char found[SIZE] = "";

		assert_non_null(data);
		eform_check(eform, data, note, found);
		if (strcmp(found, cases[i][1]) != 0)
			fail_msg("%s: \"%s\"", cases[i][0], found);
		json_decref(data);
	}
	talloc_free(eform);
}

static void note_read(void *data, const char *path, const char *value)
{
	char *out = data;
	size_t used = strlen(out);

	snprintf(out + used, SIZE - used, "%s%s=%s", used ? " " : "", path, value);
}

static void a_condition_says_which_answers_it_reads(void **state)
{
	struct eform *eform = read_form(
		"{\"components\":[{\"type\":\"textfield\",\"key\":\"s\"},"
		"{\"type\":\"selectboxes\",\"key\":\"b\",\"values\":[{\"value\":\"p\",\"label\":"
		"\"p\"}]},"
		"{\"type\":\"panel\",\"key\":\"q\",\"conditional\":{\"show\":true,\"when\":\"b.p\","
		"\"eq\":\"true\"},"
		"\"components\":[{\"type\":\"textfield\",\"key\":\"x\",\"conditional\":{\"json\":{"
		"\"and\":["
		"{\"in\":[{\"var\":\"data.s\"},[\"1\",2]]},{\"!\":{\"var\":\"row.b\"}}]}}}]}]}");
	const struct eform_field *field = eform_find(eform, "x");
	json_t *data = json_loads("{\"s\":\"1\",\"b\":{\"p\":true}}", 0, NULL);
	char reads[SIZE] = "";

	(void)state;
	eform_condition_reads(field, note_read, reads);
	assert_string_equal(reads, "b=p s=1 s=2 b=");
	/* the object of boxes is there, so "!" fails */
	assert_false(eform_shown(field, data));
	assert_true(eform_shown(eform_find(eform, "s"), data));
	assert_false(eform_shown(field, NULL));
	json_decref(data);
	talloc_free(eform);
}

static void a_field_in_a_container_that_is_hidden_is_hidden(void **state)
{
	struct eform *eform =
		read_form("{\"components\":[{\"type\":\"textfield\",\"key\":\"s\"},{\"type\":"
			  "\"panel\",\"key\":\"q\","
			  "\"conditional\":{\"show\":true,\"conjunction\":\"any\",\"conditions\":["
			  "{\"component\":\"s\",\"operator\":\"isEqual\",\"value\":\"1\"},"
			  "{\"component\":\"s\",\"operator\":\"startsWith\",\"value\":\"x\"}]},"
			  "\"components\":[{\"type\":\"textfield\",\"key\":\"x\",\"validate\":{"
			  "\"required\":true}}]}]}");
	static const struct {
		const char *data;
		bool shown;
	} cases[] = { { "{}", false }, { "{\"s\":\"1\"}", true }, { "{\"s\":\"xy\"}", true },
		{ "{\"s\":\"2\"}", false } };

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *data = json_loads(cases[i].data, 0, NULL);

		assert_int_equal(eform_shown(eform_find(eform, "x"), data), cases[i].shown);
		/* hidden, so not missing */
		assert_int_equal(eform_check(eform, data, NULL, NULL), cases[i].shown);
		json_decref(data);
	}
	talloc_free(eform);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_is_named_with_its_place),
		cmocka_unit_test(a_condition_says_which_answers_it_reads),
		cmocka_unit_test(a_field_in_a_container_that_is_hidden_is_hidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
