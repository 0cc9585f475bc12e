/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One dossier's way: what goes out for it, what each kind of answer does to its row, and that
 * whatever is lost on the way leads to another try and never to a second dossier.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <talloc.h>
#include "tests/lib/portal_bridge_world.h"

#define SECOND_MS 1000ull
#define HOUR_MS	  (3600 * SECOND_MS)
#define BODY	  "{\"answers\":{}}" /* of the fixture's dossiers */
#define ACCEPTED \
	"{\"dossier_number\":\"H10.25-261122-0001\",\"status\":1," \
	"\"due\":\"2026-11-25T17:00:00+07:00\"}"
#define REFUSED "{\"errors\":[{\"field\":\"name\",\"reason\":\"too short\"}]}"

static void a_new_dossier_goes_out_once_under_its_receipt(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier = bridge_world_add(world);
	const struct portal_network_request *request = portal_network_get(world->on.network, 0);
	char line[64];

	assert_int_equal(portal_world_waiting(&world->on), 1);
	assert_int_equal(request->method, HTTP_POST);
	assert_string_equal(request->url, "http://portal.test/v1/dossiers");
	assert_string_equal(request->body, BODY);
	snprintf(line, sizeof(line), "Idempotency-Key: %s", dossier.receipt);
	assert_true(portal_network_has_header(request, line));
	assert_true(portal_network_has_header(request, "Authorization: Bearer secret"));
	portal_wake(world->portal);
	portal_world_settle(&world->on);
	assert_int_equal(portal_world_waiting(&world->on), 1);
	assert_int_equal(bridge_world_status(world).in_flight, 1);
}

static void the_portals_number_reaches_the_row_and_is_told_once(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier = bridge_world_add(world);

	portal_world_reply(&world->on, 201, ACCEPTED);
	dossier = bridge_world_stored(world, dossier.id);
	assert_int_equal(dossier.state, DOSSIER_ACCEPTED);
	assert_string_equal(dossier.dossier_number, "H10.25-261122-0001");
	assert_int_equal(dossier.status, 1);
	assert_int_equal(dossier.due_s, 1795600800);
	assert_int_equal(world->told_accepted, 1);
	assert_int_equal(world->told_released, 1);
	assert_string_equal(world->told.dossier_number, "H10.25-261122-0001");
	assert_int_equal(bridge_world_events_of(world, dossier.id), 1);
	portal_world_pass(&world->on, 24 * HOUR_MS);
	assert_int_equal(portal_world_waiting(&world->on), 0);
	assert_int_equal(bridge_world_status(world).accepted, 1);
	assert_int_equal(bridge_world_status(world).in_flight, 0);
}

static void a_lost_answer_is_asked_for_again_under_the_same_key(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier = bridge_world_add(world);
	char line[64];

	snprintf(line, sizeof(line), "Idempotency-Key: %s", dossier.receipt);
	portal_network_answer(world->on.network,
		&(struct http_result) { .transport = VERDICT_UNKNOWN, .reason = "timeout" });
	portal_world_settle(&world->on);
	assert_int_equal(bridge_world_status(world).unknown, 1);
	assert_string_equal(bridge_world_status(world).last_error, "timeout");
	assert_int_equal(portal_world_waiting(&world->on), 0);
	portal_world_pass(&world->on, 8 * SECOND_MS);
	assert_int_equal(portal_world_waiting(&world->on), 1);
	assert_true(portal_network_has_header(portal_network_get(world->on.network, 0), line));
	portal_world_reply(&world->on, 200, ACCEPTED);
	assert_int_equal(bridge_world_stored(world, dossier.id).state, DOSSIER_ACCEPTED);
	assert_int_equal(world->told_accepted, 1);
}

static void a_second_answer_for_one_dossier_changes_nothing(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier = bridge_world_add(world);

	/* A second life of the process sends while the first one's answer is still under way. */
	world->on.timers = timers_new(world, &world->on.clock->clock, world->on.turn);
	bridge_world_start_portal(world);
	portal_world_pass(&world->on, 61 * SECOND_MS);
	assert_int_equal(portal_world_waiting(&world->on), 2);
	portal_world_reply(&world->on, 201, ACCEPTED);
	portal_world_reply(&world->on, 200, "{\"dossier_number\":\"OTHER\",\"status\":2}");
	dossier = bridge_world_stored(world, dossier.id);
	assert_string_equal(dossier.dossier_number, "H10.25-261122-0001");
	assert_int_equal(dossier.status, 1);
	assert_int_equal(world->told_accepted, 1);
	assert_int_equal(bridge_world_events_of(world, dossier.id), 1);
}

