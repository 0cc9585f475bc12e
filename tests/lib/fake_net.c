/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A scripted network on the virtual clock. */
#include "tests/lib/fake_net.h"
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "gateway/base/ucs2.h"

#define DOSSIERS_MAX 1024
#define SMS_MAX	     512
#define ANSWER_MS    5

struct fake_dossier {
	char receipt[24];
	char *body;
};

struct fake_net {
	struct virtual_clock *clock;
	enum peer_mood portal, kannel;
	struct llist_head waiting;
	struct fake_dossier dossiers[DOSSIERS_MAX];
	char appointment[512]; /* what was told last */
	unsigned appointments;
	unsigned dossiers_n, submits;
	struct fake_sms *sms;
	unsigned sms_n;
};

struct fake_http {
	struct http_out out;
	struct turn *turn;
	unsigned in_flight, in_flight_max;
};

/* A request under way, later the input that carries its answer. */
struct call {
	struct turn_input input;
	struct llist_head waiting;
	struct fake_http *http;
	struct http_out_request request;
	struct http_result result;
	uint64_t due_ms;
	char body[512];
	uint8_t state[HTTP_OUT_STATE_SIZE];
};

static struct fake_net *the_net;

struct fake_net *fake_net_new(void *ctx, struct virtual_clock *clock)
{
	struct fake_net *net = talloc_zero(ctx, struct fake_net);

	net->clock = clock;
	net->sms = talloc_zero_array(net, struct fake_sms, SMS_MAX);
	INIT_LLIST_HEAD(&net->waiting);
	the_net = net;
	return net;
}

/* --- the portal ---------------------------------------------------------------------------- */
static const char *header(const struct http_out_request *r, const char *name)
{
	size_t len = strlen(name);

	for (const char *const *h = r->headers; h && *h; h++)
		if (!strncasecmp(*h, name, len) && (*h)[len] == ':')
			return *h + len + 1 + strspn(*h + len + 1, " ");
	return "";
}

static void portal_submit(struct fake_net *net, const struct http_out_request *r, struct call *call)
{
	const char *key = header(r, "Idempotency-Key");
	unsigned i = 0;

	net->submits++;
	while (i < net->dossiers_n && strcmp(net->dossiers[i].receipt, key) != 0)
		i++;
	call->result.status = i == net->dossiers_n ? 201 : 200;
	if (i == net->dossiers_n && i < DOSSIERS_MAX) {
		snprintf(net->dossiers[i].receipt, sizeof(net->dossiers[i].receipt), "%s", key);
		net->dossiers[i].body = talloc_strndup(net, r->body, r->body_len);
		net->dossiers_n++;
	}
	snprintf(call->body, sizeof(call->body),
		"{\"dossier_number\":\"H10.25-261123-%04u\",\"status\":1,"
		"\"due\":\"2026-11-26T17:00:00+07:00\"}",
		i + 1);
}

static void portal_appointment(
	struct fake_net *net, const struct http_out_request *r, struct call *call)
{
	snprintf(net->appointment, sizeof(net->appointment), "%s %.*s",
		strstr(r->url, "/v1/dossiers/") ? strstr(r->url, "/v1/dossiers/") : r->url,
		(int)r->body_len, r->body);
	net->appointments++;
	call->result.status = 200;
	snprintf(call->body, sizeof(call->body), "{}");
}

static void portal_answer(struct fake_net *net, const struct http_out_request *r, struct call *call)
{
	if (net->portal == PEER_REFUSE) {
		call->result.status = 422;
		snprintf(call->body, sizeof(call->body),
			"{\"errors\":[{\"field\":\"x\",\"reason\":\"not right\"}]}");
	} else if (r->method == HTTP_POST) {
		portal_submit(net, r, call);
	} else if (r->method == HTTP_PUT) {
		portal_appointment(net, r, call);
	} else {
		call->result.status = 200;
		snprintf(call->body, sizeof(call->body), "{\"procedures\":[]}");
	}
}

/* --- Kannel -------------------------------------------------------------------------------- */
static bool parameter(const char *text, const char *name, char *out, size_t cap, int *len_r)
{
	size_t len = strlen(name);

	for (const char *at = text; at; at = strchr(at, '&') ? strchr(at, '&') + 1 : NULL) {
		if (strncmp(at, name, len) != 0 || at[len] != '=')
			continue;
		char *plain = curl_easy_unescape(
			NULL, at + len + 1, (int)strcspn(at + len + 1, "&"), len_r);
		size_t n = (size_t)*len_r < cap - 1 ? (size_t)*len_r : cap - 1;

		memcpy(out, plain, n);
		out[n] = '\0';
		curl_free(plain);
		return true;
	}
	return false;
}

/* sendsms takes its parameters in the query or as a form. */
static void kannel_answer(struct fake_net *net, const struct http_out_request *r, struct call *call)
{
	char *form = talloc_strndup(call, r->body ? r->body : "", r->body_len);
	const char *text = *form ? form : strchr(r->url, '?') + 1;
	struct fake_sms *sms = &net->sms[net->sms_n];
	char octets[2048], coding[8] = "";
	int len = 0;
	size_t utf8_len;

	if (net->sms_n == SMS_MAX)
		abort();
	parameter(text, "to", sms->to, sizeof(sms->to), &len);
	parameter(text, "dlr-url", sms->dlr_url, sizeof(sms->dlr_url), &len);
	parameter(text, "coding", coding, sizeof(coding), &len);
	sms->ucs2 = !strcmp(coding, "2");
	if (!parameter(text, "text", octets, sizeof(octets), &len))
		abort();
	if (!sms->ucs2)
		snprintf(sms->text, sizeof(sms->text), "%s", octets);
	else if (ucs2_decode((const uint8_t *)octets, (size_t)len, sms->text, sizeof(sms->text),
			 &utf8_len) < 0)
		abort();
	net->sms_n++;
	call->result.status = 202;
	snprintf(call->body, sizeof(call->body), "0: Accepted for delivery");
}

