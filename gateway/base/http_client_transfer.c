/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One request of the HTTP client: what curl is told, what it gives back, and what that means.
 *
 * What curl would do on its own account is switched off: redirects, proxies from the environment,
 * other protocols, signals, and sending a request a second time when a kept connection breaks. A
 * request that may have arrived is the owner's to repeat.
 */
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>
#include <string.h>

#include "gateway/base/http_client_internal.h"

#define CONNECT_TIMEOUT_MS 3000
#define TIMEOUT_MS	   10000
#define BODY_MAX	   262144
#define BODY_FIRST_OCTETS  2048

/* --- a transfer's end ---------------------------------------------------------------------- */

static int transfer_destructor(struct transfer *transfer)
{
	struct http_client *client = transfer->client;

	turn_withdraw(client->turn, &transfer->input);
	curl_multi_remove_handle(client->multi, transfer->easy);
	curl_easy_cleanup(transfer->easy);
	curl_slist_free_all(transfer->headers);
	llist_del(&transfer->entry);
	client->in_flight--;
	return 0;
}

static int transfer_decide(struct turn_input *input)
{
	struct transfer *transfer = container_of(input, struct transfer, input);
	struct http_out_request *request = &transfer->request;

	return request->decide(request->data, request->id, &transfer->result, transfer->state);
}

static void transfer_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct transfer *transfer = container_of(input, struct transfer, input);
	struct http_out_request *request = &transfer->request;

	request->release(
		request->data, request->id, &transfer->result, transfer->state, outcome, error);
	talloc_free(transfer);
}

static const struct turn_kind transfer_kind = {
	.name = "http-result",
	.decide = transfer_decide,
	.release = transfer_release,
};

static bool was_sent(CURL *easy)
{
	long octets = 0;

	curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &octets);
	return octets > 0;
}

static enum verdict transport_of(CURLcode code, bool sent)
{
	if (code == CURLE_OK)
		return VERDICT_OK;
	return sent ? VERDICT_UNKNOWN : VERDICT_TEMPFAIL;
}

/* The value of a response header, NULL if there is none. */
static const char *response_header(CURL *easy, const char *name)
{
	struct curl_header *header;

	if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
		return NULL;
	return header->value;
}

static void read_result(struct transfer *transfer, CURLcode code)
{
	struct http_result *result = &transfer->result;
	const char *etag = response_header(transfer->easy, "ETag");
	curl_off_t took_us = 0, retry_after_s = 0;
	long status = 0;

	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(transfer->easy, CURLINFO_TOTAL_TIME_T, &took_us);
	curl_easy_getinfo(transfer->easy, CURLINFO_RETRY_AFTER, &retry_after_s);
	result->transport = transport_of(code, was_sent(transfer->easy));
	result->status = (unsigned)status;
	result->took_ms = (uint32_t)(took_us / 1000);
	result->retry_after_s = response_header(transfer->easy, "Retry-After") ? retry_after_s : -1;
	result->etag = etag ? talloc_strdup(transfer, etag) : "";
	result->body = transfer->answer && !result->too_long ? transfer->answer : "";
	if (result->too_long)
		result->len = 0;
	if (code != CURLE_OK)
		result->reason = transfer->error[0] ? transfer->error : curl_easy_strerror(code);
}

void transfer_finish(struct transfer *transfer, CURLcode code)
{
	read_result(transfer, code);
	curl_multi_remove_handle(transfer->client->multi, transfer->easy);
	(void)turn_post(transfer->client->turn, &transfer->input);
}

/* --- a transfer's start -------------------------------------------------------------------- */

static size_t answer_cb(char *data, size_t one, size_t len, void *user)
{
	struct transfer *transfer = user;
	struct http_result *result = &transfer->result;
	size_t need = result->len + len + 1;

	OSMO_ASSERT(one == 1);
	if (len > transfer->request.body_max - result->len) {
		result->too_long = true;
		return 0;
	}
	if (need > transfer->answer_room) {
		transfer->answer_room = OSMO_MAX(need, 2 * transfer->answer_room);
		transfer->answer_room = OSMO_MAX(transfer->answer_room, BODY_FIRST_OCTETS);
		transfer->answer =
			talloc_realloc_size(transfer, transfer->answer, transfer->answer_room);
		OSMO_ASSERT(transfer->answer);
	}
	memcpy(transfer->answer + result->len, data, len);
	result->len += len;
	transfer->answer[result->len] = '\0';
	return len;
}

