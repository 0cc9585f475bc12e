/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of table callback. Phone and note are sealed: a request says who has trouble with what.
 */
#include "db/callback.h"

#include <string.h>

#include "db/query.h"
#include "gateway/base/utf8.h"

static struct seal_place place_of(int64_t id, const char *column)
{
	return (struct seal_place) { "callback", column, id };
}

const char *callback_state_name(enum callback_state state)
{
	switch (state) {
	case CALLBACK_OPEN:
		return "open";
	case CALLBACK_TAKEN:
		return "taken";
	case CALLBACK_DONE:
		return "done";
	case CALLBACK_UNREACHABLE:
		return "unreachable";
	}
	return "invalid";
}

static void columns(struct query *q, struct callback *out)
{
	*out = (struct callback) { .id = column_int(q) };
	struct seal_place phone = place_of(out->id, "phone"), note = place_of(out->id, "note");

	column_phone(q, &phone, &out->phone);
	column_text(q, out->office, sizeof(out->office));
	column_text(q, out->screen, sizeof(out->screen));
	out->state = (enum callback_state)column_int(q);
	out->made_s = column_int(q);
	out->changed_s = column_int(q);
	out->note[column_unseal(q, &note, out->note, sizeof(out->note) - 1)] = '\0';
}

static int one_read(struct query *q, struct callback *out)
{
	struct callback row;
	int rc = query_need(q);

	if (rc)
		return rc;
	columns(q, &row);
	rc = query_end(q);
	if (rc == 0)
		*out = row;
	return rc;
}

int callback_by_id(struct store *store, int64_t id, struct callback *out)
{
	struct query q;

	query_begin(&q, store, SQL_CALLBACK_BY_ID);
	bind_int(&q, id);
	return one_read(&q, out);
}

int callback_waiting(struct store *store, const struct phone *phone, struct callback *out)
{
	struct query q;

	query_begin(&q, store, SQL_CALLBACK_OPEN);
	bind_phone_hash(&q, phone);
	return one_read(&q, out);
}

/* --- changes ------------------------------------------------------------------------------- */
int callback_add(struct store *store, struct callback *row)
{
	int64_t id;
	struct query q;
	int rc = callback_waiting(store, &row->phone, row);

	if (rc != ERR_NOT_FOUND)
		return rc == 0 ? ERR_EXISTS : rc;
	rc = query_number(store, SQL_CALLBACK_NEXT_ID, &id);
	if (rc)
		return rc;
	struct seal_place phone = place_of(id, "phone"), note = place_of(id, "note");

	query_begin(&q, store, SQL_CALLBACK_ADD);
	bind_int(&q, id);
	bind_phone_hash(&q, &row->phone);
	bind_sealed(&q, &phone, row->phone.e164, strlen(row->phone.e164));
	bind_text(&q, row->office);
	bind_sentence(&q, row->screen, sizeof(row->screen));
	bind_int(&q, row->made_s);
	bind_int(&q, row->made_s);
	bind_sealed(&q, &note, "", 0);
	rc = query_change(&q);
	if (rc)
		return rc;
	row->id = id;
	row->state = CALLBACK_OPEN;
	row->changed_s = row->made_s;
	return 0;
}

int callback_take(struct store *store, int64_t id, int64_t now_s)
{
	struct query q;

	query_begin(&q, store, SQL_CALLBACK_TAKE);
	bind_int(&q, now_s);
	bind_int(&q, id);
	return query_change(&q);
}

int callback_end(
	struct store *store, int64_t id, enum callback_state state, const char *note, int64_t now_s)
{
	struct seal_place place = place_of(id, "note");
	size_t len = strlen(note);
	struct query q;

	if (state != CALLBACK_DONE && state != CALLBACK_UNREACHABLE)
		return ERR_INVALID;
	if (len >= CALLBACK_NOTE_SIZE)
		len = utf8_cut(note, len, CALLBACK_NOTE_SIZE - 1);
	query_begin(&q, store, SQL_CALLBACK_END);
	bind_int(&q, state);
	bind_int(&q, now_s);
	bind_sealed(&q, &place, note, len);
	bind_int(&q, id);
	return query_change(&q);
}

int callback_expire(struct store *store, int64_t before_s, unsigned max)
{
	struct query q;

	query_begin(&q, store, SQL_CALLBACK_EXPIRE);
	bind_int(&q, before_s);
	bind_int(&q, max);
	return query_write(&q);
}

/* --- listings ------------------------------------------------------------------------------ */
int callback_count(struct store *store, const struct phone *phone, int64_t since_s)
{
	struct query q;

	query_begin(&q, store, SQL_CALLBACK_COUNT);
	bind_phone_hash(&q, phone);
	bind_int(&q, since_s);
	int rc = query_need(&q);
	if (rc)
		return rc;
	int n = (int)column_int(&q);
	rc = query_end(&q);
	return rc ? rc : n;
}

int callback_list(struct store *store, const char *office, int64_t after_id, struct callback *out,
	unsigned max)
{
	struct query q;
	unsigned n = 0;

	query_begin(&q, store, office ? SQL_CALLBACK_LIST_OFFICE : SQL_CALLBACK_LIST);
	bind_int(&q, after_id);
	if (office)
		bind_text(&q, office);
	bind_int(&q, max);
	while (n < max && query_next(&q) == 1)
		columns(&q, &out[n++]);
	int rc = query_end(&q);
	return rc ? rc : (int)n;
}

static int oldest_read(struct store *store, int64_t *made_s_r)
{
	int rc = query_number(store, SQL_CALLBACK_OLDEST, made_s_r);

	if (rc == ERR_NOT_FOUND)
		*made_s_r = 0;
	return rc == ERR_NOT_FOUND ? 0 : rc;
}

int callback_counts(struct store *store, struct callback_counts *out)
{
	struct callback_counts counts = { .oldest_s = 0 };
	struct query q;

	query_begin(&q, store, SQL_TALLY);
	bind_text(&q, "callback");
	while (query_next(&q) == 1) {
		int64_t state = column_int(&q), n = column_int(&q);

		if (state >= CALLBACK_OPEN && state <= CALLBACK_UNREACHABLE)
			counts.by_state[state] = n;
	}
	int rc = query_end(&q);
	if (rc == 0)
		rc = oldest_read(store, &counts.oldest_s);
	if (rc == 0)
		*out = counts;
	return rc;
}
