/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * citizen.known and citizen.check: whoever applied from this phone before types four digits of the
 * identity number instead of twelve. A phone is often shared, so being known reveals nothing but
 * that somebody applied, and a number comes only for its own last digits.
 *
 * What a helper filed makes no phone known: the number is not the helper's, and nobody but the
 * helper has said that it belongs to the phone that was typed.
 */
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include "db/attempt.h"
#include "gateway/base/clock.h"
#include "gateway/effect/effects.h"

#define ID_DIGITS    12
#define DOSSIERS_MAX 5 /* of this phone that are looked at, the newest */

/* The numbers that this phone applied with, the newest first; "" where one was left to the desk. */
struct citizens {
	unsigned n;
	struct {
		char id[ID_DIGITS + 1];
		char office[OFFICE_CODE_SIZE];
	} of[DOSSIERS_MAX];
};

/* Leaves `out`, which is all zeros, as it is if the body names none. */
static void read_id(const char *body, size_t len, char out[ID_DIGITS + 1])
{
	json_t *json = json_loadb(body, len, 0, NULL);
	const char *id = json_string_value(
		json_object_get(json_object_get(json, "applicant"), "national_id"));

	if (id && strlen(id) == ID_DIGITS && strspn(id, "0123456789") == ID_DIGITS)
		memcpy(out, id, ID_DIGITS + 1);
	json_decref(json);
}

static int read_citizens(const struct effect_call *call, struct citizens *out)
{
	struct store *store = call->world->store;
	struct dossier list[DOSSIERS_MAX];
	char body[DOSSIER_BODY_MAX + 1];
	int n = dossier_list_own(store, call->phone, list, DOSSIERS_MAX);

	*out = (struct citizens) { .n = 0 };
	for (int i = 0; i < n; i++) {
		int len = dossier_body(store, list[i].id, body, sizeof(body));

		if (len == ERR_NOT_FOUND)
			continue;
		if (len < 0) {
			n = len;
			break;
		}
		read_id(body, (size_t)len, out->of[out->n].id);
		snprintf(out->of[out->n].office, OFFICE_CODE_SIZE, "%s", list[i].office);
		out->n++;
	}
	sodium_memzero(body, sizeof(body));
	return n < 0 ? n : OK;
}

static bool any_id(const struct citizens *citizens)
{
	for (unsigned i = 0; i < citizens->n; i++)
		if (*citizens->of[i].id)
			return true;
	return false;
}

int effect_citizen_known(struct effect_call *call, struct effect_result *out)
{
	struct citizens citizens;
	int rc = read_citizens(call, &citizens);

	if (rc != OK)
		return rc;
	out->outcome = any_id(&citizens) ? "known" : "unknown";
	sodium_memzero(&citizens, sizeof(citizens));
	return OK;
}

/* --- the last digits ----------------------------------------------------------------------- */
/* The newest whose number ends so, -1 if none does. Takes as long whichever it is. */
static int find_tail(const struct citizens *citizens, const char *tail)
{
	int found = -1;

	if (strlen(tail) != NATIONAL_ID_TAIL)
		return -1;
	for (unsigned i = citizens->n; i-- > 0;) {
		const char *id = citizens->of[i].id;
		const char *end = id + ID_DIGITS - NATIONAL_ID_TAIL; /* zeros, if there is no id */

		if (sodium_memcmp(end, tail, NATIONAL_ID_TAIL) == 0)
			found = (int)i;
	}
	return found;
}

static void set_citizen(struct effect_call *call, const struct citizens *citizens, int which,
	struct effect_values *values)
{
	const char *office = citizens->of[which].office;

	effect_set(values, "id", citizens->of[which].id);
	effect_set(values, "office", offices_find(call->world->offices, office) ? office : "");
}

static int check(struct effect_call *call, const struct citizens *citizens, const char *guesses,
	struct effect_result *out)
{
	int which = find_tail(citizens, effect_argument(call, "tail"));

	out->outcome = which < 0 ? "wrong" : "done";
	if (which < 0)
		return attempt_add(call->world->store, guesses, clock_utc_s(call->world->clock));
	set_citizen(call, citizens, which, &out->values);
	return OK;
}

int effect_citizen_check(struct effect_call *call, struct effect_result *out)
{
	const struct effect_world *w = call->world;
	struct citizens citizens;
	char guesses[40];
	int made, rc;

	/* Counted apart from guesses at a receipt: whoever errs here must still find the dossier,
	 * and the other way round. */
	snprintf(guesses, sizeof(guesses), "citizen:%s", call->phone->e164);
	made = attempt_count(w->store, guesses, clock_utc_s(w->clock) - GUESS_WINDOW_S);
	out->outcome = "locked";
	if (made < 0 || made >= GUESSES_BY_PHONE_MAX)
		return made < 0 ? made : OK;
	rc = read_citizens(call, &citizens);
	if (rc == OK)
		rc = check(call, &citizens, guesses, out);
	sodium_memzero(&citizens, sizeof(citizens));
	return rc;
}