static void a_refusal_is_final_and_keeps_its_reason(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier = bridge_world_add(world);

	portal_world_reply(&world->on, 422, REFUSED);
	dossier = bridge_world_stored(world, dossier.id);
	assert_int_equal(dossier.state, DOSSIER_REFUSED);
	assert_string_equal(dossier.reason, "too short");
	assert_int_equal(world->told_refused, 1);
	assert_int_equal(world->told_accepted, 0);
	assert_int_equal(bridge_world_events_of(world, dossier.id), 1);
	portal_world_pass(&world->on, 24 * HOUR_MS);
	assert_int_equal(portal_world_waiting(&world->on), 0);
	assert_int_equal(bridge_world_status(world).breaker, BREAKER_CLOSED);
}

static void a_portal_that_does_not_know_us_refuses_nobody(void **state)
{
	static const unsigned statuses[] = { 401, 403, 400, 404, 302 };
	struct bridge_world *world = *state;
	struct dossier dossier = bridge_world_add(world);

	for (unsigned i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		portal_world_reply(&world->on, statuses[i], REFUSED);
		portal_world_wait_for_request(&world->on);
		assert_int_equal(bridge_world_stored(world, dossier.id).state, DOSSIER_QUEUED);
	}
	portal_world_reply(&world->on, 201, ACCEPTED);
	assert_int_equal(bridge_world_stored(world, dossier.id).state, DOSSIER_ACCEPTED);
}

static void an_answer_that_cannot_be_read_is_asked_for_again(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier = bridge_world_add(world);

	portal_world_reply(&world->on, 201, "<html>welcome</html>");
	assert_int_equal(bridge_world_stored(world, dossier.id).state, DOSSIER_QUEUED);
	assert_int_equal(bridge_world_status(world).unknown, 1);
	portal_world_pass(&world->on, 8 * SECOND_MS);
	assert_int_equal(portal_world_waiting(&world->on), 1);
}

static void a_number_of_another_dossier_is_not_believed(void **state)
{
	struct bridge_world *world = *state;
	struct dossier first = bridge_world_add(world), second;

	portal_world_reply(&world->on, 201, ACCEPTED);
	second = bridge_world_add(world);
	portal_world_reply(&world->on, 201, ACCEPTED);
	assert_int_equal(bridge_world_stored(world, first.id).state, DOSSIER_ACCEPTED);
	assert_int_equal(bridge_world_stored(world, second.id).state, DOSSIER_QUEUED);
	portal_world_pass(&world->on, 8 * SECOND_MS);
	bridge_world_reply_number(world, 2);
	assert_string_equal(bridge_world_stored(world, second.id).dossier_number, "H10-2");
}

static void no_more_than_so_many_are_under_way_and_the_oldest_go_first(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossiers[5];

	for (unsigned i = 0; i < 5; i++) {
		dossiers[i] = bridge_world_add(world);
		portal_world_pass(&world->on, SECOND_MS);
	}
	assert_int_equal(portal_world_waiting(&world->on), 3);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(portal_network_get(world->on.network, i)->id, dossiers[i].id);
	bridge_world_reply_number(world, 1);
	assert_int_equal(portal_world_waiting(&world->on), 3);
	assert_int_equal(portal_network_get(world->on.network, 2)->id, dossiers[3].id);
}

static void a_request_that_outlives_its_lease_gets_no_twin(void **state)
{
	struct bridge_world *world = *state;

	bridge_world_add(world);
	portal_world_pass(&world->on, 300 * SECOND_MS);
	assert_int_equal(portal_world_waiting(&world->on), 1);
}

static void a_crash_with_requests_under_way_leads_to_another_try_after_the_lease(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier = bridge_world_add(world);

	portal_network_forget(world->on.network);
	talloc_free(world->portal);
	world->on.timers = timers_new(world, &world->on.clock->clock, world->on.turn);
	bridge_world_start_portal(world);
	portal_world_settle(&world->on);
	assert_int_equal(portal_world_waiting(&world->on), 0);
	portal_world_pass(&world->on, 61 * SECOND_MS);
	assert_int_equal(portal_world_waiting(&world->on), 1);
	portal_world_reply(&world->on, 200, ACCEPTED);
	assert_int_equal(bridge_world_stored(world, dossier.id).state, DOSSIER_ACCEPTED);
}

