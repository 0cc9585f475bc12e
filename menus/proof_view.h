/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the halves of the proof share. Private to proof.c (everything there is to prove) and
 * proof_screen.c (one node in one view).
 */
#pragma once
#include "menus/proof.h"
#include "menus/stage.h"

/* One node as one phone shows it. */
struct proof_view {
	struct proof *out;
	const struct stage *stage;
	unsigned tree, node, language;
	bool accents;
	const struct proof_bearer *bearer;
	const struct engine_state *state; /* with the longest data */
};

/* Records a sentence that begins with the tree, node, language, script and bearer of the view;
 * without a bearer only with the tree and node. */
void proof_find(const struct proof_view *view, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* proof_screen.c: all pages of the node fit and show all it has to say. */
void proof_pages(const struct proof_view *view);
/* With a notice above it, that or the text is there whole. */
void proof_notice(const struct proof_view *view, uint16_t notice);
