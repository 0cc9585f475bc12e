/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A few places, each empty or with one set. */
#include "gateway/dialogue/shelf.h"
#include <osmocom/core/utils.h>
#include <talloc.h>

struct shelf {
	struct service_set sets[SHELF_SETS_MAX]; /* menus NULL: empty */
	uint8_t current;
};

struct shelf *shelf_new(void *ctx)
{
	return talloc_zero(ctx, struct shelf);
}

/* SHELF_SETS_MAX if none is empty. */
static uint8_t empty_place(const struct shelf *shelf)
{
	uint8_t i = 0;

	while (i < SHELF_SETS_MAX && shelf->sets[i].menus)
		i++;
	return i;
}

bool shelf_room(const struct shelf *shelf)
{
	return empty_place(shelf) < SHELF_SETS_MAX;
}

static void set_free(struct service_set *set)
{
	talloc_free(set->menus);
	talloc_free(set->offices);
	*set = (struct service_set) { 0 };
}

int shelf_put(struct shelf *shelf, const struct service_set *set)
{
	uint8_t place = empty_place(shelf);
	struct service_set taken = *set;

	if (place == SHELF_SETS_MAX) {
		set_free(&taken);
		return ERR_LIMIT;
	}
	talloc_steal(shelf, taken.menus);
	talloc_steal(shelf, taken.offices);
	shelf->sets[place] = taken;
	shelf->current = place;
	return OK;
}

uint8_t shelf_current(const struct shelf *shelf)
{
	return shelf->current;
}

unsigned shelf_sets(const struct shelf *shelf)
{
	unsigned n = 0;

	for (unsigned i = 0; i < SHELF_SETS_MAX; i++)
		n += shelf->sets[i].menus != NULL;
	return n;
}

const struct service_set *shelf_get(const struct shelf *shelf, uint8_t place)
{
	OSMO_ASSERT(place < SHELF_SETS_MAX && shelf->sets[place].menus);
	return &shelf->sets[place];
}

struct effect_world shelf_world(
	const struct shelf *shelf, const struct effect_world *world, uint8_t place)
{
	const struct service_set *set = shelf_get(shelf, place);
	struct effect_world own = *world;

	own.menus = set->menus;
	own.offices = set->offices;
	return own;
}

void shelf_sweep(struct shelf *shelf, const unsigned *users)
{
	for (uint8_t i = 0; i < SHELF_SETS_MAX; i++)
		if (shelf->sets[i].menus && i != shelf->current && !users[i])
			set_free(&shelf->sets[i]);
}