static void if_the_sms_cannot_be_planned_the_row_waits_too(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier = bridge_world_add(world);

	world->callback_result = ERR_FULL;
	portal_world_reply(&world->on, 201, ACCEPTED);
	assert_int_equal(bridge_world_stored(world, dossier.id).state, DOSSIER_QUEUED);
	assert_int_equal(bridge_world_events_of(world, dossier.id), 0);
	assert_int_equal(world->told_released, 0);
	world->callback_result = 0;
	portal_world_pass(&world->on, 61 * SECOND_MS);
	assert_int_equal(portal_world_waiting(&world->on), 1);
	portal_world_reply(&world->on, 200, ACCEPTED);
	assert_int_equal(bridge_world_stored(world, dossier.id).state, DOSSIER_ACCEPTED);
	assert_int_equal(world->told_released, 1);
}

static void an_answer_that_a_full_disk_lost_is_asked_for_again(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier = bridge_world_add(world);

	vfs_fault_fail(world->on.disk, VFS_FAULT_FULL, 1, 0);
	portal_world_reply(&world->on, 201, ACCEPTED);
	vfs_fault_heal(world->on.disk);
	assert_int_equal(bridge_world_stored(world, dossier.id).state, DOSSIER_QUEUED);
	assert_int_equal(bridge_world_status(world).accepted, 0);
	assert_int_equal(world->told_released, 0);
	portal_world_pass(&world->on, 61 * SECOND_MS);
	assert_int_equal(portal_world_waiting(&world->on), 1);
	portal_world_reply(&world->on, 200, ACCEPTED);
	assert_int_equal(bridge_world_stored(world, dossier.id).state, DOSSIER_ACCEPTED);
	assert_int_equal(bridge_world_events_of(world, dossier.id), 1);
	assert_int_equal(world->told_released, 1);
}

static void nothing_leaves_that_a_full_disk_does_not_know_of(void **state)
{
	struct bridge_world *world = *state;

	bridge_world_add(world);
	portal_network_forget(world->on.network);
	world->on.timers = timers_new(world, &world->on.clock->clock, world->on.turn);
	bridge_world_start_portal(world);
	virtual_clock_advance_ms(world->on.clock, 61 * SECOND_MS);
	vfs_fault_fail(world->on.disk, VFS_FAULT_FULL, 1, 0);
	portal_world_pass(&world->on, 30 * SECOND_MS);
	assert_int_equal(portal_world_waiting(&world->on), 0);
	vfs_fault_heal(world->on.disk);
	portal_world_pass(&world->on, 5 * SECOND_MS);
	assert_int_equal(portal_world_waiting(&world->on), 1);
}

static void a_network_without_room_is_asked_again(void **state)
{
	struct bridge_world *world = *state;

	portal_network_set_room(world->on.network, 0);
	bridge_world_add(world);
	assert_int_equal(portal_world_waiting(&world->on), 0);
	portal_network_set_room(world->on.network, 1);
	portal_world_pass(&world->on, 2 * SECOND_MS);
	assert_int_equal(portal_world_waiting(&world->on), 1);
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
	struct bridge_world *world = *state;

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_null(portal_new(world, world->on.store, &world->on.clock->clock,
			world->on.turn, world->on.timers, portal_network_out(world->on.network),
			&cases[i], &world->events));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bridge_world_setup, bridge_world_teardown)

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
		TEST(no_more_than_so_many_are_under_way_and_the_oldest_go_first),
		TEST(a_request_that_outlives_its_lease_gets_no_twin),
		TEST(a_crash_with_requests_under_way_leads_to_another_try_after_the_lease),
		TEST(if_the_sms_cannot_be_planned_the_row_waits_too),
		TEST(an_answer_that_a_full_disk_lost_is_asked_for_again),
		TEST(nothing_leaves_that_a_full_disk_does_not_know_of),
		TEST(a_network_without_room_is_asked_again),
		TEST(a_config_that_cannot_work_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
