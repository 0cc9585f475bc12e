/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requests to be called back, durable from the moment they are promised.
 *
 *   OPEN -> TAKEN -> DONE | UNREACHABLE
 *
 * A phone has at most one that is not over (a UNIQUE index stands behind it). How many it may ask
 * for in a day, and which office calls, is for the caller.
 */
#pragma once
#include "db/dossier.h"

#define CALLBACK_SCREEN_SIZE 64 /* "1.004873/declare" */
#define CALLBACK_NOTE_SIZE   241 /* what the clerk notes, NUL included */

enum callback_state {
	CALLBACK_OPEN = 1,
	CALLBACK_TAKEN = 2, /* a clerk calls */
	CALLBACK_DONE = 3,
	CALLBACK_UNREACHABLE = 4,
};
/* "open"; "invalid" out of range. */
const char *callback_state_name(enum callback_state state);

struct callback {
	int64_t id;
	struct phone phone;
	char office[OFFICE_CODE_SIZE];
	char screen[CALLBACK_SCREEN_SIZE];
	enum callback_state state;
	int64_t made_s;
	int64_t changed_s; /* of the last change of state */
	char note[CALLBACK_NOTE_SIZE];
};

/* Adds an OPEN one (id, state and changed_s are set). ERR_EXISTS: this phone waits for a call
 * already; then *row is that request. */
int callback_add(struct store *store, struct callback *row) MUST_CHECK;
/* ERR_NOT_FOUND. */
int callback_by_id(struct store *store, int64_t id, struct callback *out) MUST_CHECK;
/* The one this phone waits for; ERR_NOT_FOUND. */
int callback_waiting(
	struct store *store, const struct phone *phone, struct callback *out) MUST_CHECK;
/* How many this phone made at or after `since_s`, over or not; negative: an error. */
int callback_count(struct store *store, const struct phone *phone, int64_t since_s) MUST_CHECK;
/* OPEN and TAKEN ones, oldest first, with id > after_id; office NULL: all. Their number. */
int callback_list(struct store *store, const char *office, int64_t after_id, struct callback *out,
	unsigned max) MUST_CHECK;
/* OPEN -> TAKEN. ERR_NOT_FOUND if it is not open: somebody else took it. */
int callback_take(struct store *store, int64_t id, int64_t now_s) MUST_CHECK;
/* TAKEN -> DONE or UNREACHABLE, with the clerk's note, which is cut to its room between letters.
 * ERR_NOT_FOUND if it is not taken; ERR_INVALID for another state. */
int callback_end(struct store *store, int64_t id, enum callback_state state, const char *note,
	int64_t now_s) MUST_CHECK;
/* Deletes at most `max` that were over before `before_s`. Their number. */
int callback_expire(struct store *store, int64_t before_s, unsigned max) MUST_CHECK;

struct callback_counts {
	int64_t by_state[CALLBACK_UNREACHABLE + 1];
	int64_t oldest_s; /* made_s of the one that waits longest, 0 if none */
};
int callback_counts(struct store *store, struct callback_counts *out) MUST_CHECK;
