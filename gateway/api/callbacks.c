/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who waits for a call, who calls, and what came of it. The answer to "take" leaves after the
 * commit, so two clerks never hold the same number.
 */
#include "gateway/api/callbacks.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "db/callback.h"
#include "gateway/api/answer.h"
#include "gateway/base/json.h"
#include "gateway/base/log.h"

/* What release() must know. */
struct planned {
	bool sms;
};

static json_t *callback_json(const struct callback *row, bool whole)
{
	char number[2 + sizeof(row->phone.e164)];

	snprintf(number, sizeof(number), "+%s", row->phone.e164);
	return json_pack("{s:I s:s s:s s:s s:s s:o s:o s:s}", "id", (json_int_t)row->id, "office",
		row->office, "phone", whole ? number : log_masked(row->phone.e164), "screen",
		row->screen, "state", callback_state_name(row->state), "made_at",
		api_time(row->made_s), "changed_at", api_time(row->changed_s), "note", row->note);
}

int callbacks_list(struct http_request *request, void *data)
{
	struct gateway *gw = data;
	int64_t after, limit;

	if (!api_allowed(gw, request) || !api_number(request, "after", 0, INT64_MAX, 0, &after) ||
		!api_number(request, "limit", 1, API_LIMIT_MAX, API_LIMIT_DEFAULT, &limit))
		return OK;

	struct callback *list =
		talloc_array(http_request_ctx(request), struct callback, (unsigned)limit);
	int n = list ? callback_list(gw->store, http_request_query(request, "office", NULL), after,
			       list, (unsigned)limit)
		     : ERR_NO_MEMORY;

	if (n < 0)
		return n;

	json_t *rows = json_array();

	for (int i = 0; i < n; i++)
		json_array_append_new(rows, callback_json(&list[i], false));
	return api_json(request, 200, json_pack("{s:o}", "callbacks", rows));
}

/* "12" or "12/take": the number, and what follows its '/', "" if nothing does. -1: no number. */
static int64_t read_id(const char *rest, const char **verb_r)
{
	char *end;
	int64_t id;

	errno = 0;
	id = strtoll(rest, &end, 10);
	if (*rest < '0' || *rest > '9' || errno || (*end && *end != '/'))
		return -1;
	*verb_r = *end ? end + 1 : end;
	return id;
}

static int not_found(struct http_request *request)
{
	http_answer_error(request, 404, "callback", "no request has this number");
	return OK;
}

/* The row as the clerk who calls sees it; the number only while it is theirs to call. */
static int show(struct gateway *gw, struct http_request *request, int64_t id)
{
	struct callback row;
	int rc = callback_by_id(gw->store, id, &row);

	if (rc != OK)
		return rc == ERR_NOT_FOUND ? not_found(request) : rc;
	return api_json(request, 200, callback_json(&row, row.state == CALLBACK_TAKEN));
}

int callbacks_show(struct http_request *request, void *data)
{
	const char *verb = "";
	int64_t id = read_id(http_request_rest(request), &verb);

	if (!api_allowed(data, request))
		return OK;
	return id < 0 || *verb ? not_found(request) : show(data, request, id);
}

/* --- changes ------------------------------------------------------------------------------- */
/* A change that did not fit the state, told apart from a request that is not there. */
static int refuse(struct gateway *gw, struct http_request *request, int64_t id)
{
	struct callback row;
	char sentence[96];
	int rc = callback_by_id(gw->store, id, &row);

	if (rc != OK)
		return rc == ERR_NOT_FOUND ? not_found(request) : rc;
	snprintf(sentence, sizeof(sentence), "request %" PRId64 " is %s%s", id,
		callback_state_name(row.state),
		row.state == CALLBACK_OPEN ? ": take it first" : " already");
	http_answer_error(request, 409, "state", sentence);
	return OK;
}

static int take(struct gateway *gw, struct http_request *request, int64_t id)
{
	int rc = callback_take(gw->store, id, clock_utc_s(gw->clock));

	if (rc != OK)
		return rc == ERR_NOT_FOUND ? refuse(gw, request, id) : rc;
	LOGP(DDLG, LOGL_NOTICE, "call back %" PRId64 " taken\n", id);
	return show(gw, request, id);
}

/* The outcome and the note of a body; false after 400 was set. *body_r is owned by the caller. */
static bool read_note(struct http_request *request, json_t **body_r, enum callback_state *outcome_r,
	const char **note_r)
{
	struct json_reader reader;
	size_t len;
	const char *text = http_request_body(request, &len);
	json_t *body = json_read(&reader, "body", text, len);
	struct json_at root = json_root(&reader, body);
	const char *outcome = json_text(&root, "outcome", 1, 16);

	*note_r = json_text_opt(&root, "note", CALLBACK_NOTE_SIZE - 1, "");
	json_only(&root, (const char *const[]) { "outcome", "note", NULL });
	*outcome_r = strcmp(outcome, "done") == 0 ? CALLBACK_DONE : CALLBACK_UNREACHABLE;
	if (*outcome_r != CALLBACK_DONE && strcmp(outcome, "unreachable") != 0)
		json_fail(&root, "\"outcome\" is done or unreachable");
	*body_r = body;
	if (body && !json_failed(&reader))
		return true;
	http_answer_error(request, 400, "body", reader.error);
	return false;
}

static int note(struct gateway *gw, struct http_request *request, int64_t id)
{
	struct planned *planned = http_request_state(request, sizeof(*planned));
	enum callback_state outcome;
	struct callback row;
	const char *text;
	json_t *body;
	int rc = ERR_NOT_FOUND;

	if (!planned)
		return ERR_NO_MEMORY;
	if (!read_note(request, &body, &outcome, &text)) {
		json_decref(body);
		return OK;
	}
	rc = callback_end(gw->store, id, outcome, text, clock_utc_s(gw->clock));
	json_decref(body);
	if (rc != OK)
		return rc == ERR_NOT_FOUND ? refuse(gw, request, id) : rc;
	rc = callback_by_id(gw->store, id, &row);
	if (rc == OK)
		rc = effect_callback_noted(&gw->counter.world, &row);
	if (rc != OK)
		return rc;
	planned->sms = true;
	LOGP(DDLG, LOGL_NOTICE, "call back %" PRId64 " %s\n", id, callback_state_name(outcome));
	return api_json(request, 200, callback_json(&row, false));
}

int callbacks_change(struct http_request *request, void *data)
{
	const char *verb = "";
	int64_t id = read_id(http_request_rest(request), &verb);

	if (!api_allowed(data, request))
		return OK;
	if (id >= 0 && !strcmp(verb, "take"))
		return take(data, request, id);
	if (id >= 0 && !strcmp(verb, "note"))
		return note(data, request, id);
	return not_found(request);
}

void callbacks_changed(
	struct http_request *request, enum turn_outcome outcome, int error, void *data)
{
	struct gateway *gw = data;
	const struct planned *planned = http_request_state(request, sizeof(*planned));

	if (outcome == TURN_DONE) {
		if (planned && planned->sms)
			sms_wake(gw->sms);
		return;
	}
	LOGP(DDLG, LOGL_ERROR, "call back not changed: %s\n", err_name(error));
	http_answer_error(request, 503, outcome == TURN_UNCERTAIN ? "uncertain" : "not_recorded",
		outcome == TURN_UNCERTAIN
			? "It is not certain that this was recorded: look at the request again."
			: "Nothing was recorded. Please try again.");
}
