/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The store: one SQLite file in WAL mode, synchronous=FULL, and the turn's transaction on it.
 *
 * db/ offers operations of the domain, one header per kind of row; SQL stays in here. It knows no
 * policy, HTTP or USSD. All calls come from the turn (decide step) unless a contract says
 * otherwise.
 *
 * Every statement is prepared at open, from one table, so a wrong statement stops the start. Every
 * pragma is read back. The schema moves forward in one transaction that includes its version.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/clock.h"
#include "gateway/base/err.h"
#include "gateway/base/phone.h"
#include "gateway/base/turn.h"

struct store;

struct store_config {
	const char *path; /* the database file; its folder must exist; created with mode 0600 */
	const char *key_path; /* the key file, see db/keyfile.h */
	const char *vfs; /* NULL: SQLite's default; tests name theirs */
};

/* Opens, reads pragmas back, migrates, prepares all statements. On failure NULL and a sentence that
 * says what to do (ERR_VERSION: "written by a newer motcua"). Owned by ctx. */
struct store *store_open(void *ctx, const struct clock *clock, const struct store_config *config,
	char *error, size_t error_size);
/* Rolls back what is open, closes. Safe on NULL. */
void store_close(struct store *store);

/* The functions the turn needs; borrowed, lives as long as the store. event_begin/event_end keep a
 * SAVEPOINT per input that writes; the transaction opens (BEGIN IMMEDIATE) at the first write of a
 * turn. */
const struct turn_store *store_turn(struct store *store);

/* After a failed sync (ERR_UNCERTAIN from commit) every operation answers ERR_UNCERTAIN until this
 * has worked: close, open again, recover the WAL, and a full checkpoint, so that what is
 * visible again is also on disk. 0 or an error (call again later). */
int store_rebuild(struct store *store) MUST_CHECK;
bool store_uncertain(const struct store *store);

/* The disk took the last commit, or none was tried yet. While false the reason is borrowed text. */
bool store_writable(const struct store *store, const char **reason_r);

/* Keys of numbers and look-ups derived from the key file (see db/keyfile.h). Borrowed. */
const uint8_t *store_number_key(const struct store *store, const char *purpose);

/* 16 hex digits that name the schema version and the key id, for `version` listings. */
void store_identity(const struct store *store, int *schema_version_r, unsigned *key_id_r);
