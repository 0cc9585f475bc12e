/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The outward half of the bridge: which dossiers go out now, and when to look again.
 *
 * Rows are leased in decide and requests start in release, so nothing leaves that the disk does
 * not know of.
 */
#include <string.h>
#include <sodium.h>
#include <talloc.h>
#include "gateway/base/log.h"
#include "gateway/portal/bridge.h"
#include "gateway/portal/neutral.h"

#define STORE_RETRY_MS 5000 /* after a turn that could not be recorded */
#define ROOM_RETRY_MS  1000 /* when others use up the HTTP client */
#define LOOK_AGAIN_MS  60000 /* at the latest: the wall clock that rows follow may be set */

bool bridge_under_way(const struct bridge *bridge, int64_t dossier_id)
{
	for (unsigned i = 0; i < bridge->in_flight_count; i++) {
		if (bridge->in_flight[i] == dossier_id)
			return true;
	}
	return false;
}

/* Takes a claimed row's body along. A body that cannot be read is nothing the portal can help
 * with; the row stays queued, far apart, until the operator has put the key back. */
static int pack(struct bridge *bridge, const struct dossier *dossier, int64_t now_s)
{
	struct bridge_parcel *parcel = &bridge->parcels[bridge->parcel_count];
	int rc;

	if (bridge_under_way(bridge, dossier->id))
		return 0;
	rc = dossier_body(bridge->store, dossier->id, parcel->body, sizeof(parcel->body));
	if (rc < 0) {
		LOGP(DPORTAL, LOGL_ERROR, "dossier %lld: its body cannot be read (%s)\n",
			(long long)dossier->id, err_name(rc));
		return dossier_retry_at(bridge->store, dossier->id,
			now_s + bridge->config.retry.max_s, "body unreadable");
	}
	parcel->body_len = (size_t)rc;
	parcel->dossier_id = dossier->id;
	memcpy(parcel->receipt, dossier->receipt, sizeof(parcel->receipt));
	bridge->parcel_count++;
	return 0;
}

/* Rows back off on their own while the portal is away; a probe must not wait for the first of
 * them, so when none is due all become due. The one that then fails backs off behind the others:
 * a single sick dossier cannot keep the breaker open. */
static int claim(struct bridge *bridge, const struct breaker *breaker, unsigned room,
	struct dossier *rows, int64_t now_s)
{
	int n = dossier_claim_due(bridge->store, now_s, bridge->config.lease_s, rows, room);
	int rc;

	if (n != 0 || breaker->state != BREAKER_HALF_OPEN)
		return n;
	rc = dossier_next_due(bridge->store, &bridge->next_due_s);
	if (rc < 0)
		return rc == ERR_NOT_FOUND ? 0 : rc;
	rc = dossier_wake_all(bridge->store, now_s);
	if (rc < 0)
		return rc;
	return dossier_claim_due(bridge->store, now_s, bridge->config.lease_s, rows, room);
}

static int pack_due(struct bridge *bridge, const struct breaker *breaker, unsigned room)
{
	struct dossier rows[PORTAL_IN_FLIGHT_MAX];
	int64_t now_s = clock_utc_s(bridge->clock);
	int n = claim(bridge, breaker, room, rows, now_s);
	int rc = n;

	for (int i = 0; i < n && rc >= 0; i++)
		rc = pack(bridge, &rows[i], now_s);
	if (rc < 0)
		return rc;
	rc = dossier_next_due(bridge->store, &bridge->next_due_s);
	if (rc == ERR_NOT_FOUND)
		bridge->next_due_s = -1;
	return rc == ERR_NOT_FOUND ? 0 : rc;
}

static unsigned room_now(const struct bridge *bridge, const struct breaker *breaker)
{
	unsigned room =
		breaker_room(breaker, bridge->in_flight_count, bridge->config.in_flight_max);
	unsigned shared = bridge->http->room(bridge->http);

	return shared < room ? shared : room;
}

static int look_decide(struct turn_input *input)
{
	struct bridge *bridge = container_of(input, struct bridge, timer.input);
	unsigned room;

	bridge->seen = breaker_at(&bridge->breaker, clock_mono_ms(bridge->clock));
	room = room_now(bridge, &bridge->seen);
	bridge->looked = room > 0;
	bridge->parcel_count = 0;
	bridge->next_due_s = -1;
	return room ? pack_due(bridge, &bridge->seen, room) : 0;
}

