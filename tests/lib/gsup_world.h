/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A whole gateway with the dialogues over GSUP on top, and a network that is played: what the
 * bearer sends is decoded and kept, the control interface knows one number for each IMSI.
 */
#pragma once
#include "gateway/bearer/gsup_dialogue.h"
#include "tests/lib/gateway_fixture.h"

#define GSUP_SENT_MAX 64

struct gsup_sent {
	struct gsup_message message; /* its component is only its length: see c */
	struct ussd_component c;
};

struct gsup_world {
	struct fixture *f;
	struct gsup_dialogues *d;
	struct gsup_stats *stats;
	struct gsup_sent sent[GSUP_SENT_MAX]; /* the last ones; begins anew when full */
	unsigned n; /* ever sent */
	bool link_down, hlr_mute, hlr_unknown, hlr_away;
	char question[GSUP_QUESTION_SIZE]; /* the last */
};

/* `limits` may be NULL. */
struct gsup_world *gsup_world_new(const struct gsup_limits *limits);
void gsup_world_free(struct gsup_world *w);
/* The last message that was sent. */
const struct gsup_sent *gsup_world_last(const struct gsup_world *w);
const char *gsup_world_text(const struct gsup_world *w);

/* A message with a component, and what follows from it. */
void gsup_world_rx(struct gsup_world *w, const char *imsi, uint32_t session, enum gsup_state state,
	const struct ussd_component *c);
/* What a phone does: dials with invoke id 7, answers the last screen. */
void gsup_world_dial(struct gsup_world *w, const char *imsi, uint32_t session, const char *text);
void gsup_world_say(struct gsup_world *w, const char *imsi, uint32_t session, const char *text);
#define GSUP_WORLD_INVOKE 7
