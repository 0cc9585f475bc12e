/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A tree as its screens, in the tree's order, with usual data: what a phone would show, as plain
 * text for people to read.
 */
#pragma once
#include "menus/samples.h"

struct listing_view {
	unsigned language;
	bool accents;
	const char *bearer; /* as proof_budget() knows it, for the headline */
	struct budget budget;
};

/* The text, owned by ctx: a headline, then each node with its name and pages. Conditions are not
 * weighed: every option that can be offered is shown. */
char *listing_make(void *ctx, const struct menu_set *set, const struct samples *samples,
	unsigned tree, const struct listing_view *view);
