/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One person at one phone: the real engine and the real screens, with samples in place of the
 * gateway. Counts what it costs: screens, keypresses, replies.
 */
#pragma once
#include "menus/render.h"
#include "menus/samples.h"

#define REHEARSAL_EFFECTS_MAX 32 /* in a row, without a screen between them */

struct rehearsal;
/* The screen at hand, and what is typed on it. */
typedef void (*rehearsal_cb)(void *data, const struct rehearsal *shown, const char *typed);

struct rehearsal {
	const struct menu_set *set;
	const struct samples *samples;
	enum samples_world world;
	struct budget budget;
	struct engine_state state;
	struct engine_out out; /* ENGINE_SCREEN, or ENGINE_END: it is over */
	struct screen screen;
	unsigned screens;
	/* Every key pressed: the dial string and each answer character by character (letters by
	 * multi-tap), and the send key behind each. */
	unsigned keys;
	unsigned replies; /* answers; an old phone needs one more key before each */
	bool submitted; /* something was */
	json_t *sent; /* the last submission, NULL: none; owned */
	/* NULL: a submission is built. For whoever wants few of many: the state that it would be
	 * built from is put there instead, and `sent` stays NULL. */
	struct engine_state *unsent;
	rehearsal_cb each; /* called before each answer; NULL */
	void *each_data;
};

/* Nothing is dialled yet. */
void rehearsal_init(struct rehearsal *rehearsal, const struct menu_set *set,
	const struct samples *samples, enum samples_world world, unsigned language, bool accents,
	const struct budget *budget);
/* Drops what was sent. */
void rehearsal_fini(struct rehearsal *rehearsal);
/* `from` once more, to try another way; both are given to rehearsal_fini() one day. */
void rehearsal_copy(struct rehearsal *out, const struct rehearsal *from);

/* A whole dial string, "*1022#" or "*1022*2*1234567890#", as it is pressed. ERR_SYNTAX if it is
 * none; ERR_LIMIT if effects follow on effects without an end. */
int rehearsal_dial(struct rehearsal *rehearsal, const char *dialled) MUST_CHECK;
/* An answer, as it is typed. ERR_INVALID once it is over. */
int rehearsal_type(struct rehearsal *rehearsal, const char *text) MUST_CHECK;
/* Leafs on with 9 until the choice (as struct page numbers them) is on the screen, and takes it.
 * ERR_NOT_FOUND if it is on no page. */
int rehearsal_choose(struct rehearsal *rehearsal, unsigned choice) MUST_CHECK;
/* For whoever tries many ways: nothing is rendered and no key counted. From the start of a
 * procedure's tree, as if home had led there; with an answer taken (a choice of the node, something
 * typed); from where walk.h has put the state. ERR_INVALID if an entry does not take it. */
int rehearsal_start(struct rehearsal *rehearsal, unsigned tree) MUST_CHECK;
int rehearsal_take(struct rehearsal *rehearsal, unsigned choice) MUST_CHECK;
int rehearsal_enter(struct rehearsal *rehearsal, const char *typed) MUST_CHECK;
int rehearsal_settle(struct rehearsal *rehearsal) MUST_CHECK;

/* Names of the tree and node that are shown. */
const char *rehearsal_tree(const struct rehearsal *rehearsal);
const char *rehearsal_node(const struct rehearsal *rehearsal);
