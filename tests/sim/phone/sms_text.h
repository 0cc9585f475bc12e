/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One line of fakesmsc about a message it got, read as the message that a phone would show.
 * Values to values: no file, no phone.
 *
 * fakesmsc of Kannel 1.4.5 writes "... Got message 7: <FROM TO TYPE DATA>" with TYPE
 *   text   DATA is the text                  ucs-2  UTF-16BE, URL-encoded
 *   data   octets, URL-encoded               udh    header and octets, URL-encoded, for long texts
 * and cuts a text with line breaks into several such lines, of which only the first has FROM and
 * TO.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define SMS_TEXT_MAX   1024 /* octets of UTF-8 of one message or part, NUL included */
#define SMS_NUMBER_MAX 24

struct sms_line {
	bool begins; /* false: `text` goes on from the message of the line before */
	char from[SMS_NUMBER_MAX];
	char to[SMS_NUMBER_MAX];
	unsigned reference; /* of a long message; parts have the same */
	unsigned part, parts; /* 1 of 1 if it is not long */
	char text[SMS_TEXT_MAX];
};

/* `line` without its line break. False if it does not tell of a message got. */
bool sms_text_read(const char *line, struct sms_line *out);
