/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of tables dossier and dossier_body: adding, finding, listing. Their way to the portal is in
 * db/dossier_queue.c, their history in db/dossier_event.c.
 */
#include "db/dossier.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "db/dossier_row.h"

static struct seal_place phone_place(int64_t id)
{
	return (struct seal_place) { "dossier", "phone", id };
}

static struct seal_place helper_place(int64_t id)
{
	return (struct seal_place) { "dossier", "helper", id };
}

static struct seal_place body_place(int64_t id)
{
	return (struct seal_place) { "dossier_body", "body", id };
}

/* --- reading ------------------------------------------------------------------------------- */

void dossier_columns(struct query *q, struct dossier *out)
{
	*out = (struct dossier) { .id = column_int(q) };
	struct seal_place place = phone_place(out->id), of_helper = helper_place(out->id);

	column_text(q, out->receipt, sizeof(out->receipt));
	out->draft_id = column_int(q);
	column_phone(q, &place, &out->phone);
	column_text(q, out->procedure, sizeof(out->procedure));
	column_text(q, out->office, sizeof(out->office));
	out->submitted_s = column_int(q);
	out->state = (enum dossier_state)column_int(q);
	column_text(q, out->dossier_number, sizeof(out->dossier_number));
	out->status = (int)column_int(q);
	out->status_s = column_int(q);
	out->due_s = column_int(q);
	column_text(q, out->reason, sizeof(out->reason));
	out->attempts = (uint32_t)column_int(q);
	out->next_at_s = column_int(q);
	column_phone_or_none(q, &of_helper, &out->helper);
}

static int one_read(struct query *q, struct dossier *out)
{
	struct dossier row;
	int rc = query_need(q);

	if (rc)
		return rc;
	dossier_columns(q, &row);
	rc = query_end(q);
	if (rc == 0)
		*out = row;
	return rc;
}

int dossier_rows_read(struct query *q, struct dossier *out, unsigned max)
{
	unsigned n = 0;

	while (n < max && query_next(q) == 1)
		dossier_columns(q, &out[n++]);
	int rc = query_end(q);
	return rc ? rc : (int)n;
}

static int by_id(struct store *store, enum statement statement, int64_t id, struct dossier *out)
{
	struct query q;

	query_begin(&q, store, statement);
	bind_int(&q, id);
	return one_read(&q, out);
}

static int by_text(
	struct store *store, enum statement statement, const char *text, struct dossier *out)
{
	struct query q;

	query_begin(&q, store, statement);
	bind_text(&q, text);
	return one_read(&q, out);
}

int dossier_by_id(struct store *store, int64_t id, struct dossier *out)
{
	return by_id(store, SQL_DOSSIER_BY_ID, id, out);
}

int dossier_by_receipt(struct store *store, const char *receipt, struct dossier *out)
{
	return by_text(store, SQL_DOSSIER_BY_RECEIPT, receipt, out);
}

int dossier_by_number(struct store *store, const char *dossier_number, struct dossier *out)
{
	return by_text(store, SQL_DOSSIER_BY_NUMBER, dossier_number, out);
}

int dossier_by_draft(struct store *store, int64_t draft_id, struct dossier *out)
{
	return by_id(store, SQL_DOSSIER_BY_DRAFT, draft_id, out);
}

static int of_phone(struct store *store, enum statement statement, const struct phone *phone,
	struct dossier *out, unsigned max)
{
	struct query q;

	query_begin(&q, store, statement);
	bind_phone_hash(&q, phone);
	bind_int(&q, max);
	return dossier_rows_read(&q, out, max);
}

int dossier_list_by_phone(
	struct store *store, const struct phone *phone, struct dossier *out, unsigned max)
{
	return of_phone(store, SQL_DOSSIER_LIST_PHONE, phone, out, max);
}

int dossier_list_own(
	struct store *store, const struct phone *phone, struct dossier *out, unsigned max)
{
	return of_phone(store, SQL_DOSSIER_LIST_OWN, phone, out, max);
}

int dossier_list(struct store *store, const char *office, int64_t before_id, struct dossier *out,
	unsigned max)
{
	struct query q;

	query_begin(&q, store, office ? SQL_DOSSIER_LIST_OFFICE : SQL_DOSSIER_LIST);
	bind_int(&q, before_id ? before_id : INT64_MAX);
	if (office)
		bind_text(&q, office);
	bind_int(&q, max);
	return dossier_rows_read(&q, out, max);
}

/* --- adding -------------------------------------------------------------------------------- */

/* With the row in the hash: equal digits of two people do not look equal. */
static int tail_value(int64_t id, const char *tail, char *out, size_t size)
{
	int n = snprintf(out, size, "%lld:%s", (long long)id, tail);

	return n > 0 && (size_t)n < size ? n : ERR_TOO_LONG;
}

