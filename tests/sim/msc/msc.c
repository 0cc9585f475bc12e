/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* GSUP towards the HLR through libosmo-gsup-client; components by our own codec. */
#include "tests/sim/msc/msc.h"
#include <osmocom/core/timer.h>
#include <osmocom/gsm/ipa.h>
#include <osmocom/gsupclient/gsup_client.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "gateway/bearer/gsup_message.h"

#define SETTLE_US    300000 /* the HLR learns our name in this time */
#define FIRST_INVOKE 5

struct msc {
	struct msc_config config;
	struct osmo_gsup_client *client;
	struct osmo_timer_list settle;
	uint32_t session;
	bool open;
	bool ucs2;
	bool waits; /* a screen waits for an answer to `invoke` */
	uint8_t invoke;
};

/* --- sending ------------------------------------------------------------------------------- */
static int send_octets(struct msc *m, enum gsup_state state, const uint8_t *component, size_t len)
{
	struct gsup_message message = { .type = GSUP_SS_REQUEST,
		.state = state,
		.session = m->session,
		.component = component,
		.component_len = len };
	struct msgb *msg = osmo_gsup_client_msgb_alloc();
	uint8_t octets[GSUP_OUT_MAX + 256];

	snprintf(message.imsi, sizeof(message.imsi), "%s", m->config.imsi);

	int n = gsup_message_encode(&message, octets, sizeof(octets));

	if (n < 0) {
		msgb_free(msg);
		return n;
	}
	memcpy(msgb_put(msg, (unsigned)n), octets, (size_t)n);
	return osmo_gsup_client_send(m->client, msg) < 0 ? ERR_IO : OK;
}

static int send_component(struct msc *m, enum gsup_state state, const struct ussd_component *c)
{
	uint8_t octets[USSD_COMPONENT_MAX];
	int n = ussd_component_encode(c, USSD_CONTENT_MAX, octets, sizeof(octets));

	return n < 0 ? n : send_octets(m, state, octets, (size_t)n);
}

static int set_text(struct ussd_component *c, uint8_t dcs, const char *text)
{
	c->text_state = *text ? USSD_TEXT : USSD_NO_TEXT;
	return ussd_text_set(&c->text, dcs, text, strlen(text));
}

int msc_dial(struct msc *m, const char *dialled)
{
	struct ussd_component c = { .kind = USSD_INVOKE,
		.invoke_id_present = true,
		.invoke_id = FIRST_INVOKE,
		.operation = USSD_PROCESS_REQUEST };
	int rc = set_text(&c, USSD_DCS_GSM7, dialled);

	m->session++;
	m->open = true;
	m->waits = false;
	return rc == OK ? send_component(m, GSUP_BEGIN, &c) : rc;
}

int msc_answer(struct msc *m, const char *text)
{
	struct ussd_component c = { .kind = USSD_RESULT,
		.invoke_id_present = true,
		.invoke_id = m->invoke,
		.operation = USSD_REQUEST };
	int rc = m->waits ? set_text(&c, m->ucs2 ? USSD_DCS_UCS2 : USSD_DCS_GSM7, text)
			  : ERR_INVALID;

	m->waits = false;
	return rc == OK ? send_component(m, GSUP_CONTINUE, &c) : rc;
}

void msc_answers_in_ucs2(struct msc *m)
{
	m->ucs2 = true;
}

int msc_refuse(struct msc *m)
{
	struct ussd_component c = { .kind = USSD_ERROR,
		.invoke_id_present = true,
		.invoke_id = m->invoke,
		.error = USSD_ERROR_BUSY };

	return send_component(m, GSUP_CONTINUE, &c);
}

int msc_release(struct msc *m)
{
	m->open = m->waits = false;
	return send_octets(m, GSUP_END, NULL, 0);
}

int msc_send_octets(struct msc *m, const uint8_t *octets, size_t len)
{
	return send_octets(m, GSUP_CONTINUE, octets, len);
}

/* --- receiving ----------------------------------------------------------------------------- */
static void rx(struct msc *m, const struct gsup_message *message)
{
	struct msc_screen screen = { .ends = message->state == GSUP_END,
		.octets = message->component_len };

	if (!m->open || message->session != m->session ||
		strcmp(message->imsi, m->config.imsi) != 0)
		return;
	screen.failed = message->type == GSUP_SS_ERROR || !message->component;
	screen.sound = !screen.failed &&
		ussd_component_decode(message->component, message->component_len, &screen.c) > 0;
	m->waits = screen.sound && !screen.ends && screen.c.kind == USSD_INVOKE;
	if (m->waits)
		m->invoke = screen.c.invoke_id;
	if (screen.ends || screen.failed) {
		screen.ends = true;
		m->open = false;
	}
	m->config.screen(m->config.data, &screen);
}

static int on_message(struct osmo_gsup_client *client, struct msgb *msg)
{
	struct gsup_message message;

	if (msgb_l2(msg) &&
		gsup_message_decode(msgb_l2(msg), (size_t)msgb_l2len(msg), &message) == OK)
		rx(client->data, &message);
	msgb_free(msg);
	return 0;
}

static void on_settled(void *data)
{
	struct msc *m = data;

	m->config.up(m->config.data);
}

static bool on_up_down(struct osmo_gsup_client *client, bool up)
{
	struct msc *m = client->data;

	m->client = client;
	osmo_timer_del(&m->settle);
	if (up)
		osmo_timer_schedule(&m->settle, 0, SETTLE_US);
	else
		m->config.down(m->config.data);
	return true;
}

struct msc *msc_start(void *ctx, const struct msc_config *config)
{
	struct msc *m = talloc_zero(ctx, struct msc);
	struct ipaccess_unit *unit = talloc_zero(m, struct ipaccess_unit);
	struct osmo_gsup_client_config client = { .ipa_dev = unit,
		.ip_addr = config->hlr,
		.tcp_port = config->port,
		.read_cb = on_message,
		.up_down_cb = on_up_down,
		.data = m };

	m->config = *config;
	m->session = config->session;
	unit->unit_name = talloc_strdup(unit, config->name);
	unit->serno = talloc_strdup(unit, config->name);
	osmo_timer_setup(&m->settle, on_settled, m);
	m->client = osmo_gsup_client_create3(m, &client);
	return m->client ? m : NULL;
}
