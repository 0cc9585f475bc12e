/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is sent against what a field takes, as far as it can be seen without answers: options by
 * their values, and the JSON that the field's type wants.
 */
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/compile_parts.h"

#define LIST_SIZE 400 /* octets of options that a sentence names */

/* --- shapes -------------------------------------------------------------------------------- */
/* Only what was answered as a date or time, the day of a slot and today are one; the rest is text
 * as it stands. */
static bool is_moment(const json_t *source)
{
	const char *own = json_string_value(json_object_get(source, "own"));
	const char *fact = json_string_value(json_object_get(source, "fact"));

	return (json_object_get(source, "answer") && !json_object_get(source, "map")) ||
		(own && strcmp(own, "today") == 0) || (fact && strcmp(fact, "day") == 0);
}

static const char *shape(const json_t *source, const struct eform_field *field)
{
	bool fixed = json_object_get(source, "fixed");

	switch (field->type) {
	case EFORM_NUMBER:
	case EFORM_CURRENCY:
		return fixed ? NULL : "number";
	case EFORM_CHECKBOX:
		return fixed ? NULL : "boolean";
	case EFORM_DATETIME:
		return is_moment(source) ? "date" : NULL;
	case EFORM_DAY:
		return is_moment(source) ? "day" : NULL;
	case EFORM_TIME:
		return is_moment(source) ? "time" : NULL;
	case EFORM_SELECTBOXES:
		return "boxes";
	case EFORM_TEXT:
	case EFORM_TEXTAREA:
	case EFORM_PHONE:
	case EFORM_EMAIL:
	case EFORM_SELECT:
	case EFORM_RADIO:
	case EFORM_HIDDEN:
	case EFORM_FILE:
	case EFORM_SIGNATURE:
		break;
	}
	return field->multiple ? "list" : NULL;
}

void compile_shape(json_t *source, const struct eform_field *field)
{
	const char *as = shape(source, field);
	json_t *boxes;

	if (as && !json_object_get(source, "as"))
		json_object_set_new(source, "as", json_string(as));
	as = json_string_value(json_object_get(source, "as"));
	if (!as || strcmp(as, "boxes") != 0 || json_object_get(source, "of_values"))
		return;
	boxes = json_array();
	for (unsigned i = 0; i < field->options_n; i++)
		json_array_append_new(boxes, json_string(field->options[i].value));
	json_object_set_new(source, "of_values", boxes);
}

/* --- options ------------------------------------------------------------------------------- */
static bool is_option(const struct eform_field *field, const char *value)
{
	for (unsigned i = 0; i < field->options_n; i++)
		if (strcmp(field->options[i].value, value) == 0)
			return true;
	return false;
}

static void say_no_option(const struct compiling *c, const char *place,
	const struct eform_field *field, const char *value)
{
	char list[LIST_SIZE] = "";
	size_t used = 0;

	for (unsigned i = 0; i < field->options_n && used + 4 < sizeof(list); i++) {
		used += osmo_strlcpy(list + used, i ? ", " : "", sizeof(list) - used);
		if (used + strlen(field->options[i].value) + 4 >= sizeof(list)) {
			osmo_strlcpy(list + used, "...", sizeof(list) - used);
			break;
		}
		used += osmo_strlcpy(list + used, field->options[i].value, sizeof(list) - used);
	}
	compile_say(c, place, "\"%s\" is none of the form's options: %s", value, list);
}

static void check_option(const struct compiling *c, const char *place,
	const struct eform_field *field, const json_t *value)
{
	char *text = json_is_string(value) ? strdup(json_string_value(value))
					   : json_dumps(value, JSON_ENCODE_ANY);

	if (text && *text && !is_option(field, text))
		say_no_option(c, place, field, text);
	free(text);
}

/* An answer that is sent as it is: whatever the menus can give must be an option. */
static void check_answer(const struct compiling *c, const char *place,
	const struct eform_field *field, const char *key)
{
	const char *name, *set_key;
	json_t *node, *option, *set;
	size_t index;

	json_object_foreach (c->nodes, name, node) {
		const char *own = json_string_value(json_object_get(node, "key"));

		json_array_foreach (json_object_get(node, "options"), index, option) {
			json_t *value = json_object_get(option, "value");

			if (value && own && strcmp(own, key) == 0)
				check_option(c, place, field, value);
			json_object_foreach (json_object_get(option, "set"), set_key, set)
				if (strcmp(set_key, key) == 0)
					check_option(c, place, field, set);
		}
	}
}

void compile_check_values(const struct compiling *c, const char *place, json_t *source,
	const struct eform_field *field)
{
	json_t *fixed = json_object_get(source, "fixed"), *map = json_object_get(source, "map");
	const char *key = json_string_value(json_object_get(source, "answer")), *from;
	const char *fact = json_string_value(json_object_get(source, "fact"));
	json_t *value;

	if (field->options_n == 0)
		return;
	if (fixed)
		check_option(c, place, field, fixed);
	json_object_foreach (map, from, value)
		check_option(c, place, field, value);
	if (key && !map)
		check_answer(c, place, field, key);
	if (fact && strcmp(fact, "sex") == 0 && !map)
		compile_say(c, place, "needs a \"map\" to the form's options");
}
