/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is shown of dialogues, and where people give up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/inspect/abandoned.h"
#include "gateway/inspect/inspect.h"
#include "tests/lib/gateway_fixture.h"

#define SILENCE_MS (10 * 60 * 1000)

static struct test_phone one, two;

static int setup(void **state)
{
	*state = fixture_new(NULL);
	phone_init(&one, "0901234567", BEARER_HTTP);
	phone_init(&two, "0907654321", BEARER_SMS);
	return 0;
}

static int teardown(void **state)
{
	fixture_free(*state);
	return 0;
}

static const char *text_at(json_t *json, const char *table, size_t row, const char *key)
{
	json_t *rows = json_object_get(json, table);
	const char *text = json_string_value(json_object_get(json_array_get(rows, row), key));

	return text ? text : "(none)";
}

static void dialogues_are_shown_by_name_and_masked_the_last_active_first(void **state)
{
	struct fixture *f = *state;
	struct test_phone third;

	phone_init(&third, "0900000003", BEARER_HTTP);
	phone_dial(f, &third, "*1022#");
	phone_dial(f, &one, "*1022#");
	phone_dial(f, &two, "*1022#");
	phone_send(f, &one, "1");
	phone_send(f, &one, "1");
	phone_send(f, &one, "1");

	json_t *json = inspect_dialogues(f->gateway);

	assert_int_equal(json_integer_value(json_object_get(json, "in_memory")), 3);
	assert_string_equal(text_at(json, "dialogues", 0, "phone"), "8490*****67");
	assert_string_equal(text_at(json, "dialogues", 0, "procedure"), "1.004873");
	assert_string_equal(text_at(json, "dialogues", 0, "draft"), "unsaved");
	assert_string_equal(text_at(json, "dialogues", 1, "phone"), "8490*****03");
	assert_string_equal(text_at(json, "dialogues", 1, "procedure"), "home");
	assert_string_equal(text_at(json, "dialogues", 2, "bearer"), "sms");
	json_decref(json);
}

static void a_dialogue_that_falls_silent_counts_for_its_screen_once(void **state)
{
	struct fixture *f = *state;
	const struct abandoned *rows;
	unsigned n;

	phone_dial(f, &one, "*1022#");
	fixture_wait_ms(f, SILENCE_MS);
	phone_dial(f, &one, "*1022#");
	fixture_wait_ms(f, SILENCE_MS);
	phone_dial(f, &one, "*1022#");
	phone_send(f, &one, "1");
	phone_send(f, &one, "1");
	fixture_wait_ms(f, SILENCE_MS);
	rows = abandoned_all(f->gateway->abandoned, &n);
	assert_int_equal(n, 2);
	assert_string_equal(rows[0].procedure, "1.004873");
	assert_int_equal(rows[0].n, 1);
	assert_string_equal(rows[1].procedure, "home");
	assert_int_equal(rows[1].n, 2);
}

static void a_dialogue_that_ended_was_not_abandoned(void **state)
{
	static const char *const keys[] = { "1", "1", "1", "1", "070201012345", "1", "1", "1" };
	struct fixture *f = *state;
	unsigned n;

	phone_dial(f, &one, "*1022#");
	for (unsigned i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		phone_send(f, &one, keys[i]);
	assert_true(one.answer.end);
	fixture_wait_ms(f, SILENCE_MS);
	(void)abandoned_all(f->gateway->abandoned, &n);
	assert_int_equal(n, 0);
}

static void everything_that_can_be_looked_at_is_an_object_without_a_number(void **state)
{
	struct fixture *f = *state;

	phone_dial(f, &one, "*1022#");
	for (const struct inspection *i = inspections; i->name; i++) {
		json_t *json = i->look(f->gateway);
		char *text = json_dumps(json, JSON_COMPACT);

		assert_true(json_is_object(json));
		assert_null(strstr(text, "901234567"));
		free(text);
		json_decref(json);
	}
}

static void an_end_waits_for_nothing_once_drafts_are_written(void **state)
{
	struct fixture *f = *state;

	phone_dial(f, &one, "*1022#");
	phone_send(f, &one, "1");
	phone_send(f, &one, "1");
	phone_send(f, &one, "1");
	assert_false(gateway_idle(f->gateway));
	gateway_close(f->gateway);
	phone_dial(f, &two, "*1022#");
	assert_true(two.answer.end);
	assert_true(gateway_idle(f->gateway));
	phone_send(f, &one, "1");
	assert_false(one.answer.end);
	assert_false(gateway_idle(f->gateway));
	gateway_write_drafts(f->gateway);
	assert_true(gateway_idle(f->gateway));
}

static void closed_it_hands_nothing_more_to_kannel(void **state)
{
	static const char *const keys[] = { "1", "1", "1", "1", "070201012345", "1", "1", "1" };
	struct fixture *f = *state;

	phone_dial(f, &one, "*1022#");
	gateway_close(f->gateway);
	for (unsigned i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		phone_send(f, &one, keys[i]);
	assert_true(one.answer.end);
	assert_int_equal(sms_stats(f->gateway->sms)->planned, 1);
	assert_int_equal(sms_stats(f->gateway->sms)->in_flight, 0);
	assert_int_equal(sms_stats(f->gateway->sms)->sent, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
		EACH(dialogues_are_shown_by_name_and_masked_the_last_active_first),
		EACH(a_dialogue_that_falls_silent_counts_for_its_screen_once),
		EACH(a_dialogue_that_ended_was_not_abandoned),
		EACH(everything_that_can_be_looked_at_is_an_object_without_a_number),
		EACH(an_end_waits_for_nothing_once_drafts_are_written),
		EACH(closed_it_hands_nothing_more_to_kannel),
	};

	return cmocka_run_group_tests_name("inspect", tests, NULL, NULL);
}