/* Before each sending, curl's own second one included: that must not happen to a request of which
 * a part has left already. */
static int before_sending_cb(void *user, char *peer_ip, char *own_ip, int peer_port, int own_port)
{
	struct transfer *transfer = user;

	(void)peer_ip;
	(void)own_ip;
	(void)peer_port;
	(void)own_port;
	return was_sent(transfer->easy) ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

#define SET(option, value) \
	do { \
		if (rc == CURLE_OK) \
			rc = curl_easy_setopt(transfer->easy, option, value); \
	} while (0)

static CURLcode set_method(struct transfer *transfer)
{
	const struct http_out_request *request = &transfer->request;
	CURLcode rc = CURLE_OK;

	if (request->method == HTTP_GET) {
		SET(CURLOPT_HTTPGET, 1L);
		return rc;
	}
	if (request->method != HTTP_DELETE || request->body) {
		SET(CURLOPT_POST, 1L);
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_len);
		SET(CURLOPT_POSTFIELDS, request->body ? request->body : "");
	}
	if (request->method == HTTP_PUT)
		SET(CURLOPT_CUSTOMREQUEST, "PUT");
	if (request->method == HTTP_DELETE)
		SET(CURLOPT_CUSTOMREQUEST, "DELETE");
	return rc;
}

static CURLcode set_options(struct transfer *transfer)
{
	const struct http_out_request *request = &transfer->request;
	CURLcode rc = set_method(transfer);

	SET(CURLOPT_URL, request->url);
	SET(CURLOPT_HTTPHEADER, transfer->headers);
	SET(CURLOPT_USERAGENT, "motcua");
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_timeout_ms);
	SET(CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
	SET(CURLOPT_ERRORBUFFER, transfer->error);
	SET(CURLOPT_PRIVATE, transfer);
	SET(CURLOPT_WRITEFUNCTION, answer_cb);
	SET(CURLOPT_WRITEDATA, transfer);
	SET(CURLOPT_PREREQFUNCTION, before_sending_cb);
	SET(CURLOPT_PREREQDATA, transfer);
	return rc;
}

/* A line break within a header would let its text write headers of its own. */
static int copy_headers(struct transfer *transfer, const char *const *headers)
{
	for (; headers && *headers; headers++) {
		struct curl_slist *longer;

		if (strpbrk(*headers, "\r\n"))
			return ERR_INVALID;
		longer = curl_slist_append(transfer->headers, *headers);
		OSMO_ASSERT(longer);
		transfer->headers = longer;
	}
	return 0;
}

struct transfer *transfer_new(struct http_client *client, const struct http_out_request *request)
{
	struct transfer *transfer = talloc_zero(client, struct transfer);
	struct http_out_request *copy = &transfer->request;

	OSMO_ASSERT(transfer);
	transfer->client = client;
	transfer->easy = curl_easy_init();
	OSMO_ASSERT(transfer->easy);
	turn_input_init(&transfer->input, &transfer_kind);
	llist_add_tail(&transfer->entry, &client->transfers);
	client->in_flight++;
	talloc_set_destructor(transfer, transfer_destructor);

	*copy = *request;
	if (request->body)
		copy->body = talloc_memdup(transfer, request->body, request->body_len);
	if (!copy->connect_timeout_ms)
		copy->connect_timeout_ms = CONNECT_TIMEOUT_MS;
	if (!copy->timeout_ms)
		copy->timeout_ms = TIMEOUT_MS;
	if (!copy->body_max)
		copy->body_max = BODY_MAX;
	transfer->result = (struct http_result) { .body = "", .etag = "", .reason = "" };
	if (copy_headers(transfer, request->headers) < 0 || set_options(transfer) != CURLE_OK) {
		talloc_free(transfer);
		return NULL;
	}
	return transfer;
}
