/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The bridge on the real turn, timers and store, with a virtual clock and a network without
 * sockets: days of a portal's moods in milliseconds.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "gateway/portal/portal.h"
#include "tests/lib/portal_world.h"

#define SECOND_MS 1000ull
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS	  (60 * MINUTE_MS)
#define BODY	  "{\"answers\":{}}" /* of the fixture's dossiers */
#define ACCEPTED \
	"{\"dossier_number\":\"H10.25-261122-0001\",\"status\":1," \
	"\"due\":\"2026-11-25T17:00:00+07:00\"}"
#define REFUSED "{\"errors\":[{\"field\":\"name\",\"reason\":\"too short\"}]}"

struct world {
	struct portal_world on;
	struct portal *portal;
	struct portal_events events;
	unsigned added, told_accepted, told_refused, told_released;
	int callback_result;
	struct dossier told;
};

static int on_accepted(void *data, const struct dossier *dossier)
{
	struct world *world = data;

	world->told_accepted++;
	world->told = *dossier;
	return world->callback_result;
}

static int on_refused(void *data, const struct dossier *dossier)
{
	struct world *world = data;

	world->told_refused++;
	world->told = *dossier;
	return world->callback_result;
}

static void on_released(void *data)
{
	struct world *world = data;

	world->told_released++;
}

static void start_portal(struct world *world)
{
	const struct portal_config config = {
		.base_url = "http://portal.test", .token = "secret", .in_flight_max = 3
	};

	world->portal = portal_new(world, world->on.store, &world->on.clock->clock, world->on.turn,
		world->on.timers, portal_network_out(world->on.network), &config, &world->events);
	assert_non_null(world->portal);
}

static int set_up(void **state)
{
	struct world *world = talloc_zero(NULL, struct world);

	portal_world_init(&world->on, world);
	world->events = (struct portal_events) { on_accepted, on_refused, on_released, world };
	start_portal(world);
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;

	portal_world_fini(&world->on);
	talloc_free(world);
	return 0;
}

struct row_job {
	struct world *world;
	struct dossier dossier;
};

static int work_add(void *data)
{
	struct row_job *job = data;

	job->dossier = store_fixture_dossier(job->world->on.fixture, ++job->world->added);
	return 0;
}

static struct dossier add(struct world *world)
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

static struct dossier stored(struct world *world, int64_t id)
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

static int events_of(struct world *world, int64_t id)
{
	struct row_job job = { world, { .id = id } };

	return portal_world_in_a_turn(&world->on, work_count_events, &job);
}

static void settle(struct world *world)
{
	portal_world_settle(&world->on);
}

static void pass(struct world *world, uint64_t ms)
{
	portal_world_pass(&world->on, ms);
}

static void wait_for_request(struct world *world)
{
	portal_world_wait_for_request(&world->on);
}

static void reply(struct world *world, unsigned status, const char *body)
{
	portal_world_reply(&world->on, status, body);
}

static void reply_number(struct world *world, unsigned serial)
{
	char body[128];

	snprintf(body, sizeof(body), "{\"dossier_number\":\"H10-%u\",\"status\":1}", serial);
	reply(world, 201, body);
}

static struct portal_status status(const struct world *world)
{
	struct portal_status out;

	portal_status(world->portal, &out);
	return out;
}

static unsigned waiting(const struct world *world)
{
	return portal_world_waiting(&world->on);
}

/* --- tests --------------------------------------------------------------------------------- */

static void a_new_dossier_goes_out_once_under_its_receipt(void **state)
{
	struct world *world = *state;
	struct dossier dossier = add(world);
	const struct portal_network_request *request = portal_network_get(world->on.network, 0);
	char line[64];

	assert_int_equal(waiting(world), 1);
	assert_int_equal(request->method, HTTP_POST);
	assert_string_equal(request->url, "http://portal.test/v1/dossiers");
	assert_string_equal(request->body, BODY);
	snprintf(line, sizeof(line), "Idempotency-Key: %s", dossier.receipt);
	assert_true(portal_network_has_header(request, line));
	assert_true(portal_network_has_header(request, "Authorization: Bearer secret"));
	portal_wake(world->portal);
	settle(world);
	assert_int_equal(waiting(world), 1);
	assert_int_equal(status(world).in_flight, 1);
}

