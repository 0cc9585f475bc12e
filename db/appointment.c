/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of table appointment. A seat cannot be given twice: the lowest free one is looked for and
 * added within the turn's transaction, and a UNIQUE index stands behind it.
 */
#include "db/appointment.h"

#include <string.h>

#include "db/query.h"

static void columns(struct query *q, struct appointment *out)
{
	*out = (struct appointment) { .id = column_int(q) };
	column_text(q, out->code, sizeof(out->code));
	out->dossier_id = column_int(q);
	column_text(q, out->office, sizeof(out->office));
	out->start_s = column_int(q);
	out->seat = (unsigned)column_int(q);
	out->state = (enum appointment_state)column_int(q);
	out->made_s = column_int(q);
}

static int one_read(struct query *q, struct appointment *out)
{
	struct appointment row;
	int rc = query_need(q);

	if (rc)
		return rc;
	columns(q, &row);
	rc = query_end(q);
	if (rc == 0)
		*out = row;
	return rc;
}

static int rows_read(struct query *q, struct appointment *out, unsigned max)
{
	unsigned n = 0;

	while (n < max && query_next(q) == 1)
		columns(q, &out[n++]);
	int rc = query_end(q);
	return rc ? rc : (int)n;
}

int appointment_of_dossier(struct store *store, int64_t dossier_id, struct appointment *out)
{
	struct query q;

	query_begin(&q, store, SQL_APPOINTMENT_OPEN);
	bind_int(&q, dossier_id);
	return one_read(&q, out);
}

/* Taken seats come in their order, so the first that is missing is the lowest free one. */
static int seat_find(struct store *store, const char *office, int64_t start_s, unsigned capacity,
	unsigned *seat_r)
{
	struct query q;
	unsigned seat = 0;

	query_begin(&q, store, SQL_APPOINTMENT_SEATS);
	bind_text(&q, office);
	bind_int(&q, start_s);
	while (seat < capacity && query_next(&q) == 1 && column_int(&q) == seat)
		seat++;
	int rc = query_end(&q);
	if (rc)
		return rc;
	if (seat >= capacity)
		return ERR_FULL;
	*seat_r = seat;
	return 0;
}

static int code_make(struct store *store, char code[APPOINTMENT_CODE_DIGITS + 1])
{
	int64_t counter;
	int rc = meta_count(store, "appointment", &counter);

	if (rc)
		return rc;
	return number_make(
		store_number_key(store, "appt"), (uint64_t)counter, APPOINTMENT_CODE_DIGITS, code);
}

/* ERR_NOT_FOUND when there is no such dossier: its phone is taken over from there. */
static int add(struct store *store, struct appointment *row)
{
	struct query q;

	query_begin(&q, store, SQL_APPOINTMENT_ADD);
	bind_text(&q, row->code);
	bind_text(&q, row->office);
	bind_int(&q, row->start_s);
	bind_int(&q, row->seat);
	bind_int(&q, row->made_s);
	bind_int(&q, row->dossier_id);
	int rc = query_change(&q);
	if (rc == 0)
		row->id = sqlite3_last_insert_rowid(store->db);
	/* Dossier and seat were looked for; any other key twice is a damaged database. */
	return rc == ERR_EXISTS ? ERR_IO : rc;
}

int appointment_book(struct store *store, const char *office, int64_t start_s, unsigned capacity,
	int64_t dossier_id, int64_t now_s, struct appointment *out)
{
	struct appointment row = {
		.dossier_id = dossier_id,
		.start_s = start_s,
		.state = APPOINTMENT_OPEN,
		.made_s = now_s,
	};
	size_t len = strlen(office);

	if (len >= sizeof(row.office))
		return ERR_TOO_LONG;
	memcpy(row.office, office, len);
	int rc = appointment_of_dossier(store, dossier_id, out);
	if (rc != ERR_NOT_FOUND)
		return rc == 0 ? ERR_EXISTS : rc;
	rc = seat_find(store, office, start_s, capacity, &row.seat);
	if (rc == 0)
		rc = code_make(store, row.code);
	if (rc == 0)
		rc = add(store, &row);
	if (rc == 0)
		*out = row;
	return rc;
}

