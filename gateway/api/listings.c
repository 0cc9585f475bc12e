/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows as JSON for the command line. */
#include "gateway/api/listings.h"
#include <string.h>
#include <talloc.h>
#include "db/appointment.h"
#include "db/upcall.h"
#include "gateway/api/answer.h"
#include "gateway/base/log.h"
#include "gateway/inspect/inspect.h"

#define EVENTS_MAX 100
#define DAY_S	   86400

static const char *dossier_state_name(enum dossier_state state)
{
	switch (state) {
	case DOSSIER_QUEUED:
		return "queued";
	case DOSSIER_ACCEPTED:
		return "accepted";
	case DOSSIER_REFUSED:
		return "refused";
	}
	return "?";
}

static const char *appointment_state_name(enum appointment_state state)
{
	switch (state) {
	case APPOINTMENT_OPEN:
		return "open";
	case APPOINTMENT_MOVED:
		return "moved";
	case APPOINTMENT_CANCELLED:
		return "cancelled";
	}
	return "?";
}

/* The phone that filed for somebody else, for a clerk to know who comes; null: its own person did.
 */
static json_t *helper_json(const struct dossier *d)
{
	return *d->helper.e164 ? json_string(log_masked(d->helper.e164)) : json_null();
}

static json_t *dossier_json(const struct dossier *d)
{
	return json_pack("{s:I s:s s:s s:s s:s s:o s:s s:s s:i s:o s:o s:I s:s}", "id",
		(json_int_t)d->id, "receipt", d->receipt, "procedure", d->procedure, "office",
		d->office, "phone", log_masked(d->phone.e164), "helper", helper_json(d), "state",
		dossier_state_name(d->state), "dossier_number", d->dossier_number, "status",
		d->status, "submitted_at", api_time(d->submitted_s), "due", api_time(d->due_s),
		"attempts", (json_int_t)d->attempts, "reason", d->reason);
}

static json_t *appointment_json(const struct appointment *a)
{
	return json_pack("{s:s s:I s:s s:o s:i s:s}", "code", a->code, "dossier_id",
		(json_int_t)a->dossier_id, "office", a->office, "start", api_time(a->start_s),
		"seat", (int)a->seat + 1, "state", appointment_state_name(a->state));
}

static bool read_page(struct http_request *request, int64_t *before, int64_t *limit)
{
	return api_number(request, "before", 0, INT64_MAX, 0, before) &&
		api_number(request, "limit", 1, API_LIMIT_MAX, API_LIMIT_DEFAULT, limit);
}

int listing_dossiers(struct http_request *request, void *data)
{
	struct gateway *gw = data;
	int64_t before, limit;

	if (!api_allowed(gw, request) || !read_page(request, &before, &limit))
		return OK;

	struct dossier *list =
		talloc_array(http_request_ctx(request), struct dossier, (unsigned)limit);
	int n = list ? dossier_list(gw->store, http_request_query(request, "office", NULL), before,
			       list, (unsigned)limit)
		     : ERR_NO_MEMORY;
	json_t *rows = json_array();

	for (int i = 0; i < n; i++)
		json_array_append_new(rows, dossier_json(&list[i]));
	if (n < 0) {
		json_decref(rows);
		return n;
	}
	return api_json(request, 200, json_pack("{s:o}", "dossiers", rows));
}

/* 0 and a new reference, or an error of the store. */
static int history_json(struct gateway *gw, int64_t dossier_id, json_t **list_r)
{
	static const char *const sources[] = { "?", "self", "portal", "clerk" };
	struct dossier_event events[EVENTS_MAX];
	int n = dossier_event_list(gw->store, dossier_id, events, EVENTS_MAX);

	if (n < 0)
		return n;

	json_t *list = json_array();

	for (int i = 0; i < n; i++)
		json_array_append_new(list,
			json_pack("{s:s s:i s:o s:s s:s s:I s:o s:o}", "source",
				sources[events[i].source <= EVENT_CLERK ? events[i].source : 0],
				"status", events[i].status, "at", api_time(events[i].at_s),
				"reason", events[i].reason, "papers", events[i].papers, "fee",
				(json_int_t)events[i].fee_dong, "due", api_time(events[i].due_s),
				"collect_at", api_time(events[i].collect_s)));
	*list_r = list;
	return OK;
}

/* What the portal was, or is to be, told about it. */
static json_t *upcalls_json(struct gateway *gw, int64_t dossier_id)
{
	struct upcall *list = talloc_array(gw, struct upcall, EVENTS_MAX);
	int n = list ? upcall_list(gw->store, dossier_id, list, EVENTS_MAX) : 0;
	json_t *rows = json_array();

	for (int i = 0; i < n; i++)
		json_array_append_new(rows,
			json_pack("{s:s s:s s:i s:o s:s}", "what",
				list[i].kind == UPCALL_APPOINTMENT ? "appointment" : "word",
				"state", upcall_state_name(list[i].state), "attempts",
				(int)list[i].attempts, "made_at", api_time(list[i].made_s),
				"reason", list[i].reason));
	talloc_free(list);
	return rows;
}

