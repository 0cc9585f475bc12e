/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What goes in and out of a tree beside typing: answers that an effect reads under another key and
 * brings, and answers that home gives to a procedure.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "menus/answers.h"
#include "menus/pairs.h"
#include "tests/lib/menus_world.h"

#define ID "070190123456"

static struct menu_set *set;
static struct menus_world world;

static int set_up(void **state)
{
	(void)state;
	set = menus_world_kinds(NULL, NULL);
	menus_world_init(&world, set, 0, false, BUDGET_GSUP);
	world.outcome[EFFECT_CITIZEN_KNOWN] = "known";
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

static void assert_answer(const char *key, const char *text)
{
	const char *answer = engine_answer(set, &world.state, key);

	if (!text)
		assert_null(answer);
	else if (!answer)
		fail_msg("nobody answered %s", key);
	else
		assert_string_equal(answer, text);
}

static struct engine_draft draft_of_world(uint8_t *octets, size_t cap)
{
	int len = answers_export(set, &world.state, octets, cap);

	assert_true(len >= 0);
	return (struct engine_draft) { "9.1", menu_set_tree_hash(set, 1), octets, (size_t)len };
}

/* --- effects ------------------------------------------------------------------------------- */
static void an_effect_reads_the_answer_that_its_node_names(void **state)
{
	struct engine_event event = {
		.kind = ENGINE_INPUT, .text = "1234", .len = 4, .today = MENUS_WORLD_TODAY
	};
	struct engine_out out;
	(void)state;

	menus_world_begin(&world, "1", NULL);
	assert_string_equal(menus_world_at(&world), "last4");
	assert_int_equal(engine_step(set, &world.state, &world.budget, &event, &out), OK);
	assert_int_equal(out.effect, EFFECT_CITIZEN_CHECK);
	assert_string_equal(engine_argument(set, &world.state, "tail"), "1234");
	assert_null(engine_answer(set, &world.state, "tail"));
	/* a name that the node does not map is an answer's own, and may not be there at all */
	assert_string_equal(engine_argument(set, &world.state, "last4"), "1234");
	assert_null(engine_argument(set, &world.state, "letters"));
	assert_null(engine_argument(set, &world.state, "never heard of"));
}

static void what_an_effect_brings_becomes_an_answer_and_is_kept(void **state)
{
	uint8_t octets[512];
	struct engine_draft draft;
	(void)state;

	menus_world_begin(&world, "1*1234", NULL);
	assert_answer("id", ID);
	assert_answer("place", "25000");
	assert_answer("office", NULL); /* no value under its own name beside */
	draft = draft_of_world(octets, sizeof(octets));
	menus_world_begin(&world, "", &draft);
	type("1");
	assert_string_equal(menus_world_at(&world), "told"); /* nobody can have read it */
	assert_answer("id", ID);
	assert_answer("last4", NULL);
}

static void only_its_success_brings_answers_and_only_such_as_are_there(void **state)
{
	(void)state;
	world.outcome[EFFECT_CITIZEN_CHECK] = "wrong";
	menus_world_begin(&world, "1*1234", NULL);
	assert_string_equal(menus_world_at(&world), "last4");
	assert_non_null(strstr(world.screen.text, "Chua dung."));
	assert_answer("id", NULL);
	world.outcome[EFFECT_CITIZEN_CHECK] = NULL;
	world.unbooked = true; /* no office is known */
	type("1234");
	assert_answer("id", ID);
	assert_answer("place", NULL);
}

static void a_dozen_answers_are_dropped_on_one_way(void **state)
{
	static const char *const asked[] = { "last4", "id", "place", "born", "wed", "name",
		"name_ok", "hour", "call", "copies", "worth", "home_letters" };
	static const char *const answers[] = { "1234", "1", "1950", "1", "Hoa", "1", "730",
		"0901234567", "3", "150000", "284", "1" };
	(void)state;

	menus_world_begin(&world, "1", NULL);
	for (unsigned i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		type(answers[i]);
	assert_string_equal(menus_world_at(&world), "read_back");
	for (unsigned i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		assert_non_null(engine_answer(set, &world.state, asked[i]));
	while (!strstr(world.screen.text, "Sua lai"))
		type("9");
	type(strstr(world.screen.text, "2 Sua lai") ? "2" : "1");
	for (unsigned i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		assert_answer(asked[i], NULL);
	assert_answer("commune", "25222");
	assert_string_equal(menus_world_at(&world), "last4");
}

/* --- what home gives ----------------------------------------------------------------------- */
static void a_way_from_home_gives_an_answer(void **state)
{
	(void)state;
	menus_world_begin(&world, "", NULL);
	type("1");
	assert_answer("whom", NULL);
	type("0");
	type("2");
	assert_string_equal(menus_world_at(&world), "last4");
	assert_answer("whom", "other");
	type("0");
	type("1");
	assert_answer("whom", NULL);
}

static void what_is_given_is_kept_but_is_no_draft_alone(void **state)
{
	uint8_t octets[512];
	struct engine_draft draft;
	(void)state;

	menus_world_begin(&world, "", NULL);
	type("2");
	assert_false(engine_answered(set, &world.state));
	draft = draft_of_world(octets, sizeof(octets));
	menus_world_begin(&world, "", &draft);
	assert_string_equal(menus_world_at(&world), "whose");
	assert_int_equal(world.state.answers_len, 0);
	type("2");
	type("1234");
	assert_true(engine_answered(set, &world.state));
	draft = draft_of_world(octets, sizeof(octets));
	menus_world_begin(&world, "", &draft);
	assert_string_equal(menus_world_at(&world), "resume");
	type("1");
	assert_answer("whom", "other");
}

static void a_draft_is_offered_before_anything_is_given(void **state)
{
	uint8_t octets[512];
	struct engine_draft draft;
	(void)state;

	menus_world_begin(&world, "1*1234", NULL);
	draft = draft_of_world(octets, sizeof(octets));
	menus_world_begin(&world, "", &draft);
	type("00");
	assert_string_equal(menus_world_at(&world), "whose");
	type("2");
	assert_string_equal(menus_world_at(&world), "resume");
	assert_answer("whom", NULL);
	assert_answer("id", ID);
	type("2");
	assert_string_equal(menus_world_at(&world), "last4");
	assert_answer("whom", "other");
	assert_answer("id", NULL);
}

static void of_a_draft_only_values_that_can_be_given_are_taken(void **state)
{
	static const uint8_t other_hash[TREE_HASH_SIZE] = { 1 };
	static const struct {
		const char *answers;
		size_t len;
		const char *whom; /* "": the draft is not offered */
		bool changed;
	} table[] = {
#define ANSWERS(text) text, sizeof(text)
		{ ANSWERS("whom\0child\0id\0" ID), "child", false },
		{ ANSWERS("whom\0child\0id\0" ID), "child", true },
		{ ANSWERS("whom\0nobody\0id\0" ID), "", false },
		{ ANSWERS("whom\0nobody\0id\0" ID), NULL, true },
		{ ANSWERS("whom\0child"), "", false },
		{ ANSWERS("whom\0child"), "", true },
	};
	(void)state;

	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct engine_draft draft = { "9.1",
			table[i].changed ? other_hash : menu_set_tree_hash(set, 1),
			(const uint8_t *)table[i].answers, table[i].len };
		bool offered = !table[i].whom || table[i].whom[0];

		menus_world_begin(&world, "", &draft);
		assert_string_equal(menus_world_at(&world), offered ? "resume" : "whose");
		if (offered)
			type("1");
		assert_answer("whom", offered ? table[i].whom : NULL);
	}
}

/* --- room ---------------------------------------------------------------------------------- */
/* The longest name and what else is asked; a dialogue at rest is this long. */
static void the_longest_answers_fit_a_state(void **state)
{
	static const char *const answers[] = { "1234", "1", "24111950", "24112026",
		"Ngưỡng Nguyễn Thượng Khương Trường Phượng Nguyệt Huyền Hường", "1", "2330",
		"0901234567", "20", "99999999999", "999999999999", "1" };
	struct pairs all = answers_of(&world.state);
	(void)state;

	menus_world_begin(&world, "", NULL);
	type("2");
	for (unsigned i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		while (world.screen.page + 1 < world.screen.pages)
			type("9");
		type(answers[i]);
	}
	assert_string_equal(menus_world_at(&world), "read_back");
	print_message(
		"answers: %u octets, packed: %zu\n", world.state.answers_len, world.packed_max);
	/* and two names more, and thirty answers as long as an identity number */
	for (unsigned i = 0; i < 32; i++)
		assert_int_equal(
			pairs_append(&all, (uint16_t)(1000 + i), i < 2 ? answers[4] : ID), OK);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(an_effect_reads_the_answer_that_its_node_names),
		TEST(what_an_effect_brings_becomes_an_answer_and_is_kept),
		TEST(only_its_success_brings_answers_and_only_such_as_are_there),
		TEST(a_dozen_answers_are_dropped_on_one_way),
		TEST(a_way_from_home_gives_an_answer),
		TEST(what_is_given_is_kept_but_is_no_draft_alone),
		TEST(a_draft_is_offered_before_anything_is_given),
		TEST(of_a_draft_only_values_that_can_be_given_are_taken),
		TEST(the_longest_answers_fit_a_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
