/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * GSM 7-bit default alphabet: one table to read by, and a short list to write by, for characters
 * whose septet is not their ASCII code.
 *
 * The letters are code points, not text, so that this file does not depend on an editor's coding.
 */
#include "gateway/base/gsm7.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/base/utf8.h"

#define ESC	  0x1b
#define SEPTETS	  128
#define NO_SEPTET (-1)
#define EXTENSION 0x80 /* flag on a septet: ESC goes before it */

/* TS 23.038 6.2.1 */
static const uint16_t basic[SEPTETS] = {
	/* 00 */ '@',
	0xa3,
	'$',
	0xa5,
	0xe8,
	0xe9,
	0xf9,
	0xec,
	/* 08 */ 0xf2,
	0xc7,
	'\n',
	0xd8,
	0xf8,
	'\r',
	0xc5,
	0xe5,
	/* 10 */ 0x394,
	'_',
	0x3a6,
	0x393,
	0x39b,
	0x3a9,
	0x3a0,
	0x3a8,
	/* 18 */ 0x3a3,
	0x398,
	0x39e,
	ESC,
	0xc6,
	0xe6,
	0xdf,
	0xc9,
	/* 20 */ ' ',
	'!',
	'"',
	'#',
	0xa4,
	'%',
	'&',
	'\'',
	/* 28 */ '(',
	')',
	'*',
	'+',
	',',
	'-',
	'.',
	'/',
	/* 30 */ '0',
	'1',
	'2',
	'3',
	'4',
	'5',
	'6',
	'7',
	/* 38 */ '8',
	'9',
	':',
	';',
	'<',
	'=',
	'>',
	'?',
	/* 40 */ 0xa1,
	'A',
	'B',
	'C',
	'D',
	'E',
	'F',
	'G',
	/* 48 */ 'H',
	'I',
	'J',
	'K',
	'L',
	'M',
	'N',
	'O',
	/* 50 */ 'P',
	'Q',
	'R',
	'S',
	'T',
	'U',
	'V',
	'W',
	/* 58 */ 'X',
	'Y',
	'Z',
	0xc4,
	0xd6,
	0xd1,
	0xdc,
	0xa7,
	/* 60 */ 0xbf,
	'a',
	'b',
	'c',
	'd',
	'e',
	'f',
	'g',
	/* 68 */ 'h',
	'i',
	'j',
	'k',
	'l',
	'm',
	'n',
	'o',
	/* 70 */ 'p',
	'q',
	'r',
	's',
	't',
	'u',
	'v',
	'w',
	/* 78 */ 'x',
	'y',
	'z',
	0xe4,
	0xf6,
	0xf1,
	0xfc,
	0xe0,
};

/* Characters whose septet is not their own code, by code point. Those with the flag are of the
 * extension table (TS 23.038 6.2.1.1). */
struct code {
	uint16_t cp;
	uint8_t septet;
};
static const struct code codes[] = {
	{ 0x0c, EXTENSION | 0x0a }, /* page break */
	{ '$', 0x02 }, { '@', 0x00 }, { '[', EXTENSION | 0x3c }, { '\\', EXTENSION | 0x2f },
	{ ']', EXTENSION | 0x3e }, { '^', EXTENSION | 0x14 }, { '_', 0x11 },
	{ '{', EXTENSION | 0x28 }, { '|', EXTENSION | 0x40 }, { '}', EXTENSION | 0x29 },
	{ '~', EXTENSION | 0x3d }, { 0xa1, 0x40 }, { 0xa3, 0x01 }, { 0xa4, 0x24 }, { 0xa5, 0x03 },
	{ 0xa7, 0x5f }, { 0xbf, 0x60 }, { 0xc4, 0x5b }, { 0xc5, 0x0e }, { 0xc6, 0x1c },
	{ 0xc7, 0x09 }, { 0xc9, 0x1f }, { 0xd1, 0x5d }, { 0xd6, 0x5c }, { 0xd8, 0x0b },
	{ 0xdc, 0x5e }, { 0xdf, 0x1e }, { 0xe0, 0x7f }, { 0xe4, 0x7b }, { 0xe5, 0x0f },
	{ 0xe6, 0x1d }, { 0xe8, 0x04 }, { 0xe9, 0x05 }, { 0xec, 0x07 }, { 0xf1, 0x7d },
	{ 0xf2, 0x08 }, { 0xf6, 0x7c }, { 0xf8, 0x0c }, { 0xf9, 0x06 }, { 0xfc, 0x7e },
	{ 0x393, 0x13 }, { 0x394, 0x10 }, { 0x398, 0x19 }, { 0x39b, 0x14 }, { 0x39e, 0x1a },
	{ 0x3a0, 0x16 }, { 0x3a3, 0x18 }, { 0x3a6, 0x12 }, { 0x3a8, 0x17 }, { 0x3a9, 0x15 },
	{ 0x20ac, EXTENSION | 0x65 }, /* euro */
};
#define CODES (sizeof(codes) / sizeof(codes[0]))