static void the_portals_number_reaches_the_row_and_is_told_once(void **state)
{
	struct world *world = *state;
	struct dossier dossier = add(world);

	reply(world, 201, ACCEPTED);
	dossier = stored(world, dossier.id);
	assert_int_equal(dossier.state, DOSSIER_ACCEPTED);
	assert_string_equal(dossier.dossier_number, "H10.25-261122-0001");
	assert_int_equal(dossier.status, 1);
	assert_int_equal(dossier.due_s, 1795600800);
	assert_int_equal(world->told_accepted, 1);
	assert_int_equal(world->told_released, 1);
	assert_string_equal(world->told.dossier_number, "H10.25-261122-0001");
	assert_int_equal(events_of(world, dossier.id), 1);
	pass(world, 24 * HOUR_MS);
	assert_int_equal(waiting(world), 0);
	assert_int_equal(status(world).accepted, 1);
	assert_int_equal(status(world).in_flight, 0);
}

static void a_lost_answer_is_asked_for_again_under_the_same_key(void **state)
{
	struct world *world = *state;
	struct dossier dossier = add(world);
	char line[64];

	snprintf(line, sizeof(line), "Idempotency-Key: %s", dossier.receipt);
	portal_network_answer(world->on.network,
		&(struct http_result) { .transport = VERDICT_UNKNOWN, .reason = "timeout" });
	settle(world);
	assert_int_equal(status(world).unknown, 1);
	assert_string_equal(status(world).last_error, "timeout");
	assert_int_equal(waiting(world), 0);
	pass(world, 8 * SECOND_MS);
	assert_int_equal(waiting(world), 1);
	assert_true(portal_network_has_header(portal_network_get(world->on.network, 0), line));
	reply(world, 200, ACCEPTED);
	assert_int_equal(stored(world, dossier.id).state, DOSSIER_ACCEPTED);
	assert_int_equal(world->told_accepted, 1);
}

static void a_second_answer_for_one_dossier_changes_nothing(void **state)
{
	struct world *world = *state;
	struct dossier dossier = add(world);

	/* A second life of the process sends while the first one's answer is still under way. */
	world->on.timers = timers_new(world, &world->on.clock->clock, world->on.turn);
	start_portal(world);
	pass(world, 61 * SECOND_MS);
	assert_int_equal(waiting(world), 2);
	reply(world, 201, ACCEPTED);
	reply(world, 200, "{\"dossier_number\":\"OTHER\",\"status\":2}");
	dossier = stored(world, dossier.id);
	assert_string_equal(dossier.dossier_number, "H10.25-261122-0001");
	assert_int_equal(dossier.status, 1);
	assert_int_equal(world->told_accepted, 1);
	assert_int_equal(events_of(world, dossier.id), 1);
}

static void a_refusal_is_final_and_keeps_its_reason(void **state)
{
	struct world *world = *state;
	struct dossier dossier = add(world);

	reply(world, 422, REFUSED);
	dossier = stored(world, dossier.id);
	assert_int_equal(dossier.state, DOSSIER_REFUSED);
	assert_string_equal(dossier.reason, "too short");
	assert_int_equal(world->told_refused, 1);
	assert_int_equal(world->told_accepted, 0);
	assert_int_equal(events_of(world, dossier.id), 1);
	pass(world, 24 * HOUR_MS);
	assert_int_equal(waiting(world), 0);
	assert_int_equal(status(world).breaker, BREAKER_CLOSED);
}

static void a_portal_that_does_not_know_us_refuses_nobody(void **state)
{
	static const unsigned statuses[] = { 401, 403, 400, 404, 302 };
	struct world *world = *state;
	struct dossier dossier = add(world);

	for (unsigned i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		reply(world, statuses[i], REFUSED);
		wait_for_request(world);
		assert_int_equal(stored(world, dossier.id).state, DOSSIER_QUEUED);
	}
	reply(world, 201, ACCEPTED);
	assert_int_equal(stored(world, dossier.id).state, DOSSIER_ACCEPTED);
}

static void an_answer_that_cannot_be_read_is_asked_for_again(void **state)
{
	struct world *world = *state;
	struct dossier dossier = add(world);

	reply(world, 201, "<html>welcome</html>");
	assert_int_equal(stored(world, dossier.id).state, DOSSIER_QUEUED);
	assert_int_equal(status(world).unknown, 1);
	pass(world, 8 * SECOND_MS);
	assert_int_equal(waiting(world), 1);
}

