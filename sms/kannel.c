/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * See the header. The writer's first overflow sticks, so building checks once at the end.
 */
#include "sms/kannel.h"
#include <stdbool.h>
#include <string.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/ucs2.h"

struct url_writer {
	char *out;
	size_t cap;
	size_t len;
	bool full;
};

static void put(struct url_writer *w, char c)
{
	if (w->len + 1 >= w->cap) { /* the last octet is the NUL's */
		w->full = true;
		return;
	}
	w->out[w->len++] = c;
}

static void put_plain(struct url_writer *w, const char *text)
{
	for (; *text != '\0'; text++)
		put(w, *text);
}

static bool unreserved(uint8_t octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
		(octet >= '0' && octet <= '9') || (octet != 0 && strchr("-._~", octet) != NULL);
}

static void put_escaped(struct url_writer *w, const uint8_t *octets, size_t len)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < len; i++) {
		if (unreserved(octets[i])) {
			put(w, (char)octets[i]);
			continue;
		}
		put(w, '%');
		put(w, hex[octets[i] >> 4]);
		put(w, hex[octets[i] & 0xf]);
	}
}

static void put_argument(struct url_writer *w, const char *name, const char *value)
{
	put_plain(w, name);
	put_escaped(w, (const uint8_t *)value, strlen(value));
}

static int put_text(struct url_writer *w, const char *text)
{
	uint8_t units[KANNEL_URL_MAX / 3];
	size_t len = strlen(text);
	int n = gsm7_septets(text, len);

	if (n >= 0) {
		put_argument(w, "&coding=0&text=", text);
		return OK;
	}
	if (n != ERR_CHARSET)
		return n;
	n = ucs2_encode(text, len, units, sizeof(units));
	if (n < 0)
		return n;
	put_plain(w, "&coding=2&text=");
	put_escaped(w, units, (size_t)n);
	return OK;
}

int kannel_url(const struct kannel_send *send, char *out, size_t cap)
{
	struct url_writer w = { .out = out, .cap = cap };
	int rc;

	if (cap == 0)
		return ERR_TOO_LONG;
	put_plain(&w, send->sendsms_url);
	put_argument(&w, "?username=", send->user);
	put_argument(&w, "&password=", send->password);
	put_argument(&w, "&from=", send->from);
	put_argument(&w, "&to=%2B", send->to);
	if (send->smsc[0] != '\0')
		put_argument(&w, "&smsc=", send->smsc);
	rc = put_text(&w, send->text);
	if (rc < 0)
		return rc;
	/* 1 delivered, 2 failed, 4 buffered, 8 taken and 16 refused by the SMSC: all of them. */
	put_plain(&w, "&dlr-mask=31");
	put_argument(&w, "&dlr-url=", send->dlr_url);
	if (w.full)
		return ERR_TOO_LONG;
	out[w.len] = '\0';
	return OK;
}

/* --- the answer ------------------------------------------------------------------------- */

static bool begins(const struct http_result *result, const char *words)
{
	size_t len = strlen(words);

	return result->body != NULL && result->len >= len && memcmp(result->body, words, len) == 0;
}

static struct kannel_reply read_accepted(const struct http_result *result)
{
	if (begins(result, "0:") || begins(result, "3:"))
		return (struct kannel_reply) { VERDICT_OK, false, "" };
	return (struct kannel_reply) { VERDICT_UNKNOWN, false,
		"202 without the words of an acceptance" };
}

/* 403 is two things. A wrong password hits every message, so none may be given up for it. "Not
 * routable. Do not try again." speaks of Kannel's routes as they are now (an SMSC stopped by hand
 * looks the same), so this message is tried again, up to the limit on attempts. */
static struct kannel_reply read_forbidden(const struct http_result *result)
{
	if (begins(result, "Not routable"))
		return (struct kannel_reply) { VERDICT_TEMPFAIL, false,
			"Kannel has no route to this number" };
	return (struct kannel_reply) { VERDICT_TEMPFAIL, true, "Kannel refuses user or password" };
}

/* Kannel blames the number: giving up is right. It blames anything else (sender, coding, charset):
 * that is a setting, it hits every message, and it can be mended. */
static struct kannel_reply read_bad_request(const struct http_result *result)
{
	if (begins(result, "Empty receiver") || begins(result, "Number(s) has/have been denied"))
		return (struct kannel_reply) { VERDICT_PERMFAIL, false,
			"Kannel refuses this number" };
	return (struct kannel_reply) { VERDICT_TEMPFAIL, true, "Kannel refuses the request" };
}

static struct kannel_reply read_status(const struct http_result *result)
{
	switch (result->status) {
	case 202:
		return read_accepted(result);
	case 400:
		return read_bad_request(result);
	case 403:
		return read_forbidden(result);
	case 503:
		return (struct kannel_reply) { VERDICT_TEMPFAIL, true, "Kannel takes none now" };
	default:
		break;
	}
	if (result->status >= 401 && result->status <= 499)
		return (struct kannel_reply) { VERDICT_TEMPFAIL, true,
			"no sendsms at this address" };
	/* Any other answer comes from a box between us and Kannel, which may have passed it on. */
	return (struct kannel_reply) { VERDICT_UNKNOWN, true, "an answer that is not Kannel's" };
}

struct kannel_reply kannel_reply_read(const struct http_result *result)
{
	switch (result->transport) {
	case VERDICT_OK:
		return read_status(result);
	case VERDICT_TEMPFAIL:
	case VERDICT_PERMFAIL:
		return (struct kannel_reply) { VERDICT_TEMPFAIL, true, "Kannel cannot be reached" };
	case VERDICT_UNKNOWN:
		break;
	}
	return (struct kannel_reply) { VERDICT_UNKNOWN, true, "no whole answer from Kannel" };
}