int appointment_use(struct store *store, const char *office, int64_t from_s, int64_t to_s,
	struct slot_use *out, unsigned max)
{
	struct query q;
	unsigned n = 0;
	bool more = false;

	query_begin(&q, store, SQL_APPOINTMENT_USE);
	bind_text(&q, office);
	bind_int(&q, from_s);
	bind_int(&q, to_s);
	while (!more && query_next(&q) == 1) {
		more = n == max;
		if (!more) {
			out[n].start_s = column_int(&q);
			out[n++].taken = (unsigned)column_int(&q);
		}
	}
	int rc = query_end(&q);
	if (rc)
		return rc;
	return more ? ERR_TOO_LONG : (int)n;
}

int appointment_list_by_phone(struct store *store, const struct phone *phone, int64_t from_s,
	struct appointment *out, unsigned max)
{
	struct query q;

	query_begin(&q, store, SQL_APPOINTMENT_LIST_PHONE);
	bind_phone_hash(&q, phone);
	bind_int(&q, from_s);
	bind_int(&q, max);
	return rows_read(&q, out, max);
}

int appointment_by_code(struct store *store, const char *code, struct appointment *out)
{
	struct query q;

	query_begin(&q, store, SQL_APPOINTMENT_BY_CODE);
	bind_text(&q, code);
	return one_read(&q, out);
}

int appointment_list(struct store *store, const char *office, int64_t from_s, int64_t to_s,
	struct appointment *out, unsigned max)
{
	struct query q;

	query_begin(&q, store, office ? SQL_APPOINTMENT_LIST_OFFICE : SQL_APPOINTMENT_LIST);
	bind_int(&q, from_s);
	bind_int(&q, to_s);
	if (office)
		bind_text(&q, office);
	bind_int(&q, max);
	return rows_read(&q, out, max);
}

int appointment_end(struct store *store, int64_t id, enum appointment_state state)
{
	struct query q;

	if (state != APPOINTMENT_MOVED && state != APPOINTMENT_CANCELLED)
		return ERR_INVALID;
	query_begin(&q, store, SQL_APPOINTMENT_END);
	bind_int(&q, state);
	bind_int(&q, id);
	return query_change(&q);
}

int appointment_move(struct store *store, const struct appointment *old, int64_t start_s,
	unsigned capacity, int64_t now_s, struct appointment *out)
{
	unsigned seat;
	int rc = seat_find(store, old->office, start_s, capacity, &seat);

	/* within one transaction, so the seat that is free here is free below */
	if (rc == 0)
		rc = appointment_end(store, old->id, APPOINTMENT_MOVED);
	if (rc)
		return rc;
	rc = appointment_book(store, old->office, start_s, capacity, old->dossier_id, now_s, out);
	return rc == ERR_FULL || rc == ERR_EXISTS || rc == ERR_NOT_FOUND ? ERR_IO : rc;
}

int appointment_count(struct store *store, int64_t dossier_id)
{
	struct query q;

	query_begin(&q, store, SQL_APPOINTMENT_COUNT);
	bind_int(&q, dossier_id);
	int rc = query_need(&q);
	if (rc)
		return rc;
	int n = (int)column_int(&q);
	rc = query_end(&q);
	return rc ? rc : n;
}

int appointment_counts(struct store *store, struct appointment_counts *out)
{
	struct appointment_counts counts = { 0 };
	struct query q;

	query_begin(&q, store, SQL_TALLY);
	bind_text(&q, "appointment");
	while (query_next(&q) == 1) {
		int64_t state = column_int(&q);

		if (state >= APPOINTMENT_OPEN && state <= APPOINTMENT_CANCELLED)
			counts.by_state[state] = column_int(&q);
	}
	int rc = query_end(&q);
	if (rc == 0)
		*out = counts;
	return rc;
}
