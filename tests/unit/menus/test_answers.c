/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Answers that outlive a dialogue: exported, offered again, gone on with at the right place.
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

/* From home to the declaration. */
static void fill_in(void)
{
	menus_world_begin(&world, "1*1", NULL);
	type("1");
	type("1");
	type(ID);
	type("1");
	type("1");
	type("1");
	assert_string_equal(menus_world_at(&world), "declare");
}

static bool says(const char *text)
{
	return strstr(world.screen.text, text);
}

static struct engine_draft draft_of_world(uint8_t *octets, size_t cap)
{
	int len = answers_export(set, &world.state, octets, cap);

	assert_true(len > 0);
	return (struct engine_draft) { "1.004873",
		menu_set_tree_hash(set, (unsigned)menu_set_tree_find(set, "1.004873")), octets,
		(size_t)len };
}

static void a_draft_goes_on_at_the_first_question_without_an_answer(void **state)
{
	static const char *const dialled[] = { "1*1*1", "1*1*1*2", "1*1*1*2*" ID, "1*1*1*2*1",
		"1*1*1*2*" ID "*2", "1*1*1*2*" ID "*2*3" };
	static const char *const nodes[] = { "purpose", "id", "office", "office", "slot",
		"papers" };
	uint8_t octets[512];
	(void)state;

	for (unsigned i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++) {
		struct engine_draft draft;

		menus_world_begin(&world, dialled[i], NULL);
		draft = draft_of_world(octets, sizeof(octets));
		menus_world_begin(&world, "", &draft);
		assert_string_equal(menus_world_at(&world), "resume");
		assert_true(says("Giay xac nhan hon nhan"));
		type("1");
		assert_string_equal(menus_world_at(&world), nodes[i]);
	}
	type("1");
	assert_true(says("nha dat/vay von"));
	assert_true(says("sinh 1990, nu"));
	assert_true(says("09:30 T4 24/11"));
}

static void a_slot_of_a_draft_that_is_no_longer_free_is_asked_again(void **state)
{
	uint8_t octets[512];
	struct engine_draft draft;
	(void)state;

	menus_world_begin(&world, "1*1*1*2*" ID "*2*5", NULL);
	draft = draft_of_world(octets, sizeof(octets));
	world.slots = 4;
	menus_world_begin(&world, "", &draft);
	type("1");
	assert_string_equal(menus_world_at(&world), "slot");
	world.outcome[EFFECT_SLOTS_LIST] = "none";
	menus_world_begin(&world, "", &draft);
	type("1");
	assert_string_equal(menus_world_at(&world), "no_slot");
}

static void a_draft_is_not_offered_behind_a_dial_string(void **state)
{
	uint8_t octets[512];
	struct engine_draft draft;
	(void)state;

	menus_world_begin(&world, "1*1*1", NULL);
	draft = draft_of_world(octets, sizeof(octets));
	menus_world_begin(&world, "2", &draft);
	assert_string_equal(menus_world_at(&world), "mine_list");
	menus_world_begin(&world, "1*1", &draft); /* but work done is not overwritten unasked */
	assert_string_equal(menus_world_at(&world), "resume");
	draft.procedure = "9.9";
	menus_world_begin(&world, "", &draft);
	assert_string_equal(menus_world_at(&world), "services");
}

/* Answers of another tree, and the question that is asked first when they are gone on with; NULL:
 * nothing of them is left to go on with. */
static void of_a_draft_on_another_tree_what_still_answers_something_is_offered(void **state)
{
	static const uint8_t other_hash[TREE_HASH_SIZE] = { 1 };
	static const struct {
		const char *answers;
		size_t len;
		const char *node;
	} table[] = {
#define ANSWERS(text) text, sizeof(text)
		{ ANSWERS("situation\0never\0purpose\0marry\0id\0" ID), "office" },
		{ ANSWERS("colour\0blue\0situation\0never\0purpose\0marry"), "id" },
		{ ANSWERS("situation\0engaged\0purpose\0marry"), "situation" },
		{ ANSWERS("situation\0never\0purpose\0marry\0id\000001"), "id" },
		{ ANSWERS("situation\0never\0purpose\0marry\0id\0"), "office" },
		{ ANSWERS("situation\0never\0purpose\0marry\0id\0" ID
			  "\0office\00025000\0slot\0001"),
			"slot" },
		{ ANSWERS("colour\0blue"), NULL },
		{ ANSWERS("situation\0engaged"), NULL },
	};
	(void)state;

	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct engine_draft draft = { "1.004873", other_hash,
			(const uint8_t *)table[i].answers, table[i].len };

		menus_world_begin(&world, "", &draft);
		if (!table[i].node) {
			assert_string_equal(menus_world_at(&world), "services");
			assert_int_equal(world.state.answers_len, 0);
			continue;
		}
		assert_string_equal(menus_world_at(&world), "resume");
		assert_true(says("Mau giay da doi"));
		type("1");
		assert_string_equal(menus_world_at(&world), table[i].node);
	}
}

static void octets_that_are_no_answers_are_not_offered(void **state)
{
	static const char *const broken[] = { "situation\0never", "x\0y\0", "situation\0", "a" };
	static const size_t lengths[] = { 15, 4, 10, 1 };
	struct engine_draft draft;
	(void)state;

	for (unsigned i = 0; i < 4; i++) {
		draft = (struct engine_draft) { "1.004873",
			menu_set_tree_hash(set, (unsigned)menu_set_tree_find(set, "1.004873")),
			(const uint8_t *)broken[i], lengths[i] };
		menus_world_begin(&world, "", &draft);
		assert_string_equal(menus_world_at(&world), "services");
		assert_int_equal(world.state.answers_len, 0);
	}
}

static void export_is_in_the_order_of_the_tree_and_says_when_it_is_too_long(void **state)
{
	static const char expected[] =
		"situation\0never\0purpose\0marry\0id\0" ID "\0office\00025000\0slot\0001795480200";
	uint8_t octets[512];
	(void)state;

	fill_in();
	assert_int_equal(
		answers_export(set, &world.state, octets, sizeof(octets)), sizeof(expected));
	assert_memory_equal(octets, expected, sizeof(expected));
	for (size_t cap = 0; cap < sizeof(expected); cap++)
		assert_int_equal(answers_export(set, &world.state, octets, cap), ERR_TOO_LONG);
}

/* Four digits that prove nothing make nobody known: the papers are told as to everybody. */
static void who_is_locked_out_of_a_known_number_is_told_the_papers(void **state)
{
	(void)state;
	world.outcome[EFFECT_CITIZEN_KNOWN] = "known";
	world.outcome[EFFECT_CITIZEN_CHECK] = "locked";
	menus_world_begin(&world, "1*1*1*1", NULL);
	assert_string_equal(menus_world_at(&world), "id_tail");
	type("1234");
	assert_string_equal(menus_world_at(&world), "id");
	type(ID);
	type("1");
	type("1");
	assert_string_equal(menus_world_at(&world), "papers");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_draft_goes_on_at_the_first_question_without_an_answer),
		TEST(a_slot_of_a_draft_that_is_no_longer_free_is_asked_again),
		TEST(a_draft_is_not_offered_behind_a_dial_string),
		TEST(of_a_draft_on_another_tree_what_still_answers_something_is_offered),
		TEST(octets_that_are_no_answers_are_not_offered),
		TEST(export_is_in_the_order_of_the_tree_and_says_when_it_is_too_long),
		TEST(who_is_locked_out_of_a_known_number_is_told_the_papers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
