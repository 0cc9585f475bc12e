/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The pusher: a ring of bodies, the first of which is under way.
 */
#include "tests/sim/portal/push.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sodium.h>
#include <talloc.h>
#include "gateway/base/json.h"

#define RETRY_MS     1000
#define DELAY_MAX_MS 60000
#define REPEAT_MAX   10

struct push {
	const struct clock *clock;
	struct http_out *http;
	struct timer timer;
	char url[PUSH_URL_SIZE];
	char secret[PUSH_SECRET_SIZE];
	uint32_t delay_ms;
	unsigned repeat;
	bool reorder;
	char *held; /* waits for the event that overtakes it */
	char *waiting[PUSH_WAITING_MAX];
	unsigned first, count;
	bool under_way;
	uint64_t taken, refused, failed;
};

/* --- the ring ------------------------------------------------------------------------------ */

static void put(struct push *push, const char *body)
{
	for (unsigned i = 0; i <= push->repeat && push->count < PUSH_WAITING_MAX; i++) {
		unsigned at = (push->first + push->count++) % PUSH_WAITING_MAX;

		push->waiting[at] = talloc_strdup(push, body);
	}
	timer_hasten_ms(&push->timer, push->delay_ms);
}

static void drop_first(struct push *push)
{
	TALLOC_FREE(push->waiting[push->first]);
	push->first = (push->first + 1) % PUSH_WAITING_MAX;
	push->count--;
}

void push_event(struct push *push, const json_t *event)
{
	char *text = *push->url ? json_dumps(event, JSON_COMPACT) : NULL;

	if (!text)
		return;
	if (push->reorder && !push->held) {
		push->held = talloc_strdup(push, text);
	} else {
		put(push, text);
		if (push->held)
			put(push, push->held);
		TALLOC_FREE(push->held);
	}
	free(text);
}

/* --- sending ------------------------------------------------------------------------------- */

static int answer_decide(void *data, uint64_t id, const struct http_result *result, void *state)
{
	(void)data;
	(void)id;
	(void)result;
	(void)state;
	return 0;
}

static void answer_release(void *data, uint64_t id, const struct http_result *result, void *state,
	enum turn_outcome outcome, int error)
{
	struct push *push = data;
	bool over = result->status >= 200 && result->status < 500;

	(void)id;
	(void)state;
	(void)outcome;
	(void)error;
	push->under_way = false;
	push->taken += result->status >= 200 && result->status < 300;
	push->refused += result->status >= 300 && result->status < 500;
	push->failed += !over;
	if (over)
		drop_first(push);
	if (push->count > 0)
		timer_hasten_ms(&push->timer, over ? push->delay_ms : RETRY_MS);
}

static void sign(const struct push *push, const char *timestamp, const char *body, char hex[65])
{
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(
		&state, (const unsigned char *)push->secret, strlen(push->secret));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)timestamp, strlen(timestamp));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)".", 1);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)body, strlen(body));
	crypto_auth_hmacsha256_final(&state, mac);
	sodium_bin2hex(hex, 65, mac, sizeof(mac));
}

static void send_first(struct push *push)
{
	const char *body = push->waiting[push->first];
	char timestamp[24], hex[65], lines[2][128];
	const char *headers[] = { "Content-Type: application/json", lines[0], lines[1], NULL };
	struct http_out_request request = {
		.method = HTTP_POST,
		.url = push->url,
		.headers = headers,
		.body = body,
		.body_len = strlen(body),
		.decide = answer_decide,
		.release = answer_release,
		.data = push,
	};

	snprintf(timestamp, sizeof(timestamp), "%" PRId64, clock_utc_s(push->clock));
	sign(push, timestamp, body, hex);
	snprintf(lines[0], sizeof(lines[0]), "X-Motcua-Timestamp: %s", timestamp);
	snprintf(lines[1], sizeof(lines[1]), "X-Motcua-Signature: %s", hex);
	push->under_way = push->http->start(push->http, &request) == 0;
	if (!push->under_way)
		timer_hasten_ms(&push->timer, RETRY_MS);
}

static int due_decide(struct turn_input *input)
{
	(void)input;
	return 0;
}

static void due_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct push *push = container_of(input, struct push, timer.input);

	(void)outcome;
	(void)error;
	if (push->count > 0 && !push->under_way && *push->url)
		send_first(push);
}

static const struct turn_kind due_kind = {
	.name = "push",
	.decide = due_decide,
	.release = due_release,
};

/* --- what people set ----------------------------------------------------------------------- */

struct push *push_new(
	void *ctx, const struct clock *clock, struct timers *timers, struct http_out *http)
{
	struct push *push = talloc_zero(ctx, struct push);

	push->clock = clock;
	push->http = http;
	timer_init(&push->timer, timers, &due_kind);
	return push;
}

static void change(struct push *push, const struct json_at *at)
{
	static const char *const keys[] = { "url", "secret", "delay_ms", "repeat", "reorder",
		NULL };
	const char *url = json_text(at, "url", 0, PUSH_URL_SIZE - 1);
	const char *secret = json_text_opt(at, "secret", PUSH_SECRET_SIZE - 1, "");
	uint32_t delay_ms = (uint32_t)json_int_opt(at, "delay_ms", 0, DELAY_MAX_MS, 0);
	unsigned repeat = (unsigned)json_int_opt(at, "repeat", 0, REPEAT_MAX, 0);
	bool reorder = json_bool_opt(at, "reorder", false);

	json_only(at, keys);
	if (json_failed(at->reader))
		return;
	snprintf(push->url, sizeof(push->url), "%s", url);
	snprintf(push->secret, sizeof(push->secret), "%s", secret);
	push->delay_ms = delay_ms;
	push->repeat = repeat;
	push->reorder = reorder;
}

int push_change(struct push *push, const char *text, size_t len, char *error, size_t error_size)
{
	struct json_reader reader;
	json_t *root = json_read(&reader, "webhook", text, len);

	if (root) {
		struct json_at at = json_root(&reader, root);

		change(push, &at);
	}
	json_decref(root);
	if (root && !json_failed(&reader))
		return 0;
	snprintf(error, error_size, "%s", reader.error);
	return ERR_SCHEMA;
}

json_t *push_show(const struct push *push)
{
	return json_pack("{s:s, s:i, s:I, s:I, s:I}", "url", push->url, "waiting", (int)push->count,
		"taken", (json_int_t)push->taken, "refused", (json_int_t)push->refused, "failed",
		(json_int_t)push->failed);
}
