/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* libcurl's easy interface; see web.h. */
#include "tests/sim/phone/web.h"
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>

static size_t collect(char *data, size_t size, size_t n, void *to)
{
	struct web_answer *answer = to;
	size_t more = size * n;

	if (more > WEB_BODY_MAX - answer->len)
		return 0;

	char *body = talloc_realloc(NULL, answer->body, char, (unsigned)(answer->len + more + 1));

	if (!body)
		return 0;
	memcpy(body + answer->len, data, more);
	answer->body = body;
	answer->len += more;
	body[answer->len] = '\0';
	return more;
}

static void prepare(CURL *curl, const char *url, const char *json, struct curl_slist *headers,
	struct web_answer *answer, char *error)
{
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)WEB_TIMEOUT_MS);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
	if (!json)
		return;
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, json);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
}

int web_ask(void *ctx, const char *url, const char *json, struct web_answer *out,
	char error_r[WEB_ERROR_SIZE])
{
	struct web_answer answer = { .body = talloc_strdup(ctx, "") };
	char error[CURL_ERROR_SIZE] = "";
	struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
	CURL *curl = curl_easy_init();
	long status = 0;
	CURLcode result = CURLE_FAILED_INIT;

	if (curl && headers && answer.body) {
		prepare(curl, url, json, headers, &answer, error);
		result = curl_easy_perform(curl);
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	}
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	if (result != CURLE_OK) {
		snprintf(error_r, WEB_ERROR_SIZE, "%.100s: %.150s", url,
			error[0] ? error : curl_easy_strerror(result));
		talloc_free(answer.body);
		return ERR_IO;
	}
	answer.status = (unsigned)status;
	*out = answer;
	return OK;
}
