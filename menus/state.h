/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The state of one dialogue, as the engine sees it, and its packed form as it rests in memory
 * between two steps. All of it is derived from inputs and results; nothing points anywhere.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"

#define STATE_STACK_MAX	  16
#define STATE_ANSWERS_MAX 1024 /* octets */
#define STATE_VALUES_MAX  768
#define STATE_ITEMS_MAX	  1536
#define STATE_PACKED_MAX  (STATE_ANSWERS_MAX + STATE_VALUES_MAX + STATE_ITEMS_MAX + 128)

/* Small records (symbol, text) one behind the other; see menus/pairs.h. */
struct place {
	uint16_t tree, node;
};

struct engine_state {
	uint8_t language; /* index in the catalogue */
	bool accents;
	bool ended;
	bool resuming; /* nodes that are answered already are passed without a screen */
	bool waiting; /* an effect was asked for and its result has not come */
	uint8_t page;
	uint8_t misses; /* wrong inputs in a row on this node */
	uint16_t notice; /* text shown above the screen because of the last input; TEXT_NONE */
	struct place at;
	uint8_t depth;
	struct place stack[STATE_STACK_MAX]; /* where `0` goes back to */
	uint16_t answers_len, values_len, items_len;
	uint8_t answers[STATE_ANSWERS_MAX];
	uint8_t values[STATE_VALUES_MAX];
	uint8_t items[STATE_ITEMS_MAX];
};

/* Octets written, at most STATE_PACKED_MAX; only what is used is written (a half-filled
 * application: about 300). */
size_t state_pack(const struct engine_state *state, uint8_t *out);
/* ERR_TRUNCATED or ERR_INVALID for octets that state_pack() did not write. */
int state_unpack(const uint8_t *octets, size_t len, struct engine_state *out) MUST_CHECK;