static void a_number_of_another_dossier_is_not_believed(void **state)
{
	struct world *world = *state;
	struct dossier first = add(world), second;

	reply(world, 201, ACCEPTED);
	second = add(world);
	reply(world, 201, ACCEPTED);
	assert_int_equal(stored(world, first.id).state, DOSSIER_ACCEPTED);
	assert_int_equal(stored(world, second.id).state, DOSSIER_QUEUED);
	pass(world, 8 * SECOND_MS);
	reply_number(world, 2);
	assert_string_equal(stored(world, second.id).dossier_number, "H10-2");
}

static void tries_go_on_for_weeks(void **state)
{
	struct world *world = *state;
	struct dossier dossier = add(world);
	int64_t end_s = STORE_FIXTURE_UTC_S + 14 * 24 * 3600;
	unsigned tries = 0, on_the_last_day = 0;

	while (clock_utc_s(&world->on.clock->clock) < end_s) {
		wait_for_request(world);
		reply(world, 503, "");
		tries++;
		on_the_last_day += clock_utc_s(&world->on.clock->clock) > end_s - 24 * 3600;
	}
	assert_int_equal(stored(world, dossier.id).state, DOSSIER_QUEUED);
	assert_in_range(on_the_last_day, 18, 400);
	assert_in_range(tries, 14 * 18, 14 * 400);
	wait_for_request(world);
	reply(world, 201, ACCEPTED);
	assert_int_equal(stored(world, dossier.id).state, DOSSIER_ACCEPTED);
}

static void while_the_portal_is_away_one_dossier_asks_and_all_follow_its_return(void **state)
{
	struct world *world = *state;
	struct dossier dossiers[6];
	unsigned asked = 0;

	for (unsigned i = 0; i < 6; i++)
		dossiers[i] = add(world);
	assert_int_equal(waiting(world), 3);
	for (unsigned i = 0; i < 5; i++)
		reply(world, 500, "");
	assert_int_equal(status(world).breaker, BREAKER_OPEN);
	while (waiting(world) > 0)
		reply(world, 500, "");
	for (unsigned minute = 0; minute < 120; minute++) {
		pass(world, MINUTE_MS);
		assert_true(waiting(world) <= 1);
		if (waiting(world) == 1) {
			asked++;
			reply(world, 500, "");
		}
	}
	assert_in_range(asked, 18, 40);
	while (waiting(world) == 0)
		pass(world, SECOND_MS);
	for (unsigned serial = 1; waiting(world) > 0; serial++)
		reply_number(world, serial);
	assert_int_equal(status(world).breaker, BREAKER_CLOSED);
	assert_int_equal(world->told_accepted, 6);
	for (unsigned i = 0; i < 6; i++)
		assert_int_equal(stored(world, dossiers[i].id).state, DOSSIER_ACCEPTED);
}

static void one_sick_dossier_does_not_keep_the_others_back(void **state)
{
	struct world *world = *state;
	struct dossier sick = add(world);
	unsigned serial = 1;

	for (unsigned i = 0; i < 5; i++) {
		wait_for_request(world);
		reply(world, 500, "");
	}
	assert_int_equal(status(world).breaker, BREAKER_OPEN);
	for (unsigned i = 0; i < 4; i++)
		add(world);
	for (unsigned second = 0; second < 30 * 60 && world->told_accepted < 4; second++) {
		while (waiting(world) > 0) {
			uint64_t id = portal_network_get(world->on.network, 0)->id;

			if (id == (uint64_t)sick.id)
				reply(world, 500, "");
			else
				reply_number(world, serial++);
		}
		pass(world, SECOND_MS);
	}
	assert_int_equal(world->told_accepted, 4);
	assert_int_equal(stored(world, sick.id).state, DOSSIER_QUEUED);
}

static void a_portal_that_asks_for_quiet_gets_it(void **state)
{
	struct world *world = *state;

	add(world);
	portal_network_answer(world->on.network,
		&(struct http_result) {
			.transport = VERDICT_OK, .status = 429, .retry_after_s = 600 });
	settle(world);
	add(world);
	pass(world, 599 * SECOND_MS);
	assert_int_equal(waiting(world), 0);
	pass(world, 2 * SECOND_MS);
	assert_int_equal(waiting(world), 1);
}

static void slow_answers_count_but_their_dossiers_are_in(void **state)
{
	struct world *world = *state;
	char body[128];

	for (unsigned i = 1; i <= 5; i++) {
		add(world);
		snprintf(body, sizeof(body), "{\"dossier_number\":\"S-%u\",\"status\":1}", i);
		portal_network_answer(world->on.network,
			&(struct http_result) { .transport = VERDICT_OK,
				.status = 201,
				.body = body,
				.len = strlen(body),
				.retry_after_s = -1,
				.took_ms = 12000 });
		settle(world);
	}
	assert_int_equal(world->told_accepted, 5);
	assert_int_equal(status(world).breaker, BREAKER_OPEN);
}

