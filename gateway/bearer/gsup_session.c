/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An array of sessions, a hash over their IMSIs, and lists that run through them by index. */
#include "gateway/bearer/gsup_session.h"
#include <sodium.h>
#include <string.h>
#include <talloc.h>

#define NIL UINT32_MAX

struct list {
	uint32_t first, last;
};

struct gsup_sessions {
	struct gsup_session *all;
	uint32_t *buckets;
	uint32_t mask; /* of the buckets */
	uint32_t free; /* chain of those not open */
	uint32_t generation;
	unsigned open;
	struct list lists[GSUP_WAITS];
	uint8_t hash_key[crypto_shorthash_KEYBYTES];
};

struct gsup_sessions *gsup_sessions_new(void *ctx, unsigned max)
{
	struct gsup_sessions *s = talloc_zero(ctx, struct gsup_sessions);
	uint32_t size = 1;

	while (size < max)
		size *= 2;
	if (s) {
		s->all = talloc_zero_array(s, struct gsup_session, max);
		s->buckets = talloc_array(s, uint32_t, size);
	}
	if (!s || !s->all || !s->buckets) {
		talloc_free(s);
		return NULL;
	}
	s->mask = size - 1;
	memset(s->buckets, 0xff, size * sizeof(*s->buckets));
	for (uint32_t i = 0; i < max; i++)
		s->all[i].chain = i + 1 < max ? i + 1 : NIL;
	for (unsigned i = 0; i < GSUP_WAITS; i++)
		s->lists[i] = (struct list) { NIL, NIL };
	crypto_shorthash_keygen(s->hash_key);
	return s;
}

static uint32_t *bucket_of(struct gsup_sessions *s, const char *imsi)
{
	uint64_t key;

	crypto_shorthash((uint8_t *)&key, (const uint8_t *)imsi, strlen(imsi), s->hash_key);
	return &s->buckets[key & s->mask];
}

static uint32_t index_of(const struct gsup_sessions *s, const struct gsup_session *session)
{
	return (uint32_t)(session - s->all);
}

/* --- lists --------------------------------------------------------------------------------- */
static void list_remove(struct gsup_sessions *s, const struct gsup_session *session)
{
	struct list *list = &s->lists[session->wait];

	*(session->prev == NIL ? &list->first : &s->all[session->prev].next) = session->next;
	*(session->next == NIL ? &list->last : &s->all[session->next].prev) = session->prev;
}

static void list_append(struct gsup_sessions *s, struct gsup_session *session, enum gsup_wait wait)
{
	struct list *list = &s->lists[wait];
	uint32_t i = index_of(s, session);

	session->wait = (uint8_t)wait;
	session->prev = list->last;
	session->next = NIL;
	*(list->last == NIL ? &list->first : &s->all[list->last].next) = i;
	list->last = i;
}

/* --- sessions ------------------------------------------------------------------------------ */
struct gsup_session *gsup_session_find(struct gsup_sessions *s, const char *imsi)
{
	for (uint32_t i = *bucket_of(s, imsi); i != NIL; i = s->all[i].chain)
		if (!strcmp(s->all[i].imsi, imsi))
			return &s->all[i];
	return NULL;
}

struct gsup_session *gsup_session_open(struct gsup_sessions *s, const char *imsi, uint64_t now_ms)
{
	uint32_t i = s->free, *head = bucket_of(s, imsi);
	struct gsup_session *session;

	if (i == NIL)
		return NULL;
	session = &s->all[i];
	s->free = session->chain;
	*session = (struct gsup_session) { .chain = *head, .since_ms = now_ms };
	memcpy(session->imsi, imsi, strlen(imsi) + 1);
	s->generation = s->generation == UINT32_MAX ? 1 : s->generation + 1;
	session->generation = session->ours = s->generation;
	*head = i;
	list_append(s, session, GSUP_WAITS_TURN);
	s->open++;
	return session;
}

void gsup_session_close(struct gsup_sessions *s, struct gsup_session *session)
{
	uint32_t i = index_of(s, session), *at = bucket_of(s, session->imsi);

	while (*at != i)
		at = &s->all[*at].chain;
	*at = session->chain;
	list_remove(s, session);
	talloc_free(session->dialled);
	*session = (struct gsup_session) { .chain = s->free };
	s->free = i;
	s->open--;
}

void gsup_session_wait(
	struct gsup_sessions *s, struct gsup_session *session, enum gsup_wait wait, uint64_t now_ms)
{
	list_remove(s, session);
	session->since_ms = now_ms;
	list_append(s, session, wait);
}

struct gsup_session *gsup_session_oldest(struct gsup_sessions *s, enum gsup_wait wait)
{
	uint32_t i = s->lists[wait].first;

	return i == NIL ? NULL : &s->all[i];
}

uint64_t gsup_session_handle(const struct gsup_sessions *s, const struct gsup_session *session)
{
	return (uint64_t)session->generation << 32 | index_of(s, session);
}

struct gsup_session *gsup_session_get(struct gsup_sessions *s, uint64_t handle)
{
	uint32_t i = (uint32_t)handle, generation = (uint32_t)(handle >> 32);

	if (!generation || i >= talloc_array_length(s->all) || s->all[i].generation != generation)
		return NULL;
	return &s->all[i];
}

unsigned gsup_sessions_open(const struct gsup_sessions *s)
{
	return s->open;
}
