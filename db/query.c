/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Running prepared statements: binding, stepping, reading, with the first error sticking.
 * The gate of every write to the turn's transaction.
 */
#include "db/query.h"

#include <string.h>
#include <osmocom/core/utils.h>

#include "db/dossier.h"
#include "gateway/base/utf8.h"

#define SEALED_MAX   (DOSSIER_BODY_MAX + SEAL_OVERHEAD) /* octets of the largest sealed field */
#define SENTENCE_MAX 512 /* octets of the largest field for a sentence */

void query_begin(struct query *q, struct store *store, enum statement id)
{
	*q = (struct query) { .store = store, .statement = store->statement[id] };
	if (store->uncertain)
		q->error = ERR_UNCERTAIN;
}

static void note(struct query *q, int error)
{
	if (!q->error)
		q->error = error;
}

/* --- arguments ----------------------------------------------------------------------------- */

/* Binding fails only for want of memory; a wrong index is ours and breaks the first test run. */
static void bound(struct query *q, int rc)
{
	OSMO_ASSERT(rc != SQLITE_RANGE && rc != SQLITE_MISUSE);
	if (rc != SQLITE_OK)
		note(q, rc == SQLITE_TOOBIG ? ERR_TOO_LONG : ERR_NO_MEMORY);
}

void bind_int(struct query *q, int64_t value)
{
	bound(q, sqlite3_bind_int64(q->statement, ++q->bound, value));
}

void bind_text(struct query *q, const char *text)
{
	bound(q, sqlite3_bind_text(q->statement, ++q->bound, text, -1, SQLITE_TRANSIENT));
}

void bind_text_octets(struct query *q, const char *text, size_t len)
{
	bound(q,
		sqlite3_bind_text64(
			q->statement, ++q->bound, text, len, SQLITE_TRANSIENT, SQLITE_UTF8));
}

void bind_text_or_null(struct query *q, const char *text)
{
	if (text && text[0] != '\0')
		bind_text(q, text);
	else
		bind_null(q);
}

void bind_sentence(struct query *q, const char *text, size_t size)
{
	char sentence[SENTENCE_MAX];
	size_t len = text ? strlen(text) : 0;

	OSMO_ASSERT(size <= sizeof(sentence));
	if (len > 0 && !utf8_valid(text, len)) {
		len = OSMO_MIN(len, size - 1);
		for (size_t i = 0; i < len; i++)
			sentence[i] = (unsigned char)text[i] < 0x80 ? text[i] : '?';
	} else if (len > 0) {
		len = utf8_cut(text, len, size - 1);
		memcpy(sentence, text, len);
	}
	sentence[len] = '\0';
	bind_text(q, sentence);
}

void bind_blob(struct query *q, const void *octets, size_t len)
{
	bound(q, sqlite3_bind_blob64(q->statement, ++q->bound, octets, len, SQLITE_TRANSIENT));
}

void bind_null(struct query *q)
{
	bound(q, sqlite3_bind_null(q->statement, ++q->bound));
}

void bind_hash(struct query *q, const char *purpose, const void *value, size_t len)
{
	uint8_t hash[LOOKUP_OCTETS];

	lookup_hash(q->store->ring, purpose, value, len, hash);
	bind_blob(q, hash, sizeof(hash));
}

void bind_phone_hash(struct query *q, const struct phone *phone)
{
	bind_hash(q, "phone", phone->e164, strlen(phone->e164));
}

void bind_sealed(struct query *q, const struct seal_place *place, const void *plain, size_t len)
{
	uint8_t blob[SEALED_MAX];
	int n = seal(q->store->ring, place, plain, len, blob, sizeof(blob));

	if (n < 0) {
		note(q, n);
		n = 0;
	}
	bind_blob(q, blob, (size_t)n);
}

/* --- running ------------------------------------------------------------------------------- */

