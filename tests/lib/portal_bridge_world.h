/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A bridge at work: its world, dossiers to carry, and what it told whoever plans the SMS.
 */
#pragma once
#include "gateway/portal/portal.h"
#include "tests/lib/portal_world.h"

struct bridge_world {
	struct portal_world on;
	struct portal *portal; /* at most 3 requests under way, no catalogue */
	struct portal_events events;
	uint32_t poll_every_s; /* of the next portal that is started; 0: it is not polled */
	bool takes_no_appointments; /* the next portal */
	unsigned added, told_accepted, told_refused, told_status, told_released;
	int callback_result; /* what accepted, refused and status answer */
	struct dossier told; /* the last one */
	struct dossier_event said; /* the last event told */
};

/* A zeroed world on the heap, its `poll_every_s` and `takes_no_appointments` set as wanted. */
void bridge_world_init(struct bridge_world *world);
/* For cmocka: *state is a struct bridge_world. */
int bridge_world_setup(void **state);
int bridge_world_teardown(void **state);
/* Another portal on the same world, as after a restart. */
void bridge_world_start_portal(struct bridge_world *world);

/* Adds a dossier, wakes the bridge and settles. */
struct dossier bridge_world_add(struct bridge_world *world);
struct dossier bridge_world_stored(struct bridge_world *world, int64_t id);
/* Rows of a dossier's history. */
int bridge_world_events_of(struct bridge_world *world, int64_t id);
/* Accepts the oldest request under the number "H10-<serial>". */
void bridge_world_reply_number(struct bridge_world *world, unsigned serial);
struct portal_status bridge_world_status(const struct bridge_world *world);
