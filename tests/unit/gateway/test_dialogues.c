/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of open dialogues and the set of claims. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "gateway/dialogue/claims.h"
#include "gateway/dialogue/dialogues.h"

static struct virtual_clock the_clock;

static struct dialogues *table(unsigned open_max)
{
	struct dialogue_limits limits = DIALOGUE_LIMITS_DEFAULT;

	assert_true(sodium_init() >= 0);
	virtual_clock_init(&the_clock, 0);
	limits.open_max = open_max;
	return dialogues_new(NULL, &the_clock.clock, &limits);
}

static struct phone phone_of(unsigned i)
{
	struct phone phone;

	snprintf(phone.e164, sizeof(phone.e164), "849%08u", i);
	return phone;
}

static dialogue_id put(struct dialogues *d, unsigned i, const char *session, const void *state,
	size_t len, bool dirty)
{
	struct dialogue_view view = { .bearer = BEARER_HTTP,
		.phone = phone_of(i),
		.sequence = 1,
		.draft_dirty = dirty,
		.state = state,
		.state_len = len };

	assert_int_equal(dialogues_put(d, session, &view), OK);
	return view.id;
}

static void a_dialogue_is_found_by_bearer_phone_and_session_only(void **state)
{
	struct dialogues *d = table(10);
	struct dialogue_view view;
	struct phone one = phone_of(1), two = phone_of(2);

	(void)state;
	put(d, 1, "s", "abc", 3, false);
	assert_int_equal(dialogues_find(d, BEARER_HTTP, &one, "s", &view), OK);
	assert_int_equal(view.state_len, 3);
	assert_memory_equal(view.state, "abc", 3);
	assert_int_equal(dialogues_find(d, BEARER_HTTP, &two, "s", &view), ERR_NOT_FOUND);
	assert_int_equal(dialogues_find(d, BEARER_SMS, &one, "s", &view), ERR_NOT_FOUND);
	assert_int_equal(dialogues_find(d, BEARER_HTTP, &one, "t", &view), ERR_NOT_FOUND);
	talloc_free(d);
}

static void thousands_come_change_and_go_without_a_trace(void **state)
{
	enum { N = 5000 };
	struct dialogues *d = table(N);
	static dialogue_id ids[N];
	uint8_t text[600];
	struct dialogue_view view;

	(void)state;
	for (unsigned i = 0; i < N; i++) {
		memset(text, (int)i, sizeof(text));
		ids[i] = put(d, i, "x", text, i % sizeof(text), false);
	}
	assert_false(dialogues_room(d));
	for (unsigned i = 0; i < N; i++) {
		memset(text, (int)(i + 1), sizeof(text));
		view = (struct dialogue_view) {
			.id = ids[i], .state = text, .state_len = (i * 7) % sizeof(text)
		};
		assert_int_equal(dialogues_put(d, "x", &view), OK);
	}
	for (unsigned i = 0; i < N; i++) {
		struct phone phone = phone_of(i);

		assert_int_equal(dialogues_find(d, BEARER_HTTP, &phone, "x", &view), OK);
		assert_int_equal(view.state_len, (i * 7) % sizeof(text));
		memset(text, (int)(i + 1), sizeof(text));
		assert_memory_equal(view.state, text, view.state_len);
		if (i % 3)
			dialogues_drop(d, ids[i]);
	}
	assert_int_equal(dialogues_get(d, ids[1], &view), ERR_NOT_FOUND);
	assert_int_equal(dialogues_get(d, ids[0], &view), OK);
	dialogues_drop_all(d);
	assert_int_equal(dialogues_stats(d)->open, 0);
	assert_int_equal(dialogues_stats(d)->octets, 0);
	talloc_free(d);
}

static void one_more_than_the_limit_is_refused(void **state)
{
	struct dialogues *d = table(1);
	struct dialogue_view view = {
		.bearer = BEARER_HTTP, .phone = phone_of(2), .state = (const uint8_t *)""
	};

	(void)state;
	put(d, 1, "s", "", 0, false);
	assert_int_equal(dialogues_put(d, "s", &view), ERR_LIMIT);
	talloc_free(d);
}

