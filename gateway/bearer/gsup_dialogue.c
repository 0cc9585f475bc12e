/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What messages, phone numbers and silence lead to. */
#include "gateway/bearer/gsup_dialogue.h"
#include <osmocom/core/utils.h>
#include <string.h>
#include <talloc.h>
#include "gateway/base/log.h"
#include "gateway/bearer/gsup_internal.h"

#define SWEEP_MAX   256 /* sessions that one tick ends */
#define LOOK_MIN_MS 20 /* between looks for those that wait too long */

/* What stands for an answer that nobody can read: no character at all, so the menus say that they
 * could not read it and ask again. */
static const char unreadable[] = { '\xff' };

static void refuse(struct gsup_dialogues *d, const struct gsup_peer *peer, const char *text_id,
	uint64_t *count)
{
	(*count)++;
	gsup_send_sorry(d, peer, text_id);
}

static void close_with(
	struct gsup_dialogues *d, struct gsup_session *s, const char *text_id, uint64_t *count)
{
	struct gsup_peer peer = gsup_peer_of(s);

	refuse(d, &peer, text_id, count);
	gsup_session_close(d->sessions, s);
}

/* --- silence ------------------------------------------------------------------------------- */
static uint32_t limit_of(const struct gsup_dialogues *d, enum gsup_wait wait)
{
	return wait == GSUP_WAITS_NUMBER ? d->limits.number_ms : d->limits.idle_ms;
}

void gsup_wait_for(struct gsup_dialogues *d, struct gsup_session *s, enum gsup_wait wait)
{
	gsup_session_wait(d->sessions, s, wait, gsup_now_ms(d));
	if (wait != GSUP_WAITS_TURN)
		timer_hasten_ms(&d->timer, limit_of(d, wait));
}

/* Ends those that waited too long for this; those left have time. */
static void sweep(
	struct gsup_dialogues *d, enum gsup_wait wait, const char *text_id, uint64_t *count)
{
	struct gsup_session *s;
	uint64_t now = gsup_now_ms(d);

	for (unsigned n = 0; (s = gsup_session_oldest(d->sessions, wait)); n++) {
		uint64_t waited = now - s->since_ms;

		if (n == SWEEP_MAX || waited < limit_of(d, wait)) {
			timer_hasten_ms(&d->timer,
				waited < limit_of(d, wait)
					? OSMO_MAX(limit_of(d, wait) - waited, LOOK_MIN_MS)
					: LOOK_MIN_MS);
			return;
		}
		close_with(d, s, text_id, count);
	}
}

static int timer_decide(struct turn_input *input)
{
	(void)input;
	return OK;
}

static void timer_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct gsup_dialogues *d = container_of(input, struct gsup_dialogues, timer.input);

	(void)outcome;
	(void)error;
	sweep(d, GSUP_WAITS_NUMBER, "sorry.closed", &d->stats.numbers_late);
	sweep(d, GSUP_WAITS_PHONE, "sorry.not_recorded_end", &d->stats.timed_out);
}

static const struct turn_kind timer_kind = { "gsup timer", timer_decide, timer_release };

/* --- the first message --------------------------------------------------------------------- */
/* The dialogue that this phone had: whoever dials has left it. One of the very same id is only
 * forgotten, as an END would end the new one. */
static void replace(struct gsup_dialogues *d, const struct gsup_message *m)
{
	struct gsup_session *before = gsup_session_find(d->sessions, m->imsi);

	if (!before)
		return;
	if (before->id != m->session) {
		close_with(d, before, "sorry.not_recorded_end", &d->stats.replaced);
		return;
	}
	d->stats.replaced++;
	gsup_session_close(d->sessions, before);
}

static void open_session(struct gsup_dialogues *d, const struct gsup_message *m,
	const struct gsup_peer *peer, const char *dialled)
{
	struct gsup_session *s = gsup_session_open(d->sessions, m->imsi, gsup_now_ms(d));

	if (!s) {
		refuse(d, peer, "sorry.busy", &d->stats.refused_full);
		return;
	}
	s->id = m->session;
	s->first_invoke = peer->first_invoke;
	d->stats.begun++;
	if (gsup_numbers_get(d->numbers, s->imsi, &s->phone) == OK) {
		gsup_leg_post(d, s, dialled, "", 0);
		return;
	}
	s->dialled = talloc_strdup(d, dialled);
	d->stats.asked++;
	if (!s->dialled ||
		d->edges.ask(d->edges.data, gsup_session_handle(d->sessions, s), s->imsi) < 0)
		close_with(d, s, "sorry.closed", &d->stats.refused_number);
	else
		gsup_wait_for(d, s, GSUP_WAITS_NUMBER);
}

static void rx_begin(
	struct gsup_dialogues *d, const struct gsup_message *m, const struct ussd_component *c)
{
	struct gsup_peer peer = { m->imsi, m->session, c->invoke_id };
	char dialled[DIALLED_MAX + 1];

