/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Dossiers: submitted applications, from the moment a receipt is promised, and their history.
 */
#pragma once
#include "db/draft.h"
#include "db/store.h"
#include "gateway/base/digits.h"

#define DOSSIER_NUMBER_SIZE 48
#define DOSSIER_BODY_MAX    8192 /* octets of the portal's submit body, JSON */
#define OFFICE_CODE_SIZE    16
#define REASON_SIZE	    256
#define PAPERS_SIZE	    256
#define NATIONAL_ID_TAIL    4 /* digits asked for when somebody looks a dossier up */

/* Where our copy stands with the portal; the citizen's status is `status`. */
enum dossier_state {
	DOSSIER_QUEUED = 1, /* on its way to the portal, tried until it is there */
	DOSSIER_ACCEPTED = 2,
	DOSSIER_REFUSED = 3, /* for good, with a reason; a clerk must look */
};

struct dossier {
	int64_t id;
	char receipt[RECEIPT_DIGITS + 1];
	int64_t draft_id; /* UNIQUE: a second submit of one draft cannot double */
	struct phone phone; /* whose it is: status is sent there, and it lists the dossier */
	struct phone helper; /* that filed it for somebody else; "": nobody did */
	char id_tail[NATIONAL_ID_TAIL +
		1]; /* last digits of the applicant's id; kept only as hash: empty when read */
	char procedure[PROCEDURE_CODE_SIZE];
	char office[OFFICE_CODE_SIZE];
	int64_t submitted_s;
	enum dossier_state state;
	char dossier_number[DOSSIER_NUMBER_SIZE]; /* the portal's; "" until it answers */
	int status; /* 0: none yet; 1..10 national codes */
	int64_t status_s;
	int64_t due_s; /* 0: unknown */
	char reason[REASON_SIZE];
	uint32_t attempts;
	int64_t next_at_s;
};

/* Adds a dossier in state QUEUED, makes its receipt (counter and permutation), seals `body`. On
 * success dossier->id and ->receipt are set. ERR_EXISTS when the draft was submitted before: then
 * *dossier is filled from the row that is there (the caller shows that receipt). ERR_INVALID
 * when there is no such draft. next_at_s 0: due at once. */
int dossier_add(
	struct store *store, struct dossier *dossier, const char *body, size_t body_len) MUST_CHECK;

int dossier_by_id(struct store *store, int64_t id, struct dossier *out) MUST_CHECK;
int dossier_by_receipt(struct store *store, const char *receipt, struct dossier *out) MUST_CHECK;
int dossier_by_number(
	struct store *store, const char *dossier_number, struct dossier *out) MUST_CHECK;
/* What a draft was submitted as; ERR_NOT_FOUND while it was not. */
int dossier_by_draft(struct store *store, int64_t draft_id, struct dossier *out) MUST_CHECK;
/* True if the digits are the id_tail the dossier was added with (constant time); false when it has
 * none. */
bool dossier_tail_matches(struct store *store, int64_t id, const char *tail);
/* Newest first, at most `max`. Returns their number. */
int dossier_list_by_phone(struct store *store, const struct phone *phone, struct dossier *out,
	unsigned max) MUST_CHECK;
/* The same, but for those that a helper filed. */
int dossier_list_own(struct store *store, const struct phone *phone, struct dossier *out,
	unsigned max) MUST_CHECK;
/* For listings: newest first, rows with id < before_id (0: from the newest). `office` NULL: all. */
int dossier_list(struct store *store, const char *office, int64_t before_id, struct dossier *out,
	unsigned max) MUST_CHECK;

/* Replaces the submit body: it names the receipt and the appointment, which exist only after
 * dossier_add(), so that may be called with body NULL and this one follows in the same turn. */
int dossier_body_put(struct store *store, int64_t id, const char *body, size_t body_len) MUST_CHECK;
/* The submit body as stored. Returns octets, NUL-terminated. */
int dossier_body(struct store *store, int64_t id, char *out, size_t cap) MUST_CHECK;

/* QUEUED rows due at `now_s`, oldest first, at most `max`; each gets attempts + 1 and next_at_s =
 * now_s + lease_s, so a crash or a lost answer leads to another try. Returns their number. */
int dossier_claim_due(struct store *store, int64_t now_s, uint32_t lease_s, struct dossier *out,
	unsigned max) MUST_CHECK;
/* The earliest next_at_s of QUEUED rows; ERR_NOT_FOUND when none. */
int dossier_next_due(struct store *store, int64_t *next_at_s_r) MUST_CHECK;
int dossier_retry_at(
	struct store *store, int64_t id, int64_t next_at_s, const char *reason) MUST_CHECK;
/* All QUEUED rows become due at `now_s` (the breaker closed). */
int dossier_wake_all(struct store *store, int64_t now_s) MUST_CHECK;
/* Status and due date are the answer's, unless an event of the portal was here before it. */
int dossier_accepted(struct store *store, int64_t id, const char *dossier_number, int status,
	int64_t due_s, int64_t now_s) MUST_CHECK;
int dossier_refused(struct store *store, int64_t id, const char *reason, int64_t now_s) MUST_CHECK;

/* History: one row per word about a dossier, whoever said it. */
enum event_source { EVENT_SELF = 1, EVENT_PORTAL = 2, EVENT_CLERK = 3 };
struct dossier_event {
	int64_t id;
	int64_t dossier_id;
	enum event_source source;
	int status; /* 0: no change of status */
	int64_t at_s;
	char reason[REASON_SIZE];
	/* 0 and "" where nothing was said. */
	char papers[PAPERS_SIZE]; /* that are missing */
	int64_t fee_dong;
	int64_t due_s;
	int64_t collect_s; /* from when the result can be collected */
};
/* `event_id` is the speaker's own for his word, NULL for none: ERR_EXISTS when this source said it
 * before. The portal's status becomes the dossier's, with reason and due date, unless one of a
 * later moment is known; a word without an id is the answer to a submission and of no moment, so
 * every event is later. Returns 1 if it became the dossier's status, else 0; event->id is set then.
 */
int dossier_event_add(
	struct store *store, struct dossier_event *event, const char *event_id) MUST_CHECK;
/* Oldest first. */
int dossier_event_list(struct store *store, int64_t dossier_id, struct dossier_event *out,
	unsigned max) MUST_CHECK;
/* The row of a word by its source's own id for it; ERR_NOT_FOUND. */
int dossier_event_find(struct store *store, enum event_source source, const char *event_id,
	int64_t *id_r) MUST_CHECK;
/* The latest word of that source that holds a status; ERR_NOT_FOUND. Of the portal's it is the one
 * that gave the dossier its status. */
int dossier_event_newest(struct store *store, int64_t dossier_id, enum event_source source,
	struct dossier_event *out) MUST_CHECK;
/* How often that source has said that status. */
int dossier_event_count(struct store *store, int64_t dossier_id, enum event_source source,
	int status, int64_t *n_r) MUST_CHECK;

struct dossier_counts {
	int64_t queued, accepted, refused;
	int64_t oldest_queued_s; /* submitted_s of the oldest QUEUED row, 0 if none */
};
int dossier_counts(struct store *store, struct dossier_counts *out) MUST_CHECK;
