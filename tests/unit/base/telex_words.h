/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The words on which Telex and VNI are compared, and the keys by which each is typed.
 *
 * It uses Unicode's own decomposition and nothing of ours but the reading of UTF-8, so that no
 * fault of our tables can hide in it. Only for test_oracle_telex.c.
 */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include "gateway/base/utf8.h"

#define DICTIONARY "tests/node_modules/dictionary-vi/index.dic"
#define NAMES	   "tests/unit/base/oracle/names.txt"
#define WORDS_MAX  8000
#define WORD_SIZE  32

/* --- words --------------------------------------------------------------------------------- */

static struct {
	char words[WORDS_MAX][WORD_SIZE]; /* small letters, NFC */
	size_t count, from_dictionary, from_names, others; /* the first of others' languages */
} list;

static void add_word(const char *word)
{
	utf8proc_uint8_t *nfc;
	char *small = list.words[list.count];
	size_t len = 0, at = 0;
	uint32_t cp;

	assert_true(list.count < WORDS_MAX);
	nfc = utf8proc_NFC((const utf8proc_uint8_t *)word);
	while (utf8_next((char *)nfc, strlen((char *)nfc) + 1, &at, &cp) == 0 && cp) {
		assert_true(len + 4 < WORD_SIZE);
		len += utf8_put((uint32_t)utf8proc_tolower((utf8proc_int32_t)cp), small + len);
	}
	free(nfc);
	small[len] = '\0';
	for (size_t i = 0; i < list.count; i++)
		if (strcmp(list.words[i], small) == 0)
			return;
	list.count++;
}

static FILE *open_list(const char *path)
{
	FILE *file = fopen(path, "r");

	if (!file)
		fprintf(stderr, "%s is missing: run deploy/install-dependencies.sh\n", path);
	return file;
}

/* Words of the dictionary in small letters: capitals are abbreviations. */
static int read_dictionary(void)
{
	FILE *file = open_list(DICTIONARY);
	char line[128];

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\r\n/")] = '\0';
		if (line[0] && !(line[0] >= '0' && line[0] <= 'Z'))
			add_word(line);
	}
	fclose(file);
	list.from_dictionary = list.count;
	return 0;
}

static int read_names(void)
{
	FILE *file = open_list(NAMES);
	char line[512];

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		char *save, *word = strtok_r(line, " \n", &save);

		if (word && strcmp(word, "other") == 0) {
			list.others = list.count;
			continue;
		}
		for (; word && line[0] != '#'; word = strtok_r(NULL, " \n", &save)) {
			add_word(word);
			list.from_names++;
		}
	}
	fclose(file);
	return 0;
}

/* --- typings ------------------------------------------------------------------------------- */

enum style { AFTER_LETTER, TONE_LAST, MARKS_LAST, STYLES };

/* Keys of marks, by their combining character. */
static char key_of(uint32_t mark, char base, bool vni)
{
	switch (mark) {
	case 0x301:
		return vni ? '1' : 's';
	case 0x300:
		return vni ? '2' : 'f';
	case 0x309:
		return vni ? '3' : 'r';
	case 0x303:
		return vni ? '4' : 'x';
	case 0x323:
		return vni ? '5' : 'j';
	case 0x302:
		return vni ? '6' : base;
	case 0x31b:
		return vni ? '7' : 'w';
	case 0x306:
		return vni ? '8' : 'w';
	default:
		return '\0';
	}
}

static bool is_tone(uint32_t mark)
{
	return mark == 0x301 || mark == 0x300 || mark == 0x309 || mark == 0x303 || mark == 0x323;
}

struct typing {
	char keys[2 * WORD_SIZE]; /* all of it */
	char letters[WORD_SIZE], marks[8], tone[2]; /* in the order in which they are struck */
	size_t n, marks_n;
	bool doubles_only; /* of marks: no key among them that is no double */
};

static void type_mark(struct typing *typing, char key, bool tone, enum style style)
{
	if (style == AFTER_LETTER || (style == TONE_LAST && !tone)) {
		typing->letters[typing->n++] = key;
	} else if (tone) {
		typing->tone[0] = key;
	} else if ((key == 'w' || key == '7') && strchr(typing->marks, key)) {
		/* one key is enough for both letters of u-o with horns */
	} else {
		typing->marks[typing->marks_n++] = key;
	}
}

/* False for words that hold letters without keys. Marks of one letter go before its tone, as NFD
 * gives the dot below before the circumflex. */
static bool type_word(const char *word, bool vni, enum style style, struct typing *typing)
{
	utf8proc_uint8_t *nfd = utf8proc_NFD((const utf8proc_uint8_t *)word);
	const char *s = (const char *)nfd;
	size_t len = strlen(s), at = 0;
	char base = '\0', tone = '\0';
	bool can = true;
	uint32_t cp;

	*typing = (struct typing) { .n = 0 };
	while (can && at <= len) {
		cp = 0; /* the end, behind which a tone is typed too */
		if (at == len)
			at++;
		else
			assert_int_equal(utf8_next(s, len, &at, &cp), 0);
		if (cp >= 0x300 && cp < 0x370) {
			char key = key_of(cp, base, vni);

			can = key != '\0';
			if (is_tone(cp))
				tone = key;
			else
				type_mark(typing, key, false, style);
			continue;
		}
		if (tone)
			type_mark(typing, tone, true, style);
		tone = '\0';
		base = cp == 0x111 ? 'd' : (char)cp;
		can &= cp < 0x80 || cp == 0x111;
		if (cp)
			typing->letters[typing->n++] = base;
		if (cp == 0x111)
			type_mark(typing, vni ? '9' : 'd', false, style);
	}
	free(nfd);
	typing->doubles_only =
		typing->marks_n > 0 && !typing->tone[0] && !vni && !strchr(typing->marks, 'w');
	snprintf(typing->keys, sizeof(typing->keys), "%s%s%s", typing->letters, typing->marks,
		typing->tone);
	return can;
}
