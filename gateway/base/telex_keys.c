/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The keys of Telex and VNI, applied one after the other to the letters that stand there already.
 *
 * A key that finds nothing to change, or is struck twice, ends the reading: then the word is not
 * meant that way. Which of several vowels a late key changes is decided by what can be a syllable.
 */
#include "gateway/base/telex_keys.h"
#include <string.h>

struct speller {
	struct spelled word;
	bool keys; /* a key was seen that is no late double */
	bool late_double; /* a letter marked by its double further on */
	bool doubles_are_letters; /* take what could be a late double for a letter */
};

static bool add_letter(struct speller *speller, char letter)
{
	if (speller->word.n == NAME_CHARS_MAX)
		return false;
	speller->word.letters[speller->word.n++] = letter;
	return true;
}

static bool has_vowel(const struct speller *speller)
{
	for (size_t i = 0; i < speller->word.n; i++)
		if (syllable_is_vowel(speller->word.letters[i]))
			return true;
	return false;
}

static bool set_tone(struct speller *speller, enum tone tone)
{
	if (speller->word.tone == tone)
		return false;
	speller->word.tone = tone;
	speller->keys = true;
	return true;
}

static bool mark(struct speller *speller, size_t at, char letter)
{
	speller->word.letters[at] = letter;
	speller->keys = true;
	return true;
}

/* u and o side by side, however marked; their place, or word.n. */
static size_t find_uo(const struct spelled *word, size_t start, size_t end)
{
	for (size_t i = start; i + 1 < end; i++)
		if ((word->letters[i] == 'u' || word->letters[i] == 'U') &&
			(word->letters[i + 1] == 'o' || word->letters[i + 1] == 'Q'))
			return i;
	return word->n;
}

/* The horn or breve for the vowels typed so far. The order is that of what can be meant: uo takes
 * both, ua is the open rime with the horn, then an a or o near the end, then the u. */
static bool mark_horn_or_breve(struct speller *speller, bool horn, bool breve)
{
	struct spelled *word = &speller->word;
	size_t start, end, uo;

	syllable_vowels(word->letters, word->n, &start, &end);
	uo = find_uo(word, start, end);
	if (horn && uo < word->n) {
		if (word->letters[uo] == 'U' && word->letters[uo + 1] == 'Q')
			return false;
		mark(speller, uo, 'U');
		return mark(speller, uo + 1, 'Q');
	}
	for (size_t i = end; i > start; i--) {
		if (horn && word->letters[i - 1] == 'o')
			return mark(speller, i - 1, 'Q');
		if (breve && word->letters[i - 1] == 'a') {
			if (horn && i - 1 > start && word->letters[i - 2] == 'u')
				return mark(speller, i - 2, 'U');
			return mark(speller, i - 1, 'W');
		}
	}
	for (size_t i = start; horn && i < end; i++)
		if (word->letters[i] == 'u')
			return mark(speller, i, 'U');
	return false;
}

/* Of uo with a horn on either, both have it before another letter; at the end only the o does. */
static void settle_uo(struct spelled *word)
{
	size_t start, end, uo;

	syllable_vowels(word->letters, word->n, &start, &end);
	uo = find_uo(word, start, end);
	if (uo == word->n || (word->letters[uo] == 'u' && word->letters[uo + 1] == 'o'))
		return;
	word->letters[uo] = uo + 2 < word->n ? 'U' : 'u';
	word->letters[uo + 1] = 'Q';
}

/* --- Telex --------------------------------------------------------------------------------- */

static char doubled(char letter)
{
	switch (letter) {
	case 'a':
		return 'A';
	case 'e':
		return 'E';
	case 'o':
		return 'O';
	case 'd':
		return 'D';
	default:
		return '\0';
	}
}

