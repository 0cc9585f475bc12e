/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The packed state: everything comes back, nothing that was not packed does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "menus/engine.h"
#include "menus/pairs.h"

static void fill(struct engine_state *state)
{
	struct pairs answers = { state->answers, &state->answers_len, sizeof(state->answers) };
	struct pairs values = { state->values, &state->values_len, sizeof(state->values) };
	struct pairs items = { state->items, &state->items_len, sizeof(state->items) };

	engine_init(state, 1, true);
	state->resuming = state->waiting = true;
	state->page = 3;
	state->misses = 2;
	state->notice = 300;
	state->at = (struct place) { 255, 127 };
	state->depth = 2;
	state->stack[0] = (struct place) { 0, 1 };
	state->stack[1] = (struct place) { 1, 300 };
	assert_int_equal(pairs_append(&answers, 5, "never"), OK);
	assert_int_equal(pairs_append(&values, 200, "24/11"), OK);
	assert_int_equal(pairs_append(&items, 0, "25000"), OK);
}

static void a_state_comes_back_as_it_was(void **unused)
{
	struct engine_state state, back;
	uint8_t packed[STATE_PACKED_MAX];
	size_t len;
	(void)unused;

	fill(&state);
	len = state_pack(&state, packed);
	memset(&back, 0xa5, sizeof(back));
	assert_int_equal(state_unpack(packed, len, &back), OK);
	assert_int_equal(back.language, 1);
	assert_true(back.accents && back.resuming && back.waiting && !back.ended);
	assert_int_equal(back.page, 3);
	assert_int_equal(back.misses, 2);
	assert_int_equal(back.notice, 300);
	assert_int_equal(back.at.tree, 255);
	assert_int_equal(back.at.node, 127);
	assert_int_equal(back.depth, 2);
	assert_memory_equal(back.stack, state.stack, 2 * sizeof(state.stack[0]));
	assert_string_equal(pairs_find(back.answers, back.answers_len, 5), "never");
	assert_string_equal(pairs_find(back.values, back.values_len, 200), "24/11");
	assert_string_equal(pairs_find(back.items, back.items_len, 0), "25000");
}

static void every_shorter_or_longer_form_is_refused_and_leaves_the_state(void **unused)
{
	struct engine_state state, back, before;
	uint8_t packed[STATE_PACKED_MAX + 1] = { 0 };
	size_t len;
	(void)unused;

	fill(&state);
	len = state_pack(&state, packed);
	memset(&back, 0xa5, sizeof(back));
	before = back;
	for (size_t cut = 0; cut < len; cut++)
		assert_int_equal(state_unpack(packed, cut, &back), ERR_TRUNCATED);
	assert_int_equal(state_unpack(packed, len + 1, &back), ERR_INVALID);
	assert_memory_equal(&back, &before, sizeof(back));
}

static void every_single_wrong_octet_is_refused_or_harmless(void **unused)
{
	struct engine_state state, back;
	uint8_t packed[STATE_PACKED_MAX], again[STATE_PACKED_MAX];
	size_t len;
	(void)unused;

	fill(&state);
	len = state_pack(&state, packed);
	for (size_t at = 0; at < len; at++)
		for (unsigned bit = 0; bit < 8; bit++) {
			packed[at] ^= (uint8_t)(1u << bit);
			if (state_unpack(packed, len, &back) == OK) {
				assert_int_equal(state_pack(&back, again), len);
				assert_memory_equal(again, packed, len);
			}
			packed[at] ^= (uint8_t)(1u << bit);
		}
}

static void a_full_state_fits_the_named_limit(void **unused)
{
	struct engine_state state, back;
	struct pairs pieces[] = {
		{ state.answers, &state.answers_len, sizeof(state.answers) },
		{ state.values, &state.values_len, sizeof(state.values) },
		{ state.items, &state.items_len, sizeof(state.items) },
	};
	uint8_t *packed = malloc(STATE_PACKED_MAX);
	size_t len;
	(void)unused;

	engine_init(&state, 0, false);
	state.depth = STATE_STACK_MAX;
	memset(state.stack, 0, sizeof(state.stack));
	for (unsigned i = 0; i < 3; i++) {
		while (pairs_append(&pieces[i], 1, "0123456789") == OK)
			;
		while (pairs_append(&pieces[i], 1, "") == OK)
			;
	}
	len = state_pack(&state, packed);
	assert_true(len <= STATE_PACKED_MAX);
	assert_int_equal(state_unpack(packed, len, &back), OK);
	free(packed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_state_comes_back_as_it_was),
		cmocka_unit_test(every_shorter_or_longer_form_is_refused_and_leaves_the_state),
		cmocka_unit_test(every_single_wrong_octet_is_refused_or_harmless),
		cmocka_unit_test(a_full_state_fits_the_named_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
