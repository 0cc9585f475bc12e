/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Walks the components of a form: containers that arrange or nest are entered, inputs become
 * fields, what carries nothing is passed by, everything else is a problem. What one input says of
 * itself is eform_field's.
 */
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "gateway/base/log.h"
#include "menus/eform_internal.h"

enum kind {
	KIND_FIELD,
	KIND_LAYOUT,
	KIND_COLUMNS,
	KIND_TABLE,
	KIND_TABS,
	KIND_CONTAINER,
	KIND_GRID,
	KIND_CONTENT,
	KIND_BUTTON
};

static const struct {
	const char *name;
	enum kind kind;
	enum eform_type type;
} types[] = {
	{ "textfield", KIND_FIELD, EFORM_TEXT },
	{ "textarea", KIND_FIELD, EFORM_TEXTAREA },
	{ "number", KIND_FIELD, EFORM_NUMBER },
	{ "currency", KIND_FIELD, EFORM_CURRENCY },
	{ "phoneNumber", KIND_FIELD, EFORM_PHONE },
	{ "email", KIND_FIELD, EFORM_EMAIL },
	{ "select", KIND_FIELD, EFORM_SELECT },
	{ "radio", KIND_FIELD, EFORM_RADIO },
	{ "selectboxes", KIND_FIELD, EFORM_SELECTBOXES },
	{ "checkbox", KIND_FIELD, EFORM_CHECKBOX },
	{ "datetime", KIND_FIELD, EFORM_DATETIME },
	{ "day", KIND_FIELD, EFORM_DAY },
	{ "time", KIND_FIELD, EFORM_TIME },
	{ "hidden", KIND_FIELD, EFORM_HIDDEN },
	{ "file", KIND_FIELD, EFORM_FILE },
	{ "signature", KIND_FIELD, EFORM_SIGNATURE },
	{ "panel", KIND_LAYOUT, 0 },
	{ "fieldset", KIND_LAYOUT, 0 },
	{ "well", KIND_LAYOUT, 0 },
	{ "tabs", KIND_TABS, 0 },
	{ "columns", KIND_COLUMNS, 0 },
	{ "table", KIND_TABLE, 0 },
	{ "container", KIND_CONTAINER, 0 },
	{ "datagrid", KIND_GRID, 0 },
	{ "editgrid", KIND_GRID, 0 },
	{ "content", KIND_CONTENT, 0 },
	{ "htmlelement", KIND_CONTENT, 0 },
	{ "button", KIND_BUTTON, 0 },
};

const char *eform_type_name(enum eform_type type)
{
	for (unsigned i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].kind == KIND_FIELD && types[i].type == type)
			return types[i].name;
	return "unknown";
}

/* --- components ---------------------------------------------------------------------------- */
static void read_components(const struct eform_at *around, const json_t *list, const char *place);

/* Components of something the component contains, such as a column. */
static void read_held(const struct eform_at *at, const json_t *holder, const char *place)
{
	const json_t *list = json_object_get(holder, "components");

	place = talloc_asprintf(at->reader->eform, "%s.components", place);
	if (list && !json_is_null(list))
		read_components(at, list, place);
	else if (!json_is_object(holder))
		eform_problem(at, place, false, "expected an object with components");
}

static void read_columns(const struct eform_at *at)
{
	const json_t *columns = json_object_get(at->json, "columns");
	size_t i;
	json_t *column;

	if (!json_is_array(columns))
		eform_problem(at, eform_place(at, "columns"), false, "expected an array");
	json_array_foreach (columns, i, column)
		read_held(at, column,
			talloc_asprintf(at->reader->eform, "%s.columns[%zu]", at->place, i));
}

