/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The body of a submit (contract: POST /v1/dossiers): what the tree said of the answers, and what
 * only the counter knows. Must not know rows, slots or SMS.
 */
#pragma once
#include "gateway/effect/effects.h"

struct body {
	json_t *json; /* owned */
	/* Whose dossier it is: the phone at hand, or the one that the tree asked for. */
	struct phone applicant;
	/* Somebody dials for another person: the two differ, or the tree says so of a person who
	 * has no phone, and whose dossier is then found from the helper's. */
	bool by_helper;
};

/* From the call's answers on the day of `now_s`. ERR_INVALID at home, where nothing is submitted,
 * and when memory ends; *out untouched then. End with body_fini(). */
int body_init(const struct effect_call *call, int64_t now_s, struct body *out) MUST_CHECK;
void body_fini(struct body *body);

/* The applicant's national id; "" if it was left to the desk. Borrowed. */
const char *body_national_id(const struct body *body);

/* Adds receipt, procedure, office, appointment, the moment and the phones. ERR_NO_MEMORY. */
int body_complete(struct body *body, const struct effect_call *call, const struct dossier *dossier,
	const struct appointment *appointment) MUST_CHECK;
