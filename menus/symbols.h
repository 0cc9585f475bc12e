/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names as small numbers: keys, values of options, names of effects' values. A state holds the
 * numbers, so a dialogue at rest is short and a comparison is one instruction.
 *
 * Filled while trees are read, constant afterwards. Knows nothing of trees.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define SYMBOL_NONE UINT16_MAX
#define SYMBOLS_MAX 0x7fff

/* Numbers that every set gives to the same names, none of which a tree can write. */
enum own_symbol {
	SYMBOL_ITEM, /* begins an item in engine_state.items */
	SYMBOL_DRAFT, /* a value: code of the procedure that the answers belong to, while at home */
	SYMBOL_DIALLED, /* a value: parts of the dial string that wait for an effect */
	SYMBOL_FROM, /* a value: the screen on which help was asked for, "tree/node" */
	SYMBOL_EMPTY, /* "": the answer of somebody who does not have what was asked for */
};

struct symbols;

/* With the own symbols in it. Owned by ctx. */
struct symbols *symbols_new(void *ctx);
/* The number of a name, a new one if need be. SYMBOL_NONE when SYMBOLS_MAX are in use. */
uint16_t symbols_add(struct symbols *symbols, const char *name, size_t len);
/* SYMBOL_NONE if unknown. */
uint16_t symbols_find(const struct symbols *symbols, const char *name, size_t len);
/* NULL out of range. Borrowed. */
const char *symbols_name(const struct symbols *symbols, uint16_t symbol);
