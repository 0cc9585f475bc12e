/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One request to the inside API, blocking: a person waits for it. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/cli/cli.h"

#define ANSWER_MAX (8 << 20)
#define TIMEOUT_S  10

struct buffer {
	char *text;
	size_t len;
};

static size_t collect(char *data, size_t size, size_t n, void *to)
{
	struct buffer *b = to;
	char *grown;

	if (size * n > ANSWER_MAX - b->len)
		return 0;
	grown = realloc(b->text, b->len + size * n + 1);
	if (!grown)
		return 0;
	b->text = grown;
	memcpy(b->text + b->len, data, size * n);
	b->len += size * n;
	b->text[b->len] = '\0';
	return size * n;
}

/* "Authorization: Bearer ..." from the token file. */
static bool authorization(const struct cli *cli, char *out, size_t cap)
{
	char token[128];
	FILE *file;

	if (!cli->token_file) {
		cli_fail("which token? Give --token-file FILE or set MOTCUA_TOKEN_FILE");
		return false;
	}
	file = fopen(cli->token_file, "re");
	if (!file || !fgets(token, sizeof(token), file)) {
		cli_fail("%s: cannot be read", cli->token_file);
		if (file)
			fclose(file);
		return false;
	}
	fclose(file);
	token[strcspn(token, "\r\n")] = '\0';
	snprintf(out, cap, "Authorization: Bearer %s", token);
	return true;
}

static json_t *read_answer(const struct cli *cli, long status, const struct buffer *body)
{
	json_error_t error;
	json_t *json = json_loadb(body->text ? body->text : "", body->len, 0, &error);

	if ((status == 200 || status == 202) && json)
		return json;

	const char *sentence = json_string_value(json_object_get(json, "message"));

	cli_fail("%s: HTTP status %ld%s%s", cli->url, status, sentence ? ": " : "",
		sentence ? sentence : "");
	json_decref(json);
	return NULL;
}

/* `body_text` NULL: GET. *status_r is the answer's. */
static json_t *request(
	const struct cli *cli, const char *path, const char *body_text, long *status_r)
{
	char url[1024], header[192];
	struct buffer body = { 0 };
	json_t *json = NULL;

	if (!authorization(cli, header, sizeof(header)))
		return NULL;
	snprintf(url, sizeof(url), "%s%s", cli->url, path);

	CURL *curl = curl_easy_init();
	struct curl_slist *headers = curl_slist_append(NULL, header);

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	if (body_text) {
		headers = curl_slist_append(headers, "Content-Type: application/json");
		curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body_text);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(body_text));
	}
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");

	CURLcode rc = curl_easy_perform(curl);

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status_r);
	if (rc == CURLE_OK)
		json = read_answer(cli, *status_r, &body);
	else
		cli_fail("%s: %s. Is motcuad running, and is this its inside address?", cli->url,
			curl_easy_strerror(rc));
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	free(body.text);
	return json;
}

json_t *cli_get(const struct cli *cli, const char *path)
{
	bool later;

	return cli_get_later(cli, path, &later);
}

json_t *cli_get_later(const struct cli *cli, const char *path, bool *later_r)
{
	long status = 0;
	json_t *json = request(cli, path, NULL, &status);

	if (json)
		*later_r = status == 202;
	return json;
}

json_t *cli_post(const struct cli *cli, const char *path, const json_t *body)
{
	char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
	json_t *json = NULL;
	long status = 0;

	if (body && !text)
		cli_fail("%s: the request cannot be written", path);
	else
		json = request(cli, path, text ? text : "", &status);
	free(text);
	return json;
}
