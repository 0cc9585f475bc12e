/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From answers to values: every source, every way to write one, paths and rows, branches, and
 * whose dossier it is.
 */
#include "tests/unit/menus/submit_world.h"

#define TODAY "25112026"

static const struct submission_own own = { "0901234567", TODAY };

/* What was answered where a test says nothing else. */
static const char *const given_answers[][2] = {
	{ "how", "b" },
	{ "beside", "x2" },
	{ "id", "070190123456" },
	{ "dead", "" },
	{ "day", "24112026" },
	{ "born", "1950" },
	{ "at", "0730" },
	{ "tel", "0907654321" },
	{ "copies", "3" },
	{ "given", "Nguyễn Thị Hoa" },
	{ "cert", "123456789012" },
	{ "loose", "12345" },
	{ "place", "25222" },
};

/* `instead`: up to one answer that differs, "key=value"; NULL for none. */
static void put_answers(const struct menu_set *set, struct engine_state *state, const char *instead)
{
	struct pairs pairs = { state->answers, &state->answers_len, sizeof(state->answers) };
	size_t key_len = instead ? strcspn(instead, "=") : 0;

	engine_init(state, 0, false);
	state->at.tree = 1;
	for (size_t i = 0; i < sizeof(given_answers) / sizeof(given_answers[0]); i++) {
		const char *key = given_answers[i][0], *value = given_answers[i][1];
		uint16_t symbol = symbols_find(set->symbols, key, strlen(key));

		if (instead && strlen(key) == key_len && memcmp(key, instead, key_len) == 0)
			value = instead + key_len + 1;
		assert_int_equal(pairs_append(&pairs, symbol, value), OK);
	}
}

static json_t *built(const char *submit, const char *instead)
{
	char error[512] = "";
	struct menu_set *set = world_load("", submit, NULL, error, sizeof(error));
	struct engine_state state;
	json_t *body;

	if (!set)
		fail_msg("%s\nsays: %s", submit, error);
	put_answers(set, &state, instead);
	body = submission_build(set, &state, &own);
	assert_non_null(body);
	talloc_free(set);
	return body;
}

static json_t *built_fields(const char *fields, const char *instead)
{
	char submit[2048];

	snprintf(submit, sizeof(submit),
		"{'applicant':{'national_id':'id','relation':'self','phone':'tel'},'answers':%s,"
		"'papers':[]}",
		fields);
	return built(submit, instead);
}

static void check_part(const json_t *body, const char *part, const char *expected, const char *what)
{
	json_t *wanted = quoted_json(expected);

	if (!json_equal(json_object_get(body, part), wanted)) {
		char *got = json_dumps(json_object_get(body, part), JSON_ENCODE_ANY);

		fail_msg("%s: %s is %s, not %s", what, part, got, expected);
	}
	json_decref(wanted);
}

