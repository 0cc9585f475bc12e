/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names as people type them on a keypad: plain, in Telex or in VNI.
 *
 *     Telex   aa ee oo aw ow uw dd, w alone ư, uow ươ; tones s f r x j, z takes one away
 *     VNI     6 on a e o, 7 on o u uo, 8 on a, 9 on d; tones 1 to 5, 0 takes one away
 *
 * Each word is read for itself, marks stand right after their letter or anywhere later in it. With
 * digits it is VNI. Else it is Telex if that gives a well-formed syllable (syllable.h), and stays
 * as typed if not: "Hoas" is Hóa and "Nguyenex" Nguyễn, but "Ksor" and "Alex" stay and are
 * doubtful. Nothing can tell "Hur", a name of the Jarai, from the Telex of Hủ: the syllable is
 * taken, and the result is echoed for a yes. Three limits keep other names whole:
 * - a second a, e, o or d that does not follow its first at once counts only in a word that holds
 *   another key of Telex: "Ama" stays, "Nguyenex" does not;
 * - a key struck twice is no Telex, nor is z where there is no tone: "Nass", "Liz" stay;
 * - a word that holds letters other than ASCII is not read as Telex.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "gateway/base/err.h"

#define NAME_CHARS_MAX	60 /* characters of a name, spaces included */
#define NAME_OCTETS_MAX 240 /* octets of a name, as typed and as understood */

struct vn_typed {
	bool changed; /* Telex or VNI marks were found in a word */
	bool already_accented; /* a word was typed in Unicode, and only normalised */
	bool plain; /* neither: nothing but letters without marks */
	bool doubtful; /* a word is no well-formed syllable: for the clerk to look at */
	unsigned words;
};

/* What was typed as a name in Unicode NFC: words parted by one space, each (and each part after an
 * apostrophe or hyphen) beginning with a capital, the rest small; typographic apostrophes and
 * hyphens become ASCII. Tones are placed as syllable.h says (Hóa, Thúy), but a word typed in
 * Unicode keeps the place it was given: both are lawful. Words of other languages (H'Bĭa, Y Ŏn)
 * stay and are doubtful; digits in them are applied where VNI can ("Kpa8"). The result given again
 * yields itself.
 *
 * ERR_SYNTAX: a character that no name has, that is other than Latin letters, space, apostrophe and
 * hyphen between letters, and digits that VNI can use. ERR_TOO_LONG: over NAME_CHARS_MAX,
 * NAME_OCTETS_MAX or `cap` (NAME_OCTETS_MAX + 1 always suffices). ERR_TRUNCATED: nothing but space.
 * ERR_UTF8. On failure *what_r is untouched, and `out` but for its octets. */
int vn_typed_name(
	const char *typed, size_t len, char *out, size_t cap, struct vn_typed *what_r) MUST_CHECK;
