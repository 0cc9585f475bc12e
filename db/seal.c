/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sealing and keyed hashes, on libsodium. Knows keys and octets; where they are stored is its
 * callers' business.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "db/seal.h"

#define SEAL_VERSION 1
#define HEAD_OCTETS  5 /* version, key id */
#define PLACE_SIZE   96

_Static_assert(SEAL_OVERHEAD ==
		HEAD_OCTETS + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
			crypto_aead_xchacha20poly1305_ietf_ABYTES,
	"the overhead is head, nonce and tag");

/* The head is authenticated along with the place: a key id or version cannot be altered either. */
static size_t place_write(const struct seal_place *place, const uint8_t *head, char out[PLACE_SIZE])
{
	memcpy(out, head, HEAD_OCTETS);
	int n = snprintf(out + HEAD_OCTETS, PLACE_SIZE - HEAD_OCTETS, "%s.%s.%lld", place->table,
		place->column, (long long)place->row);
	OSMO_ASSERT(n > 0 && n < PLACE_SIZE - HEAD_OCTETS);
	return HEAD_OCTETS + (size_t)n;
}

int seal(struct key_ring *ring, const struct seal_place *place, const void *plain, size_t len,
	uint8_t *out, size_t cap)
{
	if (cap < SEAL_OVERHEAD || len > cap - SEAL_OVERHEAD)
		return ERR_TOO_LONG;
	unsigned id = key_ring_newest(ring);
	const uint8_t *key = key_ring_derive(ring, id, "seal");
	if (!key)
		return ERR_KEY;

	char additional[PLACE_SIZE];
	uint8_t *nonce = out + HEAD_OCTETS;
	out[0] = SEAL_VERSION;
	out[1] = (uint8_t)(id >> 24);
	out[2] = (uint8_t)(id >> 16);
	out[3] = (uint8_t)(id >> 8);
	out[4] = (uint8_t)id;
	randombytes_buf(nonce, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
	size_t additional_len = place_write(place, out, additional);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		nonce + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, NULL, plain, len,
		(const uint8_t *)additional, additional_len, NULL, nonce, key);
	return (int)(len + SEAL_OVERHEAD);
}

int unseal(struct key_ring *ring, const struct seal_place *place, const uint8_t *blob, size_t len,
	void *out, size_t cap)
{
	if (len < SEAL_OVERHEAD || blob[0] != SEAL_VERSION)
		return ERR_SEAL;
	if (len - SEAL_OVERHEAD > cap)
		return ERR_TOO_LONG;
	unsigned id = (unsigned)blob[1] << 24 | (unsigned)blob[2] << 16 | (unsigned)blob[3] << 8 |
		blob[4];
	const uint8_t *key = key_ring_derive(ring, id, "seal");
	if (!key)
		return ERR_SEAL;

	char additional[PLACE_SIZE];
	const uint8_t *nonce = blob + HEAD_OCTETS;
	const uint8_t *text = nonce + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
	size_t additional_len = place_write(place, blob, additional);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, text,
		    (size_t)(blob + len - text), (const uint8_t *)additional, additional_len, nonce,
		    key))
		return ERR_SEAL;
	return (int)(len - SEAL_OVERHEAD);
}

void lookup_hash(struct key_ring *ring, const char *purpose, const void *value, size_t len,
	uint8_t out[LOOKUP_OCTETS])
{
	const uint8_t *key = key_ring_derive(ring, key_ring_bound(ring), "lookup");
	crypto_generichash_state state;

	OSMO_ASSERT(key);
	crypto_generichash_init(&state, key, KEY_OCTETS, LOOKUP_OCTETS);
	/* With its NUL: purpose and value cannot flow into each other. */
	crypto_generichash_update(&state, (const uint8_t *)purpose, strlen(purpose) + 1);
	crypto_generichash_update(&state, value, len);
	crypto_generichash_final(&state, out, LOOKUP_OCTETS);
}
