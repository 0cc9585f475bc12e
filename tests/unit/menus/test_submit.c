/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a tree says of its submission and its codes: what is refused, with the words by which its
 * author finds the place; and which code is valid on which day.
 */
#include "tests/unit/menus/submit_world.h"

#define SELF   "{'national_id':'id','relation':'self'}"
#define FIELDS "{'f':{'clerk':true}}"

static const char *const answers_refused[][2] = {
	/* the source */
	{ "{'f':{}}", "answers.f: say where the field comes from" },
	{ "{'f':[]}", "answers.f: expected 1 to 8 elements" },
	{ "{'f':7}", "answers.f" },
	{ "{'f':{'clerk':false}}", "answers.f.clerk: expected true" },
	{ "{'f':{'paper':1}}", "answers.f.paper: expected true" },
	{ "{'f':{'prefilled':true,'as':'text'}}", "unknown key \"as\"" },
	{ "{'f':{'clerk':true,'why':'because'}}", "unknown key \"why\"" },
	{ "{'f':{'answer':'how','fixed':1}}", "unknown key \"fixed\"" },
	{ "{'f':{'fixed':null}}", "answers.f.fixed: missing" },
	{ "{'f':{'fixed':{}}}", "expected a text, a number, true or false" },
	{ "{'f':{'own':'name'}}", "\"own\" is one of phone, applicant_phone, today, procedure" },
	{ "{'f':{'fact':'age','of':'id'}}", "\"fact\" is one of sex, year, day, code, name" },
	{ "{'f':{'fact':'name','of':'place','map':{'a':'b'}}}", "unknown key \"map\"" },
	{ "{'f':[{'clerk':true},{'fixed':1}]}", "answers.f[0]: always holds" },
	{ "{'f':{'answer':'nobody'}}", "f: nobody asks for \"nobody\"" },
	{ "{'f':{'fact':'sex','of':'how'}}", "f: \"how\" is no national id" },
	{ "{'f':{'fact':'code','of':'nobody'}}", "f: nobody asks for \"nobody\"" },
	/* maps */
	{ "{'f':{'answer':'how','map':{}}}", "f.map: expected an object of 1 to" },
	{ "{'f':{'answer':'how','map':{'a':'1','b':'2'}}}", "f.map: \"3\" of node how" },
	{ "{'f':[{'when':{'answer':'how','is':'a'},'clerk':true},"
	  "{'answer':'how','map':{'3':'1'}}]}",
		"f.map: \"b\" of node how" },
	{ "{'f':{'when':{'not':{'answer':'how','is':'a'}},'answer':'how','map':{'b':'1'}}}",
		"f.map: \"3\" of node how" },
	{ "{'f':{'answer':'beside','map':{'x1':'1'}}}", "f.map: \"x2\" of node how" },
	{ "{'f':{'fact':'sex','of':'id','map':{'male':'1'}}}", "\"female\" of a national id" },
	/* how it is written */
	{ "{'f':{'answer':'how','as':'word'}}", "\"as\" is one of text, number" },
	{ "{'f':{'answer':'how','as':'number'}}", "what \"a\" of node how becomes is no number" },
	{ "{'f':{'answer':'how','as':'boxes'}}", "go together" },
	{ "{'f':{'answer':'how','of_values':['a']}}", "go together" },
	{ "{'f':{'answer':'how','as':'boxes','of_values':['a','b']}}",
		"f.of_values: what \"3\" of node how becomes is missing" },
	{ "{'f':{'fixed':'c','as':'boxes','of_values':['a']}}", "the fixed value is missing" },
	{ "{'f':{'fixed':1,'as':'boxes','of_values':['1']}}", "as the form wants it" },
	{ "{'f':{'fixed':'1','as':'number'}}", "as the form wants it" },
	{ "{'f':{'answer':'at','as':'date'}}", "f: \"at\" is not asked as a date" },
	{ "{'f':{'answer':'how','as':'day'}}", "f: \"how\" is not asked as a date" },
	{ "{'f':{'answer':'day','as':'time'}}", "f: \"day\" is not asked as a time" },
	{ "{'f':{'own':'phone','as':'date'}}", "and today are dates" },
	{ "{'f':{'fact':'day','of':'born','as':'date'}}", "f: \"born\" is no list of slots" },
	{ "{'f':{'fact':'day','of':'place','format':'##'}}", "f.format: wants 2 digits" },
	{ "{'f':{'fact':'name','of':'place','format':'##'}}", "f.format: wants 2 digits" },
	{ "{'f':{'own':'today','as':'time'}}", "only a time that was answered" },
	{ "{'f':{'answer':'cert','format':'no digit'}}", "f.format: has no #" },
	{ "{'f':{'answer':'cert','format':'##.##'}}", "f.format: wants 4 digits" },
	{ "{'f':{'answer':'loose','format':'#####'}}", "f.format: wants 5 digits" },
	{ "{'f':{'answer':'how','format':'#'}}", "f.format: wants 1 digits" },
	{ "{'f':{'own':'phone','format':'#'}}", "f.format: wants 1 digits" },
	{ "{'f':{'answer':'day','as':'date','format':'##'}}", "is for what is sent as text" },
	/* paths */
	{ "{'a..b':{'clerk':true}}", "a path is keys joined by '.'" },
	{ "{'[0].a':{'clerk':true}}", "a path is keys" },
	{ "{'a[0':{'clerk':true}}", "a path is keys" },
	{ "{'a[01]':{'clerk':true}}", "a path is keys" },
	{ "{'a[32]':{'clerk':true}}", "a path is keys" },
	{ "{'a[0][0]':{'clerk':true}}", "a path is keys" },
	{ "{'a[0]b':{'clerk':true}}", "a path is keys" },
	{ "{'a b':{'clerk':true}}", "a path is keys" },
	{ "{'a.a.a.a.a.a.a.a.a.a.a.a.a':{'clerk':true}}", "a path is keys" },
	{ "{'a':{'clerk':true},'a.b':{'clerk':true}}", "a.b and a exclude each other" },
	{ "{'a[0]':{'clerk':true},'a.b':{'clerk':true}}", "exclude each other" },
	{ "{'a[1].b':{'clerk':true}}", "there is no row before it" },
	{ "{}", "expected an object of 1 to 128 fields" },
};

