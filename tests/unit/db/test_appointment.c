/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Appointments: the lowest free seat, never one twice, codes, windows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <osmocom/core/utils.h>

#include "db/appointment.h"
#include "tests/lib/store_fixture.h"

#define START_S (STORE_FIXTURE_UTC_S + 86400)

static int book(struct store_fixture *f, unsigned n, int64_t start_s, struct appointment *out)
{
	struct dossier d = store_fixture_dossier(f, n);

	return appointment_book(f->store, "00001", start_s, 2, d.id, STORE_FIXTURE_UTC_S, out);
}

static void they_are_counted_by_state(void **state)
{
	struct store_fixture *f = *state;
	struct appointment_counts counts;
	struct appointment a, b, moved;

	store_fixture_begin(f);
	assert_int_equal(book(f, 1, START_S, &a), 0);
	assert_int_equal(book(f, 2, START_S, &b), 0);
	assert_int_equal(appointment_end(f->store, a.id, APPOINTMENT_CANCELLED), 0);
	assert_int_equal(
		appointment_move(f->store, &b, START_S + 3600, 2, STORE_FIXTURE_UTC_S, &moved), 0);
	store_fixture_commit(f);
	assert_int_equal(appointment_counts(f->store, &counts), 0);
	assert_int_equal(counts.by_state[APPOINTMENT_OPEN], 1);
	assert_int_equal(counts.by_state[APPOINTMENT_MOVED], 1);
	assert_int_equal(counts.by_state[APPOINTMENT_CANCELLED], 1);
}

static void seats_fill_from_the_lowest_and_a_freed_one_is_given_again(void **state)
{
	struct store_fixture *f = *state;
	struct appointment a, b, c;

	store_fixture_begin(f);
	assert_int_equal(book(f, 1, START_S, &a), 0);
	assert_int_equal(book(f, 2, START_S, &b), 0);
	assert_int_equal(a.seat, 0);
	assert_int_equal(b.seat, 1);
	memset(&c, 0, sizeof(c));
	assert_int_equal(book(f, 3, START_S, &c), ERR_FULL);
	assert_int_equal(c.id, 0);
	assert_int_equal(appointment_end(f->store, a.id, APPOINTMENT_CANCELLED), 0);
	assert_int_equal(appointment_end(f->store, a.id, APPOINTMENT_CANCELLED), ERR_NOT_FOUND);
	assert_int_equal(appointment_end(f->store, b.id, APPOINTMENT_OPEN), ERR_INVALID);
	assert_int_equal(book(f, 4, START_S, &c), 0);
	assert_int_equal(c.seat, 0);
	store_fixture_commit(f);
}

static void a_dossier_has_one_open_appointment(void **state)
{
	struct store_fixture *f = *state;
	struct appointment a, again, found;

	store_fixture_begin(f);
	assert_int_equal(book(f, 1, START_S, &a), 0);
	assert_int_equal(
		appointment_book(f->store, "00002", START_S + 1800, 2, a.dossier_id, 1, &again),
		ERR_EXISTS);
	assert_string_equal(again.code, a.code);
	assert_string_equal(again.office, "00001");
	assert_int_equal(appointment_end(f->store, a.id, APPOINTMENT_MOVED), 0);
	assert_int_equal(appointment_of_dossier(f->store, a.dossier_id, &found), ERR_NOT_FOUND);
	assert_int_equal(
		appointment_book(f->store, "00002", START_S + 1800, 2, a.dossier_id, 1, &again), 0);
	assert_string_not_equal(again.code, a.code);
	assert_int_equal(
		appointment_book(f->store, "00002", START_S, 2, 999, 1, &again), ERR_NOT_FOUND);
	assert_int_equal(appointment_book(f->store, "an office with a very long code", START_S, 2,
				 a.dossier_id, 1, &again),
		ERR_TOO_LONG);
	store_fixture_commit(f);
	assert_int_equal(appointment_by_code(f->store, a.code, &found), 0);
	assert_int_equal(found.state, APPOINTMENT_MOVED);
	assert_true(damm_ok(a.code, APPOINTMENT_CODE_DIGITS));
}

