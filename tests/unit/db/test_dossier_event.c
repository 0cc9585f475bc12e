/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whose word becomes the status of a dossier, in which order words may come, and which is shown.
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
#include "tests/lib/store_fixture.h"

#define NOW_S STORE_FIXTURE_UTC_S

static int say(struct store_fixture *f, enum event_source source, int status, int64_t at_s,
	const char *event_id)
{
	struct dossier_event event = {
		.dossier_id = 1, .source = source, .status = status, .at_s = at_s
	};

	snprintf(event.reason, sizeof(event.reason), "reason %d", status);
	return dossier_event_add(f->store, &event, event_id);
}

static struct dossier stored(struct store_fixture *f)
{
	struct dossier dossier;

	assert_int_equal(dossier_by_id(f->store, 1, &dossier), 0);
	return dossier;
}

static void the_later_moment_wins_whatever_comes_first(void **state)
{
	static const struct {
		int status;
		int64_t at_s;
		int became, shown;
	} steps[] = {
		{ 2, 100, 1, 2 },
		{ 5, 300, 1, 5 },
		{ 4, 200, 0, 5 },
		{ 4, 300, 1, 4 }, /* of the same moment, the one that came later */
		{ 9, 301, 1, 9 },
	};
	struct store_fixture *f = *state;
	char id[8];

	store_fixture_begin(f);
	store_fixture_dossier(f, 1);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		snprintf(id, sizeof(id), "e%zu", i);
		assert_int_equal(
			say(f, EVENT_PORTAL, steps[i].status, steps[i].at_s, id), steps[i].became);
		assert_int_equal(stored(f).status, steps[i].shown);
		assert_int_equal(say(f, EVENT_PORTAL, steps[i].status, 999, id), ERR_EXISTS);
		assert_int_equal(stored(f).status, steps[i].shown);
	}
	store_fixture_commit(f);
	assert_string_equal(stored(f).reason, "reason 9");
}

static void an_event_beats_the_answer_to_the_submission_in_either_order(void **state)
{
	struct store_fixture *f = *state;

	store_fixture_begin(f);
	store_fixture_dossier(f, 1);
	assert_int_equal(dossier_accepted(f->store, 1, "G1", 1, 500, NOW_S), 0);
	assert_int_equal(say(f, EVENT_PORTAL, 1, NOW_S, NULL), 1);
	/* The portal's clock is behind ours. */
	assert_int_equal(say(f, EVENT_PORTAL, 2, NOW_S - 30, "e1"), 1);
	assert_int_equal(stored(f).status, 2);
	assert_int_equal(stored(f).due_s, 500);
	store_fixture_undo(f);

	store_fixture_begin(f);
	store_fixture_dossier(f, 1);
	assert_int_equal(say(f, EVENT_PORTAL, 2, NOW_S - 30, "e1"), 1);
	assert_int_equal(dossier_accepted(f->store, 1, "G1", 1, 500, NOW_S), 0);
	assert_int_equal(say(f, EVENT_PORTAL, 1, NOW_S, NULL), 0);
	assert_int_equal(stored(f).status, 2);
	assert_int_equal(stored(f).status_s, NOW_S - 30);
	assert_int_equal(stored(f).due_s, 500);
	store_fixture_commit(f);
}

static void a_clerks_word_is_kept_and_never_the_status(void **state)
{
	struct store_fixture *f = *state;
	struct dossier_event newest;
	int64_t n;

	store_fixture_begin(f);
	store_fixture_dossier(f, 1);
	assert_int_equal(say(f, EVENT_PORTAL, 2, 100, "same"), 1);
	assert_int_equal(dossier_event_newest(f->store, 1, EVENT_CLERK, &newest), ERR_NOT_FOUND);
	assert_int_equal(say(f, EVENT_CLERK, 5, 900, "same"), 0);
	assert_int_equal(say(f, EVENT_CLERK, 5, 900, "same"), ERR_EXISTS);
	assert_int_equal(say(f, EVENT_CLERK, 0, 901, NULL), 0);
	assert_int_equal(stored(f).status, 2);
	assert_int_equal(dossier_event_newest(f->store, 1, EVENT_CLERK, &newest), 0);
	assert_int_equal(newest.status, 5);
	assert_int_equal(dossier_event_count(f->store, 1, EVENT_CLERK, 5, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(dossier_event_count(f->store, 1, EVENT_PORTAL, 5, &n), 0);
	assert_int_equal(n, 0);
	store_fixture_commit(f);
}

static void what_a_word_says_beside_its_reason_is_kept(void **state)
{
	struct store_fixture *f = *state;
	struct dossier_event said = { .dossier_id = 1,
		.source = EVENT_PORTAL,
		.status = 6,
		.at_s = 100,
		.papers = "two photos",
		.fee_dong = 15000,
		.due_s = 7,
		.collect_s = 8 };
	struct dossier_event list[2];

	store_fixture_begin(f);
	store_fixture_dossier(f, 1);
	assert_int_equal(dossier_event_add(f->store, &said, "e1"), 1);
	store_fixture_commit(f);
	assert_int_equal(dossier_event_list(f->store, 1, list, 2), 1);
	assert_string_equal(list[0].papers, "two photos");
	assert_int_equal(list[0].fee_dong, 15000);
	assert_int_equal(list[0].due_s, 7);
	assert_int_equal(list[0].collect_s, 8);
	assert_int_equal(stored(f).due_s, 7);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, store_fixture_setup, store_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_later_moment_wins_whatever_comes_first),
		TEST(an_event_beats_the_answer_to_the_submission_in_either_order),
		TEST(a_clerks_word_is_kept_and_never_the_status),
		TEST(what_a_word_says_beside_its_reason_is_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
