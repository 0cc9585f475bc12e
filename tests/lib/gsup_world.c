/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The played network; see gsup_world.h. */
#include "tests/lib/gsup_world.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

static int keep_sent(void *data, const uint8_t *octets, size_t len)
{
	struct gsup_world *w = data;
	struct gsup_sent *sent = &w->sent[w->n % GSUP_SENT_MAX];

	if (w->link_down)
		return ERR_IO;
	if (gsup_message_decode(octets, len, &sent->message) != OK ||
		ussd_component_decode(
			sent->message.component, sent->message.component_len, &sent->c) < 0)
		abort(); /* what leaves is sound */
	w->n++;
	return OK;
}

static int ask_number(void *data, uint64_t id, const char *imsi)
{
	struct gsup_world *w = data;

	if (w->hlr_away)
		return ERR_IO;
	return gsup_number_question(id, imsi, w->question) ? OK : ERR_TOO_LONG;
}

/* The control interface: the number is 849 and the last eight digits of the IMSI. */
static void answer_question(struct gsup_world *w)
{
	char answer[160], rest[GSUP_QUESTION_SIZE];
	const char *imsi = strstr(w->question, "imsi-");
	unsigned long long id = strtoull(w->question + 4, NULL, 10);

	if (!*w->question || w->hlr_mute)
		return;
	snprintf(rest, sizeof(rest), "%s", imsi + 5);
	rest[strcspn(rest, ".")] = '\0';
	if (w->hlr_unknown)
		snprintf(answer, sizeof(answer), "ERROR %llu No such subscriber.", id);
	else
		snprintf(answer, sizeof(answer),
			"GET_REPLY %llu subscriber.by-imsi-%s.msisdn 849%s", id, rest,
			rest + strlen(rest) - 8);
	*w->question = '\0';
	gsup_dialogues_answer(w->d, answer, strlen(answer));
}

struct gsup_world *gsup_world_new(const struct gsup_limits *limits)
{
	struct gsup_world *w = talloc_zero(NULL, struct gsup_world);
	struct gsup_edges edges = { keep_sent, ask_number, w };
	struct gateway *gw;

	w->f = fixture_new(NULL);
	gw = w->f->gateway;
	w->d = gsup_dialogues_new(gw, &gw->counter, gw->turn, gw->timers,
		limits ? limits : &GSUP_LIMITS_DEFAULT, &edges);
	if (!w->d)
		abort();
	w->stats = gsup_dialogues_stats(w->d);
	return w;
}

void gsup_world_free(struct gsup_world *w)
{
	fixture_free(w->f);
	talloc_free(w);
}

const struct gsup_sent *gsup_world_last(const struct gsup_world *w)
{
	if (!w->n)
		abort();
	return &w->sent[(w->n - 1) % GSUP_SENT_MAX];
}

const char *gsup_world_text(const struct gsup_world *w)
{
	return gsup_world_last(w)->c.text.octets;
}

void gsup_world_rx(struct gsup_world *w, const char *imsi, uint32_t session, enum gsup_state state,
	const struct ussd_component *c)
{
	uint8_t component[USSD_COMPONENT_MAX], octets[GSUP_OUT_MAX];
	int len = c ? ussd_component_encode(c, USSD_CONTENT_MAX, component, sizeof(component)) : 0;
	struct gsup_message m = {
		.type = GSUP_SS_REQUEST, .state = state, .session = session, .component = component
	};

	if (len < 0)
		abort();
	m.component_len = (size_t)len;
	snprintf(m.imsi, sizeof(m.imsi), "%s", imsi);
	len = gsup_message_encode(&m, octets, sizeof(octets));
	if (len < 0)
		abort();
	gsup_dialogues_rx(w->d, octets, (size_t)len);
	answer_question(w);
	fixture_settle(w->f);
}

static void send_text(struct gsup_world *w, const char *imsi, uint32_t session,
	enum gsup_state state, struct ussd_component *c, const char *text)
{
	c->invoke_id_present = true;
	c->text_state = *text ? USSD_TEXT : USSD_NO_TEXT;
	if (ussd_text_set(&c->text, USSD_DCS_GSM7, text, strlen(text)) != OK)
		abort();
	gsup_world_rx(w, imsi, session, state, c);
}

void gsup_world_dial(struct gsup_world *w, const char *imsi, uint32_t session, const char *text)
{
	struct ussd_component c = { .kind = USSD_INVOKE,
		.invoke_id = GSUP_WORLD_INVOKE,
		.operation = USSD_PROCESS_REQUEST };

	send_text(w, imsi, session, GSUP_BEGIN, &c, text);
}

void gsup_world_say(struct gsup_world *w, const char *imsi, uint32_t session, const char *text)
{
	struct ussd_component c = { .kind = USSD_RESULT,
		.invoke_id = gsup_world_last(w)->c.invoke_id,
		.operation = USSD_REQUEST };

	send_text(w, imsi, session, GSUP_CONTINUE, &c, text);
}
