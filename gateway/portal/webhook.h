/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Events that the portal pushes: who may push, and when. What they do is in portal/inbound.
 *
 *   X-Motcua-Timestamp  UTC seconds, decimal digits
 *   X-Motcua-Signature  hex of HMAC-SHA256 over "<timestamp>.<body>" under the shared secret
 *
 * Body: one event, or {"events": [...]}. 200 {"taken", "repeated", "unknown", "malformed"}; 401 for
 * a signature or a moment that does not count; 400 for what is no JSON; 422 when not one event
 * could be understood; 503 when it could not be recorded: push it again.
 */
#pragma once
#include "gateway/base/http_server.h"
#include "gateway/portal/inbound.h"

#define WEBHOOK_SECRET_MIN 16 /* octets */
#define WEBHOOK_SECRET_MAX 79

struct webhook {
	struct inbound *inbound;
	char secret[WEBHOOK_SECRET_MAX + 1];
};

/* True if the signature is that of this body at that moment (compared in constant time) and the
 * moment is within the window; *stale_r tells the two failures apart. Pure. */
bool webhook_signed(const char *secret, const char *timestamp, const char *signature,
	const char *body, size_t len, int64_t now_s, bool *stale_r);

struct http_route webhook_route(struct webhook *webhook);
