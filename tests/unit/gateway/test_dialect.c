/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The reader of dialects: what ships is read, and each mistake is named with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <osmocom/core/utils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>
#include "gateway/bearer/dialect.h"

static char folder[64];

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/motcua-dialect-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	return rmdir(folder);
}

static void the_three_that_ship_are_read(void **state)
{
	char error[256] = "";
	struct dialects *all = dialects_read(NULL, "gateway/bearer/dialects", error, sizeof(error));
	const struct dialect *d;

	(void)state;
	if (!all)
		fail_msg("%s", error);
	assert_int_equal(all->n, 3);
	d = dialects_find(all, "motcua");
	assert_true(d->form == DIALECT_JSON && d->begin == BEGIN_SEQUENCE && !d->appended);
	d = dialects_find(all, "text");
	assert_true(d->form == DIALECT_FORM && d->begin == BEGIN_SESSION && d->appended);
	d = dialects_find(all, "json");
	assert_true(d->form == DIALECT_JSON && d->begin == BEGIN_FLAG && !d->appended);
	assert_true(json_is_true(d->flag_value));
	assert_null(dialects_find(all, "tex"));
	for (unsigned i = 0; i < all->n; i++) {
		assert_int_equal(all->all[i]->budget.septets, 160);
		assert_int_equal(all->all[i]->budget.end_units, 70);
	}
	talloc_free(all);
}

/* A sound dialect, and what a mistake puts instead of a part of it. */
#define SOUND \
	"{\"motcua_dialect\":1,\"request\":{\"form\":\"query\",\"session\":\"s\",\"phone\":\"p\"," \
	"\"phone_format\":\"+84\",\"text\":\"t\",\"dialled\":\"d\",\"sequence\":\"n\"," \
	"\"begin\":\"empty\",\"input\":\"alone\",\"other_codes\":\"home\"," \
	"\"other_fields\":\"ignored\"},\"coding\":{\"accents\":false,\"septets\":140," \
	"\"units\":60},\"answer\":{\"type\":\"text/plain\",\"continue\":{\"body\":\"{text}\"," \
	"\"headers\":{\"Freeflow\":\"FC\"}},\"end\":{\"body\":\"{text}\"," \
	"\"headers\":{\"Freeflow\":\"FB\"}}}}"

static char *with(const char *part, const char *instead)
{
	const char *at = strstr(SOUND, part);

	if (!at)
		fail_msg("no %s in the sound dialect", part);
	return talloc_asprintf(
		NULL, "%.*s%s%s", (int)(at - SOUND), SOUND, instead, at + strlen(part));
}

static struct dialect *read_as(const char *name, const char *text, char *error, size_t size)
{
	char path[160];
	FILE *file;
	struct dialect *d;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	fclose(file);
	d = dialect_read(NULL, path, error, size);
	unlink(path);
	return d;
}

static void every_member_reaches_its_place(void **state)
{
	char error[256] = "";
	struct dialect *d = read_as("a-2.json", SOUND, error, sizeof(error));

	(void)state;
	if (!d)
		fail_msg("%s", error);
	assert_string_equal(d->name, "a-2");
	assert_true(d->form == DIALECT_QUERY && d->begin == BEGIN_EMPTY);
	assert_true(d->phone_form == PHONE_PLUS84 && d->other_codes && d->other_fields);
	assert_false(d->accents);
	assert_string_equal(d->sequence, "n");
	assert_int_equal(d->budget.end_septets, 140);
	assert_int_equal(d->end.headers_n, 1);
	assert_string_equal(d->end.headers[0].name, "Freeflow");
	assert_string_equal(d->end.headers[0].value, "FB");
	talloc_free(d);
}

