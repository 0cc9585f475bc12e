/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The engine on the real service: keys, dial strings, wrong input, drafts, going back, events that
 * do not belong; and random typing, of which only the properties are known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "tests/lib/menus_world.h"

#define ID		       "070190123456"
#define RECEIPT		       "5724000000"
#define PACKED_HALF_FILLED_MAX 400 /* octets, design: memory per open dialogue */

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

static const char *answer(const char *key)
{
	return engine_answer(set, &world.state, key);
}

static void each_dial_string_leads_where_it_always_did(void **state)
{
	static const struct {
		const char *dialled, *node;
	} table[] = { { "", "services" }, { "#", "services" }, { "1", "apply" },
		{ "1*1", "situation" }, { "2", "mine_list" }, { "2#", "mine_list" },
		{ "2*" RECEIPT, "id_tail" }, { "2*" RECEIPT "#", "id_tail" },
		{ "2*" RECEIPT "*1234", "status_appointment" }, { "2*123", "receipt" },
		{ "2*123*1234", "receipt" }, { "3", "appointment_list" }, { "3*1", "appointment" },
		{ "4", "guidance" }, { "4*1", "guide" }, { "5", "language" }, { "5*2", "services" },
		{ "1*1*1*1*" ID "*1*1", "papers" }, { "1*1*1*7*1", "purpose" },
		{ "1*1*1*8*1", "called" }, { "9", "called" }, { "9*1", "called" },
		{ "3*1*1*1", "move_sure" }, { "3*1*2*1*1", "cancelled" }, { "6", "apply_other" },
		{ "6*1", "applicant_phone" }, { "7", "services" }, { "12", "services" },
		{ "x", "services" }, { "**", "services" }, { "2**", "receipt" } };
	(void)state;

	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		menus_world_begin(&world, table[i].dialled, NULL);
		if (strcmp(menus_world_at(&world), table[i].node) != 0)
			fail_msg("%s: %s", table[i].dialled, menus_world_at(&world));
		world.state.language = 0;
		world.state.accents = false;
	}
}

static void a_service_code_can_be_typed_within_a_dialogue(void **state)
{
	(void)state;
	fill_in();
	type("*1022*5#");
	assert_string_equal(menus_world_at(&world), "language");
	type("*1022#\n");
	assert_string_equal(menus_world_at(&world), "services");
	type("*1022*77#");
	assert_string_equal(menus_world_at(&world), "services");
	assert_true(says("dich vu"));
}

static void choices_are_read_with_dots_spaces_and_hashes(void **state)
{
	static const char *const ones[] = { "1", " 1", "1 ", "1.", "1#", "#1#", "\t1\r\n", "01" };
	static const char *const others[] = { "", " ", "11", "1 1", "-1", "+1", "1a", "one", "001",
		"\xc2\xa0", "1,5" };
	(void)state;

	for (unsigned i = 0; i < sizeof(ones) / sizeof(ones[0]); i++) {
		menus_world_begin(&world, "", NULL);
		type(ones[i]);
		assert_string_equal(menus_world_at(&world), "apply");
	}
	for (unsigned i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		menus_world_begin(&world, "", NULL);
		type(others[i]);
		assert_string_equal(menus_world_at(&world), "services");
		assert_int_equal(world.state.misses, 1);
		assert_true(says("Hay bam so"));
	}
}

static void each_wrong_input_is_told_what_to_do(void **state)
{
	static const struct {
		const char *node, *typed, *said;
	} table[] = { { "id", "abc", "Chi bam chu so" }, { "id", "12345678901", "can 12 so" },
		{ "id", "1234567890123", "can 12 so" }, { "id", "000190123456", "so CCCD" },
		{ "id", "070990123456", "so CCCD" }, { "id", "070227123456", "so CCCD" },
		{ "receipt", "123", "can 10 so" }, { "receipt", "5724000001", "bi sai" },
		{ "receipt", "57240000x0", "Chi bam" }, { "id_tail", "123", "can 4 so" },
		{ "id_tail", "12345", "can 4 so" }, { "day", "32", "chua dung" },
		{ "day", "3002", "chua dung" }, { "day", "2411202", "chua dung" },
		{ "day", "24112025", "da qua" }, { "day", "24112028", "da qua" },
		{ "day", "2/13", "chua dung" }, { "services", "9", "Hay bam" } };
	(void)state;

	world.outcome[EFFECT_DOSSIERS_LIST] = "none";
	world.outcome[EFFECT_SLOTS_LIST] = "closed";
	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		static const struct {
			const char *node, *dialled;
		} ways[] = { { "id", "1*1*1*1" }, { "receipt", "2" }, { "id_tail", "2*" RECEIPT },
			{ "day", "1*1*1*1*" ID "*1" }, { "services", "" } };
		unsigned way = 0;

		while (strcmp(ways[way].node, table[i].node) != 0)
			way++;
		menus_world_begin(&world, ways[way].dialled, NULL);
		assert_string_equal(menus_world_at(&world), table[i].node);
		type(table[i].typed);
		assert_string_equal(menus_world_at(&world), table[i].node);
		if (!says(table[i].said))
			fail_msg("%s, %s: %s", table[i].node, table[i].typed, world.screen.text);
		type("#####");
		assert_int_equal(world.state.misses, 2);
	}
}