/* --- one value ----------------------------------------------------------------------------- */
static const struct {
	const char *source, *instead;
	const char *expected; /* the value, in an array; NULL: left to the clerk */
} values[] = {
	{ "{'answer':'how'}", NULL, "['b']" },
	{ "{'answer':'how','map':{'a':'1','b':'2','3':'4'}}", NULL, "['2']" },
	{ "{'answer':'how'}", "how=", NULL },
	{ "{'answer':'beside','map':{'x1':'one','x2':'two'}}", NULL, "['two']" },
	{ "{'answer':'dead'}", NULL, NULL },
	{ "{'answer':'given'}", NULL, "['Nguyễn Thị Hoa']" },
	{ "{'fact':'sex','of':'id'}", NULL, "['female']" },
	{ "{'fact':'sex','of':'id','map':{'male':'1','female':'2'}}", NULL, "['2']" },
	{ "{'fact':'sex','of':'id'}", "id=075085012345", "['male']" },
	{ "{'fact':'year','of':'id','as':'number'}", NULL, "[1990]" },
	{ "{'fact':'year','of':'dead'}", NULL, NULL },
	{ "{'fact':'code','of':'place'}", NULL, "['25222']" },
	{ "{'fact':'name','of':'place'}", NULL, "['xã Bù Gia Mập']" },
	{ "{'fact':'province','of':'place'}", NULL, "['75']" },
	{ "{'fact':'province_name','of':'place'}", NULL, "['tỉnh Đồng Nai']" },
	{ "{'fact':'province','of':'place'}", "place=75", "['75']" },
	{ "{'fact':'name','of':'place'}", "place=99999", NULL },
	{ "{'fact':'day','of':'place','as':'date'}", "place=1795480200",
		"['2026-11-24T00:00:00+07:00']" },
	{ "{'fact':'day','of':'place','format':'##/##/####'}", "place=1795453200",
		"['24/11/2026']" }, /* midnight here */
	{ "{'fact':'day','of':'place','format':'##/##/####'}", "place=1795453199",
		"['23/11/2026']" },
	{ "{'fact':'day','of':'place','as':'date'}", "place=soon", NULL },
	{ "{'fact':'day','of':'place','as':'date'}", "place=123456789012", NULL },
	{ "{'fact':'day','of':'place','as':'date'}", "place=", NULL },
	{ "{'fixed':'x'}", NULL, "['x']" },
	{ "{'fixed':''}", NULL, "['']" },
	{ "{'fixed':2}", NULL, "[2]" },
	{ "{'fixed':2.5}", NULL, "[2.5]" },
	{ "{'fixed':false}", NULL, "[false]" },
	{ "{'fixed':2,'as':'list'}", NULL, "[[2]]" },
	{ "{'fixed':'b','as':'boxes','of_values':['a','b']}", NULL, "[{'a':false,'b':true}]" },
	{ "{'own':'phone'}", NULL, "['0901234567']" },
	{ "{'own':'applicant_phone'}", NULL, "['0907654321']" },
	{ "{'own':'applicant_phone'}", "tel=", "['0901234567']" },
	{ "{'own':'today','as':'date'}", NULL, "['2026-11-25T00:00:00+07:00']" },
	{ "{'own':'today','format':'##/##/####'}", NULL, "['25/11/2026']" },
	{ "{'clerk':true}", NULL, NULL },
	/* how it is written */
	{ "{'answer':'copies','as':'number'}", NULL, "[3]" },
	{ "{'answer':'how','map':{'a':'-1','b':'20','3':'0'},'as':'number'}", NULL, "[20]" },
	{ "{'answer':'given','as':'number'}", NULL, NULL },
	{ "{'answer':'how','map':{'a':'yes','b':'no','3':'1'},'as':'boolean'}", NULL, "[false]" },
	{ "{'answer':'how','map':{'a':'yes','b':'no','3':'1'},'as':'boolean'}", "how=a", "[true]" },
	{ "{'answer':'how','map':{'a':'yes','b':'no','3':'1'},'as':'boolean'}", "how=3", "[true]" },
	{ "{'answer':'day','as':'date'}", NULL, "['2026-11-24T00:00:00+07:00']" },
	{ "{'answer':'day','as':'day'}", NULL, "['11/24/2026']" },
	{ "{'answer':'day','as':'day'}", "day=2411", "['11/24/2027']" },
	{ "{'answer':'day','as':'day'}", "day=2511", "['11/25/2026']" },
	{ "{'answer':'day','as':'day'}", "day=2902", "['02/29/2028']" },
	{ "{'answer':'day','as':'date'}", "day=31022026", NULL },
	{ "{'answer':'day','as':'date'}", "day=", NULL },
	{ "{'answer':'born','as':'date'}", NULL, NULL },
	{ "{'answer':'born','as':'date'}", "born=01021950", "['1950-02-01T00:00:00+07:00']" },
	{ "{'answer':'at','as':'time'}", NULL, "['07:30:00']" },
	{ "{'answer':'at','as':'time'}", "at=", NULL },
	{ "{'answer':'how','as':'boxes','of_values':['a','b','3']}", NULL,
		"[{'a':false,'b':true,'3':false}]" },
	{ "{'answer':'how','as':'list'}", NULL, "[['b']]" },
	{ "{'answer':'cert','format':'#####.GCS.#####.##'}", NULL, "['12345.GCS.67890.12']" },
	{ "{'answer':'born','format':'##.##.####'}", NULL, NULL },
	{ "{'answer':'born','format':'##.##.####'}", "born=01021950", "['01.02.1950']" },
};

