/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names by the digits on the keys, and the presses that a text costs.
 */
#include "gateway/base/keypad.h"
#include <stddef.h>
#include <string.h>
#include "gateway/base/utf8.h"
#include "gateway/base/vietnamese.h"

#define DIGITS_MAX 63 /* places in the set of struct matcher; no list needs that many */

static const char *const letters_on[10] = { " ", "", "abc", "def", "ghi", "jkl", "mno", "pqrs",
	"tuv", "wxyz" };

static bool is_combining(uint32_t cp)
{
	return cp >= 0x300 && cp <= 0x36f;
}

/* The small ASCII character to which a character comes down, '\0' if there is none. */
static char plain_of(uint32_t cp)
{
	char utf8[4], plain[5];
	size_t n;

	/* most of what is looked at, some hundred names at a time */
	if (cp >= ' ' && cp <= '~')
		return (char)(cp >= 'A' && cp <= 'Z' ? cp - 'A' + 'a' : cp);
	n = utf8_put(cp, utf8);
	if (n == 0 || vn_fold(utf8, n, plain, sizeof(plain), &n) < 0)
		return '\0';
	if (n == 0 && !is_combining(cp)) /* white space */
		return ' ';
	return n == 1 && plain[0] >= ' ' && plain[0] <= '~' ? plain[0] : '\0';
}

/* The key and the place on it, from 1; false for what no key has. */
static bool find_key(char plain, char *key_r, unsigned *place_r)
{
	if (plain == '\0')
		return false;
	for (unsigned key = 0; key < 10; key++) {
		const char *at = strchr(letters_on[key], plain);

		if (plain != (char)('0' + key) && !at)
			continue;
		*key_r = (char)('0' + key);
		*place_r =
			(unsigned)(at ? (size_t)(at - letters_on[key]) : strlen(letters_on[key])) +
			1;
		return true;
	}
	return false;
}

char keypad_digit(uint32_t cp)
{
	unsigned place;
	char key;

	return find_key(plain_of(cp), &key, &place) ? key : '\0';
}

/* --- matching ------------------------------------------------------------------------------ */

/* One character of a name as the matcher sees it. */
struct step {
	char key; /* '\0' between words */
	bool word_start;
};

struct walk {
	const char *name;
	size_t len, at;
	bool in_word;
};

/* The next key or the gap between two words; false at the end and where it is no UTF-8. */
static bool walk_next(struct walk *walk, struct step *step_r)
{
	uint32_t cp;

	do {
		if (walk->at == walk->len || utf8_next(walk->name, walk->len, &walk->at, &cp) < 0)
			return false;
	} while (is_combining(cp));
	step_r->key = plain_of(cp) == ' ' ? '\0' : keypad_digit(cp);
	step_r->word_start = step_r->key && !walk->in_word;
	walk->in_word = step_r->key != '\0';
	return true;
}

/* Whether the digits can be used up from here on. `reached` is the set of the numbers of digits
 * that may have been used so far: a gap may have been typed as 0 or not, so there can be several.
 */
static bool matches_from(struct walk walk, const char *digits, size_t count)
{
	uint64_t reached = 1;
	struct step step;

	while (reached && !(reached >> count & 1) && walk_next(&walk, &step)) {
		uint64_t next = step.key ? 0 : reached;

		for (size_t i = 0; i < count; i++)
			if (reached >> i & 1 && digits[i] == (step.key ? step.key : '0'))
				next |= (uint64_t)1 << (i + 1);
		reached = next;
	}
	return reached >> count & 1;
}

static bool initials_match(struct walk walk, const char *digits)
{
	struct step step;

	while (*digits && walk_next(&walk, &step))
		if (step.word_start && step.key != *digits++)
			return false;
	return *digits == '\0';
}

enum keypad_match keypad_match(const char *digits, const char *utf8_name)
{
	struct walk start = { .name = utf8_name, .len = strlen(utf8_name) }, walk = start, before;
	size_t count = strlen(digits);
	bool first = true;
	struct step step;

	if (count == 0 || count > DIGITS_MAX || strspn(digits, "0123456789") != count ||
		!utf8_valid(utf8_name, start.len))
		return KEYPAD_NONE;
	for (before = walk; walk_next(&walk, &step); before = walk) {
		if (!step.word_start)
			continue;
		if (matches_from(before, digits, count))
			return first ? KEYPAD_WHOLE_START : KEYPAD_WORD_START;
		first = false;
	}
	return initials_match(start, digits) ? KEYPAD_INITIALS : KEYPAD_NONE;
}

/* --- presses ------------------------------------------------------------------------------- */

static unsigned count_presses(const char *text, bool multi_tap)
{
	size_t len = strlen(text), at = 0;
	unsigned presses = 0, place;
	uint32_t cp;
	char key;

	while (at < len) {
		if (utf8_next(text, len, &at, &cp) < 0) {
			at++;
			cp = 0;
		}
		if (is_combining(cp))
			continue;
		presses += multi_tap && find_key(plain_of(cp), &key, &place) ? place : 1;
	}
	return presses;
}

unsigned keypad_presses(const char *text)
{
	return count_presses(text, true);
}

unsigned keypad_presses_numeric(const char *text)
{
	return count_presses(text, false);
}
