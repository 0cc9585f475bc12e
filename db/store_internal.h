/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Inside of the store, for the files of db/ and their tests: the prepared statements, the state of
 * the turn's transaction, and how SQLite's results become ours.
 *
 * Files per kind of row use db/query.h, which goes through here; nothing else touches SQLite.
 */
#pragma once
#include <sqlite3.h>
#include "db/keyfile.h"
#include "db/store.h"

/* The SQL of each is in db/statements.c, in this order. */
enum statement {
	SQL_BEGIN,
	SQL_COMMIT,
	SQL_ROLLBACK,
	SQL_SAVEPOINT,
	SQL_RELEASE,
	SQL_ROLLBACK_TO,

	SQL_META_GET,
	SQL_META_SET,
	SQL_META_COUNT,
	SQL_KEY_LIST,
	SQL_KEY_ADD,
	SQL_TALLY,

	SQL_SUBSCRIBER_GET,
	SQL_SUBSCRIBER_NEXT_ID,
	SQL_SUBSCRIBER_ADD,
	SQL_SUBSCRIBER_CHANGE,

	SQL_DRAFT_NEXT_ID,
	SQL_DRAFT_ADD,
	SQL_DRAFT_CHANGE,
	SQL_DRAFT_OPEN_ID,
	SQL_DRAFT_FIND,
	SQL_DRAFT_FIND_PROCEDURE,
	SQL_DRAFT_CLOSE,
	SQL_DRAFT_EXPIRE,

	SQL_DOSSIER_NEXT_ID,
	SQL_DOSSIER_ADD,
	SQL_DOSSIER_BODY_PUT,
	SQL_DOSSIER_BODY,
	SQL_DOSSIER_BY_ID,
	SQL_DOSSIER_BY_DRAFT,
	SQL_DOSSIER_BY_RECEIPT,
	SQL_DOSSIER_BY_NUMBER,
	SQL_DOSSIER_TAIL,
	SQL_DOSSIER_LIST_PHONE,
	SQL_DOSSIER_LIST_OWN,
	SQL_DOSSIER_LIST,
	SQL_DOSSIER_LIST_OFFICE,
	SQL_DOSSIER_DUE,
	SQL_DOSSIER_LEASE,
	SQL_DOSSIER_NEXT_DUE,
	SQL_DOSSIER_RETRY,
	SQL_DOSSIER_WAKE,
	SQL_DOSSIER_ACCEPTED,
	SQL_DOSSIER_REFUSED,
	SQL_DOSSIER_STATUS,
	SQL_DOSSIER_OLDEST_QUEUED,
	SQL_EVENT_ADD,
	SQL_EVENT_LIST,
	SQL_EVENT_NEWEST,
	SQL_EVENT_COUNT,
	SQL_EVENT_BY_KEY,

	SQL_APPOINTMENT_OPEN,
	SQL_APPOINTMENT_SEATS,
	SQL_APPOINTMENT_ADD,
	SQL_APPOINTMENT_USE,
	SQL_APPOINTMENT_LIST_PHONE,
	SQL_APPOINTMENT_BY_CODE,
	SQL_APPOINTMENT_LIST,
	SQL_APPOINTMENT_LIST_OFFICE,
	SQL_APPOINTMENT_COUNT,
	SQL_APPOINTMENT_END,

	SQL_OFFICE_GET,
	SQL_OFFICE_PUT,
	SQL_OFFICE_EACH,

	SQL_OUTBOX_NEXT_ID,
	SQL_OUTBOX_ADD,
	SQL_OUTBOX_BY_DEDUPE,
	SQL_OUTBOX_DUE,
	SQL_OUTBOX_CLAIM,
	SQL_OUTBOX_NEXT_DUE,
	SQL_OUTBOX_STATE,
	SQL_OUTBOX_SET,
	SQL_OUTBOX_BY_ID,
	SQL_OUTBOX_RECOVER,
	SQL_OUTBOX_LIST,
	SQL_OUTBOX_LIST_STATE,
	SQL_OUTBOX_OLDEST_QUEUED,

	SQL_INBOX_NEXT_ID,
	SQL_INBOX_ADD,
	SQL_INBOX_FIND,
	SQL_INBOX_EXPIRE,

	SQL_ATTEMPT_ADD,
	SQL_ATTEMPT_COUNT,
	SQL_ATTEMPT_EXPIRE,

	SQL_PROCEDURE_PUT,
	SQL_PROCEDURE_FIND,
	SQL_PROCEDURE_LIST,
	SQL_EFORM_PUT,
	SQL_EFORM_GET,

