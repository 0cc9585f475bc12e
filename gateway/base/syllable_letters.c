/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The letters of Vietnamese in the code of syllable.h, their case, and the place of the tone mark.
 *
 * It does not know which syllables there are: a place is found in any string of letters.
 */
#include "gateway/base/syllable.h"
#include <string.h>
#include <utf8proc.h>

/* Where the tone of open oa, oe and uy stands: on the first vowel (the old style, which most people
 * and most registers use), or on the second (that of school books). */
#define TONE_ON_FIRST true

#define TONES (TONE_DOT + 1)

/* --- letters ------------------------------------------------------------------------------- */

static const struct vowel {
	char letter, plain;
	uint16_t characters[TONES]; /* by enum tone */
} vowels[] = {
	{ 'a', 'a', { 'a', 0xe1, 0xe0, 0x1ea3, 0xe3, 0x1ea1 } },
	{ 'W', 'a', { 0x103, 0x1eaf, 0x1eb1, 0x1eb3, 0x1eb5, 0x1eb7 } },
	{ 'A', 'a', { 0xe2, 0x1ea5, 0x1ea7, 0x1ea9, 0x1eab, 0x1ead } },
	{ 'e', 'e', { 'e', 0xe9, 0xe8, 0x1ebb, 0x1ebd, 0x1eb9 } },
	{ 'E', 'e', { 0xea, 0x1ebf, 0x1ec1, 0x1ec3, 0x1ec5, 0x1ec7 } },
	{ 'i', 'i', { 'i', 0xed, 0xec, 0x1ec9, 0x129, 0x1ecb } },
	{ 'o', 'o', { 'o', 0xf3, 0xf2, 0x1ecf, 0xf5, 0x1ecd } },
	{ 'O', 'o', { 0xf4, 0x1ed1, 0x1ed3, 0x1ed5, 0x1ed7, 0x1ed9 } },
	{ 'Q', 'o', { 0x1a1, 0x1edb, 0x1edd, 0x1edf, 0x1ee1, 0x1ee3 } },
	{ 'u', 'u', { 'u', 0xfa, 0xf9, 0x1ee7, 0x169, 0x1ee5 } },
	{ 'U', 'u', { 0x1b0, 0x1ee9, 0x1eeb, 0x1eed, 0x1eef, 0x1ef1 } },
	{ 'y', 'y', { 'y', 0xfd, 0x1ef3, 0x1ef7, 0x1ef9, 0x1ef5 } },
};
#define VOWELS (sizeof(vowels) / sizeof(vowels[0]))

#define D_STROKE 0x111

static const struct vowel *vowel_of(char letter)
{
	for (size_t i = 0; i < VOWELS; i++)
		if (vowels[i].letter == letter)
			return &vowels[i];
	return NULL;
}

bool syllable_is_vowel(char letter)
{
	return vowel_of(letter) != NULL;
}

bool syllable_is_marked(char letter)
{
	return letter >= 'A' && letter <= 'Z';
}

char syllable_plain_letter(char letter)
{
	const struct vowel *vowel = vowel_of(letter);

	if (letter == 'D')
		return 'd';
	return vowel ? vowel->plain : letter;
}

char syllable_letter(uint32_t cp, enum tone *tone_r)
{
	*tone_r = TONE_LEVEL;
	if (cp >= 'a' && cp <= 'z')
		return (char)cp;
	if (cp == D_STROKE)
		return 'D';
	for (size_t i = 0; i < VOWELS; i++)
		for (unsigned tone = 0; tone < TONES; tone++)
			if (vowels[i].characters[tone] == cp) {
				*tone_r = (enum tone)tone;
				return vowels[i].letter;
			}
	return '\0';
}

uint32_t syllable_character(char letter, enum tone tone)
{
	const struct vowel *vowel = vowel_of(letter);

	if (letter == 'D')
		return D_STROKE;
	return vowel ? vowel->characters[tone] : (uint8_t)letter;
}

uint32_t vn_lower(uint32_t cp)
{
	uint32_t lower = (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);

	return lower < 0x80 && cp >= 0x80 ? cp : lower;
}

uint32_t vn_upper(uint32_t cp)
{
	uint32_t upper = (uint32_t)utf8proc_toupper((utf8proc_int32_t)cp);

	return upper < 0x80 && cp >= 0x80 ? cp : upper;
}

/* --- the place of the tone ----------------------------------------------------------------- */

void syllable_vowels(const char *letters, size_t n, size_t *start_r, size_t *end_r)
{
	size_t end = n, start;

	while (end > 0 && !syllable_is_vowel(letters[end - 1]))
		end--;
	start = end;
	while (start > 0 && syllable_is_vowel(letters[start - 1]))
		start--;
	if (start == 1 && end > 2 &&
		(memcmp(letters, "qu", 2) == 0 || memcmp(letters, "gi", 2) == 0))
		start = 2;
	*start_r = start;
	*end_r = end;
}

size_t syllable_tone_place(const char *letters, size_t n, bool on_first)
{
	size_t start, end;

	syllable_vowels(letters, n, &start, &end);
	if (start == end)
		return n;
	for (size_t i = end; i > start; i--)
		if (syllable_is_marked(letters[i - 1]))
			return i - 1;
	if (end - start == 1)
		return start;
	if (end - start > 2 || end < n)
		return start + 1;
	if (memcmp(letters + start, "oa", 2) == 0 || memcmp(letters + start, "oe", 2) == 0 ||
		memcmp(letters + start, "uy", 2) == 0)
		return on_first ? start : start + 1;
	return start;
}

size_t syllable_tone_at(const char *letters, size_t n)
{
	return syllable_tone_place(letters, n, TONE_ON_FIRST);
}
