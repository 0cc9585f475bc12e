/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requests of the neutral contract: URLs and headers. The body of a submit is the one stored with
 * the dossier and goes out as it is, so it has no place here.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "gateway/portal/neutral.h"
#include "gateway/portal/neutral_event.h"
#include "gateway/portal/neutral_upcall.h"

#define BASE_URL_MAX 400 /* leaves room for the longest path behind it */

static bool printable(const char *text, size_t max)
{
	size_t n = strlen(text);

	if (n > max)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < 0x21 || text[i] > 0x7e)
			return false;
	}
	return true;
}

bool neutral_config_ok(const char *base_url, const char *token)
{
	const char *host = NULL;

	if (!base_url || !token)
		return false;
	if (strncmp(base_url, "http://", 7) == 0)
		host = base_url + 7;
	else if (strncmp(base_url, "https://", 8) == 0)
		host = base_url + 8;
	if (!host || !*host || *host == '/' || strpbrk(base_url, "?#"))
		return false;
	return printable(base_url, BASE_URL_MAX) && printable(token, NEUTRAL_TOKEN_MAX);
}

bool neutral_code_ok(const char *code)
{
	size_t n = strlen(code);

	if (n == 0 || n >= PROCEDURE_CODE_SIZE || strspn(code, ".") == n)
		return false;
	return strspn(code, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-") ==
		n;
}

const char *neutral_etag(const char *etag)
{
	return printable(etag, ETAG_SIZE - 1) ? etag : "";
}

/* A header whose texts were checked when the portal was made, so it fits. */
static void add_header(struct neutral_request *out, const char *name, const char *value)
{
	unsigned n = 0;

	while (out->headers[n])
		n++;
	snprintf(out->lines[n], sizeof(out->lines[n]), "%s: %s", name, value);
	out->headers[n] = out->lines[n];
	out->headers[n + 1] = NULL;
}

static void begin(struct neutral_request *out, const char *base_url, const char *token,
	const char *path, const char *code, const char *rest)
{
	size_t n = strlen(base_url);
	char bearer[NEUTRAL_TOKEN_MAX + sizeof("Bearer ")];

	while (n > 0 && base_url[n - 1] == '/')
		n--;
	out->headers[0] = NULL;
	snprintf(out->url, sizeof(out->url), "%.*s%s%s%s", (int)n, base_url, path, code, rest);
	add_header(out, "Accept", "application/json");
	if (!*token)
		return;
	snprintf(bearer, sizeof(bearer), "Bearer %s", token);
	add_header(out, "Authorization", bearer);
}

void neutral_submit_request(
	struct neutral_request *out, const char *base_url, const char *token, const char *receipt)
{
	begin(out, base_url, token, "/v1/dossiers", "", "");
	add_header(out, "Content-Type", "application/json");
	add_header(out, "Idempotency-Key", receipt);
}

void neutral_procedures_request(
	struct neutral_request *out, const char *base_url, const char *token)
{
	begin(out, base_url, token, "/v1/procedures", "", "");
}

void neutral_eform_request(struct neutral_request *out, const char *base_url, const char *token,
	const char *code, const char *etag)
{
	begin(out, base_url, token, "/v1/procedures/", code, "/eform");
	if (*etag)
		add_header(out, "If-None-Match", etag);
}

/* Percent-encodes all but letters, digits, '.' and '-'. */
static void encode(const char *text, char *out, size_t cap)
{
	size_t used = 0;

	for (; *text && used + 4 <= cap; text++) {
		if (isalnum((unsigned char)*text) || *text == '.' || *text == '-')
			out[used++] = *text;
		else
			used += (size_t)snprintf(
				out + used, cap - used, "%%%02X", (unsigned)(unsigned char)*text);
	}
	out[used] = '\0';
}

void neutral_events_request(struct neutral_request *out, const char *base_url, const char *token,
	const char *cursor, unsigned limit)
{
	char encoded[CURSOR_SIZE * 3], query[CURSOR_SIZE * 3 + 64];

	encode(cursor, encoded, sizeof(encoded));
	snprintf(query, sizeof(query), "?limit=%u%s%s", limit, *cursor ? "&after=" : "", encoded);
	begin(out, base_url, token, "/v1/events", "", query);
}

void neutral_upcall_request(struct neutral_request *out, const char *base_url, const char *token,
	const struct dossier *dossier, const struct upcall *upcall)
{
	char number[DOSSIER_NUMBER_SIZE * 3], key[RECEIPT_DIGITS + 32];

	encode(dossier->dossier_number, number, sizeof(number));
	snprintf(key, sizeof(key), "%s-%" PRId64, dossier->receipt, upcall->id);
	begin(out, base_url, token, "/v1/dossiers/", number,
		upcall->kind == UPCALL_APPOINTMENT ? "/appointment" : "/events");
	add_header(out, "Content-Type", "application/json");
	add_header(out, "Idempotency-Key", key);
}