static void read_table(const struct eform_at *at)
{
	const json_t *rows = json_object_get(at->json, "rows");
	size_t i, j;
	json_t *row, *cell;

	if (!json_is_array(rows))
		eform_problem(at, eform_place(at, "rows"), false, "expected an array");
	json_array_foreach (rows, i, row) {
		if (!json_is_array(row))
			eform_problem(
				at, eform_place(at, "rows"), false, "expected arrays of cells");
		json_array_foreach (row, j, cell)
			read_held(at, cell,
				talloc_asprintf(
					at->reader->eform, "%s.rows[%zu][%zu]", at->place, i, j));
	}
}

/* A tab is no component: it has a label and components. */
static void read_tabs(const struct eform_at *at)
{
	const json_t *tabs = json_object_get(at->json, "components");
	size_t i;
	json_t *tab;

	if (!json_is_array(tabs))
		eform_problem(at, eform_place(at, "components"), false, "expected an array");
	json_array_foreach (tabs, i, tab) {
		const char *place =
			talloc_asprintf(at->reader->eform, "%s.components[%zu]", at->place, i);

		if (json_object_get(tab, "type") || json_object_get(tab, "conditional"))
			eform_problem(at, place, false, "a tab that is more than a tab");
		else
			read_held(at, tab, place);
	}
}

static bool known_key(const char *key)
{
	size_t len = strlen(key);

	if (len == 0 || key[0] == '.' || key[len - 1] == '.' || strstr(key, ".."))
		return false;
	for (; *key; key++)
		if (!strchr("._-", *key) && !(*key >= '0' && *key <= '9') &&
			!((*key | 32) >= 'a' && (*key | 32) <= 'z'))
			return false;
	return true;
}

/* Whether `path` is the other one or lies within it or around it. */
static bool overlaps(const char *path, const char *other)
{
	size_t n = strlen(path), m = strlen(other), least = n < m ? n : m;
	char next = n < m ? other[least] : path[least];

	return strncmp(path, other, least) == 0 && (next == '\0' || next == '.' || next == '[');
}

/* Whether the component's path may be used: well formed and nobody else's. A container may be there
 * twice and hold what others put in its place by their keys, as long as no answer is lost. */
static bool path_is_good(const struct eform_at *at, const char *key, bool contains)
{
	const struct eform_reader *reader = at->reader;

	if (!known_key(key)) {
		eform_problem(at, NULL, false, "its key is missing or not one that can be a path");
		return false;
	}
	if (strlen(at->path) > EFORM_PATH_MAX) {
		eform_problem(at, NULL, false, "its path is longer than %d", EFORM_PATH_MAX);
		return false;
	}
	for (unsigned i = 0; i < reader->eform->fields_n; i++)
		if ((!contains || strlen(reader->fields[i].path) <= strlen(at->path)) &&
			overlaps(at->path, reader->fields[i].path)) {
			eform_problem(at, NULL, false,
				"its answer has the same place as that of %s",
				reader->fields[i].place);
			return false;
		}
	return true;
}

static void read_field(struct eform_at *at, enum eform_type type, const char *key)
{
	struct eform_reader *reader = at->reader;
	struct eform_field *field = &reader->fields[reader->eform->fields_n];

	if (!path_is_good(at, key, false))
		return;
	if (reader->eform->fields_n == EFORM_FIELDS_MAX) {
		json_fail(&reader->root, "more than %d fields", EFORM_FIELDS_MAX);
		return;
	}
	reader->eform->fields_n++;
	*field = (struct eform_field) {
		.path = at->path,
		.key = key,
		.type = type,
		.place = at->place,
		.shown = at->shown,
	};
	if (at->doubt)
		eform_problem(at, at->doubt, true,
			"stands in a container whose condition is not understood");
	eform_field_read(at, field);
}

static unsigned count_of(const struct eform_at *at, const json_t *validate, const char *key)
{
	const json_t *value = json_object_get(validate, key);

	if (json_is_integer(value) && json_integer_value(value) >= 0 &&
		json_integer_value(value) <= 10000)
		return (unsigned)json_integer_value(value);
	if (eform_truthy(value))
		eform_problem(at, eform_place(at, "validate"), true,
			"its number of rows is not understood");
	return 0;
}

