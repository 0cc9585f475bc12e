/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Copies of the store while it works, and what is refused as a copy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <talloc.h>
#include <unistd.h>
#include "db/backup.h"
#include "db/copy.h"
#include "db/store_internal.h"
#include "tests/lib/store_fixture.h"

#define MANY 1500 /* dossiers: some slices */

static char to[128];

static const char *name(struct store_fixture *f, const char *file)
{
	snprintf(to, sizeof(to), "%s/%s", f->folder, file);
	return to;
}

static struct store_backup *begin(struct store_fixture *f, const char *path)
{
	char error[256] = "";
	struct store_backup *b = store_backup_begin(f->ctx, f->store, path, error, sizeof(error));

	if (!b)
		fail_msg("%s", error);
	return b;
}

static void add(struct store_fixture *f, unsigned from, unsigned n)
{
	store_fixture_begin(f);
	for (unsigned i = from; i < from + n; i++)
		(void)store_fixture_dossier(f, i);
	store_fixture_commit(f);
}

static struct store_copy checked(struct store_fixture *f, const char *path)
{
	char error[256] = "";
	struct store_copy copy;

	if (store_copy_check(path, f->key_path, &copy, error, sizeof(error)) != OK)
		fail_msg("%s", error);
	return copy;
}

static const char *refused(const char *path, const char *key_path)
{
	static char error[512];
	struct store_copy copy = { .dossiers = 77 };

	assert_int_not_equal(store_copy_check(path, key_path, &copy, error, sizeof(error)), OK);
	assert_int_equal(copy.dossiers, 77);
	return error;
}

static void a_copy_holds_what_was_there_and_what_was_committed_meanwhile(void **state)
{
	struct store_fixture *f = *state;
	struct store_backup_progress progress;
	unsigned slices = 0, added = MANY;
	int rc;

	add(f, 0, MANY);
	struct store_backup *b = begin(f, name(f, "copy.db"));
	while ((rc = store_backup_slice(b)) == 1) {
		slices++;
		store_backup_progress(b, &progress);
		assert_true(progress.pages > BACKUP_SLICE_PAGES);
		add(f, added, 2);
		added += 2;
	}
	assert_int_equal(rc, OK);
	assert_true(slices >= 1);
	store_backup_free(b);

	struct store_copy copy = checked(f, to);

	assert_int_equal(copy.dossiers, added);
	assert_int_equal(copy.keys, 1);
	assert_int_equal(copy.newest_s, STORE_FIXTURE_UTC_S);
	assert_int_equal(strlen(copy.newest_receipt), 10);
}

static void an_undone_transaction_in_the_middle_leaves_no_trace_in_the_copy(void **state)
{
	struct store_fixture *f = *state;

	add(f, 0, MANY);
	struct store_backup *b = begin(f, name(f, "copy.db"));
	assert_int_equal(store_backup_slice(b), 1);
	store_fixture_begin(f);
	(void)store_fixture_dossier(f, MANY);
	store_fixture_undo(f);
	int rc = 1;
	for (unsigned i = 0; i < 100 && rc == 1; i++)
		rc = store_backup_slice(b);
	assert_int_equal(rc, OK);
	store_backup_free(b);
	assert_int_equal(checked(f, to).dossiers, MANY);
}

static void a_copy_can_be_put_in_place_and_works(void **state)
{
	struct store_fixture *f = *state;
	struct dossier found;
	int rc;

	store_fixture_begin(f);
	struct dossier dossier = store_fixture_dossier(f, 1);
	store_fixture_commit(f);
	struct store_backup *b = begin(f, name(f, "copy.db"));
	while ((rc = store_backup_slice(b)) == 1)
		;
	assert_int_equal(rc, OK);
	store_backup_free(b);
	store_fixture_close(f);
	assert_int_equal(rename(to, f->path), 0);
	store_fixture_open(f);
	assert_int_equal(dossier_by_receipt(f->store, dossier.receipt, &found), OK);
	assert_string_equal(found.phone.e164, dossier.phone.e164);
}

