/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of table draft. The answers are octets in here; a closed draft keeps none of them.
 */
#include "db/draft.h"

#include <string.h>

#include "db/query.h"

static struct seal_place place_of(int64_t id, const char *column)
{
	return (struct seal_place) { "draft", column, id };
}

static int open_id(struct store *store, const struct draft *draft, int64_t *id_r)
{
	struct query q;

	query_begin(&q, store, SQL_DRAFT_OPEN_ID);
	bind_phone_hash(&q, &draft->phone);
	bind_text(&q, draft->procedure);
	int rc = query_need(&q);
	if (rc)
		return rc;
	*id_r = column_int(&q);
	return query_end(&q);
}

static int add(struct store *store, const struct draft *draft, int64_t *id_r)
{
	int64_t id;
	int rc = query_number(store, SQL_DRAFT_NEXT_ID, &id);

	if (rc)
		return rc;
	struct seal_place phone = place_of(id, "phone");
	struct seal_place answers = place_of(id, "answers");
	struct query q;

	query_begin(&q, store, SQL_DRAFT_ADD);
	bind_int(&q, id);
	bind_phone_hash(&q, &draft->phone);
	bind_sealed(&q, &phone, draft->phone.e164, strlen(draft->phone.e164));
	bind_text(&q, draft->procedure);
	bind_blob(&q, draft->tree_hash, sizeof(draft->tree_hash));
	bind_sealed(&q, &answers, draft->answers, draft->answers_len);
	bind_int(&q, draft->updated_s);
	rc = query_change(&q);
	if (rc == 0)
		*id_r = id;
	return rc;
}

static int change(struct store *store, const struct draft *draft, int64_t id)
{
	struct seal_place answers = place_of(id, "answers");
	struct query q;

	query_begin(&q, store, SQL_DRAFT_CHANGE);
	bind_blob(&q, draft->tree_hash, sizeof(draft->tree_hash));
	bind_sealed(&q, &answers, draft->answers, draft->answers_len);
	bind_int(&q, draft->updated_s);
	bind_int(&q, id);
	return query_change(&q);
}

int draft_put(struct store *store, struct draft *draft)
{
	int64_t id = draft->id;
	int rc = 0;

	if (draft->answers_len > DRAFT_ANSWERS_MAX)
		return ERR_TOO_LONG;
	if (id == 0)
		rc = open_id(store, draft, &id);
	if (rc == ERR_NOT_FOUND)
		rc = add(store, draft, &id);
	else if (rc == 0)
		rc = change(store, draft, id);
	if (rc == 0)
		draft->id = id;
	return rc;
}

static int row_read(struct query *q, struct draft *out)
{
	struct draft row = { .id = column_int(q) };
	struct seal_place phone = place_of(row.id, "phone");
	struct seal_place answers = place_of(row.id, "answers");
	size_t hash_len;

	column_phone(q, &phone, &row.phone);
	column_text(q, row.procedure, sizeof(row.procedure));
	const void *hash = column_blob(q, &hash_len);
	if (hash_len == sizeof(row.tree_hash))
		memcpy(row.tree_hash, hash, hash_len);
	row.answers_len = column_unseal(q, &answers, row.answers, sizeof(row.answers));
	row.updated_s = column_int(q);
	int rc = query_end(q);
	if (rc == 0)
		*out = row;
	return rc;
}

int draft_find(struct store *store, const struct phone *phone, const char *procedure,
	int64_t since_s, struct draft *out)
{
	struct query q;

	query_begin(&q, store, procedure ? SQL_DRAFT_FIND_PROCEDURE : SQL_DRAFT_FIND);
	bind_phone_hash(&q, phone);
	bind_int(&q, since_s);
	if (procedure)
		bind_text(&q, procedure);
	int rc = query_need(&q);
	return rc ? rc : row_read(&q, out);
}

int draft_close(struct store *store, int64_t id)
{
	struct query q;

	query_begin(&q, store, SQL_DRAFT_CLOSE);
	bind_int(&q, id);
	return query_change(&q);
}

int draft_expire(struct store *store, int64_t before_s, unsigned max)
{
	struct query q;

	query_begin(&q, store, SQL_DRAFT_EXPIRE);
	bind_int(&q, before_s);
	bind_int(&q, max);
	return query_write(&q);
}
