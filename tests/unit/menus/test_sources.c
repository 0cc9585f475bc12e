/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The folder of sources that ships: all of it compiles, and what came out is dialled.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "menus/sources.h"
#include "tests/lib/menus_world.h"

static struct sources *compile_service(void *ctx)
{
	char error[512];
	struct menu_files *files = sources_read(ctx, MENUS_WORLD_SOURCES, error, sizeof(error));
	struct report *report = report_new(ctx);
	struct sources *sources;

	if (!files)
		fail_msg("%s", error);
	sources = sources_compile(ctx, files, report);
	if (!sources->set)
		fail_msg("%s", report->sentences[0]);
	return sources;
}

static void every_procedure_that_ships_compiles(void **state)
{
	void *ctx = talloc_new(NULL);
	const struct sources *sources = compile_service(ctx);
	const struct source_procedure *marital = sources_find(sources, "1.004873");

	(void)state;
	assert_non_null(marital);
	assert_int_equal(marital->compiled->count.required, marital->overlay ? 19 : 0);
	assert_int_equal(marital->compiled->count.optional_left, 0);
	assert_null(sources_find(sources, "9.9"));
	assert_non_null(menu_files_find(sources->compiled, "procedures/1.004873.json"));
	assert_int_equal(menu_set_trees(sources->set), sources->procedures_n + 1);
	talloc_free(ctx);
}

static unsigned type_all(
	struct menus_world *world, const char *const *typed, const char *const *nodes)
{
	unsigned n = 0;

	for (; typed[n]; n++) {
		menus_world_input(world, typed[n]);
		if (nodes[n] && strcmp(menus_world_at(world), nodes[n]) != 0)
			fail_msg("%s leads to %s", typed[n], menus_world_at(world));
	}
	return n;
}

static void start_marital(struct menus_world *world, const struct menu_set *set)
{
	menus_world_init(world, set, 0, false, BUDGET_GSUP);
	menus_world_begin(world, "1", NULL);
	for (unsigned i = 0; i < 7 && strcmp(menus_world_at(world), "situation"); i++) {
		char digit[2] = { (char)('1' + i), '\0' };

		menus_world_begin(world, "1", NULL);
		menus_world_input(world, digit);
	}
	assert_string_equal(menus_world_at(world), "situation");
}

/* A phone that has applied before: four digits, and no question where. */
static void a_known_phone_types_four_digits(void **state)
{
	static const char *const typed[] = { "1", "1", "3456", "1", "1", NULL };
	static const char *const nodes[] = { "purpose", "id_tail", "slot", "declare", "sent" };
	void *ctx = talloc_new(NULL);
	struct menus_world world;

	(void)state;
	start_marital(&world, compile_service(ctx)->set);
	world.outcome[EFFECT_CITIZEN_KNOWN] = "known";
	assert_int_equal(type_all(&world, typed, nodes), 5);
	assert_true(world.state.ended);
	talloc_free(ctx);
}

static void a_new_phone_types_the_whole_number_and_chooses(void **state)
{
	static const char *const typed[] = { "2", "1", "070190123456", "2", "1", "1", "2", "1",
		NULL };
	static const char *const nodes[] = { "purpose", "id", "office", "slot", "papers", "declare",
		"declare_change", "situation" };
	void *ctx = talloc_new(NULL);
	struct menus_world world;

	(void)state;
	start_marital(&world, compile_service(ctx)->set);
	type_all(&world, typed, nodes);
	talloc_free(ctx);
}

static void one_mistake_is_told_and_nothing_is_given_out(void **state)
{
	void *ctx = talloc_new(NULL);
	char error[512];
	struct menu_files *files = sources_read(ctx, MENUS_WORLD_SOURCES, error, sizeof(error));
	struct report *report = report_new(ctx);
	struct sources *sources;

	(void)state;
	menu_files_add(files, "overlays/9.9.json", json_pack("{s:i}", "motcua_overlay", 1));
	sources = sources_compile(ctx, files, report);
	assert_int_equal(report_count(report), 1);
	assert_non_null(strstr(report->sentences[0], "overlays/9.9.json: "));
	assert_null(sources->set);
	assert_null(sources->compiled);
	assert_non_null(sources_find(sources, "1.004873")->compiled);
	assert_null(sources_find(sources, "9.9")->overlay);
	talloc_free(ctx);
}

static void a_folder_that_is_not_there_is_told(void **state)
{
	char error[512];

	(void)state;
	assert_null(sources_read(NULL, "/no/such/folder", error, sizeof(error)));
	assert_non_null(strstr(error, "/no/such/folder/home.json"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_procedure_that_ships_compiles),
		cmocka_unit_test(a_known_phone_types_four_digits),
		cmocka_unit_test(a_new_phone_types_the_whole_number_and_chooses),
		cmocka_unit_test(one_mistake_is_told_and_nothing_is_given_out),
		cmocka_unit_test(a_folder_that_is_not_there_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
