/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * UTF-16BE as SMS and USSD carry it (TS 23.038 6.2.3 says UCS-2; phones read surrogate pairs).
 * A unit is two octets; the budget of a screen counts units.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"

/* Units a text takes, or ERR_UTF8. */
int ucs2_units(const char *utf8, size_t len);

/* Big-endian octets. Returns octets written, ERR_UTF8, ERR_TOO_LONG. */
int ucs2_encode(const char *utf8, size_t len, uint8_t *out, size_t cap) MUST_CHECK;

/* NUL-terminated UTF-8. A lone surrogate becomes U+FFFD; an odd octet count gives ERR_TRUNCATED;
 * ERR_TOO_LONG if `cap` is too small. */
int ucs2_decode(
	const uint8_t *octets, size_t len, char *utf8, size_t cap, size_t *len_r) MUST_CHECK;
