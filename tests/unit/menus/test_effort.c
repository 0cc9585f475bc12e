/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What an application costs, counted on dialogues whose keys can be counted by hand.
 */
#include "tests/unit/menus/proof_world.h"
#include "menus/effort.h"

#define NODES \
	"'first':{'kind':'menu','text':'word.none','key':'how','options':[" \
	"{'value':'a','text':'word.none','next':'id'},{'value':'b','text':'word.none','next':'" \
	"more'}]}," \
	"'more':{'kind':'entry','entry':'name','text':'word.none','key':'child','next':'id'}," \
	"'id':{'kind':'entry','entry':'national_id','text':'word.none','key':'id','next':'papers'" \
	"," \
	"'skip':{'text':'word.none','next':'papers'}}," \
	"'papers':{'kind':'message','text':'word.none','next':'offices'}," \
	"'offices':{'kind':'effect','effect':'offices.list','on':{'done':'office','none':'over'," \
	"'many':'letters'}},'letters':{'kind':'entry','entry':'letters','text':'word.none'," \
	"'key':'letters','next':'offices'},'office':{'kind':'list','text':'word.none','item':" \
	"'office.item','key':'office','next':'slots'},'slots':{'kind':'effect','effect':" \
	"'slots.list','on':{'done':'slot','none':'over','closed':'over'}},'slot':{'kind':'list'," \
	"'text':'word.none','item':'slot.item','key':'slot','next':'send'},'send':{'kind':'" \
	"effect'," \
	"'effect':'dossier.submit','on':{'done':'over','already':'over','full':'over'," \
	"'limit':'over'}}" \
	"," PROOF_END

/* *1022# and send: 7; home's second option; the first option; 12 digits; papers; 284; the office;
 * the slot. */
static const struct effort by_hand = { 8, 7 + 2 + 2 + 13 + 2 + 4 + 2 + 2, 7 };

static void assert_effort(const struct effort *got, const struct effort *wanted)
{
	assert_int_equal(got->screens, wanted->screens);
	assert_int_equal(got->keys, wanted->keys);
	assert_int_equal(got->replies, wanted->replies);
}

static int typical(const char *plan, struct effort *out, char error[256])
{
	struct menu_set *set = proof_set(NULL, NODES, PROOF_SUBMIT, "{}", NULL);
	struct samples *samples = proof_samples(set);
	struct json_reader reader = { .source = "plan" };
	json_t *json = quoted_json(plan);
	struct json_at root = json_root(&reader, json);
	struct effort_plan read;
	int rc;

	reader.error[0] = '\0';
	effort_plan_read(&root, SAMPLES_FIRST, &read);
	assert_string_equal(reader.error, "");
	rc = effort_typical(set, samples, 1, &read, NULL, NULL, out, error, 256);
	json_decref(json);
	talloc_free(set);
	return rc;
}

static void keys_are_counted_from_the_dial_string_to_the_receipt(void **state)
{
	struct effort effort;
	char error[256];
	(void)state;

	assert_int_equal(typical("{}", &effort, error), OK);
	assert_effort(&effort, &by_hand);
}

static void answers_are_given_as_planned(void **state)
{
	struct effort effort, wanted = by_hand;
	char error[256];
	(void)state;

	/* "I don't have it" instead of 12 digits */
	assert_int_equal(typical("{'answers':{'id':''}}", &effort, error), OK);
	wanted.keys -= 11;
	assert_effort(&effort, &wanted);
	/* a name by multi-tap: H 2, o 3, a 1 */
	assert_int_equal(typical("{'answers':{'how':'b','child':'Hoa'}}", &effort, error), OK);
	wanted = by_hand;
	wanted.screens++;
	wanted.replies++;
	wanted.keys += 2 + 3 + 1 + 1;
	assert_effort(&effort, &wanted);
}

static void a_budget_that_is_passed_is_said(void **state)
{
	struct effort effort;
	char error[256];
	(void)state;

	assert_int_equal(typical("{'screens':8,'keys':34}", &effort, error), OK);
	assert_int_equal(typical("{'screens':7,'keys':34}", &effort, error), ERR_LIMIT);
	assert_string_equal(error, "9.1: effort.first: 8 screens, the budget is 7");
	assert_effort(&effort, &by_hand);
	assert_int_equal(typical("{'screens':8,'keys':33}", &effort, error), ERR_LIMIT);
	assert_string_equal(error, "9.1: effort.first: 34 keypresses, the budget is 33");
}

static void a_plan_that_leads_nowhere_is_said(void **state)
{
	struct effort effort;
	char error[256];
	(void)state;

	assert_int_equal(typical("{'answers':{'how':'z'}}", &effort, error), ERR_INVALID);
	assert_string_equal(error, "9.1: effort.first: first has no option \"z\"");
	assert_int_equal(typical("{'answers':{'id':'123'}}", &effort, error), ERR_INVALID);
	assert_string_equal(error, "9.1: effort.first: id does not take \"123\"");
}

static void the_shortest_way_is_found(void **state)
{
	struct menu_set *set = proof_set(NULL, NODES, PROOF_SUBMIT, "{}", NULL);
	struct samples *samples = proof_samples(set);
	struct effort effort, wanted = by_hand;
	char label[128], error[256];
	(void)state;

	wanted.keys -= 11;
	assert_int_equal(effort_shortest(set, samples, 1, SAMPLES_AGAIN, &effort, label,
				 sizeof(label), error, sizeof(error)),
		OK);
	assert_effort(&effort, &wanted);
	assert_string_equal(label, "how=a, no id");
	talloc_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_counted_from_the_dial_string_to_the_receipt),
		cmocka_unit_test(answers_are_given_as_planned),
		cmocka_unit_test(a_budget_that_is_passed_is_said),
		cmocka_unit_test(a_plan_that_leads_nowhere_is_said),
		cmocka_unit_test(the_shortest_way_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
