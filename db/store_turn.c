/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The turn's transaction. An event costs nothing until it writes; the first write of a turn begins
 * the transaction, the first of an event its savepoint.
 *
 *   nothing --first write--> open, in savepoint --event_end(keep)--> open, kept + 1 --commit-->
 * nothing
 *                                 \--event_end(undo)--> open, or nothing if no event was kept
 *
 * On a full disk or an I/O error SQLite drops the whole transaction by itself, in the middle of a
 * statement and in reads too. Then the rows of every earlier event of the turn are gone although
 * event_end() has said "kept", and a careless next write would commit on its own. store_failed()
 * notices (autocommit is on again): with earlier events the turn is lost, nothing is written any
 * more and its commit reports the error; without, only the event under way is.
 *
 * An event that reads while earlier events of its turn wait for the commit may have seen their rows
 * (a repeated message finds the answer of its first copy). It shares their fate: event_end() counts
 * it among those that wait.
 */
#include "db/store_internal.h"

#include <osmocom/core/utils.h>

#include "gateway/base/log.h"

int store_run(struct store *store, enum statement id)
{
	int rc = sqlite3_step(store->statement[id]);

	sqlite3_reset(store->statement[id]);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* --- around each statement ----------------------------------------------------------------- */

static int refusal(const struct store *store)
{
	if (store->uncertain)
		return ERR_UNCERTAIN;
	if (store->transaction.turn_error)
		return store->transaction.turn_error;
	return store->transaction.event_error;
}

int store_write_begin(struct store *store)
{
	struct transaction *t = &store->transaction;
	int rc = refusal(store);

	OSMO_ASSERT(t->in_event);
	if (rc)
		return rc;
	if (!t->open) {
		rc = store_run(store, SQL_BEGIN);
		if (rc)
			return sqlite_error(store->db, rc);
		t->open = true;
	}
	if (!t->in_savepoint) {
		rc = store_run(store, SQL_SAVEPOINT);
		if (rc)
			return store_failed(store, rc);
		t->in_savepoint = true;
	}
	return 0;
}

int store_read_begin(struct store *store)
{
	if (store->uncertain)
		return ERR_UNCERTAIN;
	if (store->transaction.kept > 0)
		store->transaction.read_unsure = true;
	return 0;
}

/* The transaction is gone: whose rows are lost decides how much is refused from now on. */
static void transaction_lost(struct store *store, int error)
{
	struct transaction *t = &store->transaction;

	if (!store->not_writable)
		LOGP(DSTORE, LOGL_ERROR, "transaction lost with %u earlier events: %s\n", t->kept,
			sqlite3_errmsg(store->db));
	store->not_writable = err_name(error);
	t->open = false;
	t->in_savepoint = false;
	t->event_error = error;
	if (t->kept > 0)
		t->turn_error = error;
}

int store_failed(struct store *store, int rc)
{
	int error = sqlite_error(store->db, rc);

	if (store->transaction.open && sqlite3_get_autocommit(store->db))
		transaction_lost(store, error);
	return error;
}

/* --- what the turn calls ------------------------------------------------------------------- */

static void event_begin(void *data)
{
	struct transaction *t = &((struct store *)data)->transaction;

	OSMO_ASSERT(!t->in_event);
	t->in_event = true;
	t->in_savepoint = false;
	t->read_unsure = false;
	t->event_error = 0;
}

/* Ends a transaction of which nothing may stay. */
static void roll_back(struct store *store)
{
	if (!sqlite3_get_autocommit(store->db)) {
		int rc = store_run(store, SQL_ROLLBACK);

		/* SQLite's ROLLBACK gives up the transaction whatever it reports. */
		if (rc)
			LOGP(DSTORE, LOGL_ERROR, "rollback: %s\n", sqlite3_errstr(rc));
	}
	store->transaction.open = false;
	store->transaction.in_savepoint = false;
}

static int event_keep(struct store *store)
{
	struct transaction *t = &store->transaction;
	int rc = store_run(store, SQL_RELEASE);

	if (rc == SQLITE_OK) {
		t->kept++;
		return 1;
	}
	int error = sqlite_error(store->db, rc);
	roll_back(store);
	transaction_lost(store, error);
	return error;
}

static void event_undo(struct store *store)
{
	struct transaction *t = &store->transaction;

	if (t->kept == 0) {
		roll_back(store);
		return;
	}
	int rc = store_run(store, SQL_ROLLBACK_TO);
	if (rc == SQLITE_OK)
		rc = store_run(store, SQL_RELEASE);
	if (rc == SQLITE_OK)
		return;
	/* Its rows cannot be taken out alone, so none of the turn may stay. */
	int error = sqlite_error(store->db, rc);
	roll_back(store);
	transaction_lost(store, error);
}

static int event_end(void *data, bool keep)
{
	struct store *store = data;
	struct transaction *t = &store->transaction;
	int rc = 0;

	OSMO_ASSERT(t->in_event);
	if (t->event_error)
		rc = keep ? t->event_error : 0;
	else if (t->in_savepoint && keep)
		rc = event_keep(store);
	else if (t->in_savepoint)
		event_undo(store);
	else if (keep && t->read_unsure)
		rc = 1;
	t->in_event = false;
	t->in_savepoint = false;
	return rc;
}

static bool has_writes(void *data)
{
	return ((const struct store *)data)->transaction.kept > 0;
}

static int commit_failed(struct store *store, int rc)
{
	int error = sqlite_commit_undone(rc) ? sqlite_error(store->db, rc) : ERR_UNCERTAIN;

	/* A full disk fails every turn; the first says it. */
	if (!store->not_writable || error == ERR_UNCERTAIN)
		LOGP(DSTORE, LOGL_ERROR, "commit of %u events failed with %d, %s: %s\n",
			store->transaction.kept, rc, err_name(error), sqlite3_errmsg(store->db));
	store->not_writable = err_name(error);
	store->uncertain = error == ERR_UNCERTAIN;
	roll_back(store);
	return error;
}

static int commit(void *data)
{
	struct store *store = data;
	struct transaction *t = &store->transaction;
	int error = t->turn_error;

	OSMO_ASSERT(!t->in_event);
	if (!error && t->open) {
		int rc = store_run(store, SQL_COMMIT);

		if (rc)
			error = commit_failed(store, rc);
		else
			store->not_writable = NULL;
	}
	*t = (struct transaction) { 0 };
	return error;
}

void store_turn_init(struct store *store)
{
	store->turn = (struct turn_store) {
		.store = store,
		.event_begin = event_begin,
		.event_end = event_end,
		.has_writes = has_writes,
		.commit = commit,
	};
}
