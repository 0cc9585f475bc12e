/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The proof that a key opens a database: a known text, sealed under each key that ever sealed there
 * (table sealing_key).
 */
#pragma once
#include <stdbool.h>
#include "db/seal.h"

/* With its NUL. */
#define KEY_PROOF_TEXT "this key opens this database"

struct seal_place key_proof_place(unsigned key_id);
bool key_proof_opens(struct key_ring *ring, unsigned key_id, const void *blob, size_t len);
