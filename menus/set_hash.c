/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The hash of a set: each piece goes in with its length, so that no two sets look alike.
 */
#include "menus/set_hash.h"
#include <string.h>
#include <osmocom/core/utils.h>
#include <sodium.h>
#include <talloc.h>
#include "menus/tree.h"

static void add(crypto_generichash_state *hash, const void *octets, size_t len)
{
	uint8_t head[4] = { (uint8_t)len, (uint8_t)(len >> 8), (uint8_t)(len >> 16),
		(uint8_t)(len >> 24) };

	crypto_generichash_update(hash, head, sizeof(head));
	crypto_generichash_update(hash, octets, len);
}

static void add_text(crypto_generichash_state *hash, const char *text)
{
	add(hash, text, strlen(text));
}

/* Unaccented forms are derived. */
static void add_language(
	crypto_generichash_state *hash, const struct texts *texts, unsigned language)
{
	uint8_t complete = texts_language_complete(texts, language);
	uint16_t n = texts_count(texts);

	add_text(hash, texts_language_code(texts, language));
	add(hash, &complete, sizeof(complete));
	for (uint16_t i = 0; i < n; i++) {
		add_text(hash, texts_id(texts, i));
		add_text(hash, texts_get(texts, i, language, true));
	}
}

static void add_units(crypto_generichash_state *hash, const struct units *units, const char *parent)
{
	struct unit_hit *hits = talloc_zero_array(NULL, struct unit_hit, UNITS_COMMUNES_MAX);
	unsigned n = units_match(units, parent, "", hits, UNITS_COMMUNES_MAX);

	OSMO_ASSERT(hits);
	for (unsigned i = 0; i < n && i < UNITS_COMMUNES_MAX; i++) {
		const struct unit *unit = hits[i].unit;

		add_text(hash, unit->code);
		add_text(hash, unit->name);
		add_text(hash, unit->kind);
		if (!*parent)
			add_units(hash, units, unit->code);
	}
	talloc_free(hits);
}

void menu_set_hash(const struct menu_set *set, uint8_t out[TREE_HASH_SIZE])
{
	crypto_generichash_state hash;

	crypto_generichash_init(&hash, NULL, 0, TREE_HASH_SIZE);
	for (unsigned i = 0; i < set->trees_n; i++) {
		add_text(&hash, set->trees[i].code);
		add(&hash, set->trees[i].hash, TREE_HASH_SIZE);
	}
	for (unsigned i = 0; i < texts_languages(set->texts); i++)
		add_language(&hash, set->texts, i);
	if (set->units) {
		add_text(&hash, set->units->valid_from);
		add_text(&hash, set->units->valid_to);
		add_units(&hash, set->units, "");
	}
	crypto_generichash_final(&hash, out, TREE_HASH_SIZE);
}
