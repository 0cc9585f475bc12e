/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A procedure under several codes, from the catalogue to the portal and back to the screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "db/procedure.h"
#include "menus/pairs.h"
#include "menus/tree.h"
#include "tests/lib/gateway_fixture.h"
#include "tests/lib/service.h"

#define OWN   "1.004873"
#define OLD   "9.000001"
#define NEW   "9.000002" /* from 2026-11-01 */
#define LATER "9.000003" /* from 2027-01-01 */

static struct test_phone one;

static void shell(const struct fixture *f, const char *line)
{
	char command[1024];

	snprintf(command, sizeof(command), "TOP=$PWD; cd '%s' && %s", f->folder, line);
	if (system(command) != 0)
		fail_msg("%s", command);
}

/* A gateway on a copy of the menus whose procedure has four codes. */
static int set_up(void **state)
{
	struct fixture *f = fixture_new(NULL);

	fixture_stop(f);
	shell(f, "cp -r $TOP/" SERVICE_FOLDER " menus");
	shell(f,
		"sed -i '0,/\"code\": *\"" OWN "\",/s//&\"codes\":["
		"{\"code\":\"" OLD "\",\"to\":\"2024-12-31\"},"
		"{\"code\":\"" OWN "\",\"from\":\"2025-01-01\"},"
		"{\"code\":\"" NEW "\",\"from\":\"2026-11-01\"},"
		"{\"code\":\"" LATER "\",\"from\":\"2027-01-01\"}],/' menus/procedures/" OWN
		".json");
	snprintf(f->config.menus_folder, sizeof(f->config.menus_folder), "%s/menus", f->folder);
	service_prove(f->config.menus_folder);
	if (!fixture_start(f))
		fail_msg("%s", f->error);
	phone_init(&one, "0901234567", BEARER_HTTP);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture_free(*state);
	return 0;
}

static void dial_through(struct fixture *f)
{
	phone_dial(f, &one, "*1022*1*1#");
	for (const char *key = "11i1111"; *key; key++) {
		const char text[2] = { *key, '\0' };

		phone_send(f, &one, *key == 'i' ? "070185012345" : text);
	}
	assert_non_null(strstr(one.answer.text, "Ma ho so"));
}

static void a_dossier_carries_the_code_of_its_day(void **state)
{
	struct fixture *f = *state;
	struct dossier dossier;

	dial_through(f);
	fixture_wait_ms(f, 60000);
	assert_int_equal(dossier_list_by_phone(f->gateway->store, &one.phone, &dossier, 1), 1);
	assert_string_equal(dossier.procedure, NEW);
	assert_non_null(
		strstr(fake_net_submit_body(f->net, dossier.receipt), "\"procedure\":\"" NEW "\""));
}

static void a_dossier_under_another_code_is_shown_by_its_name(void **state)
{
	struct fixture *f = *state;

	dial_through(f);
	phone_dial(f, &one, "*1022*2#");
	assert_non_null(strstr(one.answer.text, "Giay xac nhan hon nhan"));
}

/* Puts a row into the catalogue, as a turn would. */
static void offer(struct fixture *f, const char *code, int days)
{
	const struct turn_store *turn = store_turn(f->gateway->store);
	struct procedure_row row = { .name = "n", .fee_dong = 15000, .time_limit_days = days };

	snprintf(row.code, sizeof(row.code), "%s", code);
	turn->event_begin(turn->store);
	assert_int_equal(procedure_put(f->gateway->store, &row), OK);
	assert_true(turn->event_end(turn->store, true) >= 0);
	assert_int_equal(turn->commit(turn->store), 0);
}

/* The days that a citizen is told who asks for a procedure by one of its codes; "" for nothing. */
static const char *days_told(struct fixture *f, const char *asked, struct effect_result *result)
{
	const struct menu_set *menus = f->gateway->menus;
	struct engine_state state;
	struct pairs answers = { state.answers, &state.answers_len, sizeof(state.answers) };
	struct effect_call call = {
		.world = &f->gateway->counter.world, .phone = &one.phone, .state = &state
	};

	engine_init(&state, 0, false);
	assert_int_equal(
		pairs_append(&answers, symbols_find(menus->symbols, "procedure", 9), asked), OK);
	assert_int_equal(effects_carry_out(&call, EFFECT_PROCEDURE_FACTS, result), OK);
	for (unsigned i = 0; i < result->values.n; i++)
		if (strcmp(result->values.v[i].name, "days") == 0)
			return result->values.v[i].value;
	return "";
}

static void facts_are_those_of_the_code_of_the_day_or_else_of_another(void **state)
{
	static const struct {
		const char *offered;
		const char *days; /* that are told from then on */
	} cases[] = { { OLD, "1" }, { OWN, "2" }, { LATER, "3" }, { NEW, "4" } };
	struct fixture *f = *state;
	struct effect_result result;

	assert_string_equal(days_told(f, OWN, &result), "");
	for (int i = 0; i < 4; i++) {
		offer(f, cases[i].offered, i + 1);
		assert_string_equal(days_told(f, OWN, &result), cases[i].days);
		assert_string_equal(days_told(f, OLD, &result), cases[i].days);
	}
	assert_string_equal(days_told(f, "8.8", &result), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_dossier_carries_the_code_of_its_day, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_dossier_under_another_code_is_shown_by_its_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			facts_are_those_of_the_code_of_the_day_or_else_of_another, set_up,
			tear_down),
	};

	return cmocka_run_group_tests_name("codes", tests, NULL, NULL);
}
