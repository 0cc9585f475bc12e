/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An MSC with one phone, for tests with a real OsmoHLR: it dials, shows what the network sends and
 * answers. It knows neither terminal nor script.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"
#include "gateway/bearer/ussd_component.h"

struct msc;

/* What came for the phone. */
struct msc_screen {
	struct ussd_component c;
	bool sound; /* false: c could not be read */
	bool ends; /* the session is over */
	bool failed; /* a message of failure, without a component */
	size_t octets; /* of the component */
};

struct msc_config {
	const char *hlr; /* numeric address */
	uint16_t port;
	const char *name; /* of this MSC */
	const char *imsi;
	uint32_t session; /* id of the first; counts up */
	void (*up)(void *data); /* the link is there: dial now */
	void (*down)(void *data);
	void (*screen)(void *data, const struct msc_screen *screen);
	void *data;
};

/* Connects, and again after each loss. NULL if it cannot be set up. `config` is copied, its texts
 * are borrowed. */
struct msc *msc_start(void *ctx, const struct msc_config *config);
/* Opens a session; one that is open is left without a word. */
int msc_dial(struct msc *msc, const char *dialled) MUST_CHECK;
/* Answers the last screen; "" is an empty answer. ERR_INVALID when no screen waits. */
int msc_answer(struct msc *msc, const char *text) MUST_CHECK;
/* From now on answers go as UCS-2; what is dialled does not, as the HLR routes by 7-bit text. */
void msc_answers_in_ucs2(struct msc *msc);
/* The phone refuses the screen, or ends the session. */
int msc_refuse(struct msc *msc) MUST_CHECK;
int msc_release(struct msc *msc) MUST_CHECK;
/* Octets as the component of a further leg. */
int msc_send_octets(struct msc *msc, const uint8_t *octets, size_t len) MUST_CHECK;
