/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A network without sockets: requests started on its `struct http_out` wait until the test answers
 * them, and the answer is a turn input as with the real client. It does not know who sends what.
 */
#pragma once
#include <stdbool.h>
#include "gateway/base/http_client.h"

#define PORTAL_NETWORK_WAITING_MAX 64

struct portal_network;

/* A request as it was started; texts live until it is answered. */
struct portal_network_request {
	enum http_method method;
	char *url;
	char *headers; /* each line ends in '\n' */
	char *body; /* "" if none */
	uint64_t id;
};

struct portal_network *portal_network_new(void *ctx, struct turn *turn);
struct http_out *portal_network_out(struct portal_network *network);
/* How many may wait in all; the default is PORTAL_NETWORK_WAITING_MAX. */
void portal_network_set_room(struct portal_network *network, unsigned room);

/* Requests waiting, oldest first; NULL beyond the last. */
unsigned portal_network_waiting(const struct portal_network *network);
const struct portal_network_request *portal_network_get(
	const struct portal_network *network, unsigned at);
/* True if a header line is there exactly. */
bool portal_network_has_header(const struct portal_network_request *request, const char *line);

/* Answers the oldest: the input waits in the turn. Texts are copied; etag and reason may be NULL.
 */
void portal_network_answer(struct portal_network *network, const struct http_result *result);
/* The same with the usual fields only. */
void portal_network_reply(struct portal_network *network, unsigned status, const char *body);
/* Forgets all that wait without an answer, as a crash does. */
void portal_network_forget(struct portal_network *network);