static int begin(struct query *q, int (*open)(struct store *store))
{
	if (!q->error && !q->begun)
		note(q, open(q->store));
	q->begun = true;
	return q->error;
}

int query_write(struct query *q)
{
	int changes = 0;

	if (begin(q, store_write_begin) == 0) {
		int rc = sqlite3_step(q->statement);

		if (rc == SQLITE_DONE)
			changes = sqlite3_changes(q->store->db);
		else
			note(q, store_failed(q->store, rc));
	}
	int error = query_end(q);
	return error ? error : changes;
}

int query_change(struct query *q)
{
	int changes = query_write(q);

	if (changes == 0)
		return ERR_NOT_FOUND;
	return changes < 0 ? changes : 0;
}

void query_returning(struct query *q)
{
	begin(q, store_write_begin);
}

int query_next(struct query *q)
{
	q->read = 0;
	if (begin(q, store_read_begin) == 0) {
		int rc = sqlite3_step(q->statement);

		if (rc == SQLITE_ROW)
			return 1;
		if (rc != SQLITE_DONE)
			note(q, store_failed(q->store, rc));
	}
	return query_end(q);
}

int query_need(struct query *q)
{
	int rc = query_next(q);

	if (rc == 0)
		return ERR_NOT_FOUND;
	return rc < 0 ? rc : 0;
}

int query_end(struct query *q)
{
	/* The result of a reset repeats that of the step, which was looked at. */
	sqlite3_reset(q->statement);
	sqlite3_clear_bindings(q->statement);
	return q->error;
}

/* --- columns ------------------------------------------------------------------------------- */

int64_t column_int(struct query *q)
{
	return sqlite3_column_int64(q->statement, q->read++);
}

void column_text(struct query *q, char *out, size_t cap)
{
	int column = q->read++;
	const unsigned char *text = sqlite3_column_text(q->statement, column);
	size_t len = (size_t)sqlite3_column_bytes(q->statement, column);

	if (len >= cap) {
		note(q, ERR_TOO_LONG);
		len = 0;
	}
	if (len > 0)
		memcpy(out, text, len);
	out[len] = '\0';
}

const void *column_blob(struct query *q, size_t *len_r)
{
	int column = q->read++;
	const void *octets = sqlite3_column_blob(q->statement, column);

	*len_r = (size_t)sqlite3_column_bytes(q->statement, column);
	return octets;
}

size_t column_unseal(struct query *q, const struct seal_place *place, void *out, size_t cap)
{
	size_t len;
	const void *blob = column_blob(q, &len);
	int n = unseal(q->store->ring, place, blob, len, out, cap);

	if (n < 0)
		note(q, n);
	return n < 0 ? 0 : (size_t)n;
}

void column_phone(struct query *q, const struct seal_place *place, struct phone *out)
{
	size_t len = column_unseal(q, place, out->e164, PHONE_DIGITS_MAX);

	out->e164[len] = '\0';
}

void column_phone_or_none(struct query *q, const struct seal_place *place, struct phone *out)
{
	if (sqlite3_column_type(q->statement, q->read) != SQLITE_NULL) {
		column_phone(q, place, out);
		return;
	}
	q->read++;
	out->e164[0] = '\0';
}

/* --- small ones ---------------------------------------------------------------------------- */

int query_number(struct store *store, enum statement id, int64_t *value_r)
{
	struct query q;

	query_begin(&q, store, id);
	int rc = query_need(&q);
	if (rc)
		return rc;
	int64_t value = column_int(&q);
	rc = query_end(&q);
	if (rc == 0)
		*value_r = value;
	return rc;
}

int meta_count(struct store *store, const char *name, int64_t *value_r)
{
	struct query q;

	query_begin(&q, store, SQL_META_COUNT);
	bind_text(&q, name);
	query_returning(&q);
	int rc = query_need(&q);
	if (rc)
		return rc;
	int64_t value = column_int(&q);
	rc = query_end(&q);
	if (rc == 0)
		*value_r = value;
	return rc;
}
