/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * All that a node has to say, as lines, before it is cut into pages. Private to menus/.
 */
#pragma once
#include "menus/tree.h"
#include "menus/budget.h"

#define CONTENT_LINES_MAX 48
#define CONTENT_OCTETS	  6144
#define CHOICE_NONE	  UINT16_MAX

struct line {
	const char *text; /* without its line end */
	size_t len;
	uint16_t choice; /* CHOICE_NONE: part of the body */
	unsigned cost; /* in the coding of the content, number of an option included */
};

struct content {
	enum coding coding;
	bool accents;
	unsigned n;
	struct line lines[CONTENT_LINES_MAX];
	struct line notice; /* len 0: none */
	struct line back, home, next, callback; /* the words for keys */
	size_t used;
	char octets[CONTENT_OCTETS]; /* lines that had to be made */
};

/* Gathers the lines of the node that the state is at. `accents` as the subscriber or the node
 * chose, or false where that does not fit. */
void content_make(const struct menu_set *set, const struct engine_state *state, bool accents,
	struct content *out);
/* Costs of all lines and the line ends between them. */
unsigned content_cost(const struct content *content);
