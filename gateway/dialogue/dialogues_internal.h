/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The table of dialogues as its own files see it: dialogues.c (blocks, look-up, changes) and
 * dialogues_age.c (unsaved, silent, listed: what walks along the lists). Nobody else includes this.
 */
#pragma once
#include <sodium.h>
#include "gateway/dialogue/claims.h"
#include "gateway/dialogue/dialogues.h"

#define NIL UINT32_MAX

/* Every block is in exactly one list of silence, and in LIST_DIRTY besides if it must be saved. */
enum list { LIST_USSD, LIST_SMS, LIST_ENDED, LIST_DIRTY, LISTS };

struct link {
	uint32_t prev, next;
};

struct block {
	uint64_t key;
	uint64_t active_ms;
	int64_t draft_id;
	struct phone phone;
	uint32_t generation;
	uint32_t sequence;
	uint32_t chain; /* next of the same bucket */
	struct link silence, dirty_link;
	uint16_t capacity; /* octets of data[] */
	uint16_t state_len;
	uint8_t session_len;
	uint8_t bearer;
	uint8_t list;
	uint8_t set;
	bool ended, dirty;
	uint8_t data[]; /* session, then packed state */
};

struct dialogues {
	const struct clock *clock;
	struct dialogue_limits limits;
	struct dialogue_stats stats;
	uint8_t hash_key[crypto_shorthash_KEYBYTES];
	struct block **blocks; /* by index; NULL: free */
	uint32_t *buckets; /* heads of chains */
	uint32_t *free_list; /* indices without a block */
	uint32_t free_n, size; /* size: a power of two, of all three arrays */
	uint32_t generation;
	struct link lists[LISTS]; /* prev = tail, next = head */
	struct claims claims;
	unsigned sets[DIALOGUE_SETS_MAX]; /* dialogues on each */
	void (*timed_out)(void *data, const struct dialogue_view *view);
	void *timed_out_data;
};

dialogue_id dialogue_block_id(const struct block *block, uint32_t i);
void dialogue_block_view(const struct block *block, uint32_t i, struct dialogue_view *out);
/* To the end of another list of silence. */
void dialogue_block_list(struct dialogues *d, uint32_t i, enum list list);
void dialogue_block_drop(struct dialogues *d, uint32_t i);
