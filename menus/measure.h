/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How much of a screen a text takes, and where it may be cut. Private to menus/.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "menus/budget.h"

/* Septets or units of valid UTF-8; in GSM-7, characters without a form count as none and
 * *lacking_io becomes true. */
unsigned measure(enum coding coding, const char *text, size_t len, bool *lacking_io);

/* The longest beginning that takes at most `room`, on a grapheme border. */
size_t measure_fit(enum coding coding, const char *text, size_t len, unsigned room);

/* The same, but ending with a sentence if that keeps most of it, else before a space or line end,
 * or behind a zero width space, if that leaves anything; the whole text if it fits. */
size_t measure_fit_words(enum coding coding, const char *text, size_t len, unsigned room);
