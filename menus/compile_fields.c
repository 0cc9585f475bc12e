/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where each field of the form comes from: the tree's "submit", and the accounts. A field that the
 * form demands and the overlay does not name is found here, not by a clerk in a year.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/compile_parts.h"
#include "menus/submit.h"

#define PLACE_SIZE (EFORM_PATH_MAX + 32)
#define ROW	   "[]"

/* --- paths --------------------------------------------------------------------------------- */
/* "rows[3].from" as the form calls it: "rows[].from". */
static const char *form_path(void *ctx, const char *path)
{
	char *out = talloc_strdup(ctx, path), *to = out;

	OSMO_ASSERT(out);
	for (const char *from = path; *from;) {
		*to++ = *from;
		if (*from++ == '[')
			from += strspn(from, "0123456789");
	}
	*to = '\0';
	return out;
}

/* Whether `path` stands in the container `outer`: behind it come a key or rows. */
static bool is_within(const char *path, const char *outer)
{
	size_t len = strlen(outer);

	return strncmp(path, outer, len) == 0 && (path[len] == '.' || path[len] == '[');
}

static bool is_container(const struct eform *eform, const char *path)
{
	for (unsigned i = 0; i < eform->fields_n; i++)
		if (is_within(eform->fields[i].path, path))
			return true;
	return false;
}

static bool is_grid(const struct eform *eform, const char *path)
{
	for (unsigned i = 0; i < eform->grids_n; i++)
		if (strcmp(eform->grids[i].path, path) == 0)
			return true;
	return false;
}

static bool is_problem(const struct eform *eform, const char *path)
{
	for (unsigned i = 0; i < eform->problems_n; i++)
		if (strcmp(eform->problems[i].key, path) == 0)
			return true;
	return false;
}

/* --- sources ------------------------------------------------------------------------------- */
static json_t *source_at(json_t *entry, size_t index)
{
	return json_is_array(entry) ? json_array_get(entry, index) : entry;
}

static size_t source_count(const json_t *entry)
{
	return json_is_array(entry) ? json_array_size(entry) : 1;
}

/* Nobody is asked: a clerk, a paper or the portal brings it. */
static bool is_left(json_t *entry)
{
	for (size_t i = 0; i < source_count(entry); i++) {
		const json_t *source = source_at(entry, i);

		if (!json_object_get(source, "clerk") && !json_object_get(source, "paper") &&
			!json_object_get(source, "prefilled"))
			return false;
	}
	return true;
}

/* When somebody is asked for a key; NULL: always, or never. A new reference. */
static json_t *asked_when(const struct compiling *c, const char *key)
{
	json_t *when = NULL;
	bool first = true;

	for (unsigned i = 0; i < c->overlay->questions_n; i++) {
		json_t *one = json_incref(c->overlay->questions[i].when);

		if (!json_object_get(c->writes[i], key)) {
			json_decref(one);
			continue;
		}
		when = first ? one : guard_either(when, one);
		first = false;
		if (!when)
			break;
	}
	return when;
}

/* What effects brought is not there any more when it is sent. */
static bool speaks_of_values(json_t *guard)
{
	facts_t *facts = json_pack("[O]", guard);
	bool dropped;

	facts_drop_values(facts);
	dropped = json_array_size(facts) == 0;
	json_decref(facts);
	return dropped;
}

/* An answer counts only while its question is asked: one that was given before something was
 * changed must not be sent. */
static void guard_source(const struct compiling *c, json_t *source)
{
	json_t *own = json_object_get(source, "when"), *facts = json_array(), *asked, *rest = NULL;
	const char *key = json_string_value(json_object_get(source, "answer"));

	if (!key && json_object_get(source, "fact"))
		key = json_string_value(json_object_get(source, "of"));
	asked = key ? asked_when(c, key) : NULL;
	facts_add(facts, own);
	if (asked && !speaks_of_values(asked) && guard_under(facts, asked, &rest) == TRUTH_UNKNOWN)
		json_object_set_new(source, "when", guard_both(json_incref(own), rest));
	json_decref(asked);
	json_decref(facts);
}

