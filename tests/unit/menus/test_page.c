/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pages: every choice is on exactly one page at every budget, whatever was typed wrongly on the
 * way; measuring and cutting of texts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "menus/measure.h"
#include "menus/page.h"
#include "tests/lib/menus_world.h"

#define CHOICES_MAX 32

/* Pages through the node, with a wrong key before each 9 if `wrong`; counts how often each choice
 * was offered on an unshortened page. */
static void collect(struct menus_world *world, bool wrong, unsigned offered[CHOICES_MAX])
{
	struct page page;

	memset(offered, 0, CHOICES_MAX * sizeof(offered[0]));
	for (unsigned turned = 0; turned < 80; turned++) {
		if (wrong)
			menus_world_input(world, "88");
		page_lay(world->set, &world->state, &world->budget, &page);
		if (page.shortened) {
			menus_world_input(world, "9");
			page_lay(world->set, &world->state, &world->budget, &page);
			assert_false(page.shortened);
		}
		for (unsigned i = 0; i < page.choices_n; i++)
			offered[page.choices[i]]++;
		if (!page.more)
			return;
		menus_world_input(world, "9");
	}
	fail_msg("the pages do not end");
}

static void every_choice_is_on_exactly_one_page_at_every_budget(void **state)
{
	struct menu_set *set = menus_world_set(NULL);
	struct menus_world world;
	unsigned offered[CHOICES_MAX];
	(void)state;

	for (unsigned room = 40; room <= 310; room += 3)
		for (unsigned variant = 0; variant < 4; variant++) {
			struct budget budget = { room, room / 2, room, room / 2 };
			unsigned items;

			menus_world_init(&world, set, 0, variant & 1, budget);
			world.dossiers = items = 1 + room % EFFECT_ITEMS_MAX;
			menus_world_begin(&world, "2", NULL);
			collect(&world, variant & 2, offered);
			for (unsigned i = 0; i < CHOICES_MAX; i++)
				assert_int_equal(offered[i], i <= items); /* and "another one" */
		}
	talloc_free(set);
}

static void back_on_a_later_page_goes_to_the_page_before(void **state)
{
	struct menu_set *set = menus_world_set(NULL);
	struct menus_world world;
	char first[SCREEN_MAX];
	(void)state;

	menus_world_init(&world, set, 0, true, BUDGET_GSUP);
	menus_world_begin(&world, "", NULL);
	memcpy(first, world.screen.text, sizeof(first));
	menus_world_input(&world, "9");
	assert_string_not_equal(world.screen.text, first);
	menus_world_input(&world, "0");
	assert_string_equal(world.screen.text, first);
	talloc_free(set);
}

static void texts_are_cut_at_sentences_words_and_letters(void **state)
{
	static const struct {
		enum coding coding;
		const char *text;
		unsigned room;
		const char *fits;
	} table[] = {
		{ CODING_GSM7, "one two", 7, "one two" },
		{ CODING_GSM7, "one two", 6, "one" },
		{ CODING_GSM7, "one two", 3, "one" },
		{ CODING_GSM7, "one two", 2, "on" },
		{ CODING_GSM7, "It is so. Then more", 13, "It is so." },
		{ CODING_GSM7, "A. then so much more", 14, "A. then so" },
		{ CODING_GSM7, "[]", 3, "[" },
		{ CODING_UCS2, "giấy tờ", 7, "giấy tờ" },
		{ CODING_UCS2, "giấy tờ", 6, "giấy" },
		{ CODING_UCS2, "giấy tờ", 2, "gi" },
		{ CODING_UCS2, "a\xcc\x81z", 1, "" }, /* the letter and its accent stay together */
		{ CODING_UCS2, "\xf0\x9f\x98\x80", 1, "" },
		{ CODING_UCS2, "\xf0\x9f\x98\x80", 2, "\xf0\x9f\x98\x80" },
		{ CODING_GSM7, "", 5, "" },
		{ CODING_GSM7, "x", 0, "" },
	};
	(void)state;

	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		size_t fits = measure_fit_words(
			table[i].coding, table[i].text, strlen(table[i].text), table[i].room);

		assert_int_equal(fits, strlen(table[i].fits));
		assert_memory_equal(table[i].text, table[i].fits, fits);
	}
}

static void a_text_is_gsm7_as_long_as_all_its_letters_are(void **state)
{
	bool lacking = false;
	(void)state;

	assert_int_equal(page_coding("Ma ho so: 12 {}", 15), CODING_GSM7);
	assert_int_equal(page_coding("à", 2), CODING_GSM7);
	assert_int_equal(page_coding("Mã", 3), CODING_UCS2);
	assert_int_equal(measure(CODING_GSM7, "a[]|", 4, &lacking), 7);
	assert_false(lacking);
	measure(CODING_GSM7, "`", 1, &lacking);
	assert_true(lacking);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_choice_is_on_exactly_one_page_at_every_budget),
		cmocka_unit_test(back_on_a_later_page_goes_to_the_page_before),
		cmocka_unit_test(texts_are_cut_at_sentences_words_and_letters),
		cmocka_unit_test(a_text_is_gsm7_as_long_as_all_its_letters_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
