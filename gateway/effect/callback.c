/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * callback.ask and callback.offices: somebody from an office calls this phone. Whoever asks again
 * while a call is due gets the same promise, whatever they pressed and wherever.
 */
#include "db/callback.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "gateway/base/clock.h"
#include "gateway/base/log.h"
#include "gateway/effect/effects.h"

#define DIALLED "dial" /* the screen of somebody who dialled for it */

/* The office of the phone's newest dossier; NULL if there is none. */
static int office_chosen_last(struct effect_call *call, const struct office **office_r)
{
	struct dossier dossier;
	int n = dossier_list_by_phone(call->world->store, call->phone, &dossier, 1);

	*office_r = n > 0 ? offices_find(call->world->offices, dossier.office) : NULL;
	return n < 0 ? n : OK;
}

/* Who is to call: as was answered just now, or in the application under way, or in the last one;
 * or the only office there is. NULL: it must be asked. */
static int office_choose(struct effect_call *call, const struct office **office_r)
{
	const struct offices *offices = call->world->offices;
	int rc = OK;

	*office_r = offices_find(offices, effect_answer(call, "callback_office"));
	if (!*office_r)
		*office_r = offices_find(offices, effect_answer(call, "office"));
	if (!*office_r)
		rc = office_chosen_last(call, office_r);
	if (rc == OK && !*office_r && offices->n == 1)
		*office_r = &offices->list[0];
	return rc;
}

static int add(struct effect_call *call, const struct office *office, int64_t now_s)
{
	const char *from = engine_help_from(call->state);
	struct callback row = { .phone = *call->phone, .made_s = now_s };

	snprintf(row.office, sizeof(row.office), "%s", office->code);
	snprintf(row.screen, sizeof(row.screen), "%s", from ? from : DIALLED);

	int rc = callback_add(call->world->store, &row);

	if (rc == OK)
		LOGP(DDLG, LOGL_NOTICE, "phone %s: asks office %s for a call, from %s\n",
			log_masked(call->phone->e164), row.office, row.screen);
	return rc;
}

int effect_callback_ask(struct effect_call *call, struct effect_result *out)
{
	struct store *store = call->world->store;
	int64_t now_s = clock_utc_s(call->world->clock);
	const struct office *office;
	struct callback waiting;
	int rc = callback_waiting(store, call->phone, &waiting);

	out->outcome = "done";
	if (rc != ERR_NOT_FOUND)
		return rc;
	rc = callback_count(store, call->phone, now_s - CALLBACK_WINDOW_S);
	if (rc < 0)
		return rc;
	if (rc >= CALLBACKS_BY_PHONE_MAX) {
		out->outcome = "limit";
		return OK;
	}
	rc = office_choose(call, &office);
	if (rc != OK)
		return rc;
	if (!office) {
		out->outcome = call->world->offices->n ? "which" : "none";
		return OK;
	}
	return add(call, office, now_s);
}

int effect_callback_offices(struct effect_call *call, struct effect_result *out)
{
	return effect_offices_as(call, "desk", out);
}

/* --- the outcome --------------------------------------------------------------------------- */
struct noted {
	const struct effect_world *world;
	const struct callback *row;
	char dial[64];
};

static const char *noted_value(const char *name, size_t len, void *data)
{
	struct noted *noted = data;
	const char *code = noted->world->service_code;
	const struct office *office = offices_find(noted->world->offices, noted->row->office);

	if (len == strlen("office") && !memcmp(name, "office", len))
		return office ? office->short_name : noted->row->office;
	if (len != strlen("dial") || memcmp(name, "dial", len) != 0)
		return NULL;
	snprintf(noted->dial, sizeof(noted->dial), "%.*s*" CALLBACK_NUMBER "#",
		(int)strcspn(code, "#"), code);
	return noted->dial;
}

int effect_callback_noted(const struct effect_world *world, const struct callback *row)
{
	struct noted noted = { .world = world, .row = row };
	struct subscriber subscriber;
	char dedupe[DEDUPE_SIZE];
	int rc = subscriber_get(world->store, &row->phone, &subscriber);

	if (rc != OK)
		return rc;
	snprintf(dedupe, sizeof(dedupe), "callback:%" PRId64, row->id);

	struct sms_message message = {
		.phone = &row->phone,
		.language = subscriber.language,
		.accents = subscriber.accents,
		.template_id =
			row->state == CALLBACK_DONE ? "callback.noted" : "callback.unreachable",
		.value = noted_value,
		.value_data = &noted,
		.lane = LANE_STATUS,
		.dedupe = dedupe,
	};

	rc = sms_plan(world->sms, &message);
	/* the clerk's word stands, whatever becomes of its SMS */
	return rc == ERR_EXISTS || rc == ERR_NOT_FOUND || rc == ERR_TOO_LONG ? OK : rc;
}
