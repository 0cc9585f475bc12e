/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of effects and what they share. */
#include "gateway/effect/effects.h"
#include <stdio.h>
#include <string.h>
#include "db/dossier.h"
#include "db/draft.h"
#include "gateway/base/clock.h"

int effects_carry_out(struct effect_call *call, enum effect effect, struct effect_result *out)
{
	memset(out, 0, sizeof(*out));
	switch (effect) {
	case EFFECT_PROCEDURE_FACTS:
		return effect_procedure_facts(call, out);
	case EFFECT_CITIZEN_KNOWN:
		return effect_citizen_known(call, out);
	case EFFECT_CITIZEN_CHECK:
		return effect_citizen_check(call, out);
	case EFFECT_UNITS_LIST:
		return effect_units_list(call, out);
	case EFFECT_OFFICES_LIST:
		return effect_offices_list(call, out);
	case EFFECT_SLOTS_LIST:
		return effect_slots_list(call, out);
	case EFFECT_DOSSIER_SUBMIT:
		return effect_dossier_submit(call, out);
	case EFFECT_DOSSIERS_LIST:
		return effect_dossiers_list(call, out);
	case EFFECT_DOSSIER_HISTORY:
		return effect_dossier_history(call, out);
	case EFFECT_DOSSIER_WORD:
		return effect_dossier_word(call, out);
	case EFFECT_DOSSIER_FIND:
		return effect_dossier_find(call, out);
	case EFFECT_APPOINTMENTS_LIST:
		return effect_appointments_list(call, out);
	case EFFECT_APPOINTMENT_SLOTS:
		return effect_appointment_slots(call, out);
	case EFFECT_APPOINTMENT_MOVE:
		return effect_appointment_move(call, out);
	case EFFECT_APPOINTMENT_CANCEL:
		return effect_appointment_cancel(call, out);
	case EFFECT_CALLBACK_ASK:
		return effect_callback_ask(call, out);
	case EFFECT_CALLBACK_OFFICES:
		return effect_callback_offices(call, out);
	case EFFECT_LANGUAGE_SET:
		return effect_language_set(call, out);
	case EFFECT_DRAFT_DISCARD:
		return effect_draft_discard(call, out);
	case EFFECT_NONE:
	case EFFECT_COUNT:
		break;
	}
	return ERR_INVALID;
}

const char *effect_answer(const struct effect_call *call, const char *key)
{
	const char *value = engine_answer(call->world->menus, call->state, key);

	return value ? value : "";
}

const char *effect_argument(const struct effect_call *call, const char *name)
{
	const char *value = engine_argument(call->world->menus, call->state, name);

	return value ? value : "";
}

const char *effect_code_at(const struct effect_call *call, const char *code, int64_t at_s)
{
	const struct menu_set *menus = call->world->menus;
	struct local_time at = local_from_utc(at_s);
	int tree = menu_set_tree_find(menus, code);

	if (tree < 0)
		return code;
	return menu_set_tree_code_at(
		menus, (unsigned)tree, (at.year * 100 + at.month) * 100 + at.day);
}

/* The three texts that say a moment: a weekday's text id, "24/11", "07:30". */
struct moment {
	char weekday[16], date[8], time[8];
};

static struct moment moment_of(int64_t at_s)
{
	struct local_time at = local_from_utc(at_s);
	struct moment m;

	snprintf(m.weekday, sizeof(m.weekday), "@weekday.%u", (unsigned)at.weekday % 8);
	snprintf(m.date, sizeof(m.date), "%02u/%02u", (unsigned)at.day % 100,
		(unsigned)at.month % 100);
	snprintf(m.time, sizeof(m.time), "%02u:%02u", (unsigned)at.hour % 100,
		(unsigned)at.minute % 100);
	return m;
}

void effect_set_moment(struct effect_values *values, int64_t at_s)
{
	struct moment m = moment_of(at_s);

	effect_set(values, "weekday", m.weekday);
	effect_set(values, "date", m.date);
	effect_set(values, "time", m.time);
}

void effect_item_set_moment(struct effect_item *item, int64_t at_s)
{
	struct moment m = moment_of(at_s);

	effect_item_set(item, "weekday", m.weekday);
	effect_item_set(item, "date", m.date);
	effect_item_set(item, "time", m.time);
}

void effect_date(int64_t at_s, bool with_year, char out[EFFECT_VALUE_SIZE])
{
	struct local_time at = local_from_utc(at_s);

	if (!at_s)
		snprintf(out, EFFECT_VALUE_SIZE, "@word.none");
	else if (with_year)
		snprintf(out, EFFECT_VALUE_SIZE, "%02d/%02d/%04d", at.day, at.month, at.year);
	else
		snprintf(out, EFFECT_VALUE_SIZE, "%02d/%02d", at.day, at.month);
}

const char *effect_office_name(const struct effect_call *call, const char *code)
{
	const struct office *office = offices_find(call->world->offices, code);

	/* An office that is gone from the file is still in old rows: its code says more than
	 * nothing. */
	return office ? office->short_name : code;
}

/* The draft is not open any more: a phone may have two dialogues, and three days may pass. */
static int put_anew(struct store *store, struct draft *draft)
{
	struct dossier dossier;
	int rc = dossier_by_draft(store, draft->id, &dossier);

	if (rc != ERR_NOT_FOUND)
		return rc == OK ? ERR_EXISTS : rc;
	draft->id = 0;
	return draft_put(store, draft);
}

int effect_draft_put(struct effect_call *call)
{
	const struct effect_world *w = call->world;
	const char *procedure = engine_procedure(w->menus, call->state);
	struct draft draft = { .id = call->draft_id, .phone = *call->phone };

	if (!procedure)
		return ERR_INVALID;

	int tree = menu_set_tree_find(w->menus, procedure);
	int len = answers_export(w->menus, call->state, draft.answers, sizeof(draft.answers));

	if (tree < 0 || len < 0)
		return tree < 0 ? ERR_INVALID : len;
	snprintf(draft.procedure, sizeof(draft.procedure), "%s", procedure);
	memcpy(draft.tree_hash, menu_set_tree_hash(w->menus, (unsigned)tree), TREE_HASH_SIZE);
	draft.answers_len = (size_t)len;
	draft.updated_s = clock_utc_s(w->clock);

	int rc = draft_put(w->store, &draft);

	if (rc == ERR_NOT_FOUND)
		rc = put_anew(w->store, &draft);
	if (rc == OK)
		call->draft_id = draft.id;
	return rc;
}
