/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From a source to the JSON of its value: first the text that is meant, then how the form wants it
 * written. What cannot be written so, such as a date of which the year alone is known, is nobody's
 * guess: NULL leaves it to the clerk.
 */
#include "menus/submission_value.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/base/clock.h"
#include "menus/pairs.h"
#include "menus/words.h"

#define MADE_SIZE	(UNIT_KIND_MAX + 1 + UNIT_NAME_MAX + 1)
#define DAY_S		86400
#define SLOT_DIGITS_MAX 11
#define YEARS_TO_29F	8 /* within so many years there is a 29 February */

const char *submission_answer(const struct submission_at *at, uint16_t key)
{
	const char *text = pairs_find(at->state->answers, at->state->answers_len, key);

	return text && *text ? text : NULL;
}

const char *source_mapped(const struct source *source, const char *value)
{
	if (source->map_n == 0)
		return value;
	for (unsigned i = 0; i < source->map_n; i++)
		if (strcmp(source->map[i].from, value) == 0)
			return source->map[i].to;
	return NULL;
}

unsigned source_format_digits(const char *format)
{
	unsigned n = 0;

	for (; *format; format++)
		n += *format == '#';
	return n;
}

/* --- dates and times ----------------------------------------------------------------------- */
static int digits_value(const char *digits, size_t n)
{
	int value = 0;

	for (size_t i = 0; i < n; i++)
		value = value * 10 + (digits[i] - '0');
	return value;
}

static bool are_digits(const char *text, size_t n)
{
	return strlen(text) == n && strspn(text, "0123456789") == n;
}

static int day_number(const struct local_time *day)
{
	return (day->year * 100 + day->month) * 100 + day->day;
}

static struct local_time today_of(const struct submission_at *at)
{
	const char *today = at->own->today;

	return (struct local_time) { .year = digits_value(today + 4, 4),
		.month = digits_value(today + 2, 2),
		.day = digits_value(today, 2) };
}

/* The next such day from today on. */
static bool add_year(const struct submission_at *at, struct local_time *day)
{
	struct local_time now = today_of(at);

	for (day->year = now.year; day->year <= now.year + YEARS_TO_29F; day->year++)
		if (local_valid(day) && day_number(day) >= day_number(&now))
			return true;
	return false;
}

/* "24112026", or "2411" of days to come; where a year alone is taken, four digits are that. */
static bool date_of(const struct submission_at *at, const struct source *source, const char *text,
	struct local_time *day_r)
{
	const struct tree *tree = &at->set->trees[at->state->at.tree];
	const struct node *entry =
		source->kind == SOURCE_ANSWER ? tree_entry(tree, source->key) : NULL;
	struct local_time day = { 0 };
	bool to_come = entry && !entry->year_alone;

	if (!are_digits(text, 8) && !(to_come && are_digits(text, 4)))
		return false;
	day.day = digits_value(text, 2);
	day.month = digits_value(text + 2, 2);
	if (text[4])
		day.year = digits_value(text + 4, 4);
	else if (!add_year(at, &day))
		return false;
	if (!local_valid(&day))
		return false;
	*day_r = day;
	return true;
}

/* Of a date that is over: whether it was at most so many days ago. */
static const char *within(
	const struct submission_at *at, const struct source *source, const char *text)
{
	struct local_time day, today = today_of(at);

	if (!date_of(at, source, text, &day))
		return NULL;
	return (local_to_utc(&today) - local_to_utc(&day)) / DAY_S <= source->days ? "within"
										   : "later";
}

/* --- what is meant ------------------------------------------------------------------------- */
static const char *full_name(const struct unit *unit, char made[MADE_SIZE])
{
	snprintf(made, MADE_SIZE, "%s %s", unit->kind, unit->name);
	return made;
}

static const char *unit_fact(
	const struct units *units, enum source_fact fact, const char *code, char made[MADE_SIZE])
{
	const struct unit *unit = units ? units_find(units, code) : NULL, *province;

	if (!unit)
		return NULL;
	province = *unit->parent ? units_find(units, unit->parent) : unit;
	switch (fact) {
	case FACT_CODE:
		return unit->code;
	case FACT_NAME:
		return full_name(unit, made);
	case FACT_PROVINCE:
		return province ? province->code : NULL;
	case FACT_PROVINCE_NAME:
		return province ? full_name(province, made) : NULL;
	case FACT_SEX:
	case FACT_YEAR:
	case FACT_DAY:
		break;
	}
	return NULL;
}

/* The day of a slot, whose id is its start (menus/effect.h). */
static const char *slot_day(const char *slot, char made[MADE_SIZE])
{
	struct local_time day;

	if (strlen(slot) > SLOT_DIGITS_MAX || !are_digits(slot, strlen(slot)))
		return NULL;
	day = local_from_utc(strtoll(slot, NULL, 10));
	snprintf(made, MADE_SIZE, "%02d%02d%04d", day.day, day.month, day.year);
	return made;
}

