/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The key file: the one secret that opens the citizens' data, kept outside the database.
 *
 * Text: a line "motcua-key-1 <key id> <64 hex digits>" per key, newest first; '#' comments. Mode
 * 0600 or 0400, else it is refused. From the master key, keys for each purpose are derived with
 * BLAKE2b (crypto_kdf), so the sealing key, the look-up key and the number keys are independent.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"

#define KEY_OCTETS 32
#define KEYS_MAX   8

struct key_ring;

/* NULL and a sentence in `error` when missing, open to others, or malformed. Owned by ctx; wiped
 * when freed. */
struct key_ring *key_ring_read(void *ctx, const char *path, char *error, size_t error_size);
/* Makes a file with one new random key. ERR_EXISTS if there is one: never overwrites. Synced
 * (file and folder) before it returns. */
int key_file_new(const char *path, char *error, size_t error_size) MUST_CHECK;
unsigned key_ring_newest(const struct key_ring *ring);
/* The key that numbers and look-ups are made with. Unlike sealing they must not change when a newer
 * key is added: receipts would collide and nothing would be found. At first the oldest in the file;
 * a database binds the ring to the key it was made with. ERR_KEY if that is not in the file. */
unsigned key_ring_bound(const struct key_ring *ring);
int key_ring_bind(struct key_ring *ring, unsigned key_id) MUST_CHECK;
/* 32 octets for a purpose of at most 8 characters ("seal", "lookup", "receipt", "appt"); from the
 * key with that id. NULL if the id is unknown. Borrowed; computed once. */
const uint8_t *key_ring_derive(struct key_ring *ring, unsigned key_id, const char *purpose);
