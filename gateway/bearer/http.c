/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A request through the gate, read as its dialect says, a step or several, the answer. */
#include "gateway/bearer/http.h"
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "gateway/base/clock.h"
#include "gateway/base/json.h"
#include "gateway/base/log.h"
#include "gateway/bearer/dialect_message.h"
#include "gateway/bearer/http_gate.h"
#include "gateway/check.h"

#define PATH_BEGIN "/ussd/v1/"

/* A dialect where it is spoken. */
struct http_spoken {
	struct http_bearer *bearer;
	const struct dialect *dialect;
	const struct http_access *access; /* NULL: the inside listener, without limits */
	struct gate gate;
	struct budget budget;
	int64_t refusal_logged_s; /* at most one line a second */
	char path[sizeof(PATH_BEGIN) + DIALECT_NAME_MAX];
};

struct http_bearer {
	struct counter *counter;
	const struct clock *clock;
	struct dialects *dialects;
	struct http_spoken spoken[DIALECTS_MAX];
	struct http_bearer_stats stats;
};

struct http_step {
	struct step step;
	struct dialect_message message; /* its texts lie in `fields` */
	struct dialect_plan plan;
	json_t *fields;
	bool asked, read; /* at the gate; and understood */
	enum gate_verdict verdict;
};

/* A request may be freed while it still waits: the server ends first. */
static int drop_fields(struct http_step *s)
{
	json_decref(s->fields);
	return 0;
}

/* --- the gate ------------------------------------------------------------------------------- */
/* A proxy on this machine may say who it speaks for; nobody else. */
static const char *address_of(
	const struct http_spoken *spoken, struct http_request *request, char room[HTTP_PEER_SIZE])
{
	const char *said = NULL;

	http_request_peer(request, room);
	if (*spoken->access->proxy_header &&
		(strncmp(room, "127.", 4) == 0 || strcmp(room, "::1") == 0))
		said = http_request_header(request, spoken->access->proxy_header);
	return said ? said : room;
}

static enum gate_verdict ask(struct http_spoken *spoken, struct http_request *request)
{
	char room[HTTP_PEER_SIZE];
	struct gate_caller caller = { 0 };

	if (!spoken->access)
		return GATE_OPEN;
	caller.address = address_of(spoken, request, room);
	if (*spoken->access->secret_header)
		caller.secret = http_request_header(request, spoken->access->secret_header);
	caller.timestamp = http_request_header(request, "X-Motcua-Timestamp");
	caller.signature = http_request_header(request, "X-Motcua-Signature");
	caller.body = http_request_body(request, &caller.len);
	return gate_ask(&spoken->gate, &caller, clock_utc_s(spoken->bearer->clock),
		clock_mono_ms(spoken->bearer->clock));
}

static void answer_refused(struct http_request *request, enum gate_verdict verdict)
{
	switch (verdict) {
	case GATE_OPEN:
		return;
	case GATE_NETWORK:
		http_answer_error(request, 403, "network", "not from there");
		return;
	case GATE_SECRET:
		http_answer_error(request, 401, "secret", "the secret is missing or wrong");
		return;
	case GATE_SIGNATURE:
		http_answer_error(request, 401, "signature", "the signature is missing or wrong");
		return;
	case GATE_STALE:
		http_answer_error(
			request, 401, "timestamp", "signed too long ago, or ahead of our clock");
		return;
	case GATE_RATE:
		http_answer_header(request, "Retry-After", "1");
		http_answer_error(request, 429, "rate", "more requests than were agreed");
		return;
	}
}

static void count(struct http_spoken *spoken, const struct http_step *s)
{
	struct http_bearer_stats *stats = &spoken->bearer->stats;
	uint64_t *const refused[] = { [GATE_NETWORK] = &stats->network,
		[GATE_SECRET] = &stats->secret,
		[GATE_SIGNATURE] = &stats->signature,
		[GATE_STALE] = &stats->stale,
		[GATE_RATE] = &stats->rate };
	int64_t now_s = clock_utc_s(spoken->bearer->clock);

	stats->received++;
	stats->malformed += s->verdict == GATE_OPEN && !s->read;
	if (s->verdict == GATE_OPEN)
		return;
	++*refused[s->verdict];
	if (now_s == spoken->refusal_logged_s) /* whoever knocks all day does not fill the disk */
		return;
	spoken->refusal_logged_s = now_s;
	LOGP(DDLG, LOGL_NOTICE, "%s: a caller was refused (%s)\n", spoken->path,
		s->verdict == GATE_NETWORK	  ? "network"
			: s->verdict == GATE_RATE ? "rate"
						  : "secret, signature or its time");
}

