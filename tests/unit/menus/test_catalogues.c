/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * All that the service says, as it stands in the files: every complete language has it all with
 * the same data in it, nothing is a link or asks for a secret, and what is read out before an
 * application is sent says when and where to come and nothing of an id that was not given.
 * Whether it fits a screen is the proof's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <glob.h>
#include <cmocka.h>
#include "gateway/base/json.h"

#define FILE_MAX ((size_t)1 << 20)

static json_t *read_file(const char *path)
{
	struct json_reader reader;
	json_t *file = json_read_file(&reader, path, FILE_MAX);

	if (!file)
		fail_msg("%s", reader.error);
	return file;
}

/* --- every text of every file ---------------------------------------------------------------- */
struct catalogue {
	const char *path;
	const char *language;
	const json_t *texts, *vietnamese; /* by id; the same object if it is Vietnamese */
};

typedef void each_cb(const struct catalogue *catalogue);

static void each_language_of_service(const char *folder, each_cb *cb)
{
	char pattern[64], first[64];
	glob_t found;
	json_t *vietnamese;

	snprintf(pattern, sizeof(pattern), "%s/*.json", folder);
	snprintf(first, sizeof(first), "%s/vi.json", folder);
	vietnamese = read_file(first);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_true(found.gl_pathc >= 2);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		json_t *file = read_file(found.gl_pathv[i]);

		if (json_is_true(json_object_get(file, "complete")))
			cb(&(struct catalogue) { found.gl_pathv[i],
				json_string_value(json_object_get(file, "language")),
				json_object_get(file, "texts"),
				json_object_get(vietnamese, "texts") });
		json_decref(file);
	}
	json_decref(vietnamese);
	globfree(&found);
}

