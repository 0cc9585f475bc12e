/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The turn's transaction on a disk that fails: at every write and every sync of a scripted day, and
 * in the middle of statements, where SQLite drops the whole transaction by itself. What was told
 * and what is there agree at once, after recovery, after a restart, and after a power cut.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <talloc.h>

#include "db/inbox.h"
#include "db/store_internal.h"
#include "db/subscriber.h"
#include "tests/lib/store_script.h"

#define FIRST  4 /* applicants of the first turn, before anything fails */
#define MIDDLE 6 /* of three turns while it may */
#define LAST   2 /* and of the turn after it is well again */
#define ALL    (FIRST + MIDDLE + LAST)

struct world {
	struct store_fixture *f;
	struct vfs_fault *v;
	struct store_script *script;
};

static int world_setup(void **state)
{
	struct store_fixture *f = store_fixture_new(NULL);
	struct world *w = talloc_zero(f, struct world);

	w->f = f;
	w->v = vfs_fault_new(f, "fault");
	f->vfs = "fault";
	store_fixture_open(f);
	w->script = store_script_new(f, f, w->v);
	*state = w;
	return 0;
}

static int world_teardown(void **state)
{
	struct world *w = *state;

	vfs_fault_heal(w->v);
	store_fixture_close(w->f);
	store_fixture_free(w->f);
	return 0;
}

/* The disk as a power cut now could leave it. With `absent`, that applicant is not there. */
static void image_check(
	const struct world *w, enum vfs_image image, uint64_t seed, const struct phone *absent)
{
	char folder[128], path[160], error[256] = "";
	struct vfs_fault *v = vfs_fault_new(NULL, "after");
	struct dossier dossier;

	snprintf(folder, sizeof(folder), "%s/after", w->f->folder);
	snprintf(path, sizeof(path), "%s/motcua.db", folder);
	vfs_fault_crash_image(w->v, folder, image, seed);
	struct store_config config = { path, w->f->key_path, "after" };
	struct store *store = store_open(NULL, &w->f->clock.clock, &config, error, sizeof(error));
	if (!store)
		fail_msg("%s", error);
	store_script_check(w->script, store);
	if (absent)
		assert_int_equal(dossier_list_by_phone(store, absent, &dossier, 1), 0);
	store_close(store);
	talloc_free(v);
	unlink(path);
	rmdir(folder);
}

static void power_cut_check(const struct world *w)
{
	image_check(w, VFS_IMAGE_SYNCED, 0, NULL);
}

/* The turns during which something may fail. Every third write goes to the database file. */
static void middle_run(struct world *w)
{
	for (unsigned i = 0; i < 3; i++) {
		w->f->store->checkpoint_at_frames = i == 1 ? 1 : 100000;
		store_script_turn(w->script, FIRST + 2 * i, 2);
	}
}

/* Whatever happened: told and there agree; after recovery everybody is served, once. */
static void recovery_check(struct world *w)
{
	vfs_fault_heal(w->v);
	assert_int_equal(store_rebuild(w->f->store), 0);
	store_script_check(w->script, w->f->store);
	power_cut_check(w);
	store_script_turn(w->script, 0, ALL);
	store_script_expect(w->script, 0, ALL, TURN_DONE);
	assert_true(store_writable(w->f->store, NULL));
	store_script_check(w->script, w->f->store);
	power_cut_check(w);
	/* The close carried the WAL over and removed it. */
	store_fixture_close(w->f);
	store_fixture_open(w->f);
	store_script_check(w->script, w->f->store);
	power_cut_check(w);
}

/* One world in which the `nth` call fails. False when there are not so many. */
static bool failing_day(enum vfs_fault_kind kind, unsigned nth, unsigned times)
{
	void *state;

	world_setup(&state);
	struct world *w = state;
	store_script_turn(w->script, 0, FIRST);
	store_script_expect(w->script, 0, FIRST, TURN_DONE);
	vfs_fault_fail(w->v, kind, nth, times);
	middle_run(w);
	bool failed = vfs_fault_failed(w->v) > 0;
	recovery_check(w);
	world_teardown(&state);
	return failed;
}

/* From the first call in steps. Returns how many calls there are, about. */
static unsigned calls_fail(enum vfs_fault_kind kind, unsigned times, unsigned step)
{
	unsigned nth = 1;

	while (failing_day(kind, nth, times))
		nth += step;
	return nth - 1;
}

static void a_full_disk_at_any_write_promises_nothing(void **state)
{
	(void)state;
	assert_true(calls_fail(VFS_FAULT_FULL, 1, 1) > 50);
}

