/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What became of a request: verdict, the row's next state, and what to do when that cannot be
 * written. Then the row stays SENDING on disk and its flight stays in memory, and the writing is
 * tried again every second: a verdict we know is never thrown away, and the row cannot be claimed
 * meanwhile. If the process dies first, the start turns SENDING to UNKNOWN.
 */
#include "sms/inner.h"
#include <inttypes.h>
#include <osmocom/core/utils.h>
#include <sodium.h>
#include "gateway/base/backoff.h"
#include "gateway/base/log.h"

/* A Kannel that is down costs each row that probed it no more than this, so that all are gone soon
 * after it is back. */
static const struct backoff down_wait = { BREAKER_FIRST_S, BREAKER_LONGEST_S };
/* A message that Kannel does not take for its own sake is not urgent. */
static const struct backoff refused_wait = { 30, 900 };

/* Doubles with each attempt: a Kannel that takes messages and never says so may cost a citizen a
 * few copies a day, not a hundred. */
static int64_t unknown_wait_s(const struct sms_policy *policy, uint32_t attempts)
{
	int64_t wait_s = policy->unknown_wait_s;

	for (uint32_t i = 1; i < attempts && wait_s < policy->report_wait_s; i++)
		wait_s *= 2;
	return OSMO_MAX(
		(int64_t)policy->unknown_wait_s, OSMO_MIN(wait_s, (int64_t)policy->report_wait_s));
}

struct sms_step result_step(const struct sms_policy *policy, const struct kannel_reply *reply,
	uint32_t attempts, int64_t now_s, uint32_t random)
{
	bool last = attempts >= policy->attempts_max;

	switch (reply->verdict) {
	case VERDICT_OK:
		return (struct sms_step) { SMS_SENT, now_s + policy->report_wait_s, "" };
	case VERDICT_PERMFAIL:
		return (struct sms_step) { SMS_FAILED, SMS_NEVER, reply->reason };
	case VERDICT_TEMPFAIL:
		if (reply->down)
			return (struct sms_step) { SMS_QUEUED,
				now_s + backoff_s(&down_wait, attempts, random), reply->reason };
		if (last)
			return (struct sms_step) { SMS_FAILED, SMS_NEVER, reply->reason };
		return (struct sms_step) { SMS_QUEUED,
			now_s + backoff_s(&refused_wait, attempts, random), reply->reason };
	case VERDICT_UNKNOWN:
		break;
	}
	if (last)
		return (struct sms_step) { SMS_UNKNOWN, SMS_NEVER, reply->reason };
	return (struct sms_step) { SMS_UNKNOWN, now_s + unknown_wait_s(policy, attempts),
		reply->reason };
}

/* The store cannot write now, as opposed to: something is wrong with this row. */
static bool store_trouble(int rc)
{
	return rc == ERR_FULL || rc == ERR_IO || rc == ERR_READ_ONLY || rc == ERR_BUSY ||
		rc == ERR_UNCERTAIN || rc == ERR_NO_MEMORY;
}

/* Writes the outcome of a request. A report may have been faster and knows more; then the row is
 * left as it is. UNKNOWN happens when the store was rebuilt while the request was under way. */
static int record(struct sms *sms, int64_t id, const struct kannel_reply *reply)
{
	int64_t now_s = clock_utc_s(sms->clock);
	struct outbox_row *row = &sms->scratch;
	struct sms_step step;
	int rc;

	rc = outbox_by_id(sms->store, id, row);
	if (rc == OK && (row->state == SMS_SENDING || row->state == SMS_UNKNOWN)) {
		step = result_step(&sms->policy, reply, row->attempts, now_s, randombytes_random());
		rc = outbox_set(sms->store, id, step.state, step.next_at_s, step.reason, now_s);
	}
	if (rc == OK || store_trouble(rc))
		return rc;
	/* A row that cannot be read or set would hold its flight, and others, for ever. */
	LOGP(DSMS, LOGL_ERROR, "sms %" PRId64 ": outcome %s not recorded: %s\n", id,
		verdict_name(reply->verdict), err_name(rc));
	return OK;
}

/* --- the answer ---------------------------------------------------------------------------- */

