/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* GET /api/v1/show/WHAT: gateway/inspect/inspect.h over HTTP. data is the gateway. */
#pragma once
#include "gateway/base/http_server.h"

int show_what(struct http_request *request, void *gateway);
