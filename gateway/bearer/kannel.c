/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One MO of Kannel: dedupe on its id, a step, the screen as the reply. */
#include "gateway/bearer/kannel.h"
#include <stdio.h>
#include <string.h>
#include "db/inbox.h"
#include "gateway/base/clock.h"
#include "gateway/base/gsm7.h"
#include "gateway/base/log.h"
#include "gateway/bearer/kannel_ussd.h"

#define ROUTE "kannel-mo"
#define ROUTE_AGAIN \
	"kannel-again" /* what an operator sends more than once, each with its own id \
			*/
/* Before the screen of USSD that is kept for repeats: whether it was the last. */
#define GOES_ON '+'
#define ENDS	'.'

enum mo_kind {
	MO_IGNORED, /* answered with nothing: never a reply to a sender with letters */
	MO_STEP,
	MO_REPEATED,
};

struct mo {
	struct step step;
	enum mo_kind kind;
	bool read, is_ussd;
	struct kannel_ussd ussd;
	char id[INBOX_ID_MAX + 1];
	char answer[INBOX_ANSWER_MAX + 1];
};

/* --- reading ------------------------------------------------------------------------------- */
/* Names of arguments are found whatever their case, so these are not Kannel's %i, %B and %C. */
static struct kannel_query query_of(struct http_request *request)
{
	struct kannel_query q = { 0 };

	q.smsc = http_request_query(request, "smsc", NULL);
	q.service_type = http_request_query(request, "service", NULL);
	q.charset = http_request_query(request, "charset", NULL);
	q.op = http_request_query(request, "op", &q.op_len);
	q.session = http_request_query(request, "sess", &q.session_len);
	q.text = http_request_query(request, "b", &q.text_len);
	return q;
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

static void read_sms(const struct counter *c, const struct kannel_query *query, struct mo *mo)
{
	struct bearer_request *r = &mo->step.request;

	r->input = query->text ? query->text : "";
	r->input_len = query->text ? query->text_len : 0;
	r->bearer = BEARER_SMS;
	r->session = "sms"; /* a phone has one dialogue by SMS */
	r->dialled = "";
	r->sequence = SEQUENCE_NONE;
	r->budget = BUDGET_SMS;
	read_dial_string(c, mo);
}

/* Nothing is said to a release: who gave up is counted at the screen where the dialogue falls
 * silent, and what was answered is a draft by then. */
static bool read_ussd(struct kannel_mo *k, const struct kannel_query *query, struct mo *mo)
{
	struct kannel_ussd *u = &mo->ussd;

	mo->is_ussd = true;
	kannel_ussd_read(k->routes, k->counter->world.service_code, query, u, &mo->step.request);
	k->ussd.begun += u->kind == KANNEL_USSD_BEGIN;
	k->ussd.answered += u->kind == KANNEL_USSD_ANSWER;
	k->ussd.released += u->kind == KANNEL_USSD_RELEASE;
	k->ussd.other += u->kind == KANNEL_USSD_OTHER;
	k->ussd.cut += u->cut;
	k->ussd.unreadable += u->unreadable;
	return u->kind == KANNEL_USSD_BEGIN || u->kind == KANNEL_USSD_ANSWER;
}

/* False if there is nothing to be done. */
static bool read_mo(struct kannel_mo *k, struct http_request *request, struct mo *mo)
{
	const char *from = http_request_query(request, "from", NULL);
	const char *id = http_request_query(request, "I", NULL);
	struct kannel_query query = query_of(request);

	if (!from || phone_parse(from, &mo->step.request.phone) != OK) {
		k->stats.not_a_phone++;
		return false;
	}
	if (!id || !*id || strlen(id) > INBOX_ID_MAX) {
		k->stats.without_id++;
		return false;
	}
	snprintf(mo->id, sizeof(mo->id), "%s", id);
	if (kannel_ussd_is(&query))
		return read_ussd(k, &query, mo);
	read_sms(k->counter, &query, mo);
	return true;
}

/* --- what was answered before -------------------------------------------------------------- */
/* OK: the message came before, and mo->answer is what it got. ERR_NOT_FOUND. */
static int find_before(const struct counter *c, const char *route, const char *id, struct mo *mo)
{
	char before[INBOX_ANSWER_MAX + 1];
	int rc = inbox_find(c->world.store, route, id, before, sizeof(before));

	if (rc < 0)
		return rc;
	memcpy(mo->answer, before, sizeof(mo->answer));
	return OK;
}

static int64_t period_of(const struct counter *c, const struct mo *mo)
{
	return clock_utc_s(c->world.clock) / mo->ussd.route->repeats_s;
}

/* Who dials twice without a session id begins twice, and sees the same screen both times. */
static bool may_come_again(const struct mo *mo)
{
	const struct kannel_ussd *u = &mo->ussd;

	return mo->is_ussd && u->route->repeats_s && (u->numbered || u->kind == KANNEL_USSD_ANSWER);
}

/* Within this period or the one before, so that no border of two falls between. */
static int find_again(const struct counter *c, struct mo *mo)
{
	char again[KANNEL_USSD_AGAIN_SIZE];
	int rc = ERR_NOT_FOUND;

	if (!may_come_again(mo))
		return ERR_NOT_FOUND;
	for (int64_t ago = 0; ago < 2 && rc == ERR_NOT_FOUND; ago++) {
		kannel_ussd_again(&mo->ussd, &mo->step.request, period_of(c, mo) - ago, again);
		rc = find_before(c, ROUTE_AGAIN, again, mo);
	}
	return rc;
}

static int record(const struct counter *c, const struct mo *mo)
{
	const struct bearer_answer *a = &mo->step.answer;
	int64_t now_s = clock_utc_s(c->world.clock);
	char again[KANNEL_USSD_AGAIN_SIZE], kept[SCREEN_MAX + 1];
	int rc;

	if (!mo->is_ussd)
		return inbox_add(c->world.store, ROUTE, mo->id, a->text, now_s);
	snprintf(kept, sizeof(kept), "%c%s", a->end ? ENDS : GOES_ON, a->text);
	rc = inbox_add(c->world.store, ROUTE, mo->id, kept, now_s);
	if (rc != OK || !may_come_again(mo))
		return rc;
	kannel_ussd_again(&mo->ussd, &mo->step.request, period_of(c, mo), again);
	return inbox_add(c->world.store, ROUTE_AGAIN, again, kept, now_s);
}

/* Should the commit of its first copy fail, an apology must know whether the dialogue is open: one
 * that ends it would end it for both. */
static void repeated(struct kannel_mo *k, struct mo *mo)
{
	const struct bearer_request *r = &mo->step.request;
	struct dialogue_view *view = &mo->step.view;

	mo->kind = MO_REPEATED;
	k->stats.repeated++;
	k->ussd.repeated += mo->is_ussd;
	if (dialogues_find(k->counter->dialogues, r->bearer, &r->phone, r->session, view) != OK)
		view->id = DIALOGUE_NONE;
}

/* --- the turn ------------------------------------------------------------------------------ */
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
		if (read_mo(k, request, mo))
			mo->kind = MO_STEP; /* one that fails below too is told so */
	}
	if (mo->kind == MO_IGNORED)
		return OK;
	rc = find_before(c, ROUTE, mo->id, mo);
	if (rc == ERR_NOT_FOUND)
		rc = find_again(c, mo);
	if (rc == OK) {
		repeated(k, mo);
		return OK;
	}
	if (rc != ERR_NOT_FOUND)
		return rc;
	rc = step_decide(c, &mo->step);
	return rc == OK ? record(c, mo) : rc;
}

