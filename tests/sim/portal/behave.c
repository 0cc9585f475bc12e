/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Misbehaviour on demand.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sodium.h>
#include "gateway/base/json.h"
#include "tests/sim/portal/behave.h"

#define SLOW_MAX_MS 120000
#define DROP_MAX    1000000
#define FD_LAST	    4096
#define NAP_MS	    1

struct waiting {
	uint64_t until_ms;
};

int behave_change(
	struct behaviour *behaviour, const char *text, size_t len, char *error, size_t error_size)
{
	static const char *const keys[] = { "slow_ms", "down", "flaky_percent", "refuse_field",
		"drop_answers", NULL };
	struct behaviour next = *behaviour;
	struct json_reader reader;
	json_t *root = json_read(&reader, "behave", text, len);
	struct json_at at = json_root(&reader, root);

	if (root) {
		json_only(&at, keys);
		next.slow_ms = (uint32_t)json_int_opt(&at, "slow_ms", 0, SLOW_MAX_MS, next.slow_ms);
		next.down = json_bool_opt(&at, "down", next.down);
		next.flaky_percent =
			(unsigned)json_int_opt(&at, "flaky_percent", 0, 100, next.flaky_percent);
		next.drop_answers =
			(unsigned)json_int_opt(&at, "drop_answers", 0, DROP_MAX, next.drop_answers);
		snprintf(next.refuse_field, sizeof(next.refuse_field), "%s",
			json_text_opt(&at, "refuse_field", BEHAVE_FIELD_SIZE - 1,
				behaviour->refuse_field));
	}
	if (!root || json_failed(&reader)) {
		snprintf(error, error_size, "%s", reader.error);
		json_decref(root);
		return ERR_SCHEMA;
	}
	json_decref(root);
	*behaviour = next;
	return 0;
}

json_t *behave_show(const struct behaviour *behaviour)
{
	return json_pack("{s:i, s:b, s:i, s:s, s:i}", "slow_ms", (int)behaviour->slow_ms, "down",
		behaviour->down, "flaky_percent", (int)behaviour->flaky_percent, "refuse_field",
		behaviour->refuse_field, "drop_answers", (int)behaviour->drop_answers);
}

int behave_gate(const struct behaviour *behaviour, struct http_request *request)
{
	if (behaviour->down) {
		http_answer_error(request, 503, "down", "the portal is away");
		return 1;
	}
	if (behaviour->flaky_percent > randombytes_uniform(100)) {
		http_answer_error(request, 500, "flaky", "the portal stumbled");
		return 1;
	}
	return 0;
}

bool behave_wait(const struct behaviour *behaviour, struct http_request *request, uint64_t now_ms)
{
	struct waiting *waiting = http_request_state(request, sizeof(*waiting));

	if (waiting->until_ms == 0)
		waiting->until_ms = now_ms + behaviour->slow_ms;
	if (now_ms >= waiting->until_ms)
		return false;
	poll(NULL, 0, NAP_MS);
	return true;
}

void behave_cut(void)
{
	struct sockaddr_storage peer;

	for (int fd = 0; fd <= FD_LAST; fd++) {
		socklen_t len = sizeof(peer);

		if (getpeername(fd, (struct sockaddr *)&peer, &len) == 0)
			shutdown(fd, SHUT_RDWR);
	}
}
