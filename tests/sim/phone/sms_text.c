/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading fakesmsc's lines; see sms_text.h. */
#include "tests/sim/phone/sms_text.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "gateway/base/ucs2.h"
#include "gateway/base/utf8.h"

/* A concatenated message's header: length 5, element 0 of length 3, reference, parts, part
 * (TS 23.040 9.2.3.24.1). */
#define UDH_CONCAT_OCTETS 6

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* URL-decodes at most `cap` octets of in[0..len); returns their number. */
static size_t url_decode(const char *in, size_t len, uint8_t *out, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n < cap; i++) {
		int high = i + 2 < len ? hex_digit(in[i + 1]) : -1;
		int low = i + 2 < len ? hex_digit(in[i + 2]) : -1;

		if (in[i] == '%' && high >= 0 && low >= 0) {
			out[n++] = (uint8_t)(high * 16 + low);
			i += 2;
		} else {
			out[n++] = in[i] == '+' ? ' ' : (uint8_t)in[i];
		}
	}
	return n;
}

/* Octets that are text in one of two ways, and no field says which: UTF-16BE of any real message
 * has a zero octet (its spaces and digits) or is no UTF-8. */
static void octets_to_text(const uint8_t *octets, size_t n, bool ucs2, char out[SMS_TEXT_MAX])
{
	char text[SMS_TEXT_MAX];
	size_t len;

	for (size_t i = 0; i < n; i++)
		text[i] = (char)octets[i];
	text[n] = '\0';
	if (ucs2 || memchr(text, 0, n) || !utf8_valid(text, n)) {
		if (ucs2_decode(octets, n, out, SMS_TEXT_MAX, &len) != OK)
			snprintf(out, SMS_TEXT_MAX, "(%zu octets that are no text)", n);
		return;
	}
	memcpy(out, text, n + 1);
}

static void encoded_to_text(const char *in, size_t len, bool ucs2, char out[SMS_TEXT_MAX])
{
	uint8_t octets[SMS_TEXT_MAX / 2];

	octets_to_text(octets, url_decode(in, len, octets, sizeof(octets)), ucs2, out);
}

/* Takes the word before the next space; false if it does not fit or there is none. */
static bool take_word(const char **at_io, const char *end, char *out, size_t cap)
{
	const char *space = memchr(*at_io, ' ', (size_t)(end - *at_io));
	size_t len = space ? (size_t)(space - *at_io) : 0;

	if (!len || len >= cap)
		return false;
	memcpy(out, *at_io, len);
	out[len] = '\0';
	*at_io = space + 1;
	return true;
}

static void read_header(const char *encoded, struct sms_line *line)
{
	uint8_t udh[UDH_CONCAT_OCTETS];

	if (url_decode(encoded, strlen(encoded), udh, sizeof(udh)) < sizeof(udh) || udh[1] != 0)
		return;
	line->reference = udh[3];
	line->parts = udh[4] ? udh[4] : 1;
	line->part = udh[5] ? udh[5] : 1;
}

/* "FROM TO TYPE DATA"; false if it is not of that form. */
static bool read_message(const char *at, const char *end, struct sms_line *line)
{
	char type[8], header[64];

	if (!take_word(&at, end, line->from, sizeof(line->from)) ||
		!take_word(&at, end, line->to, sizeof(line->to)) ||
		!take_word(&at, end, type, sizeof(type)))
		return false;
	if (!strcmp(type, "udh")) {
		if (!take_word(&at, end, header, sizeof(header)))
			return false;
		read_header(header, line);
		if (!take_word(&at, end, type, sizeof(type)))
			return false;
	}

	size_t len = (size_t)(end - at);

	if (!strcmp(type, "text"))
		snprintf(line->text, sizeof(line->text), "%.*s", (int)len, at);
	else if (!strcmp(type, "data") || !strcmp(type, "ucs-2"))
		encoded_to_text(at, len, type[0] == 'u', line->text);
	else
		return false;
	line->begins = true;
	return true;
}

bool sms_text_read(const char *text, struct sms_line *out)
{
	const char *got = strstr(text, "Got message ");
	const char *open = got ? strstr(got, ": <") : NULL;
	const char *close = open ? strrchr(open, '>') : NULL;

	if (!close)
		return false;
	open += strlen(": <");

	struct sms_line line = { .part = 1, .parts = 1 };

	if (!read_message(open, close, &line)) {
		line = (struct sms_line) { .part = 1, .parts = 1 };
		snprintf(line.text, sizeof(line.text), "%.*s", (int)(close - open), open);
	}
	*out = line;
	return true;
}
