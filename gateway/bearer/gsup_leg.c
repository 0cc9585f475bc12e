/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One input of a phone on its way through the turn. */
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "gateway/base/log.h"
#include "gateway/bearer/gsup_internal.h"

#define INVOKE_MAX 127

struct leg {
	struct turn_input input;
	struct gsup_dialogues *dialogues;
	uint64_t session; /* a handle: it may be gone when the answer is there */
	struct step step;
	char name[16]; /* of the dialogue */
	char dialled[DIALLED_MAX + 1];
	char text[USSD_TEXT_MAX + 1];
};

static int leg_decide(struct turn_input *input)
{
	struct leg *leg = container_of(input, struct leg, input);

	return step_decide(leg->dialogues->counter, &leg->step);
}

static void answer_phone(
	struct gsup_dialogues *d, struct gsup_session *s, const struct bearer_answer *answer)
{
	struct gsup_peer peer = gsup_peer_of(s);
	int rc;

	if (answer->end) {
		rc = gsup_send_last(d, &peer, answer);
		if (rc == OK)
			d->stats.ended++;
	} else {
		s->invoke = s->invoke >= INVOKE_MAX ? 1 : (uint8_t)(s->invoke + 1);
		s->sequence = answer->sequence;
		gsup_wait_for(d, s, GSUP_WAITS_PHONE);
		rc = gsup_send_screen(d, &peer, s->invoke, answer);
	}
	if (rc != OK)
		gsup_send_sorry(d, &peer, "sorry.not_recorded_end");
	if (rc != OK || answer->end)
		gsup_session_close(d->sessions, s);
}

static void leg_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct leg *leg = container_of(input, struct leg, input);
	struct gsup_dialogues *d = leg->dialogues;
	struct gsup_session *s = gsup_session_get(d->sessions, leg->session);

	step_release(d->counter, &leg->step, outcome, error);
	if (s)
		answer_phone(d, s, &leg->step.answer);
	talloc_free(leg);
}

static const struct turn_kind leg_kind = { "gsup", leg_decide, leg_release };

void gsup_leg_post(struct gsup_dialogues *d, struct gsup_session *s, const char *dialled,
	const char *text, size_t len)
{
	struct leg *leg = talloc_zero(d, struct leg);

	if (!leg || len > USSD_TEXT_MAX) {
		struct gsup_peer peer = gsup_peer_of(s);

		talloc_free(leg);
		gsup_send_sorry(d, &peer, "sorry.busy");
		gsup_session_close(d->sessions, s);
		return;
	}
	turn_input_init(&leg->input, &leg_kind);
	leg->dialogues = d;
	leg->session = gsup_session_handle(d->sessions, s);
	snprintf(leg->name, sizeof(leg->name), "gsup%08x", (unsigned)s->ours);
	snprintf(leg->dialled, sizeof(leg->dialled), "%s", dialled ? dialled : "");
	memcpy(leg->text, text, len);
	leg->step.request = (struct bearer_request) { .bearer = BEARER_GSUP,
		.phone = s->phone,
		.session = leg->name,
		.begins = dialled != NULL,
		.dialled = leg->dialled,
		.input = leg->text,
		.input_len = len,
		.sequence = s->sequence,
		.budget = BUDGET_GSUP };
	gsup_wait_for(d, s, GSUP_WAITS_TURN);
	/* A full turn refuses at once, and then the answer has left already. */
	(void)turn_post(d->turn, &leg->input);
}
