/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The outbox: each message once, lanes in order, states that may follow each other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include <cmocka.h>
#include <osmocom/core/utils.h>

#include "db/outbox.h"
#include "tests/lib/store_fixture.h"

static int64_t add(struct store_fixture *f, enum sms_lane lane, int64_t next_at_s)
{
	struct outbox_row row = { .phone = store_fixture_phone(1), .text = "a text" };

	row.lane = lane;
	row.made_s = 100;
	row.next_at_s = next_at_s;
	assert_int_equal(outbox_add(f->store, &row), 0);
	return row.id;
}

static struct outbox_row row_of(struct store_fixture *f, int64_t id)
{
	struct outbox_row row;

	assert_int_equal(outbox_by_id(f->store, id, &row), 0);
	return row;
}

static void a_message_is_added_once_for_its_key(void **state)
{
	struct store_fixture *f = *state;
	struct outbox_row row = {
		.phone = store_fixture_phone(1),
		.text = "H\xe1\xbb\x93 s\xc6\xa1",
		.lane = LANE_ANSWER,
		.dedupe = "receipt:1234567890",
		.made_s = 100,
	};
	struct outbox_row again = row, found;

	store_fixture_begin(f);
	assert_int_equal(outbox_add(f->store, &row), 0);
	assert_int_equal(outbox_add(f->store, &again), ERR_EXISTS);
	assert_int_equal(again.id, row.id);
	assert_true(add(f, LANE_BULK, 0) > 0); /* without a key: as often as wanted */
	assert_true(add(f, LANE_BULK, 0) > 0);
	store_fixture_commit(f);
	found = row_of(f, row.id);
	assert_string_equal(found.text, row.text);
	assert_string_equal(found.phone.e164, row.phone.e164);
	assert_string_equal(found.dedupe, row.dedupe);
	assert_int_equal(found.state, SMS_QUEUED);
	assert_int_equal(found.next_at_s, 100);
	assert_int_equal(found.dossier_id, 0);
}

static void what_is_due_comes_by_lane_then_age(void **state)
{
	struct store_fixture *f = *state;
	struct outbox_row *due = talloc_array(f->ctx, struct outbox_row, 5);
	int64_t next;

	assert_int_equal(outbox_next_due(f->store, &next), ERR_NOT_FOUND);
	store_fixture_begin(f);
	int64_t bulk = add(f, LANE_BULK, 50);
	int64_t late = add(f, LANE_ANSWER, 120);
	int64_t young = add(f, LANE_ANSWER, 90);
	int64_t old = add(f, LANE_ANSWER, 80);
	int64_t status = add(f, LANE_STATUS, 60);
	assert_int_equal(outbox_next_due(f->store, &next), 0);
	assert_int_equal(next, 50);
	assert_int_equal(outbox_claim_due(f->store, 100, due, 3), 3);
	assert_int_equal(due[0].id, old);
	assert_int_equal(due[1].id, young);
	assert_int_equal(due[2].id, status);
	assert_int_equal(due[0].state, SMS_SENDING);
	assert_int_equal(due[0].attempts, 1);
	assert_string_equal(due[0].text, "a text");
	assert_int_equal(outbox_claim_due(f->store, 100, due, 5), 1);
	assert_int_equal(due[0].id, bulk);
	assert_int_equal(outbox_claim_due(f->store, 100, due, 5), 0);
	assert_int_equal(outbox_next_due(f->store, &next), 0);
	assert_int_equal(next, 120);
	store_fixture_commit(f);
	assert_int_equal(row_of(f, late).state, SMS_QUEUED);
	assert_int_equal(row_of(f, old).attempts, 1);
}

/* Brings a new row into a state by ways that are allowed. */
static int64_t row_in(struct store_fixture *f, enum sms_state state)
{
	int64_t id = add(f, LANE_ANSWER, 0);
	struct outbox_row *due = talloc_array(f->ctx, struct outbox_row, 1);

	if (state != SMS_QUEUED)
		assert_int_equal(outbox_claim_due(f->store, 100, due, 1), 1);
	if (state != SMS_QUEUED && state != SMS_SENDING)
		assert_int_equal(outbox_set(f->store, id, state, INT64_MAX, "", 100), 0);
	talloc_free(due);
	return id;
}

