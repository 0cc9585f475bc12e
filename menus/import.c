/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The overlay of somebody who has decided nothing yet. It holds no word of its own: what people
 * read comes from the form's title and the shared catalogue.
 */
#include "menus/import.h"
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "gateway/base/texts.h"
#include "gateway/base/utf8.h"
#include "menus/overlay.h"

#define OVERLAY_FORM 1
#define ROW	     "[]"
#define LABEL_MAX    160 /* octets of a label in a reason */

/* --- texts --------------------------------------------------------------------------------- */
/* A text of the form as one of a catalogue: one line, in NFC, without what means something there.
 * `otherwise` if there is nothing left. */
static void clean(const char *text, const char *otherwise, char out[TEXT_MAX + 1])
{
	size_t len = strlen(text), n;

	if (len > TEXT_MAX / 2)
		len = utf8_cut(text, len, TEXT_MAX / 2);
	if (utf8_nfc(text, len, out, TEXT_MAX + 1, &n) < 0)
		n = 0;
	out[n] = '\0';
	for (char *c = out; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f || *c == '{' || *c == '}')
			*c = ' ';
	if (strspn(out, " ") == n)
		osmo_strlcpy(out, otherwise, TEXT_MAX + 1);
}

/* The beginning that fits, up to a space if there is one. */
static void shorten(const char *text, char out[TEXT_MAX + 1])
{
	size_t len = strlen(text), at = 0, end = 0, space = 0;
	uint32_t cp;

	for (unsigned n = 0; n < OVERLAY_SHORT_CHARS_MAX && at < len; n++) {
		if (text[at] == ' ' && at > 0)
			space = at;
		if (utf8_next(text, len, &at, &cp) < 0)
			break;
		end = at;
	}
	if (end < len && text[end] != ' ' && space)
		end = space;
	memcpy(out, text, end);
	out[end] = '\0';
}

static json_t *texts_of(const struct eform *eform, const char *code, const json_t *catalogue)
{
	json_t *papers = json_object_get(json_object_get(catalogue, "texts"), "paper.id");
	char name[TEXT_MAX + 1], cut[TEXT_MAX + 1];

	clean(eform->title, code, name);
	shorten(name, cut);
	return json_pack("{s:s, s:s, s:s}", "name", name, "short", cut, "papers",
		json_is_string(papers) ? json_string_value(papers) : name);
}

static json_t *import_texts(
	const struct eform *eform, const char *code, const struct menu_files *shared)
{
	json_t *texts = json_object();

	for (unsigned i = 0; i < shared->n; i++) {
		const struct menu_file *file = &shared->files[i];
		const char *language = json_string_value(json_object_get(file->json, "language"));

		if (language && strncmp(file->path, "texts/", strlen("texts/")) == 0)
			json_object_set_new(texts, language, texts_of(eform, code, file->json));
	}
	return texts;
}

/* --- fields -------------------------------------------------------------------------------- */
static json_t *undecided(const char *label)
{
	char why[OVERLAY_WHY_MAX + 1], text[TEXT_MAX + 1];
	size_t len;

	clean(label, "", text);
	len = strlen(text);
	if (len > LABEL_MAX)
		text[utf8_cut(text, len, LABEL_MAX)] = '\0';
	snprintf(why, sizeof(why), "not decided yet%s%.*s", *text ? ": " : "", LABEL_MAX, text);
	return json_pack("{s:b, s:s}", "clerk", true, "why", why);
}

static bool has_problem(const struct eform *eform, const char *path)
{
	for (unsigned i = 0; i < eform->problems_n; i++)
		if (eform->problems[i].resolvable && strcmp(eform->problems[i].key, path) == 0)
			return true;
	return false;
}

/* Adds what is said of a path; of one in rows, of the whole grid. Takes `source`. */
static void add(json_t *fields, const char *path, json_t *source)
{
	char whole[EFORM_PATH_MAX + 1];
	char *row;

	osmo_strlcpy(whole, path, sizeof(whole));
	row = strstr(whole, ROW);
	if (row)
		*row = '\0';
	if (json_object_get(fields, whole))
		json_decref(source);
	else
		json_object_set_new(fields, whole, source);
}

static void import_field(const struct eform *eform, const struct eform_field *field, json_t *fields)
{
	bool in_row = strstr(field->path, ROW), problem = has_problem(eform, field->path);

	/* no row is filled, but the form may want what its first row wants */
	if (in_row && !problem && !field->required)
		return;
	if (in_row)
		add(fields, field->path, undecided(""));
	else if (field->type == EFORM_HIDDEN)
		add(fields, field->path, json_pack("{s:b}", "prefilled", true));
	else if (field->type == EFORM_FILE || field->type == EFORM_SIGNATURE)
		add(fields, field->path, json_pack("{s:b}", "paper", true));
	else if (field->required || problem)
		add(fields, field->path, undecided(field->label));
}

static json_t *import_fields(const struct eform *eform)
{
	json_t *fields = json_object();

	for (unsigned i = 0; i < eform->grids_n; i++)
		if (eform->grids[i].required || eform->grids[i].min_rows > 0)
			add(fields, eform->grids[i].path, undecided(""));
	for (unsigned i = 0; i < eform->fields_n; i++)
		import_field(eform, &eform->fields[i], fields);
	for (unsigned i = 0; i < eform->problems_n; i++) {
		const struct eform_problem *problem = &eform->problems[i];

		if (problem->resolvable && *problem->key && !eform_find(eform, problem->key))
			add(fields, problem->key, undecided(""));
	}
	/* a tree sends something: of a form that demands nothing, the first field */
	if (json_object_size(fields) == 0 && eform->fields_n > 0)
		add(fields, eform->fields[0].path, undecided(eform->fields[0].label));
	return fields;
}

/* --- the whole ----------------------------------------------------------------------------- */
static json_t *import_questions(void)
{
	json_t *id = json_pack("{s:s, s:s, s:s, s:s, s:s}", "key", "id", "ask", "citizen", "text",
		"citizen.id", "no_id", "citizen.no_id", "change", "change.id");

	return json_pack("[o, {s:s}, {s:s}, {s:s, s:s}, {s:s}]", id, "ask", "visit", "ask",
		"papers", "ask", "declare", "text", "declare.plain", "ask", "send");
}

json_t *import_overlay(const struct eform *eform, const char *code, const struct menu_files *shared)
{
	json_t *overlay =
		json_pack("{s:i, s:s, s:o, s:{s:s, s:s}, s:o, s:[{s:s}], s:o}", "motcua_overlay",
			OVERLAY_FORM, "code", code, "questions", import_questions(), "applicant",
			"national_id", "id", "relation", "self", "fields", import_fields(eform),
			"papers", "text", "paper.id", "texts", import_texts(eform, code, shared));

	OSMO_ASSERT(overlay);
	return overlay;
}
