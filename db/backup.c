/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sqlite3_backup into a file of our own making. The copy needs no journal (a copy that is not whole
 * is deleted), and it is synced slice by slice, so that the last sync has little left to wait for.
 */
#include "db/backup.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <talloc.h>
#include <unistd.h>
#include <osmocom/core/utils.h>

#include "db/private_file.h"
#include "db/store_internal.h"

#define SENTENCE_SIZE 256

struct store_backup {
	char *path, *part;
	int fd; /* of the part, for syncing */
	sqlite3 *copy;
	sqlite3_backup *run;
	struct store_backup_progress progress;
	bool whole;
	char error[SENTENCE_SIZE];
};

static int close_copy(struct store_backup *b)
{
	int rc = b->run ? sqlite3_backup_finish(b->run) : SQLITE_OK;

	b->run = NULL;
	if (b->copy && sqlite3_close(b->copy) != SQLITE_OK && rc == SQLITE_OK)
		rc = SQLITE_IOERR_CLOSE;
	b->copy = NULL;
	return rc;
}

static int destroy(struct store_backup *b)
{
	close_copy(b);
	if (b->fd >= 0)
		close(b->fd);
	if (b->fd >= 0 && !b->whole)
		unlink(b->part);
	return 0;
}

static int system_error(void)
{
	return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : -errno;
}

/* A backup does not tell its connection what the system said; the file still knows. */
static int copy_error(struct store_backup *b, int rc)
{
	int reason = 0;

	if (rc == SQLITE_IOERR_WRITE &&
		sqlite3_file_control(b->copy, "main", SQLITE_FCNTL_LAST_ERRNO, &reason) ==
			SQLITE_OK &&
		(reason == EDQUOT || reason == EFBIG))
		return ERR_FULL;
	return sqlite_error(b->copy, rc);
}

static int make_part(struct store_backup *b)
{
	if (access(b->path, F_OK) == 0) {
		snprintf(b->error, sizeof(b->error), "%s: is there already, and stays as it is",
			b->path);
		return ERR_EXISTS;
	}
	b->fd = open(b->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (b->fd >= 0)
		return OK;
	snprintf(b->error, sizeof(b->error), "%s: cannot be made: %s", b->part, strerror(errno));
	return system_error();
}

static int open_copy(struct store_backup *b, struct store *store)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	int rc = sqlite3_open_v2(b->part, &b->copy, flags, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(b->copy,
			"PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF;"
			"PRAGMA synchronous = OFF; PRAGMA cache_size = -1024",
			NULL, NULL, NULL);
	if (rc == SQLITE_OK) {
		b->run = sqlite3_backup_init(b->copy, "main", store->db, "main");
		if (b->run)
			return OK;
	}
	snprintf(b->error, sizeof(b->error), "%s: %s", b->part,
		b->copy ? sqlite3_errmsg(b->copy) : sqlite3_errstr(rc));
	return ERR_IO;
}

struct store_backup *store_backup_begin(
	void *ctx, struct store *store, const char *path, char *error, size_t error_size)
{
	struct store_backup *b = talloc_zero(ctx, struct store_backup);

	OSMO_ASSERT(b);
	b->fd = -1;
	b->path = talloc_strdup(b, path);
	b->part = talloc_asprintf(b, "%s" BACKUP_SUFFIX, path);
	talloc_set_destructor(b, destroy);
	if (make_part(b) == OK && open_copy(b, store) == OK)
		return b;
	snprintf(error, error_size, "%s", b->error);
	talloc_free(b);
	return NULL;
}

static int failed(struct store_backup *b, int error, const char *why)
{
	snprintf(b->error, sizeof(b->error), "%s: %s", b->part,
		error == ERR_FULL ? "no room left on that disk" : why);
	return error;
}

/* The last pages were copied: close, sync, and only then the name. link() never replaces. */
static int finish(struct store_backup *b)
{
	if (close_copy(b) != SQLITE_OK)
		return failed(b, ERR_IO, "the copy could not be ended");
	if (fsync(b->fd) < 0)
		return failed(b, system_error(), strerror(errno));
	if (link(b->part, b->path) < 0)
		return failed(b, -errno, strerror(errno));
	b->whole = true;
	unlink(b->part);
	if (private_folder_sync(b->path) != OK)
		return failed(b, ERR_IO, "its folder could not be synced");
	return OK;
}

int store_backup_slice(struct store_backup *b)
{
	int rc = sqlite3_backup_step(b->run, BACKUP_SLICE_PAGES);

	b->progress.pages = sqlite3_backup_pagecount(b->run);
	b->progress.left = sqlite3_backup_remaining(b->run);
	if (rc == SQLITE_DONE)
		return finish(b);
	/* The store is in the middle of something (SQLite calls it busy): the next slice. */
	if ((rc & 0xff) == SQLITE_BUSY || (rc & 0xff) == SQLITE_LOCKED)
		return 1;
	if (rc != SQLITE_OK)
		return failed(b, copy_error(b, rc), sqlite3_errstr(rc));
	if (fdatasync(b->fd) < 0)
		return failed(b, system_error(), strerror(errno));
	return 1;
}

void store_backup_progress(const struct store_backup *b, struct store_backup_progress *out)
{
	*out = b->progress;
}

const char *store_backup_error(const struct store_backup *b)
{
	return b->error;
}

void store_backup_free(struct store_backup *b)
{
	talloc_free(b);
}
