/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a script has read off a screen and uses later: `save receipt /Code: ([0-9]+)/`,
 * `${receipt}`.
 */
#pragma once
#include <stddef.h>
#include "gateway/base/err.h"

#define CAPTURES_MAX 16

struct captures {
	struct {
		char name[32];
		char value[128];
	} list[CAPTURES_MAX];
	size_t n;
};

/* `rule` is "NAME /REGEX/" with a POSIX extended expression; its first group (or, without one, the
 * whole match) in `text` becomes the value, in place of an older one of that name. ERR_NOT_FOUND
 * when nothing matches, ERR_SYNTAX, ERR_LIMIT; then `why` says what is wrong and nothing has
 * changed. */
int captures_take(struct captures *captures, const char *rule, const char *text, char *why,
	size_t why_size) MUST_CHECK;

/* Replaces each ${NAME}. ERR_NOT_FOUND for an unknown name, ERR_TOO_LONG. */
int captures_expand(const struct captures *captures, const char *text, char *out, size_t cap,
	char *why, size_t why_size) MUST_CHECK;
