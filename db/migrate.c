/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The schema's version moves forward, never back, all missing steps and the new number in one
 * transaction: after a power cut the file is of the old version or of the new one.
 */
#include "db/store_internal.h"

#include <stdio.h>

#include "db/schema.h"
#include "gateway/base/log.h"

#define APPLICATION_ID 0x4d746375 /* "Mtcu": whose file this is */

static int number_read(sqlite3 *db, const char *sql, int *value_r)
{
	sqlite3_stmt *statement = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

	if (rc == SQLITE_OK) {
		rc = sqlite3_step(statement);
		if (rc == SQLITE_ROW)
			*value_r = sqlite3_column_int(statement, 0);
	}
	sqlite3_finalize(statement);
	return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static int steps_run(sqlite3 *db, int from)
{
	char version[80];
	int rc = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);

	for (int i = from; rc == SQLITE_OK && i < schema_versions; i++)
		rc = sqlite3_exec(db, schema_sql[i], NULL, NULL, NULL);
	snprintf(version, sizeof(version), "PRAGMA application_id = %d; PRAGMA user_version = %d",
		APPLICATION_ID, schema_versions);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, version, NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	return rc;
}

/* A sentence for a file that is not ours to migrate, NULL if it is. */
static const char *stranger(int version, int application, int tables)
{
	if (application == APPLICATION_ID && version > schema_versions)
		return "written by a newer motcua; install that version again";
	if (application != APPLICATION_ID && (application != 0 || version != 0 || tables != 0))
		return "is not a database of motcua";
	return NULL;
}

int schema_migrate(sqlite3 *db, const char *path, int *version_r, char *error, size_t error_size)
{
	int version = 0, application = 0, tables = 0;
	int rc = number_read(db, "PRAGMA user_version", &version);

	if (rc == SQLITE_OK)
		rc = number_read(db, "PRAGMA application_id", &application);
	if (rc == SQLITE_OK)
		rc = number_read(db, "SELECT count(*) FROM sqlite_schema", &tables);
	const char *wrong = rc ? NULL : stranger(version, application, tables);
	if (wrong) {
		snprintf(error, error_size, "%s: %s (schema version %d, this program knows %d)",
			path, wrong, version, schema_versions);
		return ERR_VERSION;
	}
	if (rc == SQLITE_OK && version < schema_versions) {
		rc = steps_run(db, version);
		if (rc == SQLITE_OK)
			LOGP(DSTORE, LOGL_NOTICE, "schema moved from version %d to %d\n", version,
				schema_versions);
	}
	if (rc) {
		snprintf(error, error_size, "%s: schema cannot be brought to version %d: %s", path,
			schema_versions, sqlite3_errmsg(db));
		rc = sqlite_error(db, rc);
		if (!sqlite3_get_autocommit(db))
			sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
		return rc;
	}
	*version_r = schema_versions;
	return 0;
}
