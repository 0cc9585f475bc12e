/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Combinations of answers as numbers in a hash set: 64 bits, so that among the half million of a
 * service two that differ are taken for one in one case of a hundred million.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/branches_reads.h"
#include "menus/pairs.h"

#define FNV_START   0xcbf29ce484222325u
#define FNV_PRIME   0x100000001b3u
#define SLOTS_LEAST 1024 /* a power of two */

struct branches_seen {
	struct branches_reads reads;
	unsigned keys_n;
	uint8_t *key_of; /* by symbol: the key's index and 1; 0: none */
	uint16_t symbols_n;
	unsigned slots_n, used;
	uint64_t *slots; /* 0: free */
};

/* --- numbers ------------------------------------------------------------------------------- */
/* Spreads what differs over all bits (the last step of MurmurHash3). */
static uint64_t mixed(uint64_t number)
{
	number = (number ^ number >> 33) * 0xff51afd7ed558ccdu;
	number = (number ^ number >> 33) * 0xc4ceb9fe1a85ec53u;
	return number ^ number >> 33;
}

static uint64_t text_number(const char *text, size_t len)
{
	uint64_t number = FNV_START;

	for (size_t i = 0; i < len; i++)
		number = (number ^ (uint8_t)text[i]) * FNV_PRIME;
	return mixed(number ^ len);
}

/* One for each key of the tree; 0: no answer. */
static void answer_numbers(
	const struct branches_seen *seen, const struct engine_state *state, uint64_t *numbers)
{
	struct pair pair;
	size_t at = 0;

	memset(numbers, 0, seen->keys_n * sizeof(*numbers));
	while (pairs_next(state->answers, state->answers_len, &at, &pair))
		if (pair.symbol < seen->symbols_n && seen->key_of[pair.symbol] > 0)
			numbers[seen->key_of[pair.symbol] - 1] = text_number(pair.text, pair.len);
}

/* Of the answers to a set of keys; never 0. */
static uint64_t set_number(uint64_t keys, const uint64_t *numbers)
{
	uint64_t number = mixed(keys);

	for (; keys; keys &= keys - 1)
		number = mixed(number ^ numbers[__builtin_ctzll(keys)]);
	return number ? number : 1;
}

/* --- the set ------------------------------------------------------------------------------- */
static bool put(struct branches_seen *seen, uint64_t number)
{
	unsigned slot = (unsigned)number & (seen->slots_n - 1);

	while (seen->slots[slot] && seen->slots[slot] != number)
		slot = (slot + 1) & (seen->slots_n - 1);
	if (seen->slots[slot])
		return false;
	seen->slots[slot] = number;
	seen->used++;
	return true;
}

static void resize(struct branches_seen *seen, unsigned slots_n)
{
	uint64_t *before = seen->slots;
	unsigned before_n = seen->slots_n;

	seen->slots = talloc_zero_array(seen, uint64_t, slots_n);
	OSMO_ASSERT(seen->slots);
	seen->slots_n = slots_n;
	seen->used = 0;
	for (unsigned i = 0; i < before_n; i++)
		if (before[i])
			put(seen, before[i]);
	talloc_free(before);
}

static void index_keys(struct branches_seen *seen, const struct tree *tree)
{
	seen->keys_n = tree->keys_n;
	for (unsigned i = 0; i < tree->keys_n; i++)
		if (tree->keys[i].symbol >= seen->symbols_n)
			seen->symbols_n = (uint16_t)(tree->keys[i].symbol + 1);
	seen->key_of = talloc_zero_array(seen, uint8_t, seen->symbols_n + 1u);
	OSMO_ASSERT(seen->key_of);
	for (unsigned i = 0; i < tree->keys_n; i++)
		seen->key_of[tree->keys[i].symbol] = (uint8_t)(i + 1);
}

struct branches_seen *branches_seen_new(
	void *ctx, const struct tree *tree, const struct eform *eform)
{
	struct branches_seen *seen = talloc_zero(ctx, struct branches_seen);

	OSMO_ASSERT(seen);
	branches_reads(tree, eform, &seen->reads);
	index_keys(seen, tree);
	resize(seen, SLOTS_LEAST);
	return seen;
}

bool branches_seen_add(struct branches_seen *seen, const struct engine_state *state)
{
	uint64_t numbers[TREE_KEYS_MAX];
	bool any = seen->reads.always;

	answer_numbers(seen, state, numbers);
	for (unsigned i = 0; i < seen->reads.n; i++) {
		if (2 * seen->used >= seen->slots_n)
			resize(seen, 2 * seen->slots_n);
		any |= put(seen, set_number(seen->reads.keys[i], numbers));
	}
	return any;
}
