/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Key 8 and the help after three misses: where they work, and that nothing is lost by them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "tests/lib/menus_world.h"

#define ID "070190123456"

static struct menu_set *set;
static struct menus_world world;

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

static void type(const char *text)
{
	menus_world_input(&world, text);
}

static bool at(const char *node)
{
	return strcmp(menus_world_at(&world), node) == 0;
}

static bool says(const char *text)
{
	return strstr(world.screen.text, text);
}

static void eight_works_on_every_screen_but_entries_and_zero_leads_back(void **state)
{
	static const struct {
		const char *dialled, *node, *from;
	} table[] = { { "", "services", "home/services" }, { "2", "mine_list", "home/mine_list" },
		{ "3", "appointment_list", "home/appointment_list" },
		{ "3*1", "appointment", "home/appointment" },
		{ "3*1*2", "cancel_sure", "home/cancel_sure" }, { "4*1", "guide", "home/guide" },
		{ "5", "language", "home/language" }, { "1*1", "situation", "1.004873/situation" },
		{ "1*1*1*1*" ID, "office", "1.004873/office" },
		{ "1*1*1*1*" ID "*1", "slot", "1.004873/slot" },
		{ "1*1*1*1*" ID "*1*1", "papers", "1.004873/papers" },
		{ "1*1*1*1*" ID "*1*1*1", "declare", "1.004873/declare" } };
	(void)state;

	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		for (unsigned key = 0; key < 2; key++) {
			menus_world_begin(&world, table[i].dialled, NULL);
			assert_true(at(table[i].node));
			type("8");
			assert_true(at("called"));
			assert_string_equal(engine_help_from(&world.state), table[i].from);
			type(key ? "1" : "0");
			if (!at(table[i].node))
				fail_msg("%s: %s", table[i].node, menus_world_at(&world));
		}
	}
	assert_int_equal(world.effects[EFFECT_CALLBACK_ASK], 2 * sizeof(table) / sizeof(table[0]));
}

static void on_an_entry_eight_is_what_was_typed(void **state)
{
	(void)state;
	menus_world_begin(&world, "1*1*1*1", NULL);
	assert_true(at("id"));
	assert_false(says("8 Goi"));
	type("8");
	assert_true(at("id"));
	assert_int_equal(world.state.misses, 1);
	assert_int_equal(world.effects[EFFECT_CALLBACK_ASK], 0);
}

static void a_dialled_request_comes_from_no_screen(void **state)
{
	(void)state;
	menus_world_begin(&world, "", NULL);
	type("8");
	assert_non_null(engine_help_from(&world.state));
	type("*1022*9#");
	assert_true(at("called"));
	assert_null(engine_help_from(&world.state));
	type("1");
	assert_true(at("services"));
}

static void the_procedure_goes_on_with_all_that_was_answered(void **state)
{
	uint8_t before[512], after[512];
	int len;
	(void)state;

	menus_world_begin(&world, "1*1*1*1*" ID "*1*1*1", NULL);
	assert_true(at("declare"));
	len = answers_export(set, &world.state, before, sizeof(before));
	world.outcome[EFFECT_CALLBACK_ASK] = "which";
	type("8");
	assert_true(at("callback_office"));
	assert_string_equal(engine_procedure(set, &world.state), "1.004873");
	assert_int_equal(answers_export(set, &world.state, after, sizeof(after)), len);
	assert_memory_equal(before, after, (size_t)len);
	world.outcome[EFFECT_CALLBACK_ASK] = NULL;
	type("2");
	assert_true(at("called"));
	assert_string_equal(engine_answer(set, &world.state, "callback_office"), "25001");
	type("0");
	assert_true(at("declare"));
	assert_true(says("09:30") || says("07:30"));
	type("1");
	assert_true(world.state.ended);
}

static void a_draft_that_is_gone_on_with_is_so_behind_the_help_too(void **state)
{
	static const char answers[] = "purpose\0marry\0id\0" ID "\0office\00025000";
	struct engine_draft draft = { "1.004873",
		menu_set_tree_hash(set, (unsigned)menu_set_tree_find(set, "1.004873")),
		(const uint8_t *)answers, sizeof(answers) };
	(void)state;

	menus_world_begin(&world, "", &draft);
	type("1");
	assert_true(at("situation"));
	type("8");
	assert_true(at("called")); /* not passed by, though messages are */
	type("1");
	assert_true(at("situation"));
	type("1");
	assert_true(at("slot"));
}

static void three_misses_in_a_row_offer_help_and_another_try(void **state)
{
	static const struct {
		const char *dialled, *node, *wrong;
	} table[] = { { "", "services", "7" }, { "1*1*1*1", "id", "12" }, { "2", "mine_list", "x" },
		{ "1*1*1*1*" ID "*1", "slot", "" }, { "1*1*1*1*" ID "*1*1", "papers", "\xff" } };
	(void)state;

	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		menus_world_begin(&world, table[i].dialled, NULL);
		for (unsigned again = 0; again < 2; again++) {
			type(table[i].wrong);
			type(table[i].wrong);
			assert_true(at(table[i].node));
			type(table[i].wrong);
			assert_true(at("stuck"));
			type("2");
			if (!at(table[i].node))
				fail_msg("%s: %s", table[i].node, menus_world_at(&world));
			assert_int_equal(world.state.misses, 0);
		}
		for (unsigned n = 0; n < 3; n++)
			type(table[i].wrong);
		for (unsigned n = 0; n < 5; n++)
			type("x"); /* help does not offer help */
		assert_true(at("stuck"));
		type("1");
		assert_true(at("called"));
		type("0");
		if (!at(table[i].node))
			fail_msg("%s: %s", table[i].node, menus_world_at(&world));
	}
}

static void misses_with_a_right_answer_between_do_not_count(void **state)
{
	(void)state;
	menus_world_begin(&world, "", NULL);
	for (unsigned i = 0; i < 4; i++) {
		type("7");
		type("7");
		type("5");
		type("0");
		assert_true(at("services"));
	}
}

static void home_from_the_help_keeps_the_draft(void **state)
{
	(void)state;
	menus_world_begin(&world, "1*1*2", NULL);
	type("8");
	type("00");
	assert_true(at("services"));
	assert_null(engine_procedure(set, &world.state));
	type("1");
	type("1");
	assert_true(at("resume"));
	type("1");
	assert_true(at("purpose"));
}

static void the_key_is_said_where_it_fits_and_help_is_not_offered_again(void **state)
{
	(void)state;
	menus_world_begin(&world, "1*1", NULL);
	assert_true(says("8 Goi cho toi"));
	type("8");
	assert_false(says("8 Goi"));
	type("8"); /* asking twice promises the same */
	assert_true(at("called"));
	type("0");
	assert_true(at("situation"));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(eight_works_on_every_screen_but_entries_and_zero_leads_back),
		TEST(on_an_entry_eight_is_what_was_typed),
		TEST(a_dialled_request_comes_from_no_screen),
		TEST(the_procedure_goes_on_with_all_that_was_answered),
		TEST(a_draft_that_is_gone_on_with_is_so_behind_the_help_too),
		TEST(three_misses_in_a_row_offer_help_and_another_try),
		TEST(misses_with_a_right_answer_between_do_not_count),
		TEST(home_from_the_help_keeps_the_draft),
		TEST(the_key_is_said_where_it_fits_and_help_is_not_offered_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
