/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Dossiers: receipts, one per draft, look-ups, the way to the portal, history.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <osmocom/core/utils.h>

#include "db/dossier.h"
#include "db/store_internal.h"
#include "tests/lib/store_fixture.h"

static void a_dossier_is_found_by_everything_it_is_known_by(void **state)
{
	struct store_fixture *f = *state;
	struct dossier found, list[2];
	char body[64];

	store_fixture_begin(f);
	struct dossier d = store_fixture_dossier(f, 1);
	store_fixture_dossier(f, 2);
	assert_int_equal(dossier_accepted(f->store, d.id, "G01.1", 2, 500, 100), 0);
	store_fixture_commit(f);

	assert_int_equal(dossier_by_id(f->store, d.id, &found), 0);
	assert_string_equal(found.receipt, d.receipt);
	assert_string_equal(found.id_tail, "");
	assert_int_equal(dossier_by_receipt(f->store, d.receipt, &found), 0);
	assert_int_equal(found.id, d.id);
	assert_int_equal(dossier_by_number(f->store, "G01.1", &found), 0);
	assert_int_equal(found.state, DOSSIER_ACCEPTED);
	assert_int_equal(found.status, 2);
	assert_int_equal(found.due_s, 500);
	assert_int_equal(dossier_list_by_phone(f->store, &d.phone, list, 2), 1);
	assert_string_equal(list[0].office, "00001");
	assert_int_equal(dossier_body(f->store, d.id, body, sizeof(body)), 14);
	assert_string_equal(body, "{\"answers\":{}}");
	assert_int_equal(dossier_body(f->store, d.id, body, 14), ERR_TOO_LONG);
	assert_int_equal(dossier_by_receipt(f->store, "0000000000", &found), ERR_NOT_FOUND);
}

static void receipts_have_a_check_digit_and_never_repeat(void **state)
{
	struct store_fixture *f = *state;
	char seen[200][RECEIPT_DIGITS + 1];

	store_fixture_begin(f);
	for (unsigned i = 0; i < ARRAY_SIZE(seen); i++) {
		struct dossier d = store_fixture_dossier(f, i);

		assert_int_equal(strlen(d.receipt), RECEIPT_DIGITS);
		assert_true(damm_ok(d.receipt, RECEIPT_DIGITS));
		memcpy(seen[i], d.receipt, sizeof(seen[i]));
		for (unsigned j = 0; j < i; j++)
			assert_string_not_equal(seen[j], seen[i]);
	}
	store_fixture_commit(f);
}

static void a_second_submit_of_a_draft_shows_the_first(void **state)
{
	struct store_fixture *f = *state;

	store_fixture_begin(f);
	struct dossier d = store_fixture_dossier(f, 1);
	struct dossier again = { .draft_id = d.draft_id, .phone = store_fixture_phone(5) };
	assert_int_equal(dossier_add(f->store, &again, "{}", 2), ERR_EXISTS);
	assert_string_equal(again.receipt, d.receipt);
	assert_string_equal(again.phone.e164, d.phone.e164);
	struct dossier none = { .draft_id = 999, .phone = d.phone };
	assert_int_equal(dossier_add(f->store, &none, "{}", 2), ERR_INVALID);
	assert_int_equal(none.id, 0);
	store_fixture_undo(f);
}

static void a_body_may_come_later_and_be_replaced(void **state)
{
	struct store_fixture *f = *state;
	struct draft draft = { .phone = store_fixture_phone(1), .procedure = "p" };
	struct dossier d = { .phone = draft.phone };
	static char body[DOSSIER_BODY_MAX + 2];

	store_fixture_begin(f);
	assert_int_equal(draft_put(f->store, &draft), 0);
	d.draft_id = draft.id;
	assert_int_equal(dossier_add(f->store, &d, NULL, 0), 0);
	assert_int_equal(dossier_body(f->store, d.id, body, sizeof(body)), ERR_NOT_FOUND);
	memset(body, 'x', sizeof(body));
	assert_int_equal(
		dossier_body_put(f->store, d.id, body, DOSSIER_BODY_MAX + 1), ERR_TOO_LONG);
	assert_int_equal(dossier_body_put(f->store, d.id, body, DOSSIER_BODY_MAX), 0);
	assert_int_equal(dossier_body_put(f->store, d.id, "{}", 2), 0);
	assert_int_equal(dossier_body_put(f->store, 999, "{}", 2), ERR_INVALID);
	assert_int_equal(dossier_body(f->store, d.id, body, sizeof(body)), 2);
	store_fixture_commit(f);
}

