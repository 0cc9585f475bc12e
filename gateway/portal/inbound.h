/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the portal says about dossiers, carried out: one place for events that were pushed and
 * events that were fetched, so that both ways may be on and nothing is told twice.
 *
 *   the dossier is here   a row of its history; if it is the latest word, its status and an SMS
 *   it is not             a stray, kept until the dossier appears (inbound_match)
 *
 * All in decide, in the savepoint of the input that brought the event. Inside portal/ only.
 */
#pragma once
#include <jansson.h>
#include "db/stray.h"
#include "gateway/portal/portal.h"

#define STRAYS_MATCHED_MAX 32 /* of one dossier; the others wait for the next event or grow old */

struct inbound {
	struct store *store;
	const struct clock *clock;
	struct portal_events events;
	struct portal_inbound_stats stats; /* moves in release, see inbound_count() */
};

/* What became of the events of one input. */
struct inbound_tally {
	unsigned taken; /* new words about a dossier of ours */
	unsigned shown; /* of these: became the status */
	unsigned late; /* of these: a later word was known */
	unsigned repeated, unknown, malformed;
	char sentence[128]; /* what was wrong with the last malformed one */
};

/* Carries out one event. 0, or an error of the store or of whoever plans the SMS; what is malformed
 * is counted and is no error. */
int inbound_take(struct inbound *inbound, json_t *event, struct inbound_tally *tally) MUST_CHECK;
/* A dossier has its number now: carries out the strays that name it. Only the latest word is told.
 */
int inbound_match(struct inbound *inbound, const struct dossier *dossier) MUST_CHECK;
/* In release, the rows on disk: counts, logs, and wakes the sender of SMS. `way` is "webhook" or
 * "polling". */
void inbound_count(struct inbound *inbound, const struct inbound_tally *tally, const char *way);
