/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What people send through Kannel: messages (MO) come from smsbox through its get-url, the screen
 * goes back as the body of the reply. SMS are the menu by SMS; those with the TLVs of USSD over
 * SMPP, or with its service_type, are a dialogue of USSD (kannel_ussd.h).
 *
 * Kannel calls again when we are slow and after a restart, with the same id (%I). So every message
 * is recorded with its answer before it is answered, and a repeat gets that answer and nothing
 * else. Where an operator itself repeats, its route says for how long.
 */
#pragma once
#include "gateway/base/http_server.h"
#include "gateway/bearer/kannel_route.h"
#include "gateway/dialogue/step.h"

struct kannel_mo_stats {
	uint64_t received, repeated, not_a_phone, without_id;
};

struct kannel_ussd_stats {
	uint64_t begun, answered, released, other; /* by what they were; repeats too */
	uint64_t repeated, cut, unreadable;
	uint64_t over_budget; /* screens that did not leave; must stay 0 */
};

struct kannel_mo {
	struct counter *counter;
	const struct kannel_routes *routes;
	struct kannel_mo_stats stats;
	struct kannel_ussd_stats ussd;
};

/* GET /kannel/mo. `mo` is borrowed. */
struct http_route bearer_kannel_route(struct kannel_mo *mo);
