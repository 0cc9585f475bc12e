/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Small records (symbol, text) one behind the other in a piece of the state: answers, values and
 * items. A record is
 *
 *   symbol   1 octet below 128, else 2 with the first one's top bit set
 *   length   1 octet: octets of the text
 *   text     and NUL, so that it can be lent out as it lies
 *
 * Knows neither trees nor what the texts mean.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"

#define PAIR_TEXT_MAX 255 /* octets, NUL not counted */

struct pair {
	uint16_t symbol;
	const char *text; /* NUL-terminated, borrowed from the octets */
	size_t len;
};

/* Where records lie and how much room there is; made for one call. */
struct pairs {
	uint8_t *octets;
	uint16_t *len;
	size_t cap;
};

/* Reads the record at *at_io and moves behind it. False at the end, and where the octets are no
 * record (see pairs_valid). */
bool pairs_next(const uint8_t *octets, size_t len, size_t *at_io, struct pair *out);
/* The octets are whole records and nothing else. */
bool pairs_valid(const uint8_t *octets, size_t len);

/* The text of the first record of a symbol; NULL if there is none. Borrowed. */
const char *pairs_find(const uint8_t *octets, size_t len, uint16_t symbol);

/* ERR_FULL if there is no room, ERR_TOO_LONG for a text over PAIR_TEXT_MAX; nothing changes then.
 * The text may not lie in the same octets. */
int pairs_append(const struct pairs *pairs, uint16_t symbol, const char *text) MUST_CHECK;
/* Removes the first record of a symbol. False if there is none. */
bool pairs_remove(const struct pairs *pairs, uint16_t symbol);
/* Replaces the record of a symbol or adds one. The old one is gone even on ERR_FULL. */
int pairs_put(const struct pairs *pairs, uint16_t symbol, const char *text) MUST_CHECK;
/* The same; the oldest records make room. ERR_TOO_LONG only. */
int pairs_put_evicting(const struct pairs *pairs, uint16_t symbol, const char *text) MUST_CHECK;
