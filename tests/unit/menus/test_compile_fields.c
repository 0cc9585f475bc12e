/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where each field of a form comes from: what is sent, in the shape its type wants, and what nobody
 * accounted for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "tests/lib/compile_world.h"

static void fields_get_what_their_type_wants(void **state)
{
	void *ctx = talloc_new(NULL);
	const struct compiled *compiled =
		compile_world_well(ctx, compile_world_form, compile_world_overlay);
	const json_t *answers =
		json_object_get(json_object_get(compiled->tree, "submit"), "answers");

	(void)state;
	compile_world_expect(answers, "a", "{\"answer\":\"q\",\"map\":{\"x\":\"1\",\"y\":\"2\"}}");
	/* counts only while it is asked */
	compile_world_expect(answers, "since",
		"[{\"answer\":\"day_of\",\"when\":{\"answer\":\"q\",\"is\":\"y\"},\"as\":\"date\"},"
		"{\"own\":\"today\",\"as\":\"date\"}]");
	compile_world_expect(answers, "copies", "{\"answer\":\"n\",\"as\":\"number\"}");
	compile_world_expect(answers, "sure", "{\"fixed\":true}");
	compile_world_expect(answers, "boxes",
		"{\"answer\":\"q\",\"as\":\"boxes\",\"of_values\":[\"x\",\"y\"]}");
	compile_world_expect(answers, "me.name", "{\"clerk\":true}");
	assert_int_equal(compiled->count.fields, 8);
	assert_int_equal(compiled->count.required, 4);
	assert_int_equal(compiled->count.asked, 4);
	assert_int_equal(compiled->count.fixed, 1);
	assert_int_equal(compiled->count.clerk, 1);
	assert_int_equal(compiled->count.optional_left, 1);
	compile_world_expect(compiled->texts, "vi/procedure.9.1.q.x", "\"X\"");
	talloc_free(ctx);
}

/* When it is sent, nothing is known any more of what an effect said on the way. */
static void a_guard_on_a_value_does_not_decide_what_is_sent(void **state)
{
	void *ctx = talloc_new(NULL);
	char start[COMPILE_WORLD_SIZE], changed[COMPILE_WORLD_SIZE];

	(void)state;
	compile_world_change(compile_world_overlay, "{\"answer\":\"q\",\"is\":\"y\"}",
		"{\"value\":\"office\"}", start);
	compile_world_change(start, "[{\"answer\":\"day_of\"},{\"own\":\"today\"}]",
		"{\"answer\":\"day_of\"}", changed);
	compile_world_expect(compile_world_well(ctx, compile_world_form, changed)->tree,
		"submit/answers/since", "{\"answer\":\"day_of\",\"as\":\"date\"}");
	talloc_free(ctx);
}

static void rows_and_containers_are_accounted_for(void **state)
{
	static const char *const good[][2] = {
		{ "\"me.name\"", "\"me\"" }, /* a container left to the clerk, with all in it */
		{ "\"me.name\"", "\"rows[0].c\":{\"fixed\":\"v\"},\"me.name\"" },
		{ "\"me.name\"", "\"rows\":{\"paper\":true},\"me.name\"" }, /* all rows, on paper */
	};
	void *ctx = talloc_new(NULL);
	char changed[COMPILE_WORLD_SIZE];

	(void)state;
	for (unsigned i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		compile_world_change(compile_world_overlay, good[i][0], good[i][1], changed);
		compile_world_well(ctx, compile_world_form, changed);
	}
	talloc_free(ctx);
}

/* The portal knows fields, not what holds them; one that is named beside stays as it is named. */
static void a_container_left_whole_is_left_field_by_field(void **state)
{
	static const char two[] =
		"\"key\":\"me\",\"input\":true,\"components\":["
		"{\"type\":\"textfield\",\"key\":\"more\",\"input\":true},"
		"{\"type\":\"datagrid\",\"key\":\"list\",\"input\":true,\"components\":"
		"[{\"type\":\"textfield\",\"key\":\"in\",\"input\":true}]},";
	void *ctx = talloc_new(NULL);
	char form[COMPILE_WORLD_SIZE], changed[COMPILE_WORLD_SIZE], named[COMPILE_WORLD_SIZE];
	const struct compiled *compiled;

	(void)state;
	compile_world_change(
		compile_world_form, "\"key\":\"me\",\"input\":true,\"components\":[", two, form);
	compile_world_change(compile_world_overlay, "\"me.name\"", "\"me\"", changed);
	compiled = compile_world_well(ctx, form, changed);
	compile_world_expect(compiled->tree, "submit/answers/me.name", "{\"clerk\":true}");
	compile_world_expect(compiled->tree, "submit/answers/me.more", "{\"clerk\":true}");
	compile_world_expect(compiled->tree, "submit/answers/me.list", "{\"clerk\":true}");
	assert_null(json_object_get(
		json_object_get(json_object_get(compiled->tree, "submit"), "answers"), "me"));
	compile_world_change(changed, "\"me\"", "\"me.more\":{\"fixed\":\"v\"},\"me\"", named);
	compiled = compile_world_well(ctx, form, named);
	compile_world_expect(compiled->tree, "submit/answers/me.more", "{\"fixed\":\"v\"}");
	talloc_free(ctx);
}