static void a_write_error_at_many_a_write_promises_nothing(void **state)
{
	(void)state;
	assert_true(calls_fail(VFS_FAULT_WRITE, 1, 4) > 50);
}

static void a_disk_that_stays_full_from_some_write_on_promises_nothing(void **state)
{
	(void)state;
	assert_true(calls_fail(VFS_FAULT_FULL, 0, 4) > 50);
}

/* Three commits and the two syncs of a checkpoint. */
static void a_failed_sync_at_any_sync_is_survived(void **state)
{
	(void)state;
	assert_true(calls_fail(VFS_FAULT_SYNC_KEPT, 1, 1) >= 5);
	assert_true(calls_fail(VFS_FAULT_SYNC_LANDED, 1, 1) >= 5);
	assert_true(calls_fail(VFS_FAULT_SYNC_DROPPED, 1, 1) >= 5);
}

static void a_read_only_disk_refuses_writes_and_still_reads(void **state)
{
	struct world *w = *state;
	const char *reason = NULL;

	store_script_turn(w->script, 0, FIRST);
	vfs_fault_fail(w->v, VFS_FAULT_READ_ONLY, 1, 0);
	middle_run(w);
	store_script_expect(w->script, FIRST, MIDDLE, TURN_NOT_RECORDED);
	assert_int_equal(w->script->applicants[FIRST].error, ERR_READ_ONLY);
	assert_false(store_writable(w->f->store, &reason));
	assert_string_equal(reason, "ERR_READ_ONLY");
	store_script_turn(w->script, 0, 1); /* seen: needs no write */
	store_script_expect(w->script, 0, 1, TURN_DONE);
	recovery_check(w);
}

static void a_full_disk_is_named_and_forgotten_when_there_is_room(void **state)
{
	struct world *w = *state;
	const char *reason = NULL;

	vfs_fault_fail(w->v, VFS_FAULT_FULL, 1, 0);
	store_script_turn(w->script, 0, 2);
	store_script_expect(w->script, 0, 2, TURN_NOT_RECORDED);
	assert_int_equal(w->script->applicants[1].error, ERR_FULL);
	assert_false(store_writable(w->f->store, &reason));
	assert_string_equal(reason, "ERR_FULL");
	vfs_fault_heal(w->v);
	store_script_turn(w->script, 0, 2);
	store_script_expect(w->script, 0, 2, TURN_DONE);
	assert_true(store_writable(w->f->store, NULL));
}

static void after_a_failed_sync_nothing_is_answered_until_it_is_rebuilt(void **state)
{
	struct world *w = *state;
	struct phone phone = store_fixture_phone(0);
	struct subscriber subscriber;
	struct dossier dossier;

	vfs_fault_fail(w->v, VFS_FAULT_SYNC_DROPPED, 1, 0);
	store_script_turn(w->script, 0, 2);
	store_script_expect(w->script, 0, 2, TURN_UNCERTAIN);
	assert_true(store_uncertain(w->f->store));
	assert_int_equal(subscriber_get(w->f->store, &phone, &subscriber), ERR_UNCERTAIN);
	assert_int_equal(dossier_by_id(w->f->store, 1, &dossier), ERR_UNCERTAIN);
	store_script_turn(w->script, 2, 1);
	store_script_expect(w->script, 2, 1, TURN_REFUSED);
	assert_int_equal(w->script->applicants[2].error, ERR_UNCERTAIN);

	assert_true(store_rebuild(w->f->store) < 0); /* still failing */
	assert_true(store_uncertain(w->f->store));
	vfs_fault_heal(w->v);
	assert_int_equal(store_rebuild(w->f->store), 0);
	assert_false(store_uncertain(w->f->store));
	/* Rebuilt in place, it is even certain that they are not there. */
	assert_int_equal(dossier_list_by_phone(w->f->store, &phone, &dossier, 1), 0);
	recovery_check(w);
}

static void rebuilt_rows_that_were_uncertain_are_on_no_disk(void **state)
{
	struct world *w = *state;
	struct phone phone = store_fixture_phone(FIRST);

	store_script_turn(w->script, 0, FIRST);
	vfs_fault_fail(w->v, VFS_FAULT_SYNC_KEPT, 1, 1);
	store_script_turn(w->script, FIRST, 1);
	store_script_expect(w->script, FIRST, 1, TURN_UNCERTAIN);
	assert_int_equal(store_rebuild(w->f->store), 0);
	image_check(w, VFS_IMAGE_ALL, 0, &phone);
	for (uint64_t seed = 0; seed < 10; seed++) {
		image_check(w, VFS_IMAGE_PREFIX, seed, &phone);
		image_check(w, VFS_IMAGE_TORN, seed, &phone);
	}
}