static void read_grid(struct eform_at *at, const char *key)
{
	struct eform_reader *reader = at->reader;
	const json_t *validate = json_object_get(at->json, "validate");
	unsigned nested = 0;

	if (!path_is_good(at, key, true))
		return;
	for (const char *p = at->path; (p = strchr(p, '[')); p++)
		nested++;
	if (nested + 1 > EFORM_ROWS_MAX || reader->eform->grids_n == EFORM_GRIDS_MAX) {
		eform_problem(
			at, NULL, false, "more grids, or more within each other, than are read");
		return;
	}
	reader->grids[reader->eform->grids_n++] = (struct eform_grid) {
		.path = at->path,
		.place = at->place,
		.required = eform_truthy(json_object_get(validate, "required")),
		.min_rows = count_of(at, validate, "minLength"),
		.max_rows = count_of(at, validate, "maxLength"),
		.shown = at->shown,
	};
	if (at->doubt)
		eform_problem(at, at->doubt, true, "its condition is not understood");
	if (eform_truthy(json_object_get(at->json, "enableRowGroups")))
		eform_problem(at, eform_place(at, "rowGroups"), true,
			"groups of rows are not known here");
	at->prefix = talloc_asprintf(reader->eform, "%s[].", at->path);
	read_held(at, at->json, at->place);
}

static void read_container(struct eform_at *at, const char *key)
{
	if (!path_is_good(at, key, true))
		return;
	if (eform_truthy(json_object_get(json_object_get(at->json, "validate"), "required")))
		eform_problem(at, eform_place(at, "validate"), true,
			"a container in which something must be answered");
	at->prefix = talloc_asprintf(at->reader->eform, "%s.", at->path);
	read_held(at, at->json, at->place);
}

/* A button that submits or clears the form is the portal's; one that does more may set answers. */
static void read_button(const struct eform_at *at)
{
	static const char *const harmless[] = { "", "submit", "reset", "saveState", "url", "delete",
		"oauth" };
	const char *action = eform_text(at, at->json, "action");

	for (unsigned i = 0; i < ARRAY_SIZE(harmless); i++)
		if (strcmp(action, harmless[i]) == 0)
			return;
	eform_problem(
		at, eform_place(at, "action"), true, "a button that does something of its own");
}

static void read_kind(struct eform_at *at, unsigned which, const char *key)
{
	bool has_data = types[which].kind == KIND_FIELD || types[which].kind == KIND_CONTAINER ||
		types[which].kind == KIND_GRID;

	if (has_data && json_object_get(at->json, "modelType"))
		eform_problem(
			at, eform_place(at, "modelType"), false, "a model of data of its own");
	switch (types[which].kind) {
	case KIND_FIELD:
		read_field(at, types[which].type, key);
		return;
	case KIND_LAYOUT:
		read_held(at, at->json, at->place);
		return;
	case KIND_COLUMNS:
		read_columns(at);
		return;
	case KIND_TABLE:
		read_table(at);
		return;
	case KIND_TABS:
		read_tabs(at);
		return;
	case KIND_CONTAINER:
		read_container(at, key);
		return;
	case KIND_GRID:
		read_grid(at, key);
		return;
	case KIND_CONTENT:
		return;
	case KIND_BUTTON:
		read_button(at);
		return;
	}
}

