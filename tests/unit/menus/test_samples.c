/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Samples that lack something are refused with a sentence; what is typed is what an entry takes;
 * results come by the world and the answers at hand.
 */
#include "tests/unit/menus/proof_world.h"
#include "menus/effect.h"
#include "menus/input.h"
#include "menus/rehearsal.h"
#include "menus/tree.h"

/* --- reading ------------------------------------------------------------------------------- */
static const struct {
	const char *path; /* members, by '/' */
	const char *value; /* NULL: the member is taken away */
	const char *sentence;
} changes[] = {
	{ "motcua_samples", "2", "motcua_samples" },
	{ "more", "1", "unknown key \"more\"" },
	{ "today", "'2026-11-'", "ddmmyyyy" },
	{ "phone", "'090'", "phone" },
	{ "typed/name", NULL, "typed.name: missing" },
	{ "typed/names", "[]", "unknown key \"names\"" },
	{ "longest/date", NULL, "longest.date: missing" },
	{ "effects/offices.list", NULL, "effects.offices.list: missing" },
	{ "effects/offices.lists", "{}", "unknown key \"offices.lists\"" },
	{ "effects/offices.list/cases", "[]", "the last case has neither" },
	{ "effects/offices.list/cases", "[{'lacks':'letters'}]", "the last case has neither" },
	{ "effects/offices.list/cases", "[{'world':'first'}]", "the last case has neither" },
	{ "effects/offices.list/cases", "[{'world':'third'},{}]", "first or again" },
	{ "effects/offices.list/cases", "[{'lacks':'office'},{}]", "\"office\"" },
	{ "effects/offices.list/cases", "[{'outcome':'full'}]", "\"full\"" },
	{ "effects/offices.list/cases", "[{'values':{'date':'1'}}]", "\"date\"" },
	{ "effects/offices.list/cases", "[{'items':[{'office':'x'}]}]", "id: missing" },
	{ "effects/offices.list/items", NULL, "items: missing" },
	{ "effects/offices.list/items", "15", "items" },
	{ "effects/offices.list/longest/office", NULL, "longest.office: missing" },
	{ "effects/offices.list/longest/office", "[]", "name at least one text" },
	{ "effects/offices.list/longest/place", "['x']", "unknown key \"place\"" },
	{ "effects/callback.ask/cases", "[{'items':[{'id':'1'}]}]",
		"callback.ask brings no items" },
	{ "typed_for", "[{'in_key':'a','entry':'nothing','typed':'1'}]", "no kind of entry" },
};
static unsigned change_at;

static void change(json_t *json)
{
	char path[64];
	char *name = path, *slash;

	snprintf(path, sizeof(path), "%s", changes[change_at].path);
	while ((slash = strchr(name, '/'))) {
		*slash = '\0';
		json = json_object_get(json, name);
		assert_non_null(json);
		name = slash + 1;
	}
	if (changes[change_at].value) {
		char *wrapped = talloc_asprintf(NULL, "[%s]", changes[change_at].value);
		json_t *array = quoted_json(wrapped);

		json_object_set(json, name, json_array_get(array, 0));
		json_decref(array);
		talloc_free(wrapped);
	} else {
		assert_int_equal(json_object_del(json, name), 0);
	}
}

static void samples_that_lack_something_are_refused(void **state)
{
	char error[JSON_ERROR_SIZE];
	(void)state;

	for (change_at = 0; change_at < sizeof(changes) / sizeof(changes[0]); change_at++) {
		assert_null(proof_samples_changed(NULL, change, error, sizeof(error)));
		if (!strstr(error, changes[change_at].sentence) || !strstr(error, PROOF_SAMPLES))
			fail_msg("%s: %s", changes[change_at].path, error);
	}
}

static void every_effect_has_its_longest(void **state)
{
	struct samples *samples = proof_samples(NULL);
	(void)state;

	for (unsigned i = EFFECT_NONE + 1; i < EFFECT_COUNT; i++) {
		enum effect effect = (enum effect)i;

		for (const char *const *v = effect_values(effect); *v; v++)
			assert_non_null(samples_longest_value(samples, effect, *v)[0]);
		assert_int_equal(
			samples_longest_items(samples, effect) > 0, effect_gives_items(effect));
		assert_null(samples_longest_value(samples, effect, "nothing")[0]);
	}
	talloc_free(samples);
}

