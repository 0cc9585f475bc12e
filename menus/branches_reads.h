/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which answers what the form's check finds can depend on, and whether they came together before.
 * What is found at one place of a submission follows from a few answers alone: those that fill it,
 * and those that fill the fields by which the form shows or hides it. Where each of these few came
 * in one way before, the whole submission has nothing new to find. Private to menus/.
 *
 *   branches_reads  the sets of answers, from the submission's sources and the form's conditions
 *   branches_seen   the combinations that came so far
 */
#pragma once
#include "menus/eform.h"
#include "menus/tree.h"

#define BRANCHES_READS_MAX (EFORM_FIELDS_MAX + EFORM_GRIDS_MAX + TREE_FIELDS_MAX)

struct branches_reads {
	bool always; /* something else than an answer counts as well: each submission is new */
	unsigned n;
	uint64_t
		keys[BRANCHES_READS_MAX]; /* a bit for each key of the tree; none lies in another */
};

void branches_reads(const struct tree *tree, const struct eform *eform, struct branches_reads *out);

struct branches_seen;

/* Owned by ctx. `tree` and `eform` are used during the call and by branches_seen_add(). */
struct branches_seen *branches_seen_new(
	void *ctx, const struct tree *tree, const struct eform *eform);
/* Notes the answers with which a submission was made. True if any of the sets has not come in this
 * combination before: what is made of them has to be checked. */
bool branches_seen_add(struct branches_seen *seen, const struct engine_state *state);
