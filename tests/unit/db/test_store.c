/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Opening and closing the store: what is refused and with which words, versions, keys, modes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include <talloc.h>

#include "db/store_internal.h"
#include "gateway/base/log.h"
#include "tests/lib/store_fixture.h"

#define SECOND_REFUSED 7 /* exit status */

static const char *program; /* this one's file */

/* The sentence with which an open is refused. */
static const char *refused(struct store_fixture *f)
{
	static char error[256];
	struct store_config config = { .path = f->path, .key_path = f->key_path };

	snprintf(error, sizeof(error), "it was opened");
	struct store *store = store_open(f->ctx, &f->clock.clock, &config, error, sizeof(error));
	assert_null(store);
	return error;
}

static void sql(struct store_fixture *f, const char *text)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static mode_t mode_of(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 07777;
}

static void rows_are_there_after_reopening(void **state)
{
	struct store_fixture *f = *state;
	struct dossier found;

	store_fixture_begin(f);
	struct dossier dossier = store_fixture_dossier(f, 1);
	store_fixture_commit(f);
	store_fixture_close(f);
	store_fixture_open(f);
	assert_int_equal(dossier_by_receipt(f->store, dossier.receipt, &found), 0);
	assert_string_equal(found.phone.e164, dossier.phone.e164);
}

static void database_and_journal_are_private(void **state)
{
	struct store_fixture *f = *state;
	char wal[128];

	store_fixture_begin(f);
	store_fixture_dossier(f, 1);
	store_fixture_commit(f);
	snprintf(wal, sizeof(wal), "%s-wal", f->path);
	assert_int_equal(mode_of(f->path), 0600);
	assert_int_equal(mode_of(wal), 0600);
}

static void an_open_folder_or_file_is_refused(void **state)
{
	struct store_fixture *f = *state;

	store_fixture_close(f);
	chmod(f->folder, 0755);
	assert_non_null(strstr(refused(f), "chmod 700"));
	chmod(f->folder, 0700);
	chmod(f->path, 0640);
	assert_non_null(strstr(refused(f), "chmod 600"));
	chmod(f->path, 0600);
	store_fixture_open(f);
}

static void a_newer_version_is_refused(void **state)
{
	struct store_fixture *f = *state;

	store_fixture_close(f);
	sql(f, "PRAGMA user_version = 999");
	assert_non_null(strstr(refused(f), "newer motcua"));
}

static void a_strange_file_is_refused(void **state)
{
	struct store_fixture *f = *state;

	store_fixture_close(f);
	unlink(f->path);
	sql(f, "CREATE TABLE theirs (x)");
	chmod(f->path, 0600);
	assert_non_null(strstr(refused(f), "not a database of motcua"));

	FILE *file = fopen(f->path, "w");
	for (int i = 0; i < 2000; i++)
		fputs("no database at all\n", file);
	fclose(file);
	assert_non_null(strstr(refused(f), "not a database of motcua"));
}

/* Locks are per process and known to it, so the second must be a program of its own. */
static void a_second_program_is_refused(void **state)
{
	const struct store_fixture *f = *state;
	pid_t second = fork();
	int status;

	if (second == 0) {
		execl(program, program, f->path, f->key_path, NULL);
		_exit(1);
	}
	assert_int_equal(waitpid(second, &status, 0), second);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), SECOND_REFUSED);
}

static void the_wrong_key_file_is_refused_at_start(void **state)
{
	struct store_fixture *f = *state;
	char error[256];

	store_fixture_close(f);
	unlink(f->key_path);
	assert_int_equal(key_file_new(f->key_path, error, sizeof(error)), 0);
	assert_non_null(strstr(refused(f), "is not in it"));
}

static void the_same_key_id_with_another_key_is_refused(void **state)
{
	struct store_fixture *f = *state;
	int version;
	unsigned key_id;

	store_identity(f->store, &version, &key_id);
	store_fixture_close(f);
	FILE *file = fopen(f->key_path, "w");
	fprintf(file, "motcua-key-1 %u %064d\n", key_id, 7);
	fclose(file);
	assert_non_null(strstr(refused(f), "is another than that"));
}

