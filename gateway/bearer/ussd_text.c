/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Strings of USSD by their coding scheme: two alphabets, each with or without a language before it.
 */
#include "gateway/bearer/ussd_text.h"
#include <string.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/gsm7_ussd.h"
#include "gateway/base/ucs2.h"

#define SEPTETS_MAX    (USSD_STRING_MAX * 8 / 7)
#define CR	       0x0d
#define COMPRESSED     0x20 /* of the general group 01xx */
#define LANGUAGE_CHARS 2
#define PREFIX_CHARS   (LANGUAGE_CHARS + 1) /* with its CR */
#define PREFIX_OCTETS  2 /* two septets and two bits 0 */

/* Bits 3..2 of the general group 01xx. */
static enum ussd_alphabet general_alphabet(uint8_t dcs)
{
	if (dcs & COMPRESSED)
		return USSD_NO_ALPHABET;
	switch (dcs >> 2 & 3) {
	case 1:
		return USSD_NO_ALPHABET;
	case 2:
		return USSD_UCS2;
	default: /* GSM-7, and the reserved one */
		return USSD_GSM7;
	}
}

enum ussd_alphabet ussd_dcs_alphabet(uint8_t dcs)
{
	switch (dcs >> 4) {
	case 0x1:
		return dcs == USSD_DCS_UCS2_LANGUAGE ? USSD_UCS2 : USSD_GSM7;
	case 0x4:
	case 0x5:
	case 0x6:
	case 0x7:
		return general_alphabet(dcs);
	case 0x9: /* with a user data header */
	case 0xd: /* I1 protocol */
	case 0xe: /* WAP */
		return USSD_NO_ALPHABET;
	case 0xf:
		return dcs & 4 ? USSD_NO_ALPHABET : USSD_GSM7;
	default: /* languages, and the reserved groups */
		return USSD_GSM7;
	}
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_language(const char *text)
{
	return is_letter(text[0]) && is_letter(text[1]);
}

int ussd_text_set(struct ussd_text *text_r, uint8_t dcs, const char *utf8, size_t len)
{
	if (len > USSD_TEXT_MAX)
		return ERR_TOO_LONG;
	text_r->dcs = dcs;
	text_r->language[0] = '\0';
	text_r->len = len;
	memcpy(text_r->octets, utf8, len);
	text_r->octets[len] = '\0';
	return 0;
}

/* Looked for in the text, not in the septets: an odd escape before it would be gone when the text
 * is written again, and a language would appear that was not read. */
static void take_language(struct ussd_text *text)
{
	if (text->len < PREFIX_CHARS || text->octets[LANGUAGE_CHARS] != CR ||
		!is_language(text->octets))
		return;
	memcpy(text->language, text->octets, LANGUAGE_CHARS);
	text->len -= PREFIX_CHARS;
	memmove(text->octets, text->octets + PREFIX_CHARS, text->len + 1);
}

static int decode_gsm7(const uint8_t *octets, size_t len, struct ussd_text *text)
{
	uint8_t septets[SEPTETS_MAX];
	size_t n = 0;
	int rc = gsm7_ussd_unpack(octets, len, septets, sizeof(septets), &n);

	if (rc == 0)
		rc = gsm7_decode(septets, n, text->octets, sizeof(text->octets), &text->len);
	if (rc == 0 && text->dcs == USSD_DCS_GSM7_LANGUAGE)
		take_language(text);
	return rc;
}

/* Two letters where a prefix would be. UCS-2 without any begins so only with some rare Han. */
static bool read_packed_language(const uint8_t *octets, size_t len, char *language)
{
	uint8_t septets[LANGUAGE_CHARS];

	if (len < PREFIX_OCTETS || octets[1] >> 6 != 0 ||
		gsm7_unpack(octets, PREFIX_OCTETS, septets, LANGUAGE_CHARS) < 0)
		return false;
	memcpy(language, septets, LANGUAGE_CHARS);
	return is_language(language);
}

static int decode_ucs2(const uint8_t *octets, size_t len, struct ussd_text *text)
{
	char language[LANGUAGE_CHARS];
	size_t skip = 0;
	int rc;

	if (text->dcs == USSD_DCS_UCS2_LANGUAGE && read_packed_language(octets, len, language)) {
		memcpy(text->language, language, LANGUAGE_CHARS);
		skip = PREFIX_OCTETS;
	}
	rc = ucs2_decode(octets + skip, len - skip, text->octets, sizeof(text->octets), &text->len);
	return rc == ERR_TRUNCATED ? ERR_CHARSET : rc;
}

int ussd_text_decode(uint8_t dcs, const uint8_t *octets, size_t len, struct ussd_text *text_r)
{
	struct ussd_text text = { .dcs = dcs };
	int rc = ERR_CHARSET;

	if (len > USSD_STRING_MAX)
		return ERR_TOO_LONG;
	switch (ussd_dcs_alphabet(dcs)) {
	case USSD_GSM7:
		rc = decode_gsm7(octets, len, &text);
		break;
	case USSD_UCS2:
		rc = decode_ucs2(octets, len, &text);
		break;
	case USSD_NO_ALPHABET:
		break;
	}
	if (rc == 0)
		*text_r = text;
	return rc;
}

static int encode_gsm7(const struct ussd_text *text, uint8_t *octets, size_t cap)
{
	uint8_t septets[SEPTETS_MAX];
	size_t n = 0, prefix = 0;
	int rc;

	if (text->language[0] != '\0') {
		memcpy(septets, text->language, LANGUAGE_CHARS);
		septets[LANGUAGE_CHARS] = CR;
		prefix = PREFIX_CHARS;
	}
	rc = gsm7_encode(text->octets, text->len, septets + prefix, SEPTETS_MAX - prefix, &n);
	if (rc < 0)
		return rc;
	return gsm7_ussd_pack(septets, prefix + n, octets, cap);
}

static int encode_ucs2(const struct ussd_text *text, uint8_t *octets, size_t cap)
{
	uint8_t language[LANGUAGE_CHARS];
	int prefix = 0, rc;

	if (text->language[0] != '\0') {
		memcpy(language, text->language, LANGUAGE_CHARS);
		prefix = gsm7_pack(language, LANGUAGE_CHARS, octets, cap);
		if (prefix < 0)
			return prefix;
	}
	rc = ucs2_encode(text->octets, text->len, octets + prefix, cap - (size_t)prefix);
	return rc < 0 ? rc : prefix + rc;
}

static bool has_place_for_language(uint8_t dcs)
{
	return dcs == USSD_DCS_GSM7_LANGUAGE || dcs == USSD_DCS_UCS2_LANGUAGE;
}

int ussd_text_encode(const struct ussd_text *text, uint8_t *octets, size_t cap)
{
	if (text->language[0] != '\0' &&
		!(has_place_for_language(text->dcs) && is_language(text->language)))
		return ERR_INVALID;
	if (cap > USSD_STRING_MAX)
		cap = USSD_STRING_MAX;
	switch (ussd_dcs_alphabet(text->dcs)) {
	case USSD_GSM7:
		return encode_gsm7(text, octets, cap);
	case USSD_UCS2:
		return encode_ucs2(text, octets, cap);
	case USSD_NO_ALPHABET:
		break;
	}
	return ERR_CHARSET;
}
