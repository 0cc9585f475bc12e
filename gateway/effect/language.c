/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* language.set and draft.discard: what a person decides about the service itself. */
#include <stdio.h>
#include <string.h>
#include "db/draft.h"
#include "gateway/effect/effects.h"

int effect_language_set(struct effect_call *call, struct effect_result *out)
{
	const struct effect_world *w = call->world;
	const struct texts *texts = menu_set_texts(w->menus);
	struct subscriber subscriber;
	int rc = subscriber_get(w->store, call->phone, &subscriber);

	if (rc != OK)
		return rc;
	call->state->language =
		(uint8_t)texts_language_find(texts, effect_answer(call, "language"));
	call->state->accents = !strcmp(effect_answer(call, "script"), "accents");

	snprintf(subscriber.language, sizeof(subscriber.language), "%s",
		texts_language_code(texts, call->state->language));
	subscriber.accents = call->state->accents;
	out->outcome = "done";
	return subscriber_put(w->store, &subscriber);
}

int effect_draft_discard(struct effect_call *call, struct effect_result *out)
{
	int rc = call->draft_id ? draft_close(call->world->store, call->draft_id) : OK;

	if (rc != OK && rc != ERR_NOT_FOUND)
		return rc;
	call->draft_id = 0;
	out->outcome = "done";
	return OK;
}
