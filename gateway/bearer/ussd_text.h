/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a ussd-DataCodingScheme says of a ussd-String (TS 23.038 5), and the string as UTF-8 text.
 * It knows no component and no menu: SMPP carries the same strings.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"

#define USSD_STRING_MAX 160 /* octets of a ussd-String, TS 24.080 annex A */
/* Octets of UTF-8 that any such string can turn into: 182 septets, each a letter of two octets. */
#define USSD_TEXT_MAX 364

enum ussd_dcs {
	USSD_DCS_GSM7 = 0x0f, /* language unspecified */
	USSD_DCS_GSM7_LANGUAGE = 0x10, /* preceded by two letters and CR */
	USSD_DCS_UCS2_LANGUAGE = 0x11, /* preceded by two letters packed into two octets */
	USSD_DCS_OCTETS = 0x44,
	USSD_DCS_UCS2 = 0x48,
};

enum ussd_alphabet {
	USSD_GSM7,
	USSD_UCS2,
	USSD_NO_ALPHABET, /* 8-bit data, compressed, with a header, WAP: nobody can read it */
};
/* "Any reserved codings shall be assumed to be the GSM 7 bit default alphabet" (clause 5). */
enum ussd_alphabet ussd_dcs_alphabet(uint8_t dcs);

struct ussd_text {
	uint8_t dcs;
	char language[3]; /* two letters (ISO 639) as the peer wrote them, or ""; only under the two
			     schemes that have a place for it, where a peer may have left it out */
	size_t len;
	char octets[USSD_TEXT_MAX +
		1]; /* UTF-8, NUL behind; a peer may send a NUL within: use len */
};

/* Sets a text without a language. ERR_TOO_LONG beyond USSD_TEXT_MAX, then text_r is untouched. */
int ussd_text_set(struct ussd_text *text_r, uint8_t dcs, const char *utf8, size_t len) MUST_CHECK;

/* ERR_CHARSET where the scheme has no alphabet or the octets are not of it (UCS-2 of an odd
 * length), ERR_TOO_LONG beyond USSD_STRING_MAX; text_r is untouched on failure. */
int ussd_text_decode(
	uint8_t dcs, const uint8_t *octets, size_t len, struct ussd_text *text_r) MUST_CHECK;

/* Writes the string that the text's scheme asks for. Returns octets written; ERR_TOO_LONG (never a
 * cut text) if it takes more than `cap` or USSD_STRING_MAX, ERR_UTF8, ERR_CHARSET if a character is
 * not of the scheme's alphabet, ERR_INVALID for a language that is not two letters or has no place.
 * What it wrote decodes to the same text, apart from a second CR at an end that is one
 * (gsm7_ussd.h). */
int ussd_text_encode(const struct ussd_text *text, uint8_t *octets, size_t cap) MUST_CHECK;
