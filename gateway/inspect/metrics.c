/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A snapshot of all counters, and the table that says what each is called. To add one: a row here,
 * in the place of its family (rows of one name stand together).
 */
#include "gateway/inspect/metrics.h"
#include <inttypes.h>
#include <osmocom/core/utils.h>
#include <string.h>
#include <talloc.h>
#include "gateway/inspect/abandoned.h"
#include "gateway/inspect/metrics_internal.h"
#include "gateway/base/version.h"

#define ROW(name_, type_, help_, labels_, kind_, member) \
	{ \
		.name = "motcua_" name_, .type = type_, .help = help_, .labels = labels_, \
		.kind = kind_, .at = offsetof(struct snapshot, member) \
	}
#define COUNTER(name, help, labels, kind, member) ROW(name, "counter", help, labels, kind, member)
#define GAUGE(name, help, labels, kind, member)	  ROW(name, "gauge", help, labels, kind, member)
/* One row per listener, for a counter of both. */
#define BOTH(name, help, labels, member) \
	COUNTER(name, help, "{listener=\"inside\"" labels "}", U64, http[SERVER_INSIDE].member), \
		COUNTER(name, NULL, "{listener=\"outside\"" labels "}", U64, \
			http[SERVER_OUTSIDE].member)

/* clang-format off */
const struct metric metrics[] = {
	GAUGE("up_seconds", "Time since the start", "", I64, up_s),
	GAUGE("store_writable", "1 while the disk takes commits", "", U32, writable),
	GAUGE("store_uncertain", "1 after a failed sync, until the store is rebuilt", "", U32, uncertain),
	GAUGE("closing", "1 while the service is about to stop", "", U32, closing),

	COUNTER("turns_total", "Passes of the loop that decided inputs", "", U64, turn.turns),
	COUNTER("turn_inputs_total", "Inputs decided", "", U64, turn.inputs),
	COUNTER("turn_later_total", "Inputs asked again in the next turn", "", U64, turn.later),
	COUNTER("turn_refused_total", "Inputs whose decision failed", "", U64, turn.refused),
	COUNTER("turn_overflows_total", "Inputs refused as the queue was full", "", U64, turn.overflows),
	GAUGE("turn_inputs_max", "Most inputs of one turn since the start", "", U32, turn.inputs_per_turn_max),
	COUNTER("commits_total", "Transactions that were synced", "", U64, turn.commits),
	COUNTER("commits_failed_total", "Commits that failed", "{outcome=\"not_recorded\"}", U64, turn.not_recorded),
	COUNTER("commits_failed_total", NULL, "{outcome=\"uncertain\"}", U64, turn.uncertain),

	BOTH("http_requests_total", "Requests given to the turn", "", requests),
	BOTH("http_refused_total", "Requests and connections refused", ",reason=\"path\"", refused_path),
	BOTH("http_refused_total", NULL, ",reason=\"body\"", refused_body),
	BOTH("http_refused_total", NULL, ",reason=\"connections\"", refused_connections),
	BOTH("http_aborted_total", "Answers whose peer was gone", "", aborted),
	BOTH("http_slow_total", "Peers cut off for being slow", "", timed_out),
	GAUGE("http_connections", "Connections open now", "{listener=\"inside\"}", U32, http[SERVER_INSIDE].connections),
	GAUGE("http_connections", NULL, "{listener=\"outside\"}", U32, http[SERVER_OUTSIDE].connections),

	GAUGE("dialogues", "Dialogues in memory, with those just ended", "", U32, dialogues.open),
	GAUGE("dialogues_unsaved", "Dialogues with answers that no row holds yet", "", U32, dialogues.dirty),
	GAUGE("dialogues_octets", "Memory of all dialogues", "", U64, octets),
	COUNTER("dialogues_begun_total", "Dialogues begun", "", U64, dialogues.begun),
	COUNTER("dialogues_ended_total", "Dialogues that came to an end", "", U64, dialogues.ended),
	COUNTER("dialogues_timed_out_total", "Dialogues that fell silent", "", U64, dialogues.timed_out),
	COUNTER("dialogues_refused_total", "Dialogues refused as there were too many", "", U64, dialogues.refused),
	COUNTER("dialogues_repeated_total", "Messages that were repeats or strays", "", U64, dialogues.repeated),
	COUNTER("ussd_http_requests_total", "Requests of the HTTP bearer, with those refused", "", U64, ussd_http.received),
	COUNTER("ussd_http_refused_total", "Such that were refused", "{reason=\"network\"}", U64, ussd_http.network),
	COUNTER("ussd_http_refused_total", NULL, "{reason=\"secret\"}", U64, ussd_http.secret),
	COUNTER("ussd_http_refused_total", NULL, "{reason=\"signature\"}", U64, ussd_http.signature),
	COUNTER("ussd_http_refused_total", NULL, "{reason=\"stale\"}", U64, ussd_http.stale),
	COUNTER("ussd_http_refused_total", NULL, "{reason=\"rate\"}", U64, ussd_http.rate),
	COUNTER("ussd_http_refused_total", NULL, "{reason=\"malformed\"}", U64, ussd_http.malformed),
	COUNTER("drafts_written_total", "Drafts written behind dialogues", "", U64, drafts_written),
	COUNTER("submits_total", "Applications submitted since the store was made", "", I64, submits),

	GAUGE("dossiers", "Applications by where they stand", "{state=\"queued\"}", I64, dossiers.queued),
	GAUGE("dossiers", NULL, "{state=\"accepted\"}", I64, dossiers.accepted),
	GAUGE("dossiers", NULL, "{state=\"refused\"}", I64, dossiers.refused),
	GAUGE("dossiers_queued_age_seconds", "Age of the oldest application the portal has not", "", I64, dossier_age_s),

	GAUGE("appointments", "Appointments ever made, by state", "{state=\"open\"}", I64, appointments.by_state[APPOINTMENT_OPEN]),
	GAUGE("appointments", NULL, "{state=\"moved\"}", I64, appointments.by_state[APPOINTMENT_MOVED]),
	GAUGE("appointments", NULL, "{state=\"cancelled\"}", I64, appointments.by_state[APPOINTMENT_CANCELLED]),
	GAUGE("callbacks", "Requests to be called back, by state", "{state=\"open\"}", I64, callbacks.by_state[CALLBACK_OPEN]),
	GAUGE("callbacks", NULL, "{state=\"taken\"}", I64, callbacks.by_state[CALLBACK_TAKEN]),
	GAUGE("callbacks", NULL, "{state=\"done\"}", I64, callbacks.by_state[CALLBACK_DONE]),
	GAUGE("callbacks", NULL, "{state=\"unreachable\"}", I64, callbacks.by_state[CALLBACK_UNREACHABLE]),
	GAUGE("callbacks_age_seconds", "Age of the request that waits longest", "", I64, callback_age_s),

	COUNTER("sms_planned_total", "Messages planned", "", U64, sms.planned),
	COUNTER("sms_handed_total", "Answers of Kannel to messages", "{verdict=\"taken\"}", U64, sms.sent),
	COUNTER("sms_handed_total", NULL, "{verdict=\"later\"}", U64, sms.temp_failed),
	COUNTER("sms_handed_total", NULL, "{verdict=\"never\"}", U64, sms.perm_failed),
	COUNTER("sms_handed_total", NULL, "{verdict=\"unknown\"}", U64, sms.unknown),
	COUNTER("sms_reports_total", "Delivery reports that moved a message", "{outcome=\"delivered\"}", U64, sms.delivered),
	COUNTER("sms_reports_total", NULL, "{outcome=\"failed\"}", U64, sms.failed),
	COUNTER("sms_reports_odd_total", "Delivery reports that moved nothing", "{reason=\"mac\"}", U64, sms.dlr_bad_mac),
	COUNTER("sms_reports_odd_total", NULL, "{reason=\"unknown\"}", U64, sms.dlr_unknown_id),
	COUNTER("sms_reports_odd_total", NULL, "{reason=\"repeated\"}", U64, sms.dlr_repeated),
	GAUGE("sms_in_flight", "Requests to Kannel under way", "", U32, sms.in_flight),
	GAUGE("outbox", "Messages by state", "{state=\"queued\"}", I64, outbox.by_state[SMS_QUEUED]),
	GAUGE("outbox", NULL, "{state=\"sending\"}", I64, outbox.by_state[SMS_SENDING]),
	GAUGE("outbox", NULL, "{state=\"sent\"}", I64, outbox.by_state[SMS_SENT]),
	GAUGE("outbox", NULL, "{state=\"delivered\"}", I64, outbox.by_state[SMS_DELIVERED]),
	GAUGE("outbox", NULL, "{state=\"failed\"}", I64, outbox.by_state[SMS_FAILED]),
	GAUGE("outbox", NULL, "{state=\"expired\"}", I64, outbox.by_state[SMS_EXPIRED]),
	GAUGE("outbox", NULL, "{state=\"unknown\"}", I64, outbox.by_state[SMS_UNKNOWN]),
	GAUGE("outbox_queued_age_seconds", "Age of the oldest message not yet sent", "", I64, outbox_age_s),
	GAUGE("kannel_away", "1 while Kannel is only probed", "", U32, kannel_away),
	COUNTER("mo_received_total", "Messages that people sent", "", U64, mo.received),
	COUNTER("mo_odd_total", "Such that were not for the menu", "{reason=\"repeated\"}", U64, mo.repeated),
	COUNTER("mo_odd_total", NULL, "{reason=\"not_a_phone\"}", U64, mo.not_a_phone),
	COUNTER("mo_odd_total", NULL, "{reason=\"without_id\"}", U64, mo.without_id),
	COUNTER("ussd_smpp_received_total", "Messages of USSD over SMPP", "{kind=\"begin\"}", U64, smpp.begun),
	COUNTER("ussd_smpp_received_total", NULL, "{kind=\"answer\"}", U64, smpp.answered),
	COUNTER("ussd_smpp_received_total", NULL, "{kind=\"release\"}", U64, smpp.released),
	COUNTER("ussd_smpp_received_total", NULL, "{kind=\"other\"}", U64, smpp.other),
	COUNTER("ussd_smpp_odd_total", "Of these, what was no new answer", "{reason=\"repeated\"}", U64, smpp.repeated),
	COUNTER("ussd_smpp_odd_total", NULL, "{reason=\"cut\"}", U64, smpp.cut),
	COUNTER("ussd_smpp_odd_total", NULL, "{reason=\"unreadable\"}", U64, smpp.unreadable),
	COUNTER("ussd_smpp_over_budget_total", "Screens over their route's budget, which did not leave", "", U64, smpp.over_budget),

	GAUGE("ussd_gsup_link_up", "1 while the HLR is connected", "", U32, gsup.link_up),
	GAUGE("ussd_gsup_dialogues", "Dialogues over GSUP that are open", "", U32, gsup.open),
	COUNTER("ussd_gsup_received_total", "Messages of the HLR", "", U64, gsup.received),
	COUNTER("ussd_gsup_begun_total", "Dialogues begun over GSUP", "", U64, gsup.begun),
	COUNTER("ussd_gsup_ended_total", "How they came to their end", "{how=\"well\"}", U64, gsup.ended),
	COUNTER("ussd_gsup_ended_total", NULL, "{how=\"timed_out\"}", U64, gsup.timed_out),
	COUNTER("ussd_gsup_ended_total", NULL, "{how=\"replaced\"}", U64, gsup.replaced),
	COUNTER("ussd_gsup_ended_total", NULL, "{how=\"left\"}", U64, gsup.left),
	COUNTER("ussd_gsup_refused_total", "Dialogues refused with a text", "{reason=\"full\"}", U64, gsup.refused_full),
	COUNTER("ussd_gsup_refused_total", NULL, "{reason=\"code\"}", U64, gsup.refused_code),
	COUNTER("ussd_gsup_refused_total", NULL, "{reason=\"no_number\"}", U64, gsup.refused_number),
	COUNTER("ussd_gsup_refused_total", NULL, "{reason=\"number_late\"}", U64, gsup.numbers_late),
	COUNTER("ussd_gsup_odd_total", "Messages that were no new answer", "{reason=\"repeated\"}", U64, gsup.repeated),
	COUNTER("ussd_gsup_odd_total", NULL, "{reason=\"stray\"}", U64, gsup.strays),
	COUNTER("ussd_gsup_odd_total", NULL, "{reason=\"broken\"}", U64, gsup.broken),
	COUNTER("ussd_gsup_odd_total", NULL, "{reason=\"unreadable\"}", U64, gsup.unreadable),
	COUNTER("ussd_gsup_odd_total", NULL, "{reason=\"rejected\"}", U64, gsup.rejected),
	COUNTER("ussd_gsup_over_budget_total", "Screens that fit no component, which did not leave", "", U64, gsup.over_budget),
	COUNTER("ussd_gsup_unsent_total", "Messages that were lost as the link was down", "", U64, gsup.unsent),
	COUNTER("ussd_gsup_asked_total", "Phone numbers asked for", "", U64, gsup.asked),

	COUNTER("portal_attempts_total", "Applications sent to the portal, with repeats", "", U64, portal.submitted),
	COUNTER("portal_answers_total", "What it said to them", "{verdict=\"accepted\"}", U64, portal.accepted),
	COUNTER("portal_answers_total", NULL, "{verdict=\"refused\"}", U64, portal.refused),
	COUNTER("portal_answers_total", NULL, "{verdict=\"later\"}", U64, portal.temp_failed),
	COUNTER("portal_answers_total", NULL, "{verdict=\"unknown\"}", U64, portal.unknown),
	COUNTER("portal_events_total", "Words of the portal about dossiers", "{verdict=\"taken\"}", U64, portal.inbound.taken),
	COUNTER("portal_events_total", NULL, "{verdict=\"repeated\"}", U64, portal.inbound.repeated),
	COUNTER("portal_events_total", NULL, "{verdict=\"unknown\"}", U64, portal.inbound.unknown),
	COUNTER("portal_events_total", NULL, "{verdict=\"malformed\"}", U64, portal.inbound.malformed),
	COUNTER("portal_events_total", NULL, "{verdict=\"forged\"}", U64, portal.inbound.forged),
	COUNTER("portal_events_total", NULL, "{verdict=\"stale\"}", U64, portal.inbound.stale),
	COUNTER("portal_events_late_total", "Of the taken: a later word was known", "", U64, portal.inbound.late),
	COUNTER("portal_polls_failed_total", "Pages of events that did not come", "", U64, portal.inbound.poll_failed),
	GAUGE("portal_polled_age_seconds", "Time since the end of its events was seen, -1 before", "", I64, polled_age_s),
	COUNTER("portal_upcalls_total", "What the portal was told beside applications", "{verdict=\"accepted\"}", U64, portal.told),
	COUNTER("portal_upcalls_total", NULL, "{verdict=\"refused\"}", U64, portal.told_refused),
	COUNTER("portal_upcalls_total", NULL, "{verdict=\"later\"}", U64, portal.told_failed),
	GAUGE("portal_upcalls_queued", "What it is yet to be told", "", I64, upcalls.by_state[UPCALL_QUEUED]),
	GAUGE("portal_in_flight", "Requests to the portal under way", "", U32, portal.in_flight),
	GAUGE("portal_away", "1 while the portal is only probed", "", U32, portal_away),
	GAUGE("portal_silent_seconds", "Time since its last whole answer, -1 before the first", "", I64, portal_silent_s),

	GAUGE("menu_sets", "Sets of menus in use, 1 without a reload under dialogues", "", U32, sets),
	COUNTER("reloads_total", "Reloads of menus, offices and texts", "{outcome=\"done\"}", U64, reloads_done),
	COUNTER("reloads_total", NULL, "{outcome=\"refused\"}", U64, reloads_failed),
	GAUGE("reload_refused", "1 while the files of the last reload are not in use", "", U32, reload_bad),
	COUNTER("backups_total", "Copies of the store", "{outcome=\"done\"}", U64, backups_done),
	COUNTER("backups_total", NULL, "{outcome=\"failed\"}", U64, backups_failed),
};
/* clang-format on */
const size_t metrics_n = ARRAY_SIZE(metrics);

