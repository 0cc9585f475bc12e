/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One message of a citizen on its way through a turn: find or open the dialogue, run the engine and
 * the effects it asks for, render the screen; after the commit install the new state and answer.
 *
 * A bearer embeds a `struct step` in its own request, fills step.request, calls step_decide() from
 * its decide and step_release() from its release, and sends step.answer whatever happened.
 */
#pragma once
#include "db/draft.h"
#include "gateway/dialogue/dialogues.h"
#include "gateway/dialogue/drafts.h"
#include "gateway/dialogue/shelf.h"
#include "gateway/effect/effects.h"
#include "menus/render.h"

/* How far back a draft is offered again. */
#define DRAFT_LIFE_S (3 * 24 * 3600)
/* Effects that one message may set off, one after the other; more is a loop in a tree. */
#define STEP_EFFECTS_MAX 8

struct counter;

struct step {
	struct bearer_request request;
	struct bearer_answer answer; /* valid after step_release() */

	/* decided; private to step.c */
	struct dialogue_view view; /* the dialogue as it is; id DIALOGUE_NONE: none yet */
	struct dialogue_view next; /* as it is to be, but for its state */
	uint8_t set; /* that the dialogue stands on, see shelf.h */
	struct effect_world world; /* with its menus and offices */
	struct engine_state state;
	struct effect_call call;
	uint64_t key;
	uint64_t answers_mark; /* of the answers before this step */
	uint8_t *between; /* packed state that `view` borrows between two answers */
	bool claimed;
	bool anew; /* opens a dialogue */
	bool decided; /* `next` is to be installed */
	bool known; /* state holds the citizen's language */
};

/* What steps act on. Owned by the gateway. */
struct counter {
	struct effect_world world;
	struct shelf *shelf;
	struct dialogues *dialogues;
	struct drafts *drafts;
	void (*wake_sms)(void *data); /* in release: SMS were planned */
	void (*wake_portal)(void *data); /* in release: dossiers were added */
	void *data;
	bool closing; /* no new dialogues are begun: the service is about to stop */
};

/* As a turn's decide. Errors are the store's: nothing was promised. */
int step_decide(struct counter *counter, struct step *step) MUST_CHECK;
/* After step_decide() was OK, for a message that brings more than one answer: takes the next as if
 * it had come by itself. Nothing happens to a dialogue that was not moved, or is over. The turn
 * carries all of a message's answers out or none. Memory it needs until release is owned by ctx
 * (talloc). */
int step_decide_next(struct counter *counter, struct step *step, void *ctx, const char *input,
	size_t len) MUST_CHECK;
/* As a turn's release; fills step->answer. */
void step_release(struct counter *counter, struct step *step, enum turn_outcome outcome, int error);