static const char *const applicants_refused[][2] = {
	{ "[]", "applicant: expected 1 to 8 elements" },
	{ "{'national_id':'id'}", "applicant.relation: missing" },
	{ "{'national_id':'how','relation':'self'}", "\"how\" is no national id" },
	{ "{'national_id':'id','relation':'self','phone':'cert'}",
		"applicant.phone: \"cert\" is no phone" },
	{ "{'when':{'answer':'how'},'national_id':'id','relation':'self'}", "somebody applies" },
	{ "[" SELF "," SELF "]", "applicant[0]: always holds" },
	{ SELF ",'concerned':{'national_id':'tel'}", "concerned.national_id: \"tel\"" },
	{ SELF ",'concerned':{'national_id':'id','phone':'tel'}", "unknown key \"phone\"" },
	{ SELF ",'concerns':{'national_id':'id'}", "unknown key \"concerns\"" },
};

static void refused(const char *codes, const char *submit, const char *sentence)
{
	char error[512] = "";

	if (world_load(codes, submit, NULL, error, sizeof(error)))
		fail_msg("loads: %s%s", codes, submit);
	if (!strstr(error, sentence) || !strstr(error, "world/procedures/9.1.json: "))
		fail_msg("%s%s\nsays: %s", codes, submit, error);
}

static void each_source_that_cannot_be_is_refused_with_its_place(void **state)
{
	char submit[1024];
	(void)state;

	for (size_t i = 0; i < sizeof(answers_refused) / sizeof(answers_refused[0]); i++) {
		snprintf(submit, sizeof(submit), "{'applicant':%s,'answers':%s,'papers':[]}", SELF,
			answers_refused[i][0]);
		refused("", submit, answers_refused[i][1]);
	}
}

static void each_person_who_cannot_be_is_refused_with_its_place(void **state)
{
	char submit[1024];
	(void)state;

	for (size_t i = 0; i < sizeof(applicants_refused) / sizeof(applicants_refused[0]); i++) {
		snprintf(submit, sizeof(submit), "{'applicant':%s,'answers':%s,'papers':[]}",
			applicants_refused[i][0], FIELDS);
		refused("", submit, applicants_refused[i][1]);
	}
}

static void a_map_knows_what_home_may_give(void **state)
{
	(void)state;

	refused("'given':{'how':['c']},",
		"{'applicant':" SELF ",'answers':{'f':{'answer':'how',"
		"'map':{'a':'1','b':'2','3':'3'}}},'papers':[]}",
		"f.map: \"c\" of node home is missing");
}

/* --- codes --------------------------------------------------------------------------------- */
#define SUBMIT "{'applicant':" SELF ",'answers':" FIELDS ",'papers':[]}"
#define CODES \
	"'codes':[{'code':'9.0','to':'2025-06-30'},{'code':'9.1','from':'2025-07-01'}," \
	"{'code':'9.5','from':'2026-07-01','to':'2026-12-31'}],"

