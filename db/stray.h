/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Strays: events of the portal that name a dossier which is not here. They are kept, each once,
 * until the dossier appears or they are old; and the place up to which the portal's events were
 * read.
 *
 * What an event says is for gateway/portal; here it is a sealed text.
 */
#pragma once
#include "db/dossier.h"

#define EVENT_ID_SIZE  64
#define EVENT_TEXT_MAX 2048 /* octets of an event as JSON */
#define CURSOR_SIZE    128

struct stray {
	int64_t id;
	char event_id[EVENT_ID_SIZE];
	size_t text_len;
	char text[EVENT_TEXT_MAX + 1]; /* NUL-terminated */
};

/* `receipt` "" where the event names none. ERR_EXISTS: kept already. ERR_TOO_LONG. */
int stray_add(struct store *store, const char *event_id, const char *dossier_number,
	const char *receipt, const char *text, size_t len, int64_t now_s) MUST_CHECK;
/* Those that name this number or this receipt, in the order in which they came, at most `max`.
 * Returns their number. */
int stray_list(struct store *store, const char *dossier_number, const char *receipt,
	struct stray *out, unsigned max) MUST_CHECK;
int stray_delete(struct store *store, int64_t id) MUST_CHECK;
/* Deletes at most `max` rows seen before `before_s`. Returns their number. */
int stray_expire(struct store *store, int64_t before_s, unsigned max) MUST_CHECK;
/* How many are kept. */
int stray_count(struct store *store, int64_t *n_r) MUST_CHECK;

/* "" at first: from the beginning. */
int portal_cursor_get(struct store *store, char out[CURSOR_SIZE]) MUST_CHECK;
int portal_cursor_put(struct store *store, const char *cursor) MUST_CHECK;
