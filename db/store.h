/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The store: one SQLite file in WAL mode, synchronous=FULL, and the turn's transaction on it.
 *
 * db/ offers operations of the domain, one header per kind of row; SQL stays in here. It knows no
 * policy, HTTP or USSD. All calls come from the turn (decide step) unless a contract says
 * otherwise; writing outside of event_begin() and event_end() is asserted against.
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
	const char *path; /* the database file, created with mode 0600; its folder must exist and be
			     closed to others (mode 0700) */
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
 * turn. event_end also answers 1 for an input that wrote nothing but read while rows of earlier
 * inputs of its turn waited: what it saw is not yet on disk. */
const struct turn_store *store_turn(struct store *store);

/* After a failed sync (ERR_UNCERTAIN from commit) every operation answers ERR_UNCERTAIN until this
 * has worked: it writes over the doubtful rows in the WAL, syncs, and carries the whole WAL into
 * the file. Then what is visible is on disk, and the doubtful rows are certainly absent, as the
 * memory of whoever never released them has it. (A process that is killed before may find them at
 * its next open; it makes them durable before it shows them.) 0 at once if nothing is uncertain,
 * else 0 or an error (call again later). Not while an input's rows wait for a commit. */
int store_rebuild(struct store *store) MUST_CHECK;
bool store_uncertain(const struct store *store);

/* The disk took the last commit, or none was tried yet. While false the reason is borrowed text. */
bool store_writable(const struct store *store, const char **reason_r);

/* Keys of numbers and look-ups derived from the key file (see db/keyfile.h). Borrowed. */
const uint8_t *store_number_key(const struct store *store, const char *purpose);

/* The schema's version and the id of the key that seals, for `version` listings. */
void store_identity(const struct store *store, int *schema_version_r, unsigned *key_id_r);
