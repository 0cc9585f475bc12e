/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * dossier.submit: the moment of the promise. Dossier, appointment, body for the portal, history
 * and the SMS are rows of one savepoint: all of them are there, or none.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "db/attempt.h"
#include "db/draft.h"
#include "gateway/appointment/slots.h"
#include "gateway/base/clock.h"
#include "gateway/base/log.h"
#include "gateway/effect/body.h"
#include "gateway/effect/effects.h"
#include "gateway/effect/notice.h"
#include "menus/submission.h"

struct submission {
	struct effect_call *call;
	const struct office *office;
	int64_t slot_s;
	int64_t now_s;
	struct dossier dossier;
	struct appointment appointment;
};

/* The digits by which the dossier may be looked up: the last of the applicant's id or, where that
 * was left to the desk, of the phone whose dossier it is. */
static void fill_id_tail(const struct body *body, char out[NATIONAL_ID_TAIL + 1])
{
	const char *id = body_national_id(body);

	if (strlen(id) < NATIONAL_ID_TAIL)
		id = body->applicant.e164;
	snprintf(out, NATIONAL_ID_TAIL + 1, "%s", id + strlen(id) - NATIONAL_ID_TAIL);
}

/* --- how often one phone may help ----------------------------------------------------------- */
/* The key under which attempts are counted; apart from guesses. */
static const char *helped_key(const struct submission *s, char out[40])
{
	snprintf(out, 40, "helped:%s", s->call->phone->e164);
	return out;
}

/* 1 if this phone may file for somebody else, 0 if it did so too often, or an error. */
static int may_help(const struct submission *s)
{
	char key[40];
	int n = attempt_count(
		s->call->world->store, helped_key(s, key), s->now_s - HELPED_WINDOW_S);

	return n < 0 ? n : n < HELPED_BY_PHONE_MAX;
}

static int count_helped(const struct submission *s)
{
	char key[40];

	return attempt_add(s->call->world->store, helped_key(s, key), s->now_s);
}

/* --- rows ----------------------------------------------------------------------------------- */
static int store_body(const struct submission *s, struct body *body)
{
	int rc = body_complete(body, s->call, &s->dossier, &s->appointment);

	if (rc != OK)
		return rc;

	char *text = json_dumps(body->json, JSON_COMPACT | JSON_SORT_KEYS);

	if (!text)
		return ERR_NO_MEMORY;
	rc = dossier_body_put(s->call->world->store, s->dossier.id, text, strlen(text));
	free(text);
	return rc;
}

static int plan_one(struct submission *s, struct notice *notice, const char *template_id)
{
	int rc = notice_plan(notice, template_id);

	s->call->sms_planned |= rc == OK;
	return rc == ERR_EXISTS ? OK : rc;
}

/* To whoever was helped, in the language that this phone chose before: that somebody filed for
 * them, and how to object. Consent is given at the desk. */
static int tell_helped(struct submission *s, const json_t *papers)
{
	const struct effect_world *w = s->call->world;
	struct notice notice = {
		.world = w,
		.dossier = &s->dossier,
		.appointment = &s->appointment,
		.lane = LANE_ANSWER,
	};
	int rc = notice_for_subscriber(&notice);

	if (rc != OK)
		return rc;
	if (submission_papers_of(w->menus, s->dossier.procedure, papers, notice.language,
		    notice.accents, notice.papers, sizeof(notice.papers)) != OK)
		notice.papers[0] = '\0';
	return plan_one(s, &notice, "receipt.helped");
}

static int plan_receipt_sms(struct submission *s, const struct body *body)
{
	struct effect_call *call = s->call;
	struct notice notice = {
		.world = call->world,
		.dossier = &s->dossier,
		.to = call->phone,
		.appointment = &s->appointment,
		.language = call->state->language,
		.accents = call->state->accents,
		.lane = LANE_ANSWER,
	};

	if (submission_papers(
		    call->world->menus, call->state, notice.papers, sizeof(notice.papers)) != OK)
		notice.papers[0] = '\0'; /* the desk asks for papers anyway; the receipt must go */

	int rc = plan_one(s, &notice, body->by_helper ? "receipt.helper" : "receipt");

	if (rc != OK || phone_equal(&s->dossier.phone, call->phone))
		return rc;
	return tell_helped(s, json_object_get(body->json, "papers_to_bring"));
}