	if (c->kind != USSD_INVOKE) {
		d->stats.strays++;
		return;
	}
	replace(d, m);
	if (c->operation != USSD_PROCESS_REQUEST) {
		d->stats.rejected++;
		gsup_send_reject(d, &peer, c->invoke_id, GSUP_END);
	} else if (c->text_state == USSD_UNREADABLE) {
		refuse(d, &peer, "notice.broken", &d->stats.unreadable);
	} else if (c->text_state == USSD_NO_TEXT || memchr(c->text.octets, '\0', c->text.len) ||
		bearer_dialled(c->text.octets, d->counter->world.service_code, dialled) != OK) {
		refuse(d, &peer, "notice.unknown_service", &d->stats.refused_code);
	} else {
		open_session(d, m, &peer, dialled);
	}
}

/* --- further messages ---------------------------------------------------------------------- */
static void rx_result(
	struct gsup_dialogues *d, struct gsup_session *s, const struct ussd_component *c)
{
	/* Only the answer to the screen that the phone has counts. The phone has that screen still,
	 * so nothing is sent again: a second Invoke would be answered a second time. */
	if (s->wait != GSUP_WAITS_PHONE || c->invoke_id != s->invoke) {
		d->stats.repeated++;
		return;
	}
	if (c->text_state == USSD_UNREADABLE) {
		d->stats.unreadable++;
		gsup_leg_post(d, s, NULL, unreadable, sizeof(unreadable));
	} else if (c->text_state == USSD_NO_TEXT) {
		gsup_leg_post(d, s, NULL, "", 0);
	} else {
		gsup_leg_post(d, s, NULL, c->text.octets, c->text.len);
	}
}

static void rx_continue(
	struct gsup_dialogues *d, struct gsup_session *s, const struct ussd_component *c)
{
	struct gsup_peer peer = gsup_peer_of(s);

	switch (c->kind) {
	case USSD_RESULT:
		rx_result(d, s, c);
		break;
	case USSD_INVOKE:
		d->stats.rejected++;
		gsup_send_reject(d, &peer, c->invoke_id, GSUP_CONTINUE);
		break;
	case USSD_ERROR:
	case USSD_REJECT: /* the phone does not take our screen */
		close_with(d, s, "sorry.not_recorded_end", &d->stats.left);
		break;
	}
}

static void rx_message(struct gsup_dialogues *d, const struct gsup_message *m)
{
	struct ussd_component c;
	struct gsup_session *s = gsup_session_find(d->sessions, m->imsi);

	if (s && s->id != m->session)
		s = NULL;
	if (m->type == GSUP_SS_ERROR || m->state == GSUP_END) {
		(*(s ? &d->stats.left : &d->stats.strays))++;
		if (s)
			gsup_session_close(d->sessions, s);
	} else if (ussd_component_decode(m->component, m->component_len, &c) < 0) {
		d->stats.broken++;
	} else if (m->state == GSUP_BEGIN) {
		rx_begin(d, m, &c);
	} else if (s) {
		rx_continue(d, s, &c);
	} else {
		d->stats.strays++;
	}
}

void gsup_dialogues_rx(struct gsup_dialogues *d, const uint8_t *octets, size_t len)
{
	struct gsup_message m;
	int rc = gsup_message_decode(octets, len, &m);

	d->stats.received++;
	if (rc == OK)
		rx_message(d, &m);
	else if (rc == ERR_NOT_FOUND)
		d->stats.strays++;
	else
		d->stats.broken++;
}

/* --- phone numbers ------------------------------------------------------------------------- */
void gsup_dialogues_answer(struct gsup_dialogues *d, const char *text, size_t len)
{
	struct phone phone;
	uint64_t id;
	int rc = gsup_number_read(text, len, &id, &phone);
	struct gsup_session *s = rc == ERR_SYNTAX ? NULL : gsup_session_get(d->sessions, id);

	if (!s || s->wait != GSUP_WAITS_NUMBER) {
		d->stats.strays++;
		return;
	}
	if (rc != OK) {
		LOGP(DDLG, LOGL_NOTICE, "gsup: the HLR has no phone number for IMSI %.5s...\n",
			s->imsi);
		close_with(d, s, "sorry.closed", &d->stats.refused_number);
		return;
	}
	s->phone = phone;
	gsup_numbers_put(d->numbers, s->imsi, &phone);
	gsup_leg_post(d, s, s->dialled, "", 0);
}

/* --- construction -------------------------------------------------------------------------- */
struct gsup_dialogues *gsup_dialogues_new(void *ctx, struct counter *counter, struct turn *turn,
	struct timers *timers, const struct gsup_limits *limits, const struct gsup_edges *edges)
{
	struct gsup_dialogues *d = talloc_zero(ctx, struct gsup_dialogues);

	if (!d)
		return NULL;
	d->counter = counter;
	d->turn = turn;
	d->limits = *limits;
	d->edges = *edges;
	d->sessions = gsup_sessions_new(d, limits->open_max);
	d->numbers = gsup_numbers_new(
		d, counter->world.clock, limits->numbers_max, limits->numbers_life_ms);
	timer_init(&d->timer, timers, &timer_kind);
	if (d->sessions && d->numbers)
		return d;
	talloc_free(d);
	return NULL;
}

struct gsup_stats *gsup_dialogues_stats(struct gsup_dialogues *d)
{
	d->stats.open = gsup_sessions_open(d->sessions);
	return &d->stats;
}
