/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The portal's answers as foreign octets. The first octet chooses the reader and the HTTP status,
 * the rest is the body. Beyond not crashing: what is believed is printable, in range and valid
 * UTF-8, and what is not believed leaves no number behind.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/utf8.h"
#include "gateway/portal/neutral.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, size_t cap)
{
	size_t n = strnlen(text, cap);

	OSMO_ASSERT(n < cap);
	OSMO_ASSERT(utf8_valid(text, n));
	for (size_t i = 0; i < n; i++)
		OSMO_ASSERT((unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
}

static void check_accepted(const struct neutral_answer *answer)
{
	OSMO_ASSERT(*answer->dossier_number);
	for (const char *c = answer->dossier_number; *c; c++)
		OSMO_ASSERT(*c >= 0x21 && *c <= 0x7e);
	OSMO_ASSERT(answer->status >= 1 && answer->status <= 10);
	OSMO_ASSERT(answer->due_s >= 0);
}

static void submit(unsigned status, const char *body, size_t len)
{
	const struct http_result result = {
		.transport = VERDICT_OK,
		.status = status,
		.body = body,
		.len = len,
		.retry_after_s = (int64_t)len * 100 - 100,
		.etag = "",
		.reason = "",
	};
	struct neutral_answer answer;

	neutral_read_submit(&result, 3600, &answer);
	OSMO_ASSERT(answer.quiet_s <= 3600);
	OSMO_ASSERT(strnlen(answer.sentence, sizeof(answer.sentence)) < sizeof(answer.sentence));
	check_text(answer.reason, sizeof(answer.reason));
	check_text(answer.detail, sizeof(answer.detail));
	if (answer.verdict == VERDICT_OK)
		check_accepted(&answer);
	else
		OSMO_ASSERT(!*answer.dossier_number && answer.status == 0 && answer.due_s == 0);
	OSMO_ASSERT((answer.verdict == VERDICT_PERMFAIL) == (*answer.detail != '\0'));
}

static int take_row(const struct procedure_row *row, void *data)
{
	(void)data;
	OSMO_ASSERT(*row->code && *row->name);
	OSMO_ASSERT(strnlen(row->name, sizeof(row->name)) < sizeof(row->name));
	OSMO_ASSERT(row->fee_dong >= -1 && row->time_limit_days >= -1);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned statuses[] = { 200, 201, 422, 429, 503, 401 };
	char sentence[NEUTRAL_SENTENCE_SIZE];
	unsigned choice;
	size_t len;
	char *body;
	int rc = 0;

	if (size == 0)
		return 0;
	choice = (unsigned)data[0] % 8;
	len = size - 1;
	body = malloc(len + 1);
	OSMO_ASSERT(body);
	memcpy(body, data + 1, len);
	body[len] = '\0';
	if (choice == 6)
		rc = neutral_read_procedures(body, len, take_row, NULL, sentence);
	else if (choice == 7)
		rc = neutral_check_eform(body, len, sentence);
	else
		submit(statuses[choice], body, len);
	OSMO_ASSERT(rc == 0 || rc == ERR_SYNTAX || rc == ERR_SCHEMA);
	free(body);
	return 0;
}
