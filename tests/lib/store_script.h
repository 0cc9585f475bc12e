/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Turns of applications over a store, through the real turn code, remembering what each applicant
 * was told; and the check that a store holds exactly what was promised.
 *
 * Applicant n sends message n: draft, dossier, appointment, SMS, history and the message's own row
 * in one savepoint. A message that was seen is answered as before, so any may be sent again.
 */
#pragma once
#include "gateway/base/turn.h"
#include "tests/lib/store_fixture.h"
#include "tests/lib/vfs_fault.h"

#define SCRIPT_APPLICANTS_MAX 64

struct script_applicant {
	bool sent; /* at least once */
	bool told_done; /* was ever promised the receipt */
	bool doubtful; /* was told it is uncertain, or nothing, as the world stopped */
	enum turn_outcome outcome; /* of the last time */
	int error;
	char receipt[RECEIPT_DIGITS + 1]; /* as promised */
};

struct store_script {
	struct store_fixture *f;
	struct turn *turn;
	const struct vfs_fault *v; /* NULL: the world never stops */
	struct script_applicant applicants[SCRIPT_APPLICANTS_MAX];
};

/* Over f->store, which must be open; owned by ctx. */
struct store_script *store_script_new(
	void *ctx, struct store_fixture *f, const struct vfs_fault *v);
/* After the store was closed and opened again. */
void store_script_attach(struct store_script *script);

/* One turn with messages first .. first + n - 1. */
void store_script_turn(struct store_script *script, unsigned first, unsigned n);
/* One turn in which message `n` comes twice. */
void store_script_twice(struct store_script *script, unsigned n);
/* Every applicant of the range has this outcome of the last time. */
void store_script_expect(
	const struct store_script *script, unsigned first, unsigned n, enum turn_outcome outcome);

/* The store is sound (integrity, foreign keys, tallies); whatever was promised is there; whatever
 * was refused for certain is not; the doubtful is there whole or not at all; nothing is there
 * twice. */
void store_script_check(const struct store_script *script, struct store *store);
