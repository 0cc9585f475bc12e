/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Records of symbol and text, read and written in place.
 */
#include "menus/pairs.h"
#include <string.h>

static size_t symbol_octets(uint16_t symbol)
{
	return symbol < 0x80 ? 1 : 2;
}

bool pairs_next(const uint8_t *octets, size_t len, size_t *at_io, struct pair *out)
{
	size_t at = *at_io, text_len;
	uint16_t symbol;

	if (at >= len)
		return false;
	symbol = octets[at++];
	if (symbol & 0x80) {
		if (at == len)
			return false;
		symbol = (uint16_t)((symbol & 0x7f) << 8 | octets[at++]);
	}
	if (at == len)
		return false;
	text_len = octets[at++];
	if (text_len >= len - at || octets[at + text_len] != '\0')
		return false;
	*out = (struct pair) { symbol, (const char *)octets + at, text_len };
	*at_io = at + text_len + 1;
	return true;
}

bool pairs_valid(const uint8_t *octets, size_t len)
{
	struct pair pair;
	size_t at = 0;

	while (pairs_next(octets, len, &at, &pair))
		if (memchr(pair.text, '\0', pair.len))
			return false;
	return at == len;
}

const char *pairs_find(const uint8_t *octets, size_t len, uint16_t symbol)
{
	struct pair pair;
	size_t at = 0;

	while (pairs_next(octets, len, &at, &pair))
		if (pair.symbol == symbol)
			return pair.text;
	return NULL;
}

int pairs_append(const struct pairs *pairs, uint16_t symbol, const char *text)
{
	size_t len = strlen(text);
	uint8_t *at = pairs->octets + *pairs->len;

	if (len > PAIR_TEXT_MAX)
		return ERR_TOO_LONG;
	if (symbol_octets(symbol) + 2 + len > pairs->cap - *pairs->len)
		return ERR_FULL;
	if (symbol >= 0x80)
		*at++ = (uint8_t)(0x80 | symbol >> 8);
	*at++ = (uint8_t)symbol;
	*at++ = (uint8_t)len;
	memcpy(at, text, len + 1);
	*pairs->len = (uint16_t)(at + len + 1 - pairs->octets);
	return OK;
}

/* Takes out the octets from..to. */
static void close_gap(const struct pairs *pairs, size_t from, size_t to)
{
	memmove(pairs->octets + from, pairs->octets + to, *pairs->len - to);
	*pairs->len = (uint16_t)(*pairs->len - (to - from));
}

bool pairs_remove(const struct pairs *pairs, uint16_t symbol)
{
	struct pair pair;
	size_t from = 0, at = 0;

	while (pairs_next(pairs->octets, *pairs->len, &at, &pair)) {
		if (pair.symbol == symbol) {
			close_gap(pairs, from, at);
			return true;
		}
		from = at;
	}
	return false;
}

int pairs_put(const struct pairs *pairs, uint16_t symbol, const char *text)
{
	if (strlen(text) > PAIR_TEXT_MAX)
		return ERR_TOO_LONG;
	pairs_remove(pairs, symbol);
	return pairs_append(pairs, symbol, text);
}

int pairs_put_evicting(const struct pairs *pairs, uint16_t symbol, const char *text)
{
	int rc = pairs_put(pairs, symbol, text);

	while (rc == ERR_FULL && *pairs->len > 0) {
		struct pair oldest;
		size_t at = 0;

		if (!pairs_next(pairs->octets, *pairs->len, &at, &oldest))
			at = *pairs->len; /* not records: no reason to keep any of it */
		close_gap(pairs, 0, at);
		rc = pairs_append(pairs, symbol, text);
	}
	return rc;
}