static int write_rows(struct submission *s, struct body *body)
{
	const struct effect_world *w = s->call->world;
	int rc = slots_book(w->store, w->offices, s->office, s->now_s, s->slot_s, s->dossier.id,
		&s->appointment);

	if (rc != OK)
		return rc;
	rc = store_body(s, body);
	if (rc != OK)
		return rc;

	struct dossier_event event = {
		.dossier_id = s->dossier.id, .source = EVENT_SELF, .at_s = s->now_s
	};

	rc = dossier_event_add(w->store, &event, NULL);
	if (rc != OK)
		return rc;
	rc = draft_close(w->store, s->call->draft_id);
	if (rc == OK && body->by_helper)
		rc = count_helped(s);
	return rc == OK ? plan_receipt_sms(s, body) : rc;
}

static int set_values(struct submission *s, struct effect_result *out)
{
	char seat[16];

	effect_set(&out->values, "receipt", s->dossier.receipt);
	effect_set(&out->values, "code", s->appointment.code);
	effect_set(&out->values, "office", effect_office_name(s->call, s->appointment.office));
	effect_set_moment(&out->values, s->appointment.start_s);
	snprintf(seat, sizeof(seat), "%u", s->appointment.seat + 1);
	effect_set(&out->values, "seat", seat);
	return OK;
}

/* The draft was submitted by another dialogue of this phone: the same receipt again. */
static int submitted_already(struct submission *s, struct effect_result *out)
{
	int rc = appointment_of_dossier(s->call->world->store, s->dossier.id, &s->appointment);

	out->outcome = "already";
	s->call->draft_id = 0;
	if (rc == ERR_NOT_FOUND) {
		effect_set(&out->values, "receipt", s->dossier.receipt);
		return OK;
	}
	return rc == OK ? set_values(s, out) : rc;
}

static int slot_is_free(const struct submission *s)
{
	const struct effect_world *w = s->call->world;
	struct slot_use use;

	if (s->slot_s <= s->now_s || !calendar_is_slot(w->offices, s->office, s->slot_s))
		return 0;

	int n = appointment_use(w->store, s->office->code, s->slot_s, s->slot_s + 1, &use, 1);

	return n <= 0 ? (n < 0 ? n : s->office->capacity > 0) : use.taken < s->office->capacity;
}

static int file(struct submission *s, struct body *body, struct effect_result *out)
{
	struct effect_call *call = s->call;
	int rc = effect_draft_put(call);

	if (rc != OK)
		return rc;

	s->dossier = (struct dossier) {
		.draft_id = call->draft_id, .phone = body->applicant, .submitted_s = s->now_s
	};
	if (body->by_helper)
		s->dossier.helper = *call->phone;
	snprintf(s->dossier.procedure, sizeof(s->dossier.procedure), "%s",
		effect_code_at(call, engine_procedure(call->world->menus, call->state), s->now_s));
	snprintf(s->dossier.office, sizeof(s->dossier.office), "%s", s->office->code);
	fill_id_tail(body, s->dossier.id_tail);

	rc = dossier_add(call->world->store, &s->dossier, NULL, 0);
	if (rc == OK)
		rc = write_rows(s, body);
	if (rc != OK)
		return rc;
	call->draft_id = 0;
	call->dossier_added = true;
	out->outcome = "done";
	LOGP(DDLG, LOGL_NOTICE, "phone %s: dossier %s submitted for office %s%s\n",
		log_masked(call->phone->e164), s->dossier.receipt, s->dossier.office,
		body->by_helper ? ", for somebody else" : "");
	return set_values(s, out);
}

/* What keeps it from being filed is looked for before anything is written but the draft, which must
 * outlive a dialogue that ends here. */
static int submit(struct submission *s, struct body *body, struct effect_result *out)
{
	int rc = body->by_helper ? may_help(s) : 1;

	if (rc < 0)
		return rc;
	if (!rc) {
		out->outcome = "limit";
		return effect_draft_put(s->call);
	}
	rc = slot_is_free(s);
	if (rc < 0)
		return rc;
	if (!rc) {
		out->outcome = "full";
		engine_forget(s->call->world->menus, s->call->state, "slot");
		return OK;
	}
	return file(s, body, out);
}

int effect_dossier_submit(struct effect_call *call, struct effect_result *out)
{
	struct submission s = {
		.call = call,
		.office = offices_find(call->world->offices, effect_answer(call, "office")),
		.slot_s = strtoll(effect_answer(call, "slot"), NULL, 10),
		.now_s = clock_utc_s(call->world->clock),
	};
	int rc = dossier_by_draft(call->world->store, call->draft_id, &s.dossier);

	if (rc != ERR_NOT_FOUND)
		return rc == OK ? submitted_already(&s, out) : rc;
	out->outcome = "full";
	if (!s.office)
		return OK; /* merged away while the person was dialling: choose again */

	struct body body;

	rc = body_init(call, s.now_s, &body);
	if (rc != OK)
		return rc;
	rc = submit(&s, &body, out);
	body_fini(&body);
	return rc;
}
