/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading menus, offices and SMS texts (with the table of statuses) anew while the service goes on
 * (SIGHUP, `motcua reload`, POST /api/v1/reload). All are read and checked first, and only if all
 * are sound they are swapped together at the end of the turn; else everything stays as it is, and
 * the reason is kept for /readyz and the log. Dialogues under way stay on what they were begun on
 * (dialogue/shelf.h).
 *
 * The settings of motcua.cfg are not read again, nor which procedures' facts are asked of the
 * portal: these need a restart.
 */
#pragma once
#include "gateway/base/http_server.h"
#include "gateway/base/turn.h"

#define RELOAD_SENTENCE_SIZE 512

struct gateway;

/* Of the gateway. */
struct reload {
	struct turn_input input; /* of a signal */
	struct turn_after after; /* sets that nobody stands on go at the end of a turn */
	struct reload_try *signalled;
	char problem[RELOAD_SENTENCE_SIZE]; /* of the last try; "" if it went well */
	int64_t tried_s; /* UTC of the last try; 0: none since the start */
	uint64_t done, failed;
};

/* What a reload reads, for the start too. The set's menus and offices are owned by ctx. False and a
 * sentence with file and place. */
struct service_set;
bool reload_read(void *ctx, const struct gateway *gateway, struct service_set *out, char *error,
	size_t size);

void reload_start(struct gateway *gateway);
void reload_stop(struct gateway *gateway);
/* Posts a reload to the turn; one that waits already is enough. */
void reload_request(struct gateway *gateway);

/* decide and release of POST /api/v1/reload; data is the gateway. */
int reload_route_decide(struct http_request *request, void *gateway);
void reload_route_release(
	struct http_request *request, enum turn_outcome outcome, int error, void *gateway);
