/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From answers to what the portal's form wants, as the tree's "submit" section says: fields taken
 * over, derived from an id or a place's code, fixed, left to the clerk; papers to bring; whose
 * dossier it is. Knows neither the clock nor the phone: both are told.
 *
 *   submission        the whole
 *   submission_value  one value, as the form wants it written
 *   submission_papers the papers as text
 */
#pragma once
#include <jansson.h>
#include "menus/engine.h"

/* What is not answered but known. Both are as entries keep them. */
struct submission_own {
	const char *phone; /* of whoever dials, national digits: "0901234567" */
	const char *today; /* the day in Vietnam, "24112026" */
};

/* A new object; NULL at home, and when memory ends. The caller owns it.
 *   answers          values of the form's fields, nested as their paths say
 *   left_to_clerk    paths of fields that nobody could answer
 *   on_paper         paths of fields that are brought on paper
 *   prefilled        paths of fields that the portal fills
 *   to_check         paths of fields that hold a name as somebody typed it on a keypad
 *   papers_to_bring  in the portal's language, vi with accents
 *   applicant        {national_id ("": not given), relation, phone: national digits}
 *   concerned        {national_id, relation if one is said}, or null
 * Rows of a grid that nobody filled, but a later one, are empty objects. */
json_t *submission_build(const struct menu_set *set, const struct engine_state *state,
	const struct submission_own *own);
/* The same papers as one text in the citizen's language and script, joined by ", ", for SMS and
 * screens; "" at home. 0, or ERR_TOO_LONG. */
int submission_papers(const struct menu_set *set, const struct engine_state *state, char *out,
	size_t cap) MUST_CHECK;
/* Those that submission_build() named for the portal ("papers_to_bring"), once more in any
 * language and script; what the procedure no longer knows is left out. */
int submission_papers_of(const struct menu_set *set, const char *procedure, const json_t *papers,
	unsigned language, bool accents, char *out, size_t cap) MUST_CHECK;
