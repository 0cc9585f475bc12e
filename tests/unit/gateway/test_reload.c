/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Menus, offices and SMS texts read anew under dialogues that go on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "menus/menu_set.h"
#include "tests/lib/gateway_fixture.h"
#include "tests/lib/service.h"

static struct test_phone one, two;

/* In the fixture's folder; $TOP is the tree's. */
static void shell(const struct fixture *f, const char *line)
{
	char command[512];

	snprintf(command, sizeof(command), "TOP=$PWD; cd '%s' && %s", f->folder, line);
	if (system(command) != 0)
		fail_msg("%s", command);
}

/* A gateway on a copy of the menus, offices and SMS texts that a test may change. */
static int setup(void **state)
{
	struct fixture *f = fixture_new(NULL);
	struct config *c = &f->config;

	fixture_stop(f);
	shell(f, "cp -r $TOP/" SERVICE_FOLDER " menus");
	shell(f, "cp -r $TOP/sms/texts sms");
	shell(f, "cp $TOP/tests/replay/offices.json .");
	snprintf(c->menus_folder, sizeof(c->menus_folder), "%s/menus", f->folder);
	snprintf(c->sms_texts_folder, sizeof(c->sms_texts_folder), "%s/sms", f->folder);
	snprintf(c->offices_file, sizeof(c->offices_file), "%s/offices.json", f->folder);
	assert_true(fixture_start(f));
	phone_init(&one, "0901234567", BEARER_HTTP);
	phone_init(&two, "0907654321", BEARER_HTTP);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

static void reload(struct fixture *f)
{
	reload_request(f->gateway);
	fixture_settle(f);
}

/* The title of home as people see it becomes "CHANGED", and is proved. */
static void change_title(struct fixture *f)
{
	shell(f, "sed -i -E 's/(\"home.title\": \")[^\"]*/\\1CHANGED/' menus/texts/vi.json");
	service_prove(f->config.menus_folder);
}

static bool sees(const struct test_phone *phone, const char *text)
{
	return strstr(phone->answer.text, text) != NULL;
}

static void what_is_dialled_next_is_new_and_what_is_under_way_stays(void **state)
{
	struct fixture *f = *state;
	const struct shelf *shelf = f->gateway->counter.shelf;

	phone_dial(f, &one, "*1022#");
	assert_false(sees(&one, "CHANGED"));
	change_title(f);
	reload(f);
	assert_string_equal(f->gateway->reload.problem, "");
	assert_int_equal(shelf_sets(shelf), 2);
	phone_dial(f, &two, "*1022#");
	assert_true(sees(&two, "CHANGED"));
	phone_send(f, &one, "1");
	phone_send(f, &one, "0");
	assert_false(sees(&one, "CHANGED"));
	assert_false(one.answer.end);
}

static void a_set_goes_with_its_last_dialogue(void **state)
{
	struct fixture *f = *state;

	phone_dial(f, &one, "*1022#");
	reload(f);
	assert_int_equal(shelf_sets(f->gateway->counter.shelf), 2);
	fixture_wait_ms(f, 10 * 60 * 1000);
	assert_int_equal(shelf_sets(f->gateway->counter.shelf), 1);
}

static void answers_given_before_a_reload_are_saved_and_offered_after_it(void **state)
{
	struct fixture *f = *state;

	phone_dial(f, &one, "*1022#");
	phone_send(f, &one, "1");
	phone_send(f, &one, "1");
	change_title(f);
	reload(f);
	phone_send(f, &one, "1");
	fixture_wait_ms(f, DRAFT_DELAY_MS + 1);
	assert_int_equal(dialogues_stats(f->gateway->counter.dialogues)->dirty, 0);
	phone_dial(f, &one, "*1022#");
	char again[SCREEN_MAX];
	snprintf(again, sizeof(again), "%s", one.answer.text);
	phone_dial(f, &two, "*1022#");
	assert_string_not_equal(again, two.answer.text);
}

static void a_dial_in_the_turn_of_a_reload_finds_its_menus_again(void **state)
{
	struct fixture *f = *state;

	change_title(f);
	reload_request(f->gateway);
	phone_post(f, &one, true, "*1022#", 6);
	fixture_settle(f);
	/* Decided before the swap, installed after it: on the old set, which is still there. */
	assert_false(sees(&one, "CHANGED"));
	phone_send(f, &one, "1");
	assert_int_equal(one.outcome, TURN_DONE);
	assert_false(one.answer.end);
}

static void a_bad_file_of_any_kind_leaves_all_as_it_was(void **state)
{
	static const char *const spoilt[] = {
		"echo '{' > menus/home.json", "echo '{' > offices.json", "echo '{' > sms/vi.json",
		"rm menus/texts/vi.json", "rm menus/proof.json", "echo '{' > menus/proof.json",
		"sed -i 's/CHANGED/CHANGED AGAIN/' menus/texts/vi.json", /* not proved */
		"sed -i /status.5/d sms/vi.json sms/en.json", /* a status without its words */
	};
	struct fixture *f = *state;
	const struct menu_set *menus = f->gateway->menus;
	const struct offices *offices = f->gateway->offices;

	shell(f, "mkdir kept && cp -r menus sms offices.json kept/");
	for (unsigned i = 0; i < sizeof(spoilt) / sizeof(spoilt[0]); i++) {
		change_title(f);
		shell(f, spoilt[i]);
		reload(f);
		assert_string_not_equal(f->gateway->reload.problem, "");
		assert_int_equal(f->gateway->reload.failed, i + 1);
		assert_ptr_equal(f->gateway->menus, menus);
		assert_ptr_equal(f->gateway->offices, offices);
		phone_dial(f, &one, "*1022#");
		assert_false(sees(&one, "CHANGED"));
		shell(f, "rm -r menus && cp -r kept/* .");
	}
	change_title(f);
	reload(f);
	assert_string_equal(f->gateway->reload.problem, "");
	assert_int_equal(f->gateway->reload.done, 1);
}

/* A dialogue on each set holds it; the last place is not given away. */
static void more_reloads_than_places_are_refused_until_dialogues_end(void **state)
{
	static struct test_phone phones[SHELF_SETS_MAX];
	struct fixture *f = *state;
	char number[16];

	for (unsigned i = 0; i < SHELF_SETS_MAX; i++) {
		snprintf(number, sizeof(number), "09000000%02u", i);
		phone_init(&phones[i], number, BEARER_HTTP);
		phone_dial(f, &phones[i], "*1022#");
		reload(f);
	}
	assert_int_equal(f->gateway->reload.done, SHELF_SETS_MAX - 1);
	assert_int_equal(f->gateway->reload.failed, 1);
	assert_non_null(strstr(f->gateway->reload.problem, "try again when"));
	for (unsigned i = 0; i < SHELF_SETS_MAX; i++) {
		phone_send(f, &phones[i], "1");
		assert_int_equal(phones[i].outcome, TURN_DONE);
	}
	fixture_wait_ms(f, 10 * 60 * 1000);
	reload(f);
	assert_string_equal(f->gateway->reload.problem, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
		EACH(what_is_dialled_next_is_new_and_what_is_under_way_stays),
		EACH(a_set_goes_with_its_last_dialogue),
		EACH(answers_given_before_a_reload_are_saved_and_offered_after_it),
		EACH(a_dial_in_the_turn_of_a_reload_finds_its_menus_again),
		EACH(a_bad_file_of_any_kind_leaves_all_as_it_was),
		EACH(more_reloads_than_places_are_refused_until_dialogues_end),
	};

	return cmocka_run_group_tests_name("reload", tests, NULL, NULL);
}
