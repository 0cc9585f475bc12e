/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Carries out a tree's "submit" section on the answers of a state.
 */
#include "menus/submission.h"
#include <string.h>
#include "menus/submission_value.h"

struct build {
	struct submission_at at;
	const struct submit *submit;
	json_t *answers, *left_to_clerk, *on_paper, *prefilled, *to_check;
	bool failed; /* memory ended */
};

/* --- where a value stands ------------------------------------------------------------------ */
static void append(struct build *b, json_t *array, const char *text)
{
	b->failed |= json_array_append_new(array, json_string(text)) < 0;
}

static json_t *container_before(const struct path_step *next)
{
	return next->key ? json_object() : json_array();
}

/* The container behind a step, made if it is not there. */
static json_t *enter(struct build *b, json_t *in, const struct path_step *step)
{
	json_t *found;

	if (!step->key) {
		while (json_array_size(in) <= step->row && !b->failed)
			b->failed |= json_array_append_new(in, json_object()) < 0;
		return json_array_get(in, step->row);
	}
	found = json_object_get(in, step->key);
	if (found)
		return found;
	found = container_before(step + 1);
	b->failed |= json_object_set_new(in, step->key, found) < 0;
	return b->failed ? NULL : found;
}

/* Takes the value. Rows that are values themselves close ranks: a list has no holes. */
static void put(struct build *b, const struct field *field, json_t *value)
{
	const struct path_step *last = &field->steps[field->steps_n - 1];
	json_t *in = b->answers;

	for (const struct path_step *step = field->steps; step < last; step++)
		in = enter(b, in, step);
	b->failed |= (last->key ? json_object_set_new(in, last->key, value)
				: json_array_append_new(in, value)) < 0;
}

/* --- fields -------------------------------------------------------------------------------- */
static const struct source *source_of(const struct build *b, const struct field *field)
{
	for (unsigned i = 0; i < field->sources_n; i++)
		if (guard_holds(field->sources[i].when, b->at.state))
			return &field->sources[i];
	return NULL;
}

/* Accents typed on a keypad are somebody's guess. */
static bool is_typed_name(const struct build *b, const struct source *source)
{
	const struct tree *tree = &b->at.set->trees[b->at.state->at.tree];
	const struct node *entry =
		source->kind == SOURCE_ANSWER ? tree_entry(tree, source->key) : NULL;

	return entry && entry->entry == ENTRY_NAME;
}

static void answer(struct build *b, const struct field *field, const struct source *source)
{
	json_t *value = submission_value(&b->at, source);

	if (!value) {
		append(b, b->left_to_clerk, field->path);
		return;
	}
	put(b, field, value);
	if (is_typed_name(b, source))
		append(b, b->to_check, field->path);
}

static void fill(struct build *b, const struct field *field)
{
	const struct source *source = source_of(b, field);

	if (!source)
		return;
	switch (source->kind) {
	case SOURCE_ANSWER:
	case SOURCE_FACT:
	case SOURCE_FIXED:
	case SOURCE_OWN:
		answer(b, field, source);
		break;
	case SOURCE_CLERK:
		append(b, b->left_to_clerk, field->path);
		break;
	case SOURCE_PAPER:
		/* what a paper says is typed in at the desk */
		append(b, b->left_to_clerk, field->path);
		append(b, b->on_paper, field->path);
		break;
	case SOURCE_PREFILLED:
		append(b, b->prefilled, field->path);
		break;
	}
}

/* --- papers and people --------------------------------------------------------------------- */
static json_t *papers_for_portal(struct build *b)
{
	const struct texts *texts = b->at.set->texts;
	json_t *papers = json_array();

	for (unsigned i = 0; i < b->submit->papers_n; i++)
		if (guard_holds(b->submit->papers[i].when, b->at.state))
			append(b, papers, texts_get(texts, b->submit->papers[i].text, 0, true));
	return papers;
}

static const struct person *person_of(
	const struct build *b, const struct person *persons, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (guard_holds(persons[i].when, b->at.state))
			return &persons[i];
	return NULL;
}

static const char *phone_of(const struct build *b, const struct person *applicant)
{
	const char *phone = NULL;

	if (applicant->phone_key != SYMBOL_NONE)
		phone = submission_answer(&b->at, applicant->phone_key);
	return phone ? phone : b->at.own->phone;
}

static json_t *person_value(const struct build *b, const struct person *person)
{
	const char *id = person ? submission_answer(&b->at, person->id_key) : NULL;

	if (!person)
		return json_null();
	return json_pack("{s:s, s:s*}", "national_id", id ? id : "", "relation", person->relation);
}

/* --- the whole ----------------------------------------------------------------------------- */
static json_t *built(struct build *b, const struct person *applicant)
{
	const struct person *concerned = person_of(b, b->submit->concerned, b->submit->concerned_n);
	json_t *whole = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "answers", b->answers,
		"left_to_clerk", b->left_to_clerk, "on_paper", b->on_paper, "prefilled",
		b->prefilled, "to_check", b->to_check, "papers_to_bring", papers_for_portal(b),
		"applicant", person_value(b, applicant), "concerned", person_value(b, concerned));

	b->failed |= json_object_set_new(json_object_get(whole, "applicant"), "phone",
			     json_string(b->at.applicant_phone)) < 0;
	if (!b->failed)
		return whole;
	json_decref(whole);
	return NULL;
}

json_t *submission_build(const struct menu_set *set, const struct engine_state *state,
	const struct submission_own *own)
{
	struct build b = { .at = { set, state, own, own->phone } };
	const struct person *applicant;

	if (state->at.tree >= set->trees_n || !set->trees[state->at.tree].submit.applicants_n)
		return NULL;
	b.submit = &set->trees[state->at.tree].submit;
	b.answers = json_object();
	b.left_to_clerk = json_array();
	b.on_paper = json_array();
	b.prefilled = json_array();
	b.to_check = json_array();
	applicant = person_of(&b, b.submit->applicants, b.submit->applicants_n);
	b.at.applicant_phone = phone_of(&b, applicant);
	for (unsigned i = 0; i < b.submit->fields_n; i++)
		fill(&b, &b.submit->fields[i]);
	return built(&b, applicant);
}
