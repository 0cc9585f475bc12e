/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The walk over a form's components. Groups for the eye (panel, columns, ...) are passed through;
 * containers and grids begin a place of their own, with its own keys. Every component is visited,
 * hidden ones too, for its path is known even where nothing is asked.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "tests/sim/portal/form.h"
#include "tests/sim/portal/form_condition.h"
#include "tests/sim/portal/form_value.h"

#define DEPTH_MAX   16
#define REASON_SIZE 512

struct check {
	void *ctx; /* owns all paths */
	const json_t *answers;
	const json_t *left_to_clerk;
	json_t *errors;
	json_t *paths; /* of all fields of the form, without numbers of rows */
};

/* Where the walk is: the answers, a container of them or a row of a grid. */
struct place {
	json_t *answers; /* NULL: there are none */
	json_t *known; /* keys that the form has here */
	const char *path, *form_path; /* before a key; form_path without numbers of rows */
	bool shown;
	unsigned depth;
};

static void walk(struct check *check, const struct place *place, const json_t *components);

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

static bool is_type(const json_t *component, const char *a, const char *b)
{
	const char *type = text_of(component, "type");

	return strcmp(type, a) == 0 || strcmp(type, b) == 0;
}

static bool listed(const json_t *list, const char *text)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item) {
		if (json_is_string(item) && strcmp(json_string_value(item), text) == 0)
			return true;
	}
	return false;
}

static void refuse_unknown(struct check *check, const struct place *place)
{
	const char *key;
	json_t *value;

	json_object_foreach (place->answers, key, value) {
		if (!json_object_get(place->known, key))
			form_error(check->errors,
				talloc_asprintf(check->ctx, "%s%s", place->path, key),
				"Tờ khai không có mục này");
	}
}

/* Checks the answer itself, not what is inside it. */
static void check_field(
	struct check *check, const struct place *place, const json_t *component, const char *path)
{
	json_t *value = json_object_get(place->answers, text_of(component, "key"));
	const json_t *rules = json_object_get(component, "validate");
	const char *label = text_of(component, "label");
	const char *wrong;

	if (form_value_empty(component, value)) {
		if (json_is_true(json_object_get(rules, "required")) &&
			!listed(check->left_to_clerk, path))
			form_error(check->errors, path, "Thiếu thông tin bắt buộc: %s", label);
		return;
	}
	wrong = form_value_wrong(component, value);
	if (wrong)
		form_error(check->errors, path, "%s: %s", wrong, label);
}

/* A container or a row: a place of its own. */
static void enter(struct check *check, const struct place *outer, const json_t *component,
	json_t *answers, const char *path, bool shown)
{
	struct place place = {
		.answers = answers,
		.known = json_object(),
		.path = talloc_asprintf(check->ctx, "%s.", path),
		.form_path = talloc_asprintf(
			check->ctx, "%s%s.", outer->form_path, text_of(component, "key")),
		.shown = shown,
		.depth = outer->depth + 1,
	};

	walk(check, &place, json_object_get(component, "components"));
	if (shown)
		refuse_unknown(check, &place);
	json_decref(place.known);
}

static void check_container(struct check *check, const struct place *place, const json_t *component,
	const char *path, bool shown)
{
	json_t *inside = json_object_get(place->answers, text_of(component, "key"));

	if (shown && inside && !json_is_object(inside))
		form_error(check->errors, path, "Nội dung không đúng kiểu: %s",
			text_of(component, "label"));
	enter(check, place, component, inside, path, shown);
}

static void check_rows(struct check *check, const struct place *place, const json_t *component,
	const char *path, bool shown)
{
	json_t *rows = json_object_get(place->answers, text_of(component, "key"));
	size_t i;
	json_t *row;

	enter(check, place, component, NULL, path, false); /* the paths, if there is no row */
	if (!shown)
		return;
	check_field(check, place, component, path);
	json_array_foreach (rows, i, row)
		enter(check, place, component, row, talloc_asprintf(check->ctx, "%s[%zu]", path, i),
			true);
}

static void visit(struct check *check, const struct place *place, const json_t *component)
{
	const char *key = text_of(component, "key");
	const char *path = talloc_asprintf(check->ctx, "%s%s", place->path, key);
	bool shown = place->shown && form_shown(component, check->answers, place->answers);
	struct place inside = *place;

	if (*key && json_is_true(json_object_get(component, "input")) &&
		!is_type(component, "button", "")) {
		json_object_set_new(place->known, key, json_true());
		json_object_set_new(check->paths,
			talloc_asprintf(check->ctx, "%s%s", place->form_path, key), json_true());
		if (is_type(component, "container", ""))
			check_container(check, place, component, path, shown);
		else if (is_type(component, "datagrid", "editgrid"))
			check_rows(check, place, component, path, shown);
		else if (shown)
			check_field(check, place, component, path);
		return;
	}
	inside.shown = shown;
	inside.depth++;
	walk(check, &inside, json_object_get(component, "components"));
	walk(check, &inside, json_object_get(component, "columns"));
}

/* Columns are components without key or condition, so they are walked as such. */
static void walk(struct check *check, const struct place *place, const json_t *components)
{
	size_t i;
	json_t *component;

	if (place->depth > DEPTH_MAX)
		return;
	json_array_foreach (components, i, component)
		visit(check, place, component);
}

static void check_left(struct check *check)
{
	size_t i;
	json_t *left;

	json_array_foreach (check->left_to_clerk, i, left) {
		const char *path = json_string_value(left);

		if (!path || !json_object_get(check->paths, path))
			form_error(check->errors, path ? path : "left_to_clerk",
				"Tờ khai không có mục này");
	}
}

void form_check(const json_t *form, json_t *answers, const json_t *left_to_clerk, json_t *errors)
{
	struct check check = {
		.ctx = talloc_new(NULL),
		.answers = answers,
		.left_to_clerk = left_to_clerk,
		.errors = errors,
		.paths = json_object(),
	};
	struct place root = {
		.answers = answers,
		.known = json_object(),
		.path = "",
		.form_path = "",
		.shown = true,
	};

	walk(&check, &root, json_object_get(form, "components"));
	refuse_unknown(&check, &root);
	check_left(&check);
	json_decref(root.known);
	json_decref(check.paths);
	talloc_free(check.ctx);
}
