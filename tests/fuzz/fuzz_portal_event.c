/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a portal pushes or gives as a page of events. What is believed of an event is printable, in
 * range and no further ahead than the named bound; a signature over other octets never counts.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/utf8.h"
#include "gateway/portal/neutral_event.h"
#include "gateway/portal/webhook.h"

#define NOW_S 1795395600

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, size_t cap)
{
	size_t n = strnlen(text, cap);

	OSMO_ASSERT(n < cap);
	OSMO_ASSERT(utf8_valid(text, n));
}

static int take(json_t *json, void *data)
{
	struct json_reader reader = { .source = "event" };
	struct json_at at = json_root(&reader, json);
	struct neutral_event event = { .id = "untouched" };
	unsigned *events = data;

	(*events)++;
	neutral_event_read(&at, NOW_S, &event);
	if (json_failed(&reader)) {
		OSMO_ASSERT(!strcmp(event.id, "untouched"));
		return 0;
	}
	OSMO_ASSERT(*event.id);
	check_text(event.id, sizeof(event.id));
	check_text(event.dossier_number, sizeof(event.dossier_number));
	check_text(event.said.reason, sizeof(event.said.reason));
	check_text(event.said.papers, sizeof(event.said.papers));
	OSMO_ASSERT(event.said.status >= 1 && event.said.status <= 10);
	OSMO_ASSERT(event.said.at_s <= NOW_S + NEUTRAL_AHEAD_MAX_S);
	OSMO_ASSERT(event.said.fee_dong >= 0 && event.said.fee_dong <= NEUTRAL_FEE_MAX_DONG);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *body = (const char *)data;
	char *text = malloc(size + 1); /* NUL-terminated, as a body is */
	char next[CURSOR_SIZE] = "untouched", sentence[NEUTRAL_SENTENCE_SIZE] = "";
	unsigned count = 0, events = 0;
	bool stale;

	if (!text)
		abort();
	memcpy(text, body, size);
	text[size] = '\0';

	int rc = neutral_events_page(text, size, take, &events, next, &count, sentence);

	if (rc < 0) {
		OSMO_ASSERT(!strcmp(next, "untouched") && events == 0);
	} else {
		OSMO_ASSERT(events == count && count <= NEUTRAL_EVENTS_MAX);
	}
	check_text(sentence, sizeof(sentence));
	/* The input as a signature, and as a moment: neither was made with the secret. */
	OSMO_ASSERT(!webhook_signed(
		"a secret of the portal", "1795395600", text, text, size, NOW_S, &stale));
	OSMO_ASSERT(
		!webhook_signed("a secret of the portal", text, text, text, size, NOW_S, &stale));
	free(text);
	return 0;
}
