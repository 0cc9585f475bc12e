/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How USSD packs septets into octets (TS 23.038 6.1.2.3.1). It is the packing of SMS, except where
 * 7 spare bits would be left: seven zero bits there are an '@' to whoever counts only octets, so CR
 * fills them. A text whose own last septet is a CR on an octet border gets a second one, as the
 * reader drops one from there.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"

/* Octets that n septets take, `last` being the last of them (any value if n is 0). */
size_t gsm7_ussd_octets(size_t n, uint8_t last);

/* Returns octets written or ERR_TOO_LONG. Septets are below 128. */
int gsm7_ussd_pack(const uint8_t *septets, size_t n, uint8_t *octets, size_t cap) MUST_CHECK;

/* Unpacks all of `octets`, without a padding CR. What gsm7_ussd_pack() wrote reads back the same,
 * apart from the second CR, which stays (6.1.2.3.1: "<CR><CR>" is the same as "<CR>"). ERR_TOO_LONG
 * if `cap` is less than 8 * len / 7; *n_r untouched on failure. */
int gsm7_ussd_unpack(
	const uint8_t *octets, size_t len, uint8_t *septets, size_t cap, size_t *n_r) MUST_CHECK;
