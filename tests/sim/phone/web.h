/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Plain blocking HTTP for a test tool: one request, one whole answer, a limit on both time and
 * size.
 */
#pragma once
#include <stddef.h>
#include "gateway/base/err.h"

#define WEB_TIMEOUT_MS 15000
#define WEB_BODY_MAX   (4 << 20) /* octets of an answer */
#define WEB_ERROR_SIZE 256

struct web_answer {
	unsigned status; /* HTTP status */
	char *body; /* NUL-terminated, owned by the ctx that was given */
	size_t len;
};

/* GETs `url`, or POSTs `json` there if it is not NULL. 0 for any whole answer, whatever its status;
 * ERR_IO and a sentence in error_r when there is none. */
int web_ask(void *ctx, const char *url, const char *json, struct web_answer *out,
	char error_r[WEB_ERROR_SIZE]) MUST_CHECK;
