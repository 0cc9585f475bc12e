/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Drafts: answers given and not yet submitted, one open draft per phone and procedure. The answers
 * are one sealed packed blob whose form belongs to menus/answers.h; the position in the tree is
 * derived from them.
 */
#pragma once
#include "db/store.h"

#define DRAFT_ANSWERS_MAX   2048 /* octets */
#define PROCEDURE_CODE_SIZE 16
#define TREE_HASH_OCTETS    16

struct draft {
	int64_t id; /* 0: not stored yet */
	struct phone phone;
	char procedure[PROCEDURE_CODE_SIZE];
	uint8_t tree_hash[TREE_HASH_OCTETS];
	uint8_t answers[DRAFT_ANSWERS_MAX];
	size_t answers_len;
	int64_t updated_s;
};

/* Inserts (draft->id becomes the new id) or updates by id. A second open draft of the same phone
 * and procedure replaces the first: that row is updated and its id given. ERR_NOT_FOUND for an id
 * whose draft is closed or expired. */
int draft_put(struct store *store, struct draft *draft) MUST_CHECK;
/* The newest open draft of a phone, not older than `since_s`. ERR_NOT_FOUND. `procedure` may be
 * NULL: any. */
int draft_find(struct store *store, const struct phone *phone, const char *procedure,
	int64_t since_s, struct draft *out) MUST_CHECK;
/* Marks it done and forgets its answers: it is no longer found, but its id stays for
 * dossier.draft_id. ERR_NOT_FOUND. */
int draft_close(struct store *store, int64_t id) MUST_CHECK;
/* Deletes open drafts older than `before_s`, at most `max`. Returns their number. */
int draft_expire(struct store *store, int64_t before_s, unsigned max) MUST_CHECK;