/* Puts a newer key above the one that is there. */
static void newer_key_add(struct store_fixture *f)
{
	char old[256] = "";
	FILE *file = fopen(f->key_path, "r");

	assert_true(fread(old, 1, sizeof(old) - 1, file) > 0);
	fclose(file);
	file = fopen(f->key_path, "w");
	fprintf(file, "# newest first\nmotcua-key-1 12345 %064x\n%s", 9, old);
	fclose(file);
}

static void a_newer_key_seals_while_old_rows_open_and_numbers_go_on(void **state)
{
	struct store_fixture *f = *state;
	uint8_t before[KEY_OCTETS];
	struct dossier found;
	int version;
	unsigned key_id;

	store_fixture_begin(f);
	struct dossier old = store_fixture_dossier(f, 1);
	store_fixture_commit(f);
	memcpy(before, store_number_key(f->store, "receipt"), KEY_OCTETS);
	store_fixture_close(f);

	newer_key_add(f);
	store_fixture_open(f);
	store_identity(f->store, &version, &key_id);
	assert_int_equal(key_id, 12345);
	assert_memory_equal(store_number_key(f->store, "receipt"), before, KEY_OCTETS);
	assert_int_equal(dossier_list_by_phone(f->store, &old.phone, &found, 1), 1);
	assert_string_equal(found.phone.e164, old.phone.e164);
	store_fixture_begin(f);
	store_fixture_dossier(f, 2);
	store_fixture_commit(f);
	store_fixture_close(f);
	store_fixture_open(f);
}

static void no_name_or_number_is_readable_in_the_file(void **state)
{
	struct store_fixture *f = *state;
	static char octets[1 << 20];
	struct draft draft = { .phone = store_fixture_phone(1), .procedure = "p" };
	struct dossier helped = { .phone = draft.phone, .helper = store_fixture_phone(12345678) };

	store_fixture_begin(f);
	struct dossier dossier = store_fixture_dossier(f, 12345678);
	assert_int_equal(draft_put(f->store, &draft), 0);
	helped.draft_id = draft.id;
	assert_int_equal(dossier_add(f->store, &helped, "{}", 2), 0);
	store_fixture_commit(f);
	store_fixture_close(f);
	FILE *file = fopen(f->path, "r");
	size_t len = fread(octets, 1, sizeof(octets), file);
	fclose(file);
	assert_non_null(memmem(octets, len, dossier.receipt, RECEIPT_DIGITS));
	assert_null(memmem(octets, len, "12345678", 8));
	assert_null(memmem(octets, len, "answers\"", 8));
}

/* What this program does when it is started with the names of a database and a key file. */
static int second_main(const char *path, const char *key_path)
{
	struct store_config config = { .path = path, .key_path = key_path };
	char error[256] = "";

	log_start_quiet(NULL);
	struct store *store = store_open(NULL, clock_system(), &config, error, sizeof(error));
	return !store && strstr(error, "another program has it open") ? SECOND_REFUSED : 1;
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, store_fixture_setup, store_fixture_teardown)

int main(int argc, char **argv)
{
	program = argv[0];
	if (argc == 3)
		return second_main(argv[1], argv[2]);

	const struct CMUnitTest tests[] = {
		TEST(rows_are_there_after_reopening),
		TEST(database_and_journal_are_private),
		TEST(an_open_folder_or_file_is_refused),
		TEST(a_newer_version_is_refused),
		TEST(a_strange_file_is_refused),
		TEST(a_second_program_is_refused),
		TEST(the_wrong_key_file_is_refused_at_start),
		TEST(the_same_key_id_with_another_key_is_refused),
		TEST(a_newer_key_seals_while_old_rows_open_and_numbers_go_on),
		TEST(no_name_or_number_is_readable_in_the_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