static int by_code_point(const void *key, const void *element)
{
	uint32_t cp = *(const uint32_t *)key;
	const struct code *code = element;

	return cp < code->cp ? -1 : cp > code->cp;
}

/* The septet of a character, with EXTENSION set where it needs ESC; NO_SEPTET. */
static int septet_of(uint32_t cp)
{
	const struct code *code;

	if (cp < SEPTETS && cp != ESC && basic[cp] == cp)
		return (int)cp;
	code = bsearch(&cp, codes, CODES, sizeof(codes[0]), by_code_point);
	return code ? code->septet : NO_SEPTET;
}

/* The character of the extension table, or 0 where it has none. */
static uint32_t extension_char(uint8_t septet)
{
	for (size_t i = 0; i < CODES; i++)
		if (codes[i].septet == (EXTENSION | septet))
			return codes[i].cp;
	return 0;
}

unsigned gsm7_cost(uint32_t cp)
{
	int septet = septet_of(cp);

	if (septet == NO_SEPTET)
		return 0;
	return septet & EXTENSION ? 2 : 1;
}

int gsm7_septets(const char *utf8, size_t len)
{
	size_t at = 0;
	int total = 0;

	while (at < len) {
		uint32_t cp;
		unsigned cost;

		if (utf8_next(utf8, len, &at, &cp) < 0)
			return ERR_UTF8;
		cost = gsm7_cost(cp);
		if (cost == 0)
			return ERR_CHARSET;
		total += (int)cost;
	}
	return total;
}

int gsm7_encode(const char *utf8, size_t len, uint8_t *out, size_t cap, size_t *n_r)
{
	size_t at = 0, n = 0;

	while (at < len) {
		uint32_t cp;
		int septet;

		if (utf8_next(utf8, len, &at, &cp) < 0)
			return ERR_UTF8;
		septet = septet_of(cp);
		if (septet == NO_SEPTET)
			return ERR_CHARSET;
		if (cap - n < (septet & EXTENSION ? 2u : 1u))
			return ERR_TOO_LONG;
		if (septet & EXTENSION)
			out[n++] = ESC;
		out[n++] = (uint8_t)(septet & ~EXTENSION);
	}
	*n_r = n;
	return 0;
}

/* The character at septets[*at_io], which it moves behind it. Septets are below 128. */
static uint32_t next_char(const uint8_t *septets, size_t n, size_t *at_io)
{
	uint8_t septet = septets[(*at_io)++];
	uint32_t cp;

	if (septet != ESC)
		return basic[septet];
	if (*at_io == n)
		return ' ';
	septet = septets[(*at_io)++];
	if (septet == ESC)
		return ' '; /* 6.2.1.1 note 1: reserved for a further table, shown as a space */
	cp = extension_char(septet);
	return cp ? cp : basic[septet];
}

int gsm7_decode(const uint8_t *septets, size_t n, char *utf8, size_t cap, size_t *len_r)
{
	size_t at = 0, used = 0;

	for (size_t i = 0; i < n; i++)
		if (septets[i] >= SEPTETS)
			return ERR_CHARSET;

	while (at < n) {
		char octets[4];
		size_t count = utf8_put(next_char(septets, n, &at), octets);

		if (cap - used < count)
			return ERR_TOO_LONG;
		memcpy(utf8 + used, octets, count);
		used += count;
	}
	if (used == cap)
		return ERR_TOO_LONG;
	utf8[used] = '\0';
	*len_r = used;
	return 0;
}

int gsm7_pack(const uint8_t *septets, size_t n, uint8_t *octets, size_t cap)
{
	size_t need = (n * 7 + 7) / 8, used = 0;
	unsigned bits = 0, held = 0;

	if (need > cap)
		return ERR_TOO_LONG;
	for (size_t i = 0; i < n; i++) {
		held |= (septets[i] & 0x7fu) << bits;
		bits += 7;
		if (bits >= 8) {
			octets[used++] = (uint8_t)held;
			held >>= 8;
			bits -= 8;
		}
	}
	if (bits > 0)
		octets[used++] = (uint8_t)held;
	return (int)used;
}

int gsm7_unpack(const uint8_t *octets, size_t len, uint8_t *septets, size_t n)
{
	unsigned bits = 0, held = 0;
	size_t at = 0;

	if ((n * 7 + 7) / 8 > len)
		return ERR_TRUNCATED;
	for (size_t i = 0; i < n; i++) {
		if (bits < 7) {
			held |= (unsigned)octets[at++] << bits;
			bits += 8;
		}
		septets[i] = held & 0x7f;
		held >>= 7;
		bits -= 7;
	}
	return 0;
}
