/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The dialogues over GSUP as their own files see them: gsup_dialogue.c (what messages and silence
 * lead to), gsup_leg.c (an input in the turn) and gsup_send.c (what leaves). Nobody else includes
 * this.
 */
#pragma once
#include "gateway/bearer/gsup_dialogue.h"

struct gsup_dialogues {
	struct counter *counter;
	struct turn *turn;
	struct timer timer; /* of what has waited longest */
	struct gsup_limits limits;
	struct gsup_edges edges;
	struct gsup_sessions *sessions;
	struct gsup_numbers *numbers;
	struct gsup_stats stats;
};

static inline uint64_t gsup_now_ms(const struct gsup_dialogues *d)
{
	return clock_mono_ms(d->counter->world.clock);
}

/* From here on the session waits for this, and the timer knows. */
void gsup_wait_for(struct gsup_dialogues *d, struct gsup_session *session, enum gsup_wait wait);

/* --- gsup_leg.c ---- */
/* Puts an input of the session into the turn; it waits for the turn now. `dialled` opens the
 * dialogue; NULL where `text` is an answer. */
void gsup_leg_post(struct gsup_dialogues *d, struct gsup_session *session, const char *dialled,
	const char *text, size_t len);

/* --- gsup_send.c ---- */
/* To whom: all that is needed where there is no session, or none any more. */
struct gsup_peer {
	const char *imsi;
	uint32_t id;
	uint8_t first_invoke;
};
struct gsup_peer gsup_peer_of(const struct gsup_session *session);

/* A screen that wants an answer to `invoke`; ERR_TOO_LONG and the like if it fits no component,
 * which is counted. That it could not be sent is counted and no error. */
int gsup_send_screen(struct gsup_dialogues *d, const struct gsup_peer *peer, uint8_t invoke,
	const struct bearer_answer *answer) MUST_CHECK;
/* A last screen; errors as above. */
int gsup_send_last(struct gsup_dialogues *d, const struct gsup_peer *peer,
	const struct bearer_answer *answer) MUST_CHECK;
/* A last screen with a text of the catalogue. */
void gsup_send_sorry(struct gsup_dialogues *d, const struct gsup_peer *peer, const char *text_id);
/* That an Invoke is not understood; `state` says whether the session goes on. */
void gsup_send_reject(struct gsup_dialogues *d, const struct gsup_peer *peer, uint8_t invoke,
	enum gsup_state state);
