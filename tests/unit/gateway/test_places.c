/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Offices and units by the first letters of their names: what is listed, and when it is too much.
 */
#include "tests/unit/gateway/effect_world.h"
#include "gateway/base/utf8.h"
#include "gateway/effect/found.h"

#define PROVINCE "75"

static struct effect_fixture w;
static struct office offices[40];

/* A commune with its usual names. */
static void add(const char *code, const char *name)
{
	struct office *office = &offices[w.offices.n++];

	*office = (struct office) { .capacity = 1 };
	snprintf(office->code, sizeof(office->code), "%s", code);
	office->short_name = talloc_asprintf(w.ctx, "UBND xã %s", name);
	office->name = talloc_asprintf(w.ctx, "Bộ phận Một cửa, UBND xã %s", name);
}

static int set_up(void **state)
{
	(void)state;
	effect_world_new(&w, clock_system());
	w.offices.list = offices;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	talloc_free(w.ctx);
	return 0;
}

static void add_many(void)
{
	static const char *const communes[] = { "25195", "25210", "25217", "25220", "25222",
		"25225", "25231", "25246", "25252", "25255", "25261", "25267", "25270", "25279",
		"25280", "25292", "25396", "25405" };

	for (size_t i = 0; i < sizeof(communes) / sizeof(communes[0]); i++)
		add(communes[i], units_find(menu_set_units(w.menus), communes[i])->name);
}

static void assert_items(const char *codes)
{
	char got[256] = "";
	size_t n = 0;

	for (unsigned i = 0; i < w.out.items_n; i++)
		n += (size_t)snprintf(
			got + n, sizeof(got) - n, "%s%s", i ? " " : "", w.out.items[i].id);
	assert_string_equal(got, codes);
}

static const char *item_value(unsigned i, const char *name)
{
	return effect_world_value(w.out.items[i].v, w.out.items[i].n, name);
}

/* --- offices ------------------------------------------------------------------------------- */
static void few_offices_are_all_listed(void **state)
{
	(void)state;
	assert_string_equal(effect_world_run(&w, EFFECT_OFFICES_LIST), "none");
	for (unsigned i = 0; i < EFFECT_ITEMS_MAX; i++) {
		char code[8];

		snprintf(code, sizeof(code), "9%04u", i);
		add(code, "Thử");
		assert_string_equal(effect_world_run(&w, EFFECT_OFFICES_LIST), "done");
		assert_int_equal(w.out.items_n, i + 1);
		assert_string_equal(item_value(i, "office"), "UBND xã Thử");
	}
	add("99999", "Thử");
	assert_string_equal(effect_world_run(&w, EFFECT_OFFICES_LIST), "many");
	assert_int_equal(w.out.items_n, 0);
}

static void of_many_offices_letters_find_the_place(void **state)
{
	static const struct {
		const char *letters, *outcome, *codes;
	} cases[] = {
		{ "284", "done", "25222" },
		/* every name has "cửa", which nobody means; a later word comes behind first ones */
		{ "28", "done", "25222 25396 25246" },
		{ "32", "done", "25225 25231 25396" },
		{ "246", "done", "25195 25246 25220 25222" }, /* the last by its initials */
		{ "2", "done", "25195 25222 25246 25396 25405 25220" },
		{ "8263", "many", "" }, /* all short names, as no place is called so */
		{ "8842", "done", "99999" }, /* the short name of one that is no unit's */
		{ "7482", "done", "99999" }, /* only the long name has it */
		{ "668", "many", "" },
		{ "87562", "done", "25303" }, /* its place is called otherwise */
		{ "99999", "none", "" },
	};
	(void)state;

	add_many();
	add("25303", "Lộc Hưng");
	offices[w.offices.n - 1].short_name = "VP Lộc Hưng";
	add("99999", "");
	offices[w.offices.n - 1].short_name = "TTHCC tỉnh";
	offices[w.offices.n - 1].name = "Trung tâm Phục vụ hành chính công, một cửa tỉnh";
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		effect_world_answer(&w, "letters", cases[i].letters);
		effect_world_run(&w, EFFECT_OFFICES_LIST);
		if (strcmp(w.out.outcome, cases[i].outcome) != 0)
			fail_msg("%s: %s", cases[i].letters, w.out.outcome);
		assert_items(cases[i].codes);
	}
}

