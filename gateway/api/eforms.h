/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * GET /api/v1/eforms/CODE: the portal's form of a procedure as last read, octet by octet, with its
 * ETag; 304 if the caller has it (If-None-Match). Forms are kept of procedures that are offered.
 */
#pragma once
#include "gateway/base/http_server.h"

/* data is the gateway. */
int eforms_show(struct http_request *request, void *gateway);
