/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What texts_read.c fills and texts.c looks up. For these two files only.
 *
 * Every text of every language has its place in plain arrays, fallbacks already filled in, so a
 * look-up is an array access.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/texts.h"

#define TEXT_ID_MAX	   96
#define TEXT_LANGUAGE_MAX  16
#define TEXT_FORM_ACCENTED 1
#define TEXT_FORM_PLAIN	   0

struct text_language {
	char code[TEXT_LANGUAGE_MAX + 1];
	const char *name;
	bool complete;
	bool *own; /* false: the text is that of "vi" */
	const char **forms[2]; /* by `accents`, then by text */
};

struct texts {
	unsigned languages;
	struct text_language language[LANGUAGES_MAX]; /* "vi" is the first */
	uint16_t count;
	const char **ids; /* sorted */
};

/* Length of a placeholder's name at the beginning of `name`, 0 if there is none. */
size_t texts_name_length(const char *name);