static void what_a_new_process_finds_is_on_the_disk_before_it_is_shown(void **state)
{
	struct world *w = *state;
	struct phone phone = store_fixture_phone(0);
	struct dossier dossier;

	vfs_fault_fail(w->v, VFS_FAULT_SYNC_KEPT, 1, 1);
	store_script_turn(w->script, 0, 1);
	store_script_expect(w->script, 0, 1, TURN_UNCERTAIN);

	/* Killed: the next process finds the rows in the system's cache. */
	vfs_fault_cut_after(w->v, 0);
	store_fixture_close(w->f);
	vfs_fault_resume(w->v);
	store_fixture_open(w->f);
	assert_int_equal(dossier_list_by_phone(w->f->store, &phone, &dossier, 1), 1);

	/* It may have been shown by now, so it is a promise. */
	w->script->applicants[0].told_done = true;
	memcpy(w->script->applicants[0].receipt, dossier.receipt, sizeof(dossier.receipt));
	power_cut_check(w);
}

/* --- SQLite drops the transaction by itself ------------------------------------------------ */

/* With so few pages in memory, statements read and write the disk in the middle of a turn. */
static void memory_squeeze(struct world *w)
{
	assert_int_equal(sqlite3_exec(w->f->store->db, "PRAGMA cache_size = 10", NULL, NULL, NULL),
		SQLITE_OK);
}

static bool crowded_day(enum vfs_fault_kind kind, unsigned nth, unsigned *in_turn)
{
	void *state;

	world_setup(&state);
	struct world *w = state;
	store_script_turn(w->script, 0, FIRST);
	memory_squeeze(w);
	vfs_fault_fail(w->v, kind, nth, 1);
	store_script_turn(w->script, FIRST, MIDDLE);
	bool failed = vfs_fault_failed(w->v) > 0;
	for (unsigned i = FIRST; i < FIRST + MIDDLE; i++)
		*in_turn += w->script->applicants[i].outcome == TURN_REFUSED;
	recovery_check(w);
	world_teardown(&state);
	return failed;
}

static void a_turn_that_lost_its_transaction_commits_nothing_of_it(void **state)
{
	static const enum vfs_fault_kind kinds[] = { VFS_FAULT_FULL, VFS_FAULT_WRITE,
		VFS_FAULT_READ };

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		unsigned in_turn = 0, nth = 1;

		/* In steps: reads are many. */
		while (crowded_day(kinds[i], nth, &in_turn))
			nth += 7;
		assert_true(nth > 14);
		assert_true(in_turn > 0);
	}
}

