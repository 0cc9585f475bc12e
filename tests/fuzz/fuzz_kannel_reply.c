/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Kannel's answer: the first octet chooses the transport, the next two the status, the rest is the
 * body. Whatever comes has one verdict; only an acceptance in Kannel's words is OK, and a request
 * that may have been carried out is never called "not taken".
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "sms/inner.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_reply(const struct http_result *result, const struct kannel_reply *reply)
{
	bool accepted = result->transport == VERDICT_OK && result->status == 202 &&
		result->len >= 2 &&
		(memcmp(result->body, "0:", 2) == 0 || memcmp(result->body, "3:", 2) == 0);

	OSMO_ASSERT((reply->verdict == VERDICT_OK) == accepted);
	OSMO_ASSERT((reply->reason[0] == '\0') == accepted);
	OSMO_ASSERT(strlen(reply->reason) < OUTBOX_REASON_SIZE);
	if (result->transport == VERDICT_UNKNOWN)
		OSMO_ASSERT(reply->verdict == VERDICT_UNKNOWN);
	if (result->transport == VERDICT_OK && result->status >= 500 && result->status != 503)
		OSMO_ASSERT(reply->verdict == VERDICT_UNKNOWN);
}

static void check_step(const struct kannel_reply *reply, uint32_t attempts)
{
	const struct sms_policy policy = {
		.unknown_wait_s = 600, .report_wait_s = 86400, .attempts_max = 100, .parts_max = 2
	};
	struct sms_step step = result_step(&policy, reply, attempts, 1000, attempts);

	OSMO_ASSERT(step.next_at_s > 1000);
	OSMO_ASSERT(step.state == SMS_SENT || step.state == SMS_QUEUED ||
		step.state == SMS_UNKNOWN || step.state == SMS_FAILED);
	if (reply->down)
		OSMO_ASSERT(step.state != SMS_FAILED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum verdict transports[] = { VERDICT_OK, VERDICT_TEMPFAIL, VERDICT_PERMFAIL,
		VERDICT_UNKNOWN };
	struct kannel_reply reply;
	struct http_result result;
	char *body;

	if (size < 3)
		return 0;
	body = malloc(size - 2); /* its own block, so that reading over its end shows */
	OSMO_ASSERT(body);
	memcpy(body, data + 3, size - 3);
	body[size - 3] = '\0';
	result = (struct http_result) { .transport = transports[data[0] % 4],
		.status = (unsigned)data[1] * 100 + data[2],
		.body = body,
		.len = size - 3 };
	reply = kannel_reply_read(&result);
	check_reply(&result, &reply);
	check_step(&reply, (uint32_t)data[2] + 1);
	free(body);
	return 0;
}
