/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Upcalls: the order within a dossier, leases, ends, and what a dossier outside the portal holds
 * back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "db/upcall.h"
#include "tests/lib/store_fixture.h"

#define NOW_S STORE_FIXTURE_UTC_S

static void add(struct store_fixture *f, int64_t dossier_id, const char *body)
{
	assert_int_equal(
		upcall_add(f->store, dossier_id, UPCALL_APPOINTMENT, body, strlen(body)), 0);
}

/* The bodies that are due now, as one text. */
static const char *due(struct store_fixture *f, int64_t now_s)
{
	static struct upcall rows[4];
	static char text[64];
	int n = upcall_claim_due(f->store, now_s, 60, rows, 4);

	text[0] = '\0';
	assert_true(n >= 0);
	for (int i = 0; i < n; i++)
		strcat(text, rows[i].body);
	return text;
}

static void a_dossier_outside_the_portal_holds_its_upcalls_back(void **state)
{
	struct store_fixture *f = *state;
	int64_t next;

	store_fixture_begin(f);
	store_fixture_dossier(f, 1);
	add(f, 1, "a");
	add(f, 1, "b");
	assert_string_equal(due(f, NOW_S), "");
	assert_int_equal(upcall_next_due(f->store, &next), ERR_NOT_FOUND);
	assert_int_equal(dossier_accepted(f->store, 1, "G1", 1, 0, NOW_S + 5), 0);
	assert_int_equal(upcall_next_due(f->store, &next), 0);
	assert_int_equal(next, NOW_S + 5);
	assert_string_equal(due(f, NOW_S + 5), "a");
	store_fixture_commit(f);
}

static void upcalls_of_a_dossier_go_one_by_one_and_of_two_side_by_side(void **state)
{
	struct store_fixture *f = *state;

	store_fixture_begin(f);
	store_fixture_dossier(f, 1);
	store_fixture_dossier(f, 2);
	assert_int_equal(dossier_accepted(f->store, 1, "G1", 1, 0, NOW_S), 0);
	assert_int_equal(dossier_accepted(f->store, 2, "G2", 1, 0, NOW_S), 0);
	add(f, 1, "a");
	add(f, 1, "b");
	add(f, 2, "x");
	add(f, 1, "c");
	assert_string_equal(due(f, NOW_S), "ax");
	assert_string_equal(due(f, NOW_S), "");
	assert_int_equal(upcall_end(f->store, 1, UPCALL_DONE, "", NOW_S + 1), 0);
	assert_int_equal(upcall_end(f->store, 1, UPCALL_DONE, "", NOW_S + 1), ERR_NOT_FOUND);
	assert_int_equal(upcall_end(f->store, 4, UPCALL_DONE, "", NOW_S + 1), ERR_NOT_FOUND);
	assert_string_equal(due(f, NOW_S + 1), "b");
	assert_int_equal(upcall_end(f->store, 2, UPCALL_REFUSED, "no such slot", NOW_S + 2), 0);
	assert_string_equal(due(f, NOW_S + 2), "c");
	store_fixture_commit(f);

	struct upcall row;
	struct upcall_counts counts;

	assert_int_equal(upcall_by_id(f->store, 2, &row), 0);
	assert_int_equal(row.state, UPCALL_REFUSED);
	assert_string_equal(row.reason, "no such slot");
	assert_string_equal(row.body, "");
	assert_int_equal(upcall_counts(f->store, &counts), 0);
	assert_int_equal(counts.by_state[UPCALL_DONE], 1);
	assert_int_equal(counts.by_state[UPCALL_REFUSED], 1);
	assert_int_equal(counts.by_state[UPCALL_QUEUED], 2);
	assert_int_equal(counts.by_state[UPCALL_HELD], 0);
}

static void a_lease_that_ends_leads_to_another_try(void **state)
{
	struct store_fixture *f = *state;
	struct upcall row;

	store_fixture_begin(f);
	store_fixture_dossier(f, 1);
	assert_int_equal(dossier_accepted(f->store, 1, "G1", 1, 0, NOW_S), 0);
	add(f, 1, "a");
	assert_string_equal(due(f, NOW_S), "a");
	assert_string_equal(due(f, NOW_S + 59), "");
	assert_string_equal(due(f, NOW_S + 60), "a");
	assert_int_equal(upcall_retry_at(f->store, 1, NOW_S + 900, "away"), 0);
	assert_string_equal(due(f, NOW_S + 800), "");
	assert_int_equal(upcall_wake_all(f->store, NOW_S + 800), 1);
	assert_string_equal(due(f, NOW_S + 800), "a");
	assert_int_equal(upcall_by_id(f->store, 1, &row), 0);
	assert_int_equal(row.attempts, 3);
	store_fixture_commit(f);
}

static void old_upcalls_go_and_refused_ones_stay(void **state)
{
	struct store_fixture *f = *state;
	struct upcall row;

	store_fixture_begin(f);
	store_fixture_dossier(f, 1);
	assert_int_equal(dossier_accepted(f->store, 1, "G1", 1, 0, NOW_S), 0);
	for (int i = 0; i < 4; i++)
		add(f, 1, "a");
	assert_int_equal(upcall_end(f->store, 1, UPCALL_DONE, "", NOW_S), 0);
	assert_int_equal(upcall_end(f->store, 2, UPCALL_REFUSED, "", NOW_S), 0);
	assert_int_equal(upcall_end(f->store, 3, UPCALL_SKIPPED, "", NOW_S), 0);
	assert_int_equal(upcall_expire(f->store, NOW_S, 9), 0);
	assert_int_equal(upcall_expire(f->store, NOW_S + 1, 9), 2);
	assert_int_equal(upcall_by_id(f->store, 3, &row), ERR_NOT_FOUND);
	assert_int_equal(upcall_by_id(f->store, 2, &row), 0);
	assert_int_equal(upcall_by_id(f->store, 4, &row), 0);
	store_fixture_commit(f);
}

static void what_cannot_be_told_is_refused(void **state)
{
	static const char long_body[UPCALL_BODY_MAX + 1];
	struct store_fixture *f = *state;

	store_fixture_begin(f);
	assert_int_equal(upcall_add(f->store, 7, UPCALL_CLERK_EVENT, "{}", 2), ERR_NOT_FOUND);
	assert_int_equal(upcall_add(f->store, 7, UPCALL_CLERK_EVENT, long_body, sizeof(long_body)),
		ERR_TOO_LONG);
	store_fixture_commit(f);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, store_fixture_setup, store_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_dossier_outside_the_portal_holds_its_upcalls_back),
		TEST(upcalls_of_a_dossier_go_one_by_one_and_of_two_side_by_side),
		TEST(a_lease_that_ends_leads_to_another_try),
		TEST(old_upcalls_go_and_refused_ones_stay),
		TEST(what_cannot_be_told_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
