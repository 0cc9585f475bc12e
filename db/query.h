/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One run of a prepared statement, for the files of db/: arguments are bound in their order,
 * columns read in theirs, and the first error sticks, so that a caller checks once.
 *
 *   query_begin, bind_..., then either query_write() or query_next() with column_... and
 *   query_end(). query_write() and a query_next() that does not answer 1 have ended it already.
 */
#pragma once
#include "db/seal.h"
#include "db/store_internal.h"

struct query {
	struct store *store;
	sqlite3_stmt *statement;
	int bound, read; /* arguments and columns so far */
	bool begun;
	int error;
};

void query_begin(struct query *q, struct store *store, enum statement id);
void bind_int(struct query *q, int64_t value);
void bind_text(struct query *q, const char *text);
void bind_text_octets(struct query *q, const char *text, size_t len);
/* "" and NULL become SQL's NULL. */
void bind_text_or_null(struct query *q, const char *text);
/* A sentence for people, perhaps a peer's (NULL: ""): cut on a character border to fit a field of
 * `size` octets with its NUL; octets that are not UTF-8 become '?'. */
void bind_sentence(struct query *q, const char *text, size_t size);
void bind_blob(struct query *q, const void *octets, size_t len);
void bind_null(struct query *q);
/* The look-up hash of a value; of a phone, "phone" is the purpose everywhere. */
void bind_hash(struct query *q, const char *purpose, const void *value, size_t len);
void bind_phone_hash(struct query *q, const struct phone *phone);
void bind_sealed(struct query *q, const struct seal_place *place, const void *plain, size_t len);

/* Runs a statement that changes rows and gives none. Returns rows changed or an error; ended. */
int query_write(struct query *q) MUST_CHECK;
/* As query_write(), but no row changed is ERR_NOT_FOUND and else 0. */
int query_change(struct query *q) MUST_CHECK;
/* Opens a statement that changes rows and gives some back (RETURNING); query_next() follows. */
void query_returning(struct query *q);
/* 1: a row is there. 0: no further. Negative: an error. The last two end the query. */
int query_next(struct query *q) MUST_CHECK;
/* As query_next(), but no row is ERR_NOT_FOUND and a row is 0. */
int query_need(struct query *q) MUST_CHECK;
/* Ends it. Returns the error that stuck, or 0. Harmless twice, so a loop over query_next() == 1
 * needs no result of its own. */
int query_end(struct query *q);

int64_t column_int(struct query *q);
/* "" for NULL. ERR_TOO_LONG sticks when it does not fit with its NUL. */
void column_text(struct query *q, char *out, size_t cap);
/* Borrowed until the next step; NULL for SQL's NULL or an empty one. */
const void *column_blob(struct query *q, size_t *len_r);
/* Returns octets of plain text, 0 when an error sticks. */
size_t column_unseal(struct query *q, const struct seal_place *place, void *out, size_t cap);
void column_phone(struct query *q, const struct seal_place *place, struct phone *out);
/* The same; "" for NULL. */
void column_phone_or_none(struct query *q, const struct seal_place *place, struct phone *out);

/* A statement of one number and no argument, such as a next row id. 0 or an error. */
int query_number(struct store *store, enum statement id, int64_t *value_r) MUST_CHECK;
/* Adds 1 to a counter of table meta and gives its new value. */
int meta_count(struct store *store, const char *name, int64_t *value_r) MUST_CHECK;