static void each_code_that_cannot_be_is_refused_with_its_place(void **state)
{
	static const char *const cases[][2] = {
		{ "'codes':[],", "codes: \"9.1\" itself must be one of them" },
		{ "'codes':[{'code':'9.0'}],", "\"9.1\" itself must be one of them" },
		{ "'codes':[{'code':'9/1'}],", "codes[0]: a code has 1 to 15" },
		{ "'codes':[{'code':'9.1','since':'2025-01-01'}],", "unknown key \"since\"" },
		{ "'codes':[{'code':'9.1','from':'2025-02-29'}],", "from: expected a day" },
		{ "'codes':[{'code':'9.1','from':'01/02/2025'}],", "from: expected a day" },
		{ "'codes':[{'code':'9.1','from':'2025-2-031'}],", "from: expected a day" },
		{ "'codes':[{'code':'9.1','from':'2025-03-01','to':'2025-02-01'}],",
			"ends before it begins" },
		{ "'codes':[{'code':'9.1'},{'code':'9.0'}],", "codes[1]: must begin later" },
		{ "'codes':[{'code':'9.1'},{'code':'9.1','from':'2025-03-01'}],",
			"codes[1]: is there already" },
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		refused(cases[i][0], SUBMIT, cases[i][1]);
}

static void two_procedures_with_one_code_are_refused(void **state)
{
	static const char second[] =
		"{'motcua_tree':1,'code':'9.2','title':'t','start':'id','nodes':{"
		"'id':{'kind':'entry','text':'t','key':'id','entry':'national_id','next':'over'},"
		"'over':{'kind':'end','text':'t'}},'submit':" SUBMIT
		",'codes':[{'code':'9.0'},{'code':'9.2','from':'2026-01-01'}]}";
	char error[512] = "";
	(void)state;

	assert_null(world_load(CODES, SUBMIT, second, error, sizeof(error)));
	assert_non_null(strstr(error, "procedures/9.2.json: codes: \"9.0\" is a code of"));
}

static void every_code_finds_the_tree_and_its_texts(void **state)
{
	char error[512] = "", text[64];
	struct menu_set *set = world_load(CODES, SUBMIT, NULL, error, sizeof(error));
	(void)state;

	assert_string_equal(error, "");
	assert_int_equal(menu_set_tree_find(set, "9.0"), 1);
	assert_int_equal(menu_set_tree_find(set, "9.1"), 1);
	assert_int_equal(menu_set_tree_find(set, "9.5"), 1);
	assert_int_equal(menu_set_tree_find(set, "9.2"), -1);
	assert_int_equal(menu_set_tree_codes(set, 1), 3);
	assert_string_equal(menu_set_tree_code_n(set, 1, 2), "9.5");
	assert_string_equal(menu_set_own_code(set, "9.5"), "9.1");
	assert_string_equal(menu_set_own_code(set, "8.8"), "8.8");
	menu_set_procedure_text(set, "9.0", "short", text, sizeof(text));
	assert_string_equal(text, "@procedure.9.1.short");
	talloc_free(set);
}

static void the_code_of_a_day_is_the_newest_that_is_valid(void **state)
{
	static const struct {
		int day;
		const char *code;
	} cases[] = {
		{ 20200101, "9.0" },
		{ 20250630, "9.0" },
		{ 20250701, "9.1" },
		{ 20260630, "9.1" },
		{ 20260701, "9.5" },
		{ 20261231, "9.5" },
		{ 20270101, "9.1" },
	};
	char error[512] = "";
	struct menu_set *set = world_load(CODES, SUBMIT, NULL, error, sizeof(error));
	(void)state;

	assert_string_equal(error, "");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(menu_set_tree_code_at(set, 1, cases[i].day), cases[i].code);
	talloc_free(set);
	set = world_load("'codes':[{'code':'9.1','from':'2025-01-01','to':'2025-03-01'},"
			 "{'code':'9.3','from':'2025-05-01'}],",
		SUBMIT, NULL, error, sizeof(error));
	assert_string_equal(menu_set_tree_code_at(set, 1, 20250401), "9.3");
	assert_string_equal(menu_set_tree_code_at(set, 1, 20240401), "9.3");
	talloc_free(set);
	set = world_load("", SUBMIT, NULL, error, sizeof(error));
	assert_string_equal(menu_set_tree_code_at(set, 1, 20250401), "9.1");
	talloc_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_source_that_cannot_be_is_refused_with_its_place),
		cmocka_unit_test(each_person_who_cannot_be_is_refused_with_its_place),
		cmocka_unit_test(a_map_knows_what_home_may_give),
		cmocka_unit_test(each_code_that_cannot_be_is_refused_with_its_place),
		cmocka_unit_test(two_procedures_with_one_code_are_refused),
		cmocka_unit_test(every_code_finds_the_tree_and_its_texts),
		cmocka_unit_test(the_code_of_a_day_is_the_newest_that_is_valid),
	};

	return cmocka_run_group_tests_name("submit", tests, NULL, NULL);
}
