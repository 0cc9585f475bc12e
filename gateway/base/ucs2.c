/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * UTF-16BE to and from UTF-8. Characters beyond the BMP travel as surrogate pairs.
 */
#include "gateway/base/ucs2.h"
#include <stdbool.h>
#include <string.h>
#include "gateway/base/utf8.h"

#define REPLACEMENT 0xfffd

int ucs2_units(const char *utf8, size_t len)
{
	size_t at = 0;
	int units = 0;

	while (at < len) {
		uint32_t cp;

		if (utf8_next(utf8, len, &at, &cp) < 0)
			return ERR_UTF8;
		units += cp < 0x10000 ? 1 : 2;
	}
	return units;
}

static void put_unit(uint8_t *out, uint32_t unit)
{
	out[0] = (uint8_t)(unit >> 8);
	out[1] = (uint8_t)unit;
}

int ucs2_encode(const char *utf8, size_t len, uint8_t *out, size_t cap)
{
	size_t at = 0, used = 0;

	while (at < len) {
		uint32_t cp;

		if (utf8_next(utf8, len, &at, &cp) < 0)
			return ERR_UTF8;
		if (cap - used < (cp < 0x10000 ? 2u : 4u))
			return ERR_TOO_LONG;
		if (cp >= 0x10000) {
			cp -= 0x10000;
			put_unit(out + used, 0xd800 | cp >> 10);
			used += 2;
			cp = 0xdc00 | (cp & 0x3ff);
		}
		put_unit(out + used, cp);
		used += 2;
	}
	return (int)used;
}

static uint32_t unit_at(const uint8_t *octets, size_t at)
{
	return (uint32_t)octets[at] << 8 | octets[at + 1];
}

static bool high_surrogate(uint32_t unit)
{
	return unit >= 0xd800 && unit <= 0xdbff;
}

static bool low_surrogate(uint32_t unit)
{
	return unit >= 0xdc00 && unit <= 0xdfff;
}

/* The character at octets[*at_io], which it moves behind it. */
static uint32_t next_char(const uint8_t *octets, size_t len, size_t *at_io)
{
	uint32_t unit = unit_at(octets, *at_io), low;

	*at_io += 2;
	if (low_surrogate(unit))
		return REPLACEMENT;
	if (!high_surrogate(unit))
		return unit;
	if (*at_io == len)
		return REPLACEMENT;
	low = unit_at(octets, *at_io);
	if (!low_surrogate(low))
		return REPLACEMENT;
	*at_io += 2;
	return 0x10000 + ((unit & 0x3ff) << 10 | (low & 0x3ff));
}

int ucs2_decode(const uint8_t *octets, size_t len, char *utf8, size_t cap, size_t *len_r)
{
	size_t at = 0, used = 0;

	if (len % 2 != 0)
		return ERR_TRUNCATED;
	while (at < len) {
		char character[4];
		size_t count = utf8_put(next_char(octets, len, &at), character);

		if (cap - used < count)
			return ERR_TOO_LONG;
		memcpy(utf8 + used, character, count);
		used += count;
	}
	if (used == cap)
		return ERR_TOO_LONG;
	utf8[used] = '\0';
	*len_r = used;
	return 0;
}
