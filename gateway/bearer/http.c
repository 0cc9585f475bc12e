/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON in, a step, JSON out. */
#include "gateway/bearer/http.h"
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "gateway/base/json.h"

#define BODY_MAX     (INPUT_MAX + 1024)
#define SEQUENCE_MAX (INT32_MAX - 1) /* so that the next one is an int in any JSON reader */

struct http_step {
	struct step step;
	char dialled[DIALLED_MAX + 1];
	json_t *json; /* the request; texts in `step` point into it */
	bool read;
};

/* A request may be freed while it still waits: the server ends first. */
static int drop_json(struct http_step *s)
{
	json_decref(s->json);
	return 0;
}

static void refuse(struct http_request *request, const char *code, const char *sentence)
{
	http_answer_error(request, 400, code, sentence);
}

/* The dial string without the service code. */
static bool read_dialled(const struct counter *c, const char *dialled, struct http_step *s)
{
	if (bearer_dialled(dialled, c->world.service_code, s->dialled) != OK)
		return false;
	s->step.request.dialled = s->dialled;
	return true;
}

/* Fills the step's request; false after an error answer was set. */
static bool read_request(const struct counter *c, struct http_request *request, struct http_step *s)
{
	static const char *const keys[] = { "session", "phone", "dialled", "input", "sequence",
		NULL };
	struct bearer_request *r = &s->step.request;
	struct json_reader reader = { 0 };
	size_t len;
	const char *body = http_request_body(request, &len);

	s->json = json_read(&reader, "request", body, len);
	if (!s->json) {
		refuse(request, "syntax", reader.error);
		return false;
	}

	struct json_at root = json_root(&reader, s->json);

	json_only(&root, keys);
	r->session = json_text(&root, "session", 1, SESSION_MAX);
	r->sequence = (uint32_t)json_int(&root, "sequence", 0, SEQUENCE_MAX);
	r->input = json_text_opt(&root, "input", INPUT_MAX, "");
	r->input_len = strlen(r->input);

	const char *phone = json_text(&root, "phone", 1, 32);
	const char *dialled = json_text_opt(&root, "dialled", DIALLED_MAX, "");

	if (json_failed(&reader)) {
		refuse(request, "schema", reader.error);
		return false;
	}
	if (phone_parse(phone, &r->phone) != OK) {
		refuse(request, "phone", "phone: expected a Vietnamese mobile number");
		return false;
	}
	r->begins = r->sequence == 0;
	r->dialled = "";
	if (r->begins && !read_dialled(c, dialled, s)) {
		refuse(request, "dialled", "dialled: expected the service code, digits and stars");
		return false;
	}
	r->bearer = BEARER_HTTP;
	r->budget = BUDGET_USSD;
	return true;
}

static int http_decide(struct http_request *request, void *data)
{
	struct counter *c = data;
	struct http_step *s = http_request_state(request, sizeof(*s));

	if (!s)
		return ERR_NO_MEMORY;
	if (!s->read) {
		s->read = true;
		talloc_set_destructor(s, drop_json);
		if (!read_request(c, request, s))
			return OK;
	}
	return step_decide(c, &s->step);
}

static void send_answer(struct http_request *request, const struct bearer_answer *answer)
{
	json_t *json = json_pack("{s:s% s:b s:s s:i}", "text", answer->text, answer->len, "end",
		(int)answer->end, "coding", answer->coding == CODING_UCS2 ? "ucs2" : "gsm7",
		"sequence", (int)answer->sequence);
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;

	if (text)
		http_answer(request, 200, "application/json", text, strlen(text));
	else
		http_answer_error(request, 500, "internal", "the answer could not be written");
	free(text);
	json_decref(json);
}

static void http_release(
	struct http_request *request, enum turn_outcome outcome, int error, void *data)
{
	struct counter *c = data;
	struct http_step *s = http_request_state(request, sizeof(*s));

	if (!s || !s->read) { /* never decided: the turn was full */
		http_answer_error(request, 503, "busy", "too much to do, try again");
		return;
	}
	if (!s->step.request.bearer)
		return; /* refused in decide: the answer is set */
	step_release(c, &s->step, outcome, error);
	send_answer(request, &s->step.answer);
}

struct http_route bearer_http_route(struct counter *counter)
{
	return (struct http_route) { HTTP_POST, "/ussd/v1/motcua", BODY_MAX, http_decide,
		http_release, counter };
}