static void last_digits_match_only_as_they_were(void **state)
{
	struct store_fixture *f = *state;
	struct draft draft = { .phone = store_fixture_phone(7), .procedure = "p" };
	struct dossier without = { .phone = draft.phone };

	store_fixture_begin(f);
	struct dossier d = store_fixture_dossier(f, 1);
	assert_int_equal(draft_put(f->store, &draft), 0);
	without.draft_id = draft.id;
	assert_int_equal(dossier_add(f->store, &without, "{}", 2), 0);
	store_fixture_commit(f);
	assert_true(dossier_tail_matches(f->store, d.id, "1234"));
	assert_false(dossier_tail_matches(f->store, d.id, "1235"));
	assert_false(dossier_tail_matches(f->store, d.id, ""));
	assert_false(dossier_tail_matches(f->store, d.id, "12341234123412341234123412341234"));
	assert_false(dossier_tail_matches(f->store, without.id, ""));
	assert_false(dossier_tail_matches(f->store, 999, "1234"));
}

static void lists_are_newest_first_and_continue(void **state)
{
	struct store_fixture *f = *state;
	struct dossier list[3];

	store_fixture_begin(f);
	for (unsigned i = 0; i < 5; i++)
		store_fixture_dossier(f, i);
	store_fixture_commit(f);
	assert_int_equal(dossier_list(f->store, NULL, 0, list, 3), 3);
	assert_int_equal(list[0].id, 5);
	assert_int_equal(dossier_list(f->store, NULL, list[2].id, list, 3), 2);
	assert_int_equal(list[1].id, 1);
	assert_int_equal(dossier_list(f->store, "00001", 0, list, 1), 1);
	assert_int_equal(dossier_list(f->store, "00002", 0, list, 3), 0);
}

static struct dossier add_helped(struct store_fixture *f, unsigned whose, const char *helper)
{
	struct draft draft = { .phone = store_fixture_phone(77), .procedure = "p" };
	struct dossier d = { .phone = store_fixture_phone(whose) };

	assert_int_equal(draft_put(f->store, &draft), 0);
	d.draft_id = draft.id;
	snprintf(d.helper.e164, sizeof(d.helper.e164), "%s", helper);
	assert_int_equal(dossier_add(f->store, &d, "{}", 2), 0);
	assert_int_equal(draft_close(f->store, draft.id), 0);
	return d;
}

static void what_a_helper_filed_belongs_to_whoever_was_helped(void **state)
{
	struct store_fixture *f = *state;
	struct phone helper = store_fixture_phone(77);
	struct dossier found, list[4];

	store_fixture_begin(f);
	struct dossier own = add_helped(f, 1, "");
	struct dossier helped = add_helped(f, 1, helper.e164);
	struct dossier without_phone = add_helped(f, 77, helper.e164);
	store_fixture_commit(f);

	assert_int_equal(dossier_by_id(f->store, helped.id, &found), 0);
	assert_string_equal(found.phone.e164, helped.phone.e164);
	assert_string_equal(found.helper.e164, helper.e164);
	assert_int_equal(dossier_by_id(f->store, own.id, &found), 0);
	assert_string_equal(found.helper.e164, "");
	assert_int_equal(dossier_list_by_phone(f->store, &own.phone, list, 4), 2);
	assert_int_equal(list[0].id, helped.id);
	assert_int_equal(dossier_list_own(f->store, &own.phone, list, 4), 1);
	assert_int_equal(list[0].id, own.id);
	assert_int_equal(dossier_list_by_phone(f->store, &helper, list, 4), 1);
	assert_int_equal(list[0].id, without_phone.id);
	assert_int_equal(dossier_list_own(f->store, &helper, list, 4), 0);
}

