/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Asking a condition: which fields it reads, where their answers stand, whether it holds. A form
 * names the field it compares loosely (a path, a key anywhere, a box of a list of boxes); which one
 * is meant is decided once, when all fields are known, in the order of Form.io's getBestMatch.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "gateway/base/log.h"
#include "menus/eform_internal.h"

/* --- finding the fields -------------------------------------------------------------------- */
/* Whether a path is `name` once its "[]" are left out; `n` octets of the name count. */
static bool is_path(const char *path, const char *name, size_t n)
{
	size_t i = 0;

	for (; *path; path++) {
		if (path[0] == '[' && path[1] == ']') {
			path++;
			continue;
		}
		if (i == n || name[i++] != *path)
			return false;
	}
	return i == n;
}

static const struct eform_field *find_path(
	const struct eform_reader *reader, const char *name, size_t n)
{
	for (unsigned i = 0; i < reader->eform->fields_n; i++)
		if (is_path(reader->fields[i].path, name, n))
			return &reader->fields[i];
	return NULL;
}

/* A field by its key alone: a neighbour of the one that compares rather than another. */
static const struct eform_field *find_key(
	const struct eform_reader *reader, const char *prefix, const char *name, size_t n)
{
	const struct eform_field *found = NULL;

	for (unsigned i = 0; i < reader->eform->fields_n; i++) {
		const struct eform_field *field = &reader->fields[i];

		if (strlen(field->key) != n || memcmp(field->key, name, n) != 0)
			continue;
		if (strncmp(field->path, prefix, strlen(prefix)) == 0)
			return field;
		if (!found)
			found = field;
	}
	return found;
}

static const struct eform_field *find_field(
	const struct eform_reader *reader, const struct eform_comparison *comparison, size_t n)
{
	const char *name = comparison->written;
	const struct eform_field *field;
	char *whole;

	if (comparison->reference == REFERENCE_ROW) {
		whole = talloc_asprintf(NULL, "%s%.*s", comparison->prefix, (int)n, name);
		field = eform_find(reader->eform, whole);
		talloc_free(whole);
		return field;
	}
	field = find_path(reader, name, n);
	if (!field && comparison->reference == REFERENCE_WHEN)
		field = find_key(reader, comparison->prefix, name, n);
	return field;
}

/* Whether each grid the field is in also holds the one that compares: else it is not said which row
 * is meant. */
static bool row_is_known(const char *path, const char *prefix)
{
	for (const char *p = path; (p = strstr(p, "[].")); p += 3)
		if (strncmp(path, prefix, (size_t)(p - path) + 3) != 0)
			return false;
	return true;
}

static void resolve(struct eform_reader *reader, struct eform_comparison *comparison)
{
	struct eform_at at = {
		.reader = reader, .place = comparison->place, .path = comparison->key
	};
	const char *written = comparison->written, *dot = strrchr(written, '.');
	const struct eform_field *field = find_field(reader, comparison, strlen(written));

	comparison->path = comparison->data_path = written;
	if (!field && dot) {
		field = find_field(reader, comparison, (size_t)(dot - written));
		if (field && field->type == EFORM_SELECTBOXES)
			comparison->member = dot + 1;
		else
			field = NULL;
	}
	if (!field) {
		eform_problem(&at, NULL, true, "its condition reads \"%s\", which is no field",
			log_escaped(written, strlen(written), 60));
		return;
	}
	comparison->known = true;
	comparison->type = field->type;
	comparison->path = comparison->data_path = field->path;
	if (comparison->member)
		comparison->data_path =
			talloc_asprintf(reader->eform, "%s.%s", field->path, comparison->member);
	if (!row_is_known(field->path, comparison->prefix))
		eform_problem(&at, NULL, true,
			"its condition reads a field of a grid it does not stand in");
}

void eform_resolve(struct eform_reader *reader)
{
	reader->eform->fields = reader->fields;
	for (unsigned i = 0; i < reader->comparisons_n; i++)
		resolve(reader, reader->comparisons[i]);
}

/* --- asking -------------------------------------------------------------------------------- */
const json_t *eform_lookup(const json_t *data, const char *path, const struct eform_rows *rows)
{
	unsigned depth = 0;

	while (data && *path) {
		size_t n = strcspn(path, ".[");

		data = json_object_getn(data, path, n);
		path += n;
		if (path[0] == '[' && path[1] == ']') {
			size_t row = rows && depth < rows->n ? rows->at[depth] : 0;

			data = json_array_get(data, row);
			depth++;
			path += 2;
		} else if (*path == '[') {
			return NULL;
		}
		if (*path == '.')
			path++;
	}
	return data;
}

bool eform_condition_holds(
	const struct eform_condition *condition, const json_t *data, const struct eform_rows *rows)
{
	bool all;

	switch (condition->kind) {
	case CONDITION_NEVER:
		return false;
	case CONDITION_NOT:
		return !eform_condition_holds(condition->parts[0], data, rows);
	case CONDITION_COMPARE:
		return eform_compare(condition->comparison,
			eform_lookup(data, condition->comparison->data_path, rows));
	case CONDITION_ALL:
	case CONDITION_ANY:
		break;
	}
	/* all: stops at the first that fails; any: at the first that holds */
	all = condition->kind == CONDITION_ALL;
	for (unsigned i = 0; i < condition->parts_n; i++)
		if (eform_condition_holds(condition->parts[i], data, rows) != all)
			return !all;
	return all;
}

bool eform_shown(const struct eform_field *field, const json_t *data)
{
	return !field->shown || eform_condition_holds(field->shown, data, NULL);
}

/* --- what it reads ------------------------------------------------------------------------- */
static void name_comparison(
	const struct eform_comparison *comparison, eform_reads_cb each, void *data)
{
	if (comparison->member || comparison->values_n == 0 ||
		comparison->operator== OPERATOR_EMPTY || comparison->operator==
		OPERATOR_NOT_EMPTY) {
		each(data, comparison->path, comparison->member ? comparison->member : "");
		return;
	}
	for (unsigned i = 0; i < comparison->values_n; i++) {
		const struct eform_value *value = &comparison->values[i];
		bool says = value->kind != VALUE_NONE && value->kind != VALUE_NULL;

		each(data, comparison->path, says ? value->text : "");
	}
}

static void name_reads(const struct eform_condition *condition, eform_reads_cb each, void *data)
{
	if (condition->kind == CONDITION_COMPARE)
		name_comparison(condition->comparison, each, data);
	for (unsigned i = 0; i < condition->parts_n; i++)
		name_reads(condition->parts[i], each, data);
}

void eform_condition_reads(const struct eform_field *field, eform_reads_cb each, void *data)
{
	if (field->shown)
		name_reads(field->shown, each, data);
}

void eform_grid_reads(const struct eform_grid *grid, eform_reads_cb each, void *data)
{
	if (grid->shown)
		name_reads(grid->shown, each, data);
}
