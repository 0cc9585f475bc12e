/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The service is proved; what does not fit is refused with the sentence by which its author finds
 * the place.
 */
#include "tests/unit/menus/proof_world.h"
#include <time.h>
#include "menus/proof.h"
#include "menus/set_hash.h"
#include "menus/tree.h"
#include "tests/lib/menus_world.h"

#define C10 "abcdefghi "
#define C50 C10 C10 C10 C10 C10
#define E50 "zzzz zzzz zzzz zzzz zzzz zzzz zzzz zzzz zzzz zzzz "
#define D50 "đđđđ đđđđ đđđđ đđđđ đđđđ đđđđ đđđđ đđđđ đđđđ đđđđ "

#define SAY(node) "'first':" node "," ID PROOF_END
#define ID \
	"'id':{'kind':'entry','entry':'national_id','text':'word.none','key':'id','next':'over'},"
#define END \
	"'first':{'kind':'message','text':'word.none','next':'id'}," ID \
	"'over':{'kind':'end','text':'x'}"
#define ENTRY(more) \
	"{'kind':'entry','entry':'national_id','text':'x','key':'a','next':'id'" more "}"

static struct proof proof; /* too large for the stack */

static bool found(const char *sentence)
{
	for (unsigned i = 0; i < proof.findings_n; i++)
		if (strstr(proof.findings[i].sentence, sentence))
			return true;
	return false;
}

static void dump(void)
{
	for (unsigned i = 0; i < proof.findings_n; i++)
		print_message("%s\n", proof.findings[i].sentence);
}

static void the_service_is_proved_in_little_time(void **state)
{
	struct menu_set *set = menus_world_set(NULL);
	struct samples *samples = proof_samples(set);
	clock_t start = clock();
	double took_ms;
	(void)state;

	proof_run(set, samples, NULL, 0, &proof);
	took_ms = (double)(clock() - start) * 1000 / CLOCKS_PER_SEC;
	print_message("%u screens of %u trees proved in %.1f ms\n", proof.screens,
		menu_set_trees(set), took_ms);
	dump();
	assert_int_equal(proof.refusing + proof.notes, 0);
	assert_true(proof.screens > 1000);
	assert_int_equal(proof.least.septets, 130);
	assert_int_equal(proof.least.units, 57);
	assert_int_equal(proof.least.end_septets, 128);
	assert_int_equal(proof.least.end_units, 56);
	talloc_free(set);
}

