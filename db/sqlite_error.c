/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What SQLite's results mean to us. The one place where "did the commit happen?" is answered.
 */
#include "db/store_internal.h"

/* A write that the system refused is SQLITE_IOERR_WRITE with the reason in errno. */
static int write_error(sqlite3 *db)
{
	switch (sqlite3_system_errno(db)) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return ERR_FULL;
	case EROFS:
		return ERR_READ_ONLY;
	default:
		return ERR_IO;
	}
}

int sqlite_error(sqlite3 *db, int rc)
{
	switch (rc) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return ERR_EXISTS;
	case SQLITE_IOERR_WRITE:
		return write_error(db);
	default:
		break;
	}
	switch (rc & 0xff) {
	case SQLITE_CONSTRAINT:
		return ERR_INVALID;
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_READONLY:
		return ERR_READ_ONLY;
	case SQLITE_NOMEM:
		return ERR_NO_MEMORY;
	case SQLITE_TOOBIG:
		return ERR_TOO_LONG;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	default:
		return ERR_IO;
	}
}

/*
 * COMMIT writes frames to the WAL, the last of them marked as the commit, syncs, and then notes
 * them in memory. Recovery takes a transaction for committed once the last frame is whole, synced
 * or not.
 *   - A refused write (full, read-only, write error) leaves at least that frame torn, so its
 *     checksum cannot match: certainly undone. This needs that nothing is written behind it, which
 *     SQLITE_FCNTL_POWERSAFE_OVERWRITE promises and pragmas_set() checks.
 *   - A failed sync, and anything that fails behind it (memory, files we have not thought of),
 *     leaves the frame whole: a restart may find the rows.
 */
bool sqlite_commit_undone(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_FULL:
	case SQLITE_READONLY:
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_CONSTRAINT:
		return true;
	default:
		return rc == SQLITE_IOERR_WRITE;
	}
}
