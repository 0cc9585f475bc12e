/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A typed name, word by word: which reading each word gets, and what the whole looks like.
 *
 * It knows no key of Telex or VNI (telex_keys.c) and no syllable (syllable.c).
 */
#include "gateway/base/telex.h"
#include <string.h>
#include "gateway/base/syllable.h"
#include "gateway/base/telex_keys.h"
#include "gateway/base/utf8.h"

/* NFC is at most three times as long as what it is made of (UAX #15). */
#define COMPOSED_MAX (3 * NAME_OCTETS_MAX)

struct name {
	uint32_t chars[NAME_CHARS_MAX];
	size_t n;
	struct vn_typed what;
};

/* --- characters ---------------------------------------------------------------------------- */

static bool is_space(uint32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xa0;
}

/* The apostrophe or hyphen that a character stands for, 0 for others. */
static uint32_t joiner(uint32_t cp)
{
	switch (cp) {
	case '\'':
	case '`':
	case 0xb4:
	case 0x2bc:
	case 0x2018:
	case 0x2019:
		return '\'';
	case '-':
	case 0x2010:
	case 0x2011:
		return '-';
	default:
		return 0;
	}
}

static bool is_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9';
}

/* Latin letters, with the blocks that names of Vietnam's and other peoples need. */
static bool is_letter(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
	return (cp >= 0xc0 && cp <= 0x24f && cp != 0xd7 && cp != 0xf7) ||
		(cp >= 0x1e00 && cp <= 0x1eff);
}

static bool is_combining(uint32_t cp)
{
	return cp >= 0x300 && cp <= 0x36f;
}

/* --- a part of a word, between spaces, apostrophes and hyphens ------------------------------- */

static bool put(struct name *name, uint32_t cp)
{
	if (name->n == NAME_CHARS_MAX)
		return false;
	name->chars[name->n++] = cp;
	return true;
}

static int put_chars(struct name *name, const uint32_t *chars, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!put(name, i == 0 ? vn_upper(chars[i]) : chars[i]))
			return ERR_TOO_LONG;
	return OK;
}

static int put_spelled(struct name *name, const struct spelled *word)
{
	size_t at = syllable_tone_at(word->letters, word->n);
	uint32_t chars[NAME_CHARS_MAX];

	for (size_t i = 0; i < word->n; i++)
		chars[i] = syllable_character(word->letters[i], i == at ? word->tone : TONE_LEVEL);
	name->what.changed = true;
	if (!syllable_is(word->letters, word->n, word->tone))
		name->what.doubtful = true;
	return put_chars(name, chars, word->n);
}

static bool has_marks(const struct spelled *word)
{
	for (size_t i = 0; i < word->n; i++)
		if (syllable_is_marked(word->letters[i]))
			return true;
	return word->tone != TONE_LEVEL;
}

/* Whether letters without marks would be read as Telex, were they typed so. */
static bool is_telex(const struct spelled *word)
{
	uint32_t keys[NAME_CHARS_MAX];
	struct spelled telex;

	for (size_t i = 0; i < word->n; i++)
		keys[i] = (uint8_t)word->letters[i];
	return telex_spell(keys, word->n, &telex);
}

/* Digits must all mean something. What has no mark in the end must be a syllable, and one that
 * stays what it is: else nothing shows that the digits were no mistake. */
static int put_vni(struct name *name, const uint32_t *part, size_t n)
{
	struct spelled word;

	if (!vni_spell(part, n, &word))
		return ERR_SYNTAX;
	if (!has_marks(&word) &&
		(!syllable_is(word.letters, word.n, TONE_LEVEL) || is_telex(&word)))
		return ERR_SYNTAX;
	return put_spelled(name, &word);
}

