/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * USSD dialogues over GSUP, as OsmoHLR brings them to an external entity (EUSE):
 *
 *   phone  BEGIN     Invoke 59 processUnstructuredSS-Request: what was dialled
 *   we     CONTINUE  Invoke 60 unstructuredSS-Request: a screen that wants an answer
 *   phone  CONTINUE  ReturnResult 60: the answer                         ... and so on
 *   we     END       ReturnResult 59 of the first Invoke: the last screen
 *
 * We always end, and with a text: an END without one never reaches the phone as meant. Nobody tells
 * us when a person hangs up or the HLR gives up (its guard, 30 s), so our own timer, below that
 * guard, is what clears up. Messages come in between turns and change the table of sessions at
 * once; answers are decided in the turn and leave after its commit. It knows neither socket nor
 * msgb: those are edges.
 */
#pragma once
#include "gateway/base/timer.h"
#include "gateway/bearer/gsup_number.h"
#include "gateway/bearer/gsup_session.h"
#include "gateway/dialogue/step.h"

struct gsup_limits {
	unsigned open_max; /* dialogues; more are refused with a text */
	uint32_t idle_ms; /* silence of the phone; less than the HLR's ncss-guard-timeout */
	uint32_t number_ms; /* wait for a phone number */
	unsigned numbers_max; /* phone numbers that are remembered */
	uint32_t numbers_life_ms;
};
#define GSUP_LIMITS_DEFAULT ((struct gsup_limits) { 5000, 27000, 3000, 20000, 600000 })

/* Where it touches the world. */
struct gsup_edges {
	/* A whole message. An error: the link is down, and the message is lost. */
	int (*send)(void *data, const uint8_t *octets, size_t len);
	/* Asks whose number this is; gsup_dialogues_answer() follows, or nothing does. An error:
	 * nobody can be asked. */
	int (*ask)(void *data, uint64_t id, const char *imsi);
	void *data;
};

struct gsup_stats {
	uint64_t received, begun, ended; /* ended: by a last screen of the menus */
	uint64_t timed_out; /* fell silent */
	uint64_t replaced; /* by another BEGIN of the same phone */
	uint64_t left; /* the network or the phone ended it */
	uint64_t refused_full, refused_number, refused_code;
	uint64_t repeated; /* legs that were not the one that was waited for */
	uint64_t strays; /* of no dialogue we know */
	uint64_t broken; /* octets that are no message */
	uint64_t unreadable; /* a text in a coding nobody can read */
	uint64_t rejected; /* operations we do not have */
	uint64_t over_budget; /* screens that did not fit a component: must stay 0 */
	uint64_t unsent; /* the link was down */
	uint64_t asked, numbers_late; /* of the HLR's control interface; not answered in time */
	unsigned open, link_up;
};

struct gsup_dialogues;

/* To be freed with, or after, its turn's end: legs may lie in it. NULL without memory. */
struct gsup_dialogues *gsup_dialogues_new(void *ctx, struct counter *counter, struct turn *turn,
	struct timers *timers, const struct gsup_limits *limits, const struct gsup_edges *edges);
/* One GSUP message. Octets are not kept. */
void gsup_dialogues_rx(struct gsup_dialogues *dialogues, const uint8_t *octets, size_t len);
/* What came from the control interface, as text. */
void gsup_dialogues_answer(struct gsup_dialogues *dialogues, const char *text, size_t len);
struct gsup_stats *gsup_dialogues_stats(struct gsup_dialogues *dialogues);
