/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One answer against one field: type of JSON, options, pattern, lengths, limits. Stricter than
 * Form.io's validator in three things: a choice must be one of the options even where the form does
 * not insist, a date must be written as ISO 8601, and a whole number (`integer`) be whole.
 */
#include <math.h>
#include <string.h>
#include <talloc.h>
#include "gateway/base/ucs2.h"
#include "menus/eform_check_value.h"
#include "menus/eform_date.h"
#include "menus/eform_internal.h"
#include "menus/eform_pattern.h"

#define DEPTH_MAX 8 /* of an answer that is an object */

/* --- is there one -------------------------------------------------------------------------- */
static bool is_there(const json_t *value, bool false_counts, unsigned depth)
{
	const char *text = json_string_value(value), *key;
	json_t *part;
	size_t i;

	if (!value || json_is_null(value) || depth == DEPTH_MAX)
		return false;
	if (text)
		return text[strspn(text, " \t\n\r\f\v")] != '\0';
	if (json_is_boolean(value))
		return false_counts || json_is_true(value);
	if (json_is_number(value))
		return true;
	json_array_foreach (value, i, part)
		if (is_there(part, false_counts, depth + 1))
			return true;
	json_object_foreach ((json_t *)(uintptr_t)value, key, part)
		if (is_there(part, false_counts, depth + 1))
			return true;
	return false;
}

bool eform_value_is_there(const struct eform_field *field, const json_t *value)
{
	const char *text = json_string_value(value);
	bool ticks = field->type == EFORM_CHECKBOX || field->type == EFORM_SELECTBOXES;

	if (field->type == EFORM_DAY && text && strcmp(text, "00/00/0000") == 0)
		return false;
	return is_there(value, !ticks, 0);
}

/* --- texts --------------------------------------------------------------------------------- */
static const char *fault_of_text(const struct eform_field *field, const char *text)
{
	int units = ucs2_units(text, strlen(text));

	if (units < 0 || (field->min_length > 0 && (unsigned)units < field->min_length))
		return "is shorter than the form allows";
	if (field->max_length > 0 && (unsigned)units > field->max_length)
		return "is longer than the form allows";
	if (field->test && !eform_pattern_matches(field->test, text))
		return "does not match the form's pattern";
	if (field->type_test && !eform_pattern_matches(field->type_test, text))
		return field->type == EFORM_EMAIL && !field->mask
			? "is no email address"
			: "does not match the form's input mask";
	return NULL;
}

/* --- dates --------------------------------------------------------------------------------- */
static const char *fault_of_limits(const struct eform_field *field, const struct eform_date *date)
{
	struct eform_date limit;

	if (field->min_date && eform_date_read(field->min_date, &limit) &&
		eform_date_compare(date, &limit) < 0)
		return "is earlier than the form allows";
	if (field->max_date && eform_date_read(field->max_date, &limit)) {
		limit.minute = -1; /* the whole last day counts */
		if (eform_date_compare(date, &limit) > 0)
			return "is later than the form allows";
	}
	return NULL;
}

static const char *fault_of_date(const struct eform_field *field, const char *text)
{
	struct eform_date date;
	bool good = field->type == EFORM_DAY ? eform_day_read(text, field->format[0] == 'D', &date)
					     : eform_date_read(text, &date);

	return good ? fault_of_limits(field, &date) : "is no date as the form writes them";
}

static const char *fault_of_time(const struct eform_field *field, const char *text)
{
	bool seconds = strcmp(field->format, "HH:mm:ss") == 0;

	if ((seconds || strcmp(field->format, "HH:mm") == 0) && !eform_time_is_good(text, seconds))
		return "is no time as the form writes them";
	return NULL;
}

/* --- numbers, choices ---------------------------------------------------------------------- */
static const char *fault_of_number(const struct eform_field *field, double number)
{
	if (field->has_min && number < field->min)
		return "is less than the form allows";
	if (field->has_max && number > field->max)
		return "is more than the form allows";
	if (field->whole && floor(number) < number)
		return "must be a whole number";
	return NULL;
}

static bool is_option(const struct eform_field *field, const char *value)
{
	if (field->options_unknown)
		return true;
	for (unsigned i = 0; i < field->options_n; i++)
		if (strcmp(field->options[i].value, value) == 0)
			return true;
	return false;
}

static const char *fault_of_choice(const struct eform_field *field, const json_t *value)
{
	char *text;
	bool good;

	if (json_is_object(value) || json_is_array(value))
		return field->options_unknown ? NULL : "must be one value";
	text = talloc_strdup(NULL, "");
	good = is_option(field, eform_as_text(text, value));
	talloc_free(text);
	return good ? NULL : "is not one of the form's options";
}

static const char *fault_of_boxes(const struct eform_field *field, const json_t *value)
{
	unsigned ticked = 0;
	const char *key;
	json_t *box;

	if (!json_is_object(value))
		return "must be an object of truth values";
	json_object_foreach ((json_t *)(uintptr_t)value, key, box) {
		/* the form puts an empty box there while nothing is ticked */
		if (key[0] && !is_option(field, key))
			return "is not one of the form's options";
		if (!json_is_boolean(box))
			return "must be an object of truth values";
		ticked += json_is_true(box);
	}
	if (ticked < field->min_selected)
		return "has fewer ticked than the form allows";
	if (field->max_selected > 0 && ticked > field->max_selected)
		return "has more ticked than the form allows";
	return NULL;
}

/* --- all ----------------------------------------------------------------------------------- */
static const char *fault_in_text(const struct eform_field *field, const json_t *value)
{
	const char *text = json_string_value(value), *fault;

	if (!text)
		return "must be a text";
	fault = fault_of_text(field, text);
	if (!fault && (field->type == EFORM_DATETIME || field->type == EFORM_DAY))
		fault = fault_of_date(field, text);
	if (!fault && field->type == EFORM_TIME)
		fault = fault_of_time(field, text);
	return fault;
}

const char *eform_value_fault(const struct eform_field *field, const json_t *value)
{
	switch (field->type) {
	case EFORM_NUMBER:
	case EFORM_CURRENCY:
		if (!json_is_number(value))
			return "must be a number";
		return fault_of_number(field, json_number_value(value));
	case EFORM_SELECT:
	case EFORM_RADIO:
		return fault_of_choice(field, value);
	case EFORM_SELECTBOXES:
		return fault_of_boxes(field, value);
	case EFORM_CHECKBOX:
		return json_is_boolean(value) ? NULL : "must be true or false";
	case EFORM_FILE:
		return json_is_array(value) ? NULL : "must be an array of files";
	case EFORM_HIDDEN:
		return json_is_string(value) ? fault_of_text(field, json_string_value(value))
					     : NULL;
	case EFORM_TEXT:
	case EFORM_TEXTAREA:
	case EFORM_PHONE:
	case EFORM_EMAIL:
	case EFORM_DATETIME:
	case EFORM_DAY:
	case EFORM_TIME:
	case EFORM_SIGNATURE:
		break;
	}
	return fault_in_text(field, value);
}
