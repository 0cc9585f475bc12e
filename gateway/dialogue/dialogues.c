/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The table of open dialogues: blocks by index, a hash over their keys, and lists that run through
 * them by index (a block may move, an index does not). What walks along the lists by age is in
 * dialogues_age.c.
 */
#include "gateway/dialogue/dialogues_internal.h"
#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#define TABLE_START 1024
#define BLOCK_GRAIN 32 /* octets; a block grows in such steps */

/* --- lists --------------------------------------------------------------------------------- */
static struct link *link_of(struct dialogues *d, enum list list, uint32_t i)
{
	if (i == NIL)
		return &d->lists[list];
	return list == LIST_DIRTY ? &d->blocks[i]->dirty_link : &d->blocks[i]->silence;
}

static void list_append(struct dialogues *d, enum list list, uint32_t i)
{
	uint32_t tail = d->lists[list].prev;

	*link_of(d, list, i) = (struct link) { .prev = tail, .next = NIL };
	link_of(d, list, tail)->next = i;
	d->lists[list].prev = i;
}

static void list_remove(struct dialogues *d, enum list list, uint32_t i)
{
	struct link link = *link_of(d, list, i);

	link_of(d, list, link.prev)->next = link.next;
	link_of(d, list, link.next)->prev = link.prev;
}

/* --- table --------------------------------------------------------------------------------- */
static int free_all(struct dialogues *d)
{
	for (uint32_t i = 0; i < d->size; i++)
		free(d->blocks[i]);
	return 0;
}

/* Room for `size` blocks: chains are built again, indices stay. */
static int table_resize(struct dialogues *d, uint32_t size)
{
	struct block **blocks = talloc_realloc(d, d->blocks, struct block *, size);
	uint32_t *buckets = blocks ? talloc_realloc(d, d->buckets, uint32_t, size) : NULL;
	uint32_t *free_list = buckets ? talloc_realloc(d, d->free_list, uint32_t, size) : NULL;

	if (blocks)
		d->blocks = blocks;
	if (buckets)
		d->buckets = buckets;
	if (!free_list)
		return ERR_NO_MEMORY;
	d->free_list = free_list;

	for (uint32_t i = size; i-- > d->size;) {
		d->blocks[i] = NULL;
		d->free_list[d->free_n++] = i;
	}
	memset(d->buckets, 0xff, size * sizeof(*d->buckets));
	for (uint32_t i = 0; i < d->size; i++) {
		if (!d->blocks[i])
			continue;
		uint32_t *head = &d->buckets[d->blocks[i]->key & (size - 1)];

		d->blocks[i]->chain = *head;
		*head = i;
	}
	d->size = size;
	return OK;
}

struct dialogues *dialogues_new(
	void *ctx, const struct clock *clock, const struct dialogue_limits *limits)
{
	struct dialogues *d = talloc_zero(ctx, struct dialogues);

	if (!d)
		return NULL;
	d->clock = clock;
	d->limits = *limits;
	crypto_shorthash_keygen(d->hash_key);
	for (int i = 0; i < LISTS; i++)
		d->lists[i] = (struct link) { NIL, NIL };
	if (table_resize(d, TABLE_START) != OK) {
		talloc_free(d);
		return NULL;
	}
	talloc_set_destructor(d, free_all);
	return d;
}

dialogue_id dialogue_block_id(const struct block *b, uint32_t i)
{
	return (uint64_t)b->generation << 32 | i;
}

/* The index behind an id, NIL if that dialogue is gone. */
static uint32_t index_of(const struct dialogues *d, dialogue_id id)
{
	uint32_t i = (uint32_t)id;

	if (i >= d->size || !d->blocks[i] || d->blocks[i]->generation != id >> 32)
		return NIL;
	return i;
}

uint64_t dialogues_key(const struct dialogues *d, enum bearer bearer, const struct phone *phone,
	const char *session)
{
	uint8_t text[1 + sizeof(phone->e164) + SESSION_MAX] = { (uint8_t)bearer };
	size_t session_len = strnlen(session, SESSION_MAX);
	uint64_t key;

	memcpy(text + 1, phone->e164, strlen(phone->e164));
	memcpy(text + 1 + sizeof(phone->e164), session, session_len);
	crypto_shorthash((uint8_t *)&key, text, 1 + sizeof(phone->e164) + session_len, d->hash_key);
	return key;
}

