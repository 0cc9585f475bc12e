/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Checkpoints: frames go from the WAL into the database file.
 *
 * A checkpoint comes after a commit that succeeded and cannot take it back: until its own sync of
 * the database file has worked SQLite counts no frame as carried over, and the next checkpoint
 * writes all of them again. So failing costs only a longer WAL. SQLite's own autocheckpoint would
 * fail in silence; hence ours.
 */
#include "db/store_internal.h"

#include "gateway/base/log.h"

/* A WAL of 16 MB. Carrying it over takes 10 to 20 ms on a disk that syncs in 0.1 ms, once in some
 * hundred applications; a longer WAL would make the worst commit longer still. */
#define CHECKPOINT_FRAMES 4000

static int on_commit(void *data, sqlite3 *db, const char *name, int frames)
{
	struct store *store = data;

	if (frames < store->checkpoint_at_frames)
		return SQLITE_OK;
	int rc = sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	if (rc == SQLITE_OK) {
		if (store->checkpoints_failed > 0)
			LOGP(DSTORE, LOGL_NOTICE, "checkpoints succeed again\n");
		store->checkpoints_failed = 0;
		store->checkpoint_at_frames = CHECKPOINT_FRAMES;
		return SQLITE_OK;
	}
	store->checkpoints_failed++;
	store->checkpoint_at_frames = frames + CHECKPOINT_FRAMES;
	LOGP(DSTORE, LOGL_ERROR, "checkpoint failed %u times, WAL holds %d frames: %s\n",
		store->checkpoints_failed, frames, sqlite3_errmsg(db));
	/* Anything else would make COMMIT report an error although the rows are on disk. */
	return SQLITE_OK;
}

void checkpoint_start(struct store *store)
{
	store->checkpoint_at_frames = CHECKPOINT_FRAMES;
	store->checkpoints_failed = 0;
	sqlite3_wal_hook(store->db, on_commit, store);
}

int checkpoint_full(struct store *store)
{
	int left = 0, carried = 0;
	int rc = sqlite3_wal_checkpoint_v2(
		store->db, "main", SQLITE_CHECKPOINT_TRUNCATE, &left, &carried);

	if (rc == SQLITE_OK && left != carried)
		return SQLITE_BUSY;
	return rc;
}
