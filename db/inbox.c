/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of table inbox: messages seen, by the hash of route and id, with the sealed answer.
 */
#include "db/inbox.h"

#include <stdio.h>
#include <string.h>

#include "db/query.h"

static struct seal_place place_of(int64_t id)
{
	return (struct seal_place) { "inbox", "answer", id };
}

/* The route is the hash's purpose: ids of two routes never meet. Ids of any length are told apart;
 * the limit keeps a peer's nonsense out. */
static int id_length(const char *id, size_t *len_r)
{
	*len_r = strlen(id);
	return *len_r > 0 && *len_r <= INBOX_ID_MAX ? 0 : ERR_INVALID;
}

int inbox_add(
	struct store *store, const char *route, const char *id, const char *answer, int64_t now_s)
{
	size_t id_len, answer_len = strlen(answer);
	int64_t row;
	struct query q;

	if (answer_len > INBOX_ANSWER_MAX)
		return ERR_TOO_LONG;
	int rc = id_length(id, &id_len);
	if (rc == 0)
		rc = query_number(store, SQL_INBOX_NEXT_ID, &row);
	if (rc)
		return rc;
	struct seal_place place = place_of(row);

	query_begin(&q, store, SQL_INBOX_ADD);
	bind_int(&q, row);
	bind_hash(&q, route, id, id_len);
	bind_sealed(&q, &place, answer, answer_len);
	bind_int(&q, now_s);
	return query_change(&q);
}

int inbox_find(struct store *store, const char *route, const char *id, char *answer, size_t cap)
{
	char text[INBOX_ANSWER_MAX + 1];
	size_t id_len;
	struct query q;

	if (id_length(id, &id_len))
		return ERR_NOT_FOUND;
	query_begin(&q, store, SQL_INBOX_FIND);
	bind_hash(&q, route, id, id_len);
	int rc = query_need(&q);
	if (rc)
		return rc;
	struct seal_place place = place_of(column_int(&q));
	size_t len = column_unseal(&q, &place, text, INBOX_ANSWER_MAX);

	rc = query_end(&q);
	if (rc)
		return rc;
	if (len >= cap)
		return ERR_TOO_LONG;
	memcpy(answer, text, len);
	answer[len] = '\0';
	return 0;
}

int inbox_expire(struct store *store, int64_t before_s, unsigned max)
{
	struct query q;

	query_begin(&q, store, SQL_INBOX_EXPIRE);
	bind_int(&q, before_s);
	bind_int(&q, max);
	return query_write(&q);
}
