/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * POST /api/v1/notifications: a clerk's word about a dossier.
 *
 *   {"receipt", "status": 2..10, "reason"?, "papers"?, "due"?, "collect_at"?, "fee"?, "dry_run"?}
 *   Idempotency-Key, or "key": said once however often it is sent (needed unless dry_run)
 *
 * 200 with dry_run: what the citizen would get; 202: said (or said before: "repeated"). Both
 * {"text", "parts", "to", "short", "asks_for_answer", "to_portal", ...}; 400 for what is no
 * request, 404 "receipt", 409 "once", 422 with the field that is wrong.
 */
#pragma once
#include "gateway/base/http_server.h"

#define NOTIFY_BODY_MAX 8192

int notify_decide(struct http_request *request, void *gateway);
void notify_release(
	struct http_request *request, enum turn_outcome outcome, int error, void *gateway);
