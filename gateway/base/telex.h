/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names as people type them on a keypad: plain, in Telex or in VNI.
 *
 * Each word is read for itself. A word that is a syllable as it stands stays; else it is read as
 * VNI (if it holds digits) or as Telex, and that reading is taken if it is a well-formed syllable
 * (syllable.h). So "Hoas" is Hóa and "Nguyeenx" Nguyễn, while "Ksor" and "Alex", which
 * are no Telex, stay as typed and are doubtful. What cannot be told apart is settled for the
 * syllable
 * ("Hur", a name of the Jarai, becomes the syllable Hủ): so the result is echoed for a yes.
 *
 *   Telex  aa ee oo aw ow uw dd; w alone is ư; uow and uwow are ươ; tones s f r x j,
 * z takes the tone away VNI    6 on a e o, 7 on o u (both of uo), 8 on a, 9 on d; tones 1..5, 0
 * takes the tone away
 *
 * Marks stand right after their letter or anywhere later in the word. Three limits keep other names
 * whole: a second a, e, o or d that does not follow its first at once counts only in a word that
 * holds another Telex key ("Nguyenex", but "Ama" stays); a key struck twice is no Telex ("Nass"),
 * nor is z where there is no tone ("Liz"). A word that holds letters of Unicode is not read as
 * Telex. Where a tone may stand on either vowel (oa oe uy) see TONE_ON_FIRST in syllable.c.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "gateway/base/err.h"

#define NAME_CHARS_MAX 60 /* characters of a name, spaces included */
#define NAME_OCTETS_MAX \
	240 /* octets of a name, as typed and as understood; room needs one more \
	     */

struct vn_typed {
	bool changed; /* Telex or VNI marks were found in a word */
	bool already_accented; /* a word was typed in Unicode, and only normalised */
	bool plain; /* neither: nothing but letters without marks */
	bool doubtful; /* a word is no well-formed syllable: for the clerk to look at */
	unsigned words;
};

/* What was typed as a name in Unicode NFC: words parted by one space, each (and each part after an
 * apostrophe or hyphen) beginning with a capital, the rest small; typographic apostrophes and
 * hyphens become ASCII. A word typed in Unicode keeps the place of its tone, as both places are
 * lawful. Feeding the result again gives the same. A word of another language (H'Bĩa, Y
 * Ŏn) stays and is doubtful; digits in it are applied where VNI can ("Kpa8").
 *
 * ERR_SYNTAX: a character that no name has: other than Latin letters, space, apostrophe and hyphen
 * between letters, and digits that VNI can use up. ERR_TOO_LONG: over NAME_CHARS_MAX or
 * NAME_OCTETS_MAX, or `cap` (NAME_OCTETS_MAX + 1 always suffices). ERR_TRUNCATED: nothing but
 * space. ERR_UTF8. On failure *what_r is untouched, and `out` in meaning. */
int vn_typed_name(
	const char *typed, size_t len, char *out, size_t cap, struct vn_typed *what_r) MUST_CHECK;
