/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The outbox: every SMS we mean to send, durable from the moment it is promised.
 *
 * It is dumb on purpose: sms/ decides what is due and when to try again; here are rows and states.
 *   QUEUED -> SENDING -> SENT -> DELIVERED | FAILED
 *                    \-> QUEUED (not taken, try later) | FAILED (never) | UNKNOWN (perhaps taken)
 *   UNKNOWN -> DELIVERED | FAILED by a late report, or QUEUED again after a named wait
 */
#pragma once
#include "db/store.h"

#define SMS_TEXT_MAX	   1280 /* octets of UTF-8 */
#define DEDUPE_SIZE	   64
#define OUTBOX_REASON_SIZE 128

enum sms_state {
	SMS_QUEUED = 1,
	SMS_SENDING = 2,
	SMS_SENT = 3,
	SMS_DELIVERED = 4,
	SMS_FAILED = 5,
	SMS_EXPIRED = 6,
	SMS_UNKNOWN = 7,
};
const char *sms_state_name(enum sms_state state);

enum sms_lane { LANE_ANSWER = 1, LANE_STATUS = 2, LANE_BULK = 3 };

struct outbox_row {
	int64_t id;
	int64_t dossier_id; /* 0: none */
	struct phone phone;
	char text[SMS_TEXT_MAX + 1];
	enum sms_lane lane;
	enum sms_state state;
	char dedupe[DEDUPE_SIZE]; /* UNIQUE, such as "receipt:1234567890" */
	uint32_t attempts;
	int64_t made_s;
	int64_t next_at_s;
	int64_t changed_s;
	char reason[OUTBOX_REASON_SIZE];
};

/* Adds in state QUEUED, due at next_at_s (0: at once, that is at made_s). An empty dedupe key is
 * none. Sets row->id. ERR_EXISTS when the dedupe key
 * is there: nothing is added, row->id is the row that is there. */
int outbox_add(struct store *store, struct outbox_row *row) MUST_CHECK;
/* QUEUED and UNKNOWN rows that are due, by lane, then age, at most `max`: they become SENDING with
 * attempts + 1. */
int outbox_claim_due(
	struct store *store, int64_t now_s, struct outbox_row *out, unsigned max) MUST_CHECK;
/* Earliest next_at_s over QUEUED and UNKNOWN; ERR_NOT_FOUND. */
int outbox_next_due(struct store *store, int64_t *next_at_s_r) MUST_CHECK;
/* Sets state, reason and when it is next looked at. Only from a state that may lead there (see
 * above; DELIVERED is never left); else ERR_INVALID. */
int outbox_set(struct store *store, int64_t id, enum sms_state state, int64_t next_at_s,
	const char *reason, int64_t now_s) MUST_CHECK;
int outbox_by_id(struct store *store, int64_t id, struct outbox_row *out) MUST_CHECK;
/* At start: rows found SENDING become UNKNOWN, looked at again at next_at_s. Returns their number.
 */
int outbox_recover(struct store *store, int64_t next_at_s, int64_t now_s) MUST_CHECK;
/* Newest first, id < before_id (0: from the newest); state 0: all. */
int outbox_list(struct store *store, enum sms_state state, int64_t before_id,
	struct outbox_row *out, unsigned max) MUST_CHECK;
/* Rows per state, index by enum sms_state; and the age of the oldest QUEUED row's made_s, 0 if
 * none. */
struct outbox_counts {
	int64_t by_state[SMS_UNKNOWN + 1];
	int64_t oldest_queued_s;
};
int outbox_counts(struct store *store, struct outbox_counts *out) MUST_CHECK;
