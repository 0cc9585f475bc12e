/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The letters on the keys of a phone (ITU-T E.161): names found by digits in the manner of T9, and
 * what typing costs. Accents do not count: keys have none.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* How well digits match a name: the greater the better, so that lists can be ordered. */
enum keypad_match {
	KEYPAD_NONE,
	KEYPAD_INITIALS, /* the first letters of its words */
	KEYPAD_WORD_START, /* the beginning of a later word, and on from there */
	KEYPAD_WHOLE_START, /* the beginning of the name */
};

/* The key of a character: '2'..'9' for Latin letters whatever their accents and case, '0' for a
 * space, the digit itself for a digit; '\0' for all else. */
char keypad_digit(uint32_t cp);

/* Matches digits with a name, word by word: "26" finds An, Bo and A Ma, "54" (L, H) Lung Ho by its
 * initials. A space need not be typed, but may be, as 0. Characters without a key part words, as in
 * "Krong-Pa", and need no digit. Digits in a name are themselves ("Thon 12"). KEYPAD_NONE for
 * digits that are empty or hold anything but 0..9, and for a name that is not UTF-8. */
enum keypad_match keypad_match(const char *digits, const char *utf8_name);

/* Key presses for a text in a field of letters, by multi-tap: a letter takes 1..4 by its place on
 * its key, a digit comes after the letters of its key (1 alone on key 1), a space takes one, and so
 * does anything else (a list of signs that opens with one key). Accents and capitals are not
 * counted: they are not typed. */
unsigned keypad_presses(const char *text);

/* The same in a field of digits: one for each character. */
unsigned keypad_presses_numeric(const char *text);
