/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What an application costs a person, from dialling to the receipt: screens, keypresses, replies;
 * counted in the first language without accents at the budget of BUDGET_GSUP.
 */
#pragma once
#include "menus/rehearsal.h"

#define EFFORT_ANSWERS_MAX 64
#define EFFORT_STEPS_MAX   200 /* answers of one dialogue */
#define EFFORT_DIALLED	   "*1022#"

struct effort {
	unsigned screens, keys, replies;
};

/* What an overlay's "effort" says for one world. */
struct effort_plan {
	enum samples_world world;
	unsigned screens_max, keys_max; /* 0: no budget */
	unsigned answers_n;
	struct {
		const char *key;
		const char *text; /* an option's value, or what is typed; "": "I don't have it" */
	} answers[EFFORT_ANSWERS_MAX];
};

/* Reads one of "first", "again" of an overlay's "effort". Texts are borrowed from the JSON. */
void effort_plan_read(
	const struct json_at *plan, enum samples_world world, struct effort_plan *out);

/* The typical way: from *1022# through home and the procedure, each question answered as planned,
 * else by its first option or the usual sample. OK; ERR_LIMIT if a budget is passed, ERR_INVALID if
 * it leads nowhere: then a sentence is in `error`; *out is filled as far as it came. `each` (may be
 * NULL) gets every screen with what is typed on it, NULL on the last one. */
int effort_typical(const struct menu_set *set, const struct samples *samples, unsigned tree,
	const struct effort_plan *plan, rehearsal_cb each, void *data, struct effort *out,
	char *error, size_t error_size) MUST_CHECK;

/* The way of fewest keys to a receipt, and the answers on it. Errors as branches_walk(). */
int effort_shortest(const struct menu_set *set, const struct samples *samples, unsigned tree,
	enum samples_world world, struct effort *out, char *label, size_t label_size, char *error,
	size_t error_size) MUST_CHECK;
