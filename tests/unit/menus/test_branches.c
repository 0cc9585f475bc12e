/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every way through a tree: what decides is combined, the rest is tried once, nothing goes round;
 * and each submission is held against the form.
 */
#include "tests/unit/menus/proof_world.h"
#include "menus/branches.h"
#include "menus/tree.h"
#include "tests/lib/menus_world.h"

#define MENU(name, key, next_a, next_b) \
	"'" name "':{'kind':'menu','text':'word.none','key':'" key "','options':[" \
	"{'value':'a','text':'word.none','next':'" next_a "'}," \
	"{'value':'b','text':'word.none','next':'" next_b "'}]},"
#define ID(name, next) \
	"'" name "':{'kind':'entry','entry':'national_id','text':'word.none','key':'" name \
	"','next':'" next "','skip':{'text':'word.none','next':'" next "'}},"
#define TAIL \
	"'offices':{'kind':'effect','effect':'offices.list','on':{'done':'office','none':'over'," \
	"'many':'letters'}},'letters':{'kind':'entry','entry':'letters','text':'word.none'," \
	"'key':'letters','next':'offices'},'office':{'kind':'list','text':'word.none','item':" \
	"'office.item','key':'office','next':'slots'},'slots':{'kind':'effect','effect':" \
	"'slots.list','on':{'done':'slot','none':'over','closed':'over'}},'slot':{'kind':'list'," \
	"'text':'word.none','item':'slot.item','key':'slot','next':'sure'},'sure':{'kind':'menu'," \
	"'text':'word.none','options':[{'text':'word.none','next':'send'},{'text':'word.none'," \
	"'next':{'to':'onward','forget':['one']}}]},'send':{'kind':'effect'," \
	"'effect':'dossier.submit','on':{'done':'over','already':'over','full':'over'," \
	"'limit':'over'}}" \
	"," PROOF_END
#define SUBMIT(fields) \
	"{'applicant':{'national_id':'id','relation':'self'},'answers':{" fields "},'papers':[]}"

struct labels {
	unsigned n;
	char all[8192];
};

static bool note(void *data, const struct branch *branch)
{
	struct labels *labels = data;
	size_t used = strlen(labels->all);

	assert_non_null(branch->rehearsal->sent);
	snprintf(labels->all + used, sizeof(labels->all) - used, "%s\n", branch->label);
	labels->n++;
	return true;
}

static void walk(
	const char *nodes, const char *submit, const struct eform *eform, struct labels *labels)
{
	struct menu_set *set = proof_set(NULL, nodes, submit, "{}", NULL);
	struct branches_way way = {
		.set = set, .samples = proof_samples(set), .tree = 1, .eform = eform
	};
	char error[256];
	int rc;

	memset(labels, 0, sizeof(*labels));
	rc = branches_walk(&way, note, labels, error, sizeof(error));
	if (rc < 0)
		fail_msg("%s", error);
	assert_int_equal(rc, labels->n);
	talloc_free(set);
}

static void what_does_not_decide_is_tried_once(void **state)
{
	struct labels labels;
	(void)state;

	walk("'first':{'kind':'message','text':'word.none','next':'one'}," MENU("one", "one", "two",
		     "two") MENU("two", "two", "id", "id") ID("id", "offices") TAIL,
		SUBMIT("'f':{'answer':'one'},'g':{'answer':'two'}"), NULL, &labels);
	assert_string_equal(labels.all,
		"one=a, two=a\n"
		"one=a, two=a, id=070090123457\n"
		"one=a, two=a, no id\n"
		"one=a, two=b\n"
		"one=b, two=a\n");
}