static void an_office_that_is_known_is_named_with_its_hours(void **state)
{
	(void)state;
	add("H10.1", "");
	offices[0].short_name = "TTHCC tỉnh";
	effect_world_answer(&w, "office", "H10.1");
	effect_world_answer(&w, "day", "3113"); /* no such day: nothing is looked up */
	assert_string_equal(effect_world_run(&w, EFFECT_SLOTS_LIST), "closed");
	assert_string_equal(
		effect_world_value(w.out.values.v, w.out.values.n, "office"), "TTHCC tỉnh");
	effect_world_answer(&w, "office", "H10.2");
	assert_string_equal(effect_world_run(&w, EFFECT_SLOTS_LIST), "none");
	assert_int_equal(w.out.values.n, 0);
}

static void without_units_the_short_name_counts(void **state)
{
	(void)state;
	add("00001", "Bù Gia Mập");
	add("00002", "Đăk Ơ");
	effect_world_answer(&w, "letters", "284");
	assert_string_equal(effect_world_run(&w, EFFECT_OFFICES_LIST), "done");
	assert_items("00001");
}

static void a_call_back_is_asked_for_in_the_same_way(void **state)
{
	(void)state;
	add_many();
	assert_string_equal(effect_world_run(&w, EFFECT_CALLBACK_OFFICES), "many");
	effect_world_answer(&w, "letters", "284");
	assert_string_equal(effect_world_run(&w, EFFECT_CALLBACK_OFFICES), "done");
	assert_string_equal(item_value(0, "desk"), "UBND xã Bù Gia Mập");
}

/* --- ranks --------------------------------------------------------------------------------- */
static void a_rank_is_listed_whole_or_not_at_all(void **state)
{
	static const struct {
		unsigned initials, word, whole;
		const char *outcome;
		unsigned n;
	} cases[] = {
		{ 0, 0, 0, "none", 0 },
		{ 1, 1, 1, "done", 3 },
		{ 0, 0, 14, "done", 14 },
		{ 0, 0, 15, "many", 0 },
		{ 3, 9, 15, "many", 0 },
		{ 0, 1, 14, "done", 14 },
		{ 4, 5, 5, "done", 14 },
		{ 5, 5, 5, "done", 10 },
		{ 1, 10, 5, "done", 5 }, /* not the worst one in place of a better one */
		{ 15, 0, 0, "many", 0 },
		{ 300, 300, 2, "done", 2 },
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *codes[EFFECT_ITEMS_MAX], *outcome;
		struct found found = { .n = { 0 } };
		unsigned n;

		found_add(&found, KEYPAD_NONE, "none");
		for (unsigned k = 0; k < cases[i].initials; k++)
			found_add(&found, KEYPAD_INITIALS, "initials");
		for (unsigned k = 0; k < cases[i].word; k++)
			found_add(&found, KEYPAD_WORD_START, "word");
		for (unsigned k = 0; k < cases[i].whole; k++)
			found_add(&found, KEYPAD_WHOLE_START, "whole");
		n = found_list(&found, codes, &outcome);
		assert_string_equal(outcome, cases[i].outcome);
		assert_int_equal(n, cases[i].n);
		for (unsigned k = 0; k < n; k++)
			assert_string_equal(codes[k],
				k < cases[i].whole			     ? "whole"
					: k < cases[i].whole + cases[i].word ? "word"
									     : "initials");
	}
}

