/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The bridge with whoever listens to it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <talloc.h>
#include "tests/lib/portal_bridge_world.h"

static int on_accepted(void *data, const struct dossier *dossier)
{
	struct bridge_world *world = data;

	world->told_accepted++;
	world->told = *dossier;
	return world->callback_result;
}

static int on_refused(void *data, const struct dossier *dossier)
{
	struct bridge_world *world = data;

	world->told_refused++;
	world->told = *dossier;
	return world->callback_result;
}

static int on_status(void *data, const struct dossier *dossier, const struct dossier_event *said)
{
	struct bridge_world *world = data;

	world->told_status++;
	world->told = *dossier;
	world->said = *said;
	return world->callback_result;
}

static void on_released(void *data)
{
	struct bridge_world *world = data;

	world->told_released++;
}

void bridge_world_start_portal(struct bridge_world *world)
{
	const struct portal_config config = { .base_url = "http://portal.test",
		.token = "secret",
		.in_flight_max = 3,
		.poll_every_s = world->poll_every_s,
		.webhook_secret = "a secret of the portal",
		.takes_clerk_events = true,
		.takes_appointments = !world->takes_no_appointments };

	world->portal = portal_new(world, world->on.store, &world->on.clock->clock, world->on.turn,
		world->on.timers, portal_network_out(world->on.network), &config, &world->events);
	assert_non_null(world->portal);
}

void bridge_world_init(struct bridge_world *world)
{
	portal_world_init(&world->on, world);
	world->events = (struct portal_events) { .accepted = on_accepted,
		.refused = on_refused,
		.status = on_status,
		.released = on_released,
		.data = world };
	bridge_world_start_portal(world);
}

int bridge_world_setup(void **state)
{
	struct bridge_world *world = talloc_zero(NULL, struct bridge_world);

	bridge_world_init(world);
	*state = world;
	return 0;
}

int bridge_world_teardown(void **state)
{
	struct bridge_world *world = *state;

	portal_world_fini(&world->on);
	talloc_free(world);
	return 0;
}

struct row_job {
	struct bridge_world *world;
	struct dossier dossier;
};

static int work_add(void *data)
{
	struct row_job *job = data;

	job->dossier = store_fixture_dossier(job->world->on.fixture, ++job->world->added);
	return 0;
}

struct dossier bridge_world_add(struct bridge_world *world)
{
	struct row_job job = { .world = world };

	portal_world_in_a_turn(&world->on, work_add, &job);
	portal_wake(world->portal);
	portal_world_settle(&world->on);
	return job.dossier;
}

static int work_read(void *data)
{
	struct row_job *job = data;

	return dossier_by_id(job->world->on.store, job->dossier.id, &job->dossier);
}

struct dossier bridge_world_stored(struct bridge_world *world, int64_t id)
{
	struct row_job job = { world, { .id = id } };

	assert_int_equal(portal_world_in_a_turn(&world->on, work_read, &job), 0);
	return job.dossier;
}

static int work_count_events(void *data)
{
	struct row_job *job = data;
	struct dossier_event events[8];

	return dossier_event_list(job->world->on.store, job->dossier.id, events, 8);
}

int bridge_world_events_of(struct bridge_world *world, int64_t id)
{
	struct row_job job = { world, { .id = id } };

	return portal_world_in_a_turn(&world->on, work_count_events, &job);
}

void bridge_world_reply_number(struct bridge_world *world, unsigned serial)
{
	char body[128];

	snprintf(body, sizeof(body), "{\"dossier_number\":\"H10-%u\",\"status\":1}", serial);
	portal_world_reply(&world->on, 201, body);
}

struct portal_status bridge_world_status(const struct bridge_world *world)
{
	struct portal_status out;

	portal_status(world->portal, &out);
	return out;
}
