/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Making the parts in the order in which they need one another. */
#include "gateway/gateway.h"
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "db/office.h"
#include "gateway/api/inside.h"
#include "gateway/base/log.h"
#include "gateway/check.h"
#include "gateway/effect/notice.h"
#include "gateway/housekeeping.h"
#include "gateway/inspect/abandoned.h"

#define SENDSMS_IN_FLIGHT 32
#define PORTAL_IN_FLIGHT  8

/* --- what the bridge reports --------------------------------------------------------------- */
static int plan_notice(struct gateway *gw, const struct dossier *dossier, const char *template_id)
{
	struct notice notice = {
		.world = &gw->counter.world, .dossier = dossier, .lane = LANE_STATUS
	};
	struct appointment appointment;
	int rc = appointment_of_dossier(gw->store, dossier->id, &appointment);

	if (rc == OK)
		notice.appointment = &appointment;
	else if (rc != ERR_NOT_FOUND)
		return rc;
	rc = notice_for_subscriber(&notice);
	if (rc == OK)
		rc = notice_plan(&notice, template_id);
	return rc == ERR_EXISTS ? OK : rc;
}

static int on_accepted(void *data, const struct dossier *dossier)
{
	return plan_notice(data, dossier, "portal.number");
}

static int on_refused(void *data, const struct dossier *dossier)
{
	return plan_notice(data, dossier, "portal.refused");
}

static int on_status(void *data, const struct dossier *dossier, const struct dossier_event *said)
{
	struct gateway *gw = data;

	return word_of_portal(&gw->words, dossier, said);
}

static void on_planned(void *data)
{
	struct gateway *gw = data;

	sms_wake(gw->sms);
}

static void wake_portal(void *data)
{
	struct gateway *gw = data;

	portal_wake(gw->portal);
}

/* --- construction -------------------------------------------------------------------------- */
struct build {
	struct gateway *gw;
	const struct gateway_edges *edges;
	char *error;
	size_t error_size;
};

static bool failed(struct build *b, const char *what, int rc)
{
	snprintf(b->error, b->error_size, "%s: %s", what, err_name(rc));
	return false;
}

static bool secret(struct build *b, const char *path, char *out, size_t cap)
{
	return gateway_secret(path, out, cap, b->error, b->error_size);
}

static bool make_store(struct build *b)
{
	struct gateway *gw = b->gw;
	struct store_config config = { gw->config->store_file, gw->config->key_file,
		b->edges->vfs };
	struct turn_limits limits = TURN_LIMITS_DEFAULT;

	gw->store = store_open(gw, gw->clock, &config, b->error, b->error_size);
	if (!gw->store)
		return false;
	gw->turn = turn_new(gw, gw->clock, store_turn(gw->store), &limits);
	gw->timers = gw->turn ? timers_new(gw, gw->clock, gw->turn) : NULL;
	return gw->timers || failed(b, "turn", ERR_NO_MEMORY);
}

static bool make_service(struct build *b)
{
	struct gateway *gw = b->gw;
	struct service_set set;

	gw->counter.shelf = shelf_new(gw);
	if (!gw->counter.shelf)
		return failed(b, "menus", ERR_NO_MEMORY);
	if (!reload_read(gw, gw, &set, b->error, b->error_size))
		return false;
	if (shelf_put(gw->counter.shelf, &set) != OK)
		return failed(b, "menus", ERR_LIMIT);
	gateway_use_set(gw);
	return true;
}

static bool make_sms(struct build *b)
{
	struct gateway *gw = b->gw;
	const struct config *c = gw->config;
	struct http_out *http = b->edges->http_new(gw, gw->turn, SENDSMS_IN_FLIGHT);
	char password[TOKEN_SIZE];

	if (!http)
		return failed(b, "HTTP client", ERR_NO_MEMORY);
	if (!secret(b, c->sendsms_password_file, password, sizeof(password)))
		return false;

	struct sms_config config = {
		.texts_folder = c->sms_texts_folder,
		.sendsms_url = c->sendsms_url,
		.sendsms_user = c->sendsms_user,
		.sendsms_password = password,
		.from = c->sender,
		.smsc = c->smsc,
		.dlr_url = c->report_url,
		.dlr_key = store_number_key(gw->store, "report"),
		.in_flight_max = SENDSMS_IN_FLIGHT,
		.unknown_wait_s = c->sms_unknown_wait_s,
	};

	gw->sms = sms_new(gw, gw->store, gw->clock, gw->turn, gw->timers, http, &config, b->error,
		b->error_size);
	sodium_memzero(password, sizeof(password));
	if (!gw->sms)
		return false;
	gw->words.effects = &gw->counter.world;

	struct status_table *table = status_table_read(
		gw, c->sms_status_file, sms_texts(gw->sms), b->error, b->error_size);

	if (!table)
		return false;
	gateway_use_table(gw, table);
	return true;
}

/* Every code of every procedure, NULL-ended: the portal may still, or already, list it under
 * another one than today's. */
static const char **all_codes(void *ctx, const struct menu_set *menus)
{
	unsigned n = 0, trees = menu_set_trees(menus);
	const char **codes;

	for (unsigned i = 1; i < trees; i++)
		n += menu_set_tree_codes(menus, i);
	codes = talloc_zero_array(ctx, const char *, n + 1);
	if (!codes)
		return NULL;
	n = 0;
	for (unsigned i = 1; i < trees; i++)
		for (unsigned j = 0; j < menu_set_tree_codes(menus, i); j++)
			codes[n++] = menu_set_tree_code_n(menus, i, j);
	return codes;
}

