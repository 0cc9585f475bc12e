/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Typed names: what comes out is NFC within its room, has as many words as went in and no digit, is
 * a name itself that stays as it is; words of plain consonants keep their letters. With it the
 * digits of a keypad: a name is found by its own digits, and presses are bounded.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/keypad.h"
#include "gateway/base/syllable.h"
#include "gateway/base/telex.h"
#include "gateway/base/utf8.h"
#include "gateway/base/vietnamese.h"

#define NAME_SIZE (NAME_OCTETS_MAX + 1)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned count_words(const char *s, size_t len)
{
	unsigned words = 0;

	for (size_t i = 0; i < len; i++) {
		bool space = s[i] == ' ' || (s[i] >= '\t' && s[i] <= '\r');

		words += !space &&
			(i == 0 || s[i - 1] == ' ' || (s[i - 1] >= '\t' && s[i - 1] <= '\r'));
	}
	return words;
}

static bool has_wide_space(const char *s, size_t len)
{
	return memmem(s, len, "\xc2\xa0", 2) != NULL;
}

static void check_shape(const char *name)
{
	char nfc[NAME_SIZE];
	size_t len = strlen(name), nfc_len, at = 0, chars = 0;
	uint32_t cp;

	OSMO_ASSERT(len > 0 && len <= NAME_OCTETS_MAX);
	OSMO_ASSERT(utf8_nfc(name, len, nfc, sizeof(nfc), &nfc_len) == 0);
	OSMO_ASSERT(nfc_len == len && memcmp(nfc, name, len) == 0);
	while (at < len) {
		OSMO_ASSERT(utf8_next(name, len, &at, &cp) == 0);
		OSMO_ASSERT(cp >= 0x80 || cp == ' ' || cp == '\'' || cp == '-' ||
			(cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z'));
		chars++;
	}
	OSMO_ASSERT(chars <= NAME_CHARS_MAX);
	OSMO_ASSERT(name[0] != ' ' && name[len - 1] != ' ' && !strstr(name, "  "));
}

static void check_again(const char *name, const struct vn_typed *what)
{
	struct vn_typed again;
	char out[NAME_SIZE];

	OSMO_ASSERT(vn_typed_name(name, strlen(name), out, sizeof(out), &again) == 0);
	OSMO_ASSERT(strcmp(out, name) == 0);
	OSMO_ASSERT(!again.changed && again.words == what->words);
	OSMO_ASSERT(again.doubtful == what->doubtful);
}

/* Without a vowel or w nothing is Telex, but the d of dd needs one too. */
static bool consonants_only(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!strchr("bcdghklmnpqtvBCDGHKLMNPQTV ", s[i]) || s[i] == '\0')
			return false;
	return true;
}

static void check_letters_stay(const char *typed, size_t len, const char *name)
{
	char a[NAME_SIZE], b[NAME_SIZE];
	size_t a_len, b_len;

	OSMO_ASSERT(vn_fold(typed, len, a, sizeof(a), &a_len) == 0);
	OSMO_ASSERT(vn_fold(name, strlen(name), b, sizeof(b), &b_len) == 0);
	OSMO_ASSERT(a_len == b_len && memcmp(a, b, a_len) == 0);
}

static void check_keypad(const char *name)
{
	char digits[NAME_SIZE];
	size_t len = strlen(name), at = 0, n = 0;
	uint32_t cp;

	while (at < len && n < 12) {
		char key;

		OSMO_ASSERT(utf8_next(name, len, &at, &cp) == 0);
		key = keypad_digit(cp);
		if (key && cp != ' ')
			digits[n++] = key;
	}
	digits[n] = '\0';
	if (n > 0)
		OSMO_ASSERT(keypad_match(digits, name) == KEYPAD_WHOLE_START);
	OSMO_ASSERT(keypad_presses(name) <= 5 * len);
	OSMO_ASSERT(keypad_presses_numeric(name) <= len);
}

/* Any text may be offered as a name to find, with any digits. */
static void check_any_text(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);
	char digits[8];

	OSMO_ASSERT(text);
	snprintf(digits, sizeof(digits), "%u", size > 0 ? data[0] * 31u : 0);
	OSMO_ASSERT(keypad_match(digits, text) <= KEYPAD_WHOLE_START);
	OSMO_ASSERT(keypad_presses_numeric(text) <= keypad_presses(text));
	(void)vn_syllable_wellformed(text, strlen(text));
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *typed = (const char *)data;
	struct vn_typed what = { .words = 0 };
	char name[NAME_SIZE], *exact;
	int rc = vn_typed_name(typed, size, name, sizeof(name), &what);
	size_t len;

	check_any_text(data, size);
	if (!utf8_valid(typed, size))
		OSMO_ASSERT(rc == ERR_UTF8 || rc == ERR_TOO_LONG);
	if (rc < 0)
		return 0;
	check_shape(name);
	OSMO_ASSERT(what.words > 0 && what.plain == !(what.changed || what.already_accented));
	if (!has_wide_space(typed, size))
		OSMO_ASSERT(what.words == count_words(typed, size));
	OSMO_ASSERT(what.words == count_words(name, strlen(name)));
	check_again(name, &what);
	if (consonants_only(typed, size))
		check_letters_stay(typed, size, name);
	check_keypad(name);

	len = strlen(name);
	exact = malloc(len + 1);
	OSMO_ASSERT(exact && vn_typed_name(typed, size, exact, len + 1, &what) == 0);
	OSMO_ASSERT(vn_typed_name(typed, size, exact, len, &what) == ERR_TOO_LONG);
	free(exact);
	return 0;
}
