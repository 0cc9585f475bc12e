/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the reader makes of an online form, as JSON, so that a test in another language can compare
 * it with what Form.io itself makes of it:
 *
 *   eform_dump FORM [SUBMISSION]
 *
 * {"fields": [...], "grids": [...], "problems": [...]} or {"error": "..."}; with a submission
 * (nested answers) each field also says whether it is shown, and "faults" lists what eform_check
 * found. Exits with 0 in all these cases.
 */
#include <stdio.h>
#include <talloc.h>
#include "menus/eform.h"
#include "menus/eform_check.h"
#include "menus/eform_condition.h"

static void add_read(void *data, const char *path, const char *value)
{
	json_array_append_new(data, json_pack("[s, s]", path, value));
}

static json_t *dump_field(const struct eform_field *field, const json_t *answers)
{
	json_t *options = json_array(), *reads = json_array();

	for (unsigned i = 0; i < field->options_n; i++)
		json_array_append_new(options, json_string(field->options[i].value));
	eform_condition_reads(field, add_read, reads);
	return json_pack("{s:s, s:s, s:s, s:s, s:b, s:b, s:s*, s:o, s:b, s:s, s:o, s:b}", "path",
		field->path, "key", field->key, "type", eform_type_name(field->type), "label",
		field->label, "required", field->required, "multiple", field->multiple, "pattern",
		field->pattern, "options", options, "options_unknown", field->options_unknown,
		"place", field->place, "reads", reads, "shown", eform_shown(field, answers));
}

static void add_fault(
	void *data, const char *path, const struct eform_field *field, const char *what)
{
	json_array_append_new(data,
		json_pack("{s:s, s:s, s:b}", "path", path, "what", what, "field", field != NULL));
}

static json_t *dump(const struct eform *eform, const json_t *answers)
{
	json_t *fields = json_array(), *grids = json_array(), *problems = json_array();
	json_t *faults = json_array();

	for (unsigned i = 0; i < eform->fields_n; i++)
		json_array_append_new(fields, dump_field(&eform->fields[i], answers));
	for (unsigned i = 0; i < eform->grids_n; i++)
		json_array_append_new(grids, json_string(eform->grids[i].path));
	for (unsigned i = 0; i < eform->problems_n; i++) {
		const struct eform_problem *problem = &eform->problems[i];

		json_array_append_new(problems,
			json_pack("{s:s, s:s, s:s, s:b}", "place", problem->place, "key",
				problem->key, "what", problem->what, "resolvable",
				problem->resolvable));
	}
	eform_check(eform, answers, add_fault, faults);
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "title", eform->title, "version",
		eform->version, "fields", fields, "grids", grids, "problems", problems, "faults",
		faults);
}

int main(int argc, char **argv)
{
	struct json_reader reader = { .error = "" }, answers_reader;
	json_t *form, *answers = NULL, *out;
	struct eform *eform = NULL;

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: eform_dump FORM [SUBMISSION]\n");
		return 2;
	}
	form = json_read_file(&reader, argv[1], EFORM_OCTETS_MAX);
	if (argc == 3)
		answers = json_read_file(&answers_reader, argv[2], EFORM_OCTETS_MAX);
	if (form) {
		struct json_at root = json_root(&reader, form);

		eform = eform_read(NULL, &root);
	}
	out = eform ? dump(eform, answers) : json_pack("{s:s}", "error", reader.error);
	json_dumpf(out, stdout, JSON_INDENT(1) | JSON_SORT_KEYS);
	json_decref(out);
	json_decref(form);
	json_decref(answers);
	talloc_free(eform);
	return out ? 0 : 1;
}