	SQL_UPCALL_NEXT_ID,
	SQL_UPCALL_ADD,
	SQL_UPCALL_RELEASE,
	SQL_UPCALL_DUE,
	SQL_UPCALL_LEASE,
	SQL_UPCALL_NEXT_DUE,
	SQL_UPCALL_BY_ID,
	SQL_UPCALL_RETRY,
	SQL_UPCALL_WAKE,
	SQL_UPCALL_END,
	SQL_UPCALL_EXPIRE,
	SQL_UPCALL_LIST,

	SQL_STRAY_NEXT_ID,
	SQL_STRAY_ADD,
	SQL_STRAY_LIST,
	SQL_STRAY_DELETE,
	SQL_STRAY_EXPIRE,
	SQL_CURSOR_GET,
	SQL_CURSOR_PUT,

	SQL_CALLBACK_NEXT_ID,
	SQL_CALLBACK_ADD,
	SQL_CALLBACK_BY_ID,
	SQL_CALLBACK_OPEN,
	SQL_CALLBACK_COUNT,
	SQL_CALLBACK_LIST,
	SQL_CALLBACK_LIST_OFFICE,
	SQL_CALLBACK_TAKE,
	SQL_CALLBACK_END,
	SQL_CALLBACK_EXPIRE,
	SQL_CALLBACK_OLDEST,

	STATEMENT_COUNT
};
extern const char *const statement_sql[STATEMENT_COUNT];

/* The turn's transaction; see db/store_turn.c for how it moves. */
struct transaction {
	bool open; /* BEGIN was carried out, and SQLite still has it */
	bool in_event;
	bool in_savepoint; /* the event under way wrote */
	bool read_unsure; /* the event under way read while earlier events had rows to commit */
	unsigned kept; /* events of this turn whose rows wait for the commit */
	int event_error; /* SQLite dropped the transaction under the event under way */
	int turn_error; /* rows of earlier events of this turn are lost: no commit can succeed */
};

struct store {
	const struct clock *clock;
	const char *path;
	const char *vfs;
	struct key_ring *ring;
	sqlite3 *db;
	sqlite3_stmt *statement[STATEMENT_COUNT];
	struct turn_store turn;
	struct transaction transaction;
	int schema_version;
	bool uncertain;
	const char *not_writable; /* why the last commit failed; NULL: it did not */
	int checkpoint_at_frames; /* the WAL's length at which a checkpoint is tried */
	unsigned checkpoints_failed; /* in a row */
};

/* Settings of the SQLite library itself; before its first use, later calls change nothing. */
void store_library_start(void);

/* SQLite's extended result as one of ours. Never 0. */
int sqlite_error(sqlite3 *db, int rc);
/* True for a failed COMMIT of which it is known that nothing of it can be on disk. */
bool sqlite_commit_undone(int rc);

/* Runs one of the statements that have neither arguments nor rows; SQLite's own result. */
int store_run(struct store *store, enum statement id);

/* Before a statement that writes: opens transaction and savepoint if they are not. 0, or why this
 * turn writes nothing any more. Asserts that an event is under way. */
int store_write_begin(struct store *store) MUST_CHECK;
/* Before a statement that reads: ERR_UNCERTAIN while the store is. */
int store_read_begin(struct store *store) MUST_CHECK;
/* After any statement that failed: our error, having noticed whether SQLite dropped the whole
 * transaction (a full disk or an I/O error does that, in reads too). */
int store_failed(struct store *store, int rc) MUST_CHECK;
void store_turn_init(struct store *store);

/* Steps of store_open(), each 0 or an error with a sentence. */
int pragmas_set(sqlite3 *db, const char *path, char *error, size_t error_size) MUST_CHECK;
int schema_migrate(
	sqlite3 *db, const char *path, int *version_r, char *error, size_t error_size) MUST_CHECK;
int statements_prepare(struct store *store, char *error, size_t error_size) MUST_CHECK;
void statements_finalize(struct store *store);
/* The key file belongs to this database; binds the ring to the key its numbers were made with. */
int keys_check(
	struct store *store, const char *key_path, char *error, size_t error_size) MUST_CHECK;

/* Checkpoints after a commit that left the WAL long; failing is logged and tried again, it takes
 * nothing back. */
void checkpoint_start(struct store *store);
/* Everything visible is synced into the database file and the WAL is empty. SQLite's result. */
int checkpoint_full(struct store *store) MUST_CHECK;