static void use_counts_open_seats_of_each_slot_in_the_window(void **state)
{
	struct store_fixture *f = *state;
	struct appointment a;
	struct slot_use use[3];

	store_fixture_begin(f);
	assert_int_equal(book(f, 1, START_S, &a), 0);
	assert_int_equal(book(f, 2, START_S, &a), 0);
	assert_int_equal(book(f, 3, START_S + 1800, &a), 0);
	assert_int_equal(book(f, 4, START_S + 3600, &a), 0);
	assert_int_equal(appointment_end(f->store, a.id, APPOINTMENT_CANCELLED), 0);
	assert_int_equal(book(f, 5, START_S + 7200, &a), 0);
	store_fixture_commit(f);
	assert_int_equal(appointment_use(f->store, "00001", START_S, START_S + 7200, use, 3), 2);
	assert_int_equal(use[0].start_s, START_S);
	assert_int_equal(use[0].taken, 2);
	assert_int_equal(use[1].taken, 1);
	assert_int_equal(appointment_use(f->store, "00001", START_S, START_S + 7201, use, 3), 3);
	assert_int_equal(
		appointment_use(f->store, "00001", START_S, START_S + 7201, use, 2), ERR_TOO_LONG);
	assert_int_equal(appointment_use(f->store, "00002", 0, INT64_MAX, use, 3), 0);
}

static void lists_are_by_time_and_show_open_ones_only(void **state)
{
	struct store_fixture *f = *state;
	struct appointment a, b, c, list[3];
	struct phone phone = store_fixture_phone(1);

	store_fixture_begin(f);
	assert_int_equal(book(f, 1, START_S + 1800, &a), 0);
	assert_int_equal(book(f, 1, START_S, &b), 0);
	assert_int_equal(book(f, 2, START_S, &c), 0);
	store_fixture_commit(f);
	assert_int_equal(appointment_list_by_phone(f->store, &phone, 0, list, 3), 2);
	assert_int_equal(list[0].id, b.id);
	assert_int_equal(appointment_list_by_phone(f->store, &phone, START_S + 1, list, 3), 1);
	assert_int_equal(appointment_list(f->store, NULL, 0, INT64_MAX, list, 3), 3);
	assert_int_equal(list[1].id, c.id);
	assert_int_equal(list[2].id, a.id);
	assert_int_equal(appointment_list(f->store, "00001", 0, START_S + 1, list, 3), 2);
	assert_int_equal(appointment_list(f->store, "00009", 0, INT64_MAX, list, 3), 0);
}

static void a_move_takes_the_new_seat_and_never_loses_the_old_one(void **state)
{
	struct store_fixture *f = *state;
	struct appointment mine, other, moved, found;

	store_fixture_begin(f);
	assert_int_equal(book(f, 1, START_S, &mine), 0);
	assert_int_equal(book(f, 2, START_S + 1800, &other), 0);
	memset(&moved, 0, sizeof(moved));
	assert_int_equal(appointment_move(f->store, &mine, START_S + 1800, 1, 9, &moved), ERR_FULL);
	assert_int_equal(moved.id, 0);
	assert_int_equal(appointment_of_dossier(f->store, mine.dossier_id, &found), 0);
	assert_int_equal(found.id, mine.id);

	assert_int_equal(appointment_move(f->store, &mine, START_S + 1800, 2, 9, &moved), 0);
	assert_int_equal(moved.seat, 1);
	assert_int_equal(moved.dossier_id, mine.dossier_id);
	assert_string_equal(moved.office, mine.office);
	assert_string_not_equal(moved.code, mine.code);
	assert_int_equal(appointment_by_code(f->store, mine.code, &found), 0);
	assert_int_equal(found.state, APPOINTMENT_MOVED);
	assert_int_equal(appointment_count(f->store, mine.dossier_id), 2);
	assert_int_equal(appointment_move(f->store, &mine, START_S, 2, 9, &found), ERR_NOT_FOUND);
	store_fixture_commit(f);
	assert_int_equal(appointment_of_dossier(f->store, mine.dossier_id, &found), 0);
	assert_int_equal(found.id, moved.id);
	assert_int_equal(appointment_count(f->store, 999), 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, store_fixture_setup, store_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(seats_fill_from_the_lowest_and_a_freed_one_is_given_again),
		TEST(they_are_counted_by_state),
		TEST(a_dossier_has_one_open_appointment),
		TEST(use_counts_open_seats_of_each_slot_in_the_window),
		TEST(a_move_takes_the_new_seat_and_never_loses_the_old_one),
		TEST(lists_are_by_time_and_show_open_ones_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
