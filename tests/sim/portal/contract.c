/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The calls of the neutral contract, as a portal answers them.
 */
#include <stdlib.h>
#include <string.h>
#include <sodium.h>
#include "gateway/base/json.h"
#include "tests/sim/portal/form.h"
#include "tests/sim/portal/sim.h"

#define KEY_MAX		   64 /* octets of an idempotency key */
#define EVENTS_MAX	   1000
#define EVENTS_DEFAULT	   100
#define TIME_LIMIT_DEFAULT 3

void sim_answer(struct http_request *request, unsigned status, json_t *answer)
{
	char *text = json_dumps(answer, JSON_COMPACT);

	if (text)
		http_answer(request, status, "application/json", text, strlen(text));
	free(text);
	json_decref(answer);
}

static bool token_fits(const struct sim *sim, const struct http_request *request)
{
	const char *given = http_request_header(request, "Authorization");
	size_t n = strlen(sim->token);

	if (n == 0)
		return true;
	if (!given || strncmp(given, "Bearer ", 7) != 0 || strlen(given + 7) != n)
		return false;
	return sodium_memcmp(given + 7, sim->token, n) == 0;
}

int contract_decide(struct http_request *request, void *data)
{
	const struct sim_call *call = data;
	struct sim *sim = call->sim;

	if (behave_wait(&sim->behaviour, request, clock_mono_ms(sim->clock)))
		return TURN_LATER;
	if (behave_gate(&sim->behaviour, request))
		return 0;
	if (token_fits(sim, request))
		call->handler(sim, request);
	else
		http_answer_error(request, 401, "token", "this token is not known here");
	return 0;
}

void contract_procedures(struct sim *sim, struct http_request *request)
{
	sim_answer(request, 200, json_incref(sim_catalogue_procedures(sim->catalogue)));
}

void contract_offices(struct sim *sim, struct http_request *request)
{
	sim_answer(request, 200, json_incref(sim_catalogue_offices(sim->catalogue)));
}

/* GET /v1/procedures/{code}/eform */
void contract_eform(struct sim *sim, struct http_request *request)
{
	const char *rest = http_request_rest(request);
	const char *have = http_request_header(request, "If-None-Match");
	const char *slash = strchr(rest, '/');
	char code[32] = "";
	const struct sim_form *form;

	if (slash && strcmp(slash, "/eform") == 0 && (size_t)(slash - rest) < sizeof(code))
		memcpy(code, rest, (size_t)(slash - rest));
	form = sim_catalogue_form(sim->catalogue, code);
	if (!form) {
		http_answer_error(request, 404, "procedure", "there is no such form");
		return;
	}
	http_answer_header(request, "ETag", form->etag);
	if (have && strcmp(have, form->etag) == 0)
		http_answer(request, 304, NULL, "", 0);
	else
		http_answer(request, 200, "application/json", form->text, form->len);
}

/* What a submit is told, the first time and each other time. */
static json_t *accepted(const json_t *dossier)
{
	return json_pack("{s:O, s:i, s:O}", "dossier_number",
		json_object_get(dossier, "dossier_number"), "status", SIM_STATUS_NEW, "due",
		json_object_get(dossier, "due"));
}

static void check_body(const struct sim *sim, const json_t *body, json_t *errors)
{
	const char *code = json_string_value(json_object_get(body, "procedure"));
	json_t *answers = json_object_get(body, "answers");
	const struct sim_form *form = code ? sim_catalogue_form(sim->catalogue, code) : NULL;

	if (!form)
		form_error(errors, "procedure", "Thủ tục này không tiếp nhận trực tuyến");
	else if (!json_is_object(answers))
		form_error(errors, "answers", "Thiếu nội dung tờ khai");
	else
		form_check(form->form, answers, json_object_get(body, "left_to_clerk"), errors);
	if (*sim->behaviour.refuse_field)
		form_error(errors, sim->behaviour.refuse_field, "Thông tin không hợp lệ");
}

static void accept(struct sim *sim, struct http_request *request, const char *key, json_t *body)
{
	const char *code = json_string_value(json_object_get(body, "procedure"));
	const json_t *entry = sim_catalogue_procedure(sim->catalogue, code);
	const char *agency = json_string_value(json_object_get(entry, "agency"));
	const json_t *limit = json_object_get(entry, "time_limit_days");
	int days = limit ? (int)json_integer_value(limit) : TIME_LIMIT_DEFAULT;
	json_t *dossier;
	int rc = book_add(sim->book, key, agency ? agency : "H00", days, body, &dossier);

	if (rc < 0)
		http_answer_error(request, 503, "store", err_name(rc));
	else
		sim_answer(request, 201, accepted(dossier));
}