/* A letter that marks its like: the one right before it, or one further on. */
static bool telex_double(struct speller *speller, char letter)
{
	struct spelled *word = &speller->word;
	char before = word->n ? word->letters[word->n - 1] : '\0';

	if (before == letter)
		return mark(speller, word->n - 1, doubled(letter));
	for (size_t i = 0; i < word->n && !speller->doubles_are_letters; i++)
		if (word->letters[i] == letter) {
			word->letters[i] = doubled(letter);
			speller->late_double = true;
			return true;
		}
	return add_letter(speller, letter);
}

/* w changes the vowels; after nothing but an onset it is a vowel itself. */
static bool telex_w(struct speller *speller)
{
	struct spelled *word = &speller->word;
	bool onset = !has_vowel(speller) || (word->n == 2 && memcmp(word->letters, "gi", 2) == 0);

	if (word->n == 0)
		return false;
	if (!onset)
		return mark_horn_or_breve(speller, true, true);
	speller->keys = true;
	return add_letter(speller, 'U');
}

static enum tone telex_tone(char key)
{
	static const char keys[] = "zsfrxj"; /* by enum tone */
	const char *found = strchr(keys, key);

	return found ? (enum tone)(found - keys) : TONE_LEVEL;
}

static bool telex_key(struct speller *speller, char key)
{
	enum tone tone = telex_tone(key);

	if (has_vowel(speller) && (tone != TONE_LEVEL || key == 'z'))
		return set_tone(speller, tone);
	if (key == 'w')
		return telex_w(speller);
	if (doubled(key))
		return telex_double(speller, key);
	return add_letter(speller, key);
}

static bool spell_telex(const uint32_t *keys, size_t n, struct speller *speller)
{
	for (size_t i = 0; i < n; i++)
		if (!telex_key(speller, (char)keys[i]))
			return false;
	settle_uo(&speller->word);
	return speller->keys &&
		syllable_is(speller->word.letters, speller->word.n, speller->word.tone);
}

bool telex_spell(const uint32_t *keys, size_t n, struct spelled *word_r)
{
	for (int letters = 0; letters < 2; letters++) {
		struct speller speller = { .doubles_are_letters = letters };

		if (spell_telex(keys, n, &speller)) {
			*word_r = speller.word;
			return true;
		}
		if (!speller.late_double)
			return false;
	}
	return false;
}

/* --- VNI ----------------------------------------------------------------------------------- */

static bool vni_circumflex(struct speller *speller)
{
	size_t start, end;

	syllable_vowels(speller->word.letters, speller->word.n, &start, &end);
	for (size_t i = end; i > start; i--) {
		char letter = speller->word.letters[i - 1];

		if (letter == 'a' || letter == 'e' || letter == 'o')
			return mark(speller, i - 1, doubled(letter));
	}
	return false;
}

static bool vni_stroke(struct speller *speller)
{
	for (size_t i = 0; i < speller->word.n; i++)
		if (speller->word.letters[i] == 'd')
			return mark(speller, i, 'D');
	return false;
}

static bool vni_digit(struct speller *speller, uint32_t digit)
{
	switch (digit) {
	case '6':
		return vni_circumflex(speller);
	case '7':
		return mark_horn_or_breve(speller, true, false);
	case '8':
		return mark_horn_or_breve(speller, false, true);
	case '9':
		return vni_stroke(speller);
	default:
		return has_vowel(speller) && set_tone(speller, (enum tone)(digit - '0'));
	}
}

/* A letter that may have its accents already, as on a keyboard that knows some of them. */
static bool vni_letter(struct speller *speller, uint32_t cp)
{
	enum tone tone;
	char letter = syllable_letter(cp, &tone);

	if (tone != TONE_LEVEL)
		speller->word.tone = tone;
	return letter && add_letter(speller, letter);
}

bool vni_spell(const uint32_t *keys, size_t n, struct spelled *word_r)
{
	struct speller speller = { .keys = false };

	for (size_t i = 0; i < n; i++) {
		bool digit = keys[i] >= '0' && keys[i] <= '9';

		if (!(digit ? vni_digit(&speller, keys[i]) : vni_letter(&speller, keys[i])))
			return false;
	}
	settle_uo(&speller.word);
	*word_r = speller.word;
	return true;
}
