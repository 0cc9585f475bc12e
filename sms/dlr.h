/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Delivery reports. Kannel forgets our ids but gives back the URL it was handed, so the URL says
 * which message and which attempt it speaks of, with a MAC that nobody else can make.
 *
 * Reports come late, twice, before the answer to sendsms, in any order (1 before 8 was seen), and
 * for an attempt that has been repeated since. Only the number in %d is asked for: %A would carry
 * the citizen's text.
 */
#pragma once
#include <stdbool.h>
#include "db/outbox.h"
#include "sms/sms.h"

#define DLR_KEY_OCTETS 32
#define DLR_URL_MAX    512

enum dlr_type { /* Kannel's bits; one per report */
	DLR_DELIVERED = 1,
	DLR_FAILED = 2,
	DLR_BUFFERED = 4,
	DLR_TAKEN = 8, /* by the SMSC */
	DLR_REFUSED = 16, /* by the SMSC */
};

struct dlr_report {
	int64_t id; /* outbox row */
	uint32_t attempt; /* row.attempts when it was sent */
	enum dlr_type type;
};

/* The URL for sendsms: `base`, id, attempt, MAC and Kannel's %d. ERR_TOO_LONG. */
int dlr_url(const char *base, const uint8_t key[DLR_KEY_OCTETS], int64_t id, uint32_t attempt,
	char *out, size_t cap) MUST_CHECK;

/* The query of a report as it came: foreign octets, a missing argument is NULL. */
struct dlr_query {
	const char *id, *attempt, *mac, *type;
	size_t id_len, attempt_len, mac_len, type_len;
};
/* ERR_SYNTAX: an argument is missing or malformed, or the type is none of Kannel's; ERR_DENIED: the
 * MAC is not ours (compared in constant time). *out untouched then. */
int dlr_read(const struct dlr_query *query, const uint8_t key[DLR_KEY_OCTETS],
	struct dlr_report *out) MUST_CHECK;

/* What a report makes of a row. */
enum dlr_effect {
	DLR_MOVES, /* the row goes to *next_r */
	DLR_TELLS_NOTHING, /* known already, or it speaks of an attempt that has been repeated */
	DLR_REPEATED, /* the row has its final state; nothing changes */
};
enum dlr_effect dlr_next(
	const struct outbox_row *row, const struct dlr_report *report, enum sms_state *next_r);
