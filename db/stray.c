/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of tables portal_stray and portal_cursor.
 */
#include "db/stray.h"

#include <string.h>

#include "db/query.h"

static struct seal_place event_place(int64_t id)
{
	return (struct seal_place) { "portal_stray", "event", id };
}

int stray_add(struct store *store, const char *event_id, const char *dossier_number,
	const char *receipt, const char *text, size_t len, int64_t now_s)
{
	struct query q;
	int64_t id;

	if (len > EVENT_TEXT_MAX || strlen(event_id) >= EVENT_ID_SIZE)
		return ERR_TOO_LONG;
	int rc = query_number(store, SQL_STRAY_NEXT_ID, &id);
	if (rc)
		return rc;
	struct seal_place place = event_place(id);

	query_begin(&q, store, SQL_STRAY_ADD);
	bind_int(&q, id);
	bind_text(&q, event_id);
	bind_text(&q, dossier_number);
	bind_text_or_null(&q, receipt);
	bind_sealed(&q, &place, text, len);
	bind_int(&q, now_s);
	return query_change(&q);
}

int stray_list(struct store *store, const char *dossier_number, const char *receipt,
	struct stray *out, unsigned max)
{
	struct query q;
	unsigned n = 0;

	query_begin(&q, store, SQL_STRAY_LIST);
	bind_text(&q, dossier_number);
	bind_text(&q, receipt);
	bind_int(&q, max);
	while (n < max && query_next(&q) == 1) {
		struct stray *stray = &out[n++];

		stray->id = column_int(&q);
		struct seal_place place = event_place(stray->id);

		column_text(&q, stray->event_id, sizeof(stray->event_id));
		stray->text_len = column_unseal(&q, &place, stray->text, sizeof(stray->text) - 1);
		stray->text[stray->text_len] = '\0';
	}
	int rc = query_end(&q);
	return rc ? rc : (int)n;
}

int stray_delete(struct store *store, int64_t id)
{
	struct query q;

	query_begin(&q, store, SQL_STRAY_DELETE);
	bind_int(&q, id);
	return query_change(&q);
}

int stray_expire(struct store *store, int64_t before_s, unsigned max)
{
	struct query q;

	query_begin(&q, store, SQL_STRAY_EXPIRE);
	bind_int(&q, before_s);
	bind_int(&q, max);
	return query_write(&q);
}

int stray_count(struct store *store, int64_t *n_r)
{
	struct query q;

	query_begin(&q, store, SQL_TALLY);
	bind_text(&q, "stray");
	int rc = query_need(&q);
	if (rc)
		return rc;
	(void)column_int(&q); /* the state: there is one */
	int64_t n = column_int(&q);
	rc = query_end(&q);
	if (rc == 0)
		*n_r = n;
	return rc;
}

int portal_cursor_get(struct store *store, char out[CURSOR_SIZE])
{
	char cursor[CURSOR_SIZE];
	struct query q;

	query_begin(&q, store, SQL_CURSOR_GET);
	int rc = query_need(&q);
	if (rc)
		return rc;
	column_text(&q, cursor, sizeof(cursor));
	rc = query_end(&q);
	if (rc == 0)
		memcpy(out, cursor, sizeof(cursor));
	return rc;
}

int portal_cursor_put(struct store *store, const char *cursor)
{
	struct query q;

	if (strlen(cursor) >= CURSOR_SIZE)
		return ERR_TOO_LONG;
	query_begin(&q, store, SQL_CURSOR_PUT);
	bind_text(&q, cursor);
	return query_change(&q);
}
