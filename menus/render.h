/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From a state to the text on the phone: catalogue texts expanded, options numbered, cut into pages
 * at the bearer's budget, with the keys that work here said at the end.
 */
#pragma once
#include "menus/engine.h"

struct screen {
	char text[SCREEN_MAX];
	size_t len;
	enum coding coding;
	bool end;
	unsigned page, pages;
};

/* Never longer than the budget. A text that has no GSM-7 form, or an accented one chosen by the
 * subscriber, goes as UCS-2 with that budget; an accented entry screen that would not fit one page
 * is shown unaccented. ERR_INVALID for a state of another set. */
int render(const struct menu_set *set, const struct engine_state *state,
	const struct budget *budget, struct screen *out) MUST_CHECK;

/* A single text of the catalogue as a last screen (sorry, not recorded, ...), in the state's
 * language. */
int render_text(const struct menu_set *set, unsigned language, bool accents, const char *text_id,
	const struct budget *budget, bool end, struct screen *out) MUST_CHECK;
