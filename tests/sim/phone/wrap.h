/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Breaking a text into lines of a narrow screen, and making foreign text harmless to a terminal.
 * Values to values.
 */
#pragma once
#include <stddef.h>

#define WRAP_LINE_SIZE 256 /* octets of one line, NUL included */

/* Breaks at spaces where it can, elsewhere where it must, so that each line has at most `width`
 * (1..60) characters. Control characters other than line breaks become '?'. Returns the number of
 * lines that the text takes; at most `max` of them are written. */
size_t wrap_text(const char *utf8, size_t width, char (*lines)[WRAP_LINE_SIZE], size_t max);

/* Characters of a line, as a terminal shows them (each one column wide: Latin script only). */
size_t wrap_width(const char *utf8);