static void what_a_guard_asks_for_is_combined(void **state)
{
	struct labels labels;
	(void)state;

	walk("'first':{'kind':'message','text':'word.none','next':'one'}," MENU("one", "one", "two",
		     "two") MENU("two", "two", "id", "id") ID("id", "offices") TAIL,
		SUBMIT("'f':[{'when':{'answer':'one','is':'a'},'clerk':true},"
		       "{'when':{'answer':'two','is':'a'},'paper':true}]"),
		NULL, &labels);
	assert_non_null(strstr(labels.all, "one=a, two=b\n"));
	assert_non_null(strstr(labels.all, "one=b, two=a\n"));
	assert_non_null(strstr(labels.all, "one=b, two=b\n"));
}

static void what_has_nothing_in_common_is_not_combined(void **state)
{
	struct labels labels;
	(void)state;

	walk("'first':{'kind':'message','text':'word.none','next':'one'}," MENU("one", "one", "two",
		     "two") MENU("two", "two", "id", "id") ID("id", "offices") TAIL,
		SUBMIT("'f':{'when':{'answer':'one','is':'a'},'clerk':true},"
		       "'g':{'when':{'answer':'two','is':'a'},'clerk':true}"),
		NULL, &labels);
	assert_non_null(strstr(labels.all, "one=a, two=a\n"));
	assert_null(strstr(strstr(labels.all, "one=a, two=a\n") + 1, "one=a, two=a\n"));
	assert_non_null(strstr(labels.all, "one=a, two=b\n"));
	assert_non_null(strstr(labels.all, "one=b, two=a\n"));
	assert_null(strstr(labels.all, "one=b, two=b"));
}

static void options_that_part_are_combined(void **state)
{
	struct labels labels;
	(void)state;

	walk("'first':{'kind':'message','text':'word.none','next':'one'}," MENU(
		     "one", "one", "two", "id") MENU("two", "two", "id", "id") ID("id", "other")
			ID("other", "offices") TAIL,
		SUBMIT("'f':{'clerk':true}"), NULL, &labels);
	assert_non_null(strstr(labels.all, "one=a, two=b\n"));
	assert_non_null(strstr(labels.all, "one=b\n"));
	/* one thing at most is not at hand */
	assert_non_null(strstr(labels.all, "no id\n"));
	assert_non_null(strstr(labels.all, "no other\n"));
	assert_null(strstr(labels.all, "no id, no other"));
}

/* Questions that come only one way are combined there, and an answer is tried where it counts. */
static void a_group_behind_a_parting_is_combined_there(void **state)
{
	struct labels labels;
	(void)state;

	walk("'first':{'kind':'message','text':'word.none','next':'one'}," MENU(
		     "one", "one", "id", "two") MENU("two", "two", "three", "three")
			MENU("three", "three", "id", "id") ID("id", "offices") TAIL,
		SUBMIT("'e':{'when':{'answer':'one','is':'a'},'clerk':true},"
		       "'f':[{'when':{'answer':'two','is':'b'},'answer':'three'},{'clerk':true}]"),
		NULL, &labels);
	for (unsigned i = 0; i < 4; i++) {
		char label[64];

		snprintf(label, sizeof(label), "one=b, two=%c, three=%c\n", "ab"[i / 2],
			"ab"[i % 2]);
		if (!strstr(labels.all, label))
			fail_msg("%s is not there:\n%s", label, labels.all);
	}
}

/* What is asked only of those who lack something meets all that decides, too. */
static void a_question_behind_a_skip_is_combined(void **state)
{
	struct labels labels;
	(void)state;

	walk("'first':{'kind':'message','text':'word.none','next':'one'}," MENU("one", "one", "id",
		     "id") "'id':{'kind':'entry','entry':'national_id','text':'word.none',"
			   "'key':'id','next':'offices','skip':{'text':'word.none','next':"
			   "'two'}}," MENU("two", "two", "offices", "offices") TAIL,
		SUBMIT("'f':[{'when':{'all':[{'answer':'one','is':'b'},{'answer':'two','is':'b'}]},"
		       "'fixed':'z'},{'clerk':true}]"),
		NULL, &labels);
	for (unsigned i = 0; i < 4; i++) {
		char label[64];

		snprintf(label, sizeof(label), "one=%c, no id, two=%c\n", "ab"[i / 2], "ab"[i % 2]);
		if (!strstr(labels.all, label))
			fail_msg("%s is not there:\n%s", label, labels.all);
	}
}

