/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* /healthz (alive), /readyz (ready, and why not), /api/v1/status. decide() of routes; data is the
 * gateway. */
#pragma once
#include "gateway/base/http_server.h"

int health_alive(struct http_request *request, void *gateway);
int health_ready(struct http_request *request, void *gateway);
int health_status(struct http_request *request, void *gateway);
