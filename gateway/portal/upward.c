/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Upcalls on their way. db/ keeps a dossier's upcalls in order by letting only the first be due, so
 * nothing in here looks at order.
 */
#include <inttypes.h>
#include <string.h>
#include <sodium.h>
#include <talloc.h>
#include "gateway/base/log.h"
#include "gateway/portal/neutral_upcall.h"
#include "gateway/portal/upward.h"

#define STORE_RETRY_MS 5000 /* after a turn that could not be recorded */
#define ROOM_RETRY_MS  1000 /* while the breaker is open or others use up the HTTP client */
#define LOOK_AGAIN_MS  60000 /* at the latest: the wall clock that rows follow may be set */

/* --- answers ------------------------------------------------------------------------------- */

/* Carries the decision from decide to release. */
struct note {
	enum verdict verdict;
	enum breaker_word word;
	uint32_t quiet_s;
	bool changed, misconfigured;
	char sentence[NEUTRAL_SENTENCE_SIZE];
};
_Static_assert(sizeof(struct note) <= HTTP_OUT_STATE_SIZE, "note must fit the request's state");

static int change_row(
	struct upward *upward, const struct upcall *upcall, const struct neutral_answer *answer)
{
	struct bridge *bridge = upward->bridge;
	int64_t now_s = clock_utc_s(bridge->clock);
	uint32_t wait_s;

	if (answer->verdict == VERDICT_OK)
		return upcall_end(bridge->store, upcall->id, UPCALL_DONE, "", now_s);
	if (answer->verdict == VERDICT_PERMFAIL)
		return upcall_end(bridge->store, upcall->id, UPCALL_REFUSED,
			*answer->reason ? answer->reason : answer->sentence, now_s);
	wait_s = backoff_s(&bridge->config.retry, upcall->attempts, randombytes_random());
	return upcall_retry_at(bridge->store, upcall->id, now_s + wait_s, answer->sentence);
}

static int answer_decide(void *data, uint64_t id, const struct http_result *result, void *state)
{
	struct upward *upward = data;
	struct note *note = state;
	struct neutral_answer answer;
	struct upcall upcall;
	int rc;

	neutral_read_upcall(result, upward->bridge->config.retry.max_s, &answer);
	*note = (struct note) { .verdict = answer.verdict,
		.word = bridge_word(upward->bridge, &answer, result->took_ms),
		.quiet_s = answer.quiet_s,
		.misconfigured = answer.misconfigured };
	memcpy(note->sentence, answer.sentence, sizeof(note->sentence));
	rc = bridge_wake_rows(upward->bridge, note->word);
	if (rc < 0)
		return rc;
	rc = upcall_by_id(upward->bridge->store, (int64_t)id, &upcall);
	if (rc == ERR_NOT_FOUND || (rc >= 0 && upcall.state != UPCALL_QUEUED))
		return 0;
	note->changed = rc >= 0;
	return rc < 0 ? rc : change_row(upward, &upcall, &answer);
}

static void land(struct upward *upward, int64_t id)
{
	for (unsigned i = 0; i < upward->in_flight_count; i++) {
		if (upward->in_flight[i] != id)
			continue;
		upward->in_flight[i] = upward->in_flight[--upward->in_flight_count];
		return;
	}
}

static void report(struct upward *upward, uint64_t id, const struct note *note)
{
	const char *sentence = log_escaped(note->sentence, strlen(note->sentence), 120);

	switch (note->verdict) {
	case VERDICT_OK:
		upward->told++;
		LOGP(DPORTAL, LOGL_INFO, "upcall %" PRIu64 ": the portal has it\n", id);
		return;
	case VERDICT_PERMFAIL:
		upward->refused++;
		LOGP(DPORTAL, LOGL_ERROR, "upcall %" PRIu64 ": refused by the portal: %s\n", id,
			sentence);
		return;
	case VERDICT_TEMPFAIL:
	case VERDICT_UNKNOWN:
		break;
	}
	upward->failed++;
	LOGP(DPORTAL, note->misconfigured ? LOGL_ERROR : LOGL_NOTICE,
		"upcall %" PRIu64 ": %s: %s%s\n", id, verdict_name(note->verdict), sentence,
		note->misconfigured ? "; check the portal's address and token" : "");
}

static void answer_release(void *data, uint64_t id, const struct http_result *result, void *state,
	enum turn_outcome outcome, int error)
{
	struct upward *upward = data;
	const struct note *note = state;

	(void)result;
	land(upward, (int64_t)id);
	bridge_hear(upward->bridge, note->word, note->quiet_s, outcome);
	if (outcome != TURN_DONE)
		LOGP(DPORTAL, LOGL_ERROR, "upcall %" PRIu64 ": answer not recorded (%s)\n", id,
			err_name(error));
	else if (note->changed)
		report(upward, id, note);
	upward_wake(upward);
	bridge_wake(upward->bridge);
}

/* --- what is due --------------------------------------------------------------------------- */

static bool taken(const struct upward *upward, enum upcall_kind kind)
{
	switch (kind) {
	case UPCALL_CLERK_EVENT:
		return upward->takes_clerk_events;
	case UPCALL_APPOINTMENT:
		return upward->takes_appointments;
	}
	return false;
}

static bool under_way(const struct upward *upward, int64_t id)
{
	for (unsigned i = 0; i < upward->in_flight_count; i++) {
		if (upward->in_flight[i] == id)
			return true;
	}
	return false;
}

