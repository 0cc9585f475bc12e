/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The inward half of the bridge: what the portal's answer does to its dossier.
 *
 * The answer is matched by the dossier's id, never by a pointer; a dossier that is no longer
 * queued has had its answer, and another changes nothing.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sodium.h>
#include "db/upcall.h"
#include "gateway/base/log.h"
#include "gateway/portal/bridge.h"
#include "gateway/portal/neutral.h"

#define SENTENCE_SHOWN 120 /* octets of a peer's sentence in logs */

/* Carries the decision from decide to release. */
struct note {
	enum verdict verdict;
	enum breaker_word word;
	uint32_t quiet_s;
	bool heard; /* a whole answer came */
	bool changed; /* the row was ours to change */
	bool misconfigured;
	uint32_t attempts;
	char sentence[NEUTRAL_SENTENCE_SIZE];
};
_Static_assert(sizeof(struct note) <= HTTP_OUT_STATE_SIZE, "note must fit the request's state");

enum breaker_word bridge_word(
	const struct bridge *bridge, const struct neutral_answer *answer, uint32_t took_ms)
{
	if (answer->verdict == VERDICT_TEMPFAIL || answer->verdict == VERDICT_UNKNOWN)
		return BREAKER_BAD;
	return took_ms > bridge->config.slow_ms ? BREAKER_SLOW : BREAKER_GOOD;
}

struct breaker bridge_breaker(const struct bridge *bridge)
{
	return breaker_at(&bridge->breaker, clock_mono_ms(bridge->clock));
}

/* The portal must not give one number to two dossiers; if it does, the second is not believed. */
static int check_number(
	struct bridge *bridge, const struct dossier *dossier, struct neutral_answer *answer)
{
	struct dossier other;
	int rc;

	if (answer->verdict != VERDICT_OK)
		return 0;
	rc = dossier_by_number(bridge->store, answer->dossier_number, &other);
	if (rc == ERR_NOT_FOUND)
		return 0;
	if (rc < 0 || other.id == dossier->id)
		return rc;
	answer->verdict = VERDICT_UNKNOWN;
	answer->misconfigured = true;
	snprintf(answer->sentence, sizeof(answer->sentence),
		"its number belongs to dossier %" PRId64 " already", other.id);
	return 0;
}

static int remember(
	struct bridge *bridge, int64_t dossier_id, int status, const char *reason, int64_t now_s)
{
	struct dossier_event event = {
		.dossier_id = dossier_id,
		.source = EVENT_PORTAL,
		.status = status,
		.at_s = now_s,
	};

	snprintf(event.reason, sizeof(event.reason), "%s", reason);
	return dossier_event_add(bridge->store, &event, NULL);
}

/* The row says so now; whoever plans the SMS sees it as it is. */
static int tell(struct bridge *bridge, const struct dossier *dossier,
	int (*callback)(void *data, const struct dossier *dossier))
{
	return callback ? callback(bridge->events.data, dossier) : 0;
}

static int take(
	struct bridge *bridge, int64_t id, const struct neutral_answer *answer, int64_t now_s)
{
	struct dossier dossier;
	int rc = dossier_accepted(
		bridge->store, id, answer->dossier_number, answer->status, answer->due_s, now_s);

	if (rc >= 0)
		rc = remember(bridge, id, answer->status, "", now_s);
	if (rc >= 0)
		rc = dossier_by_id(bridge->store, id, &dossier);
	if (rc >= 0)
		rc = tell(bridge, &dossier, bridge->events.accepted);
	if (rc >= 0)
		rc = inbound_match(bridge->inbound, &dossier);
	return rc;
}

static int refuse(
	struct bridge *bridge, int64_t id, const struct neutral_answer *answer, int64_t now_s)
{
	struct dossier dossier;
	int rc = dossier_refused(bridge->store, id, answer->reason, now_s);

	if (rc >= 0)
		rc = remember(bridge, id, 0, answer->detail, now_s);
	if (rc >= 0)
		rc = dossier_by_id(bridge->store, id, &dossier);
	if (rc >= 0)
		rc = tell(bridge, &dossier, bridge->events.refused);
	return rc;
}

static int try_again(struct bridge *bridge, const struct dossier *dossier,
	const struct neutral_answer *answer, int64_t now_s)
{
	uint32_t wait_s = backoff_s(&bridge->config.retry, dossier->attempts, randombytes_random());

	return dossier_retry_at(bridge->store, dossier->id, now_s + wait_s,
		log_escaped(answer->sentence, strlen(answer->sentence), SENTENCE_SHOWN));
}

static int change_row(struct bridge *bridge, const struct dossier *dossier,
	const struct neutral_answer *answer, int64_t now_s)
{
	switch (answer->verdict) {
	case VERDICT_OK:
		return take(bridge, dossier->id, answer, now_s);
	case VERDICT_PERMFAIL:
		return refuse(bridge, dossier->id, answer, now_s);
	case VERDICT_TEMPFAIL:
	case VERDICT_UNKNOWN:
		break;
	}
	return try_again(bridge, dossier, answer, now_s);
}

