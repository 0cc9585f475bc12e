/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requests to be called back: one that waits per phone, one clerk who takes it, an outcome.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <osmocom/core/utils.h>

#include "db/callback.h"
#include "gateway/base/utf8.h"
#include "tests/lib/store_fixture.h"

#define NOW_S STORE_FIXTURE_UTC_S

static int ask(
	struct store_fixture *f, unsigned n, const char *office, int64_t at_s, struct callback *out)
{
	*out = (struct callback) { .phone = store_fixture_phone(n), .made_s = at_s };
	snprintf(out->office, sizeof(out->office), "%s", office);
	snprintf(out->screen, sizeof(out->screen), "home/services");
	return callback_add(f->store, out);
}

static void a_phone_has_one_request_that_is_not_over(void **state)
{
	struct store_fixture *f = *state;
	struct callback a, again, other;

	store_fixture_begin(f);
	assert_int_equal(ask(f, 1, "00001", NOW_S, &a), 0);
	assert_int_equal(a.state, CALLBACK_OPEN);
	assert_int_equal(ask(f, 1, "00002", NOW_S + 9, &again), ERR_EXISTS);
	assert_int_equal(again.id, a.id);
	assert_string_equal(again.office, "00001");
	assert_int_equal(ask(f, 2, "00001", NOW_S, &other), 0);
	assert_int_not_equal(other.id, a.id);
	assert_int_equal(callback_take(f->store, a.id, NOW_S + 10), 0);
	assert_int_equal(ask(f, 1, "00002", NOW_S + 11, &again), ERR_EXISTS);
	assert_int_equal(again.state, CALLBACK_TAKEN);
	assert_int_equal(callback_end(f->store, a.id, CALLBACK_UNREACHABLE, "", NOW_S + 12), 0);
	assert_int_equal(ask(f, 1, "00002", NOW_S + 13, &again), 0);
	store_fixture_commit(f);
	assert_int_equal(callback_by_id(f->store, again.id, &other), 0);
	assert_string_equal(other.office, "00002");
	assert_true(phone_equal(&other.phone, &a.phone));
	assert_int_equal(callback_by_id(f->store, 99, &other), ERR_NOT_FOUND);
}

static void one_clerk_takes_it_and_notes_the_outcome_once(void **state)
{
	struct store_fixture *f = *state;
	struct callback row;
	char note[400] = "";

	for (unsigned i = 0; i + 3 < sizeof(note); i += 3)
		memcpy(note + i, "ệ", 4);
	store_fixture_begin(f);
	assert_int_equal(ask(f, 1, "00001", NOW_S, &row), 0);
	assert_int_equal(
		callback_end(f->store, row.id, CALLBACK_DONE, "too early", NOW_S), ERR_NOT_FOUND);
	assert_int_equal(callback_take(f->store, row.id, NOW_S + 60), 0);
	assert_int_equal(callback_take(f->store, row.id, NOW_S + 61), ERR_NOT_FOUND);
	assert_int_equal(callback_end(f->store, row.id, CALLBACK_TAKEN, "", NOW_S), ERR_INVALID);
	assert_int_equal(callback_end(f->store, row.id, CALLBACK_DONE, note, NOW_S + 120), 0);
	assert_int_equal(
		callback_end(f->store, row.id, CALLBACK_DONE, "twice", NOW_S), ERR_NOT_FOUND);
	store_fixture_commit(f);
	assert_int_equal(callback_by_id(f->store, row.id, &row), 0);
	assert_int_equal(row.state, CALLBACK_DONE);
	assert_int_equal(row.changed_s, NOW_S + 120);
	assert_int_equal(strlen(row.note), CALLBACK_NOTE_SIZE - 1);
	assert_true(utf8_valid(row.note, strlen(row.note)));
}

static void lists_show_who_waits_oldest_first_by_office(void **state)
{
	struct store_fixture *f = *state;
	struct callback row, list[4];
	struct callback_counts counts;
	struct phone phone = store_fixture_phone(1);

	store_fixture_begin(f);
	for (unsigned n = 1; n <= 4; n++)
		assert_int_equal(ask(f, n, n == 2 ? "00002" : "00001", NOW_S + n, &row), 0);
	assert_int_equal(callback_take(f->store, 1, NOW_S + 60), 0);
	assert_int_equal(callback_take(f->store, 3, NOW_S + 60), 0);
	assert_int_equal(callback_end(f->store, 3, CALLBACK_DONE, "", NOW_S + 90), 0);
	store_fixture_commit(f);
	assert_int_equal(callback_list(f->store, NULL, 0, list, 4), 3);
	assert_int_equal(list[0].id, 1);
	assert_int_equal(list[2].id, 4);
	assert_int_equal(callback_list(f->store, NULL, 1, list, 1), 1);
	assert_int_equal(list[0].id, 2);
	assert_int_equal(callback_list(f->store, "00001", 0, list, 4), 2);
	assert_int_equal(list[1].id, 4);
	assert_int_equal(callback_list(f->store, "00009", 0, list, 4), 0);
	assert_int_equal(callback_counts(f->store, &counts), 0);
	assert_int_equal(counts.by_state[CALLBACK_OPEN], 2);
	assert_int_equal(counts.by_state[CALLBACK_TAKEN], 1);
	assert_int_equal(counts.by_state[CALLBACK_DONE], 1);
	assert_int_equal(counts.oldest_s, NOW_S + 1);
	assert_int_equal(callback_count(f->store, &phone, NOW_S), 1);
	assert_int_equal(callback_count(f->store, &phone, NOW_S + 2), 0);
}

static void what_is_over_is_deleted_in_time_and_what_waits_is_not(void **state)
{
	struct store_fixture *f = *state;
	struct callback row;
	struct callback_counts counts;

	store_fixture_begin(f);
	assert_int_equal(ask(f, 1, "00001", NOW_S, &row), 0);
	assert_int_equal(ask(f, 2, "00001", NOW_S, &row), 0);
	assert_int_equal(callback_take(f->store, row.id, NOW_S + 1), 0);
	assert_int_equal(callback_end(f->store, row.id, CALLBACK_DONE, "", NOW_S + 2), 0);
	assert_int_equal(callback_expire(f->store, NOW_S + 2, 10), 0);
	assert_int_equal(callback_expire(f->store, NOW_S + 3, 10), 1);
	store_fixture_commit(f);
	assert_int_equal(callback_counts(f->store, &counts), 0);
	assert_int_equal(counts.by_state[CALLBACK_OPEN], 1);
	assert_int_equal(counts.by_state[CALLBACK_DONE], 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, store_fixture_setup, store_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_phone_has_one_request_that_is_not_over),
		TEST(one_clerk_takes_it_and_notes_the_outcome_once),
		TEST(lists_show_who_waits_oldest_first_by_office),
		TEST(what_is_over_is_deleted_in_time_and_what_waits_is_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
