/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One page of a node: what is on it and which choices its numbers mean. The engine asks for the
 * choices, the renderer for the text, and both get them from the same place, so a number never
 * means something else than what was shown. Private to menus/.
 */
#pragma once
#include "menus/tree.h"
#include "menus/budget.h"

#define PAGE_CHOICES_MAX 7

struct page {
	char text[SCREEN_MAX];
	size_t len;
	enum coding coding;
	/* Choice i + 1 of the screen is choice choices[i] of the node: an item of a list, or, from
	 * the number of items on, an option. */
	unsigned choices_n;
	uint16_t choices[PAGE_CHOICES_MAX];
	bool more; /* "9" leads on */
	bool shortened; /* by a notice: "9" shows this page again, in full */
	unsigned pages;
};

/* Lays out page state->page of the node that the state is at (not an effect). */
void page_lay(const struct menu_set *set, const struct engine_state *state,
	const struct budget *budget, struct page *out);
/* A text alone, cut to fit if need be. */
void page_lay_text(
	const char *text, size_t len, enum coding coding, unsigned room, struct page *out);
/* GSM-7 if every character has a form there. */
enum coding page_coding(const char *text, size_t len);