static void only_states_that_may_follow_do(void **state)
{
	/* From each state (row) to each (column): queued .. unknown. */
	static const char allowed[SMS_UNKNOWN][SMS_UNKNOWN + 1] = {
		"y.yyyy.", /* queued; sending is for the claim alone, reports may come late */
		"yyyyyyy", /* sending */
		"..yyyyy", /* sent */
		"...y...", /* delivered */
		"...yy..", /* failed */
		"...y.y.", /* expired */
		"y.yyyyy", /* unknown */
	};
	struct store_fixture *f = *state;

	for (int from = SMS_QUEUED; from <= SMS_UNKNOWN; from++) {
		for (int to = SMS_QUEUED; to <= SMS_UNKNOWN; to++) {
			bool may = allowed[from - 1][to - 1] == 'y';

			store_fixture_begin(f);
			int64_t id = row_in(f, (enum sms_state)from);
			int rc =
				outbox_set(f->store, id, (enum sms_state)to, INT64_MAX, "why", 200);
			struct outbox_row row = row_of(f, id);
			if (rc != (may ? 0 : ERR_INVALID))
				fail_msg("%s -> %s: %d", sms_state_name((enum sms_state)from),
					sms_state_name((enum sms_state)to), rc);
			assert_int_equal(row.state, may ? to : from);
			assert_string_equal(row.reason, may ? "why" : "");
			store_fixture_undo(f);
		}
	}
	store_fixture_begin(f);
	assert_int_equal(outbox_set(f->store, 999, SMS_SENT, 0, "", 0), ERR_NOT_FOUND);
	store_fixture_undo(f);
}

static void rows_found_sending_at_start_become_unknown(void **state)
{
	struct store_fixture *f = *state;
	struct outbox_row *due = talloc_array(f->ctx, struct outbox_row, 3);

	store_fixture_begin(f);
	int64_t sending = row_in(f, SMS_SENDING);
	int64_t sent = row_in(f, SMS_SENT);
	assert_int_equal(outbox_recover(f->store, 500, 200), 1);
	assert_int_equal(outbox_recover(f->store, 500, 200), 0);
	store_fixture_commit(f);
	assert_int_equal(row_of(f, sending).state, SMS_UNKNOWN);
	assert_int_equal(row_of(f, sent).state, SMS_SENT);
	store_fixture_begin(f);
	assert_int_equal(outbox_claim_due(f->store, 499, due, 3), 0);
	assert_int_equal(outbox_claim_due(f->store, 500, due, 3), 1);
	assert_int_equal(due[0].attempts, 2);
	store_fixture_undo(f);
}

static void counts_and_lists_follow_the_states(void **state)
{
	struct store_fixture *f = *state;
	struct outbox_row *list = talloc_array(f->ctx, struct outbox_row, 3);
	struct outbox_counts counts;

	assert_int_equal(outbox_counts(f->store, &counts), 0);
	assert_int_equal(counts.oldest_queued_s, 0);
	store_fixture_begin(f);
	int64_t failed = row_in(f, SMS_FAILED);
	row_in(f, SMS_DELIVERED);
	row_in(f, SMS_QUEUED);
	row_in(f, SMS_QUEUED);
	store_fixture_commit(f);
	assert_int_equal(outbox_counts(f->store, &counts), 0);
	assert_int_equal(counts.by_state[SMS_QUEUED], 2);
	assert_int_equal(counts.by_state[SMS_SENDING], 0);
	assert_int_equal(counts.by_state[SMS_DELIVERED], 1);
	assert_int_equal(counts.by_state[SMS_FAILED], 1);
	assert_int_equal(counts.oldest_queued_s, 100);
	assert_int_equal(outbox_list(f->store, SMS_FAILED, 0, list, 3), 1);
	assert_int_equal(list[0].id, failed);
	assert_int_equal(outbox_list(f->store, 0, 0, list, 3), 3);
	assert_int_equal(outbox_list(f->store, 0, list[2].id, list, 3), 1);
	assert_int_equal(list[0].id, failed);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, store_fixture_setup, store_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_message_is_added_once_for_its_key),
		TEST(what_is_due_comes_by_lane_then_age),
		TEST(only_states_that_may_follow_do),
		TEST(rows_found_sending_at_start_become_unknown),
		TEST(counts_and_lists_follow_the_states),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
