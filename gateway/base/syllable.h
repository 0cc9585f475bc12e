/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The Vietnamese syllable: which there are (onset, rime, tone) and where its tone mark stands.
 *
 * Inside, a letter is one octet, "code": small ASCII letters are themselves, marked letters are
 * capitals that look like what they stand for in ASCII:
 *
 *     A a-circumflex   W a-breve   E e-circumflex   O o-circumflex   Q o-horn   U u-horn   D
 * d-stroke
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"

#define SYLLABLE_LETTERS_MAX 7 /* "nghiEng" */

enum tone {
	TONE_LEVEL,
	TONE_ACUTE, /* sac, s, 1 */
	TONE_GRAVE, /* huyen, f, 2 */
	TONE_HOOK, /* hoi, r, 3 */
	TONE_TILDE, /* nga, x, 4 */
	TONE_DOT, /* nang, j, 5 */
};

/* Whether the word, in Unicode of any case and normal form, is a well-formed syllable: an onset, a
 * rime that goes with it, and a tone that the rime can have (c, ch, p and t at the end allow acute
 * and dot only; without a mark such a word is one typed plain and passes). The mark may stand in
 * the old place or the new. One word, nothing else in it. */
bool vn_syllable_wellformed(const char *utf8, size_t len);

/* Whether letters in the code above, without tone, and a tone are a syllable. Small ASCII letters
 * without a tone are one too if they are a syllable that lost its marks ("nguyen", "duc"). */
bool syllable_is(const char *letters, size_t n, enum tone tone);

/* Which of the letters carries the tone mark; n if none can. Works for any letters: those of the
 * last group of vowels count. */
size_t syllable_tone_at(const char *letters, size_t n);

/* Takes a small character apart into its letter in the code above and its tone: '\0' if it is
 * neither an ASCII letter nor one of Vietnamese. */
char syllable_letter(uint32_t cp, enum tone *tone_r);

bool syllable_is_vowel(char letter);

/* The character, small, of a letter in the code above with a tone; consonants carry none. */
uint32_t syllable_character(char letter, enum tone tone);

/* Case of any one character of Unicode. What would turn into ASCII (U+0130, U+017F) stays. */
uint32_t vn_lower(uint32_t cp);
uint32_t vn_upper(uint32_t cp);
