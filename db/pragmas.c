/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How SQLite is to behave. Every setting is read back, and a difference stops the start: SQLite
 * ignores what it does not know or cannot do.
 */
#include "db/store_internal.h"

#include <stdio.h>
#include <string.h>

#define PAGE_OCTETS	 "4096"
#define CACHE_KIB	 "-8192" /* of pages; negative means KiB */
#define WAL_LIMIT_OCTETS "67108864" /* kept of a WAL that grew, once it is empty again */
#define VALUE_SIZE	 24

/* In this order: the lock before the first access, the journal before what depends on it.
 *
 * locking_mode=EXCLUSIVE: nobody but us ever opens the live file (the command line asks the daemon,
 * a backup runs within it). So a second motcuad is refused at its start, no foreign reader holds up
 * a checkpoint, and the WAL's index lies in memory of ours: no -shm file whose growth on a full
 * disk would fail a commit after its sync. busy_timeout=0 follows: there is nobody to wait for. */
static const struct pragma {
	const char *name;
	const char *set;
	const char *read; /* what it says when it is so */
} pragmas[] = {
	{ "locking_mode", "EXCLUSIVE", "exclusive" },
	{ "page_size", PAGE_OCTETS, PAGE_OCTETS },
	{ "journal_mode", "WAL", "wal" },
	{ "synchronous", "FULL", "2" },
	{ "foreign_keys", "ON", "1" },
	{ "trusted_schema", "OFF", "0" },
	{ "cell_size_check", "ON", "1" },
	{ "automatic_index", "OFF", "0" },
	{ "busy_timeout", "0", "0" },
	{ "cache_size", CACHE_KIB, CACHE_KIB },
	{ "mmap_size", "0", "0" },
	{ "temp_store", "MEMORY", "2" },
	/* Ours, with its limit and its log line: db/checkpoint.c. */
	{ "wal_autocheckpoint", "0", "0" },
	{ "journal_size_limit", WAL_LIMIT_OCTETS, WAL_LIMIT_OCTETS },
};

/* Runs one pragma and gives its first value, "" when it gives none. */
static int run(sqlite3 *db, const char *sql, char value[VALUE_SIZE])
{
	sqlite3_stmt *statement = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

	value[0] = '\0';
	if (rc == SQLITE_OK) {
		rc = sqlite3_step(statement);
		if (rc == SQLITE_ROW) {
			const unsigned char *text = sqlite3_column_text(statement, 0);

			snprintf(value, VALUE_SIZE, "%s", text ? (const char *)text : "");
		}
		rc = rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
	}
	int end = sqlite3_finalize(statement);
	return rc ? rc : end;
}

static int pragma_set(
	sqlite3 *db, const struct pragma *p, const char *path, char *error, size_t error_size)
{
	char sql[80], value[VALUE_SIZE];

	snprintf(sql, sizeof(sql), "PRAGMA %s = %s", p->name, p->set);
	int rc = run(db, sql, value);
	if (rc == SQLITE_OK) {
		snprintf(sql, sizeof(sql), "PRAGMA %s", p->name);
		rc = run(db, sql, value);
	}
	if ((rc & 0xff) == SQLITE_BUSY) {
		snprintf(error, error_size, "%s: another program has it open; stop that first",
			path);
		return ERR_BUSY;
	}
	if ((rc & 0xff) == SQLITE_NOTADB) {
		snprintf(error, error_size, "%s: is not a database of motcua", path);
		return ERR_INVALID;
	}
	if (rc) {
		snprintf(error, error_size, "%s: PRAGMA %s: %s", path, p->name, sqlite3_errmsg(db));
		return sqlite_error(db, rc);
	}
	if (strcmp(value, p->read) != 0) {
		snprintf(error, error_size, "%s: PRAGMA %s is \"%s\", must be \"%s\"", path,
			p->name, value, p->read);
		return ERR_INVALID;
	}
	return 0;
}

/* Frames are not padded to sectors: sqlite_commit_undone() rests on it. -1 asks. */
static int powersafe_check(sqlite3 *db, const char *path, char *error, size_t error_size)
{
	int powersafe = -1;

	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_POWERSAFE_OVERWRITE, &powersafe) ||
		powersafe != 1) {
		snprintf(error, error_size,
			"%s: this SQLite was built without SQLITE_POWERSAFE_OVERWRITE", path);
		return ERR_INVALID;
	}
	return 0;
}

int pragmas_set(sqlite3 *db, const char *path, char *error, size_t error_size)
{
	int defensive = 0;

	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, &defensive);
	if (!defensive) {
		snprintf(error, error_size, "%s: SQLite does not turn defensive", path);
		return ERR_INVALID;
	}
	for (size_t i = 0; i < sizeof(pragmas) / sizeof(pragmas[0]); i++) {
		int rc = pragma_set(db, &pragmas[i], path, error, error_size);
		if (rc)
			return rc;
	}
	return powersafe_check(db, path, error, error_size);
}
