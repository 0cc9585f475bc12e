/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What samples_read.c fills and samples.c looks up. For these two files only.
 */
#pragma once
#include "menus/samples.h"
#include "menus/tree.h"

#define SAMPLES_ENTRIES	     (ENTRY_NAME + 1)
#define SAMPLES_HINTS_MAX    16
#define SAMPLES_LONGEST_MAX  4 /* of one value */
#define SAMPLES_WORLD_ANY    SAMPLES_WORLDS
#define SAMPLES_KEY_PART_MAX 31

struct sample_value {
	const char *name; /* as effect_values() has it */
	const char *text;
};
struct sample_item {
	const char *id;
	unsigned n;
	struct sample_value *v;
};
/* One result of an effect, and when it comes. */
struct sample_case {
	enum samples_world world; /* SAMPLES_WORLD_ANY */
	const char *lacks; /* only without this argument; NULL */
	const char *outcome; /* as effect_outcomes() has it */
	unsigned values_n, items_n;
	struct sample_value *values;
	struct sample_item *items;
};
struct sample_longest {
	const char *name;
	const char *texts[SAMPLES_LONGEST_MAX + 1]; /* NULL-ended */
};
struct sample_effect {
	unsigned cases_n, longest_n, items;
	struct sample_case cases[SAMPLES_CASES_MAX];
	struct sample_longest longest[EFFECT_VALUES_MAX];
};

struct sample_texts {
	unsigned n;
	const char *texts[SAMPLES_TYPED_MAX];
};
/* What is typed where the key of an entry says more than its kind. */
struct sample_hint {
	const char *in_key;
	enum entry_kind entry;
	const char *typed;
};

struct samples {
	int day;
	const char *today, *phone;
	struct sample_texts typed[SAMPLES_ENTRIES], longest[SAMPLES_ENTRIES];
	unsigned hints_n;
	struct sample_hint hints[SAMPLES_HINTS_MAX];
	struct sample_effect effects[EFFECT_COUNT];
};
