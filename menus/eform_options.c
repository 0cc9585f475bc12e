/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The values a field can take, as far as the form itself says them. A source by address, resource
 * or script is not asked: the field then has no options here, and the overlay must say them.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/eform_internal.h"

static void unknown(
	const struct eform_at *at, struct eform_field *field, const char *member, const char *what)
{
	field->options_n = 0;
	field->options = NULL;
	field->options_unknown = true;
	eform_problem(at, eform_place(at, member), true, "%s", what);
}

static bool is_scalar(const json_t *value)
{
	return json_is_string(value) || json_is_number(value) || json_is_boolean(value);
}

static bool is_listed(const struct eform_option *options, unsigned n, const char *value)
{
	for (unsigned i = 0; i < n; i++)
		if (strcmp(options[i].value, value) == 0)
			return true;
	return false;
}

/* Where a list item keeps its value and its label; NULL: the item itself. */
struct keeping {
	const char *value, *label;
};

/* A member of an item by its path, "properties.code". */
static const json_t *member_of(const json_t *item, const char *path)
{
	return path ? eform_lookup(item, path, NULL) : item;
}

/* One option of the list; false with the reason if it cannot be one. */
static bool read_option(const struct eform_at *at, const json_t *item,
	const struct keeping *keeping, struct eform_option *option, const char **why_r)
{
	const json_t *value = json_is_object(item) ? member_of(item, keeping->value) : item;
	const json_t *label = json_is_object(item) ? member_of(item, keeping->label) : item;
	void *ctx = at->reader->eform;

	*why_r = "an option whose value is neither a text nor a number";
	if (!is_scalar(value))
		return false;
	option->value = eform_as_text(ctx, value);
	option->label = is_scalar(label) ? eform_as_text(ctx, label) : option->value;
	*why_r = "an option whose value is empty";
	return option->value[0] != '\0';
}

/* The builder leaves one empty option in a list nobody filled in. */
static bool is_blank(const json_t *item)
{
	const json_t *value = json_object_get(item, "value");

	return json_is_string(value) && !eform_says(value) &&
		!eform_says(json_object_get(item, "label"));
}

static void read_list(const struct eform_at *at, const json_t *list, const char *member,
	const struct keeping *keeping, struct eform_field *field)
{
	size_t size = json_array_size(list), i;
	struct eform_option *options;
	const char *why;
	json_t *item;
	unsigned n = 0;

	if (size > EFORM_OPTIONS_MAX) {
		unknown(at, field, member, "more options than are read");
		return;
	}
	options = talloc_array(at->reader->eform, struct eform_option, (unsigned)size + 1);
	json_array_foreach (list, i, item) {
		if (is_blank(item))
			continue;
		if (!read_option(at, item, keeping, &options[n], &why)) {
			unknown(at, field, member, why);
			return;
		}
		if (!is_listed(options, n, options[n].value))
			n++;
		else
			eform_problem(
				at, eform_place(at, member), true, "two options of one value");
	}
	field->options_n = n;
	field->options = options;
	if (n == 0)
		unknown(at, field, member, "there is nothing to choose from");
}

/* "<span>{{ item.ten }}</span>" -> "ten"; NULL if it is not that plain. */
static const char *label_of_template(const struct eform_at *at, const char *text)
{
	const char *item = strstr(text, "item.");
	size_t len;

	if (!item)
		return NULL;
	item += strlen("item.");
	len = strspn(item, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.");
	return len ? talloc_strndup(at->reader->eform, item, len) : NULL;
}

/* data.json: an array, or a text that is one. */
static void read_json(const struct eform_at *at, const json_t *source, struct eform_field *field)
{
	const char *value = eform_text(at, at->json, "valueProperty");
	struct keeping keeping = { .value = value[0] ? value : NULL,
		.label = label_of_template(at, eform_text(at, at->json, "template")) };
	struct json_reader reader;
	json_t *list;

	if (json_is_array(source)) {
		read_list(at, source, "data.json", &keeping, field);
		return;
	}
	list = json_is_string(source) ? json_read(&reader, "data.json", json_string_value(source),
						json_string_length(source))
				      : NULL;
	if (json_is_array(list))
		read_list(at, list, "data.json", &keeping, field);
	else
		unknown(at, field, "data.json", "its list of options is no JSON array");
	json_decref(list);
}

static void read_select(const struct eform_at *at, struct eform_field *field)
{
	static const struct keeping keeping = { .value = "value", .label = "label" };
	const json_t *data = json_object_get(at->json, "data");
	const json_t *values = json_object_get(data, "values");
	const char *source = eform_text(at, at->json, "dataSrc");

	if (strcmp(eform_text(at, at->json, "dataType"), "object") == 0)
		unknown(at, field, "dataType", "its answer is an object");
	else if (source[0] == '\0' || strcmp(source, "values") == 0)
		read_list(at, values, "data.values", &keeping, field);
	else if (strcmp(source, "json") == 0)
		read_json(at, json_object_get(data, "json"), field);
	else
		unknown(at, field, "dataSrc", "its options come from outside the form");
}

static void read_values(const struct eform_at *at, struct eform_field *field)
{
	static const struct keeping keeping = { .value = "value", .label = "label" };
	const char *source = eform_text(at, at->json, "dataSrc");

	if (source[0] == '\0' || strcmp(source, "values") == 0)
		read_list(at, json_object_get(at->json, "values"), "values", &keeping, field);
	else
		unknown(at, field, "dataSrc", "its options come from outside the form");
}

void eform_options_read(const struct eform_at *at, struct eform_field *field)
{
	if (field->type == EFORM_SELECT)
		read_select(at, field);
	else if (field->type == EFORM_RADIO || field->type == EFORM_SELECTBOXES)
		read_values(at, field);
}