static const struct {
	const char *nodes, *texts;
	const char *sentence; /* NULL: proved */
} cases[] = {
	{ SAY(ENTRY("")), "{'x':'" C50 C50 "'}", NULL },
	{ SAY(ENTRY("")), "{'x':'" C50 C50 C50 "'}",
		"9.1: nodes.first, vi, gsup: needs 155 septets, there is room for 130" },
	/* its accents go where they have no room */
	{ SAY(ENTRY("")), "{'x':'" D50 D50 "'}", NULL },
	{ SAY(ENTRY("")), "{'x':'" D50 D50 D50 "'}",
		"9.1: nodes.first, vi with accents, gsup: needs 155 septets, there is room for "
		"130" },
	{ END, "{'x':'" C50 C50 C10 C10 "'}", NULL },
	{ END, "{'x':'" C50 C50 C10 C10 C10 "'}",
		"9.1: nodes.over, vi, gsup: needs 130 septets, there is room for 128" },
	/* the longest of what was answered */
	{ "'first':{'kind':'menu','text':'word.none','key':'how','options':["
	  "{'value':'s','text':'word.none','echo':'word.none','next':'id'},"
	  "{'value':'l','text':'word.none','echo':'long','next':'id'}]}," ID
	  "'over':{'kind':'end','text':'x'}",
		"{'x':'{how} " C50 "','long':'" C50 C50 "'}",
		"9.1: nodes.over, vi, gsup: needs 151 septets" },
	/* options and items */
	{ SAY("{'kind':'menu','text':'word.none','options':[{'text':'x','next':'id'}]}"),
		"{'x':'" C10 C10 C10 C10 "'}", NULL },
	{ SAY("{'kind':'menu','text':'word.none','options':[{'text':'x','next':'id'}]}"),
		"{'x':'" C50 C50 C50 "'}",
		"9.1: nodes.first, vi, gsup: option \"abcdefghi abcdefghi abcdefghi abcdefghi \" "
		"needs 152 septets, a page has room for 117" },
	{ SAY("{'kind':'menu','text':'word.none','options':[{'text':'x','next':'id'}]}"),
		"{'x':'" D50 "đ'}", "9.1: nodes.first, vi with accents, gsup: option" },
	{ "'first':{'kind':'effect','effect':'offices.list','on':{'done':'list','none':'id',"
	  "'many':'id'}},'list':{'kind':'list','text':'word.none','item':'x','key':'office',"
	  "'next':'id'}," ID PROOF_END,
		"{'x':'{office} " C50 C50 "'}", "9.1: nodes.list, vi, gsup: option \"UBND xa" },
	/* notices */
	{ "'first':{'kind':'menu','text':'word.none','options':[{'text':'home.mine','next':"
	  "{'to':'id','notice':'x'}}]},'id':{'kind':'entry','entry':'national_id','text':'y','key':"
	  "'id','next':'over'}," PROOF_END,
		"{'x':'" C50 "','y':'" E50 "'}", NULL },
	{ "'first':{'kind':'menu','text':'word.none','options':[{'text':'home.mine','next':"
	  "{'to':'id','notice':'x'}}]},'id':{'kind':'entry','entry':'national_id','text':'y','key':"
	  "'id','next':'over'}," PROOF_END,
		"{'x':'" C50 C50 C50 "','y':'" E50 "'}",
		"9.1: nodes.id, vi, gsup: notice \"x\" needs 150 septets, there is room for 125" },
	{ SAY(ENTRY("")), "{'notice.not_an_id':'" C50 C50 C50 "','x':'" E50 "'}",
		"9.1: nodes.first, vi, gsup: notice \"notice.not_an_id\"" },
	/* leafing */
	{ SAY("{'kind':'message','text':'x','next':'id'}"),
		"{'x':'" D50 D50 D50 D50 D50 D50 D50 D50 "'}", NULL },
	{ SAY("{'kind':'message','text':'x','next':'id'}"),
		"{'x':'" C50 C50 C50 C50 C50 C50 C50 C50 C50 C50 C50 C50 C50 C50 C50 C50 C50 C50
		"đ'}",
		"9.1: nodes.first, vi with accents, gsup: has 23 pages" },
	/* texts without a tree */
	{ SAY("{'kind':'message','text':'word.none','next':'id'}"),
		"{'sorry.busy':'" C50 C50 C50 "'}",
		"vi, gsup: text \"sorry.busy\" does not fit a last screen" },
};

static void what_does_not_fit_is_refused_with_its_place(void **state)
{
	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct menu_set *set;
		struct samples *samples;

		set = proof_set(NULL, cases[i].nodes, PROOF_SUBMIT, cases[i].texts, NULL);
		samples = proof_samples(set);
		proof_run(set, samples, NULL, 0, &proof);
		if (cases[i].sentence ? !found(cases[i].sentence) : proof.refusing > 0) {
			dump();
			fail_msg("case %u: %s", i, cases[i].sentence ? cases[i].sentence : "fits");
		}
		talloc_free(set);
	}
}

static void an_entry_that_takes_a_key_is_refused(void **state)
{
	struct menu_set *set = proof_set(NULL,
		SAY("{'kind':'entry','entry':'digits','min':3,"
		    "'max':4,'text':'word.none','key':'a','next':"
		    "'id','skip':{'text':'word.none','next':'id'}}"),
		PROOF_SUBMIT, "{}", NULL);
	struct samples *samples = proof_samples(set);
	(void)state;

	proof_run(set, samples, NULL, 0, &proof);
	assert_int_equal(proof.refusing, 0);
	set->trees[1].nodes[0].min = 1; /* the loader lets no such tree through */
	proof_run(set, samples, NULL, 0, &proof);
	assert_int_equal(proof.refusing, 3);
	assert_true(found("9.1: nodes.first: takes \"0\", which is a key: want more digits"));
	assert_true(found("takes \"1\""));
	talloc_free(set);
}

