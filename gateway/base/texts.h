/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Texts per language, from JSON files that people without a compiler may change.
 *
 * One file per language and folder: {"language": "vi", "name": "Tiếng Việt", "complete": true,
 * "texts": {"home.title": "..."}}. A language that lacks a text falls back to "vi". For every text
 * the unaccented form is made at load, so no one writes it twice.
 *
 * Placeholders are {name}; a value that begins with '@' names another text of the same language
 * ("@weekday.1"). "{{" is a brace.
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"

#define LANGUAGES_MAX 8
#define TEXT_MAX      1024 /* octets of one text, and of one expanded text */
#define TEXT_NONE     UINT16_MAX

struct texts;

/* Reads every *.json of a folder, "vi" must be among them. Texts are brought to NFC. Refused:
 * unknown keys, ids that "vi" lacks, empty texts and such over TEXT_MAX, control characters but
 * line ends, a '{' that begins neither {name} (letters, digits, '_', '.') nor "{{". NULL and a
 * sentence with file and key. Owned by ctx; never changes afterwards. */
struct texts *texts_read(void *ctx, const char *folder, char *error, size_t error_size);

/* One file of a language that is in memory already. */
struct texts_source {
	const char *source; /* its name in sentences */
	json_t *root; /* borrowed for the call */
};
/* The same from such files; `folder` is how sentences call them all. */
struct texts *texts_from(void *ctx, const char *folder, const struct texts_source *files,
	unsigned n, char *error, size_t error_size);

unsigned texts_languages(const struct texts *texts);
/* Codes in the order vi first, then by name: "vi", "en". Index is what others keep. */
const char *texts_language_code(const struct texts *texts, unsigned language);
const char *texts_language_name(const struct texts *texts, unsigned language);
bool texts_language_complete(const struct texts *texts, unsigned language);
/* Index of a code, or of "vi" (0) if unknown or empty. */
unsigned texts_language_find(const struct texts *texts, const char *code);

/* Number of a text by id, TEXT_NONE if no language has it. Look ids up once, at load. */
uint16_t texts_find(const struct texts *texts, const char *id);
const char *texts_id(const struct texts *texts, uint16_t text);
/* Texts are numbered from 0 to one below this, in the order of their ids. */
uint16_t texts_count(const struct texts *texts);
/* The text as written (placeholders included) in that language, accented or not. Borrowed, never
 * NULL. */
const char *texts_get(const struct texts *texts, uint16_t text, unsigned language, bool accents);
/* Ids that `language` lacks: calls each. For the tool that lists them. */
void texts_missing(const struct texts *texts, unsigned language,
	void (*each)(const char *id, void *data), void *data);

/* Gives the value of a placeholder by name, NULL if there is none. Borrowed until the next call. */
typedef const char *(*texts_value_cb)(const char *name, size_t len, void *data);

/* Expands placeholders; values too lose their accents when `accents` is false. A value is data:
 * braces in it stay, its control characters become spaces and octets that are not UTF-8 become '?'.
 * "@id" inserts that text as written; "@" before anything that is no id is data. A missing value
 * becomes
 * "?" and ERR_NOT_FOUND is returned after all the rest is expanded (out is whole and
 * NUL-terminated). ERR_TOO_LONG: over TEXT_MAX or `cap`; cut on a grapheme border. `value` may be
 * NULL: there are no values. Needs cap > 0. */
int texts_expand(const struct texts *texts, uint16_t text, unsigned language, bool accents,
	texts_value_cb value, void *data, char *out, size_t cap, size_t *len_r);
