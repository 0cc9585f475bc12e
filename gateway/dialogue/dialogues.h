/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The open dialogues in memory: one packed block each, found by bearer and session, ended when
 * they fall silent (nobody tells us when a person hangs up).
 *
 * A block may move when it grows, so others keep a handle, never a pointer. Memory changes only in
 * the release step of a turn. Nothing here reads the store.
 */
#pragma once
#include "gateway/base/clock.h"
#include "gateway/bearer/bearer.h"
#include "menus/state.h"

struct dialogues;

/* A handle stays the same while the dialogue lives and is never reused for another. */
typedef uint64_t dialogue_id;
#define DIALOGUE_NONE ((dialogue_id)0)

/* Places of gateway/dialogue/shelf.h that a dialogue may have been begun on. */
#define DIALOGUE_SETS_MAX 8

struct dialogue_limits {
	unsigned open_max; /* refused beyond; default 100000 */
	uint32_t idle_ms; /* USSD: silence that ends a dialogue; default 180000 */
	uint32_t sms_idle_ms; /* the SMS menu is slower; default 1800000 */
	uint32_t linger_ms; /* an ended one is kept so long for repeats; default 60000 */
};
#define DIALOGUE_LIMITS_DEFAULT ((struct dialogue_limits) { 100000, 180000, 1800000, 60000 })

struct dialogues *dialogues_new(
	void *ctx, const struct clock *clock, const struct dialogue_limits *limits);

/* What is remembered of a dialogue besides the engine's state. */
struct dialogue_view {
	dialogue_id id;
	enum bearer bearer;
	struct phone phone;
	uint32_t sequence; /* expected with the next input */
	int64_t draft_id; /* 0: none stored */
	bool ended;
	bool draft_dirty; /* answers that no draft row holds yet */
	uint8_t set; /* the menus and offices it was begun on, by their place on the shelf */
	uint64_t active_ms; /* monotonic; output only */
	const uint8_t *state; /* packed; borrowed until the next change of any dialogue */
	size_t state_len;
};

/* ERR_NOT_FOUND. Only a dialogue of that phone is found: a session id does not open another
 * person's dialogue. */
int dialogues_find(const struct dialogues *dialogues, enum bearer bearer, const struct phone *phone,
	const char *session, struct dialogue_view *out) MUST_CHECK;
int dialogues_get(
	const struct dialogues *dialogues, dialogue_id id, struct dialogue_view *out) MUST_CHECK;

/* Whether another may be opened. */
bool dialogues_room(const struct dialogues *dialogues);

/* Creates (view->id DIALOGUE_NONE; the session text is copied) or changes a dialogue, and marks it
 * as active now. view->state is copied. Sets view->id. ERR_LIMIT, ERR_NO_MEMORY. */
int dialogues_put(
	struct dialogues *dialogues, const char *session, struct dialogue_view *view) MUST_CHECK;
/* The draft of a dialogue was stored under that id. Ignored when the dialogue is gone. */
void dialogues_draft_stored(struct dialogues *dialogues, dialogue_id id, int64_t draft_id,
	const uint8_t *state, size_t state_len);
void dialogues_drop(struct dialogues *dialogues, dialogue_id id);
void dialogues_drop_all(struct dialogues *dialogues);

/* The key of a session; equal for equal (bearer, phone, session), else different with overwhelming
 * probability. */
uint64_t dialogues_key(const struct dialogues *dialogues, enum bearer bearer,
	const struct phone *phone, const char *session);
/* While an input of a session is in the turn, a second one waits for the next turn: claim answers
 * false if it is claimed already. */
bool dialogues_claim(struct dialogues *dialogues, uint64_t key);
void dialogues_unclaim(struct dialogues *dialogues, uint64_t key);

/* Dialogues with unsaved answers, oldest first, at most `max`. One whose input is in the turn is
 * left out: that input may be submitting those very answers, and a draft written behind its back
 * would offer them again. */
unsigned dialogues_dirty(const struct dialogues *dialogues, dialogue_id *out, unsigned max);

/* Ends what has been silent too long; at most `max`. A dialogue with unsaved answers stays until
 * they are saved. */
unsigned dialogues_expire(struct dialogues *dialogues, unsigned max);

/* What becomes of those that fall silent without an end: called by dialogues_expire() before each
 * is dropped. May be NULL. */
void dialogues_on_timeout(struct dialogues *dialogues,
	void (*each)(void *data, const struct dialogue_view *view), void *data);

/* For inspection: at most `max`, those under way before those that ended, the last active first. */
unsigned dialogues_list(const struct dialogues *dialogues, dialogue_id *out, unsigned max);
/* How many there are on each set. Borrowed, DIALOGUE_SETS_MAX of them. */
const unsigned *dialogues_sets(const struct dialogues *dialogues);

struct dialogue_stats {
	unsigned open; /* with lingering ended ones */
	unsigned dirty; /* with unsaved answers */
	uint64_t begun, ended, timed_out, repeated, refused;
	size_t octets; /* of all blocks */
};
struct dialogue_stats *dialogues_stats(struct dialogues *dialogues);
