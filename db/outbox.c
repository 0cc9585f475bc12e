/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of table outbox. Which state may follow which is a table; when to send is decided in sms/.
 */
#include "db/outbox.h"

#include <string.h>
#include <osmocom/core/utils.h>

#include "db/query.h"

static const struct value_string state_names[] = {
	{ SMS_QUEUED, "queued" },
	{ SMS_SENDING, "sending" },
	{ SMS_SENT, "sent" },
	{ SMS_DELIVERED, "delivered" },
	{ SMS_FAILED, "failed" },
	{ SMS_EXPIRED, "expired" },
	{ SMS_UNKNOWN, "unknown" },
	{ 0, NULL },
};

const char *sms_state_name(enum sms_state state)
{
	return get_value_string(state_names, state);
}

#define TO(state) (1U << (state))

/* Where each state may lead. A report may come before the answer to the request that sent the
 * message, while it waits for another try, and long after we gave up; staying in a state is a
 * change of its time or reason. */
static const unsigned next_states[SMS_UNKNOWN + 1] = {
	[SMS_QUEUED] = TO(SMS_QUEUED) | TO(SMS_SENT) | TO(SMS_DELIVERED) | TO(SMS_FAILED) |
		TO(SMS_EXPIRED),
	[SMS_SENDING] = TO(SMS_QUEUED) | TO(SMS_SENDING) | TO(SMS_SENT) | TO(SMS_DELIVERED) |
		TO(SMS_FAILED) | TO(SMS_EXPIRED) | TO(SMS_UNKNOWN),
	[SMS_SENT] = TO(SMS_SENT) | TO(SMS_DELIVERED) | TO(SMS_FAILED) | TO(SMS_EXPIRED) |
		TO(SMS_UNKNOWN),
	[SMS_DELIVERED] = TO(SMS_DELIVERED),
	[SMS_FAILED] = TO(SMS_FAILED) | TO(SMS_DELIVERED),
	[SMS_EXPIRED] = TO(SMS_EXPIRED) | TO(SMS_DELIVERED),
	[SMS_UNKNOWN] = TO(SMS_QUEUED) | TO(SMS_SENT) | TO(SMS_DELIVERED) | TO(SMS_FAILED) |
		TO(SMS_EXPIRED) | TO(SMS_UNKNOWN),
};

static struct seal_place place_of(int64_t id, const char *column)
{
	return (struct seal_place) { "outbox", column, id };
}

/* --- reading ------------------------------------------------------------------------------- */

static void columns(struct query *q, struct outbox_row *out)
{
	*out = (struct outbox_row) { .id = column_int(q) };
	struct seal_place phone = place_of(out->id, "phone");
	struct seal_place text = place_of(out->id, "text");

	out->dossier_id = column_int(q);
	column_phone(q, &phone, &out->phone);
	size_t len = column_unseal(q, &text, out->text, SMS_TEXT_MAX);
	out->text[len] = '\0';
	out->lane = (enum sms_lane)column_int(q);
	out->state = (enum sms_state)column_int(q);
	column_text(q, out->dedupe, sizeof(out->dedupe));
	out->attempts = (uint32_t)column_int(q);
	out->made_s = column_int(q);
	out->next_at_s = column_int(q);
	out->changed_s = column_int(q);
	column_text(q, out->reason, sizeof(out->reason));
}

static int rows_read(struct query *q, struct outbox_row *out, unsigned max)
{
	unsigned n = 0;

	while (n < max && query_next(q) == 1)
		columns(q, &out[n++]);
	int rc = query_end(q);
	return rc ? rc : (int)n;
}

