/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How answers are read back, whatever is left of the effects that brought them; and the screen that
 * shows accents to those who chose none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "menus/answers.h"
#include "menus/pairs.h"
#include "menus/words.h"
#include "tests/lib/menus_world.h"

#define ID "070190123456"

static struct menu_set *set;
static struct menus_world world;

static int set_up(void **state)
{
	(void)state;
	set = menus_world_kinds(NULL, NULL);
	menus_world_init(&world, set, 0, false, (struct budget) { 600, 300, 600, 300 });
	world.outcome[EFFECT_CITIZEN_KNOWN] = "known";
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	talloc_free(set);
	return 0;
}

static bool says(const char *text)
{
	return strstr(world.screen.text, text);
}

/* From the start to the list of communes, one answer after the other. */
static void answer_with(const char *born, const char *wed)
{
	const char *answers[] = { "1", "1234", "1", born, wed, "Nguyeenx Thij Hoa", "1", "730",
		"+84901234567", "3", "1.500.000", "284" };

	menus_world_begin(&world, "", NULL);
	for (unsigned i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		menus_world_input(&world, answers[i]);
	assert_string_equal(menus_world_at(&world), "commune");
}

static void answers_are_read_back_as_people_write_them(void **state)
{
	static const struct {
		const char *born, *wed, *said;
	} table[] = {
		{ "5/2/1990", "2411", "05/02/1990|5|thang 2|1990\n24/11|thang 11|chua co\n" },
		{ "1950", "01/12/2026", "1950|chua co|chua co|1950\n01/12/2026|thang 12|2026\n" },
		{ "31121999", "1", "31/12/1999|31|thang 12|1999\nchua co|chua co|chua co\n" },
	};
	(void)state;

	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		answer_with(table[i].born, table[i].wed);
		menus_world_input(&world, "1");
		if (!says(table[i].said))
			fail_msg("%s: %s", table[i].born, world.screen.text);
		assert_true(says("07:30|0901234567|3|1.500.000\n"));
	}
}

static void a_unit_is_named_when_its_list_is_long_gone(void **state)
{
	uint8_t octets[512];
	struct engine_draft draft;
	int len;
	(void)state;

	answer_with("1950", "1");
	menus_world_input(&world, "1");
	assert_true(says("Bu Gia Map, Dong Nai"));
	len = answers_export(set, &world.state, octets, sizeof(octets));
	assert_true(len > 0);
	draft = (struct engine_draft) { "9.1", menu_set_tree_hash(set, 1), octets, (size_t)len };
	menus_world_begin(&world, "", &draft);
	menus_world_input(&world, "1");
	/* the letters were not kept and are asked again */
	assert_string_equal(menus_world_at(&world), "home_letters");
	world.state.values_len = 0;
	menus_world_input(&world, "284");
	assert_string_equal(menus_world_at(&world), "read_back");
	assert_true(says("Bu Gia Map, Dong Nai"));
}

static void a_code_that_is_no_unit_is_shown_as_it_is(void **state)
{
	static const char answers[] = "id\0" ID "\0place\00098765";
	struct engine_draft draft = { "9.1", menu_set_tree_hash(set, 1), (const uint8_t *)answers,
		sizeof(answers) };
	(void)state;

	menus_world_begin(&world, "", &draft);
	menus_world_input(&world, "1");
	assert_string_equal(menus_world_at(&world), "told");
	assert_true(says(ID ", nu, 1990, 98765."));
	menus_world_begin(&world, "1*1234", NULL);
	assert_true(says(ID ", nu, 1990, Di Linh."));
	world.unbooked = true; /* and of no office there is no name */
	menus_world_begin(&world, "1*1234", NULL);
	assert_true(says(ID ", nu, 1990, chua co."));
}

