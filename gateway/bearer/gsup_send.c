/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What leaves towards the HLR. */
#include <string.h>
#include "gateway/base/log.h"
#include "gateway/bearer/gsup_internal.h"

struct gsup_peer gsup_peer_of(const struct gsup_session *s)
{
	return (struct gsup_peer) { s->imsi, s->id, s->first_invoke };
}

static void send_component(struct gsup_dialogues *d, const struct gsup_peer *peer,
	enum gsup_state state, const uint8_t *component, size_t len)
{
	uint8_t octets[GSUP_OUT_MAX];
	struct gsup_message m = { .type = state == GSUP_END ? GSUP_SS_RESULT : GSUP_SS_REQUEST,
		.state = state,
		.session = peer->id,
		.component = component,
		.component_len = len };

	memcpy(m.imsi, peer->imsi, strlen(peer->imsi) + 1);

	int n = gsup_message_encode(&m, octets, sizeof(octets));

	if (n < 0 || d->edges.send(d->edges.data, octets, (size_t)n) < 0)
		d->stats.unsent++;
}

static int send_text(struct gsup_dialogues *d, const struct gsup_peer *peer,
	const struct ussd_screen *screen, enum gsup_state state)
{
	uint8_t component[USSD_COMPONENT_MAX];
	int n = ussd_component_screen(screen, component);

	if (n < 0) {
		d->stats.over_budget++;
		LOGP(DDLG, LOGL_ERROR, "gsup: a screen of %zu octets fits no component: %s\n",
			screen->len, err_name(n));
		return n;
	}
	send_component(d, peer, state, component, (size_t)n);
	return OK;
}

static uint8_t dcs_of(enum coding coding)
{
	return coding == CODING_UCS2 ? USSD_DCS_UCS2 : USSD_DCS_GSM7;
}

int gsup_send_screen(struct gsup_dialogues *d, const struct gsup_peer *peer, uint8_t invoke,
	const struct bearer_answer *answer)
{
	struct ussd_screen screen = { .kind = USSD_INVOKE,
		.operation = USSD_REQUEST,
		.invoke_id = invoke,
		.dcs = dcs_of(answer->coding),
		.text = answer->text,
		.len = answer->len };

	return send_text(d, peer, &screen, GSUP_CONTINUE);
}

int gsup_send_last(
	struct gsup_dialogues *d, const struct gsup_peer *peer, const struct bearer_answer *answer)
{
	struct ussd_screen screen = { .kind = USSD_RESULT,
		.operation = USSD_PROCESS_REQUEST,
		.invoke_id = peer->first_invoke,
		.dcs = dcs_of(answer->coding),
		.text = answer->text,
		.len = answer->len };

	return send_text(d, peer, &screen, GSUP_END);
}

void gsup_send_sorry(struct gsup_dialogues *d, const struct gsup_peer *peer, const char *text_id)
{
	const struct budget budget = BUDGET_GSUP;
	struct bearer_answer answer = { .end = true };
	struct screen screen = { .text = "" };
	int rc = render_text(d->counter->world.menus, 0, false, text_id, &budget, true, &screen);

	if (rc == OK) {
		memcpy(answer.text, screen.text, screen.len + 1);
		answer.len = screen.len;
		answer.coding = screen.coding;
		rc = gsup_send_last(d, peer, &answer);
	}
	if (rc != OK)
		LOGP(DDLG, LOGL_ERROR, "gsup: text %s: %s\n", text_id, err_name(rc));
}

void gsup_send_reject(struct gsup_dialogues *d, const struct gsup_peer *peer, uint8_t invoke,
	enum gsup_state state)
{
	struct ussd_component reject = { .kind = USSD_REJECT,
		.invoke_id_present = true,
		.invoke_id = invoke,
		.problem_kind = USSD_PROBLEM_INVOKE,
		.problem = USSD_INVOKE_UNRECOGNIZED_OPERATION };
	uint8_t component[USSD_COMPONENT_MAX];
	int n = ussd_component_encode(&reject, USSD_CONTENT_MAX, component, sizeof(component));

	if (n > 0)
		send_component(d, peer, state, component, (size_t)n);
}
