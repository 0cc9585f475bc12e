/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The codes whose forms somebody asks for, beside those that are read on the timer: a short list,
 * as values to values. Whoever asks comes again and again until the portal was heard; who does not
 * is forgotten, so nothing of it needs the disk.
 *
 * It knows no clock, no requests and no rows. Inside the portal/ folder only.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "gateway/portal/neutral.h"
#include "gateway/portal/portal.h"

#define WANTED_MAX     16
#define WANTED_LIFE_MS 60000 /* kept that long after it was last asked for */
#define WANTED_TOLD_MS 10000 /* what the portal said holds that long; then it is asked anew */

struct wanted_code {
	char code[PROCEDURE_CODE_SIZE]; /* "": nobody's place */
	enum portal_form is;
	bool listed; /* the list that was read last, or is being read, was asked for after it */
	uint64_t until_ms; /* monotonic */
	char why[NEUTRAL_SENTENCE_SIZE];
};

struct wanted {
	struct wanted_code of[WANTED_MAX];
};

/* NULL if it is not there, or not any more. Borrowed. */
const struct wanted_code *wanted_find(
	const struct wanted *wanted, const char *code, uint64_t now_ms);
/* Adds a code, or keeps one longer that waits; one that the portal has spoken of stays as it is.
 * ERR_LIMIT when WANTED_MAX others are there. */
int wanted_add(struct wanted *wanted, const char *code, uint64_t now_ms) MUST_CHECK;

/* Whether one waits for the portal's list to be read. */
bool wanted_any_new(const struct wanted *wanted, uint64_t now_ms);
/* The portal's list was asked for: it tells of all that are here by now. */
void wanted_list_asked(struct wanted *wanted);
/* The next whose form is to be asked for, NULL if there is none. Borrowed. */
const char *wanted_next(const struct wanted *wanted, uint64_t now_ms);

/* What came of a code that waits, for whoever asks next; others stay as they are. `why` is cut. */
void wanted_settle(struct wanted *wanted, const char *code, enum portal_form is, const char *why,
	uint64_t now_ms);
/* The same of all that wait. */
void wanted_settle_all(
	struct wanted *wanted, enum portal_form is, const char *why, uint64_t now_ms);