static json_t *compile_source(const struct compiling *c, const char *place, const json_t *from,
	const struct eform_field *field)
{
	json_t *source = json_deep_copy(from);

	json_object_del(source, "why");
	guard_source(c, source);
	if (field && !is_left(source)) {
		compile_check_values(c, place, source, field);
		compile_shape(source, field);
	}
	return source;
}

static json_t *compile_entry(const struct compiling *c, const char *path, json_t *entry)
{
	const struct eform *eform = c->sources->eform;
	const char *known = form_path(c->ctx, path);
	const struct eform_field *field = eform_find(eform, known);
	char place[PLACE_SIZE];
	json_t *sources;

	snprintf(place, sizeof(place), "fields.%s", path);
	if (!field && is_container(eform, known) && !is_left(entry))
		compile_say(c, place,
			"is no field but holds some: name each, or leave them all to "
			"the clerk");
	else if (!field && !is_container(eform, known) && !is_problem(eform, known))
		compile_say(c, place, "the form has no such field");
	if (!json_is_array(entry))
		return compile_source(c, place, entry, field);
	sources = json_array();
	for (size_t i = 0; i < json_array_size(entry); i++)
		json_array_append_new(
			sources, compile_source(c, place, json_array_get(entry, i), field));
	return sources;
}

/* A container left whole: the portal knows fields (and grids), not what holds them. */
static void leave_all(const struct compiling *c, const char *path, json_t *entry, json_t *answers)
{
	const struct eform *eform = c->sources->eform;
	const char *known = form_path(c->ctx, path);

	for (unsigned i = 0; i < eform->fields_n; i++) {
		const char *field = eform->fields[i].path, *rows;
		char *inner;

		if (!is_within(field, known))
			continue;
		inner = talloc_asprintf(c->ctx, "%s%s", path, field + strlen(known));
		OSMO_ASSERT(inner);
		rows = strstr(inner + strlen(path), ROW);
		if (rows)
			inner[rows - inner] = '\0';
		if (!json_object_get(c->overlay->fields, inner))
			json_object_set_new(answers, inner, compile_entry(c, inner, entry));
	}
}

static bool is_left_container(const struct compiling *c, const char *path, json_t *entry)
{
	const struct eform *eform = c->sources->eform;
	const char *known = form_path(c->ctx, path);

	return is_left(entry) && is_container(eform, known) && !is_grid(eform, known);
}

/* --- accounts ------------------------------------------------------------------------------ */
/* What the overlay says of a path, or of a container around it; NULL: nothing. */
static json_t *entry_of(const struct compiling *c, const char *path)
{
	const char *name;
	json_t *entry = json_object_get(c->overlay->fields, path);

	if (entry)
		return entry;
	json_object_foreach (c->overlay->fields, name, entry)
		if (is_within(path, name))
			return entry;
	return NULL;
}

/* The same for a path of the form, whose rows are any. */
static json_t *entry_of_form(const struct compiling *c, const char *path)
{
	const char *name;
	json_t *entry = entry_of(c, path);

	if (entry)
		return entry;
	json_object_foreach (c->overlay->fields, name, entry)
		if (strcmp(form_path(c->ctx, name), path) == 0)
			return entry;
	return NULL;
}

struct missing {
	char *list; /* talloc: "a, b" */
	unsigned n;
};

static void note_missing(const struct compiling *c, struct missing *missing, const char *path)
{
	missing->list = missing->list ? talloc_asprintf_append(missing->list, ", %s", path)
				      : talloc_strdup(c->ctx, path);
	OSMO_ASSERT(missing->list);
	missing->n++;
}

