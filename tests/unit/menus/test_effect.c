/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The table of effects, and the texts that results carry.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "gateway/base/utf8.h"
#include "menus/effect.h"

static void every_effect_is_found_by_its_name_and_has_an_outcome(void **state)
{
	(void)state;
	for (unsigned i = EFFECT_NONE + 1; i < EFFECT_COUNT; i++) {
		enum effect effect = (enum effect)i;

		assert_non_null(effect_name(effect));
		assert_int_equal(effect_find(effect_name(effect)), effect);
		assert_string_equal(effect_outcomes(effect)[0],
			effect == EFFECT_CITIZEN_KNOWN ? "known" : "done");
		assert_non_null(effect_values(effect));
		assert_non_null(effect_reads(effect));
		assert_non_null(effect_may_read(effect));
		assert_int_equal(effect_promises(effect),
			effect == EFFECT_DOSSIER_SUBMIT || effect == EFFECT_APPOINTMENT_MOVE ||
				effect == EFFECT_APPOINTMENT_CANCEL ||
				effect == EFFECT_CALLBACK_ASK);
	}
	assert_int_equal(effect_find("dossier.eat"), EFFECT_NONE);
	assert_null(effect_name(EFFECT_COUNT));
	assert_null(effect_name(EFFECT_NONE));
	assert_null(effect_outcomes(EFFECT_NONE)[0]);
}

static void a_long_value_is_cut_between_letters(void **state)
{
	struct effect_values values = { 0 };
	char text[2 * EFFECT_VALUE_SIZE];
	size_t fits = (EFFECT_VALUE_SIZE - 1) / 3 * 3; /* three octets each */
	(void)state;

	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = "ệ"[i % 3];
	text[sizeof(text) - 1] = '\0';
	effect_set(&values, "office", text);
	assert_int_equal(strlen(values.v[0].value), fits);
	assert_true(utf8_valid(values.v[0].value, fits));
}

static void items_are_added_until_the_list_is_full(void **state)
{
	struct effect_result result = { .outcome = "done" };
	(void)state;

	for (unsigned i = 0; i < EFFECT_ITEMS_MAX; i++) {
		char id[EFFECT_ID_SIZE];
		struct effect_item *item;

		snprintf(id, sizeof(id), "%u", i);
		item = effect_item_add(&result, id);
		assert_non_null(item);
		assert_string_equal(item->id, id);
		effect_item_set(item, "time", "07:30");
		assert_int_equal(item->n, 1);
	}
	assert_null(effect_item_add(&result, "more"));
	assert_int_equal(result.items_n, EFFECT_ITEMS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_effect_is_found_by_its_name_and_has_an_outcome),
		cmocka_unit_test(a_long_value_is_cut_between_letters),
		cmocka_unit_test(items_are_added_until_the_list_is_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