/* --- reading -------------------------------------------------------------------------------- */
static void add_argument(json_t *fields, struct http_request *request, const char *name)
{
	size_t len;
	const char *value = *name ? http_request_query(request, name, &len) : NULL;

	if (value && json_object_set_new(fields, name, json_stringn(value, len)) != 0)
		json_object_set_new(fields, name, json_false()); /* no text: refused as such */
}

static json_t *read_query(const struct dialect *d, struct http_request *request)
{
	json_t *fields = json_object();

	add_argument(fields, request, d->session);
	add_argument(fields, request, d->phone);
	add_argument(fields, request, d->text);
	add_argument(fields, request, d->dialled);
	add_argument(fields, request, d->sequence);
	add_argument(fields, request, d->flag);
	return fields;
}

/* NULL with a sentence. */
static json_t *read_fields(const struct dialect *d, struct http_request *request, char *sentence)
{
	struct json_reader reader = { .error = "request: expected a form in UTF-8" };
	size_t len;
	const char *body = http_request_body(request, &len);
	json_t *fields = d->form == DIALECT_JSON ? json_read(&reader, "request", body, len)
		: d->form == DIALECT_FORM	 ? dialect_form_read(body, len)
						 : read_query(d, request);

	if (!fields)
		snprintf(sentence, DIALECT_SENTENCE_SIZE, "%s", reader.error);
	return fields;
}

static bool read_request(struct http_spoken *spoken, struct http_request *request,
	struct http_step *s, const char **code_r, char *sentence)
{
	*code_r = "syntax";
	s->fields = read_fields(spoken->dialect, request, sentence);
	return s->fields &&
		dialect_message_read(spoken->dialect, s->fields, &s->message, code_r, sentence);
}

/* What is known of the session now: it may have changed since the last turn. */
static bool plan(
	struct http_spoken *spoken, struct http_step *s, const char **code_r, char *sentence)
{
	struct counter *c = spoken->bearer->counter;
	const struct dialect *d = spoken->dialect;
	struct dialogue_view view;
	struct dialect_known known = { 0 };

	if (dialogues_find(c->dialogues, BEARER_HTTP, &s->message.phone, s->message.session,
		    &view) == OK) {
		/* Without a count nothing tells a repeat of the last message from a new dialogue.
		 */
		known.found = !view.ended || d->appended || *d->sequence;
		known.sequence = view.sequence;
	}
	if (!dialect_message_plan(
		    d, &s->message, &known, c->world.service_code, &s->plan, code_r, sentence))
		return false;
	s->step.request = s->plan.request;
	s->step.request.bearer = BEARER_HTTP;
	s->step.request.budget = spoken->budget;
	return true;
}

/* --- the turn ------------------------------------------------------------------------------- */
static int decide_all(struct counter *c, struct http_request *request, struct http_step *s)
{
	int rc = step_decide(c, &s->step);

	for (unsigned i = 0; rc == OK && i < s->plan.more_n; i++)
		rc = step_decide_next(c, &s->step, http_request_ctx(request), s->plan.more[i].text,
			s->plan.more[i].len);
	return rc;
}

static int http_decide(struct http_request *request, void *data)
{
	struct http_spoken *spoken = data;
	struct http_step *s = http_request_state(request, sizeof(*s));
	char sentence[DIALECT_SENTENCE_SIZE] = "";
	const char *code = "syntax";

	if (!s)
		return ERR_NO_MEMORY;
	if (!s->asked) {
		s->asked = true;
		talloc_set_destructor(s, drop_fields);
		s->verdict = ask(spoken, request);
		answer_refused(request, s->verdict);
		s->read = s->verdict == GATE_OPEN &&
			read_request(spoken, request, s, &code, sentence);
	}
	if (s->verdict != GATE_OPEN)
		return OK;
	s->read = s->read && plan(spoken, s, &code, sentence);
	if (s->read)
		return decide_all(spoken->bearer->counter, request, s);
	http_answer_error(request, 400, code, sentence);
	return OK;
}

static void send_answer(
	struct http_request *request, const struct dialect *d, const struct http_step *s)
{
	const struct bearer_answer *answer = &s->step.answer;
	const struct dialect_reply *reply = answer->end ? &d->end : &d->go_on;
	char *body = dialect_answer(http_request_ctx(request), d, &s->message, answer);

	if (!body) {
		http_answer_error(request, 500, "internal", "the answer could not be written");
		return;
	}
	for (unsigned i = 0; i < reply->headers_n; i++)
		http_answer_header(request, reply->headers[i].name, reply->headers[i].value);
	http_answer(request, 200, d->type, body, strlen(body));
}

static void http_release(
	struct http_request *request, enum turn_outcome outcome, int error, void *data)
{
	struct http_spoken *spoken = data;
	struct http_step *s = http_request_state(request, sizeof(*s));