static void each_overlay(void (*cb)(const char *path, const json_t *overlay))
{
	glob_t found;

	assert_int_equal(glob("menus/service/overlays/*.json", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		json_t *overlay = read_file(found.gl_pathv[i]);

		cb(found.gl_pathv[i], overlay);
		json_decref(overlay);
	}
	globfree(&found);
}

static each_cb *now; /* what is done with each catalogue */
static const char *overlay_path;
static const json_t *overlay_texts;

static void one_language_of_overlay(const struct catalogue *service)
{
	const json_t *texts = json_object_get(overlay_texts, service->language);

	if (!texts)
		fail_msg("%s: no texts in %s", overlay_path, service->language);
	now(&(struct catalogue) {
		overlay_path, service->language, texts, json_object_get(overlay_texts, "vi") });
}

static void one_overlay(const char *path, const json_t *overlay)
{
	overlay_path = path;
	overlay_texts = json_object_get(overlay, "texts");
	each_language_of_service("menus/service/texts", one_language_of_overlay);
}

static void each_catalogue(each_cb *cb)
{
	each_language_of_service("menus/service/texts", cb);
	each_language_of_service("sms/texts", cb);
	now = cb;
	each_overlay(one_overlay);
}

/* --- the languages ---------------------------------------------------------------------------- */
static void compare_ids(const struct catalogue *catalogue)
{
	const char *id;
	json_t *text;

	json_object_foreach ((json_t *)(uintptr_t)catalogue->vietnamese, id, text)
		if (!json_object_get(catalogue->texts, id))
			fail_msg("%s: %s lacks %s", catalogue->path, catalogue->language, id);
	json_object_foreach ((json_t *)(uintptr_t)catalogue->texts, id, text) {
		if (!json_object_get(catalogue->vietnamese, id))
			fail_msg("%s: only %s has %s", catalogue->path, catalogue->language, id);
		if (json_string_length(text) == 0)
			fail_msg("%s: %s is empty in %s", catalogue->path, id, catalogue->language);
	}
}

static void every_complete_language_has_every_text_and_no_other(void **state)
{
	(void)state;
	each_catalogue(compare_ids);
}

/* Every `{name}` of one text stands in the other. */
static bool shows_all_of(const char *text, const char *other)
{
	for (const char *at = strchr(other, '{'); at; at = strchr(at + 1, '{')) {
		char name[64];

		snprintf(name, sizeof(name), "%.*s", (int)(strcspn(at, "}") + 1), at);
		if (!strstr(text, name))
			return false;
	}
	return true;
}

static void compare_data(const struct catalogue *catalogue)
{
	const char *id;
	json_t *text;

	json_object_foreach ((json_t *)(uintptr_t)catalogue->texts, id, text) {
		const char *here = json_string_value(text);
		const char *there = json_string_value(json_object_get(catalogue->vietnamese, id));

		if (!shows_all_of(here, there) || !shows_all_of(there, here))
			fail_msg("%s: %s shows other data in %s", catalogue->path, id,
				catalogue->language);
	}
}

static void every_language_tells_the_same_facts(void **state)
{
	(void)state;
	each_catalogue(compare_data);
}

/* --- what no text may say --------------------------------------------------------------------- */
static void refuse_lures(const struct catalogue *catalogue)
{
	static const char *const never[] = { "http", "://", "www", ".vn", ".com", ".gov", "otp",
		" pin", "password", "passcode", "mật khẩu", "mã xác nhận", "mã xác thực",
		"security code", "verification code", "gửi mã", "đọc mã", "send the code",
		"send your code", "tell the code" };
	const char *id;
	json_t *text;

	json_object_foreach ((json_t *)(uintptr_t)catalogue->texts, id, text)
		for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
			if (strcasestr(json_string_value(text), never[i]))
				fail_msg("%s: %s in %s says \"%s\"", catalogue->path, id,
					catalogue->language, never[i]);
}

static void no_text_holds_a_link_or_asks_for_a_secret(void **state)
{
	(void)state;
	each_catalogue(refuse_lures);
}

/* --- what is declared ------------------------------------------------------------------------- */
enum holds {
	NO,
	UNKNOWN,
	YES,
};

/* Whether `is` has the empty answer: what was skipped. */
static enum holds is_skipped(const json_t *is)
{
	size_t i;
	json_t *one;

	if (!is)
		return YES; /* answered, if by nothing */
	if (json_is_string(is))
		return json_string_length(is) == 0 ? YES : NO;
	json_array_foreach ((json_t *)(uintptr_t)is, i, one)
		if (json_string_length(one) == 0)
			return YES;
	return NO;
}

/* Whether a guard holds where `key` was skipped and no more is known. */
static enum holds guard_without(const json_t *guard, const char *key)
{
	const json_t *not = json_object_get(guard, "not"), *all = json_object_get(guard, "all");
	const json_t *list = all ? all : json_object_get(guard, "any");
	const char *answer = json_string_value(json_object_get(guard, "answer"));
	enum holds holds = all ? YES : NO;
	size_t i;
	json_t *one;

	if (not )
		return YES - guard_without(not, key);
	if (answer)
		return strcmp(answer, key) == 0 ? is_skipped(json_object_get(guard, "is"))
						: UNKNOWN;
	if (!list)
		return UNKNOWN;
	json_array_foreach ((json_t *)(uintptr_t)list, i, one) {
		enum holds part = guard_without(one, key);

		holds = all ? (part < holds ? part : holds) : (part > holds ? part : holds);
	}
	return holds;
}

static void check_sexes(const char *path, const json_t *question, const char *text)
{
	const json_t *when = json_object_get(question, "when");

	for (const char *end = strstr(text, ".sex}"); end; end = strstr(end + 1, ".sex}")) {
		const char *begin = end;
		char key[64];

		while (begin[-1] != '{')
			begin--;
		snprintf(key, sizeof(key), "%.*s", (int)(end - begin), begin);
		if (!when || guard_without(when, key) != NO)
			fail_msg("%s: %s tells the sex of %s that may be missing", path,
				json_string_value(json_object_get(question, "key")), key);
	}
}

static unsigned declarations;

static void check_declarations(const char *path, const json_t *overlay)
{
	static const char *const must[] = { "{time}", "{weekday}", "{date}", "{office.name}" };
	const json_t *questions = json_object_get(overlay, "questions");
	const json_t *texts = json_object_get(json_object_get(overlay, "texts"), "vi");
	size_t i;
	json_t *question;

	json_array_foreach ((json_t *)(uintptr_t)questions, i, question) {
		const char *id = json_string_value(json_object_get(question, "text"));
		const char *ask = json_string_value(json_object_get(question, "ask"));
		const char *text;

		if (strcmp(ask, "declare") != 0)
			continue;
		declarations++;
		text = json_string_value(json_object_get(texts, id));
		assert_non_null(text);
		for (size_t j = 0; j < sizeof(must) / sizeof(must[0]); j++)
			if (!strstr(text, must[j]))
				fail_msg("%s: %s does not say %s", path, id, must[j]);
		check_sexes(path, question, text);
	}
}

static void a_declaration_says_when_and_where_and_nothing_of_an_id_not_given(void **state)
{
	(void)state;
	declarations = 0;
	each_overlay(check_declarations);
	assert_true(declarations >= 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_complete_language_has_every_text_and_no_other),
		cmocka_unit_test(every_language_tells_the_same_facts),
		cmocka_unit_test(no_text_holds_a_link_or_asks_for_a_secret),
		cmocka_unit_test(a_declaration_says_when_and_where_and_nothing_of_an_id_not_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