/* --- replies ------------------------------------------------------------------------------- */
static void reply(struct http_request *request, const char *text)
{
	size_t len = strlen(text);

	/* Without the header smsbox turns what its alphabet lacks into '?'. Coding 2 only where
	 * it is needed: a UCS-2 part holds 70 characters, a GSM-7 one 160. */
	if (gsm7_septets(text, len) < 0)
		http_answer_header(request, "X-Kannel-Coding", "2");
	http_answer(request, 200, "text/plain; charset=UTF-8", text, len);
}

/* An empty reply sends nothing: a screen over the budget would come in parts that no phone joins.
 */
static void reply_ussd(struct kannel_mo *k, struct http_request *request, const struct mo *mo,
	const char *text, bool end)
{
	char meta[KANNEL_USSD_META_SIZE];

	if (!kannel_ussd_fits(mo->ussd.route, text, strlen(text))) {
		k->ussd.over_budget++;
		LOGP(DDLG, LOGL_ERROR,
			"phone %s: screen of %zu octets is over the budget of "
			"route '%s'\n",
			log_masked(mo->step.request.phone.e164), strlen(text),
			mo->ussd.route->smsc);
		text = "";
	}
	kannel_ussd_meta(&mo->ussd, end, meta);
	http_answer_header(request, "X-Kannel-Meta-Data", meta);
	http_answer_header(request, "X-Kannel-BInfo", "USSD");
	reply(request, text);
}

static void reply_screen(struct kannel_mo *k, struct http_request *request, const struct mo *mo,
	const char *text, bool end)
{
	if (mo->is_ussd)
		reply_ussd(k, request, mo, text, end);
	else
		reply(request, text);
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
		reply_screen(k, request, mo, mo->answer + mo->is_ussd,
			mo->is_ussd && mo->answer[0] == ENDS);
		return;
	}
	step_release(k->counter, &mo->step, outcome, error);
	reply_screen(k, request, mo, mo->step.answer.text, mo->step.answer.end);
}

struct http_route bearer_kannel_route(struct kannel_mo *mo)
{
	return (struct http_route) { HTTP_GET, "/kannel/mo", 0, mo_decide, mo_release, mo };
}