/* --- units --------------------------------------------------------------------------------- */
static void units_are_found_by_letters_in_their_province(void **state)
{
	static const struct {
		const char *province, *letters, *outcome, *first, *unit, *of;
		unsigned n;
	} cases[] = {
		{ NULL, NULL, "many", NULL, NULL, NULL, 0 },
		{ NULL, "3664", "done", "75", "tỉnh Đồng Nai", "", 0 },
		{ NULL, "999", "none", NULL, NULL, NULL, 0 },
		{ PROVINCE, NULL, "many", NULL, NULL, NULL, 0 },
		{ PROVINCE, "284", "done", "25222", "xã Bù Gia Mập", "Đồng Nai", 1 },
		{ PROVINCE, "22242", "none", NULL, NULL, NULL, 0 },
		{ "25222", "2", "none", NULL, NULL, NULL, 0 }, /* a commune has none */
		{ "00", "284", "none", NULL, NULL, NULL, 0 },
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		engine_forget(w.menus, &w.state, "letters");
		engine_forget(w.menus, &w.state, "province");
		if (cases[i].letters)
			effect_world_answer(&w, "letters", cases[i].letters);
		if (cases[i].province)
			effect_world_answer(&w, "province", cases[i].province);
		assert_string_equal(effect_world_run(&w, EFFECT_UNITS_LIST), cases[i].outcome);
		assert_true(!cases[i].n || w.out.items_n == cases[i].n);
		assert_int_equal(w.out.items_n > 0, cases[i].first != NULL);
		if (!cases[i].first)
			continue;
		assert_string_equal(w.out.items[0].id, cases[i].first);
		assert_string_equal(item_value(0, "unit"), cases[i].unit);
		assert_string_equal(item_value(0, "of"), cases[i].of);
	}
}

static unsigned digits_of(const char *name, char out[64])
{
	size_t len = strlen(name), at = 0, n = 0;
	uint32_t cp;

	while (at < len && utf8_next(name, len, &at, &cp) == OK && n < 12)
		if (keypad_digit(cp) > '0')
			out[n++] = keypad_digit(cp);
	out[n] = '\0';
	return (unsigned)n;
}

/* Of every unit of the country: nobody is asked for more letters than its name has. */
static void whoever_types_a_whole_name_finds_it(void **state)
{
	const struct units *units = menu_set_units(w.menus);
	static struct unit_hit provinces[UNITS_COMMUNES_MAX], hits[UNITS_COMMUNES_MAX];
	unsigned provinces_n = units_match(units, "", "", provinces, UNITS_COMMUNES_MAX), all = 0;
	(void)state;

	for (unsigned p = 0; p < provinces_n; p++) {
		unsigned n =
			units_match(units, provinces[p].unit->code, "", hits, UNITS_COMMUNES_MAX);

		effect_world_answer(&w, "province", provinces[p].unit->code);
		for (unsigned i = 0; i < n; i++, all++) {
			bool found = false;
			char digits[64];

			assert_true(digits_of(hits[i].unit->name, digits) > 0);
			effect_world_answer(&w, "letters", digits);
			effect_world_run(&w, EFFECT_UNITS_LIST);
			for (unsigned k = 0; k < w.out.items_n; k++)
				found |= !strcmp(w.out.items[k].id, hits[i].unit->code);
			if (!found)
				fail_msg("%s in %s: %s", hits[i].unit->name,
					provinces[p].unit->name, w.out.outcome);
		}
	}
	assert_int_equal(all, units->communes_n);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(few_offices_are_all_listed),
		TEST(of_many_offices_letters_find_the_place),
		TEST(an_office_that_is_known_is_named_with_its_hours),
		TEST(without_units_the_short_name_counts),
		TEST(a_call_back_is_asked_for_in_the_same_way),
		TEST(a_rank_is_listed_whole_or_not_at_all),
		TEST(units_are_found_by_letters_in_their_province),
		TEST(whoever_types_a_whole_name_finds_it),
	};

	return cmocka_run_group_tests_name("places", tests, NULL, NULL);
}
