/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Events of the neutral contract (design, portal.md) as values to values: what the portal says
 * about a dossier, pushed or fetched. Pure.
 */
#pragma once
#include "db/stray.h"
#include "gateway/base/json.h"
#include "gateway/portal/neutral.h"

#define NEUTRAL_EVENTS_MAX   500 /* of one page or one push */
#define NEUTRAL_FEE_MAX_DONG 1000000000000
/* A moment so far ahead of ours is not believed: it would outweigh all that come after it. */
#define NEUTRAL_AHEAD_MAX_S 300

struct neutral_event {
	char id[EVENT_ID_SIZE];
	char dossier_number[DOSSIER_NUMBER_SIZE];
	char receipt[RECEIPT_DIGITS + 1]; /* "": not named */
	/* Source, status, moment and what was said; dossier_id is not set. Moments too far ahead
	 * are now. */
	struct dossier_event said;
};

/* Reads one event. Errors stick in the reader; *out is untouched then. Unknown members are passed
 * over: portals add theirs. */
void neutral_event_read(const struct json_at *at, int64_t now_s, struct neutral_event *out);

/* Reads {"events": [...], "next": "cursor"}: calls `each` for every element, stops at a negative
 * result and returns it. ERR_SYNTAX or ERR_SCHEMA with a sentence when it is no page; then `each`
 * was not called and next_r is untouched. A number as cursor is fine. */
int neutral_events_page(const char *body, size_t len, int (*each)(json_t *event, void *data),
	void *data, char next_r[CURSOR_SIZE], unsigned *count_r,
	char sentence[NEUTRAL_SENTENCE_SIZE]) MUST_CHECK;

/* GET /v1/events?after=&limit=; the cursor is percent-encoded, and left out when it is "". */
void neutral_events_request(struct neutral_request *out, const char *base_url, const char *token,
	const char *cursor, unsigned limit);
