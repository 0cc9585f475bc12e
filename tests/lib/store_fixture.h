/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A real store in a folder of its own, with a key file and a clock that stands still, for tests of
 * db/ and of what lies above it.
 */
#pragma once
#include "db/dossier.h"
#include "db/store.h"

#define STORE_FIXTURE_UTC_S 1795338000 /* 2026-11-22T09:00:00Z, a Sunday */

struct store_fixture {
	void *ctx;
	char folder[64]; /* of mode 0700, removed at teardown */
	char path[96]; /* the database */
	char key_path[96];
	const char *vfs; /* set it before an open to run over a test VFS; NULL at first */
	struct virtual_clock clock;
	struct store *store; /* NULL while closed */
};

/* For cmocka: setup makes *state a struct store_fixture with an open store. The first also turns
 * the log quiet. */
int store_fixture_setup(void **state);
int store_fixture_teardown(void **state);

/* The same without cmocka: folder and key file, but the store is not open. */
struct store_fixture *store_fixture_new(void *ctx);
/* Closes, removes the folder, frees. */
void store_fixture_free(struct store_fixture *f);

/* Opens or closes; store_fixture_open() fails the test with the store's sentence if it cannot. */
void store_fixture_open(struct store_fixture *f);
void store_fixture_close(struct store_fixture *f);

/* One event in a turn of its own: begin, then operations, then commit (which must succeed) or
 * undo. */
void store_fixture_begin(struct store_fixture *f);
void store_fixture_commit(struct store_fixture *f);
void store_fixture_undo(struct store_fixture *f);

/* The n-th test phone. */
struct phone store_fixture_phone(unsigned n);
/* A submitted application of that phone, with its closed draft; within an event. */
struct dossier store_fixture_dossier(struct store_fixture *f, unsigned n);
