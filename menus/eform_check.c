/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Takes a submission through its form: every field in every row, then everything in the submission
 * that is no field. What is wrong with one answer is eform_check_value's.
 */
#include "menus/eform_check.h"
#include <stdio.h>
#include <string.h>
#include "menus/eform_check_value.h"
#include "menus/eform_internal.h"

/* A path with row numbers instead of "[]"; keys of the submission itself may be longer and are cut.
 */
#define NAME_SIZE (EFORM_PATH_MAX + 1 + EFORM_ROWS_MAX * 20)

struct check {
	const struct eform *eform;
	const json_t *data;
	eform_check_cb each;
	void *each_data;
	unsigned found;
};

/* A field or a grid that is looked for in all rows. */
struct item {
	const struct eform_field *field; /* NULL: a grid */
	const struct eform_grid *grid;
};

static void report(
	struct check *check, const char *name, const struct eform_field *field, const char *what)
{
	check->found++;
	if (check->each)
		check->each(check->each_data, name, field, what);
}

/* --- fields -------------------------------------------------------------------------------- */
static void check_several(struct check *check, const struct eform_field *field, const char *name,
	const json_t *values)
{
	size_t i;
	json_t *value;

	json_array_foreach (values, i, value) {
		const char *fault =
			eform_value_is_there(field, value) ? eform_value_fault(field, value) : NULL;

		if (fault) {
			report(check, name, field, fault);
			return;
		}
	}
}

static bool takes_object(const struct eform_field *field)
{
	return field->type == EFORM_SELECTBOXES ||
		(field->type == EFORM_SELECT && field->options_unknown);
}

/* Whether several answers stand where one is wanted, or one where several are: even if they are
 * empty, as Form.io's validator has it. */
static const char *fault_of_shape(const struct eform_field *field, const json_t *value)
{
	if (!value || json_is_null(value))
		return NULL;
	if (field->multiple)
		return json_is_array(value) ? NULL : "must be an array";
	if (field->type == EFORM_FILE || field->type == EFORM_HIDDEN)
		return NULL;
	return json_is_array(value) || (json_is_object(value) && !takes_object(field))
		? "must be one value"
		: NULL;
}

static void check_field(struct check *check, const struct eform_field *field, const char *name,
	const json_t *value, const struct eform_rows *rows)
{
	const char *fault;

	if (field->shown && !eform_condition_holds(field->shown, check->data, rows)) {
		if (!field->keeps_when_hidden && eform_value_is_there(field, value))
			report(check, name, field, "is answered while the form hides it");
		return;
	}
	fault = fault_of_shape(field, value);
	if (fault) {
		report(check, name, field, fault);
		return;
	}
	if (!eform_value_is_there(field, value)) {
		if (field->required)
			report(check, name, field, EFORM_MISSING);
		return;
	}
	if (field->multiple && field->type != EFORM_FILE) {
		check_several(check, field, name, value);
		return;
	}
	fault = eform_value_fault(field, value);
	if (fault)
		report(check, name, field, fault);
}

/* Whether a row says anything at all. */
static bool has_rows(const json_t *rows)
{
	const char *key;
	json_t *row, *value;
	size_t i;

	json_array_foreach (rows, i, row)
		json_object_foreach (row, key, value)
			if (eform_says(value) || json_is_number(value))
				return true;
	return false;
}

static void check_grid(struct check *check, const struct eform_grid *grid, const char *name,
	const json_t *value, const struct eform_rows *rows)
{
	size_t n = json_array_size(value);

	if (grid->shown && !eform_condition_holds(grid->shown, check->data, rows)) {
		if (n > 0)
			report(check, name, NULL, "is answered while the form hides it");
		return;
	}
	if (value && !json_is_null(value) && !json_is_array(value))
		report(check, name, NULL, "must be an array of rows");
	else if (grid->required && !has_rows(value))
		report(check, name, NULL, EFORM_MISSING);
	else if (n < grid->min_rows)
		report(check, name, NULL, EFORM_FEW_ROWS);
	else if (grid->max_rows > 0 && n > grid->max_rows)
		report(check, name, NULL, "has more rows than the form allows");
}

