/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One person at one phone: screens as the engine shows them, every key counted, what was sent kept.
 */
#include "tests/unit/menus/proof_world.h"
#include "menus/rehearsal.h"
#include "tests/lib/menus_world.h"

static void start(struct rehearsal *rehearsal, enum samples_world world, bool accents)
{
	struct menu_set *set = menus_world_set(NULL);
	struct budget budget = BUDGET_GSUP;

	rehearsal_init(rehearsal, set, proof_samples(set), world, 0, accents, &budget);
}

static void end(struct rehearsal *rehearsal)
{
	rehearsal_fini(rehearsal);
	talloc_free(talloc_parent(rehearsal->samples));
}

static void only_dial_strings_are_dialled(void **state)
{
	static const char *const wrong[] = { "", "1022", "*1022", "1022#", "*10#", "**1022#" };
	struct rehearsal rehearsal;
	(void)state;

	start(&rehearsal, SAMPLES_FIRST, false);
	assert_int_equal(rehearsal_type(&rehearsal, "1"), ERR_INVALID); /* nothing dialled yet */
	for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(rehearsal_dial(&rehearsal, wrong[i]), ERR_SYNTAX);
	assert_int_equal(rehearsal.keys, 0);
	assert_int_equal(rehearsal_dial(&rehearsal, "*1022#"), OK);
	assert_string_equal(rehearsal_tree(&rehearsal), "home");
	assert_string_equal(rehearsal_node(&rehearsal), "services");
	assert_int_equal(rehearsal.screens, 1);
	assert_int_equal(rehearsal.keys, 7);
	assert_int_equal(rehearsal.replies, 0);
	end(&rehearsal);
}

static void digits_cost_one_key_and_letters_as_many_as_multi_tap(void **state)
{
	struct rehearsal rehearsal;
	(void)state;

	start(&rehearsal, SAMPLES_FIRST, false);
	assert_int_equal(rehearsal_dial(&rehearsal, "*1022*2*5724000000#"), OK);
	assert_int_equal(rehearsal.keys, 20);
	assert_int_equal(rehearsal_type(&rehearsal, "123"), OK); /* three digits of four */
	assert_int_equal(rehearsal.keys, 24);
	assert_int_equal(rehearsal_type(&rehearsal, "hoa"), OK); /* 2 + 3 + 1, and send */
	assert_int_equal(rehearsal.keys, 31);
	assert_int_equal(rehearsal.replies, 2);
	assert_int_equal(rehearsal.screens, 3);
	end(&rehearsal);
}

static void a_choice_is_leafed_to(void **state)
{
	struct rehearsal rehearsal;
	(void)state;

	start(&rehearsal, SAMPLES_FIRST, true); /* with accents home has three pages */
	assert_int_equal(rehearsal_dial(&rehearsal, "*1022#"), OK);
	assert_int_equal(rehearsal.screen.pages, 3);
	assert_int_equal(rehearsal_choose(&rehearsal, 4), OK); /* on the last: 9, 9, 2 */
	assert_string_equal(rehearsal_node(&rehearsal), "language");
	assert_int_equal(rehearsal.keys, 7 + 6);
	assert_int_equal(rehearsal.replies, 3);
	assert_int_equal(rehearsal_choose(&rehearsal, 9), ERR_NOT_FOUND);
	end(&rehearsal);
}

static void a_language_is_spoken_from_then_on(void **state)
{
	struct rehearsal rehearsal;
	(void)state;

	start(&rehearsal, SAMPLES_FIRST, false);
	assert_int_equal(rehearsal_dial(&rehearsal, "*1022*5#"), OK);
	assert_int_equal(rehearsal_choose(&rehearsal, 1), OK);
	assert_true(rehearsal.state.accents);
	assert_int_equal(rehearsal.screen.coding, CODING_UCS2);
	end(&rehearsal);
}

static unsigned shown;
static void count(void *data, const struct rehearsal *rehearsal, const char *typed)
{
	assert_ptr_equal(data, &shown);
	assert_non_null(typed);
	assert_true(rehearsal->screen.len > 0);
	shown++;
}

static void what_is_sent_is_kept_and_copied(void **state)
{
	static const char *const typed[] = { "1", "1", "070190123456", "284", "1", "1", "1" };
	struct rehearsal rehearsal, copy;
	(void)state;

	shown = 0;
	start(&rehearsal, SAMPLES_FIRST, false);
	rehearsal.each = count;
	rehearsal.each_data = &shown;
	assert_int_equal(rehearsal_dial(&rehearsal, "*1022*1*1#"), OK);
	for (unsigned i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
		assert_int_equal(rehearsal_type(&rehearsal, typed[i]), OK);
	assert_string_equal(rehearsal_node(&rehearsal), "declare");
	assert_null(rehearsal.sent);
	rehearsal_copy(&copy, &rehearsal);
	assert_int_equal(rehearsal_type(&rehearsal, "1"), OK);
	assert_int_equal(rehearsal.out.kind, ENGINE_END);
	assert_non_null(rehearsal.sent);
	assert_string_equal(json_string_value(json_object_get(
				    json_object_get(rehearsal.sent, "applicant"), "national_id")),
		"070190123456");
	assert_int_equal(rehearsal_type(&rehearsal, "1"), ERR_INVALID); /* it is over */
	assert_int_equal(shown, 8);
	assert_null(copy.sent); /* the other way was not gone */
	assert_int_equal(rehearsal_type(&copy, "2"), OK);
	assert_string_equal(rehearsal_node(&copy), "declare_change");
	rehearsal_fini(&copy);
	end(&rehearsal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_dial_strings_are_dialled),
		cmocka_unit_test(digits_cost_one_key_and_letters_as_many_as_multi_tap),
		cmocka_unit_test(a_choice_is_leafed_to),
		cmocka_unit_test(a_language_is_spoken_from_then_on),
		cmocka_unit_test(what_is_sent_is_kept_and_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