static bool make_portal(struct build *b)
{
	struct gateway *gw = b->gw;
	const struct config *c = gw->config;
	struct http_out *http = b->edges->http_new(gw, gw->turn, PORTAL_IN_FLIGHT);
	const char **codes;
	char token[TOKEN_SIZE] = "", webhook_secret[TOKEN_SIZE] = "";

	if (!http)
		return failed(b, "HTTP client", ERR_NO_MEMORY);
	if (*c->portal_token_file && !secret(b, c->portal_token_file, token, sizeof(token)))
		return false;
	if (*c->portal_webhook_secret_file &&
		!secret(b, c->portal_webhook_secret_file, webhook_secret, sizeof(webhook_secret)))
		return false;
	codes = all_codes(gw, gw->menus);
	if (!codes)
		return failed(b, "portal", ERR_NO_MEMORY);

	struct portal_config config = { .base_url = c->portal_url,
		.token = token,
		.in_flight_max = PORTAL_IN_FLIGHT,
		.lease_s = c->portal_lease_s,
		.timeout_ms = c->portal_timeout_s * 1000,
		.codes = codes,
		.poll_every_s = c->portal_poll_every_s,
		.webhook_secret = webhook_secret,
		.takes_clerk_events = c->portal_clerk_events,
		.takes_appointments = c->portal_appointments };
	struct portal_events events = { .accepted = on_accepted,
		.refused = on_refused,
		.status = on_status,
		.released = on_planned,
		.data = gw };

	gw->portal =
		portal_new(gw, gw->store, gw->clock, gw->turn, gw->timers, http, &config, &events);
	sodium_memzero(token, sizeof(token));
	sodium_memzero(webhook_secret, sizeof(webhook_secret));
	return gw->portal || failed(b, "portal, see the line above", ERR_INVALID);
}

static bool make_dialogues(struct build *b)
{
	struct gateway *gw = b->gw;
	struct dialogue_limits limits = DIALOGUE_LIMITS_DEFAULT;
	struct counter *c = &gw->counter;

	limits.open_max = gw->config->dialogues_max;
	*c = (struct counter) {
		.shelf = c->shelf,
		.world = { gw->store, gw->clock, gw->menus, gw->offices, gw->sms,
			gw->config->service_code },
		.dialogues = dialogues_new(gw, gw->clock, &limits),
		.wake_sms = on_planned,
		.wake_portal = wake_portal,
		.data = gw,
	};
	if (c->dialogues)
		c->drafts = drafts_new(gw, gw->turn, gw->timers, c->dialogues, c->shelf, &c->world);
	gw->kannel_mo.counter = c;
	gw->kannel_mo.routes = &gw->config->ussd_routes;
	return c->drafts || failed(b, "dialogues", ERR_NO_MEMORY);
}

static bool make_http_bearer(struct build *b)
{
	struct gateway *gw = b->gw;

	gw->http_bearer =
		http_bearer_new(gw, &gw->counter, gw->clock, gw->config, b->error, b->error_size);
	return gw->http_bearer;
}

struct gateway *gateway_new(void *ctx, const struct config *config,
	const struct gateway_edges *edges, char *error, size_t error_size)
{
	const char *problem = config_problem(config);
	struct gateway *gw = talloc_zero(ctx, struct gateway);
	struct build b = { gw, edges, error, error_size };

	if (problem || !gw) {
		snprintf(error, error_size, "%s", problem ? problem : "out of memory");
		talloc_free(gw);
		return NULL;
	}
	gw->config = config;
	gw->clock = edges->clock;
	gw->started_s = clock_utc_s(gw->clock);
	if (!secret(&b, config->token_file, gw->token, sizeof(gw->token)) || !make_service(&b) ||
		!make_store(&b) || !make_sms(&b) || !make_portal(&b) || !make_dialogues(&b) ||
		!make_http_bearer(&b)) {
		gateway_free(gw);
		return NULL;
	}
	gw->abandoned = abandoned_start(gw);
	reload_start(gw);
	backup_start(gw);
	housekeeping_start(gw);
	inside_routes(gw);
	return gw;
}

void gateway_free(struct gateway *gw)
{
	if (!gw)
		return;
	if (gw->counter.dialogues)
		dialogues_drop_all(gw->counter.dialogues);
	reload_stop(gw);
	backup_stop(gw);
	store_close(gw->store);
	sodium_memzero(gw->token, sizeof(gw->token));
	talloc_free(gw);
}

void gateway_use_set(struct gateway *gw)
{
	const struct service_set *set =
		shelf_get(gw->counter.shelf, shelf_current(gw->counter.shelf));

	gw->menus = set->menus;
	gw->offices = set->offices;
	gw->counter.world.menus = set->menus;
	gw->counter.world.offices = set->offices;
}

void gateway_use_table(struct gateway *gw, struct status_table *table)
{
	talloc_free(gw->table);
	gw->table = talloc_steal(gw, table);
	gw->words.table = table;
}

void gateway_close(struct gateway *gw)
{
	gw->counter.closing = true;
	sms_close(gw->sms);
	drafts_now(gw->counter.drafts);
}

bool gateway_idle(const struct gateway *gw)
{
	return !turn_pending(gw->turn) && !dialogues_stats(gw->counter.dialogues)->dirty &&
		!sms_stats(gw->sms)->in_flight;
}

void gateway_write_drafts(struct gateway *gw)
{
	unsigned turns = dialogues_stats(gw->counter.dialogues)->dirty / DRAFT_BATCH_MAX + 2;

	while (turns-- && dialogues_stats(gw->counter.dialogues)->dirty) {
		drafts_now(gw->counter.drafts);
		timers_run(gw->timers);
		turn_run(gw->turn);
	}
}
