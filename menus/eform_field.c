/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What one input says of its answer: label, default, whether it must be there, limits, patterns.
 * Follows Form.io's validator (@formio/core): which member is read for which type, and that a
 * member the validator does not look at does not bind. Unknown members of `validate` are problems.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "gateway/base/log.h"
#include "menus/eform_date.h"
#include "menus/eform_internal.h"
#include "menus/eform_pattern.h"

/* From Form.io's validateEmail. */
#define EMAIL \
	"^(([^<>()[\\]\\\\.,;:\\s@\"]+(\\.[^<>()[\\]\\\\.,;:\\s@\"]+)*)|(\".+\"))@" \
	"((\\[[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\])|(([a-zA-Z\\-0-9]+\\.)+[a-zA-" \
	"Z]{2,}))$"

/* A number, or a text that is one; false if absent, with a problem if it is something else. */
static bool number_of(
	const struct eform_at *at, const json_t *object, const char *key, double *number_r)
{
	const json_t *value = json_object_get(object, key);
	const char *text = json_string_value(value);
	char *end = NULL;
	double number;

	if (json_is_number(value)) {
		*number_r = json_number_value(value);
		return true;
	}
	if (!eform_says(value))
		return false;
	number = text ? strtod(text, &end) : NAN;
	if (end && *end == '\0' && isfinite(number)) {
		*number_r = number;
		return true;
	}
	eform_problem(at, talloc_asprintf(at->reader->eform, "%s.validate.%s", at->place, key),
		true, "a limit that is no number");
	return false;
}

static unsigned count_of(const struct eform_at *at, const json_t *validate, const char *key)
{
	double number = 0;

	if (!number_of(at, validate, key, &number))
		return 0;
	if (number >= 0 && number <= 1000000)
		return (unsigned)number;
	eform_problem(at, talloc_asprintf(at->reader->eform, "%s.validate.%s", at->place, key),
		true, "a limit out of range");
	return 0;
}

/* --- patterns ------------------------------------------------------------------------------ */
static void read_pattern(
	const struct eform_at *at, const json_t *validate, struct eform_field *field)
{
	const char *pattern = eform_text(at, validate, "pattern");
	void *ctx = at->reader->eform;

	if (pattern[0] == '\0')
		return;
	if (strlen(pattern) <= EFORM_PATTERN_MAX)
		field->test = eform_pattern_read(ctx, talloc_asprintf(ctx, "^%s$", pattern));
	if (field->test)
		field->pattern = pattern;
	else
		eform_problem(
			at, eform_place(at, "validate.pattern"), true, "pattern not understood");
}

/* An input mask as a pattern: 9 a digit, A a letter, a a small letter, * either; the rest stands
 * for itself. */
static const char *mask_pattern(void *ctx, const char *mask)
{
	char *pattern = talloc_strdup(ctx, "^");

	for (; *mask; mask++)
		switch (*mask) {
		case '9':
			pattern = talloc_strdup_append(pattern, "\\d");
			break;
		case 'A':
			pattern = talloc_strdup_append(pattern, "[a-zA-Z]");
			break;
		case 'a':
			pattern = talloc_strdup_append(pattern, "[a-z]");
			break;
		case '*':
			pattern = talloc_strdup_append(pattern, "[a-zA-Z0-9]");
			break;
		default:
			if (strchr("\\^$.|?+()[]{}/", *mask))
				pattern = talloc_strdup_append(pattern, "\\");
			pattern = talloc_strndup_append(pattern, mask, 1);
		}
	return talloc_strdup_append(pattern, "$");
}

