/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The menu by SMS: messages that people send (MO) come from smsbox through its get-url, the screen
 * goes back as the body of the reply.
 *
 * Kannel calls again when we are slow and after a restart, with the same id (%I). So every message
 * is recorded with its answer before it is answered, and a repeat gets that answer and nothing
 * else.
 */
#pragma once
#include "gateway/base/http_server.h"
#include "gateway/dialogue/step.h"

struct kannel_mo_stats {
	uint64_t received, repeated, not_a_phone, without_id;
};

struct kannel_mo {
	struct counter *counter;
	struct kannel_mo_stats stats;
};

/* GET /kannel/mo. `mo` is borrowed. */
struct http_route bearer_kannel_route(struct kannel_mo *mo);