static void register_dossier(
	struct sim *sim, struct http_request *request, const char *key, json_t *body)
{
	json_t *errors = json_array();

	check_body(sim, body, errors);
	if (json_array_size(errors) > 0)
		sim_answer(request, 422, json_pack("{s:O}", "errors", errors));
	else
		accept(sim, request, key, body);
	json_decref(errors);
}

static bool key_ok(const char *key)
{
	size_t n = key ? strlen(key) : 0;

	return n > 0 && n <= KEY_MAX;
}

void contract_submit(struct sim *sim, struct http_request *request)
{
	const char *key = http_request_header(request, "Idempotency-Key");
	struct json_reader reader;
	const json_t *known;
	const char *text;
	json_t *body;
	size_t len;

	if (!key_ok(key)) {
		http_answer_error(request, 400, "key", "an Idempotency-Key is needed");
		return;
	}
	known = book_by_receipt(sim->book, key);
	text = http_request_body(request, &len);
	body = json_read(&reader, "dossier", text, len);
	if (known)
		sim_answer(request, 200, accepted(known));
	else if (!json_is_object(body))
		http_answer_error(request, 400, "body", body ? "not an object" : reader.error);
	else
		register_dossier(sim, request, key, body);
	json_decref(body);
	if (sim->behaviour.drop_answers == 0)
		return;
	sim->behaviour.drop_answers--;
	behave_cut();
}

void contract_dossier(struct sim *sim, struct http_request *request)
{
	const char *number = http_request_rest(request);
	json_t *dossier = book_by_number(sim->book, number);
	json_t *shown;

	if (!dossier) {
		http_answer_error(request, 404, "dossier", "there is no such dossier");
		return;
	}
	shown = json_copy(dossier);
	json_object_del(shown, "body");
	json_object_set_new(shown, "history", book_history(sim->book, number));
	sim_answer(request, 200, shown);
}

/* POST /v1/dossiers/{number}/events and PUT /v1/dossiers/{number}/appointment */
void contract_told(struct sim *sim, struct http_request *request)
{
	const char *key = http_request_header(request, "Idempotency-Key");
	const char *rest = http_request_rest(request);
	const char *slash = strchr(rest, '/');
	const char *what = slash && strcmp(slash, "/events") == 0 ? "word" : "appointment";
	struct json_reader reader;
	char number[64] = "";
	const char *text;
	size_t len;
	json_t *body;
	int rc = ERR_NOT_FOUND;

	text = http_request_body(request, &len);
	body = json_read(&reader, "told", text, len);
	if (slash && (size_t)(slash - rest) < sizeof(number))
		memcpy(number, rest, (size_t)(slash - rest));
	if (slash && strcmp(slash, "/events") != 0 && strcmp(slash, "/appointment") != 0)
		number[0] = '\0';
	if (!key_ok(key) || !json_is_object(body))
		rc = ERR_INVALID;
	else
		rc = book_told(sim->book, number, what, key, body);
	json_decref(body);
	if (rc == ERR_NOT_FOUND)
		http_answer_error(request, 404, "dossier", "there is no such dossier");
	else if (rc == ERR_INVALID)
		http_answer_error(
			request, 422, "body", "an object and an Idempotency-Key are needed");
	else if (rc < 0)
		http_answer_error(request, 503, "store", err_name(rc));
	else
		sim_answer(request, 200, json_pack("{s:b}", "taken", 1));
}

/* A query argument as a number; `absent` if it is not there, -1 if it is none. */
static int64_t number_of(const struct http_request *request, const char *name, int64_t absent)
{
	const char *text = http_request_query(request, name, NULL);
	char *end;
	long long n;

	if (!text)
		return absent;
	errno = 0;
	n = strtoll(text, &end, 10);
	return errno || end == text || *end ? -1 : n;
}

void contract_events(struct sim *sim, struct http_request *request)
{
	int64_t after = number_of(request, "after", 0);
	int64_t limit = number_of(request, "limit", EVENTS_DEFAULT);
	char cursor[24];
	json_t *events;
	int64_t next;

	if (after < 0 || limit < 1 || limit > EVENTS_MAX) {
		http_answer_error(request, 400, "cursor", "after and limit must be numbers");
		return;
	}
	events = book_events(sim->book, after, limit, &next);
	snprintf(cursor, sizeof(cursor), "%lld", (long long)next);
	sim_answer(request, 200, json_pack("{s:o, s:s}", "events", events, "next", cursor));
}
