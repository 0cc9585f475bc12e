/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The tables of the Vietnamese syllable, and the rules that join them.
 *
 * A syllable is what some onset and some rime of the tables make together; both are tried in every
 * way, so "gin" may be g + in and "gieng" gi + eng. Names of other languages are not in here: what
 * is no syllable is doubtful, not wrong.
 */
#include "gateway/base/syllable.h"
#include <string.h>
#include "gateway/base/utf8.h"

/* --- onsets and rimes ---------------------------------------------------------------------- */

/* What an onset may stand before. */
enum before {
	ANY_RIME,
	BACK_RIME, /* not e, i, y: these have another spelling */
	FRONT_RIME, /* e, i, y only */
	I_RIME, /* g, where the i of gi is the vowel too */
	REST_OF_QU,
	REST_OF_GI,
	NO_ONSET,
};

static const struct onset {
	const char *letters;
	enum before before;
} onsets[] = {
	{ "", NO_ONSET },
	{ "b", ANY_RIME },
	{ "c", BACK_RIME },
	{ "ch", ANY_RIME },
	{ "d", ANY_RIME },
	{ "D", ANY_RIME },
	{ "g", BACK_RIME },
	{ "g", I_RIME },
	{ "gh", FRONT_RIME },
	{ "gi", REST_OF_GI },
	{ "h", ANY_RIME },
	{ "k", FRONT_RIME },
	{ "kh", ANY_RIME },
	{ "l", ANY_RIME },
	{ "m", ANY_RIME },
	{ "n", ANY_RIME },
	{ "ng", BACK_RIME },
	{ "ngh", FRONT_RIME },
	{ "nh", ANY_RIME },
	{ "p", ANY_RIME },
	{ "ph", ANY_RIME },
	{ "qu", REST_OF_QU },
	{ "r", ANY_RIME },
	{ "s", ANY_RIME },
	{ "t", ANY_RIME },
	{ "th", ANY_RIME },
	{ "tr", ANY_RIME },
	{ "v", ANY_RIME },
	{ "x", ANY_RIME },
};

/* Finals of each group of vowels, parted by spaces; '-' is none. */
static const struct rime {
	const char *vowels, *finals;
} rimes[] = {
	{ "a", "- c ch m n ng nh p t" },
	{ "ai", "-" },
	{ "ao", "-" },
	{ "au", "-" },
	{ "ay", "-" },
	{ "W", "c m n ng p t" },
	{ "A", "c m n ng p t" },
	{ "Au", "-" },
	{ "Ay", "-" },
	{ "e", "- c m n ng p t" },
	{ "eo", "-" },
	{ "E", "- ch m n nh p t" },
	{ "Eu", "-" },
	{ "i", "- ch m n nh p t" },
	{ "ia", "-" },
	{ "iu", "-" },
	{ "iE", "c m n ng p t" },
	{ "iEu", "-" },
	{ "o", "- c m n ng p t" },
	{ "oa", "- c ch m n ng nh p t" },
	{ "oai", "-" },
	{ "oao", "-" },
	{ "oay", "-" },
	{ "oW", "c m n ng t" },
	{ "oe", "- n t" },
	{ "oeo", "-" },
	{ "oi", "-" },
	{ "oo", "c ng" },
	{ "O", "- c m n ng p t" },
	{ "Oi", "-" },
	{ "Q", "- m n p t" },
	{ "Qi", "-" },
	{ "u", "- c m n ng p t" },
	{ "ua", "-" },
	{ "uA", "n ng t" },
	{ "uAy", "-" },
	{ "uE", "- ch n nh" },
	{ "ui", "-" },
	{ "uQ", "-" },
	{ "uO", "c m n ng t" },
	{ "uOi", "-" },
	{ "uy", "- ch n nh p t" },
	{ "uya", "-" },
	{ "uyu", "-" },
	{ "uyE", "n t" },
	{ "U", "- c m n ng t" },
	{ "Ua", "-" },
	{ "Ui", "-" },
	{ "Uu", "-" },
	{ "UQ", "c m n ng p t" },
	{ "UQi", "-" },
	{ "UQu", "-" },
	{ "y", "- ch n nh p t" },
	{ "yE", "m n ng t" },
	{ "yEu", "-" },
};

/* How letters are compared with those of the tables: as they are, or both without marks. */
typedef bool (*same_cb)(char ours, char theirs);

static bool same_letter(char ours, char theirs)
{
	return ours == theirs;
}

static bool same_plain_letter(char ours, char theirs)
{
	return ours == syllable_plain_letter(theirs);
}

static bool begins_with(const char *letters, size_t n, const char *with, same_cb same)
{
	size_t len = strlen(with);

	if (len > n)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!same(letters[i], with[i]))
			return false;
	return true;
}

/* Whether `final` (n letters, 0 is none) is one of the list. */
static bool has_final(const char *list, const char *final, size_t n)
{
	if (n == 0)
		return list[0] == '-';
	while (*list) {
		size_t len = strcspn(list, " ");

		if (len == n && memcmp(list, final, n) == 0)
			return true;
		list += len + (list[len] == ' ');
	}
	return false;
}

