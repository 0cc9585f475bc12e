/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A first overlay of every form that is at hand: it compiles, asks for the least, and leaves to the
 * clerk what the form demands.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "gateway/base/utf8.h"
#include "menus/import.h"
#include "menus/sources.h"

#define FORMS_LEAST 8

struct fixture {
	void *ctx;
	struct menu_files *files;
	struct frames *frames;
};

static struct fixture fixture;

static int set_up(void **state)
{
	char error[512];
	struct json_reader reader = { .source = "frames.json" };
	struct json_at root;

	(void)state;
	fixture.ctx = talloc_new(NULL);
	fixture.files = sources_read(fixture.ctx, "menus/service", error, sizeof(error));
	if (!fixture.files)
		fail_msg("%s", error);
	root = json_root(&reader, menu_files_find(fixture.files, "frames.json")->json);
	fixture.frames = frames_read(fixture.ctx, &root);
	if (!fixture.frames)
		fail_msg("%s", reader.error);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	talloc_free(fixture.ctx);
	return 0;
}

static struct eform *read_form(json_t *json)
{
	struct json_reader reader = { .source = "form" };
	struct json_at root = json_root(&reader, json);
	struct eform *eform = eform_read(fixture.ctx, &root);

	if (!eform)
		fail_msg("%s", reader.error);
	return eform;
}

static struct compiled *compile(json_t *overlay, const struct eform *eform, const char *code)
{
	struct json_reader reader = { .source = code };
	struct json_at root = json_root(&reader, overlay);
	struct report *report = report_new(fixture.ctx);
	struct compile_sources sources = { overlay_read(fixture.ctx, &root, code), fixture.frames,
		eform, fixture.files };
	struct compiled *compiled;

	if (!sources.overlay)
		fail_msg("%s", reader.error);
	compiled = compile_procedure(fixture.ctx, &sources, report);
	if (!compiled)
		fail_msg("%s", report->sentences[0]);
	return compiled;
}

static void every_form_compiles_at_once(void **state)
{
	unsigned n = 0;

	(void)state;
	for (unsigned i = 0; i < fixture.files->n; i++) {
		const struct menu_file *file = &fixture.files->files[i];
		const char *code = menu_file_stem(fixture.ctx, file, "eforms/");
		struct eform *eform = code ? read_form(file->json) : NULL;
		json_t *overlay;
		struct compiled *compiled;

		if (!eform)
			continue;
		overlay = import_overlay(eform, code, fixture.files);
		compiled = compile(overlay, eform, code);
		assert_int_equal(compiled->count.asked, 0);
		assert_int_equal(compiled->count.fields, eform->fields_n);
		assert_true(compiled->count.required > 0);
		assert_true(
			compiled->count.clerk + compiled->count.paper >= compiled->count.required);
		json_decref(overlay);
		n++;
	}
	assert_true(n >= FORMS_LEAST);
}

static struct eform *form_of(const char *title, const char *components)
{
	char text[4096], error[512];
	struct eform *eform;

	snprintf(text, sizeof(text), "{\"title\":\"%s\",\"components\":[%s]}", title, components);
	eform = eform_read_text(fixture.ctx, "form", text, strlen(text), error, sizeof(error));
	if (!eform)
		fail_msg("%s", error);
	return eform;
}

static void each_kind_of_field_has_its_place(void **state)
{
	static const char components[] =
		"{\"type\":\"textfield\",\"key\":\"must\",\"label\":\"Must be\",\"input\":true,"
		"\"validate\":{\"required\":true}},"
		"{\"type\":\"textfield\",\"key\":\"may\",\"label\":\"May\",\"input\":true},"
		"{\"type\":\"hidden\",\"key\":\"own\",\"label\":\"Own\",\"input\":true},"
		"{\"type\":\"file\",\"key\":\"scan\",\"label\":\"Scan\",\"input\":true},"
		"{\"type\":\"datagrid\",\"key\":\"rows\",\"input\":true,\"validate\":"
		"{\"required\":true},\"components\":[{\"type\":\"textfield\",\"key\":\"in\","
		"\"input\":true,\"validate\":{\"required\":true}}]},"
		/* rows that need not be, and what their first must have */
		"{\"type\":\"datagrid\",\"key\":\"some\",\"input\":true,\"components\":["
		"{\"type\":\"textfield\",\"key\":\"in\",\"input\":true,"
		"\"validate\":{\"required\":true}}]},"
		"{\"type\":\"datagrid\",\"key\":\"none\",\"input\":true,\"components\":["
		"{\"type\":\"textfield\",\"key\":\"in\",\"input\":true}]}";
	struct eform *eform = form_of("F", components);
	json_t *overlay = import_overlay(eform, "9.1", fixture.files);
	json_t *fields = json_object_get(overlay, "fields");
	json_t *must = json_object_get(fields, "must");

	(void)state;
	assert_true(json_is_true(json_object_get(must, "clerk")));
	assert_string_equal(
		json_string_value(json_object_get(must, "why")), "not decided yet: Must be");
	assert_null(json_object_get(fields, "may"));
	assert_true(json_is_true(json_object_get(json_object_get(fields, "some"), "clerk")));
	assert_null(json_object_get(fields, "none"));
	assert_true(json_is_true(json_object_get(json_object_get(fields, "own"), "prefilled")));
	assert_true(json_is_true(json_object_get(json_object_get(fields, "scan"), "paper")));
	assert_true(json_is_true(json_object_get(json_object_get(fields, "rows"), "clerk")));
	assert_int_equal(json_object_size(fields), 5);
	compile(overlay, eform, "9.1");
	json_decref(overlay);
}

static void a_title_becomes_a_name_that_fits(void **state)
{
	static const struct {
		const char *title, *name, *cut;
	} rows[] = {
		{ "Short one", "Short one", "Short one" },
		{ "Exactly twenty-four long", "Exactly twenty-four long",
			"Exactly twenty-four long" },
		{ "Tờ khai cấp Giấy xác nhận tình trạng", "Tờ khai cấp Giấy xác nhận tình trạng",
			"Tờ khai cấp Giấy xác" },
		{ "Unbrokenandlongerthanroomallows", "Unbrokenandlongerthanroomallows",
			"Unbrokenandlongerthanroo" },
		{ "With {braces} and\\nlines", "With  braces  and lines",
			"With  braces  and lines" },
		{ "", "9.1", "9.1" },
		{ "   ", "9.1", "9.1" },
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct eform *eform = form_of(rows[i].title,
			"{\"type\":\"textfield\",\"key\":\"a\",\"label\":\"A\",\"input\":true}");
		json_t *overlay = import_overlay(eform, "9.1", fixture.files);
		json_t *vi = json_object_get(json_object_get(overlay, "texts"), "vi");

		assert_string_equal(json_string_value(json_object_get(vi, "name")), rows[i].name);
		assert_string_equal(json_string_value(json_object_get(vi, "short")), rows[i].cut);
		compile(overlay, eform, "9.1");
		json_decref(overlay);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_compiles_at_once),
		cmocka_unit_test(each_kind_of_field_has_its_place),
		cmocka_unit_test(a_title_becomes_a_name_that_fits),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