int listing_dossier(struct http_request *request, void *data)
{
	struct gateway *gw = data;
	struct dossier dossier;
	struct appointment appointment;

	if (!api_allowed(gw, request))
		return OK;

	int rc = dossier_by_receipt(gw->store, http_request_rest(request), &dossier);

	if (rc == ERR_NOT_FOUND) {
		http_answer_error(request, 404, "receipt", "no dossier has this receipt");
		return OK;
	}
	if (rc != OK)
		return rc;

	json_t *history;
	int booked = appointment_of_dossier(gw->store, dossier.id, &appointment);

	if (booked != OK && booked != ERR_NOT_FOUND)
		return booked;
	rc = history_json(gw, dossier.id, &history);
	if (rc != OK)
		return rc;

	json_t *json = dossier_json(&dossier);

	json_object_set_new(
		json, "appointment", booked == OK ? appointment_json(&appointment) : json_null());
	json_object_set_new(json, "history", history);
	json_object_set_new(json, "told_to_portal", upcalls_json(gw, dossier.id));
	return api_json(request, 200, json);
}

int listing_appointments(struct http_request *request, void *data)
{
	struct gateway *gw = data;
	int64_t days;

	if (!api_allowed(gw, request) || !api_number(request, "days", 1, 366, 31, &days))
		return OK;

	int64_t from_s = local_midnight(clock_utc_s(gw->clock));
	struct appointment *list =
		talloc_array(http_request_ctx(request), struct appointment, API_LIMIT_MAX);
	int n = list ? appointment_list(gw->store, http_request_query(request, "office", NULL),
			       from_s, from_s + days * DAY_S, list, API_LIMIT_MAX)
		     : ERR_NO_MEMORY;
	json_t *rows = json_array();

	for (int i = 0; i < n; i++)
		json_array_append_new(rows, appointment_json(&list[i]));
	if (n < 0) {
		json_decref(rows);
		return n;
	}
	return api_json(request, 200, json_pack("{s:o}", "appointments", rows));
}

/* By the code that somebody holds, which may be an old one: "now" is what it was moved to. */
int listing_appointment(struct http_request *request, void *data)
{
	struct gateway *gw = data;
	struct appointment held, now;

	if (!api_allowed(gw, request))
		return OK;

	int rc = appointment_by_code(gw->store, http_request_rest(request), &held);

	if (rc == ERR_NOT_FOUND) {
		http_answer_error(request, 404, "code", "no appointment has this code");
		return OK;
	}
	if (rc != OK)
		return rc;
	rc = appointment_of_dossier(gw->store, held.dossier_id, &now);
	if (rc != OK && rc != ERR_NOT_FOUND)
		return rc;

	json_t *json = appointment_json(&held);

	json_object_set_new(json, "now", rc == OK ? appointment_json(&now) : json_null());
	return api_json(request, 200, json);
}

/* The state of the query by name; 0 = all. False after 400 was set. */
static bool read_sms_state(struct http_request *request, enum sms_state *out)
{
	const char *name = http_request_query(request, "state", NULL);

	*out = 0;
	for (int s = SMS_QUEUED; name && s <= SMS_UNKNOWN; s++)
		if (!strcmp(name, sms_state_name((enum sms_state)s)))
			*out = (enum sms_state)s;
	if (!name || *out)
		return true;
	http_answer_error(request, 400, "query",
		"state: expected queued, sending, sent, delivered, failed, expired or unknown");
	return false;
}

static json_t *sms_json(const struct outbox_row *row)
{
	return json_pack("{s:I s:I s:s s:s s:I s:o s:o s:o s:s s:s}", "id", (json_int_t)row->id,
		"dossier_id", (json_int_t)row->dossier_id, "phone", log_masked(row->phone.e164),
		"state", sms_state_name(row->state), "attempts", (json_int_t)row->attempts,
		"made_at", api_time(row->made_s), "next_at", api_time(row->next_at_s), "changed_at",
		api_time(row->changed_s), "key", row->dedupe, "reason", row->reason);
}

int listing_outbox(struct http_request *request, void *data)
{
	struct gateway *gw = data;
	int64_t before, limit;
	enum sms_state state;

	if (!api_allowed(gw, request) || !read_page(request, &before, &limit) ||
		!read_sms_state(request, &state))
		return OK;

	struct outbox_row *list =
		talloc_array(http_request_ctx(request), struct outbox_row, (unsigned)limit);
	int n = list ? outbox_list(gw->store, state, before, list, (unsigned)limit) : ERR_NO_MEMORY;
	json_t *rows = json_array();

	for (int i = 0; i < n; i++)
		json_array_append_new(rows, sms_json(&list[i]));
	if (n < 0) {
		json_decref(rows);
		return n;
	}
	return api_json(request, 200, json_pack("{s:o}", "messages", rows));
}

int listing_offices(struct http_request *request, void *data)
{
	struct gateway *gw = data;

	if (!api_allowed(gw, request))
		return OK;
	return api_json(request, 200, inspect_offices(gw));
}