static const char form_text[] =
	"{\"components\":[{\"type\":\"select\",\"key\":\"f\",\"input\":true,\"label\":\"F\","
	"\"validate\":{\"required\":true},\"data\":{\"values\":[{\"value\":\"a\",\"label\":\"A\"},"
	"{\"value\":\"b\",\"label\":\"B\"}]}},{\"type\":\"textfield\",\"key\":\"g\",\"input\":true,"
	"\"label\":\"G\",\"validate\":{\"required\":true},\"conditional\":{\"show\":true,"
	"\"when\":\"f\",\"eq\":\"b\"}}]}";

/* Rows of which there may be one. */
static const char rows_text[] =
	"{\"components\":[{\"type\":\"datagrid\",\"key\":\"r\",\"input\":true,\"validate\":{"
	"\"maxLength\":1},\"components\":[{\"type\":\"textfield\",\"key\":\"x\",\"input\":true,"
	"\"validate\":{\"required\":true}},{\"type\":\"textfield\",\"key\":\"y\",\"input\":true}]}]"
	"}";

static struct eform *read_form(void *ctx, const char *text)
{
	char error[256];
	struct eform *eform = eform_read_text(ctx, "form.json", text, strlen(text), error, 256);

	if (!eform)
		fail_msg("%s", error);
	return eform;
}

static struct eform *form(void *ctx)
{
	return read_form(ctx, form_text);
}

static void what_the_form_depends_on_is_combined(void **state)
{
	struct eform *eform = form(NULL);
	struct labels labels;
	(void)state;

	walk("'first':{'kind':'message','text':'word.none','next':'one'}," MENU("one", "one", "two",
		     "two") MENU("two", "two", "id", "id") ID("id", "offices") TAIL,
		SUBMIT("'f':{'answer':'one'},'g':{'answer':'two'}"), eform, &labels);
	/* "one" decides in the form; what "two" fills is there only then */
	assert_non_null(strstr(labels.all, "one=b, two=a\n"));
	assert_non_null(strstr(labels.all, "one=b, two=b\n"));
	talloc_free(eform);
}

/* --- the check ----------------------------------------------------------------------------- */
struct told {
	int n;
	char all[2048];
};

static void tell(void *data, const char *path, const char *what, const char *label)
{
	struct told *told = data;
	size_t used = strlen(told->all);

	told->n++;
	snprintf(told->all + used, sizeof(told->all) - used, "%s: %s (%s)\n", path, what, label);
}

static int check_form(const char *text, const char *fields, struct told *told)
{
	struct menu_set *set = proof_set(NULL,
		"'first':{'kind':'message','text':'word.none','next':'one'}," MENU(
			"one", "one", "id", "id") ID("id", "offices") TAIL,
		fields, "{}", NULL);
	struct eform *eform = read_form(set, text);
	struct samples *samples = proof_samples(set);
	char error[256];
	int rc;

	memset(told, 0, sizeof(*told));
	rc = branches_check(set, 1, eform, samples, tell, told, error, sizeof(error));
	talloc_free(set);
	assert_true(rc > 1); /* ways that were checked */
	return told->n;
}

static int check(const char *fields, struct told *told)
{
	return check_form(form_text, fields, told);
}

static void a_field_that_nobody_fills_is_told_with_its_way(void **state)
{
	struct told told;
	(void)state;

	assert_int_equal(check(SUBMIT("'f':{'answer':'one'}"), &told), 1);
	assert_non_null(strstr(told.all, "g: "));
	assert_non_null(strstr(told.all, "(one=b)\n"));
}