static void each_source_gives_its_value_as_the_form_wants_it(void **state)
{
	(void)state;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		char fields[512], wanted[256];
		json_t *body;

		snprintf(fields, sizeof(fields), "{'f':%s}", values[i].source);
		body = built_fields(fields, values[i].instead);
		if (values[i].expected)
			snprintf(wanted, sizeof(wanted), "{'f':%.*s}",
				(int)strlen(values[i].expected) - 2, values[i].expected + 1);
		check_part(body, "answers", values[i].expected ? wanted : "{}", fields);
		check_part(body, "left_to_clerk", values[i].expected ? "[]" : "['f']", fields);
		json_decref(body);
	}
}

/* --- many fields --------------------------------------------------------------------------- */
static const struct {
	const char *fields, *instead;
	const char *part, *expected;
} wholes[] = {
	/* nesting */
	{ "{'p.a':{'fixed':1},'p.q.b':{'fixed':2},'c':{'fixed':3}}", NULL, "answers",
		"{'p':{'a':1,'q':{'b':2}},'c':3}" },
	{ "{'p.a':{'clerk':true},'c':{'fixed':3}}", NULL, "answers", "{'c':3}" },
	{ "{'p.a':{'clerk':true},'p.b':{'answer':'dead'}}", NULL, "left_to_clerk",
		"['p.a','p.b']" },
	/* rows */
	{ "{'r[0].a':{'fixed':1},'r[0].b':{'fixed':2},'r[1].a':{'fixed':3}}", NULL, "answers",
		"{'r':[{'a':1,'b':2},{'a':3}]}" },
	{ "{'p.r[0].a.b':{'fixed':1}}", NULL, "answers", "{'p':{'r':[{'a':{'b':1}}]}}" },
	{ "{'r[0].a':{'answer':'dead'},'r[1].a':{'fixed':3}}", NULL, "answers",
		"{'r':[{},{'a':3}]}" },
	{ "{'r[1].a':{'answer':'dead'},'r[0].a':{'fixed':3}}", NULL, "answers", "{'r':[{'a':3}]}" },
	{ "{'r[0].a':{'answer':'dead'}}", NULL, "answers", "{}" },
	{ "{'r[0]':{'fixed':'x'},'r[1]':{'answer':'dead'},'r[2]':{'fixed':'z'}}", NULL, "answers",
		"{'r':['x','z']}" },
	/* branches */
	{ "{'f':[{'when':{'answer':'how','is':'a'},'fixed':1},"
	  "{'when':{'answer':'how','is':'b'},'fixed':2},{'clerk':true}]}",
		NULL, "answers", "{'f':2}" },
	{ "{'f':[{'when':{'answer':'how','is':'a'},'fixed':1},{'clerk':true}]}", NULL,
		"left_to_clerk", "['f']" },
	{ "{'f':{'when':{'answer':'how','is':'a'},'clerk':true}}", NULL, "left_to_clerk", "[]" },
	{ "{'f':[{'when':{'answer':'how','is':'a'},'fixed':9},"
	  "{'answer':'how','map':{'b':'1','3':'2'}}]}",
		NULL, "answers", "{'f':'1'}" },
	{ "{'f':{'when':{'not':{'any':[{'answer':'how','is':['a','3']},{'value':'fee'}]}},"
	  "'answer':'how','map':{'b':'1'}}}",
		NULL, "answers", "{'f':'1'}" },
	/* lists of their own */
	{ "{'f':{'paper':true},'p.g':{'paper':true}}", NULL, "on_paper", "['f','p.g']" },
	{ "{'f':{'prefilled':true}}", NULL, "prefilled", "['f']" },
	{ "{'f':{'prefilled':true},'g':{'paper':true}}", NULL, "left_to_clerk", "['g']" },
	{ "{'f':{'answer':'given'},'g':{'answer':'how'}}", NULL, "to_check", "['f']" },
	{ "{'f':{'answer':'given'}}", "given=", "to_check", "[]" },
};