static void only_its_owner_may_read_a_copy(void **state)
{
	struct store_fixture *f = *state;
	struct stat st;
	int rc;

	struct store_backup *b = begin(f, name(f, "copy.db"));
	while ((rc = store_backup_slice(b)) == 1)
		;
	assert_int_equal(rc, OK);
	store_backup_free(b);
	assert_int_equal(stat(to, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

static void nothing_is_overwritten(void **state)
{
	struct store_fixture *f = *state;
	char error[256];
	struct stat st;
	int fd = open(name(f, "copy.db"), O_CREAT | O_WRONLY, 0600);

	assert_int_equal(write(fd, "mine", 4), 4);
	close(fd);
	assert_null(store_backup_begin(f->ctx, f->store, to, error, sizeof(error)));
	assert_non_null(strstr(error, "is there already"));

	/* Taken in the middle: the copy goes, what is there stays. */
	char other[160];
	snprintf(other, sizeof(other), "%s/late.db", f->folder);
	struct store_backup *b = begin(f, other);
	assert_int_equal(link(to, other), 0);
	int rc;
	while ((rc = store_backup_slice(b)) == 1)
		;
	assert_int_equal(rc, ERR_EXISTS);
	store_backup_free(b);
	assert_int_equal(stat(other, &st), 0);
	assert_int_equal(st.st_size, 4);
}

static void an_ended_copy_leaves_no_file(void **state)
{
	struct store_fixture *f = *state;
	char part[160];

	add(f, 0, MANY);
	struct store_backup *b = begin(f, name(f, "copy.db"));
	assert_int_equal(store_backup_slice(b), 1);
	store_backup_free(b);
	snprintf(part, sizeof(part), "%s" BACKUP_SUFFIX, to);
	assert_int_not_equal(access(part, F_OK), 0);
	assert_int_not_equal(access(to, F_OK), 0);
}

/* The kernel refuses to let files grow, as it does on a full disk. SIGXFSZ is ignored. */
static void a_disk_without_room_ends_the_copy_and_harms_nothing_else(void **state)
{
	struct store_fixture *f = *state;
	struct rlimit before, small;
	char part[160];
	int rc;

	add(f, 0, MANY);
	struct store_backup *b = begin(f, name(f, "copy.db"));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = (struct rlimit) { 100 * 1024, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	while ((rc = store_backup_slice(b)) == 1)
		;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(rc, ERR_FULL);
	assert_non_null(strstr(store_backup_error(b), "no room left"));
	store_backup_free(b);
	snprintf(part, sizeof(part), "%s" BACKUP_SUFFIX, to);
	assert_int_not_equal(access(part, F_OK), 0);
	add(f, MANY, 1);
}

static int spoil(const char *path, off_t at)
{
	char octets[64];
	int fd = open(path, O_RDWR);

	memset(octets, 0x5a, sizeof(octets));
	assert_int_equal(pwrite(fd, octets, sizeof(octets), at), (ssize_t)sizeof(octets));
	return close(fd);
}

static void what_is_no_copy_is_refused_with_a_reason(void **state)
{
	struct store_fixture *f = *state;
	char other_key[128], error[256];
	int rc, fd;

	add(f, 0, MANY);
	/* The live store has its journal beside it. */
	assert_non_null(strstr(refused(f->path, f->key_path), "journal"));
	assert_non_null(strstr(refused(name(f, "nothing.db"), f->key_path), "No such file"));
	fd = open(name(f, "text.db"), O_CREAT | O_WRONLY, 0600);
	assert_int_equal(write(fd, "not a database, and long enough to be read as one", 49), 49);
	close(fd);
	assert_non_null(strstr(refused(to, f->key_path), "not a database of motcua"));

	struct store_backup *b = begin(f, name(f, "copy.db"));
	while ((rc = store_backup_slice(b)) == 1)
		;
	assert_int_equal(rc, OK);
	store_backup_free(b);
	snprintf(other_key, sizeof(other_key), "%s/other.key", f->folder);
	assert_int_equal(key_file_new(other_key, error, sizeof(error)), OK);
	assert_non_null(strstr(refused(to, other_key), "stays sealed"));
	assert_int_equal(spoil(to, 20 * 4096 + 8), 0);
	assert_non_null(strstr(refused(to, f->key_path), "is damaged"));
}

static void a_copy_of_a_newer_program_is_refused(void **state)
{
	struct store_fixture *f = *state;
	sqlite3 *db;

	store_fixture_close(f);
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_non_null(strstr(refused(f->path, f->key_path), "newer motcua"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(test) \
	cmocka_unit_test_setup_teardown(test, store_fixture_setup, store_fixture_teardown)
		EACH(a_copy_holds_what_was_there_and_what_was_committed_meanwhile),
		EACH(an_undone_transaction_in_the_middle_leaves_no_trace_in_the_copy),
		EACH(a_copy_can_be_put_in_place_and_works),
		EACH(only_its_owner_may_read_a_copy),
		EACH(nothing_is_overwritten),
		EACH(an_ended_copy_leaves_no_file),
		EACH(a_disk_without_room_ends_the_copy_and_harms_nothing_else),
		EACH(what_is_no_copy_is_refused_with_a_reason),
		EACH(a_copy_of_a_newer_program_is_refused),
	};

	signal(SIGXFSZ, SIG_IGN);
	return cmocka_run_group_tests_name("backup", tests, NULL, NULL);
}
