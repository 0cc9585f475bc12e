/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One answer against one value, as the JavaScript of Form.io's validator compares them (utils/
 * conditions.js and utils/operators of @formio/core, json-logic-js), oddities included: a form was
 * tried with that code, so that is what its author saw.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "menus/eform_internal.h"

static bool same_number(double a, double b)
{
	return a >= b && a <= b;
}

static bool is_none(const json_t *answer)
{
	return !answer || json_is_null(answer);
}

static char *text_of(void *ctx, const json_t *answer);

/* Its elements with commas between, null and arrays within included, as join() writes them. */
static char *text_of_array(void *ctx, const json_t *array)
{
	char *text = talloc_strdup(ctx, ""), *part;
	json_t *item;
	size_t i;

	json_array_foreach (array, i, item) {
		part = text_of(text, item);
		text = talloc_asprintf_append(
			text, "%s%s", i ? "," : "", json_is_null(item) ? "" : part);
	}
	return text;
}

/* String(answer). */
static char *text_of(void *ctx, const json_t *answer)
{
	if (!answer)
		return talloc_strdup(ctx, "undefined");
	if (json_is_null(answer))
		return talloc_strdup(ctx, "null");
	if (json_is_object(answer))
		return talloc_strdup(ctx, "[object Object]");
	return json_is_array(answer) ? text_of_array(ctx, answer) : eform_as_text(ctx, answer);
}

/* Number(text): NAN if it is none. */
static double number_of_text(const char *text)
{
	char *end;
	double number;

	text += strspn(text, " \t\n\r\f\v");
	if (*text == '\0')
		return 0;
	/* strtod also reads "nan", "inf" and hexadecimal fractions */
	if (strspn(text, "0123456789+-.eE") < strcspn(text, " \t\n\r\f\v"))
		return NAN;
	number = strtod(text, &end);
	return end[strspn(end, " \t\n\r\f\v")] == '\0' ? number : NAN;
}

static double number_of(const json_t *answer)
{
	if (json_is_number(answer))
		return json_number_value(answer);
	if (json_is_boolean(answer))
		return json_is_true(answer);
	return json_is_string(answer) ? number_of_text(json_string_value(answer)) : NAN;
}

static double number_of_value(const struct eform_value *value)
{
	if (value->kind == VALUE_NUMBER)
		return value->number;
	if (value->kind == VALUE_BOOL)
		return value->truth;
	if (value->kind == VALUE_NULL)
		return 0;
	return value->kind == VALUE_TEXT ? number_of_text(value->text) : NAN;
}

/* === */
static bool is_strictly(const json_t *answer, const struct eform_value *value)
{
	switch (value->kind) {
	case VALUE_NONE:
		return !answer;
	case VALUE_NULL:
		return json_is_null(answer);
	case VALUE_BOOL:
		return json_is_boolean(answer) && json_is_true(answer) == value->truth;
	case VALUE_NUMBER:
		return json_is_number(answer) &&
			same_number(json_number_value(answer), value->number);
	case VALUE_TEXT:
		break;
	}
	return json_is_string(answer) && strcmp(json_string_value(answer), value->text) == 0;
}

/* == */
static bool is_loosely(const json_t *answer, const struct eform_value *value)
{
	if (is_none(answer) || value->kind == VALUE_NONE || value->kind == VALUE_NULL)
		return is_none(answer) && (value->kind == VALUE_NONE || value->kind == VALUE_NULL);
	if (json_is_array(answer) && json_array_size(answer) == 1)
		return is_loosely(json_array_get(answer, 0), value);
	if (json_is_array(answer))
		return json_array_size(answer) == 0 && same_number(number_of_value(value), 0);
	if (json_is_string(answer) && value->kind == VALUE_TEXT)
		return is_strictly(answer, value);
	return same_number(number_of(answer), number_of_value(value));
}

/* --- show / when / eq ---------------------------------------------------------------------- */
static bool is_text(const json_t *answer, const char *text)
{
	char *own = text_of(NULL, answer);
	bool same = strcmp(own, text) == 0;

	talloc_free(own);
	return same;
}

