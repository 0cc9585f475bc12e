/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shared by the routes of the inside API. */
#include "gateway/api/answer.h"
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool api_allowed(const struct gateway *gw, struct http_request *request)
{
	static const char scheme[] = "Bearer ";
	const char *header = http_request_header(request, "Authorization");
	char given[TOKEN_SIZE] = "";

	if (header && !strncmp(header, scheme, sizeof(scheme) - 1))
		snprintf(given, sizeof(given), "%s", header + sizeof(scheme) - 1);
	if (!sodium_memcmp(given, gw->token, sizeof(given)))
		return true;
	http_answer_error(
		request, 401, "token", "send the inside token: Authorization: Bearer ...");
	return false;
}

bool api_number(struct http_request *request, const char *name, int64_t min, int64_t max,
	int64_t absent, int64_t *out)
{
	const char *text = http_request_query(request, name, NULL);
	char sentence[96], *end;

	*out = absent;
	if (!text)
		return true;
	errno = 0;
	*out = strtoll(text, &end, 10);
	if (*text && !*end && !errno && *out >= min && *out <= max)
		return true;
	snprintf(sentence, sizeof(sentence), "%s: expected a number from %lld to %lld", name,
		(long long)min, (long long)max);
	http_answer_error(request, 400, "query", sentence);
	return false;
}

int api_json(struct http_request *request, unsigned status, json_t *json)
{
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;

	if (text)
		http_answer(request, status, "application/json", text, strlen(text));
	else
		http_answer_error(request, 500, "internal", "the answer could not be written");
	free(text);
	json_decref(json);
	return OK;
}

json_t *api_time(int64_t at_s)
{
	char text[CLOCK_ISO_SIZE];

	if (!at_s)
		return json_null();
	clock_iso8601(at_s, text);
	return json_string(text);
}