/* --- what is typed ------------------------------------------------------------------------- */
#define ENTRIES \
	"'first':{'kind':'entry','entry':'national_id','text':'word.none','key':'id','next':'a'}," \
	"'a':{'kind':'entry','entry':'national_id','text':'word.none','key':'father_id','next':'" \
	"b'}," \
	"'b':{'kind':'entry','entry':'digits','min':17,'max':19,'text':'word.none','key':'b','" \
	"next':" \
	"'c'},'c':{'kind':'entry','entry':'number','min':7000,'max':7010,'text':'word.none','key'" \
	":" \
	"'c','next':'d'},'d':{'kind':'entry','entry':'date','from':-120,'to':0,'text':'word.none'" \
	"," \
	"'key':'d','next':'e'},'e':{'kind':'entry','entry':'date','from':0,'to':1,'text':" \
	"'word.none','key':'e','next':'f'},'f':{'kind':'entry','entry':'name','text':'word.none'," \
	"'key':'f','next':'over'}," PROOF_END

static void what_is_typed_is_taken_by_its_entry(void **state)
{
	static const char *const first[] = { "070190123456", "070088001234", "1234567890123456789",
		"7010", "24112026", "2411", "Nguyeenx Thij Minh Anh" };
	struct menu_set *set = proof_set(NULL, ENTRIES, PROOF_SUBMIT, "{}", NULL);
	struct samples *samples = proof_samples(set);
	(void)state;

	for (unsigned i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
		const struct node *entry = &set->trees[1].nodes[i];
		char typed[SAMPLES_TYPED_SIZE];
		unsigned n = 0;

		assert_true(samples_typed(samples, set, entry, 0, typed));
		assert_string_equal(typed, first[i]);
		while (samples_typed(samples, set, entry, n, typed)) {
			struct input input;
			char kept[ANSWER_MAX + 1];
			enum word notice;

			assert_int_equal(input_read(typed, strlen(typed), &input, &notice), OK);
			assert_int_equal(
				input_judge(entry, &input, samples_day(samples), kept, &notice),
				OK);
			n++;
		}
		assert_in_range(n, 1, SAMPLES_TYPED_MAX + 1);
		assert_true(samples_longest(samples, entry, 0, typed));
	}
	talloc_free(set);
}

/* --- results ------------------------------------------------------------------------------- */
#define EFFECTS \
	"'first':{'kind':'effect','effect':'citizen.known','on':{'known':'id','unknown':'offices'" \
	"}}," \
	"'offices':{'kind':'effect','effect':'offices.list','with':{'letters':'typed'},'on':{'" \
	"done':" \
	"'office','none':'over','many':'letters'}},'office':{'kind':'list','text':'word.none'," \
	"'item':'office.item','key':'office','next':'id'},'letters':{'kind':'entry','entry':" \
	"'letters','text':'word.none','key':'typed','next':'offices'},'id':{'kind':'entry','" \
	"entry':" \
	"'national_id','text':'word.none','key':'id','next':'over'}," PROOF_END

static void results_come_by_world_and_answers(void **state)
{
	struct menu_set *set = proof_set(NULL, EFFECTS, PROOF_SUBMIT, "{}", NULL);
	struct samples *samples = proof_samples(set);
	struct budget budget = BUDGET_GSUP;
	struct rehearsal rehearsal;
	(void)state;

	rehearsal_init(&rehearsal, set, samples, SAMPLES_AGAIN, 0, false, &budget);
	assert_int_equal(rehearsal_start(&rehearsal, 1), OK);
	assert_string_equal(rehearsal_node(&rehearsal), "id");
	rehearsal_init(&rehearsal, set, samples, SAMPLES_FIRST, 0, false, &budget);
	assert_int_equal(rehearsal_start(&rehearsal, 1), OK);
	assert_string_equal(rehearsal_node(&rehearsal), "letters");
	assert_int_equal(rehearsal_enter(&rehearsal, "284"), OK);
	assert_string_equal(rehearsal_node(&rehearsal), "office");
	talloc_free(set);
}

static void patterns_mean_texts(void **state)
{
	static const struct {
		const char *pattern, *id;
		bool means;
	} table[] = {
		{ "@status.5", "status.5", true },
		{ "@status.5", "status.50", false },
		{ "@status.#", "status.5", true },
		{ "@status.#", "status.10", true },
		{ "@status.#", "status.text", false },
		{ "@status.#", "status.1x", false },
		{ "@procedure.*.short", "procedure.1.004873.short", true },
		{ "@procedure.*.short", "procedure.1.004873.name", false },
		{ "@procedure.*.short", "procedure.short", false },
		{ "status.5", "status.5", false },
	};
	(void)state;

	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_int_equal(samples_means(table[i].pattern, table[i].id), table[i].means);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_that_lack_something_are_refused),
		cmocka_unit_test(every_effect_has_its_longest),
		cmocka_unit_test(what_is_typed_is_taken_by_its_entry),
		cmocka_unit_test(results_come_by_world_and_answers),
		cmocka_unit_test(patterns_mean_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