static void a_lost_transaction_refuses_all_later_writes_of_its_turn(void **state)
{
	struct world *w = *state;
	const struct turn_store *turn = store_turn(w->f->store);

	turn->event_begin(turn->store);
	assert_int_equal(inbox_add(w->f->store, "r", "1", "one", 1), 0);
	assert_int_equal(turn->event_end(turn->store, true), 1);

	turn->event_begin(turn->store);
	assert_int_equal(inbox_add(w->f->store, "r", "2", "two", 1), 0);
	/* What SQLITE_FULL does in the middle of a statement. */
	assert_int_equal(sqlite3_exec(w->f->store->db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(store_failed(w->f->store, SQLITE_FULL), ERR_FULL);
	assert_int_equal(inbox_add(w->f->store, "r", "3", "three", 1), ERR_FULL);
	assert_int_equal(turn->event_end(turn->store, true), ERR_FULL);

	turn->event_begin(turn->store);
	assert_int_equal(inbox_add(w->f->store, "r", "4", "four", 1), ERR_FULL);
	assert_int_equal(turn->event_end(turn->store, false), 0);
	assert_true(turn->has_writes(turn->store));
	assert_int_equal(turn->commit(turn->store), ERR_FULL);
	assert_false(turn->has_writes(turn->store));

	char answer[8];
	assert_int_equal(inbox_find(w->f->store, "r", "1", answer, sizeof(answer)), ERR_NOT_FOUND);
	assert_int_equal(inbox_find(w->f->store, "r", "3", answer, sizeof(answer)), ERR_NOT_FOUND);
}

static void a_lost_transaction_without_earlier_events_costs_only_its_event(void **state)
{
	struct world *w = *state;
	const struct turn_store *turn = store_turn(w->f->store);

	turn->event_begin(turn->store);
	assert_int_equal(inbox_add(w->f->store, "r", "1", "one", 1), 0);
	sqlite3_exec(w->f->store->db, "ROLLBACK", NULL, NULL, NULL);
	assert_int_equal(store_failed(w->f->store, SQLITE_FULL), ERR_FULL);
	assert_int_equal(turn->event_end(turn->store, true), ERR_FULL);
	assert_false(turn->has_writes(turn->store));

	turn->event_begin(turn->store);
	assert_int_equal(inbox_add(w->f->store, "r", "2", "two", 1), 0);
	assert_int_equal(turn->event_end(turn->store, true), 1);
	assert_int_equal(turn->commit(turn->store), 0);
}

/* --- savepoints and reading ---------------------------------------------------------------- */

static void an_undone_event_leaves_the_others_of_its_turn(void **state)
{
	struct world *w = *state;
	const struct turn_store *turn = store_turn(w->f->store);
	char answer[8];

	for (unsigned i = 0; i < 3; i++) {
		const char *ids[] = { "1", "2", "3" };

		turn->event_begin(turn->store);
		assert_int_equal(inbox_add(w->f->store, "r", ids[i], "x", 1), 0);
		assert_int_equal(turn->event_end(turn->store, i != 1), i != 1);
	}
	assert_int_equal(turn->commit(turn->store), 0);
	assert_int_equal(inbox_find(w->f->store, "r", "1", answer, sizeof(answer)), 0);
	assert_int_equal(inbox_find(w->f->store, "r", "2", answer, sizeof(answer)), ERR_NOT_FOUND);
	assert_int_equal(inbox_find(w->f->store, "r", "3", answer, sizeof(answer)), 0);
}

static void a_turn_of_undone_events_leaves_no_transaction_behind(void **state)
{
	struct world *w = *state;
	const struct turn_store *turn = store_turn(w->f->store);

	turn->event_begin(turn->store);
	assert_int_equal(inbox_add(w->f->store, "r", "1", "x", 1), 0);
	assert_int_equal(turn->event_end(turn->store, false), 0);
	assert_false(turn->has_writes(turn->store));
	assert_true(sqlite3_get_autocommit(w->f->store->db));
}

static void an_event_that_writes_nothing_opens_nothing(void **state)
{
	struct world *w = *state;
	const struct turn_store *turn = store_turn(w->f->store);
	char answer[8];

	turn->event_begin(turn->store);
	assert_int_equal(inbox_find(w->f->store, "r", "1", answer, sizeof(answer)), ERR_NOT_FOUND);
	assert_int_equal(turn->event_end(turn->store, true), 0);
	assert_false(turn->has_writes(turn->store));
	assert_true(sqlite3_get_autocommit(w->f->store->db));
}

static void a_reader_of_rows_that_wait_shares_their_fate(void **state)
{
	struct world *w = *state;

	/* The same message twice in one turn: the second finds the first's answer. */
	vfs_fault_fail(w->v, VFS_FAULT_FULL, 1, 0);
	store_script_twice(w->script, 0);
	store_script_expect(w->script, 0, 1, TURN_NOT_RECORDED);
	assert_false(w->script->applicants[0].told_done);
	recovery_check(w);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_disk_at_any_write_promises_nothing),
		cmocka_unit_test(a_write_error_at_many_a_write_promises_nothing),
		cmocka_unit_test(a_disk_that_stays_full_from_some_write_on_promises_nothing),
		cmocka_unit_test(a_failed_sync_at_any_sync_is_survived),
		TEST(a_read_only_disk_refuses_writes_and_still_reads),
		TEST(a_full_disk_is_named_and_forgotten_when_there_is_room),
		TEST(after_a_failed_sync_nothing_is_answered_until_it_is_rebuilt),
		TEST(rebuilt_rows_that_were_uncertain_are_on_no_disk),
		TEST(what_a_new_process_finds_is_on_the_disk_before_it_is_shown),
		cmocka_unit_test(a_turn_that_lost_its_transaction_commits_nothing_of_it),
		TEST(a_lost_transaction_refuses_all_later_writes_of_its_turn),
		TEST(a_lost_transaction_without_earlier_events_costs_only_its_event),
		TEST(an_undone_event_leaves_the_others_of_its_turn),
		TEST(a_turn_of_undone_events_leaves_no_transaction_behind),
		TEST(an_event_that_writes_nothing_opens_nothing),
		TEST(a_reader_of_rows_that_wait_shares_their_fate),
	};
	/* Thousands of small files: in memory, where there is such a folder. */
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
