/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One value of a submission, written as the form wants it. Private to menus/. */
#pragma once
#include "menus/submission.h"
#include "menus/tree.h"

struct submission_at {
	const struct menu_set *set;
	const struct engine_state *state;
	const struct submission_own *own;
	const char *applicant_phone; /* national digits */
};

/* The value of a source that gives one (an answer, a fact, a fixed one, an own one); NULL: it is
 * left to the clerk. The caller owns it. */
json_t *submission_value(const struct submission_at *at, const struct source *source);
/* An answer of the state; NULL if there is none or it was skipped. Borrowed. */
const char *submission_answer(const struct submission_at *at, uint16_t key);