static void read_component(struct eform_at *at)
{
	const char *type, *key;
	bool understood = true;

	at->path = "";
	if (!json_is_object(at->json)) {
		eform_problem(at, NULL, false, "expected a component");
		return;
	}
	key = eform_text(at, at->json, "key");
	type = eform_text(at, at->json, "type");
	at->path = talloc_asprintf(at->reader->eform, "%s%s", at->prefix, key);
	for (unsigned i = 0; i < ARRAY_SIZE(types); i++) {
		if (strcmp(types[i].name, type) != 0)
			continue;
		if (types[i].kind != KIND_CONTENT && types[i].kind != KIND_BUTTON) {
			eform_scripts(at);
			eform_checks(at);
			at->shown = eform_condition_read(at, &understood);
		}
		if (!understood && types[i].kind != KIND_FIELD)
			at->doubt = at->place;
		read_kind(at, i, key);
		return;
	}
	eform_problem(at, NULL, false, "a component of the unknown type \"%s\"",
		log_escaped(type, strlen(type), 40));
}

static void read_components(const struct eform_at *around, const json_t *list, const char *place)
{
	struct eform_reader *reader = around->reader;
	size_t i;
	json_t *component;

	if (!json_is_array(list)) {
		eform_problem(around, place, false, "expected an array");
		return;
	}
	if (around->depth == EFORM_DEPTH_MAX) {
		json_fail(&reader->root, "components nested deeper than %d", EFORM_DEPTH_MAX);
		return;
	}
	json_array_foreach (list, i, component) {
		struct eform_at at = *around;

		if (json_failed(reader->root.reader))
			return;
		at.json = component;
		at.place = talloc_asprintf(reader->eform, "%s[%zu]", place, i);
		at.depth++;
		read_component(&at);
	}
}

/* --- the form ------------------------------------------------------------------------------ */
static void read_form(struct eform_reader *reader)
{
	struct eform *eform = reader->eform;
	struct eform_at at = { .reader = reader,
		.json = reader->root.value,
		.place = "form",
		.prefix = "",
		.path = "" };
	const char *version;

	eform->title = eform_text(&at, at.json, "title");
	if (eform->title[0] == '\0')
		eform->title = eform_text(&at, at.json, "name");
	version = eform_as_text(eform, json_object_get(at.json, "version"));
	eform->version = version ? version : "";
	read_components(&at, json_object_get(at.json, "components"), "components");
	eform_resolve(reader);
	eform->fields = reader->fields;
	eform->grids = reader->grids;
	eform->problems = reader->problems;
}

struct eform *eform_read(void *ctx, const struct json_at *root)
{
	struct json_at components = json_need(root, "components");
	struct eform *eform;
	struct eform_reader reader = { .root = *root };

	json_count(&components);
	if (json_failed(root->reader))
		return NULL;
	eform = talloc_zero(ctx, struct eform);
	reader.eform = eform;
	reader.fields = talloc_array(eform, struct eform_field, EFORM_FIELDS_MAX + 1);
	reader.grids = talloc_array(eform, struct eform_grid, EFORM_GRIDS_MAX);
	reader.problems = talloc_array(eform, struct eform_problem, EFORM_PROBLEMS_MAX);
	reader.comparisons = talloc_array(eform, struct eform_comparison *, EFORM_COMPARISONS_MAX);
	read_form(&reader);
	if (!json_failed(root->reader))
		return eform;
	talloc_free(eform);
	return NULL;
}

struct eform *eform_read_text(void *ctx, const char *source, const char *text, size_t len,
	char *error_r, size_t error_size)
{
	struct json_reader json;
	struct json_at root;
	struct eform *eform = NULL;
	json_t *value;

	if (len > EFORM_OCTETS_MAX) {
		snprintf(
			error_r, error_size, "%s: longer than %d octets", source, EFORM_OCTETS_MAX);
		return NULL;
	}
	value = json_read(&json, source, text, len);
	root = json_root(&json, value);
	if (value)
		eform = eform_read(ctx, &root);
	json_decref(value);
	if (!eform)
		osmo_strlcpy(error_r, json.error, error_size);
	return eform;
}

const struct eform_field *eform_find(const struct eform *eform, const char *path)
{
	for (unsigned i = 0; i < eform->fields_n; i++)
		if (strcmp(eform->fields[i].path, path) == 0)
			return &eform->fields[i];
	return NULL;
}