/* --- the snapshot -------------------------------------------------------------------------- */
static int64_t age(const struct gateway *gw, int64_t at_s, int64_t none)
{
	return at_s ? OSMO_MAX(clock_utc_s(gw->clock) - at_s, INT64_C(0)) : none;
}

static void take_peers(struct gateway *gw, struct snapshot *s)
{
	s->sms = *sms_stats(gw->sms);
	s->mo = gw->kannel_mo.stats;
	if (gw->gsup)
		s->gsup = *gsup_stats(gw->gsup);
	s->ussd_http = *http_bearer_stats(gw->http_bearer);
	s->smpp = gw->kannel_mo.ussd;
	s->kannel_away = sms_kannel_away(gw->sms);
	portal_status(gw->portal, &s->portal);
	s->portal_away = s->portal.breaker != BREAKER_CLOSED;
	s->polled_age_s = age(gw, s->portal.inbound.polled_s, -1);
	s->portal_silent_s = age(gw, s->portal.last_answer_s, -1);
	for (unsigned i = 0; i < GATEWAY_SERVERS; i++)
		if (gw->servers[i])
			s->http[i] = *http_server_stats(gw->servers[i]);
}

/* What the store counts stays 0 while it cannot be read; store_uncertain says so. */
static void take_store(struct gateway *gw, struct snapshot *s)
{
	s->uncertain = store_uncertain(gw->store);
	s->writable = !s->uncertain && store_writable(gw->store, NULL);
	if (outbox_counts(gw->store, &s->outbox) == OK)
		s->outbox_age_s = age(gw, s->outbox.oldest_queued_s, 0);
	if (dossier_counts(gw->store, &s->dossiers) == OK) {
		s->dossier_age_s = age(gw, s->dossiers.oldest_queued_s, 0);
		s->submits = s->dossiers.queued + s->dossiers.accepted + s->dossiers.refused;
	}
}