static int send(struct bridge *bridge, const struct bridge_parcel *parcel)
{
	struct neutral_request texts;
	struct http_out_request request = {
		.method = HTTP_POST,
		.url = texts.url,
		.headers = texts.headers,
		.body = parcel->body,
		.body_len = parcel->body_len,
		.timeout_ms = bridge->config.timeout_ms,
		.id = (uint64_t)parcel->dossier_id,
		.decide = bridge_answer_decide,
		.release = bridge_answer_release,
		.data = bridge,
	};
	int rc;

	neutral_submit_request(
		&texts, bridge->config.base_url, bridge->config.token, parcel->receipt);
	rc = bridge->http->start(bridge->http, &request);
	if (rc < 0) {
		LOGP(DPORTAL, LOGL_ERROR, "dossier %lld: request not started (%s)\n",
			(long long)parcel->dossier_id, err_name(rc));
		return rc;
	}
	bridge->in_flight[bridge->in_flight_count++] = parcel->dossier_id;
	bridge->submitted++;
	return 0;
}

/* There was no room: the breaker's time is waited for, or an answer, or the others' requests. */
static uint64_t wait_for_room_ms(const struct bridge *bridge)
{
	uint64_t now_ms = clock_mono_ms(bridge->clock);
	uint64_t until_ms = bridge->breaker.open_until_ms;

	if (bridge->breaker.state == BREAKER_OPEN)
		return until_ms > now_ms ? until_ms - now_ms : 0;
	return bridge->in_flight_count == 0 ? ROOM_RETRY_MS : LOOK_AGAIN_MS;
}

static uint64_t wait_for_due_ms(const struct bridge *bridge)
{
	int64_t wait_s = bridge->next_due_s - clock_utc_s(bridge->clock);

	if (room_now(bridge, &bridge->breaker) == 0 || wait_s > LOOK_AGAIN_MS / 1000)
		return LOOK_AGAIN_MS;
	return wait_s > 0 ? (uint64_t)wait_s * 1000 : 0;
}

static void look_again(struct bridge *bridge, uint64_t at_least_ms)
{
	uint64_t wait_ms;

	if (!bridge->looked)
		wait_ms = wait_for_room_ms(bridge);
	else if (bridge->next_due_s >= 0)
		wait_ms = wait_for_due_ms(bridge);
	else
		return; /* nothing is queued: a new dossier wakes us */
	timer_hasten_ms(&bridge->timer, wait_ms < at_least_ms ? at_least_ms : wait_ms);
}

static void look_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct bridge *bridge = container_of(input, struct bridge, timer.input);
	uint64_t at_least_ms = 0;

	if (outcome != TURN_DONE) {
		LOGP(DPORTAL, LOGL_ERROR, "dossiers could not be claimed (%s)\n", err_name(error));
		timer_hasten_ms(&bridge->timer, STORE_RETRY_MS);
		return;
	}
	bridge->breaker = bridge->seen;
	for (unsigned i = 0; i < bridge->parcel_count; i++) {
		if (send(bridge, &bridge->parcels[i]) < 0)
			at_least_ms = ROOM_RETRY_MS;
	}
	sodium_memzero(bridge->parcels, sizeof(*bridge->parcels) * (size_t)bridge->parcel_count);
	look_again(bridge, at_least_ms);
}

static const struct turn_kind look_kind = {
	.name = "portal-due",
	.decide = look_decide,
	.release = look_release,
};

void bridge_wake(struct bridge *bridge)
{
	timer_hasten_ms(&bridge->timer, 0);
}

static int bridge_end(struct bridge *bridge)
{
	timer_cancel(&bridge->timer);
	return 0;
}

struct bridge *bridge_new(void *ctx, const struct bridge_config *config, struct store *store,
	const struct clock *clock, struct timers *timers, struct http_out *http,
	const struct portal_events *events, struct inbound *inbound)
{
	struct bridge *bridge = talloc_zero(ctx, struct bridge);

	bridge->config = *config;
	bridge->store = store;
	bridge->clock = clock;
	bridge->http = http;
	bridge->events = *events;
	bridge->inbound = inbound;
	bridge->parcels = talloc_zero_array(bridge, struct bridge_parcel, config->in_flight_max);
	timer_init(&bridge->timer, timers, &look_kind);
	timer_arm_ms(&bridge->timer, 0);
	talloc_set_destructor(bridge, bridge_end);
	return bridge;
}