/* A field in rows: demanded in each row that the overlay fills. */
static void account_rows(
	const struct compiling *c, const struct eform_field *field, struct missing *missing)
{
	const char *row = strstr(field->path, ROW);
	size_t len = (size_t)(row - field->path);

	for (unsigned i = 0; i < FIELD_ROWS_MAX; i++) {
		char *rows = talloc_asprintf(c->ctx, "%.*s[%u]", (int)len, field->path, i);
		char *path = talloc_asprintf(c->ctx, "%s%s", rows, row + strlen(ROW));
		const char *name;
		bool used = false;
		json_t *entry;

		OSMO_ASSERT(rows && path);
		json_object_foreach (c->overlay->fields, name, entry)
			used |= is_within(name, rows);
		if (used && !strstr(path, ROW) && !entry_of(c, path))
			note_missing(c, missing, path);
	}
}

static void account_grids(const struct compiling *c, struct missing *missing)
{
	const struct eform *eform = c->sources->eform;

	for (unsigned i = 0; i < eform->grids_n; i++) {
		const struct eform_grid *grid = &eform->grids[i];
		const char *name;
		bool used = false;
		json_t *entry;

		json_object_foreach (c->overlay->fields, name, entry)
			used |= is_within(form_path(c->ctx, name), grid->path);
		if ((grid->required || grid->min_rows > 0) && !used && !entry_of(c, grid->path) &&
			!strstr(grid->path, ROW))
			note_missing(c, missing, grid->path);
	}
}

static void count_entry(const json_t *source, struct compile_count *count)
{
	if (json_object_get(source, "clerk"))
		count->clerk++;
	else if (json_object_get(source, "paper"))
		count->paper++;
	else if (json_object_get(source, "prefilled"))
		count->prefilled++;
	else if (json_object_get(source, "fixed") || json_object_get(source, "own"))
		count->fixed++;
	else
		count->asked++;
}

static void account(const struct compiling *c, struct compile_count *count)
{
	const struct eform *eform = c->sources->eform;
	struct missing missing = { 0 };

	account_grids(c, &missing);
	for (unsigned i = 0; i < eform->fields_n; i++) {
		const struct eform_field *field = &eform->fields[i];
		json_t *entry = entry_of_form(c, field->path);

		count->fields++;
		count->required += field->required;
		if (entry)
			count_entry(source_at(entry, 0), count);
		else
			count->optional_left += !field->required;
		if (!field->required)
			continue;
		if (strstr(field->path, ROW))
			account_rows(c, field, &missing);
		else if (!entry)
			note_missing(c, &missing, field->path);
	}
	if (missing.n)
		compile_say(c, "fields", "the form demands %u that are not named: %s", missing.n,
			missing.list);
}

/* What the form's reader did not understand must be settled by the overlay, or cannot be. */
static void account_problems(const struct compiling *c)
{
	const struct eform *eform = c->sources->eform;

	for (unsigned i = 0; i < eform->problems_n; i++) {
		const struct eform_problem *problem = &eform->problems[i];

		if (!problem->resolvable)
			compile_say(c, "", "the form cannot be served: %s: %s", problem->place,
				problem->what);
		else if (!*problem->key || !entry_of_form(c, problem->key))
			compile_say(c, "fields",
				"say where \"%s\" comes from, for the form's %s: %s", problem->key,
				problem->place, problem->what);
	}
}

json_t *compile_submit(struct compiling *c, struct compile_count *count)
{
	json_t *answers = json_object(), *submit, *entry;
	const char *path;

	json_object_foreach (c->overlay->fields, path, entry)
		if (is_left_container(c, path, entry))
			leave_all(c, path, entry, answers);
		else
			json_object_set_new(answers, path, compile_entry(c, path, entry));
	account(c, count);
	account_problems(c);
	submit = json_pack("{s:O, s:o, s:o}", "applicant", c->overlay->applicant, "answers",
		answers, "papers", json_deep_copy(c->overlay->papers));
	OSMO_ASSERT(submit);
	if (c->overlay->concerned)
		json_object_set(submit, "concerned", c->overlay->concerned);
	return submit;
}