	if (!s || !s->asked) { /* never decided: the turn was full */
		http_answer_error(request, 503, "busy", "too much to do, try again");
		return;
	}
	count(spoken, s);
	if (!s->read)
		return; /* refused in decide: the answer is set */
	step_release(spoken->bearer->counter, &s->step, outcome, error);
	send_answer(request, spoken->dialect, s);
}

/* --- construction --------------------------------------------------------------------------- */
static bool say(char *error, size_t size, const char *name, const char *sentence)
{
	snprintf(error, size, "ussd-http %s: %s", name, sentence);
	return false;
}

static bool read_secret(
	const struct http_access *r, const char *path, char *out, char *error, size_t error_size)
{
	if (!*path)
		return true;
	if (!gateway_secret(path, out, GATE_SECRET_MAX + 1, error, error_size))
		return false;
	return strlen(out) >= GATE_SECRET_MIN ||
		say(error, error_size, r->name, "a secret has at least 16 characters");
}

static bool set_up(
	struct http_spoken *spoken, const struct http_access *r, char *error, size_t error_size)
{
	struct gate *gate = &spoken->gate;

	spoken->access = r;
	for (unsigned i = 0; i < r->networks_n; i++)
		if (!gate_network_read(r->networks[i], &gate->networks[gate->networks_n++]))
			return say(error, error_size, r->name,
				"network: expected an address and the length of its prefix, such "
				"as 192.0.2.0/24, without bits behind it");
	if (r->septets) {
		spoken->budget = (struct budget) { r->septets, r->units, r->septets, r->units };
		if (!dialect_budget_proved(&spoken->budget))
			return say(error, error_size, r->name,
				"budget: menus are not proved for screens that small");
	}
	if (*r->signature_file && spoken->dialect->form == DIALECT_QUERY)
		return say(error, error_size, r->name,
			"signature: this dialect has no body that could be signed");
	gate->rate_per_s = r->rate_per_s;
	return read_secret(r, r->secret_file, gate->secret, error, error_size) &&
		read_secret(r, r->signature_file, gate->signing, error, error_size);
}

static bool set_up_all(
	struct http_bearer *bearer, const struct config *config, char *error, size_t error_size)
{
	for (unsigned i = 0; i < bearer->dialects->n; i++) {
		struct http_spoken *spoken = &bearer->spoken[i];

		spoken->bearer = bearer;
		spoken->dialect = bearer->dialects->all[i];
		spoken->budget = spoken->dialect->budget;
		snprintf(
			spoken->path, sizeof(spoken->path), PATH_BEGIN "%s", spoken->dialect->name);
	}
	for (unsigned i = 0; i < config->ussd_http.n; i++) {
		const struct http_access *r = &config->ussd_http.all[i];
		unsigned at = 0;

		while (at < bearer->dialects->n &&
			strcmp(bearer->spoken[at].dialect->name, r->name) != 0)
			at++;
		if (at == bearer->dialects->n)
			return say(error, error_size, r->name,
				"there is no dialect of that name in its folder");
		if (!set_up(&bearer->spoken[at], r, error, error_size))
			return false;
	}
	return true;
}

static int wipe(struct http_bearer *bearer)
{
	sodium_memzero(bearer->spoken, sizeof(bearer->spoken));
	return 0;
}

struct http_bearer *http_bearer_new(void *ctx, struct counter *counter, const struct clock *clock,
	const struct config *config, char *error, size_t error_size)
{
	struct http_bearer *bearer = talloc_zero(ctx, struct http_bearer);

	if (!bearer) {
		snprintf(error, error_size, "out of memory");
		return NULL;
	}
	talloc_set_destructor(bearer, wipe);
	bearer->counter = counter;
	bearer->clock = clock;
	bearer->dialects = dialects_read(bearer, config->dialects_folder, error, error_size);
	if (bearer->dialects && set_up_all(bearer, config, error, error_size))
		return bearer;
	talloc_free(bearer);
	return NULL;
}

void http_bearer_routes(
	struct http_bearer *bearer, bool outside, struct http_route *routes, size_t *n_io)
{
	for (unsigned i = 0; i < bearer->dialects->n; i++) {
		struct http_spoken *spoken = &bearer->spoken[i];
		bool query = spoken->dialect->form == DIALECT_QUERY;

		if ((*spoken->gate.secret || *spoken->gate.signing) != outside)
			continue;
		routes[(*n_io)++] = (struct http_route) { query ? HTTP_GET : HTTP_POST,
			spoken->path, query ? 0 : HTTP_BEARER_BODY_MAX, http_decide, http_release,
			spoken };
	}
}

const struct http_bearer_stats *http_bearer_stats(const struct http_bearer *bearer)
{
	return &bearer->stats;
}
