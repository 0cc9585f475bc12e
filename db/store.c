/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Opening, closing and rebuilding the store. What it does while it is open is in store_turn.c and
 * in the files per kind of row.
 */
#include "db/store.h"

#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include <osmocom/core/utils.h>

#include "db/private_file.h"
#include "db/store_internal.h"
#include "gateway/base/log.h"

void store_library_start(void)
{
	/* Savepoints keep their old pages in memory: a turn is bounded, and a temporary file would
	 * be one more thing to fail. SQLITE_MISUSE: the library runs already, with these settings.
	 */
	sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int database_open(struct store *store, char *error, size_t error_size)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	int rc = private_file_prepare(store->path, error, error_size);

	if (rc)
		return rc;
	store_library_start();
	rc = sqlite3_open_v2(store->path, &store->db, flags, store->vfs);
	if (rc) {
		snprintf(error, error_size, "%s: cannot be opened: %s", store->path,
			store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(rc));
		return ERR_IO;
	}
	rc = pragmas_set(store->db, store->path, error, error_size);
	if (rc == 0)
		rc = schema_migrate(
			store->db, store->path, &store->schema_version, error, error_size);
	if (rc == 0)
		rc = statements_prepare(store, error, error_size);
	return rc;
}

/* What the WAL showed us may have been in the system's cache only, when the last process was
 * killed before its sync. Nothing is shown to anybody before it is on disk. */
static int settle(struct store *store, char *error, size_t error_size)
{
	int rc = checkpoint_full(store);

	if (rc) {
		snprintf(error, error_size, "%s: its journal cannot be written into it: %s",
			store->path, sqlite3_errmsg(store->db));
		return sqlite_error(store->db, rc);
	}
	if (private_folder_sync(store->path)) {
		snprintf(error, error_size, "%s: its folder cannot be synced: %s", store->path,
			strerror(errno));
		return ERR_IO;
	}
	return 0;
}

static int store_destroy(struct store *store)
{
	if (!store->db)
		return 0;
	if (!sqlite3_get_autocommit(store->db))
		store_run(store, SQL_ROLLBACK);
	statements_finalize(store);
	if (sqlite3_close(store->db) != SQLITE_OK)
		LOGP(DSTORE, LOGL_ERROR, "close: %s\n", sqlite3_errmsg(store->db));
	store->db = NULL;
	return 0;
}

struct store *store_open(void *ctx, const struct clock *clock, const struct store_config *config,
	char *error, size_t error_size)
{
	struct store *store = talloc_zero(ctx, struct store);

	OSMO_ASSERT(store);
	talloc_set_destructor(store, store_destroy);
	store->clock = clock;
	store->path = talloc_strdup(store, config->path);
	store->vfs = config->vfs ? talloc_strdup(store, config->vfs) : NULL;
	store_turn_init(store);
	store->ring = key_ring_read(store, config->key_path, error, error_size);
	if (!store->ring || database_open(store, error, error_size) ||
		settle(store, error, error_size) ||
		keys_check(store, config->key_path, error, error_size)) {
		talloc_free(store);
		return NULL;
	}
	checkpoint_start(store);
	return store;
}

void store_close(struct store *store)
{
	talloc_free(store);
}

const struct turn_store *store_turn(struct store *store)
{
	return &store->turn;
}

/*
 * After a failed sync the lost transaction's frames may lie whole behind the last good one in the
 * WAL. A system that failed to write its cache marks it clean, so reading them back would trust
 * octets that no further sync will ever write. Hence they are not read: a new transaction is
 * written over the first of them, which breaks the chain of checksums, and synced. From then on the
 * doubtful rows are certainly absent, as memory believes. The checkpoint proves that the database
 * file can be synced too.
 */
int store_rebuild(struct store *store)
{
	OSMO_ASSERT(!store->transaction.open);
	if (!store->uncertain)
		return 0;
	int rc = sqlite3_exec(store->db,
		"BEGIN IMMEDIATE;"
		"UPDATE meta SET value = value + 1 WHERE name = 'rebuilds';"
		"COMMIT",
		NULL, NULL, NULL);
	if (!sqlite3_get_autocommit(store->db))
		store_run(store, SQL_ROLLBACK);
	if (rc == SQLITE_OK)
		rc = checkpoint_full(store);
	if (rc) {
		LOGP(DSTORE, LOGL_ERROR, "rebuild failed: %s\n", sqlite3_errmsg(store->db));
		return sqlite_error(store->db, rc);
	}
	LOGP(DSTORE, LOGL_NOTICE, "rebuilt: the store is certain again\n");
	store->uncertain = false;
	store->not_writable = NULL;
	return 0;
}

bool store_uncertain(const struct store *store)
{
	return store->uncertain;
}

bool store_writable(const struct store *store, const char **reason_r)
{
	if (store->not_writable && reason_r)
		*reason_r = store->not_writable;
	return !store->not_writable;
}

const uint8_t *store_number_key(const struct store *store, const char *purpose)
{
	return key_ring_derive(store->ring, key_ring_bound(store->ring), purpose);
}

void store_identity(const struct store *store, int *schema_version_r, unsigned *key_id_r)
{
	*schema_version_r = store->schema_version;
	*key_id_r = key_ring_newest(store->ring);
}
