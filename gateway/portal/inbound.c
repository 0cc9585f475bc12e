/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Events, carried out.
 *
 * Order is not promised and repeats are normal, so what an event does depends on rows alone: its id
 * decides whether it is new, its moment whether it is shown.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/base/log.h"
#include "gateway/portal/inbound.h"
#include "gateway/portal/neutral_event.h"

/* The dossier an event names: by the portal's number, else by our receipt if the portal has not
 * given that dossier another number. */
static int find(struct inbound *inbound, const struct neutral_event *event, struct dossier *out)
{
	int rc = dossier_by_number(inbound->store, event->dossier_number, out);

	if (rc != ERR_NOT_FOUND || !*event->receipt)
		return rc;
	rc = dossier_by_receipt(inbound->store, event->receipt, out);
	if (rc == 0 && *out->dossier_number)
		return ERR_NOT_FOUND;
	return rc;
}

static bool says_something(const struct dossier_event *said)
{
	return *said->reason || *said->papers || said->fee_dong || said->collect_s;
}

/* The portal repeats what the office told the citizen already: its word went up and came back. */
static int echoes_clerk(
	struct inbound *inbound, const struct dossier *before, const struct dossier_event *said)
{
	struct dossier_event word;
	int rc = dossier_event_newest(inbound->store, before->id, EVENT_CLERK, &word);

	if (rc < 0)
		return rc == ERR_NOT_FOUND ? 0 : rc;
	return word.status == said->status && word.at_s >= before->status_s;
}

/* 1 if the citizen hears of it. The same status again, with nothing added, is no news. */
static int is_news(
	struct inbound *inbound, const struct dossier *before, const struct dossier_event *said)
{
	int rc;

	if (said->status == before->status && !says_something(said) &&
		(said->due_s == 0 || said->due_s == before->due_s))
		return 0;
	rc = echoes_clerk(inbound, before, said);
	return rc < 0 ? rc : !rc;
}

static int tell(struct inbound *inbound, int64_t dossier_id, const struct dossier_event *said)
{
	struct dossier dossier;
	int rc = dossier_by_id(inbound->store, dossier_id, &dossier);

	if (rc < 0 || !inbound->events.status)
		return rc;
	return inbound->events.status(inbound->events.data, &dossier, said);
}

/* Adds the word to the dossier's history. 1 if it became the status, 0 if a later one is known,
 * ERR_EXISTS if it is there already. */
static int record(
	struct inbound *inbound, const struct dossier *dossier, struct neutral_event *event)
{
	event->said.dossier_id = dossier->id;
	return dossier_event_add(inbound->store, &event->said, event->id);
}

static int take_known(struct inbound *inbound, const struct dossier *before,
	struct neutral_event *event, struct inbound_tally *tally)
{
	int news = is_news(inbound, before, &event->said);
	int rc = news < 0 ? news : record(inbound, before, event);

	if (rc == ERR_EXISTS) {
		tally->repeated++;
		return 0;
	}
	if (rc < 0)
		return rc;
	tally->taken++;
	tally->shown += rc == 1;
	tally->late += rc == 0;
	return rc && news ? tell(inbound, before->id, &event->said) : 0;
}

static int keep_stray(struct inbound *inbound, const struct neutral_event *event, json_t *json,
	struct inbound_tally *tally)
{
	char *text = json_dumps(json, JSON_COMPACT);
	int rc = !text ? ERR_NO_MEMORY
		       : stray_add(inbound->store, event->id, event->dossier_number, event->receipt,
				 text, strlen(text), clock_utc_s(inbound->clock));

	free(text);
	if (rc == ERR_EXISTS)
		tally->repeated++;
	else if (rc == ERR_TOO_LONG)
		tally->malformed++;
	else if (rc == 0)
		tally->unknown++;
	return rc == ERR_EXISTS || rc == ERR_TOO_LONG ? 0 : rc;
}

int inbound_take(struct inbound *inbound, json_t *json, struct inbound_tally *tally)
{
	struct json_reader reader = { .source = "event" };
	struct json_at at = json_root(&reader, json);
	struct neutral_event event;
	struct dossier dossier;
	int rc;

	neutral_event_read(&at, clock_utc_s(inbound->clock), &event);
	if (json_failed(&reader)) {
		tally->malformed++;
		snprintf(tally->sentence, sizeof(tally->sentence), "%.*s",
			(int)sizeof(tally->sentence) - 1, reader.error);
		return 0;
	}
	rc = find(inbound, &event, &dossier);
	if (rc == ERR_NOT_FOUND)
		return keep_stray(inbound, &event, json, tally);
	return rc < 0 ? rc : take_known(inbound, &dossier, &event, tally);
}

/* --- strays whose dossier appeared --------------------------------------------------------- */

/* The stray's word into the history; *latest is set if it became the status. */
static int adopt(struct inbound *inbound, const struct dossier *dossier, const struct stray *stray,
	struct dossier_event *latest)
{
	struct json_reader reader;
	json_t *json = json_read(&reader, "stray", stray->text, stray->text_len);
	struct json_at at = json_root(&reader, json);
	struct neutral_event event;
	int rc = 0;

	if (json)
		neutral_event_read(&at, clock_utc_s(inbound->clock), &event);
	if (json && !json_failed(&reader))
		rc = record(inbound, dossier, &event);
	else
		LOGP(DPORTAL, LOGL_ERROR, "stray %" PRId64 ": %s\n", stray->id, reader.error);
	json_decref(json);
	if (rc == 1)
		*latest = event.said;
	if (rc < 0 && rc != ERR_EXISTS)
		return rc;
	return stray_delete(inbound->store, stray->id);
}

int inbound_match(struct inbound *inbound, const struct dossier *dossier)
{
	struct stray strays[STRAYS_MATCHED_MAX];
	struct dossier_event latest = { 0 };
	int n = stray_list(inbound->store, dossier->dossier_number, dossier->receipt, strays,
		STRAYS_MATCHED_MAX);
	int rc = n;

	for (int i = 0; i < n && rc >= 0; i++)
		rc = adopt(inbound, dossier, &strays[i], &latest);
	if (n > 0 && rc >= 0)
		LOGP(DPORTAL, LOGL_NOTICE,
			"dossier %" PRId64 ": %d earlier events of the portal are its own\n",
			dossier->id, n);
	if (rc >= 0 && latest.status != 0)
		rc = is_news(inbound, dossier, &latest);
	if (rc < 0 || latest.status == 0)
		return rc < 0 ? rc : 0;
	return rc ? tell(inbound, dossier->id, &latest) : 0;
}

/* --- counters ------------------------------------------------------------------------------ */

void inbound_count(struct inbound *inbound, const struct inbound_tally *tally, const char *way)
{
	struct portal_inbound_stats *stats = &inbound->stats;

	stats->taken += tally->taken;
	stats->late += tally->late;
	stats->repeated += tally->repeated;
	stats->unknown += tally->unknown;
	stats->malformed += tally->malformed;
	if (tally->malformed)
		LOGP(DPORTAL, LOGL_ERROR, "%s: %u events not understood: %s\n", way,
			tally->malformed,
			log_escaped(
				tally->sentence, strlen(tally->sentence), sizeof(tally->sentence)));
	if (tally->unknown)
		LOGP(DPORTAL, LOGL_NOTICE, "%s: %u events of dossiers that are not here, kept\n",
			way, tally->unknown);
	if (tally->taken)
		LOGP(DPORTAL, LOGL_INFO, "%s: %u events, %u of them late\n", way, tally->taken,
			tally->late);
	if (tally->shown && inbound->events.released)
		inbound->events.released(inbound->events.data);
}
