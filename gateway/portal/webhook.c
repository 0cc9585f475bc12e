/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The webhook. Nothing of a body is read before its signature is known to be right.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sodium.h>
#include "gateway/base/json.h"
#include "gateway/base/log.h"
#include "gateway/portal/neutral_event.h"
#include "gateway/portal/webhook.h"

#define TIMESTAMP_DIGITS_MAX 12

enum refusal { NOT_REFUSED, REFUSED_FORGED, REFUSED_STALE };

/* Carries the decision to release. */
struct push {
	bool decided;
	enum refusal refusal;
	struct inbound_tally tally;
};

static bool read_timestamp(const char *text, int64_t *at_s_r)
{
	size_t n = strlen(text);

	if (n == 0 || n > TIMESTAMP_DIGITS_MAX || strspn(text, "0123456789") != n)
		return false;
	*at_s_r = strtoll(text, NULL, 10);
	return true;
}

static void sign(const char *secret, const char *timestamp, const char *body, size_t len,
	unsigned char out[crypto_auth_hmacsha256_BYTES])
{
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret, strlen(secret));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)timestamp, strlen(timestamp));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)".", 1);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)body, len);
	crypto_auth_hmacsha256_final(&state, out);
	sodium_memzero(&state, sizeof(state));
}

bool webhook_signed(const char *secret, const char *timestamp, const char *signature,
	const char *body, size_t len, int64_t now_s, bool *stale_r)
{
	unsigned char given[crypto_auth_hmacsha256_BYTES], right[crypto_auth_hmacsha256_BYTES];
	size_t given_len = 0;
	int64_t at_s;

	*stale_r = false;
	if (!timestamp || !signature || !read_timestamp(timestamp, &at_s))
		return false;
	if (strlen(signature) != 2 * sizeof(given) ||
		sodium_hex2bin(given, sizeof(given), signature, 2 * sizeof(given), NULL, &given_len,
			NULL) != 0 ||
		given_len != sizeof(given))
		return false;
	sign(secret, timestamp, body, len, right);
	if (sodium_memcmp(given, right, sizeof(given)) != 0)
		return false;
	*stale_r = at_s < now_s - PORTAL_WEBHOOK_WINDOW_S || at_s > now_s + PORTAL_WEBHOOK_WINDOW_S;
	return !*stale_r;
}

static int carry_out(struct inbound *inbound, json_t *root, struct inbound_tally *tally)
{
	json_t *list = json_object_get(root, "events");
	json_t *event;
	size_t i;
	int rc = 0;

	if (!json_is_array(list))
		return inbound_take(inbound, root, tally);
	json_array_foreach (list, i, event) {
		if (rc >= 0)
			rc = inbound_take(inbound, event, tally);
	}
	return rc;
}

static void answer(struct http_request *request, const struct inbound_tally *tally)
{
	char text[160];
	int n;

	if (tally->malformed && !(tally->taken || tally->repeated || tally->unknown)) {
		http_answer_error(request, 422, "event", tally->sentence);
		return;
	}
	n = snprintf(text, sizeof(text),
		"{\"taken\":%u,\"repeated\":%u,\"unknown\":%u,\"malformed\":%u}", tally->taken,
		tally->repeated, tally->unknown, tally->malformed);
	http_answer(request, 200, "application/json", text, (size_t)n);
}

static int take_body(
	struct webhook *webhook, struct http_request *request, const char *body, size_t len)
{
	struct push *push = http_request_state(request, sizeof(*push));
	struct json_reader reader;
	json_t *root = json_read(&reader, "push", body, len);
	int rc = 0;

	if (!root)
		http_answer_error(request, 400, "body", reader.error);
	else if (json_array_size(json_object_get(root, "events")) > NEUTRAL_EVENTS_MAX)
		http_answer_error(request, 413, "events", "too many events in one push");
	else
		rc = carry_out(webhook->inbound, root, &push->tally);
	if (root && rc >= 0)
		answer(request, &push->tally);
	json_decref(root);
	return rc;
}

static int push_decide(struct http_request *request, void *data)
{
	struct webhook *webhook = data;
	struct push *push = http_request_state(request, sizeof(*push));
	bool stale;
	const char *body;
	size_t len;

	if (!push)
		return ERR_NO_MEMORY;
	push->decided = true;
	body = http_request_body(request, &len);
	if (webhook_signed(webhook->secret, http_request_header(request, "X-Motcua-Timestamp"),
		    http_request_header(request, "X-Motcua-Signature"), body, len,
		    clock_utc_s(webhook->inbound->clock), &stale))
		return take_body(webhook, request, body, len);
	push->refusal = stale ? REFUSED_STALE : REFUSED_FORGED;
	http_answer_error(request, 401, stale ? "timestamp" : "signature",
		stale ? "signed too long ago, or ahead of our clock"
		      : "the signature is missing or wrong");
	return 0;
}

static void count(struct inbound *inbound, const struct push *push)
{
	switch (push->refusal) {
	case NOT_REFUSED:
		inbound_count(inbound, &push->tally, "webhook");
		return;
	case REFUSED_FORGED:
		inbound->stats.forged++;
		LOGP(DPORTAL, LOGL_NOTICE,
			"webhook: signature missing or wrong; is the secret that "
			"of the portal?\n");
		return;
	case REFUSED_STALE:
		inbound->stats.stale++;
		LOGP(DPORTAL, LOGL_NOTICE,
			"webhook: a push outside the window of %d s; do the "
			"clocks agree?\n",
			PORTAL_WEBHOOK_WINDOW_S);
		return;
	}
}

static void push_release(
	struct http_request *request, enum turn_outcome outcome, int error, void *data)
{
	struct webhook *webhook = data;
	struct push *push = http_request_state(request, sizeof(*push));

	if (outcome == TURN_DONE && push && push->decided) {
		count(webhook->inbound, push);
		return;
	}
	LOGP(DPORTAL, LOGL_ERROR, "webhook: events not recorded (%s)\n", err_name(error));
	http_answer_header(request, "Retry-After", "5");
	http_answer_error(request, 503, "store", "not recorded, push it again");
}

struct http_route webhook_route(struct webhook *webhook)
{
	return (struct http_route) { HTTP_POST, PORTAL_WEBHOOK_PATH, PORTAL_WEBHOOK_MAX,
		push_decide, push_release, webhook };
}
