/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A phone on the network: it dials, shows a screen, answers. Speaks our HTTP bearer
 * (gateway/bearer/http.h) to motcuad's inside listener. Knows neither terminal nor script.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "gateway/base/err.h"
#include "gateway/base/phone.h"

#define HANDSET_TEXT_MAX  2048 /* octets of a screen, NUL included */
#define HANDSET_ERROR_MAX 512

struct handset {
	const char *url; /* "http://127.0.0.1:15081"; borrowed */
	struct phone number;
	char session[33]; /* hexadecimal, new for each dial */
	uint32_t sequence; /* of the next input */
	bool open; /* a dialogue goes on */
	char text[HANDSET_TEXT_MAX]; /* what the screen shows */
	char error[HANDSET_ERROR_MAX]; /* one sentence after a failure */
};

/* A phone with an empty screen. `number` in any form that phone_parse() takes; its errors. */
int handset_init(struct handset *handset, const char *url, const char *number) MUST_CHECK;

/* Opens a dialogue with a string such as "*1022#"; one that is open is left without a word, as a
 * phone out of coverage does. On failure the screen is empty and handset->error says why. */
int handset_dial(struct handset *handset, const char *dialled) MUST_CHECK;

/* Answers the screen. ERR_INVALID when no dialogue is open. */
int handset_send(struct handset *handset, const char *input) MUST_CHECK;

/* Leaves without telling anybody. */
void handset_drop(struct handset *handset);