static void take_counter(struct gateway *gw, struct snapshot *s)
{
	if (appointment_counts(gw->store, &s->appointments) != OK)
		s->appointments = (struct appointment_counts) { 0 };
	if (callback_counts(gw->store, &s->callbacks) == OK)
		s->callback_age_s = age(gw, s->callbacks.oldest_s, 0);
	if (upcall_counts(gw->store, &s->upcalls) != OK)
		s->upcalls = (struct upcall_counts) { 0 };
}

void metrics_take(struct gateway *gw, struct snapshot *s)
{
	*s = (struct snapshot) { 0 };
	s->up_s = age(gw, gw->started_s, 0);
	s->closing = gw->counter.closing;
	s->turn = *turn_stats(gw->turn);
	s->dialogues = *dialogues_stats(gw->counter.dialogues);
	s->octets = s->dialogues.octets;
	s->drafts_written = drafts_written(gw->counter.drafts);
	s->sets = shelf_sets(gw->counter.shelf);
	s->reloads_done = gw->reload.done;
	s->reloads_failed = gw->reload.failed;
	s->reload_bad = *gw->reload.problem != '\0';
	s->backups_done = gw->backup.done;
	s->backups_failed = gw->backup.failed;
	take_store(gw, s);
	take_counter(gw, s);
	take_peers(gw, s);
}

