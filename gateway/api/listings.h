/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* decide() of the listing routes; data is the gateway. */
#pragma once
#include "gateway/base/http_server.h"

int listing_dossiers(struct http_request *request, void *gateway);
int listing_dossier(struct http_request *request, void *gateway);
int listing_appointments(struct http_request *request, void *gateway);
int listing_appointment(struct http_request *request, void *gateway);
int listing_outbox(struct http_request *request, void *gateway);
int listing_offices(struct http_request *request, void *gateway);
