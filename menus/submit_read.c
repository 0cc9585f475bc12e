/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading a tree's "submit" section: where each field of the portal's form comes from, and which
 * papers are brought.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/tree_read.h"

static void read_map(
	const struct tree_reader *reader, const struct json_at *field, struct field *out)
{
	struct json_at at = json_opt(field, "map");
	size_t n = json_object_size(at.value);
	struct mapping *map;
	const char *from;
	json_t *value;

	if (!at.value)
		return;
	if (n == 0 || n > TREE_MAP_MAX) {
		json_fail(&at, "expected an object of 1 to %d values", TREE_MAP_MAX);
		return;
	}
	map = read_array(reader, n, sizeof(*map));
	json_object_foreach (at.value, from, value) {
		map[out->map_n].from = talloc_strdup(map, from);
		map[out->map_n].to = talloc_strdup(map, json_text(&at, from, 0, TEXT_MAX));
		out->map_n++;
	}
	out->map = map;
}

static void read_fact(const struct tree_reader *reader, const struct json_at *at, struct field *out)
{
	static const char *const facts[] = { "sex", "year" };
	const char *fact = json_text(at, "fact", 1, TREE_NAME_MAX);

	for (unsigned i = 0; i < ARRAY_SIZE(facts); i++)
		if (strcmp(fact, facts[i]) == 0)
			out->fact = facts[i];
	if (!out->fact)
		json_fail(at, "a \"fact\" is \"sex\" or \"year\"");
	out->key = read_name(reader, at, "of");
	read_map(reader, at, out);
}

static void read_field(
	const struct tree_reader *reader, const struct json_at *at, struct field *out)
{
	out->when = read_when(reader, at);
	if (json_object_get(at->value, "answer")) {
		json_only(at, (const char *const[]) { "answer", "map", "when", NULL });
		out->kind = SOURCE_ANSWER;
		out->key = read_name(reader, at, "answer");
		read_map(reader, at, out);
	} else if (json_object_get(at->value, "fact")) {
		json_only(at, (const char *const[]) { "fact", "of", "map", "when", NULL });
		out->kind = SOURCE_FACT;
		read_fact(reader, at, out);
	} else if (json_object_get(at->value, "fixed")) {
		json_only(at, (const char *const[]) { "fixed", "when", NULL });
		out->kind = SOURCE_FIXED;
		out->fixed = talloc_strdup(reader->set, json_text(at, "fixed", 0, TEXT_MAX));
	} else {
		json_only(at, (const char *const[]) { "clerk", "when", NULL });
		out->kind = SOURCE_CLERK;
		if (!json_bool_opt(at, "clerk", false))
			json_fail(at,
				"say where the field comes from: \"answer\", \"fact\", "
				"\"fixed\", or \"clerk\": true");
	}
}

static void read_fields(
	const struct tree_reader *reader, const struct json_at *submit, struct submit *out)
{
	struct json_at at = json_need(submit, "answers");
	size_t n = json_object_size(at.value);
	struct field *fields;
	const char *name;
	json_t *value;

	if (n == 0 || n > TREE_FIELDS_MAX) {
		json_fail(&at, "expected an object of 1 to %d fields", TREE_FIELDS_MAX);
		return;
	}
	fields = read_array(reader, n, sizeof(*fields));
	json_object_foreach (at.value, name, value) {
		struct json_at one = json_need(&at, name);
		struct field *field = &fields[out->fields_n++];

		field->name = talloc_strdup(fields, name);
		read_field(reader, &one, field);
	}
	out->fields = fields;
}

static void read_papers(
	const struct tree_reader *reader, const struct json_at *submit, struct submit *out)
{
	struct json_at at = json_need(submit, "papers");
	unsigned n = read_count(&at, TREE_PAPERS_MAX);
	struct paper *papers = read_array(reader, n, sizeof(*papers));

	for (unsigned i = 0; i < n; i++) {
		struct json_at one = json_item(&at, i);

		json_only(&one, (const char *const[]) { "text", "when", NULL });
		papers[i].text = read_text(reader, &one, "text");
		papers[i].when = read_when(reader, &one);
	}
	out->papers_n = n;
	out->papers = papers;
}

void read_submit(const struct tree_reader *reader, const struct json_at *submit)
{
	struct submit *out = &reader->tree->submit;
	struct json_at applicant = json_need(submit, "applicant");

	json_only(submit, (const char *const[]) { "applicant", "answers", "papers", NULL });
	json_only(&applicant, (const char *const[]) { "national_id", "relation", NULL });
	out->id_key = read_name(reader, &applicant, "national_id");
	out->relation =
		talloc_strdup(reader->set, json_text(&applicant, "relation", 1, TREE_NAME_MAX));
	read_fields(reader, submit, out);
	read_papers(reader, submit, out);
}
