/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * USSD over SMPP as Kannel hands it over: the octets of the TLVs ussd_service_op and
 * its_session_info become a bearer_request, and the answer's become X-Kannel-Meta-Data. Values to
 * values; kannel.c does the rest.
 *
 * It must not know a store, nor HTTP.
 */
#pragma once
#include <stdint.h>
#include "gateway/bearer/bearer.h"
#include "gateway/bearer/kannel_route.h"
#include "gateway/bearer/ussd_text.h"

/* SMPP 3.4, 5.3.2.44; from 32 on each vendor has its own, for sessions that end. */
enum ussd_service_op {
	USSD_PSSR_INDICATION = 1, /* a person dials */
	USSD_USSR_REQUEST = 2, /* a screen that asks */
	USSD_PSSR_RESPONSE = 17, /* the last screen */
	USSD_USSR_CONFIRM = 18, /* a person answers */
	USSD_USSN_CONFIRM = 19,
	USSD_VENDORS = 32,
};

/* What Kannel says of one message. Borrowed octets, NULL where it says nothing. */
struct kannel_query {
	const char *smsc; /* smsc-id */
	const char *service_type;
	const char *charset; /* of `text`; "" where Kannel did not know the coding, NULL: UTF-8 */
	const char *op, *session, *text;
	size_t op_len, session_len, text_len;
};

enum kannel_ussd_kind {
	KANNEL_USSD_BEGIN,
	KANNEL_USSD_ANSWER,
	KANNEL_USSD_RELEASE, /* over, for whatever reason: nothing is said to it */
	KANNEL_USSD_OTHER, /* an operation that no phone sends */
};

struct kannel_ussd {
	enum kannel_ussd_kind kind;
	const struct kannel_route *route;
	bool cut; /* the answer may lack its end: taken as none */
	bool unreadable; /* no text of its alphabet: taken as none */
	bool numbered; /* session_info is the peer's */
	uint8_t session_info[2];
	char session[4];
	char dialled[DIALLED_MAX + 1];
	char text[USSD_TEXT_MAX + 1];
};

/* Whether it is USSD at all. */
bool kannel_ussd_is(const struct kannel_query *query);

/* Reads a message; all but the phone of `request_r` is filled. Its texts point into `ussd_r` and
 * into the query. Never fails: what cannot be read is an answer that no screen takes. */
void kannel_ussd_read(const struct kannel_routes *routes, const char *service_code,
	const struct kannel_query *query, struct kannel_ussd *ussd_r,
	struct bearer_request *request_r);

/* Names a message for as long as the route takes the same again for a repeat: phone, session,
 * operation, text, and `period`, which is the time in units of the route's repeats_s. */
#define KANNEL_USSD_AGAIN_SIZE 80
void kannel_ussd_again(const struct kannel_ussd *ussd, const struct bearer_request *request,
	int64_t period, char out[KANNEL_USSD_AGAIN_SIZE]);

/* The value of X-Kannel-Meta-Data for a screen. */
#define KANNEL_USSD_META_SIZE 80
void kannel_ussd_meta(const struct kannel_ussd *ussd, bool end, char out[KANNEL_USSD_META_SIZE]);

/* Whether the route carries that text in one screen; what it does not must never leave. */
bool kannel_ussd_fits(const struct kannel_route *route, const char *text, size_t len);