static void fields_stand_where_their_paths_say(void **state)
{
	(void)state;

	for (size_t i = 0; i < sizeof(wholes) / sizeof(wholes[0]); i++) {
		json_t *body = built_fields(wholes[i].fields, wholes[i].instead);

		check_part(body, wholes[i].part, wholes[i].expected, wholes[i].fields);
		json_decref(body);
	}
}

/* --- people -------------------------------------------------------------------------------- */
#define REST "'answers':{'f':{'clerk':true}},'papers':[]}"
static const struct {
	const char *submit, *instead;
	const char *applicant, *concerned;
} persons[] = {
	{ "{'applicant':{'national_id':'id','relation':'self'}," REST, NULL,
		"{'national_id':'070190123456','relation':'self','phone':'0901234567'}", "[null]" },
	{ "{'applicant':{'national_id':'id','relation':'self','phone':'tel'}," REST, NULL,
		"{'national_id':'070190123456','relation':'self','phone':'0907654321'}", "[null]" },
	{ "{'applicant':{'national_id':'id','relation':'self','phone':'tel'}," REST, "tel=",
		"{'national_id':'070190123456','relation':'self','phone':'0901234567'}", "[null]" },
	{ "{'applicant':{'national_id':'dead','relation':'self'}," REST, NULL,
		"{'national_id':'','relation':'self','phone':'0901234567'}", "[null]" },
	{ "{'applicant':[{'when':{'answer':'how','is':'b'},'national_id':'id','relation':'child'},"
	  "{'national_id':'dead','relation':'self'}]," REST,
		NULL, "{'national_id':'070190123456','relation':'child','phone':'0901234567'}",
		"[null]" },
	{ "{'applicant':{'national_id':'id','relation':'self'},'concerned':{'national_id':'dead'},"
	  "" REST,
		"dead=070150123456",
		"{'national_id':'070190123456','relation':'self','phone':'0901234567'}",
		"[{'national_id':'070150123456'}]" },
	{ "{'applicant':{'national_id':'id','relation':'self'},'concerned':["
	  "{'when':{'answer':'how','is':'a'},'national_id':'dead'},"
	  "{'when':{'answer':'how','is':'b'},'national_id':'id','relation':'father'}]," REST,
		NULL, "{'national_id':'070190123456','relation':'self','phone':'0901234567'}",
		"[{'national_id':'070190123456','relation':'father'}]" },
	{ "{'applicant':{'national_id':'id','relation':'self'},'concerned':["
	  "{'when':{'answer':'how','is':'a'},'national_id':'dead'}]," REST,
		NULL, "{'national_id':'070190123456','relation':'self','phone':'0901234567'}",
		"[null]" },
};

static void the_first_person_whose_guard_holds_counts(void **state)
{
	(void)state;

	for (size_t i = 0; i < sizeof(persons) / sizeof(persons[0]); i++) {
		json_t *body = built(persons[i].submit, persons[i].instead);
		json_t *concerned = quoted_json(persons[i].concerned);

		check_part(body, "applicant", persons[i].applicant, persons[i].submit);
		assert_true(json_equal(
			json_object_get(body, "concerned"), json_array_get(concerned, 0)));
		json_decref(concerned);
		json_decref(body);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_source_gives_its_value_as_the_form_wants_it),
		cmocka_unit_test(fields_stand_where_their_paths_say),
		cmocka_unit_test(the_first_person_whose_guard_holds_counts),
	};

	return cmocka_run_group_tests_name("submission_value", tests, NULL, NULL);
}