static const char *fact_text(
	const struct submission_at *at, const struct source *source, char made[MADE_SIZE])
{
	const char *answer = submission_answer(at, source->key);

	if (!answer)
		return NULL;
	if (source->fact == FACT_SEX)
		return words_fact(answer, "sex", strlen("sex"), made);
	if (source->fact == FACT_YEAR)
		return words_fact(answer, "year", strlen("year"), made);
	if (source->fact == FACT_DAY)
		return slot_day(answer, made);
	return unit_fact(at->set->units, source->fact, answer, made);
}

static const char *own_text(const struct submission_at *at, enum source_own own)
{
	struct local_time today;

	switch (own) {
	case OWN_PHONE:
		return at->own->phone;
	case OWN_APPLICANT_PHONE:
		return at->applicant_phone;
	case OWN_PROCEDURE:
		today = today_of(at);
		return menu_set_tree_code_at(at->set, at->state->at.tree, day_number(&today));
	case OWN_TODAY:
		break;
	}
	return at->own->today;
}

static const char *source_text(
	const struct submission_at *at, const struct source *source, char made[MADE_SIZE])
{
	const char *text = NULL;

	switch (source->kind) {
	case SOURCE_ANSWER:
		text = submission_answer(at, source->key);
		if (text && source->days > 0)
			text = within(at, source, text);
		break;
	case SOURCE_FACT:
		text = fact_text(at, source, made);
		break;
	case SOURCE_FIXED:
		text = source->fixed.text;
		break;
	case SOURCE_OWN:
		text = own_text(at, source->own);
		break;
	case SOURCE_CLERK:
	case SOURCE_PAPER:
	case SOURCE_PREFILLED:
		break;
	}
	return text ? source_mapped(source, text) : NULL;
}

/* --- dates and times, as the form writes them ---------------------------------------------- */
static json_t *date_value(
	const struct submission_at *at, const struct source *source, const char *text)
{
	struct local_time day;
	char iso[CLOCK_ISO_SIZE];

	if (!date_of(at, source, text, &day))
		return NULL;
	if (source->as == AS_DAY)
		return json_sprintf("%02d/%02d/%04d", day.month, day.day, day.year);
	clock_iso8601(local_to_utc(&day), iso);
	return json_string(iso);
}

static json_t *time_value(const char *text)
{
	if (!are_digits(text, 4))
		return NULL;
	return json_sprintf("%.2s:%.2s:00", text, text + 2);
}

/* --- other ways to write ------------------------------------------------------------------- */
static json_t *number_value(const char *text)
{
	size_t sign = *text == '-', digits = strlen(text + sign);

	if (digits == 0 || digits > SOURCE_NUMBER_DIGITS || !are_digits(text + sign, digits))
		return NULL;
	return json_integer(strtoll(text, NULL, 10));
}

static bool is_true(const char *text)
{
	return strcmp(text, "true") == 0 || strcmp(text, "yes") == 0 || strcmp(text, "1") == 0;
}

static json_t *boxes_value(const struct source *source, const char *text)
{
	json_t *boxes = json_object();
	bool known = false;

	for (unsigned i = 0; i < source->boxes_n; i++) {
		bool chosen = strcmp(source->boxes[i], text) == 0;

		known |= chosen;
		if (json_object_set_new(boxes, source->boxes[i], json_boolean(chosen)) < 0)
			known = false;
	}
	if (known)
		return boxes;
	json_decref(boxes);
	return NULL;
}

/* A list of one; takes the element. */
static json_t *list_value(json_t *element)
{
	return element ? json_pack("[o]", element) : NULL;
}

static json_t *formatted_value(const char *format, const char *digits)
{
	char out[SOURCE_FORMAT_MAX + 1];
	size_t n = strlen(format);

	if (n > SOURCE_FORMAT_MAX || !are_digits(digits, source_format_digits(format)))
		return NULL;
	for (size_t i = 0; i < n; i++)
		out[i] = format[i] == '#' ? *digits++ : format[i];
	return json_stringn(out, n);
}

static json_t *fixed_value(const struct fixed *fixed)
{
	switch (fixed->kind) {
	case FIXED_TEXT:
		break;
	case FIXED_INTEGER:
		return json_integer(fixed->integer);
	case FIXED_REAL:
		return json_real(fixed->real);
	case FIXED_BOOLEAN:
		return json_boolean(fixed->boolean);
	}
	return json_string(fixed->text);
}

json_t *submission_value(const struct submission_at *at, const struct source *source)
{
	char made[MADE_SIZE];
	bool fixed = source->kind == SOURCE_FIXED;
	const char *text = source_text(at, source, made);

	if (!text && !fixed)
		return NULL;
	switch (source->as) {
	case AS_TEXT:
		break;
	case AS_NUMBER:
		return number_value(text);
	case AS_BOOLEAN:
		return json_boolean(is_true(text));
	case AS_DATE:
	case AS_DAY:
		return date_value(at, source, text);
	case AS_TIME:
		return time_value(text);
	case AS_BOXES:
		return boxes_value(source, text);
	case AS_LIST:
		return list_value(fixed ? fixed_value(&source->fixed) : json_string(text));
	}
	if (fixed)
		return fixed_value(&source->fixed);
	return source->format ? formatted_value(source->format, text) : json_string(text);
}
