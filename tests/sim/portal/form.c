/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The walk over a form's components.
 */
#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "tests/sim/portal/form.h"

#define DEPTH_MAX   8
#define VALUE_SIZE  1024
#define REASON_SIZE 512

struct check {
	const json_t *answers;
	const json_t *left_to_clerk;
	json_t *errors;
	json_t *known; /* keys that the form has */
};

void form_error(json_t *errors, const char *field, const char *format, ...)
{
	char reason[REASON_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	json_array_append_new(errors, json_pack("{s:s, s:s}", "field", field, "reason", reason));
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* An answer as text, numbers too; "" where there is none. */
static void value_of(const json_t *answers, const char *key, char out[VALUE_SIZE])
{
	const json_t *value = json_object_get(answers, key);

	out[0] = '\0';
	if (json_is_string(value))
		snprintf(out, VALUE_SIZE, "%s", json_string_value(value));
	else if (json_is_integer(value))
		snprintf(out, VALUE_SIZE, "%lld", (long long)json_integer_value(value));
}

static int listed(const json_t *list, const char *text)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item) {
		if (json_is_string(item) && strcmp(json_string_value(item), text) == 0)
			return 1;
	}
	return 0;
}

/* {"show": true, "when": key, "eq": value} */
static int shown(const struct check *check, const json_t *component)
{
	const json_t *condition = json_object_get(component, "conditional");
	const char *when = text_of(condition, "when");
	char value[VALUE_SIZE];
	int equal;

	if (!*when)
		return 1;
	value_of(check->answers, when, value);
	equal = strcmp(value, text_of(condition, "eq")) == 0;
	return json_is_false(json_object_get(condition, "show")) ? !equal : equal;
}

static int in_values(const json_t *component, const char *value)
{
	const json_t *values = json_object_get(json_object_get(component, "data"), "values");
	size_t i;
	json_t *item;

	if (!values)
		values = json_object_get(component, "values");
	if (json_array_size(values) == 0)
		return 1;
	json_array_foreach (values, i, item) {
		if (strcmp(text_of(item, "value"), value) == 0)
			return 1;
	}
	return 0;
}

static int matches(const char *pattern, const char *value)
{
	regex_t regex;
	int rc;

	if (!*pattern || regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return 1;
	rc = regexec(&regex, value, 0, NULL, 0);
	regfree(&regex);
	return rc == 0;
}

static json_int_t chars_of(const char *value)
{
	json_int_t n = 0;

	for (; *value; value++)
		n += ((unsigned char)*value & 0xc0) != 0x80;
	return n;
}

static void check_value(struct check *check, const json_t *component, const char *value)
{
	const json_t *rules = json_object_get(component, "validate");
	const json_t *longest = json_object_get(rules, "maxLength");
	const char *key = text_of(component, "key"), *label = text_of(component, "label");

	if (!in_values(component, value))
		form_error(check->errors, key, "Giá trị không có trong danh mục: %s", label);
	else if (longest && chars_of(value) > json_integer_value(longest))
		form_error(check->errors, key, "Nội dung quá dài: %s", label);
	else if (!matches(text_of(rules, "pattern"), value))
		form_error(check->errors, key, "Nội dung không đúng mẫu: %s", label);
}

static void check_field(struct check *check, const json_t *component)
{
	const json_t *rules = json_object_get(component, "validate");
	const char *key = text_of(component, "key");
	char value[VALUE_SIZE];

	if (!*key || !json_is_true(json_object_get(component, "input")))
		return;
	json_object_set_new(check->known, key, json_true());
	if (!shown(check, component))
		return;
	value_of(check->answers, key, value);
	if (*value)
		check_value(check, component, value);
	else if (json_is_true(json_object_get(rules, "required")) &&
		!listed(check->left_to_clerk, key))
		form_error(check->errors, key, "Thiếu thông tin bắt buộc: %s",
			text_of(component, "label"));
}

static void walk(struct check *check, const json_t *components, unsigned depth)
{
	size_t i;
	json_t *component;

	if (depth > DEPTH_MAX)
		return;
	json_array_foreach (components, i, component) {
		check_field(check, component);
		walk(check, json_object_get(component, "components"), depth + 1);
	}
}

void form_check(const json_t *form, json_t *answers, const json_t *left_to_clerk, json_t *errors)
{
	struct check check = { answers, left_to_clerk, errors, json_object() };
	const char *key;
	json_t *value;

	walk(&check, json_object_get(form, "components"), 0);
	json_object_foreach (answers, key, value) {
		if (!json_object_get(check.known, key))
			form_error(errors, key, "Tờ khai không có mục này");
	}
	json_decref(check.known);
}
