/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The table of GSUP sessions that are open: one for each IMSI, in a block of fixed size, all made
 * at the start. It knows what is waited for and since when, and no message.
 */
#pragma once
#include <stdint.h>
#include "gateway/base/phone.h"
#include "gateway/bearer/gsup_message.h"

/* What a session waits for; each has a list of its own, the longest waiting first. */
enum gsup_wait {
	GSUP_WAITS_NUMBER, /* for the phone number behind the IMSI */
	GSUP_WAITS_TURN, /* a leg is in the turn */
	GSUP_WAITS_PHONE, /* for the answer to a screen */
	GSUP_WAITS,
};

struct gsup_session {
	char imsi[GSUP_IMSI_SIZE];
	struct phone phone; /* from GSUP_WAITS_TURN on */
	uint64_t since_ms; /* monotonic: waits since */
	char *dialled; /* talloc; behind the service code, while the number is waited for */
	uint32_t id; /* the network's */
	uint32_t ours; /* a number of our own that is not used twice: names the dialogue */
	uint32_t sequence; /* that the next input carries */
	uint32_t generation, chain, prev, next; /* the table's */
	uint8_t first_invoke; /* the phone's, which the last screen answers */
	uint8_t invoke; /* ours, which is not answered yet */
	uint8_t wait; /* enum gsup_wait; the table's */
};

struct gsup_sessions;

/* Room for `max` sessions, all of it allocated here. NULL without memory. */
struct gsup_sessions *gsup_sessions_new(void *ctx, unsigned max);

/* Borrowed until it is closed; NULL where there is none. */
struct gsup_session *gsup_session_find(struct gsup_sessions *sessions, const char *imsi);
/* An IMSI that has none; NULL when all are taken. It waits for the turn. */
struct gsup_session *gsup_session_open(
	struct gsup_sessions *sessions, const char *imsi, uint64_t now_ms);
void gsup_session_close(struct gsup_sessions *sessions, struct gsup_session *session);
void gsup_session_wait(struct gsup_sessions *sessions, struct gsup_session *session,
	enum gsup_wait wait, uint64_t now_ms);
/* The one that has waited longest for this, or NULL. */
struct gsup_session *gsup_session_oldest(struct gsup_sessions *sessions, enum gsup_wait wait);

/* A handle for those who wait for an answer: it is never 0, nor that of another session. */
uint64_t gsup_session_handle(
	const struct gsup_sessions *sessions, const struct gsup_session *session);
struct gsup_session *gsup_session_get(struct gsup_sessions *sessions, uint64_t handle);

unsigned gsup_sessions_open(const struct gsup_sessions *sessions);
