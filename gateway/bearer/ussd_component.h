/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Components of a Facility (TS 24.080 3.6, ITU-T Q.773) that carry USSD, and a struct of the same
 * meaning. It knows no dialogue: which component may come when, and what to answer, is for its
 * caller.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"
#include "gateway/bearer/ussd_text.h"

/* OsmoHLR silently drops a component with a longer content, which needs a long-form length. */
#define USSD_CONTENT_MAX 127
/* Room for tag, length and that content. */
#define USSD_COMPONENT_MAX (2 + USSD_CONTENT_MAX)

enum ussd_component_kind { /* their tags, TS 24.080 table 3.7 */
	USSD_INVOKE = 0xa1,
	USSD_RESULT = 0xa2,
	USSD_ERROR = 0xa3,
	USSD_REJECT = 0xa4,
};
/* "Invoke", "ReturnResult", …; "?" for another value. */
const char *ussd_component_kind_name(enum ussd_component_kind kind);

enum ussd_operation { /* TS 24.080 table 4.5 */
	USSD_NO_OPERATION = -1,
	USSD_PROCESS_REQUEST = 59, /* processUnstructuredSS-Request: the phone begins */
	USSD_REQUEST = 60, /* unstructuredSS-Request: a screen that wants an answer */
	USSD_NOTIFY = 61, /* unstructuredSS-Notify */
};

enum ussd_error { /* TS 24.080 table 4.6; others may come */
	USSD_ERROR_SYSTEM_FAILURE = 34,
	USSD_ERROR_DATA_MISSING = 35,
	USSD_ERROR_UNEXPECTED_VALUE = 36,
	USSD_ERROR_UNKNOWN_ALPHABET = 71,
	USSD_ERROR_BUSY = 72,
};

enum ussd_problem_kind { /* their tags, TS 24.080 table 3.13 */
	USSD_PROBLEM_GENERAL = 0x80,
	USSD_PROBLEM_INVOKE = 0x81,
	USSD_PROBLEM_RESULT = 0x82,
	USSD_PROBLEM_ERROR = 0x83,
};

enum ussd_problem { /* the codes that a dialogue of USSD gives; others may come */
	USSD_GENERAL_UNRECOGNIZED_COMPONENT = 0,
	USSD_GENERAL_MISTYPED_COMPONENT = 1,
	USSD_GENERAL_BADLY_STRUCTURED = 2,
	USSD_INVOKE_DUPLICATE_ID = 0,
	USSD_INVOKE_UNRECOGNIZED_OPERATION = 1,
	USSD_INVOKE_MISTYPED_PARAMETER = 2,
	USSD_RESULT_UNRECOGNIZED_ID = 0,
};

enum ussd_text_state {
	USSD_NO_TEXT, /* none, or an empty one: in a ReturnResult, an empty answer */
	USSD_TEXT,
	USSD_UNREADABLE, /* there is one, and its coding scheme (text.dcs) is not ours to read */
};

struct ussd_component {
	enum ussd_component_kind kind;
	bool invoke_id_present; /* only a Reject may be without */
	uint8_t invoke_id;
	int operation; /* Invoke, ReturnResult: any operation, or USSD_NO_OPERATION */
	uint8_t error; /* ReturnError: any code */
	enum ussd_problem_kind problem_kind; /* Reject */
	uint8_t problem;
	enum ussd_text_state text_state; /* Invoke, ReturnResult of the operations above */
	struct ussd_text text; /* all of it set with USSD_TEXT, only dcs with USSD_UNREADABLE */
};

bool ussd_operation_known(int operation);

/* Reads the first component. Linked id, alerting pattern, MSISDN and extensions are read over, and
 * so are the parameters of other operations and of errors. Lengths may be of any form of X.690.
 * Returns its octets (what stands behind them is another component), or, with c_r untouched:
 * ERR_TRUNCATED, ERR_SYNTAX or ERR_LIMIT for what is no sound BER; ERR_NOT_FOUND for a component of
 * another kind; ERR_SCHEMA for content that TS 24.080 does not allow. */
int ussd_component_decode(const uint8_t *octets, size_t len, struct ussd_component *c_r) MUST_CHECK;

/* Writes what the kind has; all other members are ignored. A ReturnResult with USSD_NO_TEXT is an
 * empty one, without operation. Returns octets written, or, with `octets` in any state:
 * ERR_TOO_LONG if the content would be longer than `content_max` (USSD_CONTENT_MAX unless the
 * profile of the peer says more), or does not fit `cap` (never a cut text); ERR_UTF8, ERR_CHARSET
 * as ussd_text_encode(); ERR_INVALID for a component that may not be: an Invoke without text, an
 * operation that is not known, no invoke id, an unreadable text. */
int ussd_component_encode(
	const struct ussd_component *c, size_t content_max, uint8_t *octets, size_t cap) MUST_CHECK;

/* The two that a gateway sends all the time: a screen that wants an answer is an Invoke of
 * USSD_REQUEST, a last screen the ReturnResult of the first Invoke. USSD_CONTENT_MAX; else as
 * ussd_component_encode(). `dcs` is USSD_DCS_GSM7 or USSD_DCS_UCS2. */
struct ussd_screen {
	enum ussd_component_kind kind;
	enum ussd_operation operation;
	uint8_t invoke_id;
	uint8_t dcs;
	const char *text;
	size_t len;
};
int ussd_component_screen(
	const struct ussd_screen *screen, uint8_t octets[USSD_COMPONENT_MAX]) MUST_CHECK;
