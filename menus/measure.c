/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Counting septets and units. Every character of every screen passes here twice, so printable
 * ASCII takes a short way.
 */
#include "menus/measure.h"
#include <string.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/utf8.h"

/* One septet: digits, letters, and what stands between space and Z except '`' and '^'. */
static bool is_simple(char c)
{
	return (c >= ' ' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '\n';
}

/* Reads one character and gives its cost; 0 in GSM-7 if it has no form. */
static unsigned next_cost(enum coding coding, const char *text, size_t len, size_t *at_io)
{
	uint32_t cp;

	if (is_simple(text[*at_io])) {
		(*at_io)++;
		return 1;
	}
	if (utf8_next(text, len, at_io, &cp) < 0) {
		(*at_io)++; /* never: texts are checked before; but never stand still */
		return 1;
	}
	if (coding == CODING_UCS2)
		return cp > 0xffff ? 2 : 1;
	return gsm7_cost(cp);
}

unsigned measure(enum coding coding, const char *text, size_t len, bool *lacking_io)
{
	unsigned sum = 0;
	size_t at = 0;

	while (at < len) {
		unsigned cost = next_cost(coding, text, len, &at);

		if (cost == 0)
			*lacking_io = true;
		sum += cost;
	}
	return sum;
}

size_t measure_fit(enum coding coding, const char *text, size_t len, unsigned room)
{
	size_t at = 0, before = 0;

	while (at < len) {
		unsigned cost = next_cost(coding, text, len, &at);

		if (cost > room)
			return utf8_cut(text, len, before);
		room -= cost;
		before = at;
	}
	return len;
}

/* The end of the last sentence in text[0..len), if that keeps most of it; else 0. */
static size_t sentence_end(const char *text, size_t len)
{
	for (size_t at = len; at > len / 3 * 2; at--)
		if (text[at] == ' ' && text[at - 1] == '.')
			return at;
	return 0;
}

/* The zero width space, by which Khmer, Lao and Thai part words that they write together. */
static bool is_word_border(const char *text, size_t at)
{
	return at >= 3 && memcmp(text + at - 3, "\xe2\x80\x8b", 3) == 0;
}

size_t measure_fit_words(enum coding coding, const char *text, size_t len, unsigned room)
{
	size_t fits = measure_fit(coding, text, len, room), at = fits;

	if (fits == len)
		return len;
	if (sentence_end(text, fits) > 0)
		return sentence_end(text, fits);
	while (at > 0 && text[at] != ' ' && text[at] != '\n' && !is_word_border(text, at))
		at--;
	while (at > 0 && text[at - 1] == ' ')
		at--;
	at = utf8_cut(text, len, at); /* CR LF is one sign, though its second half parts words */
	return at > 0 ? at : fits;
}
