/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Does this key file open this database? Asked at start, so that nobody meets ERR_SEAL in the
 * middle of a dialogue: table sealing_key holds a known text sealed under every key ever used.
 * The first of them is bound: numbers and look-up hashes are made with it for good.
 */
#include <stdio.h>
#include <string.h>

#include "db/key_proof.h"
#include "db/query.h"

/* Each key in the table opens its proof. *newest_known_r: the ring's newest is one of them. */
static int proofs_check(struct store *store, const char *key_path, bool *newest_known_r,
	char *error, size_t error_size)
{
	struct query q;
	int rc;

	query_begin(&q, store, SQL_KEY_LIST);
	while ((rc = query_next(&q)) == 1) {
		unsigned key_id = (unsigned)column_int(&q);
		bool known = key_ring_derive(store->ring, key_id, "seal") != NULL;
		size_t len;
		const void *proof = column_blob(&q, &len);

		if (!proof || !key_proof_opens(store->ring, key_id, proof, len)) {
			snprintf(error, error_size,
				known ? "%s: its key %u is another than that of %s"
				      : "%s: key %u is not in it, but %s was written with it",
				key_path, key_id, store->path);
			query_end(&q);
			return ERR_KEY;
		}
		if (key_id == key_ring_newest(store->ring))
			*newest_known_r = true;
	}
	if (rc < 0)
		snprintf(error, error_size, "%s: cannot be read: %s", store->path, err_name(rc));
	return rc;
}

static int proof_add(struct store *store)
{
	unsigned key_id = key_ring_newest(store->ring);
	struct seal_place place = key_proof_place(key_id);
	struct query q;

	query_begin(&q, store, SQL_KEY_ADD);
	bind_int(&q, key_id);
	bind_sealed(&q, &place, KEY_PROOF_TEXT, sizeof(KEY_PROOF_TEXT));
	return query_change(&q);
}

static int first_key_get(struct store *store, int64_t *key_id_r)
{
	struct query q;

	query_begin(&q, store, SQL_META_GET);
	bind_text(&q, "first_key");
	int rc = query_need(&q);
	if (rc == 0) {
		*key_id_r = column_int(&q);
		rc = query_end(&q);
	}
	return rc;
}

static int first_key_set(struct store *store)
{
	struct query q;

	query_begin(&q, store, SQL_META_SET);
	bind_int(&q, key_ring_bound(store->ring));
	bind_text(&q, "first_key");
	return query_change(&q);
}

/* A new database, or a key it has not seen: noted in a transaction of its own. */
static int keys_note(struct store *store, bool first)
{
	const struct turn_store *turn = &store->turn;

	turn->event_begin(turn->store);
	int rc = proof_add(store);
	if (rc == 0 && first)
		rc = first_key_set(store);
	int kept = turn->event_end(turn->store, rc == 0);
	if (rc == 0 && kept < 0)
		rc = kept;
	return rc ? rc : turn->commit(turn->store);
}

int keys_check(struct store *store, const char *key_path, char *error, size_t error_size)
{
	bool newest_known = false;
	int64_t first_key = 0;
	int rc = proofs_check(store, key_path, &newest_known, error, error_size);

	if (rc)
		return rc;
	rc = first_key_get(store, &first_key);
	if (rc == 0 && first_key != 0 && key_ring_bind(store->ring, (unsigned)first_key)) {
		snprintf(error, error_size, "%s: key %lld is not in it, but %s was made with it",
			key_path, (long long)first_key, store->path);
		return ERR_KEY;
	}
	if (rc == 0 && !newest_known)
		rc = keys_note(store, first_key == 0);
	if (rc)
		snprintf(error, error_size, "%s: keys cannot be noted: %s", store->path,
			err_name(rc));
	return rc;
}