void dialogue_block_view(const struct block *b, uint32_t i, struct dialogue_view *out)
{
	*out = (struct dialogue_view) {
		.id = dialogue_block_id(b, i),
		.bearer = (enum bearer)b->bearer,
		.phone = b->phone,
		.sequence = b->sequence,
		.draft_id = b->draft_id,
		.ended = b->ended,
		.draft_dirty = b->dirty,
		.set = b->set,
		.active_ms = b->active_ms,
		.state = b->data + b->session_len,
		.state_len = b->state_len,
	};
}

int dialogues_find(const struct dialogues *d, enum bearer bearer, const struct phone *phone,
	const char *session, struct dialogue_view *out)
{
	uint64_t key = dialogues_key(d, bearer, phone, session);
	size_t session_len = strnlen(session, SESSION_MAX);

	for (uint32_t i = d->buckets[key & (d->size - 1)]; i != NIL; i = d->blocks[i]->chain) {
		const struct block *b = d->blocks[i];

		if (b->key == key && b->bearer == bearer && phone_equal(&b->phone, phone) &&
			b->session_len == session_len && !memcmp(b->data, session, session_len)) {
			dialogue_block_view(b, i, out);
			return OK;
		}
	}
	return ERR_NOT_FOUND;
}

int dialogues_get(const struct dialogues *d, dialogue_id id, struct dialogue_view *out)
{
	uint32_t i = index_of(d, id);

	if (i == NIL)
		return ERR_NOT_FOUND;
	dialogue_block_view(d->blocks[i], i, out);
	return OK;
}

bool dialogues_room(const struct dialogues *d)
{
	return d->stats.open < d->limits.open_max;
}

/* --- changes ------------------------------------------------------------------------------- */
static int create(struct dialogues *d, const char *session, const struct dialogue_view *view,
	uint32_t *index_r)
{
	size_t session_len = strnlen(session, SESSION_MAX);

	if (!dialogues_room(d))
		return ERR_LIMIT;
	if (!d->free_n && table_resize(d, d->size * 2) != OK)
		return ERR_NO_MEMORY;

	size_t capacity = (session_len + view->state_len + BLOCK_GRAIN) / BLOCK_GRAIN * BLOCK_GRAIN;
	struct block *b = calloc(1, sizeof(*b) + capacity);

	if (!b)
		return ERR_NO_MEMORY;
	b->key = dialogues_key(d, view->bearer, &view->phone, session);
	b->phone = view->phone;
	b->generation = ++d->generation ? d->generation : ++d->generation;
	b->bearer = (uint8_t)view->bearer;
	b->set = view->set;
	d->sets[b->set]++;
	b->session_len = (uint8_t)session_len;
	b->capacity = (uint16_t)capacity;
	memcpy(b->data, session, session_len);

	uint32_t i = d->free_list[--d->free_n];
	uint32_t *head = &d->buckets[b->key & (d->size - 1)];

	b->chain = *head;
	*head = i;
	d->blocks[i] = b;
	b->list = view->bearer == BEARER_SMS ? LIST_SMS : LIST_USSD;
	list_append(d, (enum list)b->list, i);
	d->stats.open++;
	d->stats.begun++;
	d->stats.octets += sizeof(*b) + capacity;
	*index_r = i;
	return OK;
}

/* Makes room for a state; the block may move. */
static struct block *fit(struct dialogues *d, uint32_t i, size_t state_len)
{
	struct block *b = d->blocks[i];
	size_t need = b->session_len + state_len;

	if (need <= b->capacity && b->capacity - need < 4 * BLOCK_GRAIN)
		return b;

	size_t capacity = (need + BLOCK_GRAIN) / BLOCK_GRAIN * BLOCK_GRAIN;
	struct block *moved = realloc(b, sizeof(*b) + capacity);

