/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A copy of the live store while it works, in slices between turns. It comes from the store's own
 * connection, as nobody else can open the file: so what turns commit meanwhile goes into the copy
 * too, and a copy holds every row that was on disk before it began, and most that came later.
 *
 * The copy grows in PATH.part and gets its name only when it is whole and synced: what has the
 * name of a backup is one. Whether it can be used is for db/copy.h to say.
 */
#pragma once
#include "db/store.h"

#define BACKUP_SLICE_PAGES 128 /* 512 KiB: written and synced in a few ms */
#define BACKUP_SUFFIX	   ".part"

struct store_backup;

struct store_backup_progress {
	int64_t pages; /* of the store, as of the last slice */
	int64_t left; /* may grow again: an undone transaction makes SQLite begin anew */
};

/* Makes PATH.part, mode 0600. NULL and a sentence; nothing that is there is touched (`path` and
 * PATH.part must both be free). Free it before the store. Owned by ctx. */
struct store_backup *store_backup_begin(
	void *ctx, struct store *store, const char *path, char *error, size_t error_size);
/* The next slice. Only between transactions: in release, not in decide. 1: more to do; 0: `path` is
 * there, whole and synced; ERR_EXISTS: somebody took the name meanwhile; other errors: with the
 * sentence of store_backup_error(). Not to be called again after 0 or an error. */
int store_backup_slice(struct store_backup *backup) MUST_CHECK;
void store_backup_progress(const struct store_backup *backup, struct store_backup_progress *out);
/* Why the last slice failed. Borrowed. */
const char *store_backup_error(const struct store_backup *backup);
/* Also in the middle: then PATH.part is deleted. Safe on NULL. */
void store_backup_free(struct store_backup *backup);