static void silence_ends_a_dialogue_but_not_unsaved_answers(void **state)
{
	struct dialogues *d = table(10);
	dialogue_id silent = put(d, 1, "s", "a", 1, false);
	dialogue_id unsaved = put(d, 2, "s", "b", 1, true), dirty[4];
	struct dialogue_view view;

	(void)state;
	virtual_clock_advance_ms(&the_clock, 179999);
	assert_int_equal(dialogues_expire(d, 100), 0);
	virtual_clock_advance_ms(&the_clock, 1);
	assert_int_equal(dialogues_expire(d, 100), 1);
	assert_int_equal(dialogues_get(d, silent, &view), ERR_NOT_FOUND);
	assert_int_equal(dialogues_get(d, unsaved, &view), OK);
	assert_int_equal(dialogues_dirty(d, dirty, 4), 1);

	dialogues_draft_stored(d, unsaved, 7, (const uint8_t *)"b", 1);
	assert_int_equal(dialogues_dirty(d, dirty, 4), 0);
	assert_int_equal(dialogues_get(d, unsaved, &view), OK);
	assert_int_equal(view.draft_id, 7);
	virtual_clock_advance_ms(&the_clock, 180000);
	assert_int_equal(dialogues_expire(d, 100), 1);
	assert_int_equal(dialogues_stats(d)->timed_out, 2);
	talloc_free(d);
}

static void answers_given_while_a_draft_was_written_stay_unsaved(void **state)
{
	struct dialogues *d = table(10);
	dialogue_id id = put(d, 1, "s", "old", 3, true), dirty[1];

	(void)state;
	struct dialogue_view view = {
		.id = id, .draft_dirty = true, .state = (const uint8_t *)"new", .state_len = 3
	};

	assert_int_equal(dialogues_put(d, "s", &view), OK);
	dialogues_draft_stored(d, id, 7, (const uint8_t *)"old", 3);
	assert_int_equal(dialogues_dirty(d, dirty, 1), 1);
	talloc_free(d);
}

static void a_claimed_session_is_not_offered_for_saving(void **state)
{
	struct dialogues *d = table(10);
	struct phone phone = phone_of(1);
	uint64_t key = dialogues_key(d, BEARER_HTTP, &phone, "s");
	dialogue_id dirty[1];

	(void)state;
	put(d, 1, "s", "a", 1, true);
	assert_true(dialogues_claim(d, key));
	assert_false(dialogues_claim(d, key));
	assert_int_equal(dialogues_dirty(d, dirty, 1), 0);
	dialogues_unclaim(d, key);
	assert_int_equal(dialogues_dirty(d, dirty, 1), 1);
	talloc_free(d);
}

/* Against a plain list, with keys that collide on purpose. */
static void claims_behave_like_a_set(void **state)
{
	static struct claims claims;
	bool in[64] = { false };
	unsigned seed = 1;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		unsigned k = (unsigned)rand_r(&seed) % 64;
		uint64_t key = (uint64_t)(k % 4) + (uint64_t)(k / 4) * CLAIMS_SLOTS;

		if (rand_r(&seed) & 1) {
			if (key > 1) /* 0 and 1 share a place: 0 marks an empty slot */
				assert_int_equal(claims_add(&claims, key), !in[k]);
			in[k] = in[k] || key > 1;
		} else if (key > 1) {
			claims_remove(&claims, key);
			in[k] = false;
		}
		if (key > 1)
			assert_int_equal(claims_has(&claims, key), in[k]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dialogue_is_found_by_bearer_phone_and_session_only),
		cmocka_unit_test(thousands_come_change_and_go_without_a_trace),
		cmocka_unit_test(one_more_than_the_limit_is_refused),
		cmocka_unit_test(silence_ends_a_dialogue_but_not_unsaved_answers),
		cmocka_unit_test(answers_given_while_a_draft_was_written_stay_unsaved),
		cmocka_unit_test(a_claimed_session_is_not_offered_for_saving),
		cmocka_unit_test(claims_behave_like_a_set),
	};

	return cmocka_run_group_tests_name("dialogues", tests, NULL, NULL);
}
