/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Things that may be done so and so often, counted per key within a window: failed guesses, so that
 * four digits cannot be tried out, and dossiers filed for others.
 * A key is any short text ("phone:...", "receipt:..."); it is stored as its look-up hash.
 */
#pragma once
#include "db/store.h"

int attempt_add(struct store *store, const char *key, int64_t now_s) MUST_CHECK;
/* Attempts with at >= since_s; negative: error. */
int attempt_count(struct store *store, const char *key, int64_t since_s) MUST_CHECK;
int attempt_expire(struct store *store, int64_t before_s, unsigned max) MUST_CHECK;
