/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What every bearer fills in and gets back. A bearer turns its own messages into a bearer_request,
 * hands it to gateway/dialogue/step.h inside the turn, and turns the answer into its own reply.
 * Adding a bearer is adding one file.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/phone.h"
#include "menus/budget.h"

enum bearer {
	BEARER_HTTP = 1, /* our own JSON, POST /ussd/v1/motcua */
	BEARER_SMS = 2, /* the menu by SMS, through Kannel */
	BEARER_GSUP = 3, /* native USSD, through OsmoHLR */
	BEARER_SMPP = 4, /* USSD over SMPP, through Kannel */
};
const char *bearer_name(enum bearer bearer);

#define SESSION_MAX   64 /* octets of a session id */
#define DIALLED_MAX   182 /* a dial string is itself a USSD text: TS 23.038, 160 octets */
#define INPUT_MAX     65536 /* octets of one answer; beyond, the bearer refuses the message */
#define SEQUENCE_NONE UINT32_MAX

struct bearer_request {
	enum bearer bearer;
	struct phone phone;
	const char *session; /* NUL-terminated, 1..SESSION_MAX */
	bool begins; /* the message opens a dialogue, whatever was there before */
	const char *dialled; /* behind the service code, "" or "2*1234567890"; for `begins` */
	const char *input;
	size_t input_len;
	uint32_t sequence; /* of this input; SEQUENCE_NONE where the bearer has none */
	struct budget budget;
};

struct bearer_answer {
	char text[SCREEN_MAX];
	size_t len;
	enum coding coding;
	bool end;
	uint32_t sequence; /* that the next input must carry */
};

/* What a citizen dialled, without the service code: "*1022*2#" under "*1022#" gives "2". ERR_SYNTAX
 * if it is not that service code or has anything but digits, '*' and '#'. `out` has DIALLED_MAX + 1
 * octets. */
int bearer_dialled(const char *dialled, const char *service_code, char *out)
	__attribute__((warn_unused_result));