static void an_office_without_a_unit_is_called_as_an_effect_called_it(void **state)
{
	static const struct {
		const char *code, *called, *said;
	} table[] = {
		{ "H10.1", "TTHCC Dong Nai", "TTHCC Dong Nai" },
		{ "H10.1", "", "H10.1" },
		{ "25222", "UBND xa Bu Gia Map", "Bù Gia Mập" },
	};
	uint16_t key = symbols_find(set->symbols, "place", strlen("place"));
	(void)state;

	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct words words = { .set = set, .state = &world.state };
		struct pairs answers = answers_of(&world.state), values = values_of(&world.state);

		menus_world_begin(&world, "1", NULL);
		assert_int_equal(pairs_put(&answers, key, table[i].code), OK);
		assert_int_equal(pairs_put(&values, key, table[i].called), OK);
		assert_string_equal(
			words_value("place.name", strlen("place.name"), &words), table[i].said);
	}
}

static void bounds_are_told_by_the_screen_and_by_the_notice(void **state)
{
	(void)state;
	menus_world_begin(&world, "1*1234*1*1950*1*Hoa*1*730*0901234567", NULL);
	assert_true(says("Tu 1 den 20."));
	menus_world_input(&world, "21");
	assert_true(says("tu 1 den 20"));
	menus_world_input(&world, "20");
	assert_true(says("Tu 100.000 dong"));
	menus_world_input(&world, "5");
	assert_true(says("tu 100.000 den 99.999.999.999"));
}

static void a_name_is_read_back_with_accents_to_everybody(void **state)
{
	(void)state;
	menus_world_begin(&world, "1*1234*1*1950*1", NULL);
	assert_int_equal(world.screen.coding, CODING_GSM7);
	menus_world_input(&world, "Nguyeenx Thij Hoa");
	assert_string_equal(menus_world_at(&world), "sure");
	assert_int_equal(world.screen.coding, CODING_UCS2);
	assert_true(says("Đọc là Nguyễn Thị Hoa?"));
	menus_world_input(&world, "5");
	assert_true(says("Hãy bấm số"));
	menus_world_input(&world, "1");
	assert_int_equal(world.screen.coding, CODING_GSM7);
	assert_true(says("May gio?"));
}

/* Sixty letters, read back on the smallest screen: over pages, whole. */
static void the_longest_name_is_read_back_on_pages(void **state)
{
	static const char name[] = "Ngưỡng Nguyễn Thượng Khương Trường Phượng Nguyệt Huyền Hường";
	char shown[2 * SCREEN_MAX] = "";
	(void)state;

	world.budget = BUDGET_GSUP;
	menus_world_begin(&world, "1*1234*1*1950*1", NULL);
	menus_world_input(&world, name);
	assert_string_equal(menus_world_at(&world), "sure");
	for (unsigned i = 0; i < world.screen.pages; i++) {
		strncat(shown, world.screen.text, strcspn(world.screen.text, "\n"));
		strcat(shown, " ");
		menus_world_input(&world, "9");
	}
	if (!strstr(shown, name))
		fail_msg("%s", shown);
}

static void numbers_are_written_with_dots_between_thousands(void **state)
{
	static const struct {
		int64_t number;
		const char *dots;
	} table[] = { { 1, "1" }, { 999, "999" }, { 1000, "1.000" }, { 15000, "15.000" },
		{ 100000, "100.000" }, { 99999999999, "99.999.999.999" } };
	char out[32];
	(void)state;

	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		words_number(table[i].number, true, out, sizeof(out));
		assert_string_equal(out, table[i].dots);
	}
	words_number(1500000, false, out, sizeof(out));
	assert_string_equal(out, "1500000");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(answers_are_read_back_as_people_write_them),
		TEST(a_unit_is_named_when_its_list_is_long_gone),
		TEST(a_code_that_is_no_unit_is_shown_as_it_is),
		TEST(an_office_without_a_unit_is_called_as_an_effect_called_it),
		TEST(bounds_are_told_by_the_screen_and_by_the_notice),
		TEST(a_name_is_read_back_with_accents_to_everybody),
		TEST(the_longest_name_is_read_back_on_pages),
		cmocka_unit_test(numbers_are_written_with_dots_between_thousands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
