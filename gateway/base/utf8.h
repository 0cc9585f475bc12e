/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * UTF-8 as foreign octets: strict reading (RFC 3629: no surrogates, no overlong forms, at most
 * U+10FFFF), writing, and cutting at what a reader sees as one character.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"

/* Reads the character at s[*at_io] and moves *at_io behind it. ERR_UTF8 (and *at_io unmoved) where
 * the octets are not UTF-8; ERR_TRUNCATED when they end within a character. Needs *at_io < len. */
int utf8_next(const char *s, size_t len, size_t *at_io, uint32_t *cp_r) MUST_CHECK;

bool utf8_valid(const char *s, size_t len);

/* Writes one character, 1..4 octets; returns their number, 0 for a code point that has no UTF-8. */
size_t utf8_put(uint32_t cp, char out[4]);

/* The longest length <= max_octets that ends on a grapheme border (UAX #29, by utf8proc), so a
 * letter never loses its accents, and never behind a virama or coeng that joins two letters (as
 * GB9c, in all scripts that have such a sign). `s` is valid UTF-8. */
size_t utf8_cut(const char *s, size_t len, size_t max_octets);

/* NFC of valid UTF-8 into the caller's room, NUL-terminated. ERR_UTF8, ERR_TOO_LONG; out untouched
 * in meaning on failure (its octets may have changed). */
int utf8_nfc(const char *s, size_t len, char *out, size_t cap, size_t *len_r) MUST_CHECK;
