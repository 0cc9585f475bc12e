/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Logging through libosmocore: one line per event that an operator acts on: identity first and
 * masked, then the fact, then the reason.
 *
 * Never logged: a PIN, a national id, a name, the text of an SMS, a full phone number. Text that a
 * peer sent goes through log_escaped() so that it can neither forge lines nor drive a terminal.
 */
#pragma once
#include <stddef.h>
#include <osmocom/core/logging.h>

enum log_subsystem {
	DMAIN, /* start, stop, configuration */
	DTURN, /* the turn and its commits */
	DHTTP, /* HTTP server and client */
	DSTORE,
	DMENU,
	DDLG, /* dialogues */
	DPORTAL,
	DSMS,
	DDESK, /* offices, appointments, clerks */
};

/* Sets up libosmocore's logging with our categories, target stderr, level NOTICE.
 * `ctx` owns what is allocated. Call once. */
void log_start(void *ctx);
/* As log_start(), but tests see only errors. */
void log_start_quiet(void *ctx);

/* `text` with every octet outside printable ASCII, and backslash and quotes, written as \xNN, cut
 * with "..." so that at most `max` octets of it show. Returns one of 4 static buffers in turn:
 * use it inside one log call only. */
const char *log_escaped(const char *text, size_t len, size_t max);

/* A phone number with all but its country code, first two and last two digits replaced:
 * "84901234567" -> "8490*****67"; anything shorter than 8 digits -> "***". Static buffers as
 * log_escaped(). */
const char *log_masked(const char *e164);