/* As the phone is: in another row it does not open. */
static void the_helpers_phone_is_sealed_in_its_place(void **state)
{
	struct store_fixture *f = *state;
	struct dossier found;

	store_fixture_begin(f);
	struct dossier one = add_helped(f, 1, "84901111111");
	struct dossier two = add_helped(f, 2, "84902222222");
	store_fixture_commit(f);
	assert_int_equal(sqlite3_exec(f->store->db,
				 "UPDATE dossier SET helper = (SELECT helper FROM dossier WHERE id "
				 "= 1) WHERE id = 2",
				 NULL, NULL, NULL),
		SQLITE_OK);
	assert_int_equal(one.id, 1);
	assert_int_equal(two.id, 2);
	assert_int_equal(dossier_by_id(f->store, 1, &found), 0);
	assert_int_equal(dossier_by_id(f->store, 2, &found), ERR_SEAL);
}

static void what_is_due_is_leased_and_comes_again_if_nobody_answers(void **state)
{
	struct store_fixture *f = *state;
	int64_t now_s = STORE_FIXTURE_UTC_S, next;
	struct dossier due[4];

	assert_int_equal(dossier_next_due(f->store, &next), ERR_NOT_FOUND);
	store_fixture_begin(f);
	for (unsigned i = 0; i < 3; i++)
		store_fixture_dossier(f, i);
	assert_int_equal(dossier_claim_due(f->store, now_s - 1, 60, due, 4), 0);
	assert_int_equal(dossier_claim_due(f->store, now_s, 60, due, 2), 2);
	assert_int_equal(due[0].id, 1);
	assert_int_equal(due[0].attempts, 1);
	assert_int_equal(dossier_next_due(f->store, &next), 0);
	assert_int_equal(next, now_s);
	assert_int_equal(dossier_claim_due(f->store, now_s, 60, due, 4), 1);
	assert_int_equal(dossier_claim_due(f->store, now_s + 59, 60, due, 4), 0);
	assert_int_equal(dossier_claim_due(f->store, now_s + 60, 60, due, 4), 3);
	assert_int_equal(due[0].attempts, 2);
	assert_int_equal(dossier_retry_at(f->store, 1, now_s + 500, "the portal is away"), 0);
	assert_int_equal(dossier_accepted(f->store, 2, "G1", 1, 0, now_s), 0);
	assert_int_equal(dossier_refused(f->store, 3, "no such eform", now_s), 0);
	assert_int_equal(dossier_retry_at(f->store, 2, now_s, ""), ERR_NOT_FOUND);
	assert_int_equal(dossier_refused(f->store, 2, "", now_s), ERR_NOT_FOUND);
	assert_int_equal(dossier_next_due(f->store, &next), 0);
	assert_int_equal(next, now_s + 500);
	assert_int_equal(dossier_wake_all(f->store, now_s + 70), 1);
	assert_int_equal(dossier_claim_due(f->store, now_s + 70, 60, due, 4), 1);
	assert_string_equal(due[0].reason, "the portal is away");
	store_fixture_commit(f);

	struct dossier_counts counts;
	assert_int_equal(dossier_counts(f->store, &counts), 0);
	assert_int_equal(counts.queued, 1);
	assert_int_equal(counts.accepted, 1);
	assert_int_equal(counts.refused, 1);
	assert_int_equal(counts.oldest_queued_s, now_s);
}

static void a_number_belongs_to_one_dossier(void **state)
{
	struct store_fixture *f = *state;

	store_fixture_begin(f);
	store_fixture_dossier(f, 1);
	store_fixture_dossier(f, 2);
	assert_int_equal(dossier_accepted(f->store, 1, "G1", 1, 0, 100), 0);
	assert_int_equal(dossier_accepted(f->store, 2, "G1", 1, 0, 100), ERR_EXISTS);
	assert_int_equal(dossier_accepted(f->store, 9, "G2", 1, 0, 100), ERR_NOT_FOUND);
	store_fixture_commit(f);
}

