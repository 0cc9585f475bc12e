/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What goes out: messages to Kannel, applications to the portal. */
#include "db/dossier.h"
#include "db/outbox.h"
#include "gateway/api/answer.h"
#include "gateway/base/log.h"
#include "gateway/gateway.h"
#include "gateway/inspect/inspect.h"

#define MESSAGES_SHOWN 20

static json_t *states_json(const struct outbox_counts *counts)
{
	json_t *json = json_object();

	for (int s = SMS_QUEUED; s <= SMS_UNKNOWN; s++)
		json_object_set_new(
			json, sms_state_name((enum sms_state)s), json_integer(counts->by_state[s]));
	return json;
}

static json_t *messages_json(struct gateway *gw)
{
	struct outbox_row rows[MESSAGES_SHOWN];
	int n = outbox_list(gw->store, 0, 0, rows, MESSAGES_SHOWN);
	json_t *list = n < 0 ? NULL : json_array();

	for (int i = 0; i < n; i++) {
		const struct outbox_row *row = &rows[i];

		json_array_append_new(list,
			json_pack("{s:I s:s s:s s:s s:I s:o s:s}", "id", (json_int_t)row->id,
				"phone", log_masked(row->phone.e164), "what", row->dedupe, "state",
				sms_state_name(row->state), "attempts", (json_int_t)row->attempts,
				"age_s", inspect_age(gw, row->made_s), "reason", row->reason));
	}
	return list;
}

json_t *inspect_outbox(struct gateway *gw)
{
	const struct sms_stats *stats = sms_stats(gw->sms);
	struct outbox_counts counts;

	if (outbox_counts(gw->store, &counts) != OK)
		return NULL;
	return json_pack("{s:s s:i s:o s:o s:{s:I s:I s:I s:I s:I s:I} s:o}", "kannel",
		sms_kannel_away(gw->sms) ? "away" : "answers", "in_flight", (int)stats->in_flight,
		"oldest_queued_s", inspect_age(gw, counts.oldest_queued_s), "states",
		states_json(&counts), "since_start", "planned", (json_int_t)stats->planned, "sent",
		(json_int_t)stats->sent, "not_taken", (json_int_t)stats->temp_failed, "refused",
		(json_int_t)stats->perm_failed, "delivered", (json_int_t)stats->delivered, "failed",
		(json_int_t)stats->failed, "messages", messages_json(gw));
}

static const char *breaker_name(enum breaker_state state)
{
	switch (state) {
	case BREAKER_CLOSED:
		return "closed";
	case BREAKER_OPEN:
		return "open";
	case BREAKER_HALF_OPEN:
		return "half-open";
	}
	return "?";
}

json_t *inspect_portal(struct gateway *gw)
{
	struct portal_status p;
	struct dossier_counts counts;

	if (dossier_counts(gw->store, &counts) != OK)
		return NULL;
	portal_status(gw->portal, &p);
	return json_pack("{s:s s:s s:o s:i s:s s:o s:{s:I s:I s:I s:o} s:{s:I s:I s:I s:I s:I s:I} "
			 "s:{s:o s:I s:I s:I s:I "
			 "s:I}}",
		"url", gw->config->portal_url, "breaker", breaker_name(p.breaker), "last_answer_at",
		api_time(p.last_answer_s), "in_flight", (int)p.in_flight, "last_error",
		p.last_error, "catalogue_read_at", api_time(p.catalogue_read_s), "dossiers",
		"queued", (json_int_t)counts.queued, "accepted", (json_int_t)counts.accepted,
		"refused", (json_int_t)counts.refused, "oldest_queued_s",
		inspect_age(gw, counts.oldest_queued_s), "since_start", "submitted",
		(json_int_t)p.submitted, "accepted", (json_int_t)p.accepted, "refused",
		(json_int_t)p.refused, "temp_failed", (json_int_t)p.temp_failed, "unknown",
		(json_int_t)p.unknown, "told", (json_int_t)p.told, "events", "polled_at",
		api_time(p.inbound.polled_s), "taken", (json_int_t)p.inbound.taken, "repeated",
		(json_int_t)p.inbound.repeated, "unknown", (json_int_t)p.inbound.unknown, "forged",
		(json_int_t)p.inbound.forged, "poll_failed", (json_int_t)p.inbound.poll_failed);
}
