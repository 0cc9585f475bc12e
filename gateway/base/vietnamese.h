/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Vietnamese text on phones whose alphabet lacks most of its letters.
 */
#pragma once
#include <stddef.h>
#include "gateway/base/err.h"

/* The text as Vietnamese write it without accents: NFD, combining diacritical marks dropped,
 * U+0111/U+0110 (and the look-alikes U+00D0, U+0189) to d/D, the sign of the dong to d; typographic
 * quotes, dashes, the ellipsis and no-break spaces become their plain ASCII forms. Everything else
 * stays, vowel signs of other scripts too. Never longer than its input, so `cap` > len suffices.
 * NUL-terminated. ERR_UTF8, ERR_TOO_LONG. `out` may be `utf8` itself, which ERR_UTF8 leaves as it
 * is. */
int vn_unaccent(const char *utf8, size_t len, char *out, size_t cap, size_t *len_r) MUST_CHECK;

/* For comparing what people type with words of ours: unaccented, lower case, runs of white space
 * become one space, none at the ends. Same errors. */
int vn_fold(const char *utf8, size_t len, char *out, size_t cap, size_t *len_r) MUST_CHECK;