static void history_is_kept_once_and_the_latest_word_is_the_status(void **state)
{
	struct store_fixture *f = *state;
	struct dossier_event late = { .source = EVENT_PORTAL, .status = 4, .at_s = 200 };
	struct dossier_event early = { .source = EVENT_CLERK, .status = 2, .at_s = 150 };
	struct dossier_event word = { .source = EVENT_SELF, .at_s = 300 };
	struct dossier_event list[4];
	struct dossier d;

	store_fixture_begin(f);
	late.dossier_id = early.dossier_id = word.dossier_id = store_fixture_dossier(f, 1).id;
	snprintf(late.reason, sizeof(late.reason), "in work");
	assert_int_equal(dossier_event_add(f->store, &late, "event-1"), 1);
	assert_int_equal(dossier_event_add(f->store, &late, "event-1"), ERR_EXISTS);
	assert_int_equal(dossier_event_add(f->store, &early, NULL), 0);
	assert_int_equal(dossier_event_add(f->store, &word, NULL), 0);
	word.dossier_id = 999;
	assert_int_equal(dossier_event_add(f->store, &word, NULL), ERR_INVALID);
	store_fixture_commit(f);
	assert_int_equal(dossier_by_id(f->store, late.dossier_id, &d), 0);
	assert_int_equal(d.status, 4);
	assert_int_equal(d.status_s, 200);
	assert_int_equal(dossier_event_list(f->store, late.dossier_id, list, 4), 3);
	assert_string_equal(list[0].reason, "in work");
	assert_int_equal(list[1].source, EVENT_CLERK);
	assert_int_equal(list[2].at_s, 300);
}

static void reasons_of_peers_are_cut_and_cleaned(void **state)
{
	static const struct {
		const char *given, *kept;
	} cases[] = {
		{ "plain", "plain" },
		{ NULL, "" },
		{ "H\xe1\xbb\x93 s\xc6\xa1", "H\xe1\xbb\x93 s\xc6\xa1" },
		{ "bad \xff octets", "bad ? octets" },
	};
	struct store_fixture *f = *state;
	struct dossier d;
	char text[REASON_SIZE + 16];

	store_fixture_begin(f);
	store_fixture_dossier(f, 1);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(dossier_retry_at(f->store, 1, 100, cases[i].given), 0);
		assert_int_equal(dossier_by_id(f->store, 1, &d), 0);
		assert_string_equal(d.reason, cases[i].kept);
	}
	/* The last letter has two octets, of which one would fit. */
	memset(text, 'x', sizeof(text));
	memcpy(text + REASON_SIZE - 2, "\xc6\xa1", 3);
	assert_int_equal(dossier_retry_at(f->store, 1, 100, text), 0);
	assert_int_equal(dossier_by_id(f->store, 1, &d), 0);
	assert_int_equal(strlen(d.reason), REASON_SIZE - 2);
	store_fixture_commit(f);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, store_fixture_setup, store_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_dossier_is_found_by_everything_it_is_known_by),
		TEST(receipts_have_a_check_digit_and_never_repeat),
		TEST(a_second_submit_of_a_draft_shows_the_first),
		TEST(a_body_may_come_later_and_be_replaced),
		TEST(last_digits_match_only_as_they_were),
		TEST(lists_are_newest_first_and_continue),
		TEST(what_a_helper_filed_belongs_to_whoever_was_helped),
		TEST(the_helpers_phone_is_sealed_in_its_place),
		TEST(what_is_due_is_leased_and_comes_again_if_nobody_answers),
		TEST(a_number_belongs_to_one_dossier),
		TEST(history_is_kept_once_and_the_latest_word_is_the_status),
		TEST(reasons_of_peers_are_cut_and_cleaned),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