/* Whether y, which is spelled i elsewhere, may be the only vowel after this onset. */
static bool y_stands_alone(const char *onset)
{
	static const char *const with_y[] = { "", "h", "k", "l", "m", "s", "t", "th", "v", "qu" };

	for (size_t i = 0; i < sizeof(with_y) / sizeof(with_y[0]); i++)
		if (strcmp(with_y[i], onset) == 0)
			return true;
	return false;
}

/* The rules of spelling that tie an onset to a rime. */
static bool may_stand_before(const struct onset *onset, const struct rime *rime, bool closed)
{
	char first = rime->vowels[0];
	bool front = strchr("eEiy", first) != NULL;

	if (first == 'y' && rime->vowels[1] == '\0' &&
		(closed ? onset->before != REST_OF_QU : !y_stands_alone(onset->letters)))
		return false;
	if (first == 'y' && rime->vowels[1] != '\0' && onset->before != REST_OF_QU &&
		onset->before != NO_ONSET)
		return false;
	switch (onset->before) {
	case BACK_RIME:
		return !front;
	case FRONT_RIME:
		return front;
	case I_RIME:
		return first == 'i';
	case REST_OF_QU:
		return first != 'u' && first != 'U' && first != 'o';
	case REST_OF_GI:
		return first != 'i' && first != 'y';
	case NO_ONSET:
		return strncmp(rime->vowels, "iE", 2) != 0;
	case ANY_RIME:
		return true;
	}
	return false;
}

static bool tone_goes_with(const char *letters, size_t n, enum tone tone)
{
	char last = letters[n - 1];
	bool stop = last == 'c' || last == 'p' || last == 't' ||
		(last == 'h' && n > 1 && letters[n - 2] == 'c');

	return !stop || tone == TONE_ACUTE || tone == TONE_DOT;
}

static bool is_rime_after(const struct onset *onset, const char *letters, size_t n, same_cb same)
{
	for (size_t i = 0; i < sizeof(rimes) / sizeof(rimes[0]); i++) {
		size_t len = strlen(rimes[i].vowels);

		if (begins_with(letters, n, rimes[i].vowels, same) &&
			has_final(rimes[i].finals, letters + len, n - len) &&
			may_stand_before(onset, &rimes[i], n > len))
			return true;
	}
	return false;
}

/* The contraction gi + ieng, iet, iec: written with one i. */
static bool is_contracted(const struct onset *onset, const char *letters, size_t n, same_cb same)
{
	return onset->before == REST_OF_GI && n > 1 && same(letters[0], 'E') &&
		has_final("c ng", letters + 1, n - 1);
}

static bool is_made_of_tables(const char *letters, size_t n, same_cb same)
{
	for (size_t i = 0; i < sizeof(onsets) / sizeof(onsets[0]); i++) {
		size_t len = strlen(onsets[i].letters);

		if (begins_with(letters, n, onsets[i].letters, same) &&
			(is_rime_after(&onsets[i], letters + len, n - len, same) ||
				is_contracted(&onsets[i], letters + len, n - len, same)))
			return true;
	}
	return false;
}

bool syllable_is(const char *letters, size_t n, enum tone tone)
{
	bool bare = tone == TONE_LEVEL;

	if (n == 0 || n > SYLLABLE_LETTERS_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		bare &= !syllable_is_marked(letters[i]);
	if (bare)
		return is_made_of_tables(letters, n, same_plain_letter);
	return tone_goes_with(letters, n, tone) && is_made_of_tables(letters, n, same_letter);
}

/* --- a word of Unicode --------------------------------------------------------------------- */

/* Letters and tones of a word; the number of letters, 0 for more than a syllable can have and for
 * what is no letter. */
static size_t take_apart(const char *s, size_t len, char letters[], enum tone tones[])
{
	size_t at = 0, n = 0;
	uint32_t cp;

	while (at < len) {
		if (n == SYLLABLE_LETTERS_MAX || utf8_next(s, len, &at, &cp) < 0)
			return 0;
		letters[n] = syllable_letter(vn_lower(cp), &tones[n]);
		if (letters[n++] == '\0')
			return 0;
	}
	return n;
}

bool vn_syllable_wellformed(const char *utf8, size_t len)
{
	char composed[4 * SYLLABLE_LETTERS_MAX + 1], letters[SYLLABLE_LETTERS_MAX];
	enum tone tones[SYLLABLE_LETTERS_MAX], tone = TONE_LEVEL;
	size_t n, at;

	if (utf8_nfc(utf8, len, composed, sizeof(composed), &len) < 0)
		return false;
	n = take_apart(composed, len, letters, tones);
	at = n;
	for (size_t i = 0; i < n; i++) {
		if (tones[i] == TONE_LEVEL)
			continue;
		if (tone != TONE_LEVEL)
			return false;
		tone = tones[i];
		at = i;
	}
	if (tone != TONE_LEVEL && at != syllable_tone_place(letters, n, true) &&
		at != syllable_tone_place(letters, n, false))
		return false;
	return syllable_is(letters, n, tone);
}
