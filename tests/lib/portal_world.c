/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The bridge's world.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "tests/lib/portal_world.h"

#define DISK	      "portal-world"
#define TURNS_MAX     100000 /* within one moment: more is a loop that never ends */
#define REQUEST_IN_MS (2ull * 3600 * 1000)

void portal_world_init(struct portal_world *world, void *ctx)
{
	const struct turn_limits limits = TURN_LIMITS_DEFAULT;

	world->fixture = store_fixture_new(ctx);
	world->disk = vfs_fault_new(ctx, DISK);
	world->fixture->vfs = DISK;
	store_fixture_open(world->fixture);
	world->store = world->fixture->store;
	world->clock = &world->fixture->clock;
	world->turn = turn_new(ctx, &world->clock->clock, store_turn(world->store), &limits);
	world->timers = timers_new(ctx, &world->clock->clock, world->turn);
	world->network = portal_network_new(ctx, world->turn);
}

void portal_world_fini(struct portal_world *world)
{
	store_fixture_free(world->fixture);
}

void portal_world_settle(struct portal_world *world)
{
	unsigned turns = 0;

	do {
		timers_run(world->timers);
		turn_run(world->turn);
		assert_true(++turns < TURNS_MAX);
	} while (turn_pending(world->turn) || timers_next_ms(world->timers) == 0);
}

void portal_world_pass(struct portal_world *world, uint64_t ms)
{
	while (ms > 0) {
		int64_t next_ms = timers_next_ms(world->timers);
		uint64_t step_ms = next_ms < 0 || (uint64_t)next_ms > ms ? ms : (uint64_t)next_ms;

		if (step_ms == 0)
			step_ms = 1;
		virtual_clock_advance_ms(world->clock, step_ms);
		ms -= step_ms;
		portal_world_settle(world);
	}
}

void portal_world_reply(struct portal_world *world, unsigned status, const char *body)
{
	portal_network_reply(world->network, status, body);
	portal_world_settle(world);
}

void portal_world_wait_for_request(struct portal_world *world)
{
	for (uint64_t waited_ms = 0; portal_world_waiting(world) == 0; waited_ms += 1000) {
		assert_true(waited_ms < REQUEST_IN_MS);
		portal_world_pass(world, 1000);
	}
}

unsigned portal_world_waiting(const struct portal_world *world)
{
	return portal_network_waiting(world->network);
}

struct job {
	struct turn_input input;
	int (*work)(void *data);
	void *data;
	int result;
	bool released;
};

static int job_decide(struct turn_input *input)
{
	struct job *job = container_of(input, struct job, input);

	job->result = job->work(job->data);
	return job->result < 0 ? job->result : 0;
}

static void job_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct job *job = container_of(input, struct job, input);

	assert_int_equal(error, 0);
	assert_int_equal(outcome, TURN_DONE);
	job->released = true;
}

static const struct turn_kind job_kind = { "test-job", job_decide, job_release };

int portal_world_in_a_turn(struct portal_world *world, int (*work)(void *data), void *data)
{
	struct job job = { .work = work, .data = data };

	turn_input_init(&job.input, &job_kind);
	assert_int_equal(turn_post(world->turn, &job.input), 0);
	turn_run(world->turn);
	assert_true(job.released);
	return job.result;
}
