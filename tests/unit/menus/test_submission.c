/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What goes to the portal for the real procedure, and the form it goes into: every field that the
 * portal's own form (as the simulator serves it) requires is answered or left to the clerk.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "menus/submission.h"
#include "tests/lib/menus_world.h"

#define ID	"070190123456"
#define EFORM	"menus/service/eforms/1.004873.json"
#define DECLARE "*1*1*1" /* office, slot, papers */

static struct menu_set *set;
static struct menus_world world;
static const struct submission_own own = { "0901234567", "24112026" };

static int set_up(void **state)
{
	(void)state;
	set = menus_world_set(NULL);
	menus_world_init(&world, set, 0, false, BUDGET_GSUP);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	talloc_free(set);
	return 0;
}

static json_t *submission(const char *dialled)
{
	json_t *body;

	menus_world_begin(&world, dialled, NULL);
	body = submission_build(set, &world.state, &own);
	assert_non_null(body);
	return body;
}

static const char *field(json_t *body, const char *name)
{
	return json_string_value(json_object_get(json_object_get(body, "answers"), name));
}

static bool is_left(json_t *body, const char *to, const char *name)
{
	size_t i;
	json_t *value;

	json_array_foreach (json_object_get(body, to), i, value)
		if (strcmp(json_string_value(value), name) == 0)
			return true;
	return false;
}

static bool to_clerk(json_t *body, const char *name)
{
	return is_left(body, "left_to_clerk", name);
}

static void answers_become_what_the_form_calls_them(void **state)
{
	json_t *body = submission("1*1*2*2*" ID DECLARE);
	(void)state;

	assert_string_equal(field(body, "nxnTinhTrangHonNhan"), "3");
	assert_string_equal(field(body, "nxnLoaiMucDichSuDung"), "2");
	assert_string_equal(field(body, "nxnMucDichSuDung"), "Làm thủ tục nhà đất, vay vốn");
	assert_string_equal(field(body, "nxnSoGiayToTuyThan"), ID);
	assert_string_equal(field(body, "nxnGioiTinh"), "2");
	assert_string_equal(json_string_value(json_object_get(
				    json_object_get(body, "applicant"), "national_id")),
		ID);
	assert_true(is_left(body, "on_paper", "nxnSoBanAnLyHon"));
	assert_false(is_left(body, "on_paper", "nxnSoGiayChungTu"));
	assert_int_equal(json_array_size(json_object_get(body, "papers_to_bring")), 3);
	assert_string_equal(
		json_string_value(json_array_get(json_object_get(body, "papers_to_bring"), 1)),
		"bản án, quyết định ly hôn");
	json_decref(body);
}

static void what_was_skipped_is_left_to_the_clerk(void **state)
{
	json_t *body = submission("1*1*1*1*1" DECLARE);
	(void)state;

	assert_null(field(body, "nxnSoGiayToTuyThan"));
	assert_null(field(body, "nxnGioiTinh"));
	assert_true(to_clerk(body, "nxnSoGiayToTuyThan"));
	assert_true(to_clerk(body, "nxnGioiTinh"));
	assert_string_equal(json_string_value(json_object_get(
				    json_object_get(body, "applicant"), "national_id")),
		"");
	json_decref(body);
}

/* Whether the form shows the field for these answers. */
static bool is_shown(json_t *component, json_t *body)
{
	json_t *conditional = json_object_get(component, "conditional");
	const char *when = json_string_value(json_object_get(conditional, "when"));
	const char *eq = json_string_value(json_object_get(conditional, "eq"));
	const char *value = when ? field(body, when) : NULL;

	return !when || (value && strcmp(value, eq) == 0);
}

