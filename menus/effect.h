/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Effects: what the engine asks of the world. The gateway carries one out and gives its result
 * back as the next event. A result is an outcome (a word that the tree branches on), values for
 * placeholders, and possibly a list to choose from.
 *
 * Values are texts; one that begins with '@' names a catalogue text, so that no word of a language
 * is ever made outside the catalogues. The table of effects, with the outcomes and values of each,
 * is effect.c: the loader refuses a tree that branches on an outcome that cannot come, or misses
 * one that can.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum effect {
	EFFECT_NONE = 0,
	/* procedure.facts: of the procedure in value "procedure". done: fee, days; none. */
	EFFECT_PROCEDURE_FACTS,
	/* citizen.known: whether this phone has applied before, so that its person need not type an
	 * identity number again. known, unknown. */
	EFFECT_CITIZEN_KNOWN,
	/* citizen.check: answer "tail", the last digits of that number. done: id, the whole number,
	 * office, the code of the one that was chosen last ("" if none); wrong; locked: too many
	 * tries today. */
	EFFECT_CITIZEN_CHECK,
	/* units.list: provinces, or with the answer "province" (a code) its communes; with the
	 * answer "letters" those whose name begins so on the keypad. done: items id = unit code,
	 * unit, of (name of the province, "" for a province); none; many: more than fit, ask for
	 * letters first. */
	EFFECT_UNITS_LIST,
	/* offices.list: with the answer "letters" those whose name begins so on the keypad. done:
	 * items id = office code, office; none; many: more than fit, ask for letters first. */
	EFFECT_OFFICES_LIST,
	/* slots.list: of the answer "office", the next free ones; with the answer "day" (ddmmyyyy,
	 * or ddmm: the next such day) those of that day. done: items id = start in UTC seconds,
	 * weekday, date, time; none: nothing free (that day); closed: the office is not open that
	 * day, or it is past or too far ahead. Always brings the office's name as the value
	 * "office" besides, which {office.name} is where its code is no unit's. */
	EFFECT_SLOTS_LIST,
	/* dossier.submit: everything answered, with the answers "office" and "slot", and "whom":
	 * "other", where somebody is helped who has no phone or another one.
	 * done and already: receipt, code, office, weekday, date, time, seat; full: the slot has
	 * just gone; limit: this phone filed for too many others today. */
	EFFECT_DOSSIER_SUBMIT,
	/* dossiers.list: of this phone. done: items id = receipt; procedure, date, tail; none. */
	EFFECT_DOSSIERS_LIST,
	/* dossier.find: answers "receipt" and "id_tail". done: receipt, number, status, since, due,
	 * office, weekday, date, time, code (each "" or "@word.none" if unknown), bookable ("yes":
	 * this phone may ask for an appointment); wrong: no such receipt or wrong digits, not told
	 * which; locked: too many tries today. */
	EFFECT_DOSSIER_FIND,
	/* dossier.history: words about the dossier "receipt" that was found, newest first. done:
	 * items id = event; said_on, said, said_by; none. */
	EFFECT_DOSSIER_HISTORY,
	/* dossier.word: one of them, the answer "event". done: said_on, said, said_by, reason,
	 * missing (papers; "" where nothing was said); none. */
	EFFECT_DOSSIER_WORD,
	/* appointments.list: open ones of this phone. done: items id = receipt of the dossier;
	 * weekday, date, time, office, procedure, code; none. */
	EFFECT_APPOINTMENTS_LIST,
	/* appointment.slots: as slots.list, of the office where the dossier "receipt" is expected,
	 * and the day "new_day". gone: it is not this phone's, or needs no appointment any more;
	 * past: the hour it has is over; limit: it was moved too often. */
	EFFECT_APPOINTMENT_SLOTS,
	/* appointment.move: the dossier "receipt" to the slot "new_slot", or a first one where it
	 * has none. done: code, office, weekday, date, time, a new code; full: the slot has just
	 * gone, the old one is still theirs; gone: also if the appointment is not the one that was
	 * shown (value "code"); past, limit. */
	EFFECT_APPOINTMENT_MOVE,
	/* appointment.cancel: that of the dossier "receipt", as it was shown. done, gone, past. */
	EFFECT_APPOINTMENT_CANCEL,
	/* callback.ask: somebody calls this phone. done: promised, or promised before; which: say
	 * which office (answer "callback_office"); limit: asked too often today; none: there is no
	 * office. */
	EFFECT_CALLBACK_ASK,
	/* callback.offices: as offices.list. done: items id = office code, desk; none; many. */
	EFFECT_CALLBACK_OFFICES,
	/* language.set: answer "language" = code, answer "script" = "plain" | "accents". done. The
	 * gateway changes language and accents of the state. */
	EFFECT_LANGUAGE_SET,
	/* draft.discard: forget the answers of the draft that was offered. done. */
	EFFECT_DRAFT_DISCARD,
	EFFECT_COUNT
};

/* "dossier.submit"; NULL out of range. And back; EFFECT_NONE if unknown. */
const char *effect_name(enum effect effect);
enum effect effect_find(const char *name);
/* NULL-ended list of the outcomes an effect can have; same for the values it sets. */
const char *const *effect_outcomes(enum effect effect);
const char *const *effect_values(enum effect effect);
/* Answers that must be there when it is asked for; NULL-ended. */
const char *const *effect_reads(enum effect effect);
/* Answers that count if they are there; NULL-ended. */
const char *const *effect_may_read(enum effect effect);
/* Its "done" brings items, which a list shows. */
bool effect_gives_items(enum effect effect);
/* Its success promises something to the citizen: the screen waits for the disk. */
bool effect_promises(enum effect effect);

#define EFFECT_VALUES_MAX 12
#define EFFECT_ITEMS_MAX  14
#define EFFECT_VALUE_SIZE 168 /* octets, NUL included */
#define EFFECT_ID_SIZE	  24

struct effect_value {
	const char *name; /* static */
	char value[EFFECT_VALUE_SIZE];
};
struct effect_values {
	unsigned n;
	struct effect_value v[EFFECT_VALUES_MAX];
};
struct effect_item {
	char id[EFFECT_ID_SIZE];
	unsigned n;
	struct effect_value v[6];
};
struct effect_result {
	const char *outcome; /* static, one of effect_outcomes() */
	struct effect_values values;
	unsigned items_n;
	struct effect_item items[EFFECT_ITEMS_MAX];
};

/* Adds a value; `value` is cut on a character border to fit. Asserts room (ours to keep). */
void effect_set(struct effect_values *values, const char *name, const char *value);
/* Appends an item and returns it, or NULL when the list is full. */
struct effect_item *effect_item_add(struct effect_result *result, const char *id);
void effect_item_set(struct effect_item *item, const char *name, const char *value);
