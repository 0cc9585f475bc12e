/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The portal's book: dossiers and what happened to them, in memory as JSON and in the journal.
 * What a function promised is on disk when it returns.
 */
#pragma once
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/clock.h"
#include "gateway/base/err.h"

#define SIM_STATUS_NEW 1 /* just registered */

struct book;

/* `path` NULL: memory only. NULL and a sentence. Owned by ctx. */
struct book *book_open(
	void *ctx, const struct clock *clock, const char *path, char *error, size_t error_size);

/* A dossier: {dossier_number, receipt, received_at, status, due, reason?, body,
 * told? [{what, key, body}]}. Borrowed, NULL if
 * there is none. */
json_t *book_by_receipt(const struct book *book, const char *receipt);
json_t *book_by_number(const struct book *book, const char *number);
json_t *book_all(const struct book *book); /* object by number, oldest first; borrowed */

/* Registers a dossier under a new number: agency, today's date, the day's serial. `body` is
 * borrowed. *dossier_r is borrowed. */
int book_add(struct book *book, const char *receipt, const char *agency, int working_days,
	json_t *body, json_t **dossier_r) MUST_CHECK;
/* Adds an event that moves a dossier; `said` (borrowed) holds further members of the event, such as
 * reason, papers, fee and a moment of its own. *event_r is borrowed. ERR_NOT_FOUND. */
int book_advance(struct book *book, const char *number, int status, json_t *said,
	json_t **event_r) MUST_CHECK;
/* Keeps what the gateway told about a dossier: `what` "word" or "appointment". A repeat under the
 * same key changes nothing. The body is borrowed. ERR_NOT_FOUND. */
int book_told(struct book *book, const char *number, const char *what, const char *key,
	json_t *body) MUST_CHECK;

/* Events after the cursor, at most `limit`, and the next cursor. The caller owns the result. */
json_t *book_events(const struct book *book, int64_t after, int64_t limit, int64_t *next_r);
/* Events of one dossier, oldest first. The caller owns the result. */
json_t *book_history(const struct book *book, const char *number);
