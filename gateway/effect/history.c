/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * dossier.history and dossier.word: what was said about a dossier, by the portal and by the office.
 * Reached only behind dossier.find, which asked for the digits.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/effect/effects.h"

#define EVENTS_READ_MAX 64
#define WORDS_SHOWN_MAX 7

/* The dossier's words, oldest first; their number, 0 too where there is no such dossier, or an
 * error. */
static int read_words(struct effect_call *call, struct dossier_event out[EVENTS_READ_MAX])
{
	struct store *store = call->world->store;
	struct dossier dossier;
	int rc = dossier_by_receipt(store, effect_answer(call, "receipt"), &dossier);

	if (rc != OK)
		return rc == ERR_NOT_FOUND ? 0 : rc;
	return dossier_event_list(store, dossier.id, out, EVENTS_READ_MAX);
}

static const char *by_text(const struct dossier_event *event)
{
	return event->source == EVENT_CLERK ? "@status.by_office" : "";
}

static void status_text(const struct dossier_event *event, char out[EFFECT_VALUE_SIZE])
{
	snprintf(out, EFFECT_VALUE_SIZE, "@status.%d", event->status);
}

int effect_dossier_history(struct effect_call *call, struct effect_result *out)
{
	struct dossier_event words[EVENTS_READ_MAX];
	int n = read_words(call, words);

	if (n < 0)
		return n;
	out->outcome = n ? "done" : "none";
	for (int i = n - 1; i >= 0 && out->items_n < WORDS_SHOWN_MAX; i--) {
		char text[EFFECT_VALUE_SIZE], id[EFFECT_ID_SIZE];

		snprintf(id, sizeof(id), "%" PRId64, words[i].id);

		struct effect_item *item = effect_item_add(out, id);

		effect_date(words[i].at_s, false, text);
		effect_item_set(item, "said_on", text);
		status_text(&words[i], text);
		effect_item_set(item, "said", text);
		effect_item_set(item, "said_by", by_text(&words[i]));
	}
	return OK;
}

static void set_word(const struct dossier_event *word, struct effect_values *values)
{
	char text[EFFECT_VALUE_SIZE];

	effect_date(word->at_s, true, text);
	effect_set(values, "said_on", text);
	status_text(word, text);
	effect_set(values, "said", text);
	effect_set(values, "said_by", by_text(word));
	effect_set(values, "reason", word->reason);
	effect_set(values, "missing", word->papers);
}

int effect_dossier_word(struct effect_call *call, struct effect_result *out)
{
	struct dossier_event words[EVENTS_READ_MAX];
	int64_t id = strtoll(effect_answer(call, "event"), NULL, 10);
	int n = read_words(call, words);

	out->outcome = "none";
	for (int i = 0; i < n; i++) {
		if (words[i].id != id)
			continue;
		out->outcome = "done";
		set_word(&words[i], &out->values);
	}
	return n < 0 ? n : OK;
}
