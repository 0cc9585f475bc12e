/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From IMSI to phone number: what OsmoHLR's control interface is asked and what it answers, and a
 * memory of what it answered. It knows no socket.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/clock.h"
#include "gateway/base/phone.h"
#include "gateway/bearer/gsup_message.h"

#define GSUP_QUESTION_SIZE 96

/* "GET id subscriber.by-imsi-IMSI.msisdn"; returns its length. */
size_t gsup_number_question(uint64_t id, const char *imsi, char out[GSUP_QUESTION_SIZE]);

/* Reads an answer. OK; ERR_NOT_FOUND when the HLR knows no number, or one that is no mobile phone's
 * here: then *id_r is set and *phone_r untouched; ERR_SYNTAX for anything that is no answer to such
 * a question (a TRAP, say), and both are untouched. */
int gsup_number_read(
	const char *text, size_t len, uint64_t *id_r, struct phone *phone_r) MUST_CHECK;

/* At most `max` numbers (at least 4), each for `life_ms`; what is new pushes out what is older. */
struct gsup_numbers;
struct gsup_numbers *gsup_numbers_new(
	void *ctx, const struct clock *clock, unsigned max, uint64_t life_ms);
void gsup_numbers_put(struct gsup_numbers *numbers, const char *imsi, const struct phone *phone);
/* OK or ERR_NOT_FOUND. */
int gsup_numbers_get(
	struct gsup_numbers *numbers, const char *imsi, struct phone *phone_r) MUST_CHECK;
