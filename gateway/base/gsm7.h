/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The GSM 7-bit default alphabet and its extension table (TS 23.038 6.2.1, 6.2.1.1).
 *
 * A septet is one octet 0..127 here; packing into octets (6.1.2) is a step of its own.
 * `^ { } \ [ ~ ] |` and the euro sign cost two septets. TAB and backtick do not exist.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"

/* Septets that a text takes, or ERR_UTF8, or ERR_CHARSET if a character has no GSM-7 form. */
int gsm7_septets(const char *utf8, size_t len);

/* Septets of one character: 1, 2, or 0 if it has none. */
unsigned gsm7_cost(uint32_t cp);

/* One septet per octet of `out`. ERR_UTF8, ERR_CHARSET, ERR_TOO_LONG; *n_r untouched on failure. */
int gsm7_encode(const char *utf8, size_t len, uint8_t *out, size_t cap, size_t *n_r) MUST_CHECK;

/* Reading never fails on content: an unknown extension is shown as its plain character (6.2.1.1:
 * "displays the character of the main table"), a lone ESC at the end as a space; a value over 127
 * gives ERR_CHARSET. NUL-terminated. ERR_TOO_LONG if `cap` is too small. */
int gsm7_decode(const uint8_t *septets, size_t n, char *utf8, size_t cap, size_t *len_r) MUST_CHECK;

/* Packs per 6.1.2.1.1 (SMS) into ceil(7n/8) octets, spare bits 0. Returns octets written or
 * ERR_TOO_LONG. */
int gsm7_pack(const uint8_t *septets, size_t n, uint8_t *octets, size_t cap) MUST_CHECK;
/* Unpacks exactly `n` septets into room for as many. ERR_TRUNCATED if `len` octets hold fewer. */
int gsm7_unpack(const uint8_t *octets, size_t len, uint8_t *septets, size_t n) MUST_CHECK;
