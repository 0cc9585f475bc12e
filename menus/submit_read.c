/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading a tree's "submit" section: whose dossier it is, where each field of the portal's form
 * comes from, and which papers are brought.
 */
#include <talloc.h>
#include "menus/tree_read.h"

/* What may stand alone or as an array of up to `max`: how many there are, and each of them. */
static unsigned one_or_many(const struct json_at *at, unsigned max)
{
	unsigned n = 1;

	if (!json_is_array(at->value))
		return n;
	n = read_count(at, max);
	if (n == 0)
		json_fail(at, "expected 1 to %u elements", max);
	return n;
}

static struct json_at one_of_many(const struct json_at *at, unsigned i)
{
	return json_is_array(at->value) ? json_item(at, i) : *at;
}

/* --- fields -------------------------------------------------------------------------------- */
static void read_field(
	const struct tree_reader *reader, const struct json_at *at, struct field *out)
{
	unsigned n = one_or_many(at, FIELD_SOURCES_MAX);
	struct source *sources = read_array(reader, n, sizeof(*sources));

	for (unsigned i = 0; i < n; i++) {
		struct json_at one = one_of_many(at, i);

		read_source(reader, &one, &sources[i]);
		if (i + 1 < n && !sources[i].when)
			json_fail(&one, "always holds, so what stands behind it never counts");
	}
	out->sources_n = n;
	out->sources = sources;
}

static void read_fields(
	const struct tree_reader *reader, const struct json_at *submit, struct submit *out)
{
	struct json_at at = json_need(submit, "answers");
	size_t n = json_object_size(at.value);
	struct field *fields;
	const char *path;
	json_t *value;

	if (n == 0 || n > TREE_FIELDS_MAX) {
		json_fail(&at, "expected an object of 1 to %d fields", TREE_FIELDS_MAX);
		return;
	}
	fields = read_array(reader, n, sizeof(*fields));
	json_object_foreach (at.value, path, value) {
		struct json_at one = json_need(&at, path);
		struct field *field = &fields[out->fields_n++];

		read_path(reader, &one, path, field);
		read_field(reader, &one, field);
	}
	out->fields = fields;
	read_paths_agree(&at, out);
}

/* --- papers -------------------------------------------------------------------------------- */
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

/* --- people -------------------------------------------------------------------------------- */
static void read_person(const struct tree_reader *reader, const struct json_at *at, bool applicant,
	struct person *out)
{
	struct json_at phone = json_opt(at, "phone"), relation = json_opt(at, "relation");

	if (applicant)
		json_only(at,
			(const char *const[]) { "national_id", "relation", "phone", "when", NULL });
	else
		json_only(at, (const char *const[]) { "national_id", "relation", "when", NULL });
	out->when = read_when(reader, at);
	out->id_key = read_name(reader, at, "national_id");
	out->phone_key = phone.value ? read_name(reader, at, "phone") : SYMBOL_NONE;
	if (applicant || relation.value)
		out->relation = talloc_strdup(
			reader->set, json_text(at, "relation", 1, SUBMIT_RELATION_MAX));
}

static unsigned read_persons(const struct tree_reader *reader, const struct json_at *at,
	bool applicant, const struct person **out)
{
	unsigned n = one_or_many(at, SUBMIT_PERSONS_MAX);
	struct person *persons = read_array(reader, n, sizeof(*persons));

	for (unsigned i = 0; i < n; i++) {
		struct json_at one = one_of_many(at, i);

		read_person(reader, &one, applicant, &persons[i]);
		if (i + 1 < n && !persons[i].when)
			json_fail(&one, "always holds, so what stands behind it never counts");
		if (i + 1 == n && applicant && persons[i].when)
			json_fail(
				&one, "the last applicant must have no \"when\": somebody applies");
	}
	*out = persons;
	return n;
}

void read_submit(const struct tree_reader *reader, const struct json_at *submit)
{
	struct submit *out = &reader->tree->submit;
	struct json_at applicant = json_need(submit, "applicant");
	struct json_at concerned = json_opt(submit, "concerned");

	json_only(submit,
		(const char *const[]) { "applicant", "concerned", "answers", "papers", NULL });
	out->applicants_n = read_persons(reader, &applicant, true, &out->applicants);
	if (concerned.value)
		out->concerned_n = read_persons(reader, &concerned, false, &out->concerned);
	read_fields(reader, submit, out);
	read_papers(reader, submit, out);
}