static bool has_text(const json_t *array, const char *text)
{
	size_t i;
	json_t *item;

	json_array_foreach (array, i, item)
		if (is_text(item, text))
			return true;
	return false;
}

/* The member of an object, or the element of an array, that `eq` names; NULL: none. */
static const json_t *named(const json_t *answer, const char *name)
{
	char *end;
	unsigned long index;

	if (json_is_object(answer))
		return json_object_get(answer, name);
	if (!json_is_array(answer) || name[0] < '0' || name[0] > '9' ||
		(name[0] == '0' && name[1] != '\0'))
		return NULL;
	index = strtoul(name, &end, 10);
	return *end == '\0' ? json_array_get(answer, index) : NULL;
}

static bool compare_when(const struct eform_comparison *comparison, const json_t *answer)
{
	const char *eq = comparison->values[0].text;
	const json_t *member = named(answer, eq);

	if (member)
		return is_text(member, comparison->want ? "true" : "false");
	if (json_is_array(answer) && has_text(answer, eq))
		return comparison->want;
	return is_text(answer, eq) == comparison->want;
}

/* --- the operators of the list ------------------------------------------------------------- */
/* A text compared with a number or truth value is read as JSON. */
static bool is_equal(const struct eform_comparison *comparison, const json_t *answer)
{
	const struct eform_value *value = &comparison->values[0];

	if (comparison->known && comparison->type == EFORM_SELECTBOXES && json_is_object(answer))
		return eform_truthy(json_object_get(answer, value->text));
	if (value->kind != VALUE_TEXT || value->text[0] == '\0')
		return is_strictly(answer, value);
	if (json_is_boolean(answer))
		return strcmp(value->text, json_is_true(answer) ? "true" : "false") == 0;
	if (json_is_number(answer) && eform_truthy(answer))
		return same_number(json_number_value(answer), number_of_text(value->text));
	return is_strictly(answer, value);
}

static bool begins_or_ends(const json_t *answer, const char *part, bool ends)
{
	char *text = is_none(answer) ? talloc_strdup(NULL, "") : text_of(NULL, answer);
	size_t len = strlen(text), n = strlen(part);
	bool does = n <= len && memcmp(ends ? text + len - n : text, part, n) == 0;

	talloc_free(text);
	return does;
}

static bool includes(const json_t *answer, const struct eform_value *value)
{
	const char *key;
	json_t *member;

	if (json_is_string(answer))
		return strstr(json_string_value(answer), value->text);
	json_object_foreach ((json_t *)(uintptr_t)answer, key, member)
		if (is_strictly(member, value))
			return true;
	return false;
}

static bool is_empty_item(const struct eform_comparison *comparison, const json_t *answer)
{
	const char *text = json_string_value(answer);
	const char *key;
	json_t *box;

	if (is_none(answer))
		return true;
	if (text && comparison->type == EFORM_DATETIME && strcmp(text, "Invalid date") == 0)
		return true;
	if (text &&
		(comparison->type == EFORM_TEXT || comparison->type == EFORM_TEXTAREA ||
			comparison->type == EFORM_PHONE))
		return text[strspn(text, " \t\n\r\f\v")] == '\0';
	if (comparison->type == EFORM_CHECKBOX && json_is_false(answer))
		return true;
	if (comparison->type != EFORM_SELECTBOXES || !json_is_object(answer))
		return text && text[0] == '\0';
	json_object_foreach ((json_t *)(uintptr_t)answer, key, box)
		if (eform_truthy(box))
			return false;
	return true;
}

static bool is_empty(const struct eform_comparison *comparison, const json_t *answer)
{
	if (!json_is_array(answer))
		return is_empty_item(comparison, answer);
	return json_array_size(answer) == 0 ||
		(json_array_size(answer) == 1 &&
			is_empty_item(comparison, json_array_get(answer, 0)));
}

