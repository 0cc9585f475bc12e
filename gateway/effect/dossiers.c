/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * dossiers.list and dossier.find. A phone is often shared: the list says which and when, never
 * who; details come after the last digits of the applicant's id, from any phone.
 */
#include <stdio.h>
#include <string.h>
#include "db/attempt.h"
#include "gateway/base/clock.h"
#include "gateway/effect/effects.h"

#define RECEIPT_TAIL 3 /* digits of the receipt shown in a list */

int effect_dossiers_list(struct effect_call *call, struct effect_result *out)
{
	struct dossier list[EFFECT_ITEMS_MAX];
	int n = dossier_list_by_phone(call->world->store, call->phone, list, EFFECT_ITEMS_MAX);

	if (n < 0)
		return n;
	out->outcome = n ? "done" : "none";
	for (int i = 0; i < n; i++) {
		struct effect_item *item = effect_item_add(out, list[i].receipt);
		char text[EFFECT_VALUE_SIZE];

		menu_set_procedure_text(
			call->world->menus, list[i].procedure, "short", text, sizeof(text));
		effect_item_set(item, "procedure", text);
		effect_date(list[i].submitted_s, false, text);
		effect_item_set(item, "date", text);
		effect_item_set(item, "tail", list[i].receipt + RECEIPT_DIGITS - RECEIPT_TAIL);
	}
	return OK;
}

/* The keys under which wrong guesses are counted. */
struct guess_keys {
	char phone[40], receipt[40];
	bool owner;
};

static struct guess_keys guess_keys(const struct effect_call *call, const char *receipt, bool owner)
{
	struct guess_keys keys = { .owner = owner };

	snprintf(keys.phone, sizeof(keys.phone), "phone:%s", call->phone->e164);
	snprintf(keys.receipt, sizeof(keys.receipt), "receipt:%s", receipt);
	return keys;
}

/* 1 when too many guesses were made, 0 when not, or an error. */
static int guesses_locked(struct effect_call *call, const struct guess_keys *keys, int64_t since_s)
{
	int by_phone = attempt_count(call->world->store, keys->phone, since_s);
	int by_others = keys->owner ? 0 : attempt_count(call->world->store, keys->receipt, since_s);

	if (by_phone < 0 || by_others < 0)
		return by_phone < 0 ? by_phone : by_others;
	return by_phone >= GUESSES_BY_PHONE_MAX || by_others >= GUESSES_BY_OTHERS_MAX;
}

static int guess_failed(struct effect_call *call, const struct guess_keys *keys, int64_t now_s)
{
	int rc = attempt_add(call->world->store, keys->phone, now_s);

	if (rc == OK && !keys->owner)
		rc = attempt_add(call->world->store, keys->receipt, now_s);
	return rc;
}

static int set_appointment(
	struct effect_call *call, const struct dossier *dossier, struct effect_values *values)
{
	struct appointment appointment;
	int rc = appointment_of_dossier(call->world->store, dossier->id, &appointment);

	if (rc == ERR_NOT_FOUND) {
		effect_set(values, "weekday", "");
		effect_set(values, "date", "@word.none");
		effect_set(values, "time", "");
		effect_set(values, "code", "@word.none");
		return OK;
	}
	if (rc != OK)
		return rc;
	effect_set_moment(values, appointment.start_s);
	effect_set(values, "code", appointment.code);
	return OK;
}

/* The newest word: the portal's, or what the office has said since. */
static int set_status(
	struct effect_call *call, const struct dossier *dossier, struct effect_values *values)
{
	struct dossier_event word = { .status = dossier->status, .at_s = dossier->status_s };
	struct dossier_event clerks;
	char text[EFFECT_VALUE_SIZE];
	int rc = dossier_event_newest(call->world->store, dossier->id, EVENT_CLERK, &clerks);
	bool by_office = rc == OK && clerks.at_s > dossier->status_s;

	if (rc != OK && rc != ERR_NOT_FOUND)
		return rc;
	if (by_office)
		word = clerks;
	snprintf(text, sizeof(text), "@status.%d", word.status);
	effect_set(values, "status", text);
	effect_set(values, "by", by_office ? "@status.by_office" : "");
	effect_date(word.at_s ? word.at_s : dossier->submitted_s, true, text);
	effect_set(values, "since", text);
	return OK;
}

static int set_dossier(
	struct effect_call *call, const struct dossier *dossier, struct effect_values *values)
{
	char text[EFFECT_VALUE_SIZE];
	int rc = set_status(call, dossier, values);

	if (rc != OK)
		return rc;

	effect_set(values, "receipt", dossier->receipt);
	effect_set(values, "number",
		*dossier->dossier_number ? dossier->dossier_number : "@word.none");
	effect_date(dossier->due_s, true, text);
	effect_set(values, "due", text);
	effect_set(values, "office", effect_office_name(call, dossier->office));
	effect_set(values, "bookable", effect_bookable(call, dossier) ? "yes" : "no");
	return set_appointment(call, dossier, values);
}

int effect_dossier_find(struct effect_call *call, struct effect_result *out)
{
	const struct effect_world *w = call->world;
	const char *receipt = effect_answer(call, "receipt");
	int64_t now_s = clock_utc_s(w->clock);
	struct dossier dossier;
	int rc = dossier_by_receipt(w->store, receipt, &dossier);
	bool found = rc == OK;

	if (rc != OK && rc != ERR_NOT_FOUND)
		return rc;

	struct guess_keys keys =
		guess_keys(call, receipt, found && phone_equal(&dossier.phone, call->phone));
	int locked = guesses_locked(call, &keys, now_s - GUESS_WINDOW_S);

	if (locked < 0)
		return locked;
	out->outcome = "locked";
	if (locked)
		return OK;
	if (!found || !dossier_tail_matches(w->store, dossier.id, effect_answer(call, "id_tail"))) {
		out->outcome = "wrong";
		return guess_failed(call, &keys, now_s);
	}
	out->outcome = "done";
	return set_dossier(call, &dossier, &out->values);
}
