/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How long a language is: which screens have to be leafed through with usual data, and which
 * accented ones fit only without accents. For translators; the proof says what does not fit at all.
 */
#pragma once
#include "menus/samples.h"

struct length {
	unsigned tree, node;
	bool accents; /* the script that was chosen */
	bool plain; /* shown without its accents, as it does not fit with them */
	unsigned pages; /* at least 1 */
};
typedef void (*lengths_cb)(void *data, const struct length *length);

/* Calls `each` for every screen of every tree, in both scripts; a language that GSM-7 can write
 * has only one. */
void lengths_measure(const struct menu_set *set, const struct samples *samples, unsigned language,
	const struct budget *budget, lengths_cb each, void *data);
