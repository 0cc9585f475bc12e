/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A table of sets of four: an IMSI has one set, and the oldest of it goes. */
#include "gateway/bearer/gsup_number.h"
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#define SET	    4
#define ANSWER_MAX  256
#define ID_DIGITS   20
#define VARIABLE    "subscriber.by-imsi-"
#define VARIABLE_OF ".msisdn "

size_t gsup_number_question(uint64_t id, const char *imsi, char out[GSUP_QUESTION_SIZE])
{
	int n = snprintf(
		out, GSUP_QUESTION_SIZE, "GET %" PRIu64 " " VARIABLE "%s.msisdn", id, imsi);

	return n > 0 && n < GSUP_QUESTION_SIZE ? (size_t)n : 0;
}

/* Moves behind a word that must come next. */
static bool skip(const char **at, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*at, word, len) != 0)
		return false;
	*at += len;
	return true;
}

/* Digits and the space behind them. */
static bool read_id(const char **at, uint64_t *id_r)
{
	size_t n = strspn(*at, "0123456789");

	if (!n || n >= ID_DIGITS || (*at)[n] != ' ')
		return false;
	*id_r = strtoull(*at, NULL, 10);
	*at += n + 1;
	return true;
}

int gsup_number_read(const char *text, size_t len, uint64_t *id_r, struct phone *phone_r)
{
	char copy[ANSWER_MAX + 1];
	const char *at = copy;
	uint64_t id;

	if (len > ANSWER_MAX || memchr(text, '\0', len))
		return ERR_SYNTAX;
	memcpy(copy, text, len);
	copy[len] = '\0';

	if (skip(&at, "ERROR ") && read_id(&at, &id)) {
		*id_r = id;
		return ERR_NOT_FOUND;
	}
	if (!skip(&at, "GET_REPLY ") || !read_id(&at, &id) || !skip(&at, VARIABLE))
		return ERR_SYNTAX;
	at += strspn(at, "0123456789");
	if (!skip(&at, VARIABLE_OF))
		return ERR_SYNTAX;
	*id_r = id;
	return phone_parse(at, phone_r) == OK ? OK : ERR_NOT_FOUND;
}

/* --- the memory ---------------------------------------------------------------------------- */
struct entry {
	uint64_t put_ms;
	char imsi[GSUP_IMSI_SIZE]; /* "": none */
	struct phone phone;
};

struct gsup_numbers {
	const struct clock *clock;
	uint64_t life_ms;
	uint32_t sets;
	struct entry *entries;
	uint8_t hash_key[crypto_shorthash_KEYBYTES];
};

struct gsup_numbers *gsup_numbers_new(
	void *ctx, const struct clock *clock, unsigned max, uint64_t life_ms)
{
	struct gsup_numbers *n = talloc_zero(ctx, struct gsup_numbers);

	if (!n)
		return NULL;
	n->clock = clock;
	n->life_ms = life_ms;
	n->sets = max / SET ? max / SET : 1;
	n->entries = talloc_zero_array(n, struct entry, n->sets * SET);
	crypto_shorthash_keygen(n->hash_key);
	if (!n->entries) {
		talloc_free(n);
		return NULL;
	}
	return n;
}

static struct entry *set_of(struct gsup_numbers *n, const char *imsi)
{
	uint64_t key;

	crypto_shorthash((uint8_t *)&key, (const uint8_t *)imsi, strlen(imsi), n->hash_key);
	return &n->entries[key % n->sets * SET];
}

void gsup_numbers_put(struct gsup_numbers *n, const char *imsi, const struct phone *phone)
{
	struct entry *set = set_of(n, imsi), *to = set;

	for (unsigned i = 0; i < SET; i++) {
		if (!strcmp(set[i].imsi, imsi)) {
			to = &set[i];
			break;
		}
		if (!*set[i].imsi || (*to->imsi && set[i].put_ms < to->put_ms))
			to = &set[i];
	}
	*to = (struct entry) { .put_ms = clock_mono_ms(n->clock), .phone = *phone };
	snprintf(to->imsi, sizeof(to->imsi), "%s", imsi);
}

int gsup_numbers_get(struct gsup_numbers *n, const char *imsi, struct phone *phone_r)
{
	const struct entry *set = set_of(n, imsi);

	for (unsigned i = 0; i < SET; i++) {
		if (strcmp(set[i].imsi, imsi) != 0)
			continue;
		if (clock_mono_ms(n->clock) - set[i].put_ms >= n->life_ms)
			return ERR_NOT_FOUND;
		*phone_r = set[i].phone;
		return OK;
	}
	return ERR_NOT_FOUND;
}
