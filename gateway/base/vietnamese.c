/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Vietnamese without its accents, and the form in which words are compared.
 *
 * Every character's replacement is at most as long as the character, which is why both functions
 * may work in place. Scripts whose vowels are marks (Khmer, Thai) keep them: only the marks that
 * stand on Latin letters are dropped.
 */
#include "gateway/base/vietnamese.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>
#include "gateway/base/utf8.h"

#define DECOMPOSED_MAX \
	8 /* code points of one character's NFD; 4 is the longest that Unicode has \
	   */

static bool ascii_only(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

/* The blocks of combining diacritical marks, with extensions and supplement. */
static bool is_diacritic(uint32_t cp)
{
	return (cp >= 0x300 && cp <= 0x36f) || (cp >= 0x1ab0 && cp <= 0x1aff) ||
		(cp >= 0x1dc0 && cp <= 0x1dff);
}

/* ASCII for letters and signs that NFD does not take apart; NULL if there is none. U+00D0 and
 * U+0189 look like U+0110 and stand in its place in many old files. */
static const char *plain_form(uint32_t cp)
{
	switch (cp) {
	case 0x0110:
	case 0x00d0:
	case 0x0189:
		return "D";
	case 0x0111:
	case 0x20ab: /* the sign of the dong */
		return "d";
	case 0x00a0:
	case 0x2007:
	case 0x202f:
		return " ";
	case 0x2018:
	case 0x2019:
	case 0x201a:
	case 0x201b:
		return "'";
	case 0x201c:
	case 0x201d:
	case 0x201e:
	case 0x201f:
	case 0x00ab:
	case 0x00bb:
		return "\"";
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2015:
	case 0x2212:
		return "-";
	case 0x2026:
		return "...";
	default:
		return NULL;
	}
}

/* NFD without diacritics. A character that loses none is kept as it is, so Hangul is not taken
 * apart. Returns octets written, at most those of the character. */
static size_t strip(uint32_t cp, char *out)
{
	utf8proc_int32_t parts[DECOMPOSED_MAX];
	int boundclass = 0;
	utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, parts, DECOMPOSED_MAX,
		UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, &boundclass);
	bool dropped = false;
	size_t used = 0;

	for (utf8proc_ssize_t i = 0; i < n && i < DECOMPOSED_MAX; i++)
		dropped |= is_diacritic((uint32_t)parts[i]);
	if (!dropped)
		return utf8_put(cp, out);
	for (utf8proc_ssize_t i = 0; i < n && i < DECOMPOSED_MAX; i++)
		if (!is_diacritic((uint32_t)parts[i]))
			used += utf8_put((uint32_t)parts[i], out + used);
	return used;
}

static size_t unaccent_char(uint32_t cp, char *out)
{
	const char *plain;
	size_t n;

	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	plain = plain_form(cp);
	if (!plain)
		return strip(cp, out);
	n = strlen(plain);
	memcpy(out, plain, n);
	return n;
}

static int unaccent_ascii(const char *utf8, size_t len, char *out, size_t cap, size_t *len_r)
{
	if (len >= cap)
		return ERR_TOO_LONG;
	memmove(out, utf8, len);
	out[len] = '\0';
	*len_r = len;
	return 0;
}

int vn_unaccent(const char *utf8, size_t len, char *out, size_t cap, size_t *len_r)
{
	size_t at = 0, used = 0;

	if (ascii_only(utf8, len))
		return unaccent_ascii(utf8, len, out, cap, len_r);
	if (!utf8_valid(utf8, len))
		return ERR_UTF8;

	while (at < len) {
		char character[4 * DECOMPOSED_MAX];
		uint32_t cp;
		size_t n;

		if (utf8_next(utf8, len, &at, &cp) < 0)
			return ERR_UTF8;
		n = unaccent_char(cp, character);
		if (cap - used < n)
			return ERR_TOO_LONG;
		memcpy(out + used, character, n);
		used += n;
	}
	if (used == cap)
		return ERR_TOO_LONG;
	out[used] = '\0';
	*len_r = used;
	return 0;
}

static bool is_space(uint32_t cp)
{
	utf8proc_category_t category;

	if (cp < 0x80)
		return cp == ' ' || (cp >= '\t' && cp <= '\r');
	category = utf8proc_category((utf8proc_int32_t)cp);
	return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
		category == UTF8PROC_CATEGORY_ZP || cp == 0x85; /* next line */
}

/* Lower case, but a letter whose lower case is longer in UTF-8 stays: the work is in place. */
static size_t put_lower(uint32_t cp, size_t octets, char *out)
{
	char lower[4];
	size_t n;

	if (cp < 0x80) {
		out[0] = (char)(cp >= 'A' && cp <= 'Z' ? cp + ('a' - 'A') : cp);
		return 1;
	}
	n = utf8_put((uint32_t)utf8proc_tolower((utf8proc_int32_t)cp), lower);
	if (n > octets)
		return utf8_put(cp, out);
	memcpy(out, lower, n);
	return n;
}

int vn_fold(const char *utf8, size_t len, char *out, size_t cap, size_t *len_r)
{
	size_t at = 0, used = 0, plain_len;
	bool gap = false;
	int rc = vn_unaccent(utf8, len, out, cap, &plain_len);

	if (rc < 0)
		return rc;
	while (at < plain_len) {
		size_t start = at;
		uint32_t cp;

		if (utf8_next(out, plain_len, &at, &cp) < 0)
			return ERR_UTF8;
		if (is_space(cp)) {
			gap = used > 0;
			continue;
		}
		if (gap)
			out[used++] = ' ';
		gap = false;
		used += put_lower(cp, at - start, out + used);
	}
	out[used] = '\0';
	*len_r = used;
	return 0;
}
