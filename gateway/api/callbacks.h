/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requests to be called back, for clerks. decide() and release() of routes; data is the gateway.
 * A listing masks the phone like every listing; whoever takes a request is told its number, and
 * can read it again until the outcome is noted.
 *
 *   GET  /api/v1/callbacks             ?office= &after= &limit=  those that are not over
 *   GET  /api/v1/callbacks/ID
 *   POST /api/v1/callbacks/ID/take     409 if somebody has it
 *   POST /api/v1/callbacks/ID/note     {"outcome": "done" | "unreachable", "note": "..."}
 */
#pragma once
#include "gateway/base/http_server.h"

#define CALLBACKS_BODY_MAX 1024 /* octets */

int callbacks_list(struct http_request *request, void *gateway);
int callbacks_show(struct http_request *request, void *gateway);
int callbacks_change(struct http_request *request, void *gateway);
void callbacks_changed(
	struct http_request *request, enum turn_outcome outcome, int error, void *gateway);
