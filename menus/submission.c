/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Carries out a tree's "submit" section on the answers of a state.
 */
#include "menus/submission.h"
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/pairs.h"
#include "menus/tree.h"
#include "menus/words.h"

#define BETWEEN ", "

static const struct submit *submit_of(const struct menu_set *set, const struct engine_state *state)
{
	const struct submit *submit;

	if (state->at.tree >= set->trees_n)
		return NULL;
	submit = &set->trees[state->at.tree].submit;
	return submit->id_key == SYMBOL_NONE ? NULL : submit;
}

/* What the portal calls it; as it is if the field has no map. */
static const char *mapped(const struct field *field, const char *text)
{
	if (field->map_n == 0)
		return text;
	for (unsigned i = 0; i < field->map_n; i++)
		if (strcmp(field->map[i].from, text) == 0)
			return field->map[i].to;
	return NULL;
}

/* NULL: the clerk fills it in. */
static const char *field_text(
	const struct field *field, const struct engine_state *state, char made[8])
{
	const char *text;

	switch (field->kind) {
	case SOURCE_FIXED:
		return field->fixed;
	case SOURCE_CLERK:
		return NULL;
	case SOURCE_ANSWER:
	case SOURCE_FACT:
		break;
	}
	text = pairs_find(state->answers, state->answers_len, field->key);
	if (!text || !*text)
		return NULL;
	if (field->kind == SOURCE_FACT)
		text = words_fact(text, field->fact, strlen(field->fact), made);
	return text ? mapped(field, text) : NULL;
}

static json_t *papers_for_portal(
	const struct menu_set *set, const struct submit *submit, const struct engine_state *state)
{
	json_t *papers = json_array();

	for (unsigned i = 0; i < submit->papers_n; i++)
		if (guard_holds(submit->papers[i].when, state))
			json_array_append_new(papers,
				json_string(
					texts_get(set->texts, submit->papers[i].text, 0, true)));
	return papers;
}

json_t *submission_build(const struct menu_set *set, const struct engine_state *state)
{
	const struct submit *submit = submit_of(set, state);
	json_t *answers, *clerk;
	const char *id;

	if (!submit)
		return NULL;
	answers = json_object();
	clerk = json_array();
	for (unsigned i = 0; i < submit->fields_n; i++) {
		const struct field *field = &submit->fields[i];
		char made[8];
		const char *text = field_text(field, state, made);

		if (!guard_holds(field->when, state))
			continue;
		if (text)
			json_object_set_new(answers, field->name, json_string(text));
		else
			json_array_append_new(clerk, json_string(field->name));
	}
	id = pairs_find(state->answers, state->answers_len, submit->id_key);
	return json_pack("{s:o, s:o, s:o, s:{s:s, s:s}}", "answers", answers, "left_to_clerk",
		clerk, "papers_to_bring", papers_for_portal(set, submit, state), "applicant",
		"national_id", id ? id : "", "relation", submit->relation);
}

/* Adds one to a list of papers. */
static int append_paper(const char *text, char *out, size_t cap)
{
	size_t used = strlen(out);
	const char *between = used ? BETWEEN : "";

	if (strlen(between) + strlen(text) >= cap - used)
		return ERR_TOO_LONG;
	used += osmo_strlcpy(out + used, between, cap - used);
	osmo_strlcpy(out + used, text, cap - used);
	return OK;
}

int submission_papers(
	const struct menu_set *set, const struct engine_state *state, char *out, size_t cap)
{
	const struct submit *submit = submit_of(set, state);
	int rc = OK;

	OSMO_ASSERT(cap > 0);
	out[0] = '\0';
	for (unsigned i = 0; submit && i < submit->papers_n && rc == OK; i++)
		if (guard_holds(submit->papers[i].when, state))
			rc = append_paper(texts_get(set->texts, submit->papers[i].text,
						  state->language, state->accents),
				out, cap);
	return rc;
}

static bool names_paper(const json_t *papers, const char *text)
{
	for (size_t i = 0; i < json_array_size(papers); i++) {
		const char *named = json_string_value(json_array_get(papers, i));

		if (named && strcmp(named, text) == 0)
			return true;
	}
	return false;
}

int submission_papers_of(const struct menu_set *set, const char *procedure, const json_t *papers,
	unsigned language, bool accents, char *out, size_t cap)
{
	int tree = menu_set_tree_find(set, procedure);
	const struct submit *submit = tree > 0 ? &set->trees[tree].submit : NULL;
	int rc = OK;

	OSMO_ASSERT(cap > 0);
	out[0] = '\0';
	for (unsigned i = 0; submit && i < submit->papers_n && rc == OK; i++) {
		uint16_t text = submit->papers[i].text;

		if (names_paper(papers, texts_get(set->texts, text, 0, true)))
			rc = append_paper(texts_get(set->texts, text, language, accents), out, cap);
	}
	return rc;
}
