/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The body of a submit, from answers, rows and phones. */
#include "gateway/effect/body.h"
#include <stdio.h>
#include <string.h>
#include "gateway/base/clock.h"
#include "menus/submission.h"

static const char *channel_name(const struct body *body, enum bearer bearer)
{
	if (body->by_helper)
		return "helper";
	switch (bearer) {
	case BEARER_SMS:
		return "sms";
	case BEARER_HTTP:
	case BEARER_GSUP:
	case BEARER_SMPP:
		break;
	}
	return "ussd";
}

#define FOR_ANOTHER "other" /* the answer "whom" of somebody who helps */

/* --- from the answers ---------------------------------------------------------------------- */
static void read_applicant(const struct effect_call *call, struct body *body)
{
	const char *phone = json_string_value(
		json_object_get(json_object_get(body->json, "applicant"), "phone"));

	/* the entry let only a phone through; what is none is not asked for either */
	if (!phone || phone_parse(phone, &body->applicant) != OK)
		body->applicant = *call->phone;
	body->by_helper = !phone_equal(&body->applicant, call->phone) ||
		!strcmp(effect_argument(call, "whom"), FOR_ANOTHER);
}

int body_init(const struct effect_call *call, int64_t now_s, struct body *out)
{
	struct local_time now = local_from_utc(now_s);
	char phone[PHONE_DIGITS_MAX + 2], today[16];
	struct submission_own own = { phone, today };
	struct body body = { 0 };

	phone_national(call->phone, phone);
	snprintf(today, sizeof(today), "%02u%02u%04u", (unsigned)now.day % 100,
		(unsigned)now.month % 100, (unsigned)now.year % 10000);
	body.json = submission_build(call->world->menus, call->state, &own);
	if (!body.json)
		return ERR_INVALID;
	read_applicant(call, &body);
	*out = body;
	return OK;
}

void body_fini(struct body *body)
{
	json_decref(body->json);
	body->json = NULL;
}

const char *body_national_id(const struct body *body)
{
	const char *id = json_string_value(
		json_object_get(json_object_get(body->json, "applicant"), "national_id"));

	return id ? id : "";
}

/* --- from the counter ---------------------------------------------------------------------- */
static json_t *phone_value(const struct phone *phone)
{
	return json_sprintf("+%s", phone->e164);
}

int body_complete(struct body *body, const struct effect_call *call, const struct dossier *dossier,
	const struct appointment *appointment)
{
	json_t *applicant = json_object_get(body->json, "applicant"), *rest;
	char at[CLOCK_ISO_SIZE], start[CLOCK_ISO_SIZE];
	int rc;

	clock_iso8601(dossier->submitted_s, at);
	clock_iso8601(appointment->start_s, start);
	rest = json_pack("{s:s s:s s:s s:s s:s s:o s:{s:s s:s s:s} s:n}", "receipt",
		dossier->receipt, "procedure", dossier->procedure, "office", dossier->office,
		"channel", channel_name(body, call->bearer), "submitted_at", at, "helper",
		body->by_helper ? json_pack("{s:o}", "phone", phone_value(call->phone))
				: json_null(),
		"appointment", "code", appointment->code, "office", appointment->office, "start",
		start, "consent");
	rc = !rest || json_object_set_new(applicant, "phone", phone_value(&body->applicant)) ||
			json_object_update_missing(body->json, rest)
		? ERR_NO_MEMORY
		: OK;
	json_decref(rest);
	return rc;
}