static void dates_are_read_in_the_ways_people_write_them(void **state)
{
	static const struct {
		const char *typed, *kept;
	} table[] = { { "2411", "2411" }, { "24112026", "24112026" }, { "24/11", "2411" },
		{ "24-11-2026", "24112026" }, { "5.2", "0502" }, { "5 2 2027", "05022027" },
		{ "2902", "2902" } };
	(void)state;

	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		world.outcome[EFFECT_SLOTS_LIST] = "closed";
		menus_world_begin(&world, "1*1*1*1*" ID "*1", NULL);
		world.outcome[EFFECT_SLOTS_LIST] = NULL;
		type(table[i].typed);
		assert_string_equal(menus_world_at(&world), "slot");
		assert_string_equal(answer("day"), table[i].kept);
	}
}

static void ten_thousand_octets_and_broken_ones_get_a_sentence(void **state)
{
	static char long_text[10000];
	(void)state;

	memset(long_text, '7', sizeof(long_text));
	menus_world_begin(&world, "1*1*1*1", NULL);
	menus_world_input_octets(&world, long_text, sizeof(long_text));
	assert_true(says("Dai qua"));
	menus_world_input_octets(&world, "12\xff\xfe", 4);
	assert_true(says("Khong doc duoc"));
	menus_world_begin(&world, "1*1*1*1", NULL);
	menus_world_input_octets(&world, "1\0002", 3);
	assert_true(says("Khong doc duoc"));
	memset(long_text, ' ', sizeof(long_text));
	menus_world_input_octets(&world, long_text, sizeof(long_text));
	assert_true(says("Dai qua"));
	assert_string_equal(menus_world_at(&world), "id");
	assert_int_equal(world.state.misses, 2);
}

static void zero_goes_back_and_asks_again(void **state)
{
	static const char *const way_back[] = { "papers", "slot", "office", "id", "purpose",
		"situation", "apply", "services" };
	(void)state;

	fill_in();
	for (unsigned i = 0; i < sizeof(way_back) / sizeof(way_back[0]); i++) {
		type("0");
		assert_string_equal(menus_world_at(&world), way_back[i]);
	}
	assert_null(answer("situation"));
	type("0");
	assert_string_equal(menus_world_at(&world), "services");
}

static void an_only_office_is_taken_without_asking(void **state)
{
	(void)state;
	world.offices = 1;
	menus_world_begin(&world, "1*1*1*1*" ID, NULL);
	assert_string_equal(menus_world_at(&world), "slot");
	assert_string_equal(answer("office"), "25000");
	type("0");
	assert_string_equal(menus_world_at(&world), "id");
}

static void a_slot_that_is_gone_is_chosen_anew(void **state)
{
	(void)state;
	fill_in();
	world.outcome[EFFECT_DOSSIER_SUBMIT] = "full";
	type("1");
	assert_string_equal(menus_world_at(&world), "slot");
	assert_true(says("da co nguoi lay"));
	assert_null(answer("slot"));
	assert_string_equal(answer("office"), "25000");
	world.outcome[EFFECT_DOSSIER_SUBMIT] = NULL;
	type("2");
	type("1");
	type("1");
	assert_true(world.state.ended);
	assert_true(says(RECEIPT));
}

static void home_in_the_middle_offers_to_go_on(void **state)
{
	(void)state;
	fill_in();
	type("00");
	assert_string_equal(menus_world_at(&world), "services");
	assert_null(engine_procedure(set, &world.state));
	type("1");
	type("1");
	assert_string_equal(menus_world_at(&world), "resume");
	type("1");
	assert_string_equal(menus_world_at(&world), "papers");
	assert_string_equal(engine_procedure(set, &world.state), "1.004873");
	assert_string_equal(answer("id"), ID);
	type("00");
	type("1");
	type("1");
	type("2");
	assert_int_equal(world.effects[EFFECT_DRAFT_DISCARD], 1);
	assert_string_equal(menus_world_at(&world), "apply");
	assert_null(answer("id"));
}

/* --- events that do not belong ------------------------------------------------------------- */
static int step(enum engine_event_kind kind, const struct effect_result *result)
{
	struct engine_event event = {
		.kind = kind, .text = "1", .len = 1, .today = MENUS_WORLD_TODAY, .result = result
	};

	return engine_step(set, &world.state, &world.budget, &event, &world.out);
}

