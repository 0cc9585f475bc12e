/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Polling. One request at a time: the timer asks, the answer arms the timer.
 */
#include <stdio.h>
#include <string.h>
#include <sodium.h>
#include <talloc.h>
#include "gateway/base/log.h"
#include "gateway/portal/neutral_event.h"
#include "gateway/portal/poll.h"

/* Carries the decision from decide to release. */
struct note {
	bool read; /* a page came and was carried out */
	bool more; /* the portal has further events */
	struct inbound_tally tally;
};
_Static_assert(sizeof(struct note) <= HTTP_OUT_STATE_SIZE, "note must fit the request's state");

struct page {
	struct inbound *inbound;
	struct inbound_tally *tally;
};

static int take(json_t *event, void *data)
{
	struct page *page = data;

	return inbound_take(page->inbound, event, page->tally);
}

/* A page that cannot be read leaves the cursor where it is; a cursor that stands still although
 * events came is a portal's error, and must not make us ask without end. */
static int take_page(struct poll *poll, const struct http_result *result, struct note *note)
{
	struct page page = { poll->inbound, &note->tally };
	char before[CURSOR_SIZE], next[CURSOR_SIZE];
	unsigned count;
	int rc = portal_cursor_get(poll->inbound->store, before);

	if (rc < 0)
		return rc;
	rc = neutral_events_page(
		result->body, result->len, take, &page, next, &count, note->tally.sentence);
	if (rc == ERR_SYNTAX || rc == ERR_SCHEMA)
		return 0;
	if (rc < 0)
		return rc;
	note->read = true;
	note->more = count >= POLL_LIMIT && strcmp(before, next) != 0;
	return strcmp(before, next) ? portal_cursor_put(poll->inbound->store, next) : 0;
}

static int answer_decide(void *data, uint64_t id, const struct http_result *result, void *state)
{
	struct poll *poll = data;
	struct note *note = state;

	(void)id;
	if (result->transport == VERDICT_OK && result->status == 200)
		return take_page(poll, result, note);
	if (result->transport == VERDICT_OK)
		snprintf(note->tally.sentence, sizeof(note->tally.sentence), "HTTP %u",
			result->status);
	else
		snprintf(note->tally.sentence, sizeof(note->tally.sentence), "%s",
			result->reason && *result->reason ? result->reason : "no answer");
	return 0;
}

static void failed(struct poll *poll, const char *sentence)
{
	uint32_t wait_s = backoff_s(&poll->config.retry, ++poll->failures, randombytes_random());

	poll->inbound->stats.poll_failed++;
	LOGP(DPORTAL, LOGL_NOTICE, "polling: %s; again in %u s\n",
		log_escaped(sentence, strlen(sentence), NEUTRAL_SENTENCE_SIZE), wait_s);
	timer_arm_ms(&poll->timer, (uint64_t)wait_s * 1000);
}

static void answer_release(void *data, uint64_t id, const struct http_result *result, void *state,
	enum turn_outcome outcome, int error)
{
	struct poll *poll = data;
	const struct note *note = state;

	(void)id;
	(void)result;
	if (outcome != TURN_DONE) {
		failed(poll, err_name(error));
		return;
	}
	if (!note->read) {
		failed(poll, note->tally.sentence);
		return;
	}
	poll->failures = 0;
	inbound_count(poll->inbound, &note->tally, "polling");
	if (!note->more)
		poll->inbound->stats.polled_s = clock_utc_s(poll->inbound->clock);
	timer_arm_ms(&poll->timer, note->more ? 0 : (uint64_t)poll->config.every_s * 1000);
}

/* --- asking -------------------------------------------------------------------------------- */

static int ask_decide(struct turn_input *input)
{
	struct poll *poll = container_of(input, struct poll, timer.input);

	return portal_cursor_get(poll->inbound->store, poll->cursor);
}

static int ask(struct poll *poll)
{
	struct neutral_request texts;
	struct http_out_request request = {
		.method = HTTP_GET,
		.url = texts.url,
		.headers = texts.headers,
		.timeout_ms = poll->config.timeout_ms,
		.body_max = POLL_OCTETS_MAX,
		.decide = answer_decide,
		.release = answer_release,
		.data = poll,
	};

	neutral_events_request(
		&texts, poll->config.base_url, poll->config.token, poll->cursor, POLL_LIMIT);
	return poll->http->start(poll->http, &request);
}

static void ask_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct poll *poll = container_of(input, struct poll, timer.input);
	int rc = outcome == TURN_DONE ? 0 : error;

	if (rc == 0 && bridge_breaker(poll->bridge).state == BREAKER_OPEN) {
		timer_arm_ms(&poll->timer, (uint64_t)poll->config.every_s * 1000);
		return;
	}
	if (rc == 0)
		rc = ask(poll);
	if (rc < 0)
		failed(poll, err_name(rc));
}

static const struct turn_kind ask_kind = {
	.name = "portal-poll",
	.decide = ask_decide,
	.release = ask_release,
};

static int poll_end(struct poll *poll)
{
	timer_cancel(&poll->timer);
	return 0;
}

struct poll *poll_new(void *ctx, const struct poll_config *config, struct inbound *inbound,
	const struct bridge *bridge, struct timers *timers, struct http_out *http)
{
	struct poll *poll = talloc_zero(ctx, struct poll);

	poll->config = *config;
	poll->inbound = inbound;
	poll->bridge = bridge;
	poll->http = http;
	timer_init(&poll->timer, timers, &ask_kind);
	timer_arm_ms(&poll->timer, 0);
	talloc_set_destructor(poll, poll_end);
	return poll;
}
