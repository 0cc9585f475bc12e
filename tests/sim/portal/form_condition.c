/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Conditions are evaluated by recursion over the JSON. Every value is new or borrowed and counted
 * with Jansson's references, so each `evaluate` result is given back with json_decref.
 */
#include <stdio.h>
#include <string.h>
#include "tests/sim/portal/form_condition.h"

#define DEPTH_MAX 16
#define TEXT_SIZE 256
#define PATH_SIZE 256

struct place {
	const json_t *answers;
	const json_t *row;
};

json_t *form_lookup(const json_t *answers, const char *path)
{
	const json_t *at = answers;

	while (at) {
		const char *dot = strchr(path, '.');
		char key[PATH_SIZE];
		size_t n = dot ? (size_t)(dot - path) : strlen(path);

		if (n >= sizeof(key))
			return NULL;
		memcpy(key, path, n);
		key[n] = '\0';
		if (!dot)
			return json_object_get(at, key);
		at = json_object_get(at, key);
		path = dot + 1;
	}
	return NULL;
}

/* A value as text, so that 1 and "1" are the same, as in Form.io; false: it has none. */
static bool text_of(const json_t *value, char out_r[TEXT_SIZE])
{
	if (json_is_string(value))
		snprintf(out_r, TEXT_SIZE, "%s", json_string_value(value));
	else if (json_is_integer(value))
		snprintf(out_r, TEXT_SIZE, "%lld", (long long)json_integer_value(value));
	else if (json_is_real(value))
		snprintf(out_r, TEXT_SIZE, "%g", json_real_value(value));
	else if (json_is_boolean(value))
		snprintf(out_r, TEXT_SIZE, "%s", json_is_true(value) ? "true" : "false");
	else
		return false;
	return true;
}

static bool same(const json_t *a, const json_t *b)
{
	char text_a[TEXT_SIZE], text_b[TEXT_SIZE];
	bool has_a = text_of(a, text_a), has_b = text_of(b, text_b);

	if (!has_a || !has_b)
		return has_a == has_b;
	return strcmp(text_a, text_b) == 0;
}

static bool among(const json_t *list, const json_t *value)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item) {
		if (same(item, value))
			return true;
	}
	return false;
}

static bool truthy(const json_t *value)
{
	if (json_is_string(value))
		return *json_string_value(value) != '\0';
	if (json_is_number(value))
		return json_number_value(value) != 0;
	if (json_is_array(value))
		return json_array_size(value) > 0;
	return json_is_true(value) || json_is_object(value);
}

static json_t *evaluate(const struct place *place, json_t *logic, unsigned depth);

/* "data.x" or "row.x"; another name has no value. */
static json_t *variable(const struct place *place, const json_t *name)
{
	const char *path = json_string_value(name);

	if (!path)
		return NULL;
	if (strncmp(path, "data.", 5) == 0)
		return json_incref(form_lookup(place->answers, path + 5));
	if (strncmp(path, "row.", 4) == 0)
		return json_incref(form_lookup(place->row, path + 4));
	return NULL;
}

/* and, or: like JSONLogic over all operands, but the result is only true or false. */
static bool all_or_any(const struct place *place, json_t *operands, bool all, unsigned depth)
{
	size_t i;
	json_t *operand;

	json_array_foreach (operands, i, operand) {
		json_t *value = evaluate(place, operand, depth);
		bool holds = truthy(value);

		json_decref(value);
		if (holds != all)
			return holds;
	}
	return all;
}

/* The operators of two operands, and "!" of its first. NULL: an operator that we do not know. */
static json_t *compare(const char *operator, const json_t * a, const json_t *b)
{
	if (strcmp(operator, "==") == 0)
		return json_boolean(same(a, b));
	if (strcmp(operator, "!=") == 0)
		return json_boolean(!same(a, b));
	if (strcmp(operator, "in") == 0)
		return json_boolean(among(b, a));
	if (strcmp(operator, "!") == 0)
		return json_boolean(!truthy(a));
	return NULL;
}

static json_t *operation(
	const struct place *place, const char *operator, json_t * operands, unsigned depth)
{
	bool is_list = json_is_array(operands);
	json_t *a, *b, *result;

	if (strcmp(operator, "var") == 0)
		return variable(place, is_list ? json_array_get(operands, 0) : operands);
	if (strcmp(operator, "and") == 0 || strcmp(operator, "or") == 0)
		return json_boolean(
			all_or_any(place, operands, strcmp(operator, "and") == 0, depth));
	a = evaluate(place, is_list ? json_array_get(operands, 0) : operands, depth);
	b = is_list ? evaluate(place, json_array_get(operands, 1), depth) : NULL;
	result = compare(operator, a, b);
	json_decref(a);
	json_decref(b);
	return result ? result : json_true();
}

static json_t *evaluate(const struct place *place, json_t *logic, unsigned depth)
{
	void *only = json_object_iter(logic);

	if (!only || depth > DEPTH_MAX)
		return json_incref(logic);
	return operation(
		place, json_object_iter_key(only), json_object_iter_value(only), depth + 1);
}

/* {"show": true, "when": path, "eq": value}; of selectboxes the box `eq` is meant. */
static bool when_holds(const json_t *condition, const json_t *answers, const char *when)
{
	const json_t *show = json_object_get(condition, "show");
	const json_t *eq = json_object_get(condition, "eq");
	const json_t *value = form_lookup(answers, when);
	const char *word = json_string_value(show);
	bool shows = json_is_true(show) || (word && strcmp(word, "true") == 0);
	bool holds;

	if (json_is_object(value))
		holds = json_is_true(json_object_get(value, json_string_value(eq)));
	else if (json_is_array(value))
		holds = among(value, eq);
	else
		holds = value && same(value, eq);
	return holds == shows;
}

bool form_shown(const json_t *component, const json_t *answers, const json_t *row)
{
	const json_t *condition = json_object_get(component, "conditional");
	const char *when = json_string_value(json_object_get(condition, "when"));
	json_t *logic = json_object_get(condition, "json");
	struct place place = { answers, row };
	json_t *value;
	bool holds;

	if (json_is_object(logic)) {
		value = evaluate(&place, logic, 0);
		holds = truthy(value);
		json_decref(value);
		return holds;
	}
	return when && *when ? when_holds(condition, answers, when) : true;
}
