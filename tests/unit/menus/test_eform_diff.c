/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Two versions of a form: each change is seen once, and what it means for an overlay that treats
 * the field is not what it means for one that does not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "menus/eform_diff.h"

#define TEXT_SIZE 4096

static const char overlay_text[] =
	"{\"motcua_overlay\":1,\"code\":\"9.1\",\"questions\":[{\"ask\":\"choice\"}],"
	"\"applicant\":{\"national_id\":\"id\",\"relation\":\"self\"},\"papers\":[],"
	"\"fields\":{\"a\":{\"answer\":\"q\",\"map\":{\"x\":\"1\"}},\"b\":{\"clerk\":true,"
	"\"why\":\"w\"},\"rows[0].c\":{\"fixed\":\"5\"}},"
	"\"texts\":{\"vi\":{\"name\":\"N\",\"short\":\"S\",\"papers\":\"P\"}}}";

#define SELECT(key, more, values) \
	"{\"type\":\"select\",\"key\":\"" key "\",\"label\":\"L\",\"input\":true," more \
	"\"data\":{\"values\":[" values "]}}"
#define TEXTFIELD(key, more) \
	"{\"type\":\"textfield\",\"key\":\"" key "\",\"label\":\"L\",\"input\":true" more "}"
#define REQUIRED ",\"validate\":{\"required\":true}"
#define ONE	 "{\"label\":\"One\",\"value\":\"1\"}"
#define TWO	 "{\"label\":\"Two\",\"value\":\"2\"}"
#define ROWS(more) \
	"{\"type\":\"datagrid\",\"key\":\"rows\",\"input\":true,\"components\":[" \
	"{\"type\":\"textfield\",\"key\":\"c\",\"input\":true" more "}]}"
#define SHOWN(show, eq) ",\"conditional\":{\"show\":" show ",\"when\":\"a\",\"eq\":\"" eq "\"}"

static const struct row {
	const char *name, *before, *after;
	enum eform_change_kind kind;
	const char *path;
	bool must;
	const char *consequence; /* part of it; NULL: none */
} rows[] = {
	{ "a new field", TEXTFIELD("b", ""), TEXTFIELD("b", "") "," TEXTFIELD("n", ""), EFORM_ADDED,
		"n", false, NULL },
	{ "a new field that must be", TEXTFIELD("b", ""),
		TEXTFIELD("b", "") "," TEXTFIELD("n", REQUIRED), EFORM_ADDED, "n", true,
		"where it comes from" },
	{ "one that is gone", TEXTFIELD("b", "") "," TEXTFIELD("n", ""), TEXTFIELD("b", ""),
		EFORM_REMOVED, "n", false, NULL },
	{ "one that is gone and named", TEXTFIELD("b", "") "," TEXTFIELD("n", ""),
		TEXTFIELD("n", ""), EFORM_REMOVED, "b", true, "take it out" },
	{ "one in rows that is gone", ROWS("") "," TEXTFIELD("n", ""), TEXTFIELD("n", ""),
		EFORM_REMOVED, "rows[].c", true, "take it out" },
	{ "required, and named", TEXTFIELD("b", ""), TEXTFIELD("b", REQUIRED), EFORM_NOW_REQUIRED,
		"b", false, NULL },
	{ "required, and not named", TEXTFIELD("n", ""), TEXTFIELD("n", REQUIRED),
		EFORM_NOW_REQUIRED, "n", true, "where it comes from" },
	{ "no longer required", TEXTFIELD("n", REQUIRED), TEXTFIELD("n", ""), EFORM_NOW_OPTIONAL,
		"n", false, NULL },
	{ "another option, where people are asked", SELECT("a", "", ONE),
		SELECT("a", "", ONE "," TWO), EFORM_OPTION_ADDED, "a", false, "decide" },
	{ "another option, where nobody is", SELECT("b", "", ONE), SELECT("b", "", ONE "," TWO),
		EFORM_OPTION_ADDED, "b", false, NULL },
	{ "an option less that was sent", SELECT("a", "", ONE "," TWO), SELECT("a", "", TWO),
		EFORM_OPTION_REMOVED, "a", true, "another value" },
	{ "an option less that was not", SELECT("a", "", ONE "," TWO), SELECT("a", "", ONE),
		EFORM_OPTION_REMOVED, "a", false, NULL },
	{ "another type", TEXTFIELD("a", ""),
		"{\"type\":\"number\",\"key\":\"a\",\"label\":\"L\",\"input\":true}",
		EFORM_TYPE_CHANGED, "a", true, "how its value is written" },
	{ "another length", TEXTFIELD("a", ""), TEXTFIELD("a", ",\"validate\":{\"maxLength\":9}"),
		EFORM_RULES_CHANGED, "a", false, "compile it" },
	{ "an input mask", TEXTFIELD("a", ""), TEXTFIELD("a", ",\"inputMask\":\"999\""),
		EFORM_RULES_CHANGED, "a", false, "compile it" },
	{ "whole numbers", "{\"type\":\"number\",\"key\":\"a\",\"input\":true}",
		"{\"type\":\"number\",\"key\":\"a\",\"input\":true,\"validate\":{\"integer\":true}"
		"}",
		EFORM_RULES_CHANGED, "a", false, "compile it" },
	{ "a pattern", TEXTFIELD("n", ""), TEXTFIELD("n", ",\"validate\":{\"pattern\":\"[0-9]+\"}"),
		EFORM_RULES_CHANGED, "n", false, NULL },
	{ "shown by a condition now", SELECT("a", "", ONE) "," TEXTFIELD("b", ""),
		SELECT("a", "", ONE) "," TEXTFIELD("b", SHOWN("true", "1")), EFORM_SHOWN_CHANGED,
		"b", false, "\"when\"" },
	{ "shown when it was hidden", SELECT("a", "", ONE) "," TEXTFIELD("b", SHOWN("true", "1")),
		SELECT("a", "", ONE) "," TEXTFIELD("b", SHOWN("false", "1")), EFORM_SHOWN_CHANGED,
		"b", false, "\"when\"" },
	{ "shown for another value", SELECT("a", "", ONE) "," TEXTFIELD("n", SHOWN("true", "1")),
		SELECT("a", "", ONE) "," TEXTFIELD("n", SHOWN("true", "2")), EFORM_SHOWN_CHANGED,
		"n", false, NULL },
};