static void each_mistake_is_named(void **state)
{
	static const struct {
		const char *part, *instead, *expected;
	} cases[] = {
		{ "\"motcua_dialect\":1", "\"motcua_dialect\":2", "motcua_dialect" },
		{ "\"motcua_dialect\":1,", "\"motcua_dialect\":1,\"x\":1,", "x" },
		{ "\"query\"", "\"xml\"", "request.form: expected one of json, form-urlencoded" },
		{ "\"session\":\"s\",", "", "request.session" },
		{ "\"text\":\"t\"", "\"text\":\"\"", "request.text" },
		{ "\"+84\"", "\"0084\"", "request.phone_format" },
		{ "\"alone\"", "\"together\"", "request.input" },
		{ "\"home\"", "\"away\"", "request.other_codes" },
		{ "\"ignored\"", "\"refused\"", "other_fields of a query" },
		{ "\"empty\"", "\"often\"", "request.begin" },
		{ "\"empty\"", "{\"field\":\"f\"}", "request.begin.value" },
		{ "\"empty\"", "{\"field\":\"f\",\"value\":[]}", "request.begin" },
		{ "\"sequence\":\"n\",\"begin\":\"empty\"", "\"begin\":\"sequence\"",
			"begins by its sequence" },
		{ "\"begin\":\"empty\",\"input\":\"alone\"",
			"\"begin\":\"empty\",\"input\":\"appended\"", "counts itself" },
		{ "\"septets\":140", "\"septets\":129", "coding: menus are proved for 130" },
		{ "\"units\":60", "\"units\":56", "coding: menus are proved for 130" },
		{ "\"septets\":140", "\"septets\":183", "coding.septets" },
		{ "\"units\":60", "\"units\":81", "coding.units" },
		{ "text/plain", "text\\nplain", "answer.type" },
		{ "\"body\":\"{text}\"", "\"body\":\"CON\"",
			"answer.continue.body: expected {text}" },
		{ "\"body\":\"{text}\"", "\"body\":\"{text}{text}\"", "{text} in one place" },
		{ "\"body\":\"{text}\"", "\"body\":\"{text}{pin}\"", "between braces" },
		{ "\"body\":\"{text}\"", "\"body\":\"{text}{end\"", "between braces" },
		{ "\"body\":\"{text}\"", "\"body\":{\"a\":[\"{text}\"]}", "a list" },
		{ "\"body\":\"{text}\"", "\"body\":7", "expected a text or an object" },
		{ "\"FC\"", "\"F\\r\\nC\"", "answer.continue.headers" },
		{ "\"FC\"", "\"FB\"", "answer: nothing tells an end" },
	};
	char error[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *text = with(cases[i].part, cases[i].instead);
		struct dialect *d = read_as("x.json", text, error, sizeof(error));

		if (d || !strstr(error, cases[i].expected))
			fail_msg("%s: %s", cases[i].instead, d ? "sound" : error);
		talloc_free(d);
		talloc_free(text);
	}
}

static void a_dialect_must_tell_its_ends(void **state)
{
	char error[256] = "";
	char *one = with(",\"headers\":{\"Freeflow\":\"FC\"}", ""), *at;
	struct dialect *d;

	(void)state;
	at = strstr(one, ",\"headers\":{\"Freeflow\":\"FB\"}");
	memmove(at, at + strlen(",\"headers\":{\"Freeflow\":\"FB\"}"),
		strlen(at + strlen(",\"headers\":{\"Freeflow\":\"FB\"}")) + 1);
	d = read_as("x.json", one, error, sizeof(error));
	assert_null(d);
	assert_non_null(strstr(error, "nothing tells an end"));
	talloc_free(one);
}

static void a_name_is_part_of_a_path(void **state)
{
	static const char *const names[] = { "X.json", "a b.json", "a.b.json", ".json",
		"abcdefghijklmnopqrstuvwxyz0123456.json" };
	char error[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		assert_null(read_as(names[i], SOUND, error, sizeof(error)));
		assert_non_null(strstr(error, "small letters"));
	}
}

static void an_empty_folder_is_no_bearer(void **state)
{
	char error[256] = "";

	(void)state;
	assert_null(dialects_read(NULL, folder, error, sizeof(error)));
	assert_non_null(strstr(error, folder));
	assert_null(dialects_read(NULL, "/no/such", error, sizeof(error)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_three_that_ship_are_read),
		cmocka_unit_test(every_member_reaches_its_place),
		cmocka_unit_test(each_mistake_is_named),
		cmocka_unit_test(a_dialect_must_tell_its_ends),
		cmocka_unit_test(a_name_is_part_of_a_path),
		cmocka_unit_test(an_empty_folder_is_no_bearer),
	};

	return cmocka_run_group_tests_name("dialect", tests, set_up, tear_down);
}
