/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Ready means: a citizen who dials now can be promised something. A portal or Kannel that is away
 * is told, but does not make us unready: that is what the store is for.
 */
#include "gateway/api/health.h"
#include <stdarg.h>
#include <stdio.h>
#include "db/dossier.h"
#include "db/outbox.h"
#include "gateway/api/answer.h"
#include "gateway/inspect/inspect.h"
#include "gateway/base/version.h"

/* Older than that, something is wrong enough to say so. */
#define NOTE_SMS_AGE_S	   600
#define NOTE_DOSSIER_AGE_S 3600

int health_alive(struct http_request *request, void *data)
{
	(void)data;
	return api_json(request, 200, json_pack("{s:b}", "alive", 1));
}

static void note(json_t *list, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void note(json_t *list, const char *format, ...)
{
	char text[640];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	json_array_append_new(list, json_string(text));
}

/* What forbids a promise. */
static json_t *reasons(const struct gateway *gw)
{
	const char *reason = NULL;
	json_t *list = json_array();

	if (store_uncertain(gw->store))
		note(list, "store: rebuilding after a failed sync");
	else if (!store_writable(gw->store, &reason))
		note(list, "store: %s", reason);
	if (gw->counter.closing)
		note(list, "stopping");
	return list;
}

static void note_ages(const struct gateway *gw, json_t *list)
{
	int64_t now_s = clock_utc_s(gw->clock);
	struct outbox_counts outbox;
	struct dossier_counts dossiers;

	if (outbox_counts(gw->store, &outbox) == OK && outbox.oldest_queued_s &&
		now_s - outbox.oldest_queued_s > NOTE_SMS_AGE_S)
		note(list, "outbox: a message has waited for %lld s",
			(long long)(now_s - outbox.oldest_queued_s));
	if (dossier_counts(gw->store, &dossiers) == OK && dossiers.oldest_queued_s &&
		now_s - dossiers.oldest_queued_s > NOTE_DOSSIER_AGE_S)
		note(list, "portal: an application has waited for %lld s",
			(long long)(now_s - dossiers.oldest_queued_s));
}

/* What an operator should know, while citizens need not. */
static json_t *notes(const struct gateway *gw)
{
	struct portal_status portal;
	json_t *list = json_array();

	portal_status(gw->portal, &portal);
	if (portal.breaker != BREAKER_CLOSED)
		note(list, "portal: away (%s)", portal.last_error);
	if (sms_kannel_away(gw->sms))
		note(list, "kannel: away");
	if (*gw->reload.problem)
		note(list, "reload: %s", gw->reload.problem);
	if (gw->backup.state == BACKUP_FAILED)
		note(list, "backup: %s", gw->backup.problem);
	note_ages(gw, list);
	return list;
}

int health_ready(struct http_request *request, void *data)
{
	struct gateway *gw = data;
	json_t *why = reasons(gw);
	bool ready = json_array_size(why) == 0;

	return api_json(request, ready ? 200 : 503,
		json_pack(
			"{s:b s:o s:o}", "ready", (int)ready, "reasons", why, "notes", notes(gw)));
}

/* The counts without the rows. */
static json_t *outbox_json(struct gateway *gw)
{
	json_t *json = inspect_outbox(gw);

	json_object_del(json, "messages");
	return json;
}

int health_status(struct http_request *request, void *data)
{
	struct gateway *gw = data;
	const struct dialogue_stats *d = dialogues_stats(gw->counter.dialogues);
	const struct turn_stats *t = turn_stats(gw->turn);
	struct dossier_counts dossiers;
	int schema;
	unsigned key_id;

	if (!api_allowed(gw, request))
		return OK;

	int rc = dossier_counts(gw->store, &dossiers);

	if (rc != OK)
		return rc;
	store_identity(gw->store, &schema, &key_id);

	json_t *json = json_pack(
		"{s:s s:i s:o s:{s:i s:I s:I s:I s:I s:I s:I} s:{s:I s:I s:I s:o} s:o "
		"s:o s:{s:I s:I s:I s:I}}",
		"version", motcua_version, "schema", schema, "started_at", api_time(gw->started_s),
		"dialogues", "open", (int)d->open, "begun", (json_int_t)d->begun, "ended",
		(json_int_t)d->ended, "timed_out", (json_int_t)d->timed_out, "repeated",
		(json_int_t)d->repeated, "octets", (json_int_t)d->octets, "drafts_written",
		(json_int_t)drafts_written(gw->counter.drafts), "dossiers", "queued",
		(json_int_t)dossiers.queued, "accepted", (json_int_t)dossiers.accepted, "refused",
		(json_int_t)dossiers.refused, "oldest_queued_at",
		api_time(dossiers.oldest_queued_s), "outbox", outbox_json(gw), "portal",
		inspect_portal(gw), "turns", "turns", (json_int_t)t->turns, "inputs",
		(json_int_t)t->inputs, "commits", (json_int_t)t->commits, "not_recorded",
		(json_int_t)t->not_recorded);

	return api_json(request, 200, json);
}
