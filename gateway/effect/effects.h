/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Carrying out what the engine asks for: each effect reads and writes rows and answers with an
 * outcome and values. Runs in the decide step; whatever must happen after the commit (waking the
 * SMS sender or the bridge) is only noted in the call.
 *
 * One file per matter: citizen, submit, dossiers, offices, units, slots, appointments, change,
 * callback, procedure, language. Words of a language are never made here: values name catalogue
 * texts ("@weekday.1").
 */
#pragma once
#include "db/appointment.h"
#include "db/callback.h"
#include "db/subscriber.h"
#include "gateway/appointment/office.h"
#include "gateway/bearer/bearer.h"
#include "menus/engine.h"
#include "sms/sms.h"

/* The world that effects act on; made once. */
struct effect_world {
	struct store *store;
	const struct clock *clock;
	const struct menu_set *menus;
	const struct offices *offices;
	struct sms *sms;
	const char *service_code; /* "*1022#" */
};

/* Guesses at the digits of an id, within GUESS_WINDOW_S; those behind a receipt and those of a
 * phone's own person are counted apart. Tries from other phones never lock the
 * owner's phone out. */
#define GUESS_WINDOW_S	      (24 * 3600)
#define GUESSES_BY_PHONE_MAX  10
#define GUESSES_BY_OTHERS_MAX 20 /* per receipt, all other phones together */

/* Dossiers that one phone may file for other people within HELPED_WINDOW_S; those of its own person
 * do not count. Counted like guesses, and kept as long. */
#define HELPED_WINDOW_S	    GUESS_WINDOW_S
#define HELPED_BY_PHONE_MAX 10

/* Requests to be called back that one phone may make within CALLBACK_WINDOW_S. */
#define CALLBACK_WINDOW_S      (24 * 3600)
#define CALLBACKS_BY_PHONE_MAX 3
#define CALLBACK_NUMBER	       "9" /* of the service, as it is printed on posters */
/* How long what was noted about a call is kept. */
#define CALLBACK_LIFE_S (90 * 24 * 3600)

/* How often the appointment of one dossier may be made anew after the first. */
#define APPOINTMENT_MOVES_MAX 3

struct effect_call {
	const struct effect_world *world;
	const struct phone *phone;
	enum bearer bearer;
	struct engine_state *state; /* language.set and draft.discard change it */
	int64_t draft_id; /* in: 0 or the stored draft; out: 0 when it is closed */
	bool sms_planned; /* out: wake the SMS sender after the commit */
	bool dossier_added; /* out: wake the bridge after the commit */
	bool upcall_added; /* out: the same */
};

/* 0 and a result the tree can branch on, or an error of the store: then nobody may be promised
 * anything. */
int effects_carry_out(
	struct effect_call *call, enum effect effect, struct effect_result *out) MUST_CHECK;

/* The effects themselves; same contract. */
int effect_procedure_facts(struct effect_call *call, struct effect_result *out);
int effect_citizen_known(struct effect_call *call, struct effect_result *out);
int effect_citizen_check(struct effect_call *call, struct effect_result *out);
int effect_units_list(struct effect_call *call, struct effect_result *out);
int effect_offices_list(struct effect_call *call, struct effect_result *out);
int effect_slots_list(struct effect_call *call, struct effect_result *out);
int effect_dossier_submit(struct effect_call *call, struct effect_result *out);
int effect_dossiers_list(struct effect_call *call, struct effect_result *out);
int effect_dossier_find(struct effect_call *call, struct effect_result *out);
int effect_dossier_history(struct effect_call *call, struct effect_result *out);
int effect_dossier_word(struct effect_call *call, struct effect_result *out);
int effect_appointments_list(struct effect_call *call, struct effect_result *out);
int effect_appointment_slots(struct effect_call *call, struct effect_result *out);
int effect_appointment_move(struct effect_call *call, struct effect_result *out);
int effect_appointment_cancel(struct effect_call *call, struct effect_result *out);
int effect_callback_ask(struct effect_call *call, struct effect_result *out);
int effect_callback_offices(struct effect_call *call, struct effect_result *out);
/* Plans the SMS about what came of a call. Error of the store. */
int effect_callback_noted(
	const struct effect_world *world, const struct callback *callback) MUST_CHECK;
int effect_language_set(struct effect_call *call, struct effect_result *out);
int effect_draft_discard(struct effect_call *call, struct effect_result *out);

/* Shared by them: an answer by key, "" if there is none. */
const char *effect_answer(const struct effect_call *call, const char *key);
/* The answer that the effect's node gives it under this name; "" if there is none. */
const char *effect_argument(const struct effect_call *call, const char *name);
/* The code under which a procedure is filed on the day of a moment; `code` is any of its codes,
 * and comes back if it is none. Borrowed. */
const char *effect_code_at(const struct effect_call *call, const char *code, int64_t at_s);
/* Sets weekday, date and time of a moment. For items too. */
void effect_set_moment(struct effect_values *values, int64_t at_s);
void effect_item_set_moment(struct effect_item *item, int64_t at_s);
/* "24/11" or "24/11/2026"; "@word.none" for 0. */
void effect_date(int64_t at_s, bool with_year, char out[EFFECT_VALUE_SIZE]);
/* The catalogue text of an office's short name or a procedure is data, not a text id. */
const char *effect_office_name(const struct effect_call *call, const char *office);
/* This phone may have an appointment for the dossier, or another one. */
bool effect_bookable(const struct effect_call *call, const struct dossier *dossier);
/* offices.list with the value of each item called `name`. */
int effect_offices_as(struct effect_call *call, const char *name, struct effect_result *out);
/* slots.list of an office (NULL: none are free) and a day ("": the next ones). */
int effect_slots_of(struct effect_call *call, const struct office *office, const char *day,
	struct effect_result *out);
/* Stores what was answered so far as the call's draft (see db/draft.h); as a new one when that
 * expired or was thrown away behind this dialogue's back. ERR_EXISTS when it was submitted, by a
 * dialogue on another bearer: then nothing is left to store. */
int effect_draft_put(struct effect_call *call) MUST_CHECK;
