/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * appointment.slots, appointment.move and appointment.cancel. Only the phone that applied changes
 * its appointment, and only the one it was shown: another dialogue may have been faster. Rows,
 * SMS and the word to the portal are one savepoint, so an old hour is let go of only together with
 * the new one being theirs.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "db/upcall.h"
#include "gateway/appointment/slots.h"
#include "gateway/base/clock.h"
#include "gateway/base/log.h"
#include "gateway/effect/effects.h"
#include "gateway/effect/notice.h"
#include "menus/submission.h"

struct change {
	struct effect_call *call;
	int64_t now_s;
	struct dossier dossier;
	bool booked;
	struct appointment now; /* the open one, if booked */
};

static bool is_over(const struct dossier *dossier)
{
	/* not accepted, withdrawn, stopped, done, handed over */
	static const int over[] = { 3, 7, 8, 9, 10 };
	bool found = dossier->state == DOSSIER_REFUSED;

	for (size_t i = 0; i < sizeof(over) / sizeof(over[0]); i++)
		found |= dossier->status == over[i];
	return found;
}

bool effect_bookable(const struct effect_call *call, const struct dossier *dossier)
{
	return phone_equal(&dossier->phone, call->phone) && !is_over(dossier);
}

/* The dossier of the answers and its appointment. *outcome_r says why nothing can be changed,
 * NULL if it can. */
static int begin(struct effect_call *call, struct change *c, const char **outcome_r)
{
	struct store *store = call->world->store;
	const char *shown = effect_answer(call, "code");
	int rc = dossier_by_receipt(store, effect_answer(call, "receipt"), &c->dossier);

	c->call = call;
	c->now_s = clock_utc_s(call->world->clock);
	*outcome_r = "gone";
	if (rc != OK)
		return rc == ERR_NOT_FOUND ? OK : rc;
	if (!phone_equal(&c->dossier.phone, call->phone))
		return OK;
	rc = appointment_of_dossier(store, c->dossier.id, &c->now);
	c->booked = rc == OK;
	if (rc == ERR_NOT_FOUND && !is_over(&c->dossier))
		*outcome_r = NULL;
	if (rc != OK)
		return rc == ERR_NOT_FOUND ? OK : rc;
	if (!strcmp(shown, c->now.code))
		*outcome_r = c->now.start_s <= c->now_s ? "past" : NULL;
	return OK;
}

/* The office that expects them; NULL when it is gone from the file. */
static const struct office *office_of(const struct change *c)
{
	return offices_find(c->call->world->offices, c->booked ? c->now.office : c->dossier.office);
}

static int moved_too_often(const struct change *c)
{
	int n = appointment_count(c->call->world->store, c->dossier.id);

	return n < 0 ? n : n > APPOINTMENT_MOVES_MAX;
}

int effect_appointment_slots(struct effect_call *call, struct effect_result *out)
{
	struct change c = { .booked = false };
	int rc = begin(call, &c, &out->outcome);

	if (rc != OK || out->outcome)
		return rc;
	rc = moved_too_often(&c);
	if (rc < 0)
		return rc;
	out->outcome = "limit";
	return rc ? OK : effect_slots_of(call, office_of(&c), effect_answer(call, "new_day"), out);
}

/* --- telling others ------------------------------------------------------------------------ */
/* Once the dossier is in the portal, which has the appointment it was submitted with. */
static int tell_portal(struct change *c, const struct appointment *made)
{
	char start[CLOCK_ISO_SIZE];
	json_t *body;

	if (c->dossier.state == DOSSIER_REFUSED)
		return OK;
	if (made)
		clock_iso8601(made->start_s, start);
	body = made ? json_pack("{s:s s:s s:s}", "code", made->code, "office", made->office,
			      "start", start)
		    : json_null();

	char *text =
		body ? json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY) : NULL;
	int rc = text ? upcall_add(c->call->world->store, c->dossier.id, UPCALL_APPOINTMENT, text,
				strlen(text))
		      : ERR_NO_MEMORY;

	free(text);
	json_decref(body);
	c->call->upcall_added |= rc == OK;
	return rc;
}

/* What to bring, as was said when the dossier was submitted, in the words of this dialogue; ""
 * when that is not known any more. */
