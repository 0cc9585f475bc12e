/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* libosmo-gsup-client and the control connection as the edges of the dialogues. */
#include "gateway/bearer/gsup.h"
#include <osmocom/core/msgb.h>
#include <osmocom/gsm/ipa.h>
#include <osmocom/gsupclient/gsup_client.h>
#include <talloc.h>
#include "gateway/base/log.h"
#include "gateway/bearer/gsup_ctrl.h"

struct gsup {
	struct osmo_gsup_client *client;
	struct gsup_ctrl *ctrl;
	struct gsup_dialogues *dialogues;
	struct timer settle;
	bool up; /* and the HLR knows who we are */
};

/* --- edges --------------------------------------------------------------------------------- */
static int send_message(void *data, const uint8_t *octets, size_t len)
{
	struct gsup *g = data;
	struct msgb *msg = g->up ? osmo_gsup_client_msgb_alloc() : NULL;

	if (!msg)
		return g->up ? ERR_NO_MEMORY : ERR_IO;
	if ((size_t)msgb_tailroom(msg) < len) {
		msgb_free(msg);
		return ERR_TOO_LONG;
	}
	memcpy(msgb_put(msg, (unsigned)len), octets, len);
	return osmo_gsup_client_send(g->client, msg) < 0 ? ERR_IO : OK; /* takes msg */
}

static int ask_number(void *data, uint64_t id, const char *imsi)
{
	struct gsup *g = data;
	char question[GSUP_QUESTION_SIZE];
	size_t len = gsup_number_question(id, imsi, question);

	return len ? gsup_ctrl_ask(g->ctrl, question, len) : ERR_TOO_LONG;
}

static void on_answer(void *data, const char *text, size_t len)
{
	struct gsup *g = data;

	gsup_dialogues_answer(g->dialogues, text, len);
}

/* --- the link ------------------------------------------------------------------------------ */
static int on_message(struct osmo_gsup_client *client, struct msgb *msg)
{
	struct gsup *g = client->data;

	if (msgb_l2(msg))
		gsup_dialogues_rx(g->dialogues, msgb_l2(msg), (size_t)msgb_l2len(msg));
	msgb_free(msg);
	return 0;
}

static bool on_up_down(struct osmo_gsup_client *client, bool up)
{
	struct gsup *g = client->data;

	/* The first connection is made while the client is. */
	g->client = client;
	if (up) {
		timer_arm_ms(&g->settle, GSUP_SETTLE_MS);
		return true;
	}
	if (g->up)
		LOGP(DDLG, LOGL_ERROR, "gsup: the link to the HLR is lost\n");
	timer_cancel(&g->settle);
	g->up = false;
	return true;
}

static int settle_decide(struct turn_input *input)
{
	(void)input;
	return OK;
}

static void settle_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct gsup *g = container_of(input, struct gsup, settle.input);

	(void)outcome;
	(void)error;
	g->up = true;
	LOGP(DDLG, LOGL_NOTICE, "gsup: the link to the HLR is up\n");
}

static const struct turn_kind settle_kind = { "gsup link", settle_decide, settle_release };

static int stop(struct gsup *g)
{
	if (g->client)
		osmo_gsup_client_destroy(g->client);
	return 0;
}

static bool start_link(struct gsup *g, const struct gsup_config *config)
{
	struct ipaccess_unit *unit = talloc_zero(g, struct ipaccess_unit);
	struct osmo_gsup_client_config client = { .ipa_dev = unit,
		.ip_addr = config->address,
		.tcp_port = config->port,
		.read_cb = on_message,
		.up_down_cb = on_up_down,
		.data = g };

	if (!unit)
		return false;
	unit->serno = talloc_asprintf(unit, "EUSE-%s", config->name);
	unit->unit_name = talloc_strdup(unit, "motcua");
	if (!unit->serno || !unit->unit_name)
		return false;
	g->client = osmo_gsup_client_create3(g, &client);
	return g->client != NULL;
}

struct gsup *gsup_start(void *ctx, struct counter *counter, struct turn *turn,
	struct timers *timers, const struct gsup_config *config)
{
	struct gsup *g = talloc_zero(ctx, struct gsup);
	struct gsup_edges edges = { send_message, ask_number, g };

	if (!g)
		return NULL;
	timer_init(&g->settle, timers, &settle_kind);
	g->dialogues = gsup_dialogues_new(g, counter, turn, timers, &config->limits, &edges);
	g->ctrl = gsup_ctrl_new(
		g, counter->world.clock, config->ctrl_address, config->ctrl_port, on_answer, g);
	if (!g->dialogues || !g->ctrl || !start_link(g, config)) {
		LOGP(DDLG, LOGL_ERROR, "gsup: the link cannot be set up\n");
		talloc_free(g);
		return NULL;
	}
	talloc_set_destructor(g, stop);
	return g;
}

const struct gsup_stats *gsup_stats(struct gsup *g)
{
	struct gsup_stats *stats = gsup_dialogues_stats(g->dialogues);

	stats->link_up = g->up;
	return stats;
}