	if (!moved)
		return need <= b->capacity ? b : NULL;
	d->stats.octets += capacity - moved->capacity;
	moved->capacity = (uint16_t)capacity;
	d->blocks[i] = moved;
	return moved;
}

static void set_dirty(struct dialogues *d, uint32_t i, bool dirty)
{
	if (d->blocks[i]->dirty == dirty)
		return;
	d->blocks[i]->dirty = dirty;
	if (dirty) {
		list_append(d, LIST_DIRTY, i);
		d->stats.dirty++;
	} else {
		list_remove(d, LIST_DIRTY, i);
		d->stats.dirty--;
	}
}

static void set_set(struct dialogues *d, struct block *b, uint8_t set)
{
	d->sets[b->set]--;
	d->sets[set]++;
	b->set = set;
}

void dialogue_block_list(struct dialogues *d, uint32_t i, enum list list)
{
	list_remove(d, (enum list)d->blocks[i]->list, i);
	d->blocks[i]->list = (uint8_t)list;
	list_append(d, list, i);
}

int dialogues_put(struct dialogues *d, const char *session, struct dialogue_view *view)
{
	uint32_t i = index_of(d, view->id);

	assert(view->state_len <= STATE_PACKED_MAX && view->set < DIALOGUE_SETS_MAX);
	if (i == NIL) {
		int rc = create(d, session, view, &i);

		if (rc != OK)
			return rc;
	}

	struct block *b = fit(d, i, view->state_len);

	if (!b)
		return ERR_NO_MEMORY;
	memcpy(b->data + b->session_len, view->state, view->state_len);
	b->state_len = (uint16_t)view->state_len;
	b->sequence = view->sequence;
	b->draft_id = view->draft_id;
	b->active_ms = clock_mono_ms(d->clock);
	if (view->ended && !b->ended)
		d->stats.ended++;
	b->ended = view->ended;
	set_set(d, b, view->set);
	set_dirty(d, i, view->draft_dirty);
	dialogue_block_list(d, i,
		b->ended			  ? LIST_ENDED
			: b->bearer == BEARER_SMS ? LIST_SMS
						  : LIST_USSD);
	view->id = dialogue_block_id(b, i);
	return OK;
}

void dialogues_draft_stored(struct dialogues *d, dialogue_id id, int64_t draft_id,
	const uint8_t *state, size_t state_len)
{
	uint32_t i = index_of(d, id);

	if (i == NIL)
		return;

	struct block *b = d->blocks[i];

	b->draft_id = draft_id;
	/* Answers given since the row was made keep it dirty. */
	if (b->state_len == state_len && !memcmp(b->data + b->session_len, state, state_len))
		set_dirty(d, i, false);
}

void dialogue_block_drop(struct dialogues *d, uint32_t i)
{
	struct block *b = d->blocks[i];
	uint32_t *at = &d->buckets[b->key & (d->size - 1)];

	set_dirty(d, i, false);
	list_remove(d, (enum list)b->list, i);
	while (*at != i)
		at = &d->blocks[*at]->chain;
	*at = b->chain;
	d->sets[b->set]--;
	d->stats.open--;
	d->stats.octets -= sizeof(*b) + b->capacity;
	d->blocks[i] = NULL;
	d->free_list[d->free_n++] = i;
	sodium_memzero(b->data, b->capacity);
	free(b);
}

void dialogues_drop(struct dialogues *d, dialogue_id id)
{
	uint32_t i = index_of(d, id);

	if (i != NIL)
		dialogue_block_drop(d, i);
}

void dialogues_drop_all(struct dialogues *d)
{
	for (uint32_t i = 0; i < d->size; i++)
		if (d->blocks[i])
			dialogue_block_drop(d, i);
}

bool dialogues_claim(struct dialogues *d, uint64_t key)
{
	return claims_add(&d->claims, key);
}

void dialogues_unclaim(struct dialogues *d, uint64_t key)
{
	claims_remove(&d->claims, key);
}

const unsigned *dialogues_sets(const struct dialogues *d)
{
	return d->sets;
}

struct dialogue_stats *dialogues_stats(struct dialogues *d)
{
	return &d->stats;
}
