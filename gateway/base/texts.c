/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Looking texts up and filling them in. Runs for every screen and every SMS, so it allocates
 * nothing and touches each octet about once.
 *
 * What a placeholder stands for is data: nothing in it is expanded, and it can neither break lines
 * nor the coding, whatever somebody typed.
 */
#include "gateway/base/texts.h"
#include <osmocom/core/utils.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/base/texts_table.h"
#include "gateway/base/utf8.h"
#include "gateway/base/vietnamese.h"

/* Room beyond TEXT_MAX, so that the character at the limit is whole: where to cut depends on it. */
#define SLACK 8

/* --- look-ups ------------------------------------------------------------------------------ */
unsigned texts_languages(const struct texts *texts)
{
	return texts->languages;
}

const char *texts_language_code(const struct texts *texts, unsigned language)
{
	OSMO_ASSERT(language < texts->languages);
	return texts->language[language].code;
}

const char *texts_language_name(const struct texts *texts, unsigned language)
{
	OSMO_ASSERT(language < texts->languages);
	return texts->language[language].name;
}

bool texts_language_complete(const struct texts *texts, unsigned language)
{
	OSMO_ASSERT(language < texts->languages);
	return texts->language[language].complete;
}

unsigned texts_language_find(const struct texts *texts, const char *code)
{
	for (unsigned i = 0; i < texts->languages; i++)
		if (strcmp(texts->language[i].code, code) == 0)
			return i;
	return 0;
}

static int by_id(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

uint16_t texts_find(const struct texts *texts, const char *id)
{
	const char *const *found =
		bsearch(id, texts->ids, texts->count, sizeof(texts->ids[0]), by_id);

	return found ? (uint16_t)(found - (const char *const *)texts->ids) : TEXT_NONE;
}

uint16_t texts_count(const struct texts *texts)
{
	return texts->count;
}

const char *texts_id(const struct texts *texts, uint16_t text)
{
	OSMO_ASSERT(text < texts->count);
	return texts->ids[text];
}

const char *texts_get(const struct texts *texts, uint16_t text, unsigned language, bool accents)
{
	OSMO_ASSERT(text < texts->count && language < texts->languages);
	return texts->language[language].forms[accents][text];
}

void texts_missing(const struct texts *texts, unsigned language,
	void (*each)(const char *id, void *data), void *data)
{
	OSMO_ASSERT(language < texts->languages);
	for (uint16_t i = 0; i < texts->count; i++)
		if (!texts->language[language].own[i])
			each(texts->ids[i], data);
}

/* --- expansion ----------------------------------------------------------------------------- */
struct expansion {
	const struct texts *texts;
	unsigned language;
	bool accents;
	texts_value_cb value;
	void *data;
	bool missing;
	bool full; /* something did not fit */
	size_t used;
	char whole[TEXT_MAX + SLACK];
};

static void append(struct expansion *x, const char *s, size_t len)
{
	size_t room = sizeof(x->whole) - x->used;

	if (len > room) {
		len = room;
		x->full = true;
	}
	memcpy(x->whole + x->used, s, len);
	x->used += len;
}

static bool plain_octet(char c)
{
	return c >= 0x20 && c < 0x7f;
}

/* Controls of C0 and C1, line and paragraph separators, and the marks that turn the direction of
 * what stands behind them. */
static bool control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f) || (cp >= 0x2028 && cp <= 0x202e) ||
		(cp >= 0x2066 && cp <= 0x2069);
}

/* `s` with controls as spaces and wrong octets as '?'; never longer. Returns octets written. */
static size_t clean(const char *s, size_t len, char *out)
{
	size_t at = 0, used = 0;

	while (at < len) {
		size_t start = at;
		uint32_t cp;

		if (utf8_next(s, len, &at, &cp) < 0) {
			out[used++] = '?';
			at++;
		} else if (control(cp)) {
			out[used++] = ' ';
		} else {
			memcpy(out + used, s + start, at - start);
			used += at - start;
		}
	}
	return used;
}

static void append_data(struct expansion *x, const char *value)
{
	size_t given = strlen(value);
	size_t len = utf8_cut(value, given, sizeof(x->whole));
	size_t plain = 0, used;
	char cleaned[sizeof(x->whole) + 1];

	x->full |= len < given;
	while (plain < len && plain_octet(value[plain]))
		plain++;
	if (plain == len) {
		append(x, value, len);
		return;
	}
	used = clean(value, len, cleaned);
	if (!x->accents && vn_unaccent(cleaned, used, cleaned, sizeof(cleaned), &used) < 0)
		x->missing = true; /* cannot be: it is clean and never grows */
	append(x, cleaned, used);
}

/* A value "@id" is that text as it stands; a value that only looks so is data. */
static void append_value(struct expansion *x, const char *name, size_t len)
{
	const char *value = x->value ? x->value(name, len, x->data) : NULL;
	uint16_t text;

	if (!value) {
		x->missing = true;
		append(x, "?", 1);
		return;
	}
	text = value[0] == '@' ? texts_find(x->texts, value + 1) : TEXT_NONE;
	if (text != TEXT_NONE)
		value = texts_get(x->texts, text, x->language, x->accents);
	if (text != TEXT_NONE)
		append(x, value, strlen(value));
	else
		append_data(x, value);
}

static void expand(struct expansion *x, const char *s)
{
	for (;;) {
		const char *brace = strchrnul(s, '{');
		size_t name_len;

		append(x, s, (size_t)(brace - s));
		if (*brace == '\0')
			return;
		if (brace[1] == '{') {
			append(x, "{", 1);
			s = brace + 2;
			continue;
		}
		name_len = texts_name_length(brace + 1);
		append_value(x, brace + 1, name_len);
		s = brace + 1 + name_len + 1; /* the syntax was checked at load */
	}
}

int texts_expand(const struct texts *texts, uint16_t text, unsigned language, bool accents,
	texts_value_cb value, void *data, char *out, size_t cap, size_t *len_r)
{
	struct expansion x;
	size_t max, len;

	OSMO_ASSERT(cap > 0);
	x.texts = texts;
	x.language = language;
	x.accents = accents;
	x.value = value;
	x.data = data;
	x.missing = x.full = false;
	x.used = 0;
	expand(&x, texts_get(texts, text, language, accents));

	max = cap - 1 < TEXT_MAX ? cap - 1 : TEXT_MAX;
	len = utf8_cut(x.whole, x.used, max);
	memcpy(out, x.whole, len);
	out[len] = '\0';
	*len_r = len;
	if (x.full || len < x.used)
		return ERR_TOO_LONG;
	return x.missing ? ERR_NOT_FOUND : 0;
}
