/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * USSD over SMPP as Kannel's query holds it: whatever the octets are, there is a request that an
 * engine may be given, an answer that goes to the same session, and never a text over the budget.
 *
 * The input: which route, what is there, op, session (2), then the text.
 */
#include <osmocom/core/utils.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/ucs2.h"
#include "gateway/base/utf8.h"
#include "gateway/bearer/kannel_ussd.h"

#define CODE	   "*1022#"
#define STEM	   "*1022*"
#define HEAD	   5
#define BUDGET_MAX 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = { "PLAIN", "APPEND", "BARE", "PACK" };
static const struct kannel_routes routes = { .n = 3,
	.list = {
		{ .smsc = "APPEND",
			.septets = 160,
			.units = 70,
			.appended = true,
			.end_bit = true },
		{ .smsc = "BARE",
			.septets = 130,
			.units = 57,
			.session_omitted = true,
			.input_max = 20 },
		{ .smsc = "PACK", .septets = 182, .units = 91, .packed = true, .repeats_s = 3 },
	} };

static bool within(const char *at, size_t len, const char *from, size_t from_len)
{
	return at >= from && at + len <= from + from_len;
}

static bool is_utf8(const struct bearer_request *r)
{
	return utf8_valid(r->input, r->input_len);
}

static void check_request(
	const struct kannel_query *q, const struct kannel_ussd *u, const struct bearer_request *r)
{
	size_t len = strlen(r->session);

	OSMO_ASSERT(r->session == u->session && len >= 1 && len < sizeof(u->session));
	OSMO_ASSERT(r->bearer == BEARER_SMPP && r->sequence == SEQUENCE_NONE);
	OSMO_ASSERT(r->begins == (u->kind == KANNEL_USSD_BEGIN));
	OSMO_ASSERT(r->input_len == 0 || within(r->input, r->input_len, q->text, q->text_len) ||
		within(r->input, r->input_len, u->text, sizeof(u->text)));
	if (u->cut || u->unreadable)
		OSMO_ASSERT(r->input_len == 0);
	if (r->begins) {
		OSMO_ASSERT(strlen(r->dialled) <= DIALLED_MAX);
		OSMO_ASSERT(strspn(r->dialled, "0123456789*#") == strlen(r->dialled));
	}
	if (u->kind == KANNEL_USSD_ANSWER && u->route->appended && q->charset && *q->charset &&
		q->text_len >= strlen(STEM) && memcmp(q->text, STEM, strlen(STEM)) == 0)
		OSMO_ASSERT(!memchr(r->input, '*', r->input_len));
	if (u->kind == KANNEL_USSD_ANSWER && u->route->input_max) /* at most 4 octets each */
		OSMO_ASSERT(!is_utf8(r) || r->input_len < u->route->input_max * 4u);
}

static void check_meta(const struct kannel_ussd *u, bool end)
{
	char meta[KANNEL_USSD_META_SIZE];
	unsigned op, first, second;

	kannel_ussd_meta(u, end, meta);
	if (!u->numbered) {
		OSMO_ASSERT(sscanf(meta, "?smpp?ussd_service_op=%%%2x&", &op) == 1);
		OSMO_ASSERT(!strstr(meta, "its_session_info"));
	} else {
		OSMO_ASSERT(sscanf(meta, "?smpp?ussd_service_op=%%%2x&its_session_info=%%%2x%%%2x&",
				    &op, &first, &second) == 3);
		OSMO_ASSERT(first == u->session_info[0] && (second & 1) == end);
		OSMO_ASSERT(second >> 1 == u->session_info[1] >> 1);
	}
	OSMO_ASSERT(op == (end ? 17 : 2) && meta[strlen(meta) - 1] == '&');
}

static void check_again(
	const struct kannel_query *q, const struct bearer_request *r, const struct kannel_ussd *u)
{
	char one[KANNEL_USSD_AGAIN_SIZE], two[KANNEL_USSD_AGAIN_SIZE];
	struct kannel_ussd u2;
	struct bearer_request r2 = { .phone = r->phone };

	kannel_ussd_again(u, r, INT64_MAX, one);
	OSMO_ASSERT(strlen(one) < KANNEL_USSD_AGAIN_SIZE - 1);
	kannel_ussd_read(&routes, CODE, q, &u2, &r2);
	kannel_ussd_again(&u2, &r2, INT64_MAX, two);
	OSMO_ASSERT(strcmp(one, two) == 0);
}

/* As octets on the wire: what fits can be written within the budget. */
static void check_fits(const struct kannel_route *route, const char *text, size_t len)
{
	uint8_t out[2 * BUDGET_MAX];
	size_t n;

	if (!kannel_ussd_fits(route, text, len))
		return;
	OSMO_ASSERT(gsm7_encode(text, len, out, route->septets, &n) == 0 ||
		ucs2_encode(text, len, out, (size_t)route->units * 2) >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bearer_request r = { .phone = { "849012345678901" } };
	struct kannel_ussd u;
	char *text;

	if (size < HEAD || size - HEAD > 4096)
		return 0;
	text = malloc(size - HEAD + 1); /* its own block, so that reading over its end shows */
	OSMO_ASSERT(text);
	memcpy(text, data + HEAD, size - HEAD);

	struct kannel_query q = { .smsc = data[1] & 1 ? NULL : names[data[0] % 4],
		.service_type = data[1] & 2 ? "USSD" : NULL,
		.charset = data[1] & 4 ? "" : "UTF-8",
		.op = data[1] & 8 ? NULL : (const char *)data + 2,
		.op_len = data[1] & 16 ? 2 : 1,
		.session = (const char *)data + 3,
		.session_len = data[1] & 32 ? 1 : 2,
		.text = text,
		.text_len = size - HEAD };

	kannel_ussd_read(&routes, CODE, &q, &u, &r);
	check_request(&q, &u, &r);
	check_meta(&u, false);
	check_meta(&u, true);
	check_again(&q, &r, &u);
	check_fits(u.route, text, size - HEAD);
	free(text);
	return 0;
}
