/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the API's routes share: the token, limits in the query, JSON as the answer. */
#pragma once
#include <jansson.h>
#include "gateway/gateway.h"

#define API_LIMIT_DEFAULT 50
#define API_LIMIT_MAX	  500

/* True if the request carries the token (compared in constant time); else 401 is set. */
bool api_allowed(const struct gateway *gateway, struct http_request *request);
/* A number of the query; `absent` if it is not there. False after 400 was set. */
bool api_number(struct http_request *request, const char *name, int64_t min, int64_t max,
	int64_t absent, int64_t *out);
/* Sends and releases `json`; NULL becomes 500. Returns OK. */
int api_json(struct http_request *request, unsigned status, json_t *json);
/* 0 as null, else ISO 8601. New reference. */
json_t *api_time(int64_t at_s);