/* Whether characters that stay as they were typed are a syllable. */
static bool is_syllable(const uint32_t *part, size_t n)
{
	char utf8[4 * SYLLABLE_LETTERS_MAX];
	size_t len = 0;

	if (n > SYLLABLE_LETTERS_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		len += utf8_put(part[i], utf8 + len);
	return vn_syllable_wellformed(utf8, len);
}

static int put_as_typed(struct name *name, const uint32_t *part, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (part[i] >= 0x80)
			name->what.already_accented = true;
	if (!is_syllable(part, n))
		name->what.doubtful = true;
	return put_chars(name, part, n);
}

static int put_part(struct name *name, const uint32_t *part, size_t n)
{
	bool digits = false, ascii = true;
	struct spelled word;

	if (n == 0 || !is_letter(part[0]))
		return ERR_SYNTAX;
	for (size_t i = 0; i < n; i++) {
		if (!is_letter(part[i]) && !is_digit(part[i]) && !is_combining(part[i]))
			return ERR_SYNTAX;
		digits |= is_digit(part[i]);
		ascii &= part[i] < 0x80;
	}
	if (digits)
		return put_vni(name, part, n);
	if (ascii && telex_spell(part, n, &word))
		return put_spelled(name, &word);
	return put_as_typed(name, part, n);
}

/* --- the name ------------------------------------------------------------------------------ */

/* A word, without spaces: its parts and what joins them. */
static int put_word(struct name *name, const uint32_t *word, size_t n)
{
	size_t start = 0;

	if (name->what.words++ > 0 && !put(name, ' '))
		return ERR_TOO_LONG;
	for (size_t i = 0; i <= n; i++) {
		int rc;

		if (i < n && !joiner(word[i]))
			continue;
		rc = put_part(name, word + start, i - start);
		if (rc < 0)
			return rc;
		if (i == n)
			break;
		name->what.doubtful = true;
		if (!put(name, joiner(word[i])))
			return ERR_TOO_LONG;
		start = i + 1;
	}
	return OK;
}

static int put_words(struct name *name, const uint32_t *chars, size_t n)
{
	size_t start = 0;

	for (size_t i = 0; i <= n; i++) {
		int rc = OK;

		if (i < n && !is_space(chars[i]))
			continue;
		if (i > start)
			rc = put_word(name, chars + start, i - start);
		if (rc < 0)
			return rc;
		start = i + 1;
	}
	return name->what.words > 0 ? OK : ERR_TRUNCATED;
}

/* The small characters of NFC. */
static int take_chars(const char *typed, size_t len, uint32_t chars[COMPOSED_MAX], size_t *n_r)
{
	char composed[COMPOSED_MAX + 1];
	size_t at = 0, n = 0;
	int rc;

	if (len > NAME_OCTETS_MAX)
		return ERR_TOO_LONG;
	if (!utf8_valid(typed, len))
		return ERR_UTF8;
	rc = utf8_nfc(typed, len, composed, sizeof(composed), &len);
	while (rc >= 0 && at < len) {
		rc = utf8_next(composed, len, &at, &chars[n]);
		if (rc >= 0) {
			chars[n] = vn_lower(chars[n]);
			n++;
		}
	}
	*n_r = n;
	return rc;
}

/* Case may have parted or joined letters and marks, so the result is composed once more. */
static int write_name(const struct name *name, char *out, size_t cap)
{
	char utf8[4 * NAME_CHARS_MAX];
	size_t len = 0;

	for (size_t i = 0; i < name->n; i++)
		len += utf8_put(name->chars[i], utf8 + len);
	return utf8_nfc(utf8, len, out, cap, &len);
}

int vn_typed_name(const char *typed, size_t len, char *out, size_t cap, struct vn_typed *what_r)
{
	struct name name = { .n = 0 };
	uint32_t chars[COMPOSED_MAX];
	size_t n;
	int rc = take_chars(typed, len, chars, &n);

	if (rc >= 0)
		rc = put_words(&name, chars, n);
	if (rc >= 0)
		rc = write_name(&name, out, cap);
	if (rc < 0)
		return rc;
	name.what.plain = !name.what.changed && !name.what.already_accented;
	*what_r = name.what;
	return OK;
}