static struct eform *form(void *ctx, const char *components)
{
	char text[TEXT_SIZE], error[512];
	struct eform *eform;

	snprintf(text, sizeof(text), "{\"components\":[%s]}", components);
	eform = eform_read_text(ctx, "form", text, strlen(text), error, sizeof(error));
	if (!eform)
		fail_msg("%s", error);
	return eform;
}

static struct overlay *read_overlay(void *ctx)
{
	struct json_reader reader;
	json_t *json = json_read(&reader, "overlay", overlay_text, strlen(overlay_text));
	struct json_at root = json_root(&reader, json);
	struct overlay *overlay = json ? overlay_read(ctx, &root, "9.1") : NULL;

	if (!overlay)
		fail_msg("%s", reader.error);
	json_decref(json);
	return overlay;
}

static void each_change_is_seen_once_with_what_it_means(void **state)
{
	void *ctx = talloc_new(NULL);
	struct overlay *overlay = read_overlay(ctx);

	(void)state;
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct eform_diff *diff =
			eform_diff(ctx, form(ctx, row->before), form(ctx, row->after), overlay);

		if (diff->n != 1)
			fail_msg("%s: %u changes", row->name, diff->n);
		if (diff->changes[0].kind != row->kind)
			fail_msg("%s: %s", row->name, eform_change_name(diff->changes[0].kind));
		assert_string_equal(diff->changes[0].path, row->path);
		assert_true(*diff->changes[0].what);
		if (diff->changes[0].must != row->must)
			fail_msg("%s: must", row->name);
		if (row->consequence ? !strstr(diff->changes[0].consequence, row->consequence)
				     : *diff->changes[0].consequence)
			fail_msg("%s: %s", row->name, diff->changes[0].consequence);
	}
	talloc_free(ctx);
}

static void without_an_overlay_nothing_has_consequences(void **state)
{
	void *ctx = talloc_new(NULL);

	(void)state;
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct eform_diff *diff =
			eform_diff(ctx, form(ctx, rows[i].before), form(ctx, rows[i].after), NULL);

		assert_int_equal(diff->n, 1);
		assert_false(diff->changes[0].must);
		assert_string_equal(diff->changes[0].consequence, "");
	}
	talloc_free(ctx);
}

static void a_form_is_like_itself(void **state)
{
	void *ctx = talloc_new(NULL);
	struct overlay *overlay = read_overlay(ctx);

	(void)state;
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct eform *eform = form(ctx, rows[i].after);

		assert_int_equal(eform_diff(ctx, eform, form(ctx, rows[i].after), overlay)->n, 0);
	}
	talloc_free(ctx);
}

/* Lists of places change as a whole. What comes last, a field that is gone, is told all the same.
 */
static void as_many_changes_as_there_are_are_told(void **state)
{
	enum { LISTS = 20, OPTIONS = 100 };
	void *ctx = talloc_new(NULL);
	struct eform *forms[2];

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		char *text = talloc_asprintf(
			ctx, "{\"components\":[%s", i ? "" : TEXTFIELD("b", "") ",");
		char error[256];

		for (unsigned j = 0; j < LISTS; j++) {
			text = talloc_asprintf_append_buffer(text,
				"%s{\"type\":\"select\",\"key\":\"s%u\",\"input\":true,\"data\":"
				"{\"values\":[",
				j ? "," : "", j);
			for (unsigned k = 0; k < OPTIONS; k++)
				text = talloc_asprintf_append_buffer(text,
					"%s{\"label\":\"x\",\"value\":\"%u_%u\"}", k ? "," : "", i,
					k);
			text = talloc_strdup_append_buffer(text, "]}}");
		}
		text = talloc_strdup_append_buffer(text, "]}");
		forms[i] = eform_read_text(ctx, "form", text, strlen(text), error, sizeof(error));
		if (!forms[i])
			fail_msg("%s", error);
	}

	struct eform_diff *diff = eform_diff(ctx, forms[0], forms[1], NULL);

	assert_int_equal(diff->n, 2 * LISTS * OPTIONS + 1);
	assert_string_equal(diff->changes[diff->n - 1].path, "b");
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_change_is_seen_once_with_what_it_means),
		cmocka_unit_test(without_an_overlay_nothing_has_consequences),
		cmocka_unit_test(a_form_is_like_itself),
		cmocka_unit_test(as_many_changes_as_there_are_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
