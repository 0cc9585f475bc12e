/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A world for menus: carries out effects with made-up data, as long as any that can come, and
 * plays dialogues against the engine. No store, no clock.
 */
#pragma once
#include <stdio.h>
#include <jansson.h>
#include "menus/render.h"

#define MENUS_WORLD_SOURCES "menus/service"
#define MENUS_WORLD_SERVICE SERVICE_FOLDER /* what was compiled of them (Makefile) */
#define MENUS_WORLD_KINDS   "tests/unit/menus/kinds"
#define MENUS_WORLD_OFFICE \
	"UBND xa Bu Gia Map 2" /* 20 septets, the longest a short name may be \
				*/
#define MENUS_WORLD_UNIT     "Bù Gia Mập"
#define MENUS_WORLD_PROVINCE "Đồng Nai"
#define MENUS_WORLD_TODAY    20261124

struct menus_world {
	const struct menu_set *set;
	struct engine_state state;
	struct budget budget;
	struct screen screen;
	struct engine_out out;
	unsigned offices, units, slots, dossiers, appointments; /* how many there are */
	bool unbooked; /* the dossier that is found has no appointment */
	const char *outcome[EFFECT_COUNT]; /* NULL: done, or none for an empty list */
	unsigned effects[EFFECT_COUNT]; /* how often each was asked for */
	size_t packed_max; /* the largest packed state seen */
};

/* Reads the service's menus; fails the test with the sentence if they do not load. */
struct menu_set *menus_world_set(void *ctx);
/* Reads a set from a folder of its own made of texts: a home tree, at most one procedure tree
 * "9.1" (NULL: none) and the texts of vi. NULL and a sentence. */
struct menu_set *menus_world_set_of(void *ctx, const char *home, const char *procedure,
	const char *texts, char *error, size_t error_size);

/* A set with every kind of question (tests/unit/menus/kinds), in the service's words and with its
 * units. Its one procedure is "9.1"; `change` may alter a file of it by its path before it is
 * loaded (NULL: nothing). */
struct menu_set *menus_world_kinds(void *ctx, void (*change)(const char *path, json_t *json));

/* A world with 2 offices, 3 units, 5 slots, 3 dossiers, 2 appointments, and a phone that nobody
 * knows. */
void menus_world_init(struct menus_world *world, const struct menu_set *set, unsigned language,
	bool accents, struct budget budget);
/* One event and all effects it leads to; then the screen is rendered, checked against the budget,
 * and the state packed, unpacked and compared. Fails the test when any of that is wrong. */
void menus_world_begin(
	struct menus_world *world, const char *dialled, const struct engine_draft *draft);
void menus_world_input(struct menus_world *world, const char *text);
void menus_world_input_octets(struct menus_world *world, const char *text, size_t len);
/* The name of the node that is shown. */
const char *menus_world_at(const struct menus_world *world);
/* 0 if the screen keeps the budget, else what it takes. */
int menus_world_over(const struct menus_world *world);
/* The result of an effect, as the world's numbers say. */
void menus_world_effect(struct menus_world *world, enum effect effect, struct effect_result *out);