static void read_mask(const struct eform_at *at, const json_t *validate, struct eform_field *field)
{
	void *ctx = at->reader->eform;
	const char *mask = eform_text(at, at->json, "inputMask");

	if (field->type == EFORM_EMAIL)
		field->type_test = eform_pattern_read(ctx, EMAIL);
	/* the validator leaves the mask of a time alone */
	if (field->type == EFORM_TIME ||
		eform_truthy(json_object_get(validate, "skipMaskValidation")))
		return;
	if (eform_says(json_object_get(at->json, "inputMasks")) &&
		eform_says(json_object_get(at->json, "allowMultipleMasks"))) {
		eform_problem(at, eform_place(at, "inputMasks"), true, "a choice of input masks");
		return;
	}
	if (mask[0] == '\0')
		return;
	field->mask = mask;
	if (strlen(mask) <= EFORM_PATTERN_MAX)
		field->type_test = eform_pattern_read(ctx, mask_pattern(ctx, mask));
	if (!field->type_test)
		eform_problem(at, eform_place(at, "inputMask"), true, "input mask not understood");
}

/* --- dates --------------------------------------------------------------------------------- */
/* The first of the places where Form.io's editions keep a date's limit. */
static const char *date_limit(const struct eform_at *at, const json_t *validate, const char *key)
{
	const json_t *places[] = { json_object_get(at->json, "widget"),
		json_object_get(at->json, "datePicker"), at->json, validate };

	for (unsigned i = 0; i < ARRAY_SIZE(places); i++) {
		const json_t *value = json_object_get(places[i], key);
		struct eform_date date;

		if (!eform_says(value))
			continue;
		if (!json_is_string(value) || !eform_date_read(json_string_value(value), &date))
			eform_problem(at, eform_place(at, key), true,
				"a limit of the date that is not a date as it stands");
		return eform_as_text(at->reader->eform, value);
	}
	return NULL;
}

static void read_datetime(const struct eform_at *at, struct eform_field *field)
{
	static const char *const pickers[] = { "disable", "disableFunction", "disableWeekends",
		"disableWeekdays" };
	const json_t *time = json_object_get(at->json, "enableTime");

	field->enable_time = !time || eform_truthy(time);
	if (json_is_false(json_object_get(at->json, "enableDate")))
		eform_problem(at, eform_place(at, "enableDate"), true, "a time without a date");
	for (unsigned i = 0; i < ARRAY_SIZE(pickers); i++)
		if (eform_says(
			    json_object_get(json_object_get(at->json, "datePicker"), pickers[i])))
			eform_problem(at, eform_place(at, "datePicker"), true,
				"days that may not be chosen (%s)", pickers[i]);
}

static void read_day(const struct eform_at *at, struct eform_field *field)
{
	static const char *const parts[] = { "day", "month", "year" };
	static const char *const limits[] = { "minYear", "maxYear" };
	const json_t *fields = json_object_get(at->json, "fields");

	field->format =
		eform_truthy(json_object_get(at->json, "dayFirst")) ? "DD/MM/YYYY" : "MM/DD/YYYY";
	for (unsigned i = 0; i < ARRAY_SIZE(parts); i++) {
		const json_t *part = json_object_get(fields, parts[i]);

		field->required |= eform_truthy(json_object_get(part, "required"));
		if (eform_truthy(json_object_get(part, "hide")))
			eform_problem(at, eform_place(at, "fields"), true, "a date without its %s",
				parts[i]);
	}
	for (unsigned i = 0; i < ARRAY_SIZE(limits); i++)
		if (eform_says(json_object_get(at->json, limits[i])) ||
			eform_says(json_object_get(json_object_get(fields, "year"), limits[i])))
			eform_problem(at, eform_place(at, limits[i]), true, "a limit of the year");
}

static void read_time(const struct eform_at *at, struct eform_field *field)
{
	const char *format = eform_text(at, at->json, "dataFormat");

	field->format = format[0] ? format : "HH:mm:ss";
	if (strcmp(field->format, "HH:mm:ss") != 0 && strcmp(field->format, "HH:mm") != 0)
		eform_problem(
			at, eform_place(at, "dataFormat"), true, "a time in a form of its own");
}

static bool bounded(enum eform_type type)
{
	return type == EFORM_DATETIME || type == EFORM_DAY;
}

