/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The Vietnamese syllable: which there are (onset, rime, tone) and where its tone mark stands.
 *
 * Inside, a letter is one octet, "code": small ASCII letters are themselves, marked letters are
 * capitals:
 *
 *     A â    W ă    E ê    O ô    Q ơ    U ư    D đ
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYLLABLE_LETTERS_MAX 7 /* as in "nghiEng" */

enum tone {
	TONE_LEVEL,
	TONE_ACUTE, /* sắc: s, 1 */
	TONE_GRAVE, /* huyền: f, 2 */
	TONE_HOOK, /* hỏi: r, 3 */
	TONE_TILDE, /* ngã: x, 4 */
	TONE_DOT, /* nặng: j, 5 */
};

/* Whether the word, in Unicode of any case and normal form, is a well-formed syllable: an onset, a
 * rime that goes with it, and a tone that the rime can have (c, ch, p and t at the end allow sắc
 * and nặng only). A word without any mark passes if a syllable looks like it without its marks
 * ("nguyen", "duc"). The tone mark may stand in the old place or the new (hòa, hoà). One word,
 * nothing else in it. */
bool vn_syllable_wellformed(const char *utf8, size_t len);

/* The same for letters in the code above, without tone, and a tone. */
bool syllable_is(const char *letters, size_t n, enum tone tone);

/* --- letters (syllable_letters.c) ---------------------------------------------------------- */

/* Takes a small character apart into its letter in the code above and its tone: '\0' if it is
 * neither an ASCII letter nor one of Vietnamese. */
char syllable_letter(uint32_t cp, enum tone *tone_r);

/* The small character of a letter in the code above with a tone; consonants carry none. */
uint32_t syllable_character(char letter, enum tone tone);

bool syllable_is_vowel(char letter);
bool syllable_is_marked(char letter);
char syllable_plain_letter(char letter);

/* The letters, after those of the onset, from which the vowels are written, [*start_r, *end_r):
 * the last group of vowels, without the u of qu and the i of gi where another vowel follows. Empty
 * if there is none. Works for any letters. */
void syllable_vowels(const char *letters, size_t n, size_t *start_r, size_t *end_r);

/* Which of the letters carries the tone mark; n if there is no vowel. Works for any letters. In
 * open oa, oe and uy that is the first vowel (hòa, the old style) or the second (hoà, the new). */
size_t syllable_tone_place(const char *letters, size_t n, bool on_first);
/* The same in the style that this product writes: see TONE_ON_FIRST. */
size_t syllable_tone_at(const char *letters, size_t n);

/* Case of any one character of Unicode. What would turn into ASCII (U+0130, U+017F) stays. */
uint32_t vn_lower(uint32_t cp);
uint32_t vn_upper(uint32_t cp);