static void check_component(json_t *component, json_t *body, unsigned *required_io)
{
	json_t *nested = json_object_get(component, "components"), *child;
	const char *key = json_string_value(json_object_get(component, "key"));
	json_t *rules = json_object_get(component, "validate");
	size_t i;

	json_array_foreach (nested, i, child)
		check_component(child, body, required_io);
	json_array_foreach (json_object_get(component, "columns"), i, child)
		check_component(child, body, required_io);
	if (!json_is_true(json_object_get(rules, "required")) || !is_shown(component, body))
		return;
	(*required_io)++;
	if (!field(body, key) && !to_clerk(body, key) && !is_left(body, "on_paper", key))
		fail_msg("nobody accounts for %s", key);
	if (field(body, key) && to_clerk(body, key))
		fail_msg("%s is answered and left to the clerk", key);
}

static void every_required_field_of_the_form_is_accounted_for(void **state)
{
	json_t *form = json_load_file(EFORM, 0, NULL);
	(void)state;

	assert_non_null(form);
	for (unsigned situation = 1; situation <= 4; situation++)
		/* who is married is not asked about another marriage */
		for (unsigned purpose = 1; purpose <= (situation == 4 ? 3 : 4); purpose++) {
			unsigned required = 0;
			char dialled[64];
			json_t *body;

			snprintf(dialled, sizeof(dialled), "1*1*%u*%u*" ID DECLARE, situation,
				purpose);
			body = submission(dialled);
			check_component(form, body, &required);
			assert_true(required > 10);
			json_decref(body);
		}
	json_decref(form);
}

static void papers_are_told_in_the_script_of_the_citizen(void **state)
{
	char papers[128];
	(void)state;

	menus_world_begin(&world, "1*1*3*1*" ID DECLARE, NULL);
	assert_int_equal(submission_papers(set, &world.state, papers, sizeof(papers)), OK);
	assert_string_equal(papers, "CCCD, giay chung tu, giay xac nhan cu neu co");
	world.state.accents = true;
	assert_int_equal(submission_papers(set, &world.state, papers, sizeof(papers)), OK);
	assert_string_equal(papers, "CCCD, giấy chứng tử, giấy xác nhận cũ nếu có");
	assert_int_equal(submission_papers(set, &world.state, papers, 20), ERR_TOO_LONG);
	menus_world_begin(&world, "", NULL);
	assert_int_equal(submission_papers(set, &world.state, papers, sizeof(papers)), OK);
	assert_string_equal(papers, "");
	assert_null(submission_build(set, &world.state, &own));
}

static void papers_that_the_portal_was_told_are_told_again_in_any_language(void **state)
{
	json_t *body = submission("1*1*3*1*" ID DECLARE);
	const json_t *papers = json_object_get(body, "papers_to_bring");
	unsigned english = texts_language_find(menu_set_texts(set), "en");
	char out[128];
	(void)state;

	assert_int_equal(
		submission_papers_of(set, "1.004873", papers, 0, false, out, sizeof(out)), OK);
	assert_string_equal(out, "CCCD, giay chung tu, giay xac nhan cu neu co");
	assert_int_equal(
		submission_papers_of(set, "1.004873", papers, english, false, out, sizeof(out)),
		OK);
	assert_null(strstr(out, "CCCD"));
	assert_non_null(strstr(out, ", "));
	assert_int_equal(
		submission_papers_of(set, "1.004873", papers, 0, true, out, 20), ERR_TOO_LONG);
	assert_int_equal(submission_papers_of(set, "9.9", papers, 0, true, out, sizeof(out)), OK);
	assert_string_equal(out, "");
	assert_int_equal(
		submission_papers_of(set, "1.004873", NULL, 0, true, out, sizeof(out)), OK);
	assert_string_equal(out, "");
	json_decref(body);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(answers_become_what_the_form_calls_them),
		TEST(what_was_skipped_is_left_to_the_clerk),
		TEST(every_required_field_of_the_form_is_accounted_for),
		TEST(papers_are_told_in_the_script_of_the_citizen),
		TEST(papers_that_the_portal_was_told_are_told_again_in_any_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
