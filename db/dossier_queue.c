/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A dossier's way to the portal: what is due, leases, and how it ended. Knows no portal.
 */
#include <string.h>

#include "db/dossier_row.h"
#include "db/upcall.h"

static int lease(struct store *store, int64_t id, int64_t until_s)
{
	struct query q;

	query_begin(&q, store, SQL_DOSSIER_LEASE);
	bind_int(&q, until_s);
	bind_int(&q, id);
	return query_change(&q);
}

int dossier_claim_due(
	struct store *store, int64_t now_s, uint32_t lease_s, struct dossier *out, unsigned max)
{
	struct query q;

	query_begin(&q, store, SQL_DOSSIER_DUE);
	bind_int(&q, now_s);
	bind_int(&q, max);
	int n = dossier_rows_read(&q, out, max);
	for (int i = 0; i < n; i++) {
		int rc = lease(store, out[i].id, now_s + lease_s);
		if (rc)
			return rc;
		out[i].attempts++;
		out[i].next_at_s = now_s + lease_s;
	}
	return n;
}

int dossier_next_due(struct store *store, int64_t *next_at_s_r)
{
	return query_number(store, SQL_DOSSIER_NEXT_DUE, next_at_s_r);
}

int dossier_retry_at(struct store *store, int64_t id, int64_t next_at_s, const char *reason)
{
	struct query q;

	query_begin(&q, store, SQL_DOSSIER_RETRY);
	bind_int(&q, next_at_s);
	bind_sentence(&q, reason, REASON_SIZE);
	bind_int(&q, id);
	return query_change(&q);
}

int dossier_wake_all(struct store *store, int64_t now_s)
{
	struct query q;

	query_begin(&q, store, SQL_DOSSIER_WAKE);
	bind_int(&q, now_s);
	bind_int(&q, now_s);
	return query_write(&q);
}

int dossier_accepted(struct store *store, int64_t id, const char *dossier_number, int status,
	int64_t due_s, int64_t now_s)
{
	struct query q;

	if (strlen(dossier_number) >= DOSSIER_NUMBER_SIZE)
		return ERR_TOO_LONG;
	query_begin(&q, store, SQL_DOSSIER_ACCEPTED);
	bind_text_or_null(&q, dossier_number);
	bind_int(&q, status);
	bind_int(&q, now_s);
	bind_int(&q, due_s);
	bind_int(&q, id);
	int rc = query_change(&q);
	return rc ? rc : upcall_release(store, id, now_s);
}

int dossier_refused(struct store *store, int64_t id, const char *reason, int64_t now_s)
{
	struct query q;

	query_begin(&q, store, SQL_DOSSIER_REFUSED);
	bind_sentence(&q, reason, REASON_SIZE);
	bind_int(&q, now_s);
	bind_int(&q, id);
	return query_change(&q);
}

int dossier_counts(struct store *store, struct dossier_counts *out)
{
	struct dossier_counts counts = { 0 };
	struct query q;

	query_begin(&q, store, SQL_TALLY);
	bind_text(&q, "dossier");
	while (query_next(&q) == 1) {
		int64_t state = column_int(&q);
		int64_t n = column_int(&q);

		if (state == DOSSIER_QUEUED)
			counts.queued = n;
		else if (state == DOSSIER_ACCEPTED)
			counts.accepted = n;
		else if (state == DOSSIER_REFUSED)
			counts.refused = n;
	}
	int rc = query_end(&q);
	if (rc == 0)
		rc = query_number(store, SQL_DOSSIER_OLDEST_QUEUED, &counts.oldest_queued_s);
	if (rc == 0 || rc == ERR_NOT_FOUND) {
		*out = counts;
		rc = 0;
	}
	return rc;
}
