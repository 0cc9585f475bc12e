/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The network without sockets.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "tests/lib/portal_network.h"

struct waiting {
	struct portal_network_request seen;
	struct http_out_request request; /* only its callbacks and id are used */
};

struct portal_network {
	struct http_out out;
	struct turn *turn;
	unsigned room;
	struct waiting *waiting[PORTAL_NETWORK_WAITING_MAX];
	unsigned count;
};
_Static_assert(offsetof(struct portal_network, out) == 0, "an http_out is its network");

struct answer {
	struct turn_input input;
	struct http_out_request request;
	struct http_result result;
	uint8_t state[HTTP_OUT_STATE_SIZE];
};

static unsigned network_room(const struct http_out *out)
{
	/* container_of() would drop the const. */
	const struct portal_network *network = (const void *)out;

	return network->room > network->count ? network->room - network->count : 0;
}

static int network_start(struct http_out *out, const struct http_out_request *request)
{
	struct portal_network *network = container_of(out, struct portal_network, out);
	struct waiting *waiting;

	if (network_room(out) == 0)
		return ERR_LIMIT;
	waiting = talloc_zero(network, struct waiting);
	waiting->request = *request;
	waiting->seen.method = request->method;
	waiting->seen.id = request->id;
	waiting->seen.url = talloc_strdup(waiting, request->url);
	waiting->seen.headers = talloc_strdup(waiting, "");
	for (const char *const *line = request->headers; line && *line; line++)
		waiting->seen.headers =
			talloc_asprintf_append(waiting->seen.headers, "%s\n", *line);
	waiting->seen.body =
		talloc_strndup(waiting, request->body ? request->body : "", request->body_len);
	network->waiting[network->count++] = waiting;
	return 0;
}

struct portal_network *portal_network_new(void *ctx, struct turn *turn)
{
	struct portal_network *network = talloc_zero(ctx, struct portal_network);

	network->out.start = network_start;
	network->out.room = network_room;
	network->turn = turn;
	network->room = PORTAL_NETWORK_WAITING_MAX;
	return network;
}

struct http_out *portal_network_out(struct portal_network *network)
{
	return &network->out;
}

void portal_network_set_room(struct portal_network *network, unsigned room)
{
	network->room = OSMO_MIN(room, PORTAL_NETWORK_WAITING_MAX);
}

unsigned portal_network_waiting(const struct portal_network *network)
{
	return network->count;
}

const struct portal_network_request *portal_network_get(
	const struct portal_network *network, unsigned at)
{
	return at < network->count ? &network->waiting[at]->seen : NULL;
}

bool portal_network_has_header(const struct portal_network_request *request, const char *line)
{
	size_t n = strlen(line);

	for (const char *at = request->headers; *at; at = strchr(at, '\n') + 1) {
		if (strncmp(at, line, n) == 0 && at[n] == '\n')
			return true;
	}
	return false;
}

static int answer_decide(struct turn_input *input)
{
	struct answer *answer = container_of(input, struct answer, input);

	return answer->request.decide(
		answer->request.data, answer->request.id, &answer->result, answer->state);
}

static void answer_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct answer *answer = container_of(input, struct answer, input);

	answer->request.release(answer->request.data, answer->request.id, &answer->result,
		answer->state, outcome, error);
	talloc_free(answer);
}

static const struct turn_kind answer_kind = { "network-answer", answer_decide, answer_release };

static struct waiting *take_oldest(struct portal_network *network)
{
	struct waiting *oldest = network->waiting[0];

	OSMO_ASSERT(network->count > 0);
	network->count--;
	memmove(network->waiting, network->waiting + 1,
		network->count * sizeof(network->waiting[0]));
	return oldest;
}

void portal_network_answer(struct portal_network *network, const struct http_result *result)
{
	struct waiting *waiting = take_oldest(network);
	struct answer *answer = talloc_zero(network, struct answer);

	answer->request = waiting->request;
	answer->result = *result;
	answer->result.body = talloc_strdup(answer, result->body ? result->body : "");
	answer->result.etag = talloc_strdup(answer, result->etag ? result->etag : "");
	answer->result.reason = talloc_strdup(answer, result->reason ? result->reason : "");
	talloc_free(waiting);
	turn_input_init(&answer->input, &answer_kind);
	OSMO_ASSERT(turn_post(network->turn, &answer->input) == 0);
}

void portal_network_reply(struct portal_network *network, unsigned status, const char *body)
{
	portal_network_answer(network,
		&(struct http_result) { .transport = VERDICT_OK,
			.status = status,
			.body = body,
			.len = strlen(body),
			.retry_after_s = -1,
			.took_ms = 50 });
}

void portal_network_forget(struct portal_network *network)
{
	while (network->count > 0)
		talloc_free(take_oldest(network));
}