static int pack(struct upward *upward, const struct upcall *upcall, int64_t now_s)
{
	struct upward_parcel *parcel = &upward->parcels[upward->parcel_count];
	struct store *store = upward->bridge->store;
	int rc;

	if (under_way(upward, upcall->id))
		return 0;
	if (!taken(upward, upcall->kind)) {
		upward->skipped = true;
		return upcall_end(store, upcall->id, UPCALL_SKIPPED,
			"this portal takes none of its kind", now_s);
	}
	rc = dossier_by_id(store, upcall->dossier_id, &parcel->dossier);
	if (rc < 0)
		return rc;
	parcel->upcall = *upcall;
	upward->parcel_count++;
	return 0;
}

static int pack_due(struct upward *upward, unsigned room)
{
	struct bridge *bridge = upward->bridge;
	struct upcall rows[UPWARD_IN_FLIGHT_MAX];
	int64_t now_s = clock_utc_s(bridge->clock);
	int n = upcall_claim_due(bridge->store, now_s, bridge->config.lease_s, rows, room);
	int rc = n;

	for (int i = 0; i < n && rc >= 0; i++)
		rc = pack(upward, &rows[i], now_s);
	sodium_memzero(rows, sizeof(rows));
	if (rc < 0)
		return rc;
	rc = upcall_next_due(bridge->store, &upward->next_due_s);
	if (rc == ERR_NOT_FOUND)
		upward->next_due_s = -1;
	return rc == ERR_NOT_FOUND ? 0 : rc;
}

/* While one probe at a time may go, dossiers that are under way are the probe. */
static unsigned room_now(const struct upward *upward)
{
	struct breaker breaker = bridge_breaker(upward->bridge);
	unsigned busy = upward->in_flight_count +
		(breaker.state == BREAKER_HALF_OPEN ? upward->bridge->in_flight_count : 0);
	unsigned room = breaker_room(&breaker, busy, UPWARD_IN_FLIGHT_MAX);
	unsigned shared = upward->bridge->http->room(upward->bridge->http);

	return shared < room ? shared : room;
}

static int look_decide(struct turn_input *input)
{
	struct upward *upward = container_of(input, struct upward, timer.input);
	unsigned room = room_now(upward);

	upward->looked = room > 0;
	upward->skipped = false;
	upward->parcel_count = 0;
	upward->next_due_s = -1;
	return room ? pack_due(upward, room) : 0;
}

static int send(struct upward *upward, const struct upward_parcel *parcel)
{
	const struct bridge_config *config = &upward->bridge->config;
	struct neutral_request texts;
	struct http_out_request request = {
		.method = parcel->upcall.kind == UPCALL_APPOINTMENT ? HTTP_PUT : HTTP_POST,
		.url = texts.url,
		.headers = texts.headers,
		.body = parcel->upcall.body,
		.body_len = parcel->upcall.body_len,
		.timeout_ms = config->timeout_ms,
		.id = (uint64_t)parcel->upcall.id,
		.decide = answer_decide,
		.release = answer_release,
		.data = upward,
	};
	int rc;

	neutral_upcall_request(
		&texts, config->base_url, config->token, &parcel->dossier, &parcel->upcall);
	rc = upward->bridge->http->start(upward->bridge->http, &request);
	if (rc < 0) {
		LOGP(DPORTAL, LOGL_ERROR, "upcall %" PRId64 ": request not started (%s)\n",
			parcel->upcall.id, err_name(rc));
		return rc;
	}
	upward->in_flight[upward->in_flight_count++] = parcel->upcall.id;
	return 0;
}

static void look_again(struct upward *upward)
{
	int64_t wait_s = upward->next_due_s - clock_utc_s(upward->bridge->clock);

	if (!upward->looked || (upward->next_due_s >= 0 && room_now(upward) == 0))
		timer_hasten_ms(&upward->timer, ROOM_RETRY_MS);
	else if (upward->skipped)
		timer_hasten_ms(&upward->timer, 0);
	else if (upward->next_due_s >= 0)
		timer_hasten_ms(&upward->timer,
			wait_s <= 0				? 0
				: wait_s > LOOK_AGAIN_MS / 1000 ? LOOK_AGAIN_MS
								: (uint64_t)wait_s * 1000);
}

static void look_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct upward *upward = container_of(input, struct upward, timer.input);
	bool all = true;

	if (outcome != TURN_DONE) {
		LOGP(DPORTAL, LOGL_ERROR, "upcalls could not be claimed (%s)\n", err_name(error));
		timer_hasten_ms(&upward->timer, STORE_RETRY_MS);
		return;
	}
	for (unsigned i = 0; i < upward->parcel_count; i++)
		all = send(upward, &upward->parcels[i]) == 0 && all;
	sodium_memzero(upward->parcels, sizeof(upward->parcels));
	upward->looked = upward->looked && all;
	look_again(upward);
}

static const struct turn_kind look_kind = {
	.name = "portal-upward",
	.decide = look_decide,
	.release = look_release,
};

void upward_wake(struct upward *upward)
{
	timer_hasten_ms(&upward->timer, 0);
}

static int upward_end(struct upward *upward)
{
	upward->bridge->follower = NULL;
	timer_cancel(&upward->timer);
	return 0;
}

struct upward *upward_new(void *ctx, struct bridge *bridge, struct timers *timers,
	bool takes_clerk_events, bool takes_appointments)
{
	struct upward *upward = talloc_zero(ctx, struct upward);

	upward->bridge = bridge;
	upward->takes_clerk_events = takes_clerk_events;
	upward->takes_appointments = takes_appointments;
	timer_init(&upward->timer, timers, &look_kind);
	timer_arm_ms(&upward->timer, 0);
	bridge->follower = &upward->timer;
	talloc_set_destructor(upward, upward_end);
	return upward;
}
