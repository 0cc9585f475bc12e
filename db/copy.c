/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The checks of a copy, each with its sentence. The file is opened as immutable: SQLite then takes
 * no locks and makes no files beside it, and what is in a journal beside it would be overlooked; so
 * a copy with a journal is refused.
 */
#include "db/copy.h"

#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <talloc.h>

#include "db/key_proof.h"
#include "db/schema.h"

#define APPLICATION_ID 0x4d746375 /* as db/migrate.c writes it */

struct check {
	const char *path;
	sqlite3 *db;
	char *error;
	size_t error_size;
};

static int refuse(struct check *c, int error, const char *sentence)
{
	snprintf(c->error, c->error_size, "%s: %s", c->path, sentence);
	return error;
}

/* The first column of the first row, as a number or a text of at most `cap` octets (out NULL: not
 * wanted). SQLite's result; SQLITE_DONE when there is no row. */
static int first(
	struct check *c, const char *sql, int64_t *number_r, char *text_r, size_t text_size)
{
	sqlite3_stmt *statement = NULL;
	int rc = sqlite3_prepare_v2(c->db, sql, -1, &statement, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW && number_r)
		*number_r = sqlite3_column_int64(statement, 0);
	if (rc == SQLITE_ROW && text_r) {
		const unsigned char *text = sqlite3_column_text(statement, 0);

		snprintf(text_r, text_size, "%s", text ? (const char *)text : "");
	}
	sqlite3_finalize(statement);
	return rc;
}

/* "file:" and the path with what a URI reserves escaped. */
static int open_immutable(struct check *c)
{
	char uri[PATH_MAX * 3 + 32] = "file:";
	size_t at = strlen(uri);
	int rc;

	if (strlen(c->path) >= PATH_MAX)
		return refuse(c, ERR_TOO_LONG, "the name is too long");
	for (const char *p = c->path; *p; p++) {
		bool plain = isalnum((unsigned char)*p) || strchr("/._-+,=@ ", *p);

		at += (size_t)snprintf(
			uri + at, sizeof(uri) - at, plain ? "%c" : "%%%02x", (unsigned char)*p);
	}
	snprintf(uri + at, sizeof(uri) - at, "?immutable=1");
	rc = sqlite3_open_v2(
		uri, &c->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
	return rc == SQLITE_OK ? OK : refuse(c, ERR_IO, "cannot be opened");
}

static int check_file(struct check *c, struct store_copy *out)
{
	char beside[PATH_MAX];
	struct stat st;

	if (stat(c->path, &st) < 0)
		return refuse(c, ERR_NOT_FOUND, strerror(errno));
	out->octets = st.st_size;
	snprintf(beside, sizeof(beside), "%s-wal", c->path);
	if (stat(beside, &st) == 0 && st.st_size > 0)
		return refuse(c, ERR_INVALID,
			"has a journal (-wal) beside it, so it is no backup but a live store or a "
			"bare copy of one; make one with 'motcua backup DIR'");
	return open_immutable(c);
}

static int check_version(struct check *c, struct store_copy *out)
{
	int64_t application = 0, version = 0;

	if (first(c, "PRAGMA application_id", &application, NULL, 0) != SQLITE_ROW ||
		first(c, "PRAGMA user_version", &version, NULL, 0) != SQLITE_ROW ||
		application != APPLICATION_ID)
		return refuse(c, ERR_INVALID, "is not a database of motcua");
	if (version < 1 || version > schema_versions)
		return refuse(
			c, ERR_VERSION, "was written by a newer motcua; use that version with it");
	out->schema_version = (int)version;
	return OK;
}

static int check_integrity(struct check *c)
{
	char said[128] = "";
	int rc = first(c, "PRAGMA integrity_check(1)", NULL, said, sizeof(said));

	if (rc != SQLITE_ROW || strcmp(said, "ok") != 0) {
		snprintf(c->error, c->error_size, "%s: is damaged: %s", c->path,
			rc == SQLITE_ROW ? said : sqlite3_errmsg(c->db));
		return ERR_INVALID;
	}
	if (first(c, "PRAGMA foreign_key_check", NULL, NULL, 0) != SQLITE_DONE)
		return refuse(c, ERR_INVALID, "is damaged: a row refers to one that is not there");
	return OK;
}

static int check_proof(
	struct check *c, struct key_ring *ring, sqlite3_stmt *row, const char *key_path)
{
	unsigned key_id = (unsigned)sqlite3_column_int64(row, 0);
	const void *proof = sqlite3_column_blob(row, 1);
	size_t len = (size_t)sqlite3_column_bytes(row, 1);

	if (key_proof_opens(ring, key_id, proof, len))
		return OK;
	snprintf(c->error, c->error_size,
		"%s: was written with key %u, which %s does not hold: without that key its data "
		"stays sealed",
		c->path, key_id, key_path);
	return ERR_KEY;
}

static int check_keys(struct check *c, const char *key_path, struct store_copy *out)
{
	struct key_ring *ring =
		key_path ? key_ring_read(NULL, key_path, c->error, c->error_size) : NULL;
	sqlite3_stmt *row = NULL;
	int rc = OK, step;

	if (key_path && !ring)
		return ERR_KEY;
	step = sqlite3_prepare_v2(
		c->db, "SELECT key_id, proof FROM sealing_key ORDER BY key_id", -1, &row, NULL);
	while (rc == OK && step != SQLITE_DONE) {
		step = step == SQLITE_OK || step == SQLITE_ROW ? sqlite3_step(row) : SQLITE_DONE;
		if (step != SQLITE_ROW)
			break;
		out->keys++;
		if (ring)
			rc = check_proof(c, ring, row, key_path);
	}
	sqlite3_finalize(row);
	talloc_free(ring);
	if (rc == OK && out->keys == 0)
		rc = refuse(c, ERR_KEY, "names no key: nothing was ever sealed in it");
	return rc;
}

static int count_rows(struct check *c, struct store_copy *out)
{
	const struct {
		const char *sql;
		int64_t *to;
	} counts[] = {
		{ "SELECT count(*) FROM dossier", &out->dossiers },
		{ "SELECT count(*) FROM appointment WHERE state = 1", &out->appointments },
		{ "SELECT count(*) FROM outbox", &out->messages },
		{ "SELECT count(*) FROM draft WHERE state = 1", &out->drafts },
		{ "SELECT count(*) FROM subscriber", &out->subscribers },
		{ "SELECT coalesce(max(submitted_s), 0) FROM dossier", &out->newest_s },
	};

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		if (first(c, counts[i].sql, counts[i].to, NULL, 0) != SQLITE_ROW)
			return refuse(c, ERR_IO, sqlite3_errmsg(c->db));
	first(c, "SELECT receipt FROM dossier ORDER BY id DESC LIMIT 1", NULL, out->newest_receipt,
		sizeof(out->newest_receipt));
	return OK;
}

int store_copy_check(const char *path, const char *key_path, struct store_copy *out, char *error,
	size_t error_size)
{
	struct check c = { .path = path, .error = error, .error_size = error_size };
	struct store_copy found = { 0 };
	int rc = check_file(&c, &found);

	if (rc == OK)
		rc = check_version(&c, &found);
	if (rc == OK)
		rc = check_integrity(&c);
	if (rc == OK)
		rc = check_keys(&c, key_path, &found);
	if (rc == OK)
		rc = count_rows(&c, &found);
	sqlite3_close(c.db);
	if (rc == OK)
		*out = found;
	return rc;
}
