/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The sets of menus and offices that dialogues stand on. A reload puts a new one on the shelf; what
 * is begun from then on stands on it, and a dialogue under way keeps the set it was begun on until
 * it ends, as its packed state speaks of that set's nodes by number. A set that nobody stands on
 * any more is freed.
 *
 * The shelf has SHELF_SETS_MAX places: so many reloads are taken while old dialogues go on, the
 * next is refused. So a set is never gone before its dialogues are.
 */
#pragma once
#include "gateway/dialogue/dialogues.h"
#include "gateway/effect/effects.h"

#define SHELF_SETS_MAX DIALOGUE_SETS_MAX

/* Read and checked; constant from then on. */
struct service_set {
	struct menu_set *menus;
	struct offices *offices;
	int64_t read_s; /* UTC */
};

struct shelf;

struct shelf *shelf_new(void *ctx);
/* Whether another set could be put on it. */
bool shelf_room(const struct shelf *shelf);
/* Takes the set's menus and offices (talloc), on failure too, and makes it the one that new
 * dialogues stand on. ERR_LIMIT. Only in release. */
int shelf_put(struct shelf *shelf, const struct service_set *set) MUST_CHECK;
uint8_t shelf_current(const struct shelf *shelf);
/* How many sets there are, the current one included. */
unsigned shelf_sets(const struct shelf *shelf);
/* Borrowed until shelf_sweep(); the place must hold one. */
const struct service_set *shelf_get(const struct shelf *shelf, uint8_t place);
/* The world with the menus and offices of that place. */
struct effect_world shelf_world(
	const struct shelf *shelf, const struct effect_world *world, uint8_t place);
/* Frees the sets on which nobody stands: `users` as dialogues_sets(). Only at the end of a turn,
 * when no step is between its decide and its release. */
void shelf_sweep(struct shelf *shelf, const unsigned *users);