/* --- the text ------------------------------------------------------------------------------ */
int64_t metric_value(const struct metric *m, const struct snapshot *s)
{
	const char *at = (const char *)s + m->at;
	uint64_t u64;
	int64_t i64;
	unsigned u32;

	switch (m->kind) {
	case U64:
		memcpy(&u64, at, sizeof(u64));
		return (int64_t)u64;
	case U32:
		memcpy(&u32, at, sizeof(u32));
		return u32;
	case I64:
		memcpy(&i64, at, sizeof(i64));
		return i64;
	}
	return 0;
}

static char *add_head(char *text, const char *name, const char *type, const char *help)
{
	return talloc_asprintf_append_buffer(
		text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* Names of procedures and screens are file names and JSON keys: what a label must not hold is left
 * out. */
static const char *label(const char *name, char out[ABANDONED_NAME_SIZE])
{
	size_t n = 0;

	for (; *name && n < ABANDONED_NAME_SIZE - 1; name++)
		if ((unsigned char)*name >= ' ' && *name != '"' && *name != '\\')
			out[n++] = *name;
	out[n] = '\0';
	return out;
}

static char *add_abandoned(char *text, const struct gateway *gw)
{
	static const char name[] = "motcua_dialogues_abandoned_total";
	char procedure[ABANDONED_NAME_SIZE], screen[ABANDONED_NAME_SIZE];
	unsigned n;
	const struct abandoned *rows = abandoned_all(gw->abandoned, &n);

	text = add_head(text, name, "counter", "Dialogues that fell silent, by screen");
	for (unsigned i = 0; i < n; i++)
		text = talloc_asprintf_append_buffer(text,
			"%s{procedure=\"%s\",screen=\"%s\"} %" PRIu64 "\n", name,
			label(rows[i].procedure, procedure), label(rows[i].screen, screen),
			rows[i].n);
	return text;
}

int metrics_show(struct http_request *request, void *data)
{
	struct gateway *gw = data;
	struct snapshot snapshot;
	char *text = talloc_asprintf(http_request_ctx(request),
		"# HELP motcua_info Program and schema\n# TYPE motcua_info gauge\n"
		"motcua_info{version=\"%s\"} 1\n",
		motcua_version);

	metrics_take(gw, &snapshot);
	for (size_t i = 0; i < ARRAY_SIZE(metrics); i++) {
		if (metrics[i].help)
			text = add_head(text, metrics[i].name, metrics[i].type, metrics[i].help);
		text = talloc_asprintf_append_buffer(text, "%s%s %" PRId64 "\n", metrics[i].name,
			metrics[i].labels, metric_value(&metrics[i], &snapshot));
	}
	text = add_abandoned(text, gw);
	if (!text)
		return ERR_NO_MEMORY;
	http_answer(request, 200, METRICS_TYPE, text, strlen(text));
	return OK;
}