/* --- validate ------------------------------------------------------------------------------ */
void eform_checks(const struct eform_at *at)
{
	static const char *const known[] = { "required", "pattern", "min", "max", "minLength",
		"maxLength", "minDate", "maxDate", "minSelectedCount", "maxSelectedCount",
		"skipMaskValidation", "onlyAvailableItems", "multiple", "patternMessage",
		"customMessage", "customPrivate", "strictDateValidation", "step", "row", "integer",
		NULL };
	json_t *validate = json_object_get(at->json, "validate"), *value;
	const char *key;

	if (validate && !json_is_object(validate) && !json_is_null(validate))
		eform_problem(at, eform_place(at, "validate"), false, "expected an object");
	json_object_foreach (validate, key, value) {
		const char *const *name = known;

		while (*name && strcmp(*name, key) != 0)
			name++;
		if (!*name && eform_says(value))
			eform_problem(at, eform_place(at, "validate"), true,
				"a check that is not understood: %s",
				log_escaped(key, strlen(key), 40));
	}
}

void eform_limits_read(const struct eform_at *at, struct eform_field *field)
{
	json_t *validate = json_object_get(at->json, "validate");

	field->required = eform_truthy(json_object_get(validate, "required"));
	field->min_length = count_of(at, validate, "minLength");
	field->max_length = count_of(at, validate, "maxLength");
	field->has_min = number_of(at, validate, "min", &field->min);
	field->has_max = number_of(at, validate, "max", &field->max);
	field->whole = eform_truthy(json_object_get(validate, "integer"));
	field->min_selected = count_of(at, validate, "minSelectedCount");
	field->max_selected = count_of(at, validate, "maxSelectedCount");
	if (bounded(field->type)) {
		field->min_date = date_limit(at, validate, "minDate");
		field->max_date = date_limit(at, validate, "maxDate");
	}
	read_pattern(at, validate, field);
	read_mask(at, validate, field);
}

/* An answer that is not kept is neither checked nor wanted. */
static bool is_kept(const struct eform_at *at)
{
	const json_t *persistent = json_object_get(at->json, "persistent");

	if (json_is_false(json_object_get(at->json, "input")))
		return false;
	if (!persistent || eform_truthy(json_object_get(at->json, "protected")))
		return true;
	return eform_truthy(persistent) &&
		(!json_is_string(persistent) ||
			strcmp(json_string_value(persistent), "client-only") != 0);
}

void eform_field_read(const struct eform_at *at, struct eform_field *field)
{
	const json_t *otherwise = json_object_get(at->json, "defaultValue");
	const json_t *clear = json_object_get(at->json, "clearOnHide");

	field->label = eform_text(at, at->json, "label");
	field->format = "";
	field->multiple = eform_truthy(json_object_get(at->json, "multiple"));
	field->keeps_when_hidden = clear && !eform_truthy(clear);
	if (json_is_boolean(otherwise) || json_is_number(otherwise) || eform_says(otherwise))
		field->default_value = eform_as_text(at->reader->eform, otherwise);
	field->has_default = field->default_value;
	eform_limits_read(at, field);
	if (field->type == EFORM_DATETIME)
		read_datetime(at, field);
	else if (field->type == EFORM_DAY)
		read_day(at, field);
	else if (field->type == EFORM_TIME)
		read_time(at, field);
	else if (field->type == EFORM_CHECKBOX &&
		strcmp(eform_text(at, at->json, "inputType"), "radio") == 0)
		eform_problem(at, eform_place(at, "inputType"), false,
			"a checkbox that acts as a radio button");
	else if (field->type == EFORM_TEXTAREA &&
		strcmp(eform_text(at, at->json, "as"), "json") == 0)
		eform_problem(at, eform_place(at, "as"), false, "a text that is kept as JSON");
	if (!is_kept(at))
		field->required = false;
	eform_options_read(at, field);
}
