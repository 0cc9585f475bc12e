/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a person sees: the phone in a frame with the messages it got beside it on a terminal of 80
 * columns and 24 lines, or plain text, one thing after the other, elsewhere.
 */
#pragma once
#include <stdbool.h>
#include "tests/sim/phone/handset.h"
#include "tests/sim/phone/sms_log.h"

/* Prints the phone's screen in a frame. For transcripts and for outputs that are no terminal. */
void display_screen(const struct handset *handset);
/* Prints one message that arrived. */
void display_sms(const struct sms *sms);

/* Draws the whole terminal; the cursor ends behind the prompt. `keep_typed`: what a person has
 * typed so far stays, only what is above the prompt changes. */
void display_draw(const struct handset *handset, const struct sms_log *log, size_t messages,
	const char *hint, bool keep_typed);
