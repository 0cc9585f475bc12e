/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is sent without being asked: whether a date is some days ago, the year that lies in an
 * identity number, the code of the procedure on its day.
 */
#include "tests/unit/menus/submit_world.h"

#define SUBMIT "{'applicant':{'national_id':'id','relation':'self'},'answers':%s,'papers':[]}"
#define CODES  "'codes':[{'code':'9.1','to':'2026-06-30'},{'code':'9.5','from':'2026-07-01'}],"
#define ID     "070192001235"

struct answered {
	const char *key, *text, *today;
	const char *sent; /* NULL: left to the clerk */
};

static struct menu_set *load(const char *answers)
{
	char submit[512], error[512] = "";
	struct menu_set *set;

	snprintf(submit, sizeof(submit), SUBMIT, answers);
	set = world_load(CODES, submit, NULL, error, sizeof(error));
	assert_string_equal(error, "");
	return set;
}

static void sent(const struct menu_set *set, const struct answered *answered)
{
	struct engine_state state = { .at.tree = 1 };
	struct submission_own own = { "0901234567", answered->today };
	struct pairs pairs = { state.answers, &state.answers_len, sizeof(state.answers) };
	uint16_t key = symbols_find(set->symbols, answered->key, strlen(answered->key));
	json_t *body, *answers, *left;

	assert_int_equal(pairs_put(&pairs, key, answered->text), 0);
	body = submission_build(set, &state, &own);
	answers = json_object_get(body, "answers");
	left = json_object_get(body, "left_to_clerk");
	if (answered->sent)
		assert_string_equal(
			json_string_value(json_object_get(answers, "f")), answered->sent);
	else
		assert_int_equal(json_object_size(answers), 0);
	assert_int_equal(json_array_size(left), answered->sent ? 0 : 1);
	json_decref(body);
}

static void a_date_is_within_some_days_or_later(void **state)
{
	static const struct answered cases[] = {
		{ "born", "24112026", "24112026", "1" },
		{ "born", "25092026", "24112026", "1" }, /* 60 days */
		{ "born", "24092026", "24112026", "2" },
		{ "born", "30122025", "28022026", "1" }, /* 60 days, over the year */
		{ "born", "29122025", "28022026", "2" },
		{ "born", "2026", "24112026", NULL }, /* the year alone */
		{ "born", "", "24112026", NULL },
	};
	struct menu_set *set =
		load("{'f':{'answer':'born','days':60,'map':{'within':'1','later':'2'}}}");
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		sent(set, &cases[i]);
	talloc_free(set);
}

static void the_year_of_an_id_is_written_as_a_day_that_is_not_known(void **state)
{
	static const struct answered cases[] = {
		{ "id", ID, "24112026", "00/00/1992" },
		{ "id", "070040000123", "24112026", "00/00/1940" },
		{ "id", "", "24112026", NULL },
	};
	struct menu_set *set = load("{'f':{'fact':'year','of':'id','format':'00/00/####'}}");
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		sent(set, &cases[i]);
	talloc_free(set);
}

static void the_code_is_that_of_the_day(void **state)
{
	static const struct answered cases[] = {
		{ "id", ID, "30062026", "9.1" },
		{ "id", ID, "01072026", "9.5" },
	};
	struct menu_set *set = load("{'f':{'own':'procedure'}}");
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		sent(set, &cases[i]);
	talloc_free(set);
}

static void what_cannot_be_derived_is_refused(void **state)
{
	static const char *const cases[][2] = {
		{ "{'f':{'answer':'how','days':60}}", "\"how\" is not asked as a date" },
		{ "{'f':{'answer':'at','days':60}}", "\"at\" is not asked as a date" },
		{ "{'f':{'answer':'born','days':0}}", "f.days" },
		{ "{'f':{'answer':'born','days':60,'map':{'within':'1'}}}",
			"\"later\" of a date is missing" },
		{ "{'f':{'answer':'born','days':60,'as':'date'}}", "and today are dates" },
		{ "{'f':{'answer':'born','days':60,'format':'########'}}",
			"is for what is sent as text" },
		{ "{'f':{'fact':'sex','of':'id','format':'#'}}", "f.format: wants 1 digits" },
		{ "{'f':{'fact':'year','of':'id','format':'##'}}", "f.format: wants 2 digits" },
		{ "{'f':{'own':'procedure','format':'#'}}", "f.format: wants 1 digits" },
	};
	char submit[512], error[512];
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(submit, sizeof(submit), SUBMIT, cases[i][0]);
		error[0] = '\0';
		assert_null(world_load(CODES, submit, NULL, error, sizeof(error)));
		if (!strstr(error, cases[i][1]))
			fail_msg("%s\nsays: %s", cases[i][0], error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_date_is_within_some_days_or_later),
		cmocka_unit_test(the_year_of_an_id_is_written_as_a_day_that_is_not_known),
		cmocka_unit_test(the_code_is_that_of_the_day),
		cmocka_unit_test(what_cannot_be_derived_is_refused),
	};

	return cmocka_run_group_tests_name("submission_derived", tests, NULL, NULL);
}
