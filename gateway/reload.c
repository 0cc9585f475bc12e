/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One try: read in decide, into memory of its own; install in release. */
#include "gateway/reload.h"
#include <osmocom/core/utils.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "gateway/api/answer.h"
#include "gateway/base/log.h"
#include "gateway/gateway.h"
#include "menus/proved.h"

struct reload_try {
	struct service_set set;
	struct texts *sms_texts;
	struct status_table *table; /* of statuses to templates of these texts */
	bool sound;
	char sentence[RELOAD_SENTENCE_SIZE];
};

bool reload_read(
	void *ctx, const struct gateway *gw, struct service_set *out, char *error, size_t size)
{
	struct service_set set = { .read_s = clock_utc_s(gw->clock) };
	struct budget least;

	set.menus = proved_read(ctx, gw->config->menus_folder, error, size);
	if (!set.menus)
		return false;
	if (proved_least(gw->config->menus_folder, &least, error, size) &&
		kannel_routes_hold(&gw->config->ussd_routes, &least, error, size))
		set.offices = offices_read(ctx, gw->config->offices_file, error, size);
	if (!set.offices) {
		talloc_free(set.menus);
		return false;
	}
	kannel_routes_proved(&least);
	*out = set;
	return true;
}

/* In decide: nothing that is shared is touched. */
static void read_all(struct gateway *gw, struct reload_try *try)
{
	if (!shelf_room(gw->counter.shelf)) {
		snprintf(try->sentence, sizeof(try->sentence),
			"dialogues under way still use %d older sets of menus; try again when "
			"they have ended",
			SHELF_SETS_MAX - 1);
		return;
	}
	try->sms_texts =
		texts_read(try, gw->config->sms_texts_folder, try->sentence, sizeof(try->sentence));
	if (try->sms_texts)
		try->table = status_table_read(try, gw->config->sms_status_file, try->sms_texts,
			try->sentence, sizeof(try->sentence));
	try->sound =
		try->table && reload_read(try, gw, &try->set, try->sentence, sizeof(try->sentence));
}

/* How many dialogues stand on another set than the current one. */
static unsigned on_old_sets(const struct gateway *gw)
{
	const unsigned *sets = dialogues_sets(gw->counter.dialogues);
	uint8_t current = shelf_current(gw->counter.shelf);
	unsigned n = 0;

	for (uint8_t i = 0; i < DIALOGUE_SETS_MAX; i++)
		n += i == current ? 0 : sets[i];
	return n;
}

static void install(struct gateway *gw, struct reload_try *try)
{
	if (shelf_put(gw->counter.shelf, &try->set) != OK) {
		try->sound = false;
		snprintf(try->sentence, sizeof(try->sentence),
			"another reload took the last place for menus; try again");
		return;
	}
	gateway_use_set(gw);
	sms_put_texts(gw->sms, try->sms_texts);
	gateway_use_table(gw, try->table);
	snprintf(try->sentence, sizeof(try->sentence),
		"read anew: menus (procedures: %u), offices (%u), SMS texts; dialogues that end on "
		"what they began with: %u",
		menu_set_trees(gw->menus) - 1, gw->offices->n, on_old_sets(gw));
}

/* In release. */
static void conclude(struct gateway *gw, struct reload_try *try, enum turn_outcome outcome)
{
	struct reload *r = &gw->reload;

	if (outcome == TURN_DONE && try->sound)
		install(gw, try);
	else if (try->sound)
		snprintf(try->sentence, sizeof(try->sentence), "the store refused this turn");
	try->sound = try->sound && outcome == TURN_DONE;
	r->tried_s = clock_utc_s(gw->clock);
	r->done += try->sound;
	r->failed += !try->sound;
	snprintf(r->problem, sizeof(r->problem), "%s", try->sound ? "" : try->sentence);
	LOGP(DMAIN, try->sound ? LOGL_NOTICE : LOGL_ERROR, "reload%s: %s\n",
		try->sound ? "" : " refused, all stays as it was",
		log_escaped(try->sentence, strlen(try->sentence), sizeof(try->sentence)));
}

/* --- by signal ----------------------------------------------------------------------------- */
static int signal_decide(struct turn_input *input)
{
	struct gateway *gw = container_of(input, struct gateway, reload.input);

	gw->reload.signalled = talloc_zero(gw, struct reload_try);
	if (!gw->reload.signalled)
		return ERR_NO_MEMORY;
	read_all(gw, gw->reload.signalled);
	return OK;
}

static void signal_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct gateway *gw = container_of(input, struct gateway, reload.input);

	if (gw->reload.signalled)
		conclude(gw, gw->reload.signalled, outcome);
	else
		LOGP(DMAIN, LOGL_ERROR, "reload: %s\n", err_name(error));
	TALLOC_FREE(gw->reload.signalled);
}

static const struct turn_kind signal_kind = { "reload", signal_decide, signal_release };

void reload_request(struct gateway *gw)
{
	if (!gw->reload.input.queued)
		(void)turn_post(gw->turn, &gw->reload.input);
}

/* --- by the API ---------------------------------------------------------------------------- */
int reload_route_decide(struct http_request *request, void *data)
{
	struct gateway *gw = data;

	if (api_allowed(gw, request))
		read_all(gw, http_request_state(request, sizeof(struct reload_try)));
	return OK;
}

void reload_route_release(
	struct http_request *request, enum turn_outcome outcome, int error, void *data)
{
	struct gateway *gw = data;
	struct reload_try *try = http_request_state(request, sizeof(*try));

	(void)error;
	if (!try->sound && !*try->sentence)
		return; /* not allowed; it is answered */
	conclude(gw, try, outcome);
	(void)api_json(request, try->sound ? 200 : 422,
		json_pack("{s:b s:s}", "reloaded", (int)try->sound, "message", try->sentence));
}

/* --- the end of a turn --------------------------------------------------------------------- */
static void after_turn(struct turn_after *after)
{
	struct gateway *gw = container_of(after, struct gateway, reload.after);

	shelf_sweep(gw->counter.shelf, dialogues_sets(gw->counter.dialogues));
}

void reload_start(struct gateway *gw)
{
	turn_input_init(&gw->reload.input, &signal_kind);
	gw->reload.after.run = after_turn;
	turn_add_after(gw->turn, &gw->reload.after);
}

void reload_stop(struct gateway *gw)
{
	if (gw->reload.after.run)
		turn_del_after(&gw->reload.after);
}
