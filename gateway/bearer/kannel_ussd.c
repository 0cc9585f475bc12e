/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One message of USSD over SMPP, read with the habits of its route. */
#include "gateway/bearer/kannel_ussd.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/ucs2.h"

#define SERVICE_TYPE "USSD"
#define END_BIT	     0x01
#define SEPTETS_MAX  182 /* of a ussd-String */

bool kannel_ussd_is(const struct kannel_query *q)
{
	return (q->op && q->op_len) ||
		(q->service_type && strcasecmp(q->service_type, SERVICE_TYPE) == 0);
}

/* --- text ---------------------------------------------------------------------------------- */
/* Octets of GSM-7 as Kannel passes them on where it does not know the coding (DCS 0x0F). */
static int decode_gsm7(const struct kannel_query *q, struct kannel_ussd *u, size_t *len_r)
{
	const uint8_t *octets = (const uint8_t *)q->text;
	struct ussd_text text;
	int rc;

	if (!u->route->packed)
		return q->text_len > SEPTETS_MAX
			? ERR_TOO_LONG
			: gsm7_decode(octets, q->text_len, u->text, sizeof(u->text), len_r);
	rc = ussd_text_decode(USSD_DCS_GSM7, octets, q->text_len, &text);
	if (rc != OK)
		return rc;
	memcpy(u->text, text.octets, text.len + 1);
	*len_r = text.len;
	return OK;
}

static void read_text(const struct kannel_query *q, struct kannel_ussd *u, struct bearer_request *r)
{
	r->input = "";
	r->input_len = 0;
	if (!q->text || !q->text_len)
		return;
	if (!q->charset || *q->charset) {
		r->input = q->text;
		r->input_len = q->text_len;
		return;
	}
	u->unreadable = decode_gsm7(q, u, &r->input_len) != OK;
	if (!u->unreadable)
		r->input = u->text;
}

static size_t chars_of(const struct bearer_request *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->input_len; i++)
		n += ((unsigned char)r->input[i] & 0xc0) != 0x80;
	return n;
}

/* From *1022*1*2# the 2. What does not begin with the code came by itself after all. */
static void take_last(struct bearer_request *r, const char *service_code)
{
	size_t code_len = strlen(service_code), len = r->input_len, at;

	if (code_len && service_code[code_len - 1] == '#')
		code_len--;
	if (len && r->input[len - 1] == '#')
		len--;
	if (len < code_len || memcmp(r->input, service_code, code_len) != 0 ||
		(len > code_len && r->input[code_len] != '*'))
		return;
	for (at = len; at > code_len && r->input[at - 1] != '*';)
		at--;
	r->input += at;
	r->input_len = len - at;
}

/* --- what it is ---------------------------------------------------------------------------- */
/* False if it dials something else, or nothing: then the first screen is shown. */
static bool read_dialled(struct kannel_ussd *u, struct bearer_request *r, const char *service_code)
{
	char text[DIALLED_MAX + 1];

	u->dialled[0] = '\0';
	r->dialled = u->dialled;
	if (r->input_len > DIALLED_MAX || memchr(r->input, '\0', r->input_len))
		return false;
	memcpy(text, r->input, r->input_len);
	text[r->input_len] = '\0';
	return bearer_dialled(text, service_code, u->dialled) == OK;
}

static void read_session(const struct kannel_query *q, struct kannel_ussd *u)
{
	u->numbered = q->session && q->session_len == sizeof(u->session_info) &&
		!u->route->session_omitted;
	if (u->numbered)
		memcpy(u->session_info, q->session, sizeof(u->session_info));
	else
		memset(u->session_info, 0, sizeof(u->session_info));
	/* Without a number it is the one dialogue that a phone can have. */
	snprintf(u->session, sizeof(u->session), "%s", "-");
	if (u->numbered)
		snprintf(u->session, sizeof(u->session), "%02x", u->session_info[0]);
}

static enum kannel_ussd_kind kind_of(const struct kannel_query *q, const struct kannel_ussd *u)
{
	uint8_t op = (uint8_t)q->op[0];

	if (q->op_len != 1)
		return KANNEL_USSD_OTHER;
	if (op == USSD_PSSR_INDICATION)
		return KANNEL_USSD_BEGIN;
	if (op == USSD_USSR_CONFIRM)
		return u->route->end_bit && u->session_info[1] & END_BIT ? KANNEL_USSD_RELEASE
									 : KANNEL_USSD_ANSWER;
	return op == USSD_USSN_CONFIRM || op >= USSD_VENDORS ? KANNEL_USSD_RELEASE
							     : KANNEL_USSD_OTHER;
}

void kannel_ussd_read(const struct kannel_routes *routes, const char *service_code,
	const struct kannel_query *q, struct kannel_ussd *u, struct bearer_request *r)
{
	u->route = kannel_route_find(routes, q->smsc);
	u->cut = u->unreadable = false;
	read_session(q, u);
	read_text(q, u, r);

	bool dials = read_dialled(u, r, service_code);

	if (q->op && q->op_len)
		u->kind = kind_of(q, u);
	else
		u->kind = dials ? KANNEL_USSD_BEGIN : KANNEL_USSD_ANSWER;
	if (u->kind == KANNEL_USSD_ANSWER) {
		if (u->route->appended)
			take_last(r, service_code);
		u->cut = u->route->input_max && chars_of(r) >= u->route->input_max;
		if (u->cut)
			r->input_len = 0;
	}
	r->bearer = BEARER_SMPP;
	r->session = u->session;
	r->begins = u->kind == KANNEL_USSD_BEGIN;
	r->sequence = SEQUENCE_NONE;
	r->budget = kannel_route_budget(u->route);
}

/* --- answers ------------------------------------------------------------------------------- */
/* FNV-1a; the inbox seals what it is part of. */
static uint64_t mark_of(const char *octets, size_t len)
{
	uint64_t mark = 0xcbf29ce484222325;

	for (size_t i = 0; i < len; i++)
		mark = (mark ^ (uint8_t)octets[i]) * 0x100000001b3;
	return mark;
}

/* The second octet of the session counts on with most peers, so it tells two equal answers apart
 * where it does. */
void kannel_ussd_again(const struct kannel_ussd *u, const struct bearer_request *r, int64_t period,
	char out[KANNEL_USSD_AGAIN_SIZE])
{
	snprintf(out, KANNEL_USSD_AGAIN_SIZE, "%s/%s/%02x/%c/%016" PRIx64 "/%" PRId64,
		r->phone.e164, u->session, u->session_info[1], r->begins ? 'b' : 'a',
		mark_of(r->input, r->input_len), period);
}

void kannel_ussd_meta(const struct kannel_ussd *u, bool end, char out[KANNEL_USSD_META_SIZE])
{
	unsigned op = end ? USSD_PSSR_RESPONSE : USSD_USSR_REQUEST;
	unsigned second = (u->session_info[1] & ~(unsigned)END_BIT) | (end ? END_BIT : 0);

	if (u->numbered)
		snprintf(out, KANNEL_USSD_META_SIZE,
			"?smpp?ussd_service_op=%%%02X&its_session_info=%%%02X%%%02X&", op,
			u->session_info[0], second);
	else
		snprintf(out, KANNEL_USSD_META_SIZE, "?smpp?ussd_service_op=%%%02X&", op);
}

bool kannel_ussd_fits(const struct kannel_route *route, const char *text, size_t len)
{
	int septets = gsm7_septets(text, len), units;

	if (septets >= 0)
		return (unsigned)septets <= route->septets;
	units = ucs2_units(text, len);
	return units >= 0 && (unsigned)units <= route->units;
}
