/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Words that go up to the portal: what is sent, in which order, and what each kind of answer does.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "db/upcall.h"
#include "tests/lib/portal_bridge_world.h"

#define HOUR_MS (3600 * 1000ull)
#define EVENTS	"http://portal.test/v1/dossiers/H10-1/events"
#define PUT	"http://portal.test/v1/dossiers/H10-1/appointment"

struct job {
	struct bridge_world *world;
	int64_t id; /* of a dossier, or of an upcall */
	enum upcall_kind kind;
	const char *body;
	struct upcall row;
};

static int work_add(void *data)
{
	struct job *job = data;

	return upcall_add(job->world->on.store, job->id, job->kind, job->body, strlen(job->body));
}

static void add(
	struct bridge_world *world, int64_t dossier_id, enum upcall_kind kind, const char *body)
{
	struct job job = { world, dossier_id, kind, body, { 0 } };

	assert_int_equal(portal_world_in_a_turn(&world->on, work_add, &job), 0);
	portal_wake(world->portal);
	portal_world_settle(&world->on);
}

static int work_read(void *data)
{
	struct job *job = data;

	return upcall_by_id(job->world->on.store, job->id, &job->row);
}

static enum upcall_state state_of(struct bridge_world *world, int64_t id)
{
	struct job job = { .world = world, .id = id };

	assert_int_equal(portal_world_in_a_turn(&world->on, work_read, &job), 0);
	return job.row.state;
}

static struct dossier in_the_portal(struct bridge_world *world)
{
	struct dossier dossier = bridge_world_add(world);

	bridge_world_reply_number(world, 1);
	return dossier;
}

static void asked(
	struct bridge_world *world, enum http_method method, const char *url, const char *body)
{
	const struct portal_network_request *request = portal_network_get(world->on.network, 0);

	assert_int_equal(portal_world_waiting(&world->on), 1);
	assert_int_equal(request->method, method);
	assert_string_equal(request->url, url);
	assert_string_equal(request->body, body);
}

static void words_go_up_in_order_each_under_its_own_key(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier = in_the_portal(world);
	char line[64];

	add(world, dossier.id, UPCALL_CLERK_EVENT, "{\"status\":5}");
	add(world, dossier.id, UPCALL_APPOINTMENT, "{\"appointment\":null}");
	asked(world, HTTP_POST, EVENTS, "{\"status\":5}");
	snprintf(line, sizeof(line), "Idempotency-Key: %s-1", dossier.receipt);
	assert_true(portal_network_has_header(portal_network_get(world->on.network, 0), line));
	portal_world_reply(&world->on, 201, "");
	asked(world, HTTP_PUT, PUT, "{\"appointment\":null}");
	portal_world_reply(&world->on, 204, "");
	assert_int_equal(portal_world_waiting(&world->on), 0);
	assert_int_equal(state_of(world, 1), UPCALL_DONE);
	assert_int_equal(state_of(world, 2), UPCALL_DONE);
	assert_int_equal(bridge_world_status(world).told, 2);
	portal_world_pass(&world->on, 2 * HOUR_MS);
	assert_int_equal(portal_world_waiting(&world->on), 0);
}

static void nothing_goes_up_before_the_dossier(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier = bridge_world_add(world);

	add(world, dossier.id, UPCALL_APPOINTMENT, "{}");
	assert_int_equal(portal_world_waiting(&world->on), 1);
	assert_int_equal(state_of(world, 1), UPCALL_HELD);
	bridge_world_reply_number(world, 1);
	asked(world, HTTP_PUT, PUT, "{}");
}

static void what_fails_is_tried_again_and_what_is_refused_is_not(void **state)
{
	static const struct {
		unsigned status;
		enum upcall_state after;
	} cases[] = { { 503, UPCALL_QUEUED }, { 401, UPCALL_QUEUED }, { 429, UPCALL_QUEUED },
		{ 404, UPCALL_REFUSED }, { 422, UPCALL_REFUSED }, { 405, UPCALL_REFUSED } };
	struct bridge_world *world = *state;
	struct dossier dossier = in_the_portal(world);

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		add(world, dossier.id, UPCALL_CLERK_EVENT, "{}");
		portal_world_wait_for_request(&world->on);
		portal_world_reply(&world->on, cases[i].status,
			"{\"errors\":[{\"field\":\"status\",\"reason\":\"too late\"}]}");
		assert_int_equal(state_of(world, i + 1), cases[i].after);
		if (cases[i].after != UPCALL_QUEUED)
			continue;
		portal_world_wait_for_request(&world->on);
		asked(world, HTTP_POST, EVENTS, "{}");
		portal_world_reply(&world->on, 200, "{}");
		assert_int_equal(state_of(world, i + 1), UPCALL_DONE);
	}
	assert_int_equal(bridge_world_status(world).told_refused, 3);

	struct job job = { .world = world, .id = 5 };

	assert_int_equal(portal_world_in_a_turn(&world->on, work_read, &job), 0);
	assert_string_equal(job.row.reason, "too late");
}

static void a_portal_that_is_away_is_left_alone_and_told_when_it_is_back(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier = in_the_portal(world);

	add(world, dossier.id, UPCALL_CLERK_EVENT, "{}");
	for (int i = 0; i < 5; i++) {
		portal_world_wait_for_request(&world->on);
		portal_world_reply(&world->on, 503, "");
	}
	assert_int_equal(bridge_world_status(world).breaker, BREAKER_OPEN);
	bridge_world_add(world);
	assert_int_equal(portal_world_waiting(&world->on), 0);
	portal_world_wait_for_request(&world->on);
	assert_int_equal(portal_world_waiting(&world->on), 1); /* one probe */
	bridge_world_reply_number(world, 2);
	assert_int_equal(bridge_world_status(world).breaker, BREAKER_CLOSED);
	asked(world, HTTP_POST, EVENTS, "{}");
	portal_world_reply(&world->on, 200, "");
	assert_int_equal(state_of(world, 1), UPCALL_DONE);
}

static void what_this_portal_cannot_take_is_skipped(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier = in_the_portal(world);

	add(world, dossier.id, UPCALL_APPOINTMENT, "{}");
	portal_world_reply(&world->on, 200, "");
	world->takes_no_appointments = true;
	bridge_world_start_portal(world);
	add(world, dossier.id, UPCALL_APPOINTMENT, "{}");
	add(world, dossier.id, UPCALL_CLERK_EVENT, "{}");
	portal_world_settle(&world->on);
	asked(world, HTTP_POST, EVENTS, "{}");
	assert_int_equal(state_of(world, 1), UPCALL_DONE);
	assert_int_equal(state_of(world, 2), UPCALL_SKIPPED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bridge_world_setup, bridge_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(words_go_up_in_order_each_under_its_own_key),
		TEST(nothing_goes_up_before_the_dossier),
		TEST(what_fails_is_tried_again_and_what_is_refused_is_not),
		TEST(a_portal_that_is_away_is_left_alone_and_told_when_it_is_back),
		TEST(what_this_portal_cannot_take_is_skipped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