/* The portal is back: whatever backed off while it was away goes out now. */
int bridge_wake_rows(struct bridge *bridge, enum breaker_word word)
{
	int64_t now_s = clock_utc_s(bridge->clock);
	int rc;

	if (word != BREAKER_GOOD || bridge_breaker(bridge).state != BREAKER_HALF_OPEN)
		return 0;
	rc = dossier_wake_all(bridge->store, now_s);
	if (rc >= 0)
		rc = upcall_wake_all(bridge->store, now_s);
	return rc < 0 ? rc : 0;
}

static void note_answer(struct note *note, const struct neutral_answer *answer)
{
	note->verdict = answer->verdict;
	note->quiet_s = answer->quiet_s;
	note->misconfigured = answer->misconfigured;
	memcpy(note->sentence, answer->sentence, sizeof(note->sentence));
}

int bridge_answer_decide(void *data, uint64_t id, const struct http_result *result, void *state)
{
	struct bridge *bridge = data;
	struct note *note = state;
	int64_t now_s = clock_utc_s(bridge->clock);
	struct neutral_answer answer;
	struct dossier dossier;
	int rc;

	neutral_read_submit(result, bridge->config.retry.max_s, &answer);
	note->heard = result->transport == VERDICT_OK;
	note->word = bridge_word(bridge, &answer, result->took_ms);
	note_answer(note, &answer);
	rc = bridge_wake_rows(bridge, note->word);
	if (rc < 0)
		return rc;
	rc = dossier_by_id(bridge->store, (int64_t)id, &dossier);
	if (rc == ERR_NOT_FOUND || (rc >= 0 && dossier.state != DOSSIER_QUEUED))
		return 0;
	if (rc >= 0)
		rc = check_number(bridge, &dossier, &answer);
	if (rc < 0)
		return rc;
	note_answer(note, &answer);
	note->changed = true;
	note->attempts = dossier.attempts;
	return change_row(bridge, &dossier, &answer, now_s);
}

static void land(struct bridge *bridge, int64_t dossier_id)
{
	for (unsigned i = 0; i < bridge->in_flight_count; i++) {
		if (bridge->in_flight[i] != dossier_id)
			continue;
		bridge->in_flight[i] = bridge->in_flight[--bridge->in_flight_count];
		return;
	}
}

/* A good word counts only with its rows on disk: else the waking of the others would be lost. */
void bridge_hear(
	struct bridge *bridge, enum breaker_word word, uint32_t quiet_s, enum turn_outcome outcome)
{
	enum breaker_state before = bridge->breaker.state;

	if (word == BREAKER_GOOD && outcome != TURN_DONE)
		return;
	bridge->breaker = breaker_after(&bridge->breaker, &bridge->config.breaker, word, quiet_s,
		clock_mono_ms(bridge->clock), randombytes_random());
	if (bridge->breaker.state != before)
		LOGP(DPORTAL, LOGL_NOTICE, "portal: breaker %s, was %s\n",
			breaker_state_name(bridge->breaker.state), breaker_state_name(before));
}

static void count(struct bridge *bridge, const struct note *note)
{
	switch (note->verdict) {
	case VERDICT_OK:
		bridge->accepted++;
		return;
	case VERDICT_PERMFAIL:
		bridge->refused++;
		return;
	case VERDICT_TEMPFAIL:
		bridge->temp_failed++;
		break;
	case VERDICT_UNKNOWN:
		bridge->unknown++;
		break;
	}
	snprintf(bridge->last_error, sizeof(bridge->last_error), "%s",
		log_escaped(note->sentence, strlen(note->sentence), SENTENCE_SHOWN));
}

static void report(uint64_t id, const struct note *note)
{
	const char *sentence = log_escaped(note->sentence, strlen(note->sentence), SENTENCE_SHOWN);

	if (note->verdict == VERDICT_OK)
		LOGP(DPORTAL, LOGL_NOTICE, "dossier %" PRIu64 ": in the portal, attempt %u\n", id,
			note->attempts);
	else if (note->verdict == VERDICT_PERMFAIL)
		LOGP(DPORTAL, LOGL_NOTICE, "dossier %" PRIu64 ": %s\n", id, sentence);
	else
		LOGP(DPORTAL, note->misconfigured ? LOGL_ERROR : LOGL_NOTICE,
			"dossier %" PRIu64 ": %s, attempt %u: %s%s\n", id,
			verdict_name(note->verdict), note->attempts, sentence,
			note->misconfigured ? "; check the portal's address and token" : "");
}

void bridge_answer_release(void *data, uint64_t id, const struct http_result *result, void *state,
	enum turn_outcome outcome, int error)
{
	struct bridge *bridge = data;
	const struct note *note = state;

	(void)result;
	land(bridge, (int64_t)id);
	bridge_hear(bridge, note->word, note->quiet_s, outcome);
	if (note->heard)
		bridge->last_answer_s = clock_utc_s(bridge->clock);
	if (outcome != TURN_DONE) {
		LOGP(DPORTAL, LOGL_ERROR, "dossier %" PRIu64 ": answer not recorded (%s)\n", id,
			err_name(error));
	} else if (note->changed) {
		count(bridge, note);
		report(id, note);
		if (note->verdict == VERDICT_OK || note->verdict == VERDICT_PERMFAIL) {
			if (bridge->events.released)
				bridge->events.released(bridge->events.data);
		}
	}
	bridge_wake(bridge);
	if (bridge->follower)
		timer_hasten_ms(bridge->follower, 0);
}
