/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Subscribers: what is remembered of a phone. A phone without a row has the defaults.
 */
#pragma once
#include "db/store.h"

#define LANGUAGE_SIZE 4 /* "vi", "en", or an ISO 639-3 name, and NUL */

struct subscriber {
	int64_t id; /* 0: no row */
	struct phone phone;
	char language[LANGUAGE_SIZE]; /* "" = not chosen yet */
	bool accents; /* wants accented Vietnamese although it costs room */
	bool opted_out; /* wants no SMS that answers nothing */
};

/* Never ERR_NOT_FOUND: gives the defaults with id 0. */
int subscriber_get(
	struct store *store, const struct phone *phone, struct subscriber *out) MUST_CHECK;
/* Inserts or updates by phone. */
int subscriber_put(struct store *store, const struct subscriber *subscriber) MUST_CHECK;
