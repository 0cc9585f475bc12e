/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From answers to what the portal's form wants, as the tree's "submit" section says: fields taken
 * over, derived from the national id, fixed, left to the clerk; papers to bring.
 */
#pragma once
#include <jansson.h>
#include "menus/engine.h"

/* A new object with "answers", "left_to_clerk", "papers_to_bring" (text ids expanded to the
 * portal's language, vi with accents), and "applicant": {"national_id","relation"}. NULL at home.
 * The caller owns it. */
json_t *submission_build(const struct menu_set *set, const struct engine_state *state);
/* The same papers as one text in the citizen's language and script, joined by ", ", for SMS and
 * screens; "" at home. 0, or ERR_TOO_LONG. */
int submission_papers(const struct menu_set *set, const struct engine_state *state, char *out,
	size_t cap) MUST_CHECK;
/* Those that submission_build() named for the portal ("papers_to_bring"), once more in any
 * language and script; what the procedure no longer knows is left out. */
int submission_papers_of(const struct menu_set *set, const char *procedure, const json_t *papers,
	unsigned language, bool accents, char *out, size_t cap) MUST_CHECK;
