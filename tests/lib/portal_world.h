/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the bridge to the portal lives in, with a clock that tests move and a network without
 * sockets; turn, timers and store are the real ones.
 */
#pragma once
#include "gateway/base/timer.h"
#include "tests/lib/portal_network.h"
#include "tests/lib/store_fixture.h"
#include "tests/lib/vfs_fault.h"

struct portal_world {
	struct store_fixture *fixture;
	struct vfs_fault *disk; /* the store's; sound until a test makes it fail */
	struct store *store;
	struct virtual_clock *clock; /* the fixture's */
	struct turn *turn;
	struct timers *timers;
	struct portal_network *network;
};

/* Caller's memory; everything in it hangs under ctx, so free ctx after _fini. */
void portal_world_init(struct portal_world *world, void *ctx);
void portal_world_fini(struct portal_world *world);

/* Runs turns until nothing is due at this moment. */
void portal_world_settle(struct portal_world *world);
/* Moves the clock from timer to timer, settling at each. */
void portal_world_pass(struct portal_world *world, uint64_t ms);
/* Answers the oldest request and settles. */
void portal_world_reply(struct portal_world *world, unsigned status, const char *body);
/* Passes time until a request waits; fails the test after two hours. */
void portal_world_wait_for_request(struct portal_world *world);
unsigned portal_world_waiting(const struct portal_world *world);
/* Runs `work` as an input of a turn, where rows are read and written; fails the test unless it is
 * recorded. Returns what `work` returned. */
int portal_world_in_a_turn(struct portal_world *world, int (*work)(void *data), void *data);