/* Where a path has come to in the submission: `rest` is what is still to go, from `at` on. */
static void check_rows(struct check *check, const struct item *item, const char *rest,
	const json_t *at, const struct eform_rows *rows, const char *before)
{
	const char *grid = strstr(rest, "[]");
	size_t head = grid ? (size_t)(grid - rest) : strlen(rest), n;
	char name[NAME_SIZE], path[EFORM_PATH_MAX + 1];
	const json_t *value;

	snprintf(path, sizeof(path), "%.*s", (int)head, rest);
	snprintf(name, sizeof(name), "%s%s", before, path);
	value = eform_lookup(at, path, NULL);
	if (!grid && item->field)
		check_field(check, item->field, name, value, rows);
	else if (!grid)
		check_grid(check, item->grid, name, value, rows);
	if (!grid)
		return;
	/* where a grid is not answered at all, Form.io wants what its first row wants */
	n = value ? json_array_size(value) : 1;
	for (size_t i = 0; i < n; i++) {
		const json_t *row = json_array_get(value, i);
		struct eform_rows inner = *rows;

		if (row && !json_is_object(row))
			continue;
		inner.at[inner.n++] = i;
		snprintf(name, sizeof(name), "%s%s[%zu].", before, path, i);
		check_rows(check, item, grid + strlen("[]."), row, &inner, name);
	}
}

/* --- what is no field ---------------------------------------------------------------------- */
/* Whether a field or a grid has this path, or (`within`) lies in it. */
static bool is_known(const struct eform *eform, const char *path, bool within)
{
	size_t n = strlen(path);

	for (unsigned i = 0; i < eform->fields_n; i++) {
		const char *other = eform->fields[i].path;

		if (strncmp(other, path, n) == 0 &&
			(other[n] == '\0' || (within && (other[n] == '.' || other[n] == '['))))
			return true;
	}
	for (unsigned i = 0; i < eform->grids_n; i++)
		if (strcmp(eform->grids[i].path, path) == 0)
			return true;
	return false;
}

static void find_unknown(struct check *check, const json_t *object, const char *before);

static void find_unknown_at(struct check *check, const char *path, const json_t *value)
{
	char inner[NAME_SIZE + 4];
	size_t i;
	json_t *row;

	if (is_known(check->eform, path, false) && !json_is_array(value))
		return;
	if (json_is_null(value) || eform_find(check->eform, path))
		return;
	if (!is_known(check->eform, path, true)) {
		report(check, path, NULL, "is no field of the form");
		return;
	}
	snprintf(inner, sizeof(inner), "%s%s.", path, json_is_array(value) ? "[]" : "");
	json_array_foreach (value, i, row)
		find_unknown(check, row, inner);
	if (json_is_object(value))
		find_unknown(check, value, inner);
	else if (!json_is_array(value))
		report(check, path, NULL, "must be an object");
}

static void find_unknown(struct check *check, const json_t *object, const char *before)
{
	char path[NAME_SIZE];
	const char *key;
	json_t *value;

	json_object_foreach ((json_t *)(uintptr_t)object, key, value) {
		bool fits =
			(size_t)snprintf(path, sizeof(path), "%s%s", before, key) < sizeof(path);

		/* nested answers are objects; a key with a dot is one that nobody reads */
		if (fits && !strpbrk(key, ".["))
			find_unknown_at(check, path, value);
		else
			report(check, path, NULL, "is no field of the form");
	}
}

unsigned eform_check(
	const struct eform *eform, const json_t *data, eform_check_cb each, void *each_data)
{
	static const struct eform_rows none;
	struct check check = {
		.eform = eform,
		.data = data,
		.each = each,
		.each_data = each_data,
	};

	for (unsigned i = 0; i < eform->fields_n; i++) {
		const struct item item = { .field = &eform->fields[i] };

		check_rows(&check, &item, item.field->path, data, &none, "");
	}
	for (unsigned i = 0; i < eform->grids_n; i++) {
		const struct item item = { .grid = &eform->grids[i] };

		check_rows(&check, &item, item.grid->path, data, &none, "");
	}
	find_unknown(&check, data, "");
	return check.found;
}
