/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The few messages of GSUP (osmo-hlr's manual, "Generic Subscriber Update Protocol") that carry
 * supplementary services: their octets, and a struct of the same meaning. It knows neither the
 * link nor what a component says.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"
#include "gateway/bearer/ussd_component.h"

#define GSUP_IMSI_SIZE	  16 /* 15 digits and NUL */
#define GSUP_IMSI_MIN	  6
#define GSUP_MESSAGE_MAX  1024 /* octets that are read at all */
#define GSUP_OVERHEAD_MAX 32 /* octets around a component that we send */
#define GSUP_OUT_MAX	  (GSUP_OVERHEAD_MAX + USSD_COMPONENT_MAX)

enum gsup_type { GSUP_SS_REQUEST = 0x20, GSUP_SS_ERROR = 0x21, GSUP_SS_RESULT = 0x22 };
enum gsup_state { GSUP_BEGIN = 1, GSUP_CONTINUE = 2, GSUP_END = 3 };

struct gsup_message {
	enum gsup_type type;
	enum gsup_state state;
	char imsi[GSUP_IMSI_SIZE];
	uint32_t session;
	const uint8_t *component; /* borrowed; NULL where there is none */
	size_t component_len;
};

/* Elements that are not of this struct are read over. ERR_NOT_FOUND for a message of another type;
 * ERR_TRUNCATED, ERR_TOO_LONG or ERR_SCHEMA (no IMSI, session or state, or an impossible one) with
 * m_r untouched. */
int gsup_message_decode(const uint8_t *octets, size_t len, struct gsup_message *m_r) MUST_CHECK;

/* Returns octets written; ERR_TOO_LONG if they do not fit, ERR_INVALID for an IMSI that is none. */
int gsup_message_encode(const struct gsup_message *m, uint8_t *octets, size_t cap) MUST_CHECK;
