/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Messages seen, so that one delivered four times is carried out once and answered the same each
 * time.
 */
#pragma once
#include "db/store.h"

#define INBOX_ID_MAX	 80
#define INBOX_ANSWER_MAX 1280

/* Records message `id` of `route` ("kannel-mo") with the answer given. ERR_EXISTS on a repeat. */
int inbox_add(struct store *store, const char *route, const char *id, const char *answer,
	int64_t now_s) MUST_CHECK;
/* The answer given to it. ERR_NOT_FOUND. NUL-terminated. */
int inbox_find(struct store *store, const char *route, const char *id, char *answer,
	size_t cap) MUST_CHECK;
/* Deletes rows older than `before_s`, at most `max`. Returns their number. */
int inbox_expire(struct store *store, int64_t before_s, unsigned max) MUST_CHECK;