int result_decide(void *data, uint64_t id, const struct http_result *result, void *state)
{
	struct sms *sms = data;
	struct kannel_reply *reply = state;
	const struct flight *flight = dispatch_flight(sms, (int64_t)id);

	_Static_assert(sizeof(*reply) <= HTTP_OUT_STATE_SIZE, "the decision travels in the state");
	*reply = kannel_reply_read(result);
	if (flight == NULL)
		return ERR_NOT_FOUND;
	return record(sms, flight->id, reply);
}

static void log_reply(
	int64_t id, const struct kannel_reply *reply, const struct http_result *result)
{
	if (reply->verdict == VERDICT_OK) {
		LOGP(DSMS, LOGL_INFO, "sms %" PRId64 ": taken by Kannel\n", id);
		return;
	}
	LOGP(DSMS, LOGL_NOTICE, "sms %" PRId64 ": %s: %s (HTTP %u \"%s\" %s)\n", id,
		verdict_name(reply->verdict), reply->reason, result->status,
		log_escaped(result->body != NULL ? result->body : "", result->len, 60),
		result->reason != NULL ? result->reason : "");
}

static void count(struct sms_stats *stats, enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_OK:
		stats->sent++;
		return;
	case VERDICT_TEMPFAIL:
		stats->temp_failed++;
		return;
	case VERDICT_PERMFAIL:
		stats->perm_failed++;
		return;
	case VERDICT_UNKNOWN:
		stats->unknown++;
		return;
	}
}

static void note_health(struct sms *sms, bool down)
{
	if (!sms_breaker_note(&sms->breaker, down, clock_mono_ms(sms->clock), randombytes_random()))
		return;
	if (down)
		LOGP(DSMS, LOGL_ERROR, "Kannel is down: one message at a time asks for it\n");
	else
		LOGP(DSMS, LOGL_NOTICE, "Kannel is back: the outbox drains\n");
}

static void end_flight(struct sms *sms, struct flight *flight)
{
	flight->state = FLIGHT_NONE;
	sms->stats.in_flight--;
	dispatch_soon(sms, 0);
}

static void record_later(struct sms *sms, struct flight *flight, const struct kannel_reply *reply)
{
	flight->state = FLIGHT_ANSWERED;
	flight->reply = *reply;
	timer_hasten_ms(&sms->recorder.timer, SMS_RETRY_MS);
}

void result_release(void *data, uint64_t id, const struct http_result *result, void *state,
	enum turn_outcome outcome, int error)
{
	struct sms *sms = data;
	struct flight *flight = dispatch_flight(sms, (int64_t)id);
	struct kannel_reply reply = kannel_reply_read(result);

	(void)state;
	if (flight == NULL)
		return;
	log_reply(flight->id, &reply, result);
	count(&sms->stats, reply.verdict);
	note_health(sms, reply.down);
	if (outcome == TURN_DONE) {
		end_flight(sms, flight);
		return;
	}
	LOGP(DSMS, LOGL_ERROR, "sms %" PRId64 ": outcome waits for the store: %s\n", flight->id,
		err_name(error));
	record_later(sms, flight, &reply);
}

void result_not_asked(struct sms *sms, struct flight *flight)
{
	static const struct kannel_reply not_asked = { VERDICT_TEMPFAIL, true, "no request made" };

	record_later(sms, flight, &not_asked);
}

/* --- outcomes that wait for the store ----------------------------------------------------------
 */

static int recorder_decide(struct turn_input *input)
{
	struct sms *sms = container_of(input, struct sms, recorder.timer.input);
	int rc;

	for (unsigned i = 0; i < sms->flights_max; i++) {
		const struct flight *flight = &sms->flights[i];

		sms->recorder.taken[i] = flight->state == FLIGHT_ANSWERED;
		if (flight->state != FLIGHT_ANSWERED)
			continue;
		rc = record(sms, flight->id, &flight->reply);
		if (rc < 0)
			return rc;
	}
	return OK;
}

static void recorder_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct sms *sms = container_of(input, struct sms, recorder.timer.input);

	(void)error;
	if (outcome != TURN_DONE) {
		timer_hasten_ms(&sms->recorder.timer, SMS_RETRY_MS);
		return;
	}
	for (unsigned i = 0; i < sms->flights_max; i++)
		if (sms->recorder.taken[i])
			end_flight(sms, &sms->flights[i]);
}

static const struct turn_kind recorder_kind = { "sms-record", recorder_decide, recorder_release };

void result_init(struct sms *sms)
{
	timer_init(&sms->recorder.timer, sms->timers, &recorder_kind);
}