static void no_more_than_so_many_are_under_way_and_the_oldest_go_first(void **state)
{
	struct world *world = *state;
	struct dossier dossiers[5];

	for (unsigned i = 0; i < 5; i++) {
		dossiers[i] = add(world);
		pass(world, SECOND_MS);
	}
	assert_int_equal(waiting(world), 3);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(portal_network_get(world->on.network, i)->id, dossiers[i].id);
	reply_number(world, 1);
	assert_int_equal(waiting(world), 3);
	assert_int_equal(portal_network_get(world->on.network, 2)->id, dossiers[3].id);
}

static void a_crash_with_requests_under_way_leads_to_another_try_after_the_lease(void **state)
{
	struct world *world = *state;
	struct dossier dossier = add(world);

	portal_network_forget(world->on.network);
	talloc_free(world->portal);
	world->on.timers = timers_new(world, &world->on.clock->clock, world->on.turn);
	start_portal(world);
	settle(world);
	assert_int_equal(waiting(world), 0);
	pass(world, 61 * SECOND_MS);
	assert_int_equal(waiting(world), 1);
	reply(world, 200, ACCEPTED);
	assert_int_equal(stored(world, dossier.id).state, DOSSIER_ACCEPTED);
}

static void if_the_sms_cannot_be_planned_the_row_waits_too(void **state)
{
	struct world *world = *state;
	struct dossier dossier = add(world);

	world->callback_result = ERR_FULL;
	reply(world, 201, ACCEPTED);
	assert_int_equal(stored(world, dossier.id).state, DOSSIER_QUEUED);
	assert_int_equal(events_of(world, dossier.id), 0);
	assert_int_equal(world->told_released, 0);
	world->callback_result = 0;
	pass(world, 61 * SECOND_MS);
	assert_int_equal(waiting(world), 1);
	reply(world, 200, ACCEPTED);
	assert_int_equal(stored(world, dossier.id).state, DOSSIER_ACCEPTED);
	assert_int_equal(world->told_released, 1);
}

static void a_network_without_room_is_asked_again(void **state)
{
	struct world *world = *state;

	portal_network_set_room(world->on.network, 0);
	add(world);
	assert_int_equal(waiting(world), 0);
	portal_network_set_room(world->on.network, 1);
	pass(world, 2 * SECOND_MS);
	assert_int_equal(waiting(world), 1);
}

static void a_config_that_cannot_work_is_refused(void **state)
{
	static const char *const bad_codes[] = { "../x", NULL };
	static const struct portal_config cases[] = {
		{ .base_url = "portal.test", .token = "" },
		{ .base_url = "http://portal.test", .token = "a b" },
		{ .base_url = "http://portal.test", .in_flight_max = 65 },
		{ .base_url = "http://portal.test", .lease_s = 15, .timeout_ms = 15000 },
		{ .base_url = "http://portal.test", .codes = bad_codes },
	};
	struct world *world = *state;

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_null(portal_new(world, world->on.store, &world->on.clock->clock,
			world->on.turn, world->on.timers, portal_network_out(world->on.network),
			&cases[i], &world->events));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_new_dossier_goes_out_once_under_its_receipt),
		TEST(the_portals_number_reaches_the_row_and_is_told_once),
		TEST(a_lost_answer_is_asked_for_again_under_the_same_key),
		TEST(a_second_answer_for_one_dossier_changes_nothing),
		TEST(a_refusal_is_final_and_keeps_its_reason),
		TEST(a_portal_that_does_not_know_us_refuses_nobody),
		TEST(an_answer_that_cannot_be_read_is_asked_for_again),
		TEST(a_number_of_another_dossier_is_not_believed),
		TEST(tries_go_on_for_weeks),
		TEST(while_the_portal_is_away_one_dossier_asks_and_all_follow_its_return),
		TEST(one_sick_dossier_does_not_keep_the_others_back),
		TEST(a_portal_that_asks_for_quiet_gets_it),
		TEST(slow_answers_count_but_their_dossiers_are_in),
		TEST(no_more_than_so_many_are_under_way_and_the_oldest_go_first),
		TEST(a_crash_with_requests_under_way_leads_to_another_try_after_the_lease),
		TEST(if_the_sms_cannot_be_planned_the_row_waits_too),
		TEST(a_network_without_room_is_asked_again),
		TEST(a_config_that_cannot_work_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
