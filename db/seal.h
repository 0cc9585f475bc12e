/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sealed fields: libsodium's XChaCha20-Poly1305 with table, column and row id as additional data,
 * so that a sealed value cannot be moved to another row. Blob = version(1), key id(4, big-endian),
 * nonce(24), ciphertext+tag.
 *
 * Look-ups use a keyed BLAKE2b-128 hash under the ring's bound key, so they survive a newer key.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "db/keyfile.h"
#include "gateway/base/err.h"

#define SEAL_OVERHEAD 45
#define LOOKUP_OCTETS 16

struct seal_place {
	const char *table;
	const char *column;
	int64_t row;
};

/* `out` needs len + SEAL_OVERHEAD octets; returns octets written. ERR_TOO_LONG, ERR_KEY. */
int seal(struct key_ring *ring, const struct seal_place *place, const void *plain, size_t len,
	uint8_t *out, size_t cap) MUST_CHECK;
/* Returns octets of plain text. ERR_SEAL (altered, other place, unknown key), ERR_TOO_LONG. */
int unseal(struct key_ring *ring, const struct seal_place *place, const uint8_t *blob, size_t len,
	void *out, size_t cap) MUST_CHECK;

void lookup_hash(struct key_ring *ring, const char *purpose, const void *value, size_t len,
	uint8_t out[LOOKUP_OCTETS]);
