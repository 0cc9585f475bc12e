/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Kannel's sendsms (smsbox, 1.4.5) as values: a message becomes a URL, an answer becomes a verdict.
 * Nothing is sent or stored in here.
 *
 * Why this form, tried against bearerbox and smsbox 1.4.5 with an SMPP peer that showed each octet:
 * - GET with the text percent-encoded. A form-encoded POST is refused ("Invalid content-type"), and
 *   a POST with X-Kannel-* headers turned letters outside ASCII into "??".
 * - coding=0 with UTF-8 and no charset: all 127 characters of the GSM-7 table and all of its
 *   extension table, CR, LF and outer spaces arrived as their own septets (data_coding 0), and a
 *   long text is cut into 153 septets, never within an escape sequence.
 * - coding=2 with UTF-16BE and no charset: arrived octet for octet (data_coding 8), 67 units a
 * part. With a charset parameter some builds refuse it ("Charset or body misformed").
 */
#pragma once
#include <stddef.h>
#include "gateway/base/http_client.h"

#define KANNEL_URL_MAX \
	12288 /* octets: the longest text in UTF-16BE, percent-encoded, and the rest */

struct kannel_send {
	const char *sendsms_url;
	const char *user;
	const char *password;
	const char *from;
	const char *smsc; /* "" = Kannel's own routing */
	const char *to; /* E.164 digits without '+' */
	const char *text; /* UTF-8, NUL-terminated */
	const char *dlr_url; /* whole, with the escapes that Kannel fills in such as %d */
};

/* Writes the URL, NUL-terminated. ERR_UTF8, ERR_TOO_LONG; the room's octets may have changed. */
int kannel_url(const struct kannel_send *send, char *out, size_t cap) MUST_CHECK;

struct kannel_reply {
	enum verdict verdict;
	/* The trouble is Kannel's or the way to it, not this message's: the next one would fare the
	 * same. */
	bool down;
	const char *reason; /* static, plain words for a log line and the row; "" for VERDICT_OK */
};

/* Reads what became of a sendsms. */
struct kannel_reply kannel_reply_read(const struct http_result *result);