static int fill_papers(const struct change *c, char *out, size_t cap)
{
	const struct effect_world *w = c->call->world;
	char body[DOSSIER_BODY_MAX + 1];
	int len = dossier_body(w->store, c->dossier.id, body, sizeof(body));

	out[0] = '\0';
	if (len < 0)
		return len == ERR_NOT_FOUND ? OK : len;

	json_t *json = json_loadb(body, (size_t)len, 0, NULL);

	if (submission_papers_of(w->menus, c->dossier.procedure,
		    json_object_get(json, "papers_to_bring"), c->call->state->language,
		    c->call->state->accents, out, cap) != OK)
		out[0] = '\0';
	json_decref(json);
	return OK;
}

static int plan_sms(struct change *c, const struct appointment *appointment, bool booked)
{
	struct notice notice = {
		.world = c->call->world,
		.dossier = &c->dossier,
		.appointment = appointment,
		.about = appointment->code,
		.language = c->call->state->language,
		.accents = c->call->state->accents,
		.lane = LANE_ANSWER,
	};
	const char *template_id = "appointment.cancelled";
	int rc = OK;

	if (booked) {
		rc = fill_papers(c, notice.papers, sizeof(notice.papers));
		template_id = *notice.papers ? "appointment.booked" : "appointment.booked.short";
	}
	if (rc == OK)
		rc = notice_plan(&notice, template_id);
	c->call->sms_planned |= rc == OK;
	return rc == ERR_EXISTS ? OK : rc;
}

/* --- move ---------------------------------------------------------------------------------- */
static void set_values(
	struct effect_call *call, const struct appointment *made, struct effect_result *out)
{
	effect_set(&out->values, "code", made->code);
	effect_set(&out->values, "office", effect_office_name(call, made->office));
	effect_set_moment(&out->values, made->start_s);
	out->outcome = "done";
}

static int take_seat(
	struct change *c, const struct office *office, int64_t slot_s, struct appointment *made)
{
	const struct effect_world *w = c->call->world;

	if (!c->booked)
		return slots_book(
			w->store, w->offices, office, c->now_s, slot_s, c->dossier.id, made);
	return slots_move(w->store, w->offices, office, c->now_s, slot_s, &c->now, made);
}

static int move(struct change *c, int64_t slot_s, struct effect_result *out)
{
	const struct office *office = office_of(c);
	struct appointment made;
	int rc = office ? take_seat(c, office, slot_s, &made) : ERR_FULL;

	out->outcome = "full";
	if (rc == ERR_FULL || rc == ERR_RANGE)
		return OK;
	if (rc == OK)
		rc = tell_portal(c, &made);
	if (rc == OK)
		rc = plan_sms(c, &made, true);
	if (rc != OK)
		return rc;
	LOGP(DDLG, LOGL_NOTICE, "phone %s: dossier %s has a new appointment at office %s\n",
		log_masked(c->call->phone->e164), c->dossier.receipt, made.office);
	set_values(c->call, &made, out);
	return OK;
}

int effect_appointment_move(struct effect_call *call, struct effect_result *out)
{
	int64_t slot_s = strtoll(effect_answer(call, "new_slot"), NULL, 10);
	struct change c = { .booked = false };
	int rc = begin(call, &c, &out->outcome);

	if (rc != OK || out->outcome)
		return rc;
	if (c.booked && c.now.start_s == slot_s) {
		set_values(call, &c.now, out); /* they have it already */
		return OK;
	}
	rc = moved_too_often(&c);
	if (rc < 0)
		return rc;
	out->outcome = "limit";
	return rc ? OK : move(&c, slot_s, out);
}

/* --- cancel -------------------------------------------------------------------------------- */
int effect_appointment_cancel(struct effect_call *call, struct effect_result *out)
{
	struct change c = { .booked = false };
	int rc = begin(call, &c, &out->outcome);

	if (rc != OK || out->outcome)
		return rc;
	out->outcome = "gone";
	if (!c.booked)
		return OK;
	rc = appointment_end(call->world->store, c.now.id, APPOINTMENT_CANCELLED);
	if (rc == OK)
		rc = tell_portal(&c, NULL);
	if (rc == OK)
		rc = plan_sms(&c, &c.now, false);
	if (rc != OK)
		return rc;
	out->outcome = "done";
	LOGP(DDLG, LOGL_NOTICE, "phone %s: dossier %s, appointment cancelled\n",
		log_masked(call->phone->e164), c.dossier.receipt);
	return OK;
}
