/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One MO of Kannel: dedupe on its id, a step, the screen as the reply. */
#include "gateway/bearer/kannel.h"
#include <stdio.h>
#include <string.h>
#include "db/inbox.h"
#include "gateway/base/clock.h"
#include "gateway/base/gsm7.h"
#include "gateway/base/log.h"

#define ROUTE "kannel-mo"

enum mo_kind {
	MO_IGNORED, /* answered with nothing: never a reply to a sender with letters */
	MO_STEP,
	MO_REPEATED,
};

struct mo {
	struct step step;
	enum mo_kind kind;
	bool read;
	char id[INBOX_ID_MAX + 1];
	char answer[INBOX_ANSWER_MAX + 1];
};

static bool read_mo(struct kannel_mo *k, struct http_request *request, struct mo *mo)
{
	struct bearer_request *r = &mo->step.request;
	const char *from = http_request_query(request, "from", NULL);
	const char *id = http_request_query(request, "I", NULL);

	if (!from || phone_parse(from, &r->phone) != OK) {
		k->stats.not_a_phone++;
		return false;
	}
	if (!id || !*id || strlen(id) > INBOX_ID_MAX) {
		k->stats.without_id++;
		return false;
	}
	snprintf(mo->id, sizeof(mo->id), "%s", id);
	r->input = http_request_query(request, "b", &r->input_len);
	if (!r->input)
		r->input = "";
	r->bearer = BEARER_SMS;
	r->session = "sms"; /* a phone has one dialogue by SMS */
	r->dialled = "";
	r->sequence = SEQUENCE_NONE;
	r->budget = BUDGET_SMS;
	return true;
}

/* Someone who texts the dial string means to dial it. */
static void read_dial_string(const struct counter *c, struct mo *mo)
{
	struct bearer_request *r = &mo->step.request;
	char text[DIALLED_MAX + 1];

	if (r->input_len > DIALLED_MAX)
		return;
	memcpy(text, r->input, r->input_len);
	text[r->input_len] = '\0';
	if (bearer_dialled(text, c->world.service_code, mo->answer) != OK)
		return;
	r->begins = true;
	r->dialled = mo->answer; /* its room is free until there is an answer */
}

static int mo_decide(struct http_request *request, void *data)
{
	struct kannel_mo *k = data;
	struct counter *c = k->counter;
	struct mo *mo = http_request_state(request, sizeof(*mo));
	int rc;

	if (!mo)
		return ERR_NO_MEMORY;
	if (!mo->read) {
		k->stats.received++;
		mo->read = true;
		if (!read_mo(k, request, mo))
			return OK;
		read_dial_string(c, mo);
	} else if (!mo->step.request.bearer) {
		return OK;
	}

	char before[INBOX_ANSWER_MAX + 1];

	mo->kind = MO_STEP; /* one that fails here too is told so */
	rc = inbox_find(c->world.store, ROUTE, mo->id, before, sizeof(before));
	if (rc >= 0) {
		mo->kind = MO_REPEATED;
		memcpy(mo->answer, before, sizeof(mo->answer));
		k->stats.repeated++;
		return OK;
	}
	if (rc != ERR_NOT_FOUND)
		return rc;
	rc = step_decide(c, &mo->step);
	if (rc != OK)
		return rc;
	return inbox_add(
		c->world.store, ROUTE, mo->id, mo->step.answer.text, clock_utc_s(c->world.clock));
}

static void reply(struct http_request *request, const char *text)
{
	size_t len = strlen(text);

	/* Without the header smsbox turns what its alphabet lacks into '?'. Coding 2 only where
	 * it is needed: a UCS-2 part holds 70 characters, a GSM-7 one 160. */
	if (gsm7_septets(text, len) < 0)
		http_answer_header(request, "X-Kannel-Coding", "2");
	http_answer(request, 200, "text/plain; charset=UTF-8", text, len);
}

static void mo_release(
	struct http_request *request, enum turn_outcome outcome, int error, void *data)
{
	struct kannel_mo *k = data;
	struct mo *mo = http_request_state(request, sizeof(*mo));

	if (!mo || !mo->read) { /* never decided: Kannel calls again after a 503 */
		http_answer_error(request, 503, "busy", "too much to do, try again");
		return;
	}
	if (mo->kind == MO_IGNORED) {
		reply(request, "");
		return;
	}
	/* A repeat that met its first copy in one turn hopes for the same commit. */
	if (mo->kind == MO_REPEATED && outcome == TURN_DONE) {
		reply(request, mo->answer);
		return;
	}
	step_release(k->counter, &mo->step, outcome, error);
	reply(request, mo->step.answer.text);
}

struct http_route bearer_kannel_route(struct kannel_mo *mo)
{
	return (struct http_route) { HTTP_GET, "/kannel/mo", 0, mo_decide, mo_release, mo };
}
