/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Puts a node on the stage: makes a state in which it is shown, filled with the usual data or with
 * the longest that can be there. For the proof and the listing. Private to menus/.
 *
 * Which effect a value in a text can come from is followed through the tree; which answers are
 * given together is not: every option is offered, whatever its guard says, and with the longest
 * data every paper applies. So what fits here fits always.
 *
 *   stage         the set without guards, a state of it
 *   stage_fill    answers, values and items for it
 *   stage_flow    which effects' values can be there
 */
#pragma once
#include "menus/samples.h"
#include "menus/tree.h"

#define STAGE_NAMES_MAX 64 /* values of all effects, by name */

struct stage {
	const struct menu_set *set;
	struct menu_set shown; /* the set without guards, for rendering the states */
	const struct samples *samples;
	bool longest;
	unsigned names_n;
	const char *names[STAGE_NAMES_MAX];
	/* by tree, node and name: a bit for each effect whose value can be shown there */
	uint64_t **flows;
	const char *long_codes[2]; /* of the commune and the province of longest name, NULL */
};

/* Owned by ctx. */
struct stage *stage_new(
	void *ctx, const struct menu_set *set, const struct samples *samples, bool longest);

/* The node, not an effect, in a language and script. The state is of stage->shown. */
void stage_set(const struct stage *stage, unsigned tree, unsigned node, unsigned language,
	bool accents, struct engine_state *out);

/* stage_flow.c: fills names and flows. */
void stage_flow(struct stage *stage);
/* Its index among the names; -1 if no effect has it. */
int stage_name(const struct stage *stage, const char *name, size_t len);

/* stage_fill.c */
struct staging {
	const struct stage *stage;
	const struct tree *tree;
	const struct node *node;
	struct engine_state *state;
};

/* What a text takes, in GSM-7 if it can be written so. */
unsigned stage_width(const char *text);
/* All that a text names: answers and values. */
void stage_put_text(const struct staging *staging, uint16_t text);
void stage_put_answer(const struct staging *staging, uint16_t key);
/* What an effect brings for the list that is shown. */
void stage_put_items(const struct staging *staging, enum effect effect);
