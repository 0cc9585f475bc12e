/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An open-addressed hash table from name to number, and an array back. It only grows.
 */
#include "menus/symbols.h"
#include <stdbool.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>

#define SLOTS_FIRST 256 /* a power of two, doubled when three quarters full */

struct symbols {
	unsigned n;
	char **names;
	unsigned slots_n;
	uint16_t *slots; /* number of a name, or SYMBOL_NONE */
};

/* FNV-1a, 32 bits. */
static uint32_t hash(const char *name, size_t len)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (uint8_t)name[i]) * 16777619u;
	return h;
}

/* The slot that holds the name, or the free one where it belongs. */
static unsigned slot_of(const struct symbols *symbols, const char *name, size_t len)
{
	unsigned at = hash(name, len) & (symbols->slots_n - 1);

	while (symbols->slots[at] != SYMBOL_NONE) {
		const char *there = symbols->names[symbols->slots[at]];

		if (strlen(there) == len && memcmp(there, name, len) == 0)
			break;
		at = (at + 1) & (symbols->slots_n - 1);
	}
	return at;
}

static void grow(struct symbols *symbols)
{
	symbols->slots_n *= 2;
	symbols->slots = talloc_realloc(symbols, symbols->slots, uint16_t, symbols->slots_n);
	symbols->names = talloc_realloc(symbols, symbols->names, char *, symbols->slots_n);
	OSMO_ASSERT(symbols->slots && symbols->names);
	memset(symbols->slots, 0xff, symbols->slots_n * sizeof(*symbols->slots));
	for (unsigned i = 0; i < symbols->n; i++) {
		const char *name = symbols->names[i];

		symbols->slots[slot_of(symbols, name, strlen(name))] = (uint16_t)i;
	}
}

struct symbols *symbols_new(void *ctx)
{
	static const char *const own[] = {
		[SYMBOL_ITEM] = "(item)",
		[SYMBOL_DRAFT] = "(draft)",
		[SYMBOL_DIALLED] = "(dialled)",
		[SYMBOL_FROM] = "(from)",
		[SYMBOL_EMPTY] = "",
	};
	struct symbols *symbols = talloc_zero(ctx, struct symbols);

	OSMO_ASSERT(symbols);
	symbols->slots_n = SLOTS_FIRST / 2;
	grow(symbols);
	for (unsigned i = 0; i < ARRAY_SIZE(own); i++)
		symbols_add(symbols, own[i], strlen(own[i]));
	return symbols;
}

uint16_t symbols_add(struct symbols *symbols, const char *name, size_t len)
{
	unsigned at = slot_of(symbols, name, len);

	if (symbols->slots[at] != SYMBOL_NONE)
		return symbols->slots[at];
	if (symbols->n == SYMBOLS_MAX)
		return SYMBOL_NONE;
	if (symbols->n >= symbols->slots_n / 4 * 3) {
		grow(symbols);
		at = slot_of(symbols, name, len);
	}
	symbols->names[symbols->n] = talloc_strndup(symbols, name, len);
	OSMO_ASSERT(symbols->names[symbols->n]);
	symbols->slots[at] = (uint16_t)symbols->n;
	return (uint16_t)symbols->n++;
}

uint16_t symbols_find(const struct symbols *symbols, const char *name, size_t len)
{
	return symbols->slots[slot_of(symbols, name, len)];
}

const char *symbols_name(const struct symbols *symbols, uint16_t symbol)
{
	return symbol < symbols->n ? symbols->names[symbol] : NULL;
}