/* --- requests ------------------------------------------------------------------------------ */
static int call_decide(struct turn_input *input)
{
	struct call *call = container_of(input, struct call, input);

	return call->request.decide(
		call->request.data, call->request.id, &call->result, call->state);
}

static void call_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct call *call = container_of(input, struct call, input);

	call->http->in_flight--;
	call->request.release(
		call->request.data, call->request.id, &call->result, call->state, outcome, error);
	talloc_free(call);
}

static const struct turn_kind call_kind = { "answer", call_decide, call_release };

static unsigned fake_room(const struct http_out *out)
{
	const struct fake_http *http = container_of(out, struct fake_http, out);

	return http->in_flight_max - http->in_flight;
}

static void carry_out(struct fake_net *net, const struct http_out_request *r, struct call *call)
{
	bool kannel = strstr(r->url, "sendsms") != NULL;
	enum peer_mood mood = kannel ? net->kannel : net->portal;

	call->due_ms = clock_mono_ms(&net->clock->clock) + ANSWER_MS;
	call->result.transport = VERDICT_OK;
	if (mood == PEER_DOWN) {
		call->result.transport = VERDICT_TEMPFAIL;
		return;
	}
	if (mood == PEER_ERROR || (kannel && mood == PEER_REFUSE)) {
		call->result.status = mood == PEER_ERROR ? 503 : 403;
		return;
	}
	if (kannel)
		kannel_answer(net, r, call);
	else
		portal_answer(net, r, call);
	if (mood == PEER_SILENT) {
		call->due_ms += r->timeout_ms ? r->timeout_ms : 10000;
		call->result.transport = VERDICT_UNKNOWN;
		call->result.status = 0;
		call->body[0] = '\0';
	}
}

static int fake_start(struct http_out *out, const struct http_out_request *request)
{
	struct fake_http *http = container_of(out, struct fake_http, out);

	if (!fake_room(out))
		return ERR_LIMIT;

	struct call *call = talloc_zero(http, struct call);

	turn_input_init(&call->input, &call_kind);
	call->http = http;
	call->request = *request;
	call->result = (struct http_result) { .retry_after_s = -1, .etag = "", .reason = "" };
	http->in_flight++;
	carry_out(the_net, request, call);
	call->result.body = call->body;
	call->result.len = strlen(call->body);
	llist_add_tail(&call->waiting, &the_net->waiting);
	return OK;
}

struct http_out *fake_net_http_new(void *ctx, struct turn *turn, unsigned in_flight_max)
{
	struct fake_http *http = talloc_zero(ctx, struct fake_http);

	http->out = (struct http_out) { fake_start, fake_room };
	http->turn = turn;
	http->in_flight_max = in_flight_max;
	return &http->out;
}

unsigned fake_net_run(struct fake_net *net)
{
	struct call *call, *next;
	uint64_t now = clock_mono_ms(&net->clock->clock);
	unsigned n = 0;

	llist_for_each_entry_safe (call, next, &net->waiting, waiting) {
		if (call->due_ms > now)
			continue;
		llist_del(&call->waiting);
		if (turn_post(call->http->turn, &call->input) < 0)
			abort();
		n++;
	}
	return n;
}

int64_t fake_net_next_ms(const struct fake_net *net)
{
	const struct call *call;
	uint64_t now = clock_mono_ms(&net->clock->clock);
	int64_t next = -1;

	llist_for_each_entry (call, &net->waiting, waiting) {
		int64_t ms = call->due_ms > now ? (int64_t)(call->due_ms - now) : 0;

		if (next < 0 || ms < next)
			next = ms;
	}
	return next;
}

void fake_net_forget(struct fake_net *net)
{
	INIT_LLIST_HEAD(&net->waiting); /* the calls belonged to the gateway that is gone */
}

void fake_net_clear(struct fake_net *net)
{
	for (unsigned i = 0; i < net->dossiers_n; i++)
		TALLOC_FREE(net->dossiers[i].body);
	net->dossiers_n = 0;
	net->sms_n = 0;
}

void fake_net_portal(struct fake_net *net, enum peer_mood mood)
{
	net->portal = mood;
}

void fake_net_kannel(struct fake_net *net, enum peer_mood mood)
{
	net->kannel = mood;
}

unsigned fake_net_dossiers(const struct fake_net *net)
{
	return net->dossiers_n;
}

const char *fake_net_appointment(const struct fake_net *net)
{
	return net->appointment;
}

unsigned fake_net_appointments(const struct fake_net *net)
{
	return net->appointments;
}

unsigned fake_net_submits(const struct fake_net *net)
{
	return net->submits;
}

const char *fake_net_submit_body(const struct fake_net *net, const char *receipt)
{
	for (unsigned i = 0; i < net->dossiers_n; i++)
		if (!strcmp(net->dossiers[i].receipt, receipt))
			return net->dossiers[i].body;
	return NULL;
}

unsigned fake_net_sms_count(const struct fake_net *net)
{
	return net->sms_n;
}

const struct fake_sms *fake_net_sms(const struct fake_net *net, unsigned i)
{
	return &net->sms[i];
}
