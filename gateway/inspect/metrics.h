/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * GET /metrics: everything that is counted, in Prometheus' text format.
 *
 * The parts count in plain structs (turn_stats, sms_stats, http_server_stats ...), which change in
 * release like all memory, and which a test can make ten of side by side; metrics.c reads them
 * through one table. inspect/mirror.h puts the same table into libosmocore's rate_ctr and
 * stat_item, for `show stats` and its reporters. They are not the source: they have no labels, are
 * global to the process, and a stat_item holds 32 bits.
 */
#pragma once
#include "gateway/base/http_server.h"

#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* decide() of the route; data is the gateway. No token: numbers of nobody, on loopback. */
int metrics_show(struct http_request *request, void *gateway);
