/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * GET /api/v1/eforms/CODE[?fresh=1]: the portal's form of a procedure, octet by octet, with its
 * ETag; 304 if the caller has it (If-None-Match).
 *
 * What is stored is given at once. What is not, or may be old and is wanted fresh, is asked of the
 * portal, whether the service offers the procedure or not: 202 with a message until the portal was
 * heard, so the caller asks again each second. 404 if the portal has no such form, 503 with the
 * reason if it cannot be had, 400 for what can be no code. A fresh one was confirmed within the
 * last seconds.
 */
#pragma once
#include "gateway/base/http_server.h"

/* data is the gateway. */
int eforms_decide(struct http_request *request, void *gateway);
void eforms_release(
	struct http_request *request, enum turn_outcome outcome, int error, void *gateway);