int outbox_by_id(struct store *store, int64_t id, struct outbox_row *out)
{
	struct outbox_row row;
	struct query q;

	query_begin(&q, store, SQL_OUTBOX_BY_ID);
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

int outbox_list(struct store *store, enum sms_state state, int64_t before_id,
	struct outbox_row *out, unsigned max)
{
	struct query q;

	query_begin(&q, store, state ? SQL_OUTBOX_LIST_STATE : SQL_OUTBOX_LIST);
	bind_int(&q, before_id ? before_id : INT64_MAX);
	if (state)
		bind_int(&q, state);
	bind_int(&q, max);
	return rows_read(&q, out, max);
}

int outbox_counts(struct store *store, struct outbox_counts *out)
{
	struct outbox_counts counts = { 0 };
	struct query q;

	query_begin(&q, store, SQL_TALLY);
	bind_text(&q, "outbox");
	while (query_next(&q) == 1) {
		int64_t state = column_int(&q);

		if (state >= SMS_QUEUED && state <= SMS_UNKNOWN)
			counts.by_state[state] = column_int(&q);
	}
	int rc = query_end(&q);
	if (rc == 0)
		rc = query_number(store, SQL_OUTBOX_OLDEST_QUEUED, &counts.oldest_queued_s);
	if (rc && rc != ERR_NOT_FOUND)
		return rc;
	*out = counts;
	return 0;
}

/* --- adding -------------------------------------------------------------------------------- */

static int dedupe_find(struct store *store, const char *dedupe, int64_t *id_r)
{
	struct query q;

	query_begin(&q, store, SQL_OUTBOX_BY_DEDUPE);
	bind_text(&q, dedupe);
	int rc = query_need(&q);
	if (rc)
		return rc;
	*id_r = column_int(&q);
	return query_end(&q);
}

static int add(struct store *store, const struct outbox_row *row, int64_t id)
{
	struct seal_place phone = place_of(id, "phone");
	struct seal_place text = place_of(id, "text");
	struct query q;

	query_begin(&q, store, SQL_OUTBOX_ADD);
	bind_int(&q, id);
	if (row->dossier_id)
		bind_int(&q, row->dossier_id);
	else
		bind_null(&q);
	bind_sealed(&q, &phone, row->phone.e164, strlen(row->phone.e164));
	bind_sealed(&q, &text, row->text, strlen(row->text));
	bind_int(&q, row->lane);
	bind_text_or_null(&q, row->dedupe);
	bind_int(&q, row->made_s);
	/* At once is the moment it was made, so that the older of two goes first. */
	bind_int(&q, row->next_at_s ? row->next_at_s : row->made_s);
	bind_int(&q, row->made_s);
	return query_change(&q);
}

int outbox_add(struct store *store, struct outbox_row *row)
{
	int64_t id;
	int rc = ERR_NOT_FOUND;

	if (row->dedupe[0] != '\0')
		rc = dedupe_find(store, row->dedupe, &row->id);
	if (rc != ERR_NOT_FOUND)
		return rc == 0 ? ERR_EXISTS : rc;
	rc = query_number(store, SQL_OUTBOX_NEXT_ID, &id);
	if (rc == 0)
		rc = add(store, row, id);
	if (rc == 0)
		row->id = id;
	return rc;
}

/* --- on the way ---------------------------------------------------------------------------- */

static int claim(struct store *store, struct outbox_row *row, int64_t now_s)
{
	struct query q;

	query_begin(&q, store, SQL_OUTBOX_CLAIM);
	bind_int(&q, now_s);
	bind_int(&q, row->id);
	int rc = query_change(&q);
	if (rc == 0) {
		row->state = SMS_SENDING;
		row->attempts++;
		row->changed_s = now_s;
	}
	return rc;
}

int outbox_claim_due(struct store *store, int64_t now_s, struct outbox_row *out, unsigned max)
{
	unsigned n = 0;

	for (int lane = LANE_ANSWER; lane <= LANE_BULK && n < max; lane++) {
		struct query q;

		query_begin(&q, store, SQL_OUTBOX_DUE);
		bind_int(&q, lane);
		bind_int(&q, now_s);
		bind_int(&q, max - n);
		int got = rows_read(&q, out + n, max - n);
		if (got < 0)
			return got;
		n += (unsigned)got;
	}
	for (unsigned i = 0; i < n; i++) {
		int rc = claim(store, &out[i], now_s);
		if (rc)
			return rc;
	}
	return (int)n;
}

int outbox_next_due(struct store *store, int64_t *next_at_s_r)
{
	int64_t earliest = INT64_MAX;

	for (int lane = LANE_ANSWER; lane <= LANE_BULK; lane++) {
		struct query q;

		query_begin(&q, store, SQL_OUTBOX_NEXT_DUE);
		bind_int(&q, lane);
		if (query_next(&q) == 1) {
			int64_t at_s = column_int(&q);

			earliest = OSMO_MIN(earliest, at_s);
		}
		int rc = query_end(&q);
		if (rc)
			return rc;
	}
	if (earliest == INT64_MAX)
		return ERR_NOT_FOUND;
	*next_at_s_r = earliest;
	return 0;
}

static int state_get(struct store *store, int64_t id, int64_t *state_r)
{
	struct query q;

	query_begin(&q, store, SQL_OUTBOX_STATE);
	bind_int(&q, id);
	int rc = query_need(&q);
	if (rc)
		return rc;
	*state_r = column_int(&q);
	return query_end(&q);
}

int outbox_set(struct store *store, int64_t id, enum sms_state state, int64_t next_at_s,
	const char *reason, int64_t now_s)
{
	int64_t from;
	struct query q;

	int rc = state_get(store, id, &from);
	if (rc)
		return rc;
	if (from < SMS_QUEUED || from > SMS_UNKNOWN || !(next_states[from] & TO(state)))
		return ERR_INVALID;
	query_begin(&q, store, SQL_OUTBOX_SET);
	bind_int(&q, state);
	bind_int(&q, next_at_s);
	bind_sentence(&q, reason, OUTBOX_REASON_SIZE);
	bind_int(&q, now_s);
	bind_int(&q, id);
	return query_change(&q);
}

int outbox_recover(struct store *store, int64_t next_at_s, int64_t now_s)
{
	struct query q;

	query_begin(&q, store, SQL_OUTBOX_RECOVER);
	bind_int(&q, next_at_s);
	bind_int(&q, now_s);
	return query_write(&q);
}