static void an_event_that_does_not_belong_changes_nothing(void **state)
{
	struct effect_result result = { .outcome = "done" };
	struct engine_state before;
	(void)state;

	menus_world_begin(&world, "1*1*1*1", NULL);
	before = world.state;
	assert_int_equal(step(ENGINE_RESULT, &result), ERR_INVALID); /* nobody asked */
	assert_memory_equal(&before, &world.state, sizeof(before));

	menus_world_begin(&world, "", NULL);
	world.outcome[EFFECT_DOSSIERS_LIST] = "none";
	assert_int_equal(step(ENGINE_INPUT, NULL), OK);
	menus_world_begin(&world, "", NULL);
	{
		struct engine_event event = {
			.kind = ENGINE_INPUT, .text = "2", .len = 1, .today = MENUS_WORLD_TODAY
		};

		assert_int_equal(
			engine_step(set, &world.state, &world.budget, &event, &world.out), OK);
	}
	assert_int_equal(world.out.kind, ENGINE_EFFECT);
	assert_int_equal(world.out.effect, EFFECT_DOSSIERS_LIST);
	before = world.state;
	assert_int_equal(step(ENGINE_INPUT, NULL), ERR_INVALID); /* a result is waited for */
	result.outcome = "full";
	assert_int_equal(step(ENGINE_RESULT, &result), ERR_INVALID);
	assert_int_equal(step(ENGINE_RESULT, NULL), ERR_INVALID);
	result.outcome = "done";
	effect_set(&result.values, "unheard_of", "x");
	assert_int_equal(step(ENGINE_RESULT, &result), ERR_INVALID);
	assert_memory_equal(&before, &world.state, sizeof(before));
	result.values.n = 0;
	assert_int_equal(step(ENGINE_RESULT, &result), OK);

	fill_in();
	type("1");
	assert_true(world.state.ended);
	assert_int_equal(step(ENGINE_INPUT, NULL), ERR_INVALID); /* it is over */
	assert_int_equal(step(ENGINE_BEGIN, NULL), OK);
}

/* --- properties ---------------------------------------------------------------------------- */
static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static void random_typing_keeps_every_budget_and_zeros_lead_home(void **state)
{
	static const char *const typed[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "00",
		ID, RECEIPT, "2411", "1234", "x", "", "*1022*1#", "*1022*2*" RECEIPT "#" };
	static const struct budget budgets[] = { { 130, 57, 128, 56 }, { 160, 70, 160, 70 },
		{ 80, 40, 80, 40 }, { 20, 10, 20, 10 }, { 306, 134, 306, 134 } };
	uint32_t seed = 2463534242;
	(void)state;

	for (unsigned round = 0; round < 400; round++) {
		uint32_t r = next_random(&seed);

		menus_world_init(&world, set, r % 2, r & 4, budgets[round % 5]);
		world.offices = r >> 4 & 7;
		world.slots = (r >> 8) % (EFFECT_ITEMS_MAX + 1);
		world.dossiers = (r >> 12) % (EFFECT_ITEMS_MAX + 1);
		if (r >> 31)
			world.outcome[EFFECT_DOSSIER_SUBMIT] = "full";
		menus_world_begin(&world, "", NULL);
		for (unsigned i = 0; i < 40 && !world.state.ended; i++) {
			r = next_random(&seed);
			type(typed[r % (sizeof(typed) / sizeof(typed[0]))]);
		}
		if (world.state.ended)
			continue;
		for (unsigned i = 0; strcmp(menus_world_at(&world), "services") != 0; i++) {
			type("0");
			assert_true(i < 2 * STATE_STACK_MAX + 20);
		}
		type("00");
		assert_string_equal(menus_world_at(&world), "services");
		assert_int_equal(world.state.depth, 0);
	}
}

static void a_half_filled_application_is_small(void **state)
{
	size_t declaration;
	uint8_t octets[STATE_PACKED_MAX];
	(void)state;

	fill_in();
	declaration = state_pack(&world.state, octets);
	print_message("packed: %zu octets at the declaration, %zu at the largest list\n",
		declaration, world.packed_max);
	assert_true(declaration <= PACKED_HALF_FILLED_MAX);
	assert_true(world.packed_max <= PACKED_HALF_FILLED_MAX);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(each_dial_string_leads_where_it_always_did),
		TEST(a_service_code_can_be_typed_within_a_dialogue),
		TEST(choices_are_read_with_dots_spaces_and_hashes),
		TEST(each_wrong_input_is_told_what_to_do),
		TEST(dates_are_read_in_the_ways_people_write_them),
		TEST(ten_thousand_octets_and_broken_ones_get_a_sentence),
		TEST(zero_goes_back_and_asks_again),
		TEST(an_only_office_is_taken_without_asking),
		TEST(a_slot_that_is_gone_is_chosen_anew),
		TEST(home_in_the_middle_offers_to_go_on),
		TEST(an_event_that_does_not_belong_changes_nothing),
		TEST(random_typing_keeps_every_budget_and_zeros_lead_home),
		TEST(a_half_filled_application_is_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
