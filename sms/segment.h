/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How a text travels: alphabet and parts (sms_measure() in sms/sms.h), and the one place where
 * Kannel cuts worse than we count.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define SMS_SEPTETS_WHOLE 160
#define SMS_SEPTETS_PART \
	153 /* 140 octets less 6 of concatenation header (TS 23.040 9.2.3.24.1) \
	     */
#define SMS_UNITS_WHOLE 70
#define SMS_UNITS_PART	67

/* True if a UCS-2 text of several parts has a surrogate pair across a border of 67 units. Kannel
 * 1.4.5 cuts there blindly (tried: 66 letters, an emoji, 10 letters: part 1 ended in D83D), and
 * phones that read each part by itself show two wrong characters. Of an escape sequence of GSM-7
 * it takes care. `utf8` is valid and has no GSM-7 form. */
bool segment_pair_cut(const char *utf8, size_t len);