static bool is_on_side(const struct eform_comparison *comparison, const json_t *answer)
{
	const struct eform_value *value = &comparison->values[0];
	double number = json_number_value(answer), other = number_of_value(value);
	bool same = value->kind == VALUE_NUMBER && same_number(number, other);

	if (!json_is_number(answer))
		return false;
	switch ((int)comparison->operator) {
	case OPERATOR_LESS:
		return number < other;
	case OPERATOR_LESS_OR_EQUAL:
		return number < other || same;
	case OPERATOR_GREATER:
		return number > other;
	default:
		return number > other || same;
	}
}

static bool compare_item(const struct eform_comparison *comparison, const json_t *answer)
{
	const struct eform_value *value = &comparison->values[0];

	switch ((int)comparison->operator) {
	case OPERATOR_IS:
		return is_equal(comparison, answer);
	case OPERATOR_IS_NOT:
		return !is_equal(comparison, answer);
	case OPERATOR_INCLUDES:
		return includes(answer, value);
	case OPERATOR_NOT_INCLUDES:
		return !includes(answer, value);
	case OPERATOR_STARTS:
		return begins_or_ends(answer, value->text, false);
	case OPERATOR_ENDS:
		return begins_or_ends(answer, value->text, true);
	default:
		return is_on_side(comparison, answer);
	}
}

/* Of several answers one is enough. */
static bool compare_items(const struct eform_comparison *comparison, const json_t *answer)
{
	size_t i;
	json_t *item;

	if (!json_is_array(answer))
		return compare_item(comparison, answer);
	json_array_foreach (answer, i, item)
		if (compare_item(comparison, item))
			return true;
	return false;
}

/* --- JSONLogic ----------------------------------------------------------------------------- */
static bool is_one_of(const struct eform_comparison *comparison, const json_t *answer)
{
	/* json-logic-js takes a missing answer for null */
	json_t *null = json_null();

	for (unsigned i = 0; i < comparison->values_n; i++)
		if (is_strictly(answer ? answer : null, &comparison->values[i]))
			return true;
	return false;
}

static bool has(const json_t *answer, const struct eform_value *value)
{
	size_t i;
	json_t *item;

	if (json_is_string(answer))
		return strstr(json_string_value(answer), value->text);
	json_array_foreach (answer, i, item)
		if (is_strictly(item, value))
			return true;
	return false;
}

static bool is_part_of(const json_t *answer, const char *text)
{
	char *part = text_of(NULL, answer ? answer : json_null());
	bool is = strstr(text, part);

	talloc_free(part);
	return is;
}

static bool is_true(const json_t *answer)
{
	return json_is_array(answer) ? json_array_size(answer) > 0 : eform_truthy(answer);
}

static bool is_strictly_or_null(const json_t *answer, const struct eform_value *value)
{
	return is_strictly(answer ? answer : json_null(), value);
}

bool eform_compare(const struct eform_comparison *comparison, const json_t *answer)
{
	switch (comparison->operator) {
	case OPERATOR_WHEN:
		return compare_when(comparison, answer);
	case OPERATOR_EMPTY:
		return is_empty(comparison, answer);
	case OPERATOR_NOT_EMPTY:
		return !is_empty(comparison, answer);
	case OPERATOR_LOOSE:
		return is_loosely(answer, &comparison->values[0]);
	case OPERATOR_STRICT:
		return is_strictly_or_null(answer, &comparison->values[0]);
	case OPERATOR_ONE_OF:
		return is_one_of(comparison, answer);
	case OPERATOR_HAS:
		return has(answer, &comparison->values[0]);
	case OPERATOR_PART_OF:
		return is_part_of(answer, comparison->values[0].text);
	case OPERATOR_TRUTHY:
		return is_true(answer);
	case OPERATOR_IS:
	case OPERATOR_IS_NOT:
	case OPERATOR_INCLUDES:
	case OPERATOR_NOT_INCLUDES:
	case OPERATOR_STARTS:
	case OPERATOR_ENDS:
	case OPERATOR_LESS:
	case OPERATOR_LESS_OR_EQUAL:
	case OPERATOR_GREATER:
	case OPERATOR_GREATER_OR_EQUAL:
		break;
	}
	return compare_items(comparison, answer);
}
