/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The papers of a submission as one text, for people.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/submission.h"
#include "menus/tree.h"

#define BETWEEN ", "

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
	const struct submit *submit =
		state->at.tree < set->trees_n ? &set->trees[state->at.tree].submit : NULL;
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