static void a_grid_that_must_have_rows_is_demanded(void **state)
{
	void *ctx = talloc_new(NULL);
	struct report *report = report_new(ctx);
	char strict[COMPILE_WORLD_SIZE], changed[COMPILE_WORLD_SIZE];

	(void)state;
	compile_world_change(compile_world_form, "\"key\":\"rows\",",
		"\"key\":\"rows\",\"validate\":{\"required\":true},", strict);
	assert_null(compile_world(ctx, strict, compile_world_overlay, report));
	assert_non_null(strstr(report->sentences[0], "demands 1 that are not named: rows"));
	compile_world_change(compile_world_overlay, "\"me.name\"",
		"\"rows\":{\"paper\":true},\"me.name\"", changed);
	compile_world_well(ctx, strict, changed);
	talloc_free(ctx);
}

static void all_that_the_form_demands_is_told_at_once(void **state)
{
	static const char fields[] = "\"fields\":{\"copies\":{\"fixed\":1}},\"papers\"";
	void *ctx = talloc_new(NULL);
	struct report *report = report_new(ctx);
	char start[COMPILE_WORLD_SIZE], changed[2 * COMPILE_WORLD_SIZE];
	const char *papers = strstr(compile_world_overlay, "\"papers\":[");

	(void)state;
	snprintf(start, sizeof(start), "%.*s",
		(int)(strstr(compile_world_overlay, "\"fields\"") - compile_world_overlay),
		compile_world_overlay);
	snprintf(changed, sizeof(changed), "%s%s%s", start, fields, papers + strlen("\"papers\""));
	assert_null(compile_world(ctx, compile_world_form, changed, report));
	assert_int_equal(report_count(report), 1);
	assert_non_null(strstr(report->sentences[0],
		"demands 3 that are not named: "
		"a, since, me.name"));
	talloc_free(ctx);
}

static void what_the_form_reader_did_not_understand_is_settled_or_not(void **state)
{
	static const char script[] = "{\"type\":\"textfield\",\"key\":\"js\",\"input\":true,"
				     "\"calculateValue\":\"value = 1\"},";
	static const char unknown[] = "{\"type\":\"hologram\",\"key\":\"holo\",\"input\":true},";
	void *ctx = talloc_new(NULL);
	struct report *report = report_new(ctx);
	char form_text[COMPILE_WORLD_SIZE], changed[COMPILE_WORLD_SIZE];

	(void)state;
	compile_world_change(compile_world_overlay, "\"copies\":{",
		"\"js\":{\"clerk\":true,\"why\":\"w\"},\"copies\":{", changed);
	snprintf(form_text, sizeof(form_text), "{\"components\":[%s%s", script,
		strstr(compile_world_form, "{\"type\""));
	assert_null(compile_world(ctx, form_text, compile_world_overlay, report));
	assert_true(report_has(report, "say where \"js\" comes from"));
	compile_world_well(ctx, form_text, changed);

	report = report_new(ctx);
	snprintf(form_text, sizeof(form_text), "{\"components\":[%s%s", unknown,
		strstr(compile_world_form, "{\"type\""));
	assert_null(compile_world(ctx, form_text, compile_world_overlay, report));
	assert_true(report_has(report, "holo"));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_get_what_their_type_wants),
		cmocka_unit_test(a_guard_on_a_value_does_not_decide_what_is_sent),
		cmocka_unit_test(rows_and_containers_are_accounted_for),
		cmocka_unit_test(a_container_left_whole_is_left_field_by_field),
		cmocka_unit_test(a_grid_that_must_have_rows_is_demanded),
		cmocka_unit_test(all_that_the_form_demands_is_told_at_once),
		cmocka_unit_test(what_the_form_reader_did_not_understand_is_settled_or_not),
	};

	return cmocka_run_group_tests(tests, compile_world_set_up, compile_world_tear_down);
}