static void what_somebody_else_brings_is_no_complaint(void **state)
{
	static const char *const who[] = {
		SUBMIT("'f':{'answer':'one'},'g':{'when':{'answer':'one','is':'b'},'clerk':true}"),
		SUBMIT("'f':{'answer':'one'},'g':{'when':{'answer':'one','is':'b'},'paper':true}"),
		SUBMIT("'f':{'answer':'one'},'g':{'when':{'answer':'one','is':'b'},"
		       "'prefilled':true}"),
		SUBMIT("'f':{'clerk':true}"),
	};
	struct told told;
	(void)state;

	for (unsigned i = 0; i < sizeof(who) / sizeof(who[0]); i++) {
		int rc = check(who[i], &told);

		if (rc != 0)
			fail_msg("%u: %d %s", i, rc, told.all);
	}
}

/* Where there is no row, the form demands what its first row wants. */
static void rows_are_left_with_all_in_them(void **state)
{
	struct told told;
	(void)state;

	if (check_form(rows_text, SUBMIT("'r':{'clerk':true}"), &told) != 0)
		fail_msg("%s", told.all);
}

/* The clerk adds what is missing, but takes no row away. */
static void a_row_too_many_is_told_though_part_of_it_is_left(void **state)
{
	struct told told;
	(void)state;

	assert_int_equal(check_form(rows_text,
				 SUBMIT("'r[0].x':{'fixed':'x'},'r[1].x':{'fixed':'x'},"
					"'r[1].y':{'clerk':true}"),
				 &told),
		1);
	assert_non_null(strstr(told.all, "r: has more rows"));
}

static void a_value_that_the_form_does_not_take_is_told(void **state)
{
	struct told told;
	(void)state;

	assert_int_equal(check(SUBMIT("'f':{'answer':'one','map':{'a':'a','b':'z'}}"), &told), 1);
	assert_non_null(strstr(told.all, "f: "));
	assert_non_null(strstr(told.all, "(one=b)\n"));
	/* shown or not: an answer for a hidden field, and for one that is none */
	assert_int_equal(check(SUBMIT("'f':{'fixed':'a'},'g':{'fixed':'x'}"), &told), 1);
	assert_int_equal(check(SUBMIT("'f':{'fixed':'a'},'z':{'fixed':'x'}"), &told), 1);
	assert_non_null(strstr(told.all, "z: "));
}

/* --- the service --------------------------------------------------------------------------- */
static void every_way_of_the_service_ends_in_a_submission(void **state)
{
	struct menu_set *set = menus_world_set(NULL);
	struct samples *samples = proof_samples(set);
	(void)state;

	for (unsigned tree = 1; tree < menu_set_trees(set); tree++)
		for (unsigned world = 0; world < SAMPLES_WORLDS; world++) {
			struct branches_way way = { .set = set,
				.samples = samples,
				.tree = tree,
				.world = (enum samples_world)world };
			static struct labels labels;
			char error[256];
			int rc;

			memset(&labels, 0, sizeof(labels));
			rc = branches_walk(&way, note, &labels, error, sizeof(error));
			if (rc < 0)
				fail_msg("%s", error);
			assert_true(rc > 1);
		}
	talloc_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_does_not_decide_is_tried_once),
		cmocka_unit_test(what_a_guard_asks_for_is_combined),
		cmocka_unit_test(what_has_nothing_in_common_is_not_combined),
		cmocka_unit_test(options_that_part_are_combined),
		cmocka_unit_test(a_group_behind_a_parting_is_combined_there),
		cmocka_unit_test(a_question_behind_a_skip_is_combined),
		cmocka_unit_test(what_the_form_depends_on_is_combined),
		cmocka_unit_test(a_field_that_nobody_fills_is_told_with_its_way),
		cmocka_unit_test(what_somebody_else_brings_is_no_complaint),
		cmocka_unit_test(rows_are_left_with_all_in_them),
		cmocka_unit_test(a_row_too_many_is_told_though_part_of_it_is_left),
		cmocka_unit_test(a_value_that_the_form_does_not_take_is_told),
		cmocka_unit_test(every_way_of_the_service_ends_in_a_submission),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
