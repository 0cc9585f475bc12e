/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The table of effects: one row each, with its outcomes and values. It is what the loader checks
 * trees against, and all that menus/ knows of the world outside.
 */
#include "menus/effect.h"
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/utf8.h"

#define LIST(...) ((const char *const[]) { __VA_ARGS__, NULL })
static const char *const nothing[] = { NULL };

struct effect_row {
	const char *name;
	const char *const *outcomes;
	const char *const *values; /* of the result, or of each item */
	const char *const *reads; /* answers that must have been given before */
	const char *const *may_read; /* answers that it takes account of if they are there */
	bool items; /* "done" brings a list */
	bool promises;
};

static const struct effect_row rows[EFFECT_COUNT] = {
	[EFFECT_PROCEDURE_FACTS] = { "procedure.facts", LIST("done", "none"), LIST("fee", "days"),
		LIST("procedure"), nothing, false, false },
	[EFFECT_CITIZEN_KNOWN] = { "citizen.known", LIST("known", "unknown"), nothing, nothing,
		nothing, false, false },
	[EFFECT_CITIZEN_CHECK] = { "citizen.check", LIST("done", "wrong", "locked"),
		LIST("id", "office"), LIST("tail"), nothing, false, false },
	[EFFECT_UNITS_LIST] = { "units.list", LIST("done", "none", "many"), LIST("unit", "of"),
		nothing, LIST("letters", "province"), true, false },
	[EFFECT_OFFICES_LIST] = { "offices.list", LIST("done", "none", "many"), LIST("office"),
		nothing, LIST("letters"), true, false },
	[EFFECT_SLOTS_LIST] = { "slots.list", LIST("done", "none", "closed"),
		LIST("weekday", "date", "time"), LIST("office"), LIST("day"), true, false },
	[EFFECT_DOSSIER_SUBMIT] = { "dossier.submit", LIST("done", "already", "full", "limit"),
		LIST("receipt", "code", "office", "weekday", "date", "time", "seat"),
		LIST("office", "slot"), LIST("whom"), false, true },
	[EFFECT_DOSSIERS_LIST] = { "dossiers.list", LIST("done", "none"),
		LIST("procedure", "date", "tail"), nothing, nothing, true, false },
	[EFFECT_DOSSIER_FIND] = { "dossier.find", LIST("done", "wrong", "locked"),
		LIST("receipt", "number", "status", "since", "due", "office", "weekday", "date",
			"time", "code", "bookable", "by"),
		LIST("receipt", "id_tail"), nothing, false, false },
	[EFFECT_DOSSIER_HISTORY] = { "dossier.history", LIST("done", "none"),
		LIST("said_on", "said", "said_by"), LIST("receipt", "id_tail"), nothing, true,
		false },
	[EFFECT_DOSSIER_WORD] = { "dossier.word", LIST("done", "none"),
		LIST("said_on", "said", "said_by", "reason", "missing"), LIST("receipt", "event"),
		nothing, false, false },
	[EFFECT_APPOINTMENTS_LIST] = { "appointments.list", LIST("done", "none"),
		LIST("weekday", "date", "time", "office", "procedure", "code"), nothing, nothing,
		true, false },
	[EFFECT_APPOINTMENT_SLOTS] = { "appointment.slots",
		LIST("done", "none", "closed", "gone", "past", "limit"),
		LIST("weekday", "date", "time"), LIST("receipt"), LIST("new_day"), true, false },
	[EFFECT_APPOINTMENT_MOVE] = { "appointment.move",
		LIST("done", "full", "gone", "past", "limit"),
		LIST("code", "office", "weekday", "date", "time"), LIST("receipt", "new_slot"),
		nothing, false, true },
	[EFFECT_APPOINTMENT_CANCEL] = { "appointment.cancel", LIST("done", "gone", "past"), nothing,
		LIST("receipt"), nothing, false, true },
	[EFFECT_CALLBACK_ASK] = { "callback.ask", LIST("done", "which", "limit", "none"), nothing,
		nothing, LIST("callback_office"), false, true },
	[EFFECT_CALLBACK_OFFICES] = { "callback.offices", LIST("done", "none", "many"),
		LIST("desk"), nothing, LIST("letters"), true, false },
	[EFFECT_LANGUAGE_SET] = { "language.set", LIST("done"), nothing, LIST("language", "script"),
		nothing, false, false },
	[EFFECT_DRAFT_DISCARD] = { "draft.discard", LIST("done"), nothing, nothing, nothing, false,
		false },
};

static const struct effect_row *row(enum effect effect)
{
	return (unsigned)effect < EFFECT_COUNT ? &rows[effect] : &rows[EFFECT_NONE];
}

const char *effect_name(enum effect effect)
{
	return row(effect)->name;
}

enum effect effect_find(const char *name)
{
	for (unsigned i = EFFECT_NONE + 1; i < EFFECT_COUNT; i++)
		if (strcmp(rows[i].name, name) == 0)
			return (enum effect)i;
	return EFFECT_NONE;
}

const char *const *effect_outcomes(enum effect effect)
{
	return row(effect)->outcomes ? row(effect)->outcomes : nothing;
}

const char *const *effect_values(enum effect effect)
{
	return row(effect)->values ? row(effect)->values : nothing;
}

const char *const *effect_reads(enum effect effect)
{
	return row(effect)->reads ? row(effect)->reads : nothing;
}

const char *const *effect_may_read(enum effect effect)
{
	return row(effect)->may_read ? row(effect)->may_read : nothing;
}

bool effect_gives_items(enum effect effect)
{
	return row(effect)->items;
}

bool effect_promises(enum effect effect)
{
	return row(effect)->promises;
}

/* Copies what fits, whole characters only. */
static void copy_cut(char *out, size_t cap, const char *text)
{
	size_t len = strlen(text);

	if (len >= cap)
		len = utf8_cut(text, len, cap - 1);
	memcpy(out, text, len);
	out[len] = '\0';
}

static void value_add(
	struct effect_value *values, unsigned *n, unsigned max, const char *name, const char *value)
{
	OSMO_ASSERT(*n < max);
	values[*n].name = name;
	copy_cut(values[*n].value, sizeof(values[*n].value), value);
	(*n)++;
}

void effect_set(struct effect_values *values, const char *name, const char *value)
{
	value_add(values->v, &values->n, ARRAY_SIZE(values->v), name, value);
}

struct effect_item *effect_item_add(struct effect_result *result, const char *id)
{
	struct effect_item *item;

	if (result->items_n == ARRAY_SIZE(result->items))
		return NULL;
	item = &result->items[result->items_n++];
	item->n = 0;
	copy_cut(item->id, sizeof(item->id), id);
	return item;
}

void effect_item_set(struct effect_item *item, const char *name, const char *value)
{
	value_add(item->v, &item->n, ARRAY_SIZE(item->v), name, value);
}
