/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A portal that is away, slow or asks for quiet: days of its moods in milliseconds.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include "tests/lib/portal_bridge_world.h"

#define SECOND_MS 1000ull
#define MINUTE_MS (60 * SECOND_MS)
#define DAY_S	  86400

static void tries_go_on_for_weeks(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier = bridge_world_add(world);
	int64_t end_s = STORE_FIXTURE_UTC_S + 14 * DAY_S;
	unsigned tries = 0, on_the_last_day = 0;

	while (clock_utc_s(&world->on.clock->clock) < end_s) {
		portal_world_wait_for_request(&world->on);
		portal_world_reply(&world->on, 503, "");
		tries++;
		on_the_last_day += clock_utc_s(&world->on.clock->clock) > end_s - DAY_S;
	}
	assert_int_equal(bridge_world_stored(world, dossier.id).state, DOSSIER_QUEUED);
	assert_in_range(on_the_last_day, 18, 400);
	assert_in_range(tries, 14 * 18, 14 * 400);
	portal_world_wait_for_request(&world->on);
	bridge_world_reply_number(world, 1);
	assert_int_equal(bridge_world_stored(world, dossier.id).state, DOSSIER_ACCEPTED);
}

static void while_the_portal_is_away_one_dossier_asks_and_all_follow_its_return(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossiers[6];
	unsigned asked = 0;

	for (unsigned i = 0; i < 6; i++)
		dossiers[i] = bridge_world_add(world);
	assert_int_equal(portal_world_waiting(&world->on), 3);
	for (unsigned i = 0; i < 5; i++)
		portal_world_reply(&world->on, 500, "");
	assert_int_equal(bridge_world_status(world).breaker, BREAKER_OPEN);
	while (portal_world_waiting(&world->on) > 0)
		portal_world_reply(&world->on, 500, "");
	for (unsigned minute = 0; minute < 120; minute++) {
		portal_world_pass(&world->on, MINUTE_MS);
		assert_true(portal_world_waiting(&world->on) <= 1);
		if (portal_world_waiting(&world->on) == 1) {
			asked++;
			portal_world_reply(&world->on, 500, "");
		}
	}
	assert_in_range(asked, 18, 40);
	while (portal_world_waiting(&world->on) == 0)
		portal_world_pass(&world->on, SECOND_MS);
	for (unsigned serial = 1; portal_world_waiting(&world->on) > 0; serial++)
		bridge_world_reply_number(world, serial);
	assert_int_equal(bridge_world_status(world).breaker, BREAKER_CLOSED);
	assert_int_equal(world->told_accepted, 6);
	for (unsigned i = 0; i < 6; i++)
		assert_int_equal(
			bridge_world_stored(world, dossiers[i].id).state, DOSSIER_ACCEPTED);
}

static void one_sick_dossier_does_not_keep_the_others_back(void **state)
{
	struct bridge_world *world = *state;
	struct dossier sick = bridge_world_add(world);
	unsigned serial = 1;

	for (unsigned i = 0; i < 5; i++) {
		portal_world_wait_for_request(&world->on);
		portal_world_reply(&world->on, 500, "");
	}
	assert_int_equal(bridge_world_status(world).breaker, BREAKER_OPEN);
	for (unsigned i = 0; i < 4; i++)
		bridge_world_add(world);
	for (unsigned second = 0; second < 30 * 60 && world->told_accepted < 4; second++) {
		while (portal_world_waiting(&world->on) > 0) {
			uint64_t id = portal_network_get(world->on.network, 0)->id;

			if (id == (uint64_t)sick.id)
				portal_world_reply(&world->on, 500, "");
			else
				bridge_world_reply_number(world, serial++);
		}
		portal_world_pass(&world->on, SECOND_MS);
	}
	assert_int_equal(world->told_accepted, 4);
	assert_int_equal(bridge_world_stored(world, sick.id).state, DOSSIER_QUEUED);
}

/* Two dossiers that have backed off for long, and a third that is new. */
static void wait_out_a_long_night(struct bridge_world *world)
{
	bridge_world_add(world);
	bridge_world_add(world);
	for (unsigned i = 0; i < 40; i++) {
		portal_world_wait_for_request(&world->on);
		portal_world_reply(&world->on, 500, "");
	}
	assert_int_equal(bridge_world_status(world).breaker, BREAKER_OPEN);
	bridge_world_add(world);
	assert_int_equal(portal_world_waiting(&world->on), 0);
	portal_world_wait_for_request(&world->on);
	assert_int_equal(portal_world_waiting(&world->on), 1);
}

static void when_the_portal_is_back_all_go_out_at_once(void **state)
{
	struct bridge_world *world = *state;

	wait_out_a_long_night(world);
	bridge_world_reply_number(world, 1);
	assert_int_equal(bridge_world_status(world).breaker, BREAKER_CLOSED);
	assert_int_equal(portal_world_waiting(&world->on), 2);
}

static void a_good_answer_that_the_disk_lost_does_not_close_the_breaker(void **state)
{
	struct bridge_world *world = *state;

	wait_out_a_long_night(world);
	vfs_fault_fail(world->on.disk, VFS_FAULT_FULL, 1, 0);
	bridge_world_reply_number(world, 1);
	assert_int_equal(bridge_world_status(world).breaker, BREAKER_HALF_OPEN);
	vfs_fault_heal(world->on.disk);
	portal_world_wait_for_request(&world->on);
	bridge_world_reply_number(world, 1);
	assert_int_equal(bridge_world_status(world).breaker, BREAKER_CLOSED);
	assert_int_equal(portal_world_waiting(&world->on), 2);
}

static void a_portal_that_asks_for_quiet_gets_it(void **state)
{
	struct bridge_world *world = *state;

	bridge_world_add(world);
	portal_network_answer(world->on.network,
		&(struct http_result) {
			.transport = VERDICT_OK, .status = 429, .retry_after_s = 600 });
	portal_world_settle(&world->on);
	bridge_world_add(world);
	portal_world_pass(&world->on, 599 * SECOND_MS);
	assert_int_equal(portal_world_waiting(&world->on), 0);
	portal_world_pass(&world->on, 2 * SECOND_MS);
	assert_int_equal(portal_world_waiting(&world->on), 1);
}

static void slow_answers_count_but_their_dossiers_are_in(void **state)
{
	struct bridge_world *world = *state;
	char body[128];

	for (unsigned i = 1; i <= 5; i++) {
		bridge_world_add(world);
		snprintf(body, sizeof(body), "{\"dossier_number\":\"S-%u\",\"status\":1}", i);
		portal_network_answer(world->on.network,
			&(struct http_result) { .transport = VERDICT_OK,
				.status = 201,
				.body = body,
				.len = strlen(body),
				.retry_after_s = -1,
				.took_ms = 12000 });
		portal_world_settle(&world->on);
	}
	assert_int_equal(world->told_accepted, 5);
	assert_int_equal(bridge_world_status(world).breaker, BREAKER_OPEN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bridge_world_setup, bridge_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tries_go_on_for_weeks),
		TEST(while_the_portal_is_away_one_dossier_asks_and_all_follow_its_return),
		TEST(one_sick_dossier_does_not_keep_the_others_back),
		TEST(when_the_portal_is_back_all_go_out_at_once),
		TEST(a_good_answer_that_the_disk_lost_does_not_close_the_breaker),
		TEST(a_portal_that_asks_for_quiet_gets_it),
		TEST(slow_answers_count_but_their_dossiers_are_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
