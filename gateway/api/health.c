/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Ready means: a citizen who dials now can be promised something. A portal or Kannel that is away
 * is told, but does not make us unready: that is what the store is for.
 */
#include "gateway/api/health.h"
#include "db/dossier.h"
#include "db/outbox.h"
#include "gateway/api/answer.h"

int health_alive(struct http_request *request, void *data)
{
	(void)data;
	return api_json(request, 200, json_pack("{s:b}", "alive", 1));
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

int health_ready(struct http_request *request, void *data)
{
	struct gateway *gw = data;
	struct portal_status portal;
	const char *reason = NULL;
	json_t *why = json_array(), *notes = json_array();

	if (store_uncertain(gw->store))
		json_array_append_new(why, json_string("store: rebuilding after a failed sync"));
	else if (!store_writable(gw->store, &reason))
		json_array_append_new(why, json_sprintf("store: %s", reason));
	if (gw->counter.closing)
		json_array_append_new(why, json_string("stopping"));
	portal_status(gw->portal, &portal);
	if (portal.breaker != BREAKER_CLOSED)
		json_array_append_new(notes, json_sprintf("portal: away (%s)", portal.last_error));

	bool ready = json_array_size(why) == 0;

	return api_json(request, ready ? 200 : 503,
		json_pack("{s:b s:o s:o}", "ready", (int)ready, "reasons", why, "notes", notes));
}

static json_t *portal_json(struct gateway *gw)
{
	struct portal_status p;

	portal_status(gw->portal, &p);
	return json_pack("{s:s s:o s:i s:I s:I s:I s:s s:o}", "breaker", breaker_name(p.breaker),
		"last_answer_at", api_time(p.last_answer_s), "in_flight", (int)p.in_flight,
		"accepted", (json_int_t)p.accepted, "refused", (json_int_t)p.refused, "temp_failed",
		(json_int_t)p.temp_failed, "last_error", p.last_error, "catalogue_read_at",
		api_time(p.catalogue_read_s));
}

static json_t *outbox_json(const struct outbox_counts *counts)
{
	json_t *json = json_object();

	for (int s = SMS_QUEUED; s <= SMS_UNKNOWN; s++)
		json_object_set_new(
			json, sms_state_name((enum sms_state)s), json_integer(counts->by_state[s]));
	json_object_set_new(json, "oldest_queued_at", api_time(counts->oldest_queued_s));
	return json;
}

int health_status(struct http_request *request, void *data)
{
	struct gateway *gw = data;
	const struct dialogue_stats *d = dialogues_stats(gw->counter.dialogues);
	const struct turn_stats *t = turn_stats(gw->turn);
	struct dossier_counts dossiers;
	struct outbox_counts outbox;
	int schema;
	unsigned key_id;

	if (!api_allowed(gw, request))
		return OK;

	int rc = dossier_counts(gw->store, &dossiers);

	if (rc == OK)
		rc = outbox_counts(gw->store, &outbox);
	if (rc != OK)
		return rc;
	store_identity(gw->store, &schema, &key_id);

	json_t *json = json_pack("{s:s s:i s:o s:{s:i s:I s:I s:I s:I s:I} s:{s:I s:I s:I s:o} s:o "
				 "s:o s:{s:I s:I s:I s:I}}",
		"version", MOTCUA_VERSION, "schema", schema, "started_at", api_time(gw->started_s),
		"dialogues", "open", (int)d->open, "begun", (json_int_t)d->begun, "ended",
		(json_int_t)d->ended, "timed_out", (json_int_t)d->timed_out, "repeated",
		(json_int_t)d->repeated, "octets", (json_int_t)d->octets, "dossiers", "queued",
		(json_int_t)dossiers.queued, "accepted", (json_int_t)dossiers.accepted, "refused",
		(json_int_t)dossiers.refused, "oldest_queued_at",
		api_time(dossiers.oldest_queued_s), "outbox", outbox_json(&outbox), "portal",
		portal_json(gw), "turns", "turns", (json_int_t)t->turns, "inputs",
		(json_int_t)t->inputs, "commits", (json_int_t)t->commits, "not_recorded",
		(json_int_t)t->not_recorded);

	return api_json(request, 200, json);
}