static void bind_tail(struct query *q, int64_t id, const char *tail)
{
	char value[32];
	int n = tail_value(id, tail, value, sizeof(value));

	if (tail[0] == '\0' || n < 0)
		bind_null(q);
	else
		bind_hash(q, "id_tail", value, (size_t)n);
}

static int row_add(struct store *store, const struct dossier *dossier, int64_t id,
	const char receipt[RECEIPT_DIGITS + 1])
{
	struct seal_place place = phone_place(id), of_helper = helper_place(id);
	const char *helper = dossier->helper.e164;
	struct query q;

	query_begin(&q, store, SQL_DOSSIER_ADD);
	bind_int(&q, id);
	bind_text(&q, receipt);
	bind_int(&q, dossier->draft_id);
	bind_phone_hash(&q, &dossier->phone);
	bind_sealed(&q, &place, dossier->phone.e164, strlen(dossier->phone.e164));
	bind_tail(&q, id, dossier->id_tail);
	bind_text(&q, dossier->procedure);
	bind_text(&q, dossier->office);
	bind_int(&q, dossier->submitted_s);
	bind_int(&q, dossier->next_at_s ? dossier->next_at_s : dossier->submitted_s);
	if (*helper)
		bind_sealed(&q, &of_helper, helper, strlen(helper));
	else
		bind_null(&q);
	return query_change(&q);
}

static int body_put(struct store *store, int64_t id, const char *body, size_t body_len)
{
	struct seal_place place = body_place(id);
	struct query q;

	query_begin(&q, store, SQL_DOSSIER_BODY_PUT);
	bind_int(&q, id);
	bind_sealed(&q, &place, body, body_len);
	return query_change(&q);
}

static int receipt_make(struct store *store, char receipt[RECEIPT_DIGITS + 1])
{
	int64_t counter;
	int rc = meta_count(store, "receipt", &counter);

	if (rc)
		return rc;
	return number_make(
		store_number_key(store, "receipt"), (uint64_t)counter, RECEIPT_DIGITS, receipt);
}

int dossier_add(struct store *store, struct dossier *dossier, const char *body, size_t body_len)
{
	char receipt[RECEIPT_DIGITS + 1];
	int64_t id;

	if (body_len > DOSSIER_BODY_MAX)
		return ERR_TOO_LONG;
	int rc = dossier_by_draft(store, dossier->draft_id, dossier);
	if (rc != ERR_NOT_FOUND)
		return rc == 0 ? ERR_EXISTS : rc;
	rc = query_number(store, SQL_DOSSIER_NEXT_ID, &id);
	if (rc == 0)
		rc = receipt_make(store, receipt);
	if (rc == 0)
		rc = row_add(store, dossier, id, receipt);
	if (rc == 0 && body)
		rc = body_put(store, id, body, body_len);
	if (rc)
		/* The draft was looked for; any other key twice is a damaged database. */
		return rc == ERR_EXISTS ? ERR_IO : rc;
	dossier->id = id;
	memcpy(dossier->receipt, receipt, sizeof(receipt));
	return 0;
}

int dossier_body_put(struct store *store, int64_t id, const char *body, size_t body_len)
{
	if (body_len > DOSSIER_BODY_MAX)
		return ERR_TOO_LONG;
	return body_put(store, id, body, body_len);
}

int dossier_body(struct store *store, int64_t id, char *out, size_t cap)
{
	struct seal_place place = body_place(id);
	struct query q;

	if (cap == 0)
		return ERR_TOO_LONG;
	query_begin(&q, store, SQL_DOSSIER_BODY);
	bind_int(&q, id);
	int rc = query_need(&q);
	if (rc)
		return rc;
	size_t len = column_unseal(&q, &place, out, cap - 1);
	rc = query_end(&q);
	if (rc)
		return rc;
	out[len] = '\0';
	return (int)len;
}

bool dossier_tail_matches(struct store *store, int64_t id, const char *tail)
{
	uint8_t given[LOOKUP_OCTETS];
	char value[32];
	size_t stored_len = 0;
	struct query q;

	int n = tail_value(id, tail, value, sizeof(value));
	if (n < 0)
		return false;
	lookup_hash(store->ring, "id_tail", value, (size_t)n, given);
	query_begin(&q, store, SQL_DOSSIER_TAIL);
	bind_int(&q, id);
	if (query_need(&q))
		return false;
	const void *stored = column_blob(&q, &stored_len);
	bool same = stored_len == sizeof(given) && sodium_memcmp(stored, given, stored_len) == 0;
	return query_end(&q) == 0 && same;
}