static void a_smaller_budget_is_proved_too(void **state)
{
	static const struct proof_bearer narrow = { "route-7", { 60, 57, 60, 56 } };
	struct menu_set *set =
		proof_set(NULL, SAY(ENTRY("")), PROOF_SUBMIT, "{'x':'" C50 C10 "'}", NULL);
	struct samples *samples = proof_samples(set);
	(void)state;

	proof_run(set, samples, NULL, 0, &proof);
	assert_int_equal(proof.refusing, 0);
	proof_run(set, samples, &narrow, 1, &proof);
	assert_int_equal(proof.least.septets, 60);
	assert_int_equal(proof.least.end_units, 56);
	assert_true(found("9.1: nodes.first, vi, route-7: needs 65 septets, there is room for 60"));
	talloc_free(set);
}

static void findings_are_collected_up_to_a_limit(void **state)
{
	static char nodes[16384];
	struct menu_set *set;
	struct samples *samples;
	size_t used = 0;
	(void)state;

	for (unsigned i = 0; i < 40; i++)
		used += (size_t)snprintf(nodes + used, sizeof(nodes) - used,
			"'%s%.0u':{'kind':'message','text':'x','continue':'x','next':'n%u'},",
			i ? "n" : "first", i, i + 1);
	snprintf(nodes + used, sizeof(nodes) - used,
		"'n40':{'kind':'entry','entry':'national_id','text':'word.none','key':'id','next':"
		"'over'}," PROOF_END);
	set = proof_set(NULL, nodes, PROOF_SUBMIT, "{'x':'" C50 C50 C50 C50 "'}", NULL);
	samples = proof_samples(set);
	proof_run(set, samples, NULL, 0, &proof);
	assert_int_equal(proof.findings_n, PROOF_FINDINGS_MAX);
	assert_true(proof.refusing >= 160); /* 40 nodes, 2 scripts, 2 budgets */
	talloc_free(set);
}

static void a_hash_knows_every_text_and_tree(void **state)
{
	static const char *const texts[] = { "{'x':'a'}", "{'x':'b'}", "{'y':'a','x':'a'}",
		"{'x':'á'}" };
	uint8_t hashes[8][TREE_HASH_SIZE];
	(void)state;

	for (unsigned i = 0; i < 4; i++) {
		struct menu_set *set =
			proof_set(NULL, SAY(ENTRY("")), PROOF_SUBMIT, texts[i], NULL);
		struct menu_set *other =
			proof_set(NULL, SAY(ENTRY(",'keep':false")), PROOF_SUBMIT, texts[i], NULL);
		struct menu_set *same =
			proof_set(NULL, SAY(ENTRY("")), PROOF_SUBMIT, texts[i], NULL);
		uint8_t again[TREE_HASH_SIZE];

		menu_set_hash(set, hashes[2 * i]);
		menu_set_hash(other, hashes[2 * i + 1]);
		menu_set_hash(same, again);
		assert_memory_equal(again, hashes[2 * i], TREE_HASH_SIZE);
		talloc_free(set);
		talloc_free(other);
		talloc_free(same);
	}
	for (unsigned i = 0; i < 8; i++)
		for (unsigned j = 0; j < i; j++)
			assert_memory_not_equal(hashes[i], hashes[j], TREE_HASH_SIZE);
}

static void budgets_are_known_by_name(void **state)
{
	struct budget budget = { 0 };
	(void)state;

	assert_true(proof_budget("gsup", &budget));
	assert_int_equal(budget.septets, 130);
	assert_true(proof_budget("sms", &budget));
	assert_int_equal(budget.units, 70);
	assert_false(proof_budget("telex", &budget));
	assert_int_equal(budget.units, 70);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_service_is_proved_in_little_time),
		cmocka_unit_test(what_does_not_fit_is_refused_with_its_place),
		cmocka_unit_test(an_entry_that_takes_a_key_is_refused),
		cmocka_unit_test(a_smaller_budget_is_proved_too),
		cmocka_unit_test(findings_are_collected_up_to_a_limit),
		cmocka_unit_test(a_hash_knows_every_text_and_tree),
		cmocka_unit_test(budgets_are_known_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
