/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What tests and people do to the simulated portal: move a dossier, make it misbehave, look.
 */
#include "gateway/base/json.h"
#include "tests/sim/portal/sim.h"

#define NUMBER_MAX 63
#define REASON_MAX 1000

/* The further members of an event. */
static json_t *said_of(const struct json_at *at, const char *reason)
{
	static const char *const members[] = { "at", "due", "papers", "fee", "collect_at",
		"reason_code" };
	json_t *said = json_pack("{s:s}", "reason", reason);

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		json_t *value = json_object_get(at->value, members[i]);

		if (value)
			json_object_set(said, members[i], value);
	}
	return said;
}

static void advance(struct sim *sim, struct http_request *request, const struct json_at *at)
{
	const char *number = json_text(at, "dossier_number", 1, NUMBER_MAX);
	int status = (int)json_int(at, "status", 1, 10);
	const char *reason = json_text_opt(at, "reason", REASON_MAX, "");
	json_t *said = said_of(at, reason);
	json_t *event;
	int rc;

	if (json_failed(at->reader)) {
		http_answer_error(request, 400, "body", at->reader->error);
		json_decref(said);
		return;
	}
	rc = book_advance(sim->book, number, status, said, &event);
	json_decref(said);
	if (rc == 0)
		push_event(sim->push, event);
	if (rc == ERR_NOT_FOUND)
		http_answer_error(request, 404, "dossier", "there is no such dossier");
	else if (rc < 0)
		http_answer_error(request, 503, "store", err_name(rc));
	else
		sim_answer(request, 200, json_incref(event));
}

int control_advance(struct http_request *request, void *data)
{
	struct json_reader reader;
	struct json_at at;
	const char *text;
	size_t len;
	json_t *root;

	text = http_request_body(request, &len);
	root = json_read(&reader, "advance", text, len);
	if (!root) {
		http_answer_error(request, 400, "body", reader.error);
		return 0;
	}
	at = json_root(&reader, root);
	advance(data, request, &at);
	json_decref(root);
	return 0;
}

int control_behave(struct http_request *request, void *data)
{
	struct sim *sim = data;
	char error[JSON_ERROR_SIZE];
	const char *text;
	size_t len;

	text = http_request_body(request, &len);
	if (behave_change(&sim->behaviour, text, len, error, sizeof(error)) < 0)
		http_answer_error(request, 400, "body", error);
	else
		sim_answer(request, 200, behave_show(&sim->behaviour));
	return 0;
}

int control_webhook(struct http_request *request, void *data)
{
	struct sim *sim = data;
	char error[JSON_ERROR_SIZE];
	const char *text;
	size_t len;

	text = http_request_body(request, &len);
	if (len > 0 && push_change(sim->push, text, len, error, sizeof(error)) < 0)
		http_answer_error(request, 400, "body", error);
	else
		sim_answer(request, 200, push_show(sim->push));
	return 0;
}

int control_dossiers(struct http_request *request, void *data)
{
	const struct sim *sim = data;
	json_t *list = json_array();
	const char *number;
	json_t *dossier;

	json_object_foreach (book_all(sim->book), number, dossier)
		json_array_append(list, dossier);
	sim_answer(request, 200, json_pack("{s:o}", "dossiers", list));
	return 0;
}
