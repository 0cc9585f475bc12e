/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From the outbox to Kannel. A pass claims due rows in decide (they become SENDING); only when that
 * is on disk, release makes the requests. So a row that is QUEUED was never sent by an attempt we
 * forgot, and a row found SENDING at start may have been: it becomes UNKNOWN and waits for a report
 * before it goes again. That wait is the one window in which a message can leave twice.
 */
#include "sms/inner.h"
#include <inttypes.h>
#include <osmocom/core/utils.h>
#include "gateway/base/log.h"
#include "sms/dlr.h"

struct flight *dispatch_flight(struct sms *sms, int64_t id)
{
	for (unsigned i = 0; i < sms->flights_max; i++) {
		struct flight *flight = &sms->flights[i];

		if (flight->state != FLIGHT_NONE && flight->id == id)
			return flight;
	}
	return NULL;
}

static struct flight *free_flight(struct sms *sms)
{
	for (unsigned i = 0; i < sms->flights_max; i++)
		if (sms->flights[i].state == FLIGHT_NONE)
			return &sms->flights[i];
	return NULL;
}

/* How many rows may be claimed now. */
static unsigned room(const struct sms *sms)
{
	unsigned n = sms->flights_max - sms->stats.in_flight;

	if (sms->closing)
		return 0;
	n = OSMO_MIN(n, (unsigned)SMS_CLAIM_MAX);
	n = OSMO_MIN(n, sms->http->room(sms->http));
	return OSMO_MIN(n,
		sms_breaker_room(&sms->breaker, sms->stats.in_flight, clock_mono_ms(sms->clock)));
}

static int decide(struct turn_input *input)
{
	struct sms *sms = container_of(input, struct sms, claim.timer.input);
	struct claim *claim = &sms->claim;
	int64_t now_s = clock_utc_s(sms->clock);
	unsigned max = room(sms);
	int rc;

	claim->n = 0;
	claim->recovered = false;
	if (sms->must_recover) {
		rc = outbox_recover(sms->store, now_s + sms->policy.unknown_wait_s, now_s);
		if (rc < 0)
			return rc;
		claim->recovered = true;
	}
	if (max > 0) {
		rc = outbox_claim_due(sms->store, now_s, claim->rows, max);
		if (rc < 0)
			return rc;
		claim->n = (unsigned)rc;
	}
	rc = outbox_next_due(sms->store, &claim->next_due_s);
	if (rc == ERR_NOT_FOUND) {
		claim->next_due_s = SMS_NEVER;
		rc = OK;
	}
	return rc;
}

/* --- release ------------------------------------------------------------------------------- */

static int ask_kannel(struct sms *sms, const struct outbox_row *row)
{
	char url[KANNEL_URL_MAX];
	char report_to[DLR_URL_MAX];
	struct kannel_send send = sms->route;
	struct http_out_request request = {
		.method = HTTP_GET,
		.url = url,
		.connect_timeout_ms = SMS_CONNECT_MS,
		.timeout_ms = SMS_ANSWER_MS,
		.body_max = SMS_ANSWER_MAX,
		.id = (uint64_t)row->id,
		.decide = result_decide,
		.release = result_release,
		.data = sms,
	};
	int rc;

	rc = dlr_url(
		sms->dlr_base, sms->dlr_key, row->id, row->attempts, report_to, sizeof(report_to));
	if (rc < 0)
		return rc;
	send.to = row->phone.e164;
	send.text = row->text;
	send.dlr_url = report_to;
	rc = kannel_url(&send, url, sizeof(url));
	return rc < 0 ? rc : sms->http->start(sms->http, &request);
}

static void start(struct sms *sms, const struct outbox_row *row)
{
	struct flight *flight;
	int rc;

	/* Claimed again while an earlier attempt is under way (the store was rebuilt in between):
	 * Kannel is not asked twice, the answer to that attempt settles this one too. */
	if (dispatch_flight(sms, row->id) != NULL)
		return;
	flight = free_flight(sms);
	OSMO_ASSERT(flight != NULL); /* room() counted */
	*flight = (struct flight) { .state = FLIGHT_ASKED, .id = row->id };
	sms->stats.in_flight++;
	rc = ask_kannel(sms, row);
	if (rc == OK)
		return;
	LOGP(DSMS, LOGL_ERROR, "sms %" PRId64 ": no request could be made: %s\n", row->id,
		err_name(rc));
	result_not_asked(sms, flight);
}

/* Milliseconds to the next look. An answer to what is under way looks sooner by itself. */
static uint64_t wait_ms(const struct sms *sms)
{
	uint64_t now_ms = clock_mono_ms(sms->clock);
	int64_t due_s = sms->claim.next_due_s - clock_utc_s(sms->clock);
	uint64_t wait = UINT64_C(1000) * (uint64_t)OSMO_MAX(INT64_C(0), due_s);

	if (sms_breaker_open(&sms->breaker) && sms->breaker.probe_at_ms > now_ms)
		wait = OSMO_MAX(wait, sms->breaker.probe_at_ms - now_ms);
	if (room(sms) == 0 && wait == 0)
		wait = SMS_RETRY_MS;
	return OSMO_MIN(wait, UINT64_C(1000) * SMS_IDLE_TICK_S);
}

static void release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct sms *sms = container_of(input, struct sms, claim.timer.input);

	if (outcome != TURN_DONE) {
		LOGP(DSMS, LOGL_ERROR, "outbox not claimed: %s\n", err_name(error));
		timer_hasten_ms(&sms->claim.timer, SMS_RETRY_MS);
		return;
	}
	if (sms->claim.recovered)
		sms->must_recover = false;
	for (unsigned i = 0; i < sms->claim.n; i++)
		start(sms, &sms->claim.rows[i]);
	timer_hasten_ms(&sms->claim.timer, wait_ms(sms));
}

static const struct turn_kind claim_kind = { "sms-claim", decide, release };

void dispatch_soon(struct sms *sms, uint32_t ms)
{
	timer_hasten_ms(&sms->claim.timer, ms);
}

void dispatch_init(struct sms *sms)
{
	sms->must_recover = true;
	timer_init(&sms->claim.timer, sms->timers, &claim_kind);
	timer_arm_ms(&sms->claim.timer, 0);
}
