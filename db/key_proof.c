/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One place of one text; knows no database. */
#include "db/key_proof.h"

#include <string.h>

struct seal_place key_proof_place(unsigned key_id)
{
	return (struct seal_place) { "sealing_key", "proof", key_id };
}

bool key_proof_opens(struct key_ring *ring, unsigned key_id, const void *blob, size_t len)
{
	struct seal_place place = key_proof_place(key_id);
	char text[sizeof(KEY_PROOF_TEXT)];
	int n = unseal(ring, &place, blob, len, text, sizeof(text));

	return n == (int)sizeof(text) && memcmp(text, KEY_PROOF_TEXT, sizeof(text)) == 0;
}
