/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Upcalls: what the portal must be told about a dossier it has, durable from the moment it is
 * promised and told in the order in which it was added, dossier by dossier.
 *
 *   HELD -> QUEUED -> DONE | REFUSED | SKIPPED
 *
 * Of a dossier's open rows only the first is QUEUED, and only once the dossier is in the portal;
 * the others are HELD behind it. What the bodies say, and when to try again, is for gateway/portal.
 */
#pragma once
#include "db/dossier.h"

#define UPCALL_BODY_MAX 2048 /* octets of JSON */

enum upcall_kind {
	UPCALL_CLERK_EVENT = 1, /* a clerk's word: status, reason, papers */
	UPCALL_APPOINTMENT = 2, /* made, moved, cancelled */
};

enum upcall_state {
	UPCALL_QUEUED = 1, /* due at next_at_s */
	UPCALL_HELD = 2, /* behind another, or its dossier is not in the portal yet */
	UPCALL_DONE = 3,
	UPCALL_REFUSED = 4, /* by the portal, for good */
	UPCALL_SKIPPED = 5, /* this portal takes nothing of that kind */
};
const char *upcall_state_name(enum upcall_state state);

struct upcall {
	int64_t id;
	int64_t dossier_id;
	enum upcall_kind kind;
	enum upcall_state state;
	uint32_t attempts;
	int64_t made_s;
	int64_t next_at_s;
	char reason[REASON_SIZE]; /* of the last failure */
	size_t body_len;
	char body[UPCALL_BODY_MAX + 1]; /* NUL-terminated; "" once it is over */
};

/* Adds one behind those of the same dossier; due at once where nothing holds it. The caller wakes
 * the portal in release. ERR_NOT_FOUND: no such dossier. ERR_TOO_LONG. */
int upcall_add(struct store *store, int64_t dossier_id, enum upcall_kind kind, const char *body,
	size_t len) MUST_CHECK;
/* The dossier is in the portal now: its first upcall, if it has any, becomes due.
 * (dossier_accepted() does this itself.) */
int upcall_release(struct store *store, int64_t dossier_id, int64_t now_s) MUST_CHECK;

/* QUEUED rows due at `now_s`, oldest first, at most `max`; each gets attempts + 1 and next_at_s =
 * now_s + lease_s, so a crash or a lost answer leads to another try. Returns their number. */
int upcall_claim_due(struct store *store, int64_t now_s, uint32_t lease_s, struct upcall *out,
	unsigned max) MUST_CHECK;
/* The earliest next_at_s of QUEUED rows; ERR_NOT_FOUND when none. */
int upcall_next_due(struct store *store, int64_t *next_at_s_r) MUST_CHECK;
int upcall_by_id(struct store *store, int64_t id, struct upcall *out) MUST_CHECK;
/* All of a dossier, oldest first. Returns their number. */
int upcall_list(
	struct store *store, int64_t dossier_id, struct upcall *out, unsigned max) MUST_CHECK;
int upcall_retry_at(
	struct store *store, int64_t id, int64_t next_at_s, const char *reason) MUST_CHECK;
/* All QUEUED rows become due at `now_s` (the breaker closed). */
int upcall_wake_all(struct store *store, int64_t now_s) MUST_CHECK;
/* QUEUED -> DONE, REFUSED or SKIPPED; the next of the dossier becomes due. ERR_NOT_FOUND if the row
 * is not QUEUED. */
int upcall_end(struct store *store, int64_t id, enum upcall_state state, const char *reason,
	int64_t now_s) MUST_CHECK;
/* Deletes at most `max` rows made before `before_s` that are DONE or SKIPPED. Their number. */
int upcall_expire(struct store *store, int64_t before_s, unsigned max) MUST_CHECK;

struct upcall_counts {
	int64_t by_state[UPCALL_SKIPPED + 1];
};
int upcall_counts(struct store *store, struct upcall_counts *out) MUST_CHECK;
