/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of table upcall. Which row of a dossier is the first is settled where rows are added and
 * ended, so looking for what is due reads an index and nothing else.
 */
#include "db/upcall.h"

#include "db/query.h"

static struct seal_place body_place(int64_t id)
{
	return (struct seal_place) { "upcall", "body", id };
}

const char *upcall_state_name(enum upcall_state state)
{
	switch (state) {
	case UPCALL_QUEUED:
		return "queued";
	case UPCALL_HELD:
		return "held";
	case UPCALL_DONE:
		return "done";
	case UPCALL_REFUSED:
		return "refused";
	case UPCALL_SKIPPED:
		return "skipped";
	}
	return "invalid";
}

static void columns(struct query *q, struct upcall *out)
{
	*out = (struct upcall) { .id = column_int(q) };
	struct seal_place place = body_place(out->id);

	out->dossier_id = column_int(q);
	out->kind = (enum upcall_kind)column_int(q);
	out->state = (enum upcall_state)column_int(q);
	out->attempts = (uint32_t)column_int(q);
	out->made_s = column_int(q);
	out->next_at_s = column_int(q);
	column_text(q, out->reason, sizeof(out->reason));
	if (out->state == UPCALL_QUEUED || out->state == UPCALL_HELD)
		out->body_len = column_unseal(q, &place, out->body, sizeof(out->body) - 1);
	out->body[out->body_len] = '\0';
}

/* --- adding -------------------------------------------------------------------------------- */

int upcall_add(struct store *store, int64_t dossier_id, enum upcall_kind kind, const char *body,
	size_t len)
{
	int64_t now_s = clock_utc_s(store->clock);
	int64_t id;
	struct query q;

	if (len > UPCALL_BODY_MAX)
		return ERR_TOO_LONG;
	int rc = query_number(store, SQL_UPCALL_NEXT_ID, &id);
	if (rc)
		return rc;
	struct seal_place place = body_place(id);

	query_begin(&q, store, SQL_UPCALL_ADD);
	bind_int(&q, id);
	bind_int(&q, kind);
	bind_sealed(&q, &place, body, len);
	bind_int(&q, now_s);
	bind_int(&q, now_s);
	bind_int(&q, dossier_id);
	return query_change(&q);
}

int upcall_release(struct store *store, int64_t dossier_id, int64_t now_s)
{
	struct query q;

	query_begin(&q, store, SQL_UPCALL_RELEASE);
	bind_int(&q, now_s);
	bind_int(&q, dossier_id);
	int changed = query_write(&q);
	return changed < 0 ? changed : 0;
}

/* --- on its way ---------------------------------------------------------------------------- */

static int lease(struct store *store, int64_t id, int64_t until_s)
{
	struct query q;

	query_begin(&q, store, SQL_UPCALL_LEASE);
	bind_int(&q, until_s);
	bind_int(&q, id);
	return query_change(&q);
}

static int rows_read(struct query *q, struct upcall *out, unsigned max)
{
	unsigned n = 0;

	while (n < max && query_next(q) == 1)
		columns(q, &out[n++]);
	int rc = query_end(q);
	return rc ? rc : (int)n;
}

static int read_due(struct store *store, int64_t now_s, struct upcall *out, unsigned max)
{
	struct query q;

	query_begin(&q, store, SQL_UPCALL_DUE);
	bind_int(&q, now_s);
	bind_int(&q, max);
	return rows_read(&q, out, max);
}

int upcall_list(struct store *store, int64_t dossier_id, struct upcall *out, unsigned max)
{
	struct query q;

	query_begin(&q, store, SQL_UPCALL_LIST);
	bind_int(&q, dossier_id);
	bind_int(&q, max);
	return rows_read(&q, out, max);
}

int upcall_claim_due(
	struct store *store, int64_t now_s, uint32_t lease_s, struct upcall *out, unsigned max)
{
	int n = read_due(store, now_s, out, max);

	for (int i = 0; i < n; i++) {
		int rc = lease(store, out[i].id, now_s + lease_s);

		if (rc)
			return rc;
		out[i].attempts++;
		out[i].next_at_s = now_s + lease_s;
	}
	return n;
}

int upcall_next_due(struct store *store, int64_t *next_at_s_r)
{
	return query_number(store, SQL_UPCALL_NEXT_DUE, next_at_s_r);
}

int upcall_by_id(struct store *store, int64_t id, struct upcall *out)
{
	struct upcall row;
	struct query q;

	query_begin(&q, store, SQL_UPCALL_BY_ID);
	bind_int(&q, id);
	int rc = query_need(&q);
	if (rc)
		return rc;
	columns(&q, &row);
	rc = query_end(&q);
	if (rc == 0)
		*out = row;
	return rc;
}

int upcall_retry_at(struct store *store, int64_t id, int64_t next_at_s, const char *reason)
{
	struct query q;

	query_begin(&q, store, SQL_UPCALL_RETRY);
	bind_int(&q, next_at_s);
	bind_sentence(&q, reason, REASON_SIZE);
	bind_int(&q, id);
	return query_change(&q);
}

int upcall_wake_all(struct store *store, int64_t now_s)
{
	struct query q;

	query_begin(&q, store, SQL_UPCALL_WAKE);
	bind_int(&q, now_s);
	bind_int(&q, now_s);
	return query_write(&q);
}

int upcall_end(
	struct store *store, int64_t id, enum upcall_state state, const char *reason, int64_t now_s)
{
	struct query q;

	query_begin(&q, store, SQL_UPCALL_END);
	bind_int(&q, state);
	bind_sentence(&q, reason, REASON_SIZE);
	bind_int(&q, id);
	query_returning(&q);
	int rc = query_need(&q);
	if (rc)
		return rc;
	int64_t dossier_id = column_int(&q);
	rc = query_end(&q);
	return rc ? rc : upcall_release(store, dossier_id, now_s);
}

/* --- housekeeping -------------------------------------------------------------------------- */

int upcall_expire(struct store *store, int64_t before_s, unsigned max)
{
	struct query q;

	query_begin(&q, store, SQL_UPCALL_EXPIRE);
	bind_int(&q, before_s);
	bind_int(&q, max);
	return query_write(&q);
}

int upcall_counts(struct store *store, struct upcall_counts *out)
{
	struct upcall_counts counts = { { 0 } };
	struct query q;

	query_begin(&q, store, SQL_TALLY);
	bind_text(&q, "upcall");
	while (query_next(&q) == 1) {
		int64_t state = column_int(&q);
		int64_t n = column_int(&q);

		if (state > 0 && state <= UPCALL_SKIPPED)
			counts.by_state[state] = n;
	}
	int rc = query_end(&q);
	if (rc == 0)
		*out = counts;
	return rc;
}
