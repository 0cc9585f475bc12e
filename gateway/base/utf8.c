/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Strict UTF-8. Only this file, vietnamese.c and syllable_letters.c know utf8proc.
 *
 * Most texts here are ASCII or precomposed Vietnamese, so the frequent answers ("valid", "a
 * border", "NFC already") are found without utf8proc's tables.
 */
#include "gateway/base/utf8.h"
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define CODE_POINT_MAX	 0x10ffff
#define COMBINING_VIRAMA 9 /* canonical combining class (UAX #44) */

/* What a first octet says: how many follow, and the range of the second (RFC 3629 section 4: the
 * narrow ranges shut out overlong forms, surrogates and what lies beyond U+10FFFF). */
struct lead {
	unsigned follow;
	uint8_t second_min, second_max;
	uint8_t bits; /* of the lead octet that belong to the code point */
};

static bool lead_of(uint8_t octet, struct lead *lead)
{
	if (octet >= 0xc2 && octet <= 0xdf) {
		*lead = (struct lead) { 1, 0x80, 0xbf, 0x1f };
		return true;
	}
	if (octet >= 0xe0 && octet <= 0xef) {
		*lead = (struct lead) { 2, octet == 0xe0 ? 0xa0 : 0x80, octet == 0xed ? 0x9f : 0xbf,
			0x0f };
		return true;
	}
	if (octet >= 0xf0 && octet <= 0xf4) {
		*lead = (struct lead) { 3, octet == 0xf0 ? 0x90 : 0x80, octet == 0xf4 ? 0x8f : 0xbf,
			0x07 };
		return true;
	}
	return false;
}

int utf8_next(const char *s, size_t len, size_t *at_io, uint32_t *cp_r)
{
	const uint8_t *octets = (const uint8_t *)s;
	size_t at = *at_io;
	struct lead lead;
	uint32_t cp = octets[at++];

	if (cp < 0x80) {
		*cp_r = cp;
		*at_io = at;
		return 0;
	}
	if (!lead_of((uint8_t)cp, &lead))
		return ERR_UTF8;
	cp &= lead.bits;
	for (unsigned i = 0; i < lead.follow; i++, at++) {
		uint8_t min = i == 0 ? lead.second_min : 0x80;
		uint8_t max = i == 0 ? lead.second_max : 0xbf;

		if (at == len)
			return ERR_TRUNCATED;
		if (octets[at] < min || octets[at] > max)
			return ERR_UTF8;
		cp = cp << 6 | (octets[at] & 0x3fu);
	}
	*cp_r = cp;
	*at_io = at;
	return 0;
}

bool utf8_valid(const char *s, size_t len)
{
	size_t at = 0;
	uint32_t cp;

	while (at < len)
		if (utf8_next(s, len, &at, &cp) < 0)
			return false;
	return true;
}

size_t utf8_put(uint32_t cp, char out[4])
{
	if (cp > CODE_POINT_MAX || (cp >= 0xd800 && cp <= 0xdfff))
		return 0;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

/* Between two ASCII characters there is a border, but not within CR LF (UAX #29, GB3). */
static bool ascii_border(const char *s, size_t at)
{
	uint8_t before = (uint8_t)s[at - 1], after = (uint8_t)s[at];

	return before < 0x80 && after < 0x80 && !(before == '\r' && after == '\n');
}

/* Where letters stand in relation to the one before them. */
struct cluster {
	utf8proc_int32_t state; /* utf8proc's */
	uint32_t before;
	bool joins; /* a sign was read that takes the next letter into its cluster */
};

/* Whether a border lies before `cp`, the next character. Beside what utf8proc knows: a virama or
 * coeng (combining class 9) writes the letter behind it under or onto the one before (UAX #29
 * GB9c, and the same for Khmer and its neighbours, whose readers see one sign). */
static bool border_before(struct cluster *cluster, uint32_t cp)
{
	utf8proc_int32_t now = (utf8proc_int32_t)cp;
	bool border = utf8proc_grapheme_break_stateful(
		(utf8proc_int32_t)cluster->before, now, &cluster->state);
	bool joined = border && cluster->joins && utf8proc_category(now) == UTF8PROC_CATEGORY_LO;

	if (border)
		cluster->joins = false;
	cluster->joins |= utf8proc_get_property(now)->combining_class == COMBINING_VIRAMA;
	cluster->before = cp;
	return border && !joined;
}

size_t utf8_cut(const char *s, size_t len, size_t max_octets)
{
	size_t at = 0, border = 0;
	struct cluster cluster = { 0 };
	uint32_t cp;

	if (len <= max_octets)
		return len;
	if (max_octets == 0 || ascii_border(s, max_octets))
		return max_octets;

	while (at <= max_octets) {
		size_t start = at;

		if (utf8_next(s, len, &at, &cp) < 0)
			return start; /* the caller broke its promise; at least stay before it */
		if (start == 0)
			cluster.before = cp;
		else if (border_before(&cluster, cp))
			border = start;
	}
	return border;
}

/* True for characters that NFC leaves alone wherever they stand: all below the combining marks,
 * and the block of precomposed Vietnamese letters. (NFC_Quick_Check=Yes and class 0.) */
static bool nfc_inert(uint32_t cp)
{
	return cp < 0x300 || (cp >= 0x1e00 && cp <= 0x1eff);
}

/* 1: NFC already. 0: cannot tell. ERR_UTF8. */
static int nfc_quick_check(const char *s, size_t len)
{
	size_t at = 0;
	uint32_t cp;
	int inert = 1;

	while (at < len) {
		if (utf8_next(s, len, &at, &cp) < 0)
			return ERR_UTF8;
		if (!nfc_inert(cp))
			inert = 0;
	}
	return inert;
}

static int copy_out(const char *s, size_t len, char *out, size_t cap, size_t *len_r)
{
	if (len >= cap)
		return ERR_TOO_LONG;
	memcpy(out, s, len);
	out[len] = '\0';
	*len_r = len;
	return 0;
}

int utf8_nfc(const char *s, size_t len, char *out, size_t cap, size_t *len_r)
{
	utf8proc_uint8_t *composed = NULL;
	utf8proc_ssize_t n;
	int rc = nfc_quick_check(s, len);

	if (rc < 0)
		return rc;
	if (rc == 1)
		return copy_out(s, len, out, cap, len_r);

	n = utf8proc_map((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, &composed,
		UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (n < 0)
		return n == UTF8PROC_ERROR_NOMEM ? ERR_NO_MEMORY : ERR_UTF8;
	rc = copy_out((const char *)composed, (size_t)n, out, cap, len_r);
	free(composed);
	return rc;
}
