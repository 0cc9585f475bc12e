/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Events that are fetched: what each kind does to rows and cursor, in whatever order and however
 * often they come.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "db/stray.h"
#include "tests/lib/portal_bridge_world.h"

#define SECOND_MS 1000ull
#define NUMBER	  "H10-1" /* of the first dossier */

/* An event of the dossier, `at` in seconds of 2026-11-22T09:00 UTC. */
#define EVENT(id, status, at) \
	"{\"id\":\"" id "\",\"dossier_number\":\"" NUMBER "\",\"status\":" #status \
	",\"at\":\"2026-11-22T16:00:" at "+07:00\"}"
#define PAGE(events, next) "{\"events\":[" events "],\"next\":" next "}"

static int setup(void **state)
{
	struct bridge_world *world = talloc_zero(NULL, struct bridge_world);

	world->poll_every_s = 60;
	bridge_world_init(world);
	portal_world_settle(&world->on);
	*state = world;
	return 0;
}

/* The pending request must be the poll; answers it and lets the next one come. */
static void page(struct bridge_world *world, const char *cursor, const char *body)
{
	const struct portal_network_request *request = portal_network_get(world->on.network, 0);
	char url[160];

	assert_non_null(request);
	snprintf(url, sizeof(url), "http://portal.test/v1/events?limit=100%s%s",
		*cursor ? "&after=" : "", cursor);
	assert_string_equal(request->url, url);
	portal_world_reply(&world->on, 200, body);
}

static void next_page(struct bridge_world *world, const char *cursor, const char *body)
{
	portal_world_pass(&world->on, 60 * SECOND_MS);
	page(world, cursor, body);
}

/* A dossier in the portal under NUMBER; the first poll is answered with nothing. */
static int64_t a_dossier(struct bridge_world *world)
{
	struct dossier dossier;

	page(world, "", PAGE("", "\"\""));
	dossier = bridge_world_add(world);
	bridge_world_reply_number(world, 1);
	portal_world_pass(&world->on, 60 * SECOND_MS);
	return dossier.id;
}

static struct portal_inbound_stats stats(struct bridge_world *world)
{
	return bridge_world_status(world).inbound;
}

static void an_event_becomes_the_status_and_is_told(void **state)
{
	struct bridge_world *world = *state;
	int64_t id = a_dossier(world);

	page(world, "",
		PAGE("{\"id\":\"e1\",\"dossier_number\":\"" NUMBER "\",\"status\":5,"
		     "\"at\":\"2026-11-22T16:00:00+07:00\",\"reason\":\"no photo\","
		     "\"papers\":[\"photo\",\"form\"],\"fee\":15000,\"new\":true}",
			"7"));
	assert_int_equal(world->told_status, 1);
	assert_int_equal(world->said.status, 5);
	assert_string_equal(world->said.papers, "photo, form");
	assert_int_equal(world->said.fee_dong, 15000);
	assert_string_equal(world->told.reason, "no photo");
	assert_int_equal(bridge_world_stored(world, id).status, 5);
	next_page(world, "7", PAGE("", "\"a/b&c\""));
	next_page(world, "a%2Fb%26c", PAGE("", "\"8\""));
	next_page(world, "8", PAGE("", "\"8\""));
}

static void what_is_repeated_or_late_is_not_told(void **state)
{
	struct bridge_world *world = *state;
	int64_t id = a_dossier(world);

	page(world, "", PAGE(EVENT("e1", 2, "05"), "1"));
	next_page(world, "1",
		PAGE(EVENT("e1", 2, "05") "," EVENT("e3", 9, "30") "," EVENT("e2", 4, "10"), "2"));
	assert_int_equal(world->told_status, 2);
	assert_int_equal(world->said.status, 9);
	assert_int_equal(bridge_world_stored(world, id).status, 9);
	assert_int_equal(bridge_world_events_of(world, id), 4);
	assert_int_equal(stats(world).taken, 3);
	assert_int_equal(stats(world).repeated, 1);
	assert_int_equal(stats(world).late, 1);
	/* An event that repeats the status and adds nothing is kept and is no news. */
	next_page(world, "2", PAGE(EVENT("e4", 9, "40"), "3"));
	assert_int_equal(world->told_status, 2);
	assert_int_equal(bridge_world_events_of(world, id), 5);
}

static void a_moment_to_come_is_now(void **state)
{
	struct bridge_world *world = *state;
	int64_t id = a_dossier(world);

	page(world, "",
		PAGE("{\"id\":\"e1\",\"dossier_number\":\"" NUMBER "\",\"status\":2,"
		     "\"at\":\"2036-01-01T00:00:00Z\"}",
			"1"));
	assert_true(
		bridge_world_stored(world, id).status_s <= clock_utc_s(&world->on.clock->clock));
	portal_world_pass(&world->on, 60 * SECOND_MS);
	page(world, "1", PAGE(EVENT("e2", 4, "00"), "2"));
	assert_int_equal(bridge_world_stored(world, id).status, 2);
}

static void an_unknown_dossier_gets_its_events_when_it_appears(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier;

	page(world, "", PAGE(EVENT("e1", 2, "05") "," EVENT("e2", 4, "10"), "1"));
	assert_int_equal(stats(world).unknown, 2);
	assert_int_equal(world->told_status, 0);
	next_page(world, "1", PAGE(EVENT("e2", 4, "10"), "2"));
	assert_int_equal(stats(world).repeated, 1);
	dossier = bridge_world_add(world);
	bridge_world_reply_number(world, 1);
	dossier = bridge_world_stored(world, dossier.id);
	assert_int_equal(dossier.status, 4);
	assert_int_equal(bridge_world_events_of(world, dossier.id), 3);
	assert_int_equal(world->told_accepted, 1);
	assert_int_equal(world->told_status, 1); /* of the latest word alone */
	assert_int_equal(world->said.status, 4);
	next_page(world, "2", PAGE(EVENT("e1", 2, "05"), "3"));
	assert_int_equal(stats(world).repeated, 2);
	assert_int_equal(bridge_world_events_of(world, dossier.id), 3);
}

static void a_receipt_finds_a_dossier_whose_answer_is_under_way(void **state)
{
	struct bridge_world *world = *state;
	struct dossier dossier, other;
	char body[512];

	page(world, "", PAGE("", "\"\""));
	dossier = bridge_world_add(world);
	other = bridge_world_add(world);
	portal_network_forget(world->on.network);
	portal_world_pass(&world->on, 60 * SECOND_MS);
	while (!strstr(portal_network_get(world->on.network, 0)->url, "/v1/events"))
		portal_world_reply(&world->on, 503, "");
	snprintf(body, sizeof(body),
		"{\"events\":[{\"id\":\"e1\",\"dossier_number\":\"" NUMBER
		"\",\"receipt\":\"%s\",\"status\":2,\"at\":\"2026-11-22T16:00:05+07:00\"}],"
		"\"next\":\"1\"}",
		dossier.receipt);
	page(world, "", body);
	assert_int_equal(bridge_world_stored(world, dossier.id).status, 2);
	assert_int_equal(bridge_world_stored(world, other.id).status, 0);
	assert_int_equal(bridge_world_stored(world, dossier.id).state, DOSSIER_QUEUED);
}

static void a_receipt_under_another_number_is_not_believed(void **state)
{
	struct bridge_world *world = *state;
	int64_t id = a_dossier(world);
	char body[512];

	snprintf(body, sizeof(body),
		"{\"events\":[{\"id\":\"e1\",\"dossier_number\":\"H10-9\",\"receipt\":\"%s\","
		"\"status\":2,\"at\":\"2026-11-22T16:00:05+07:00\"}],\"next\":\"1\"}",
		bridge_world_stored(world, id).receipt);
	page(world, "", body);
	assert_int_equal(bridge_world_stored(world, id).status, 1);
	assert_int_equal(stats(world).unknown, 1);
}

static void malformed_events_are_counted_and_keep_nothing_back(void **state)
{
	static const char *const malformed[] = {
		"7",
		"{}",
		"{\"id\":\"m\",\"dossier_number\":\"" NUMBER "\",\"status\":11,"
		"\"at\":\"2026-11-22T16:00:00Z\"}",
		"{\"id\":\"m\",\"dossier_number\":\"" NUMBER "\",\"status\":2,\"at\":\"today\"}",
		"{\"id\":\"m\",\"dossier_number\":\"" NUMBER "\",\"status\":2}",
		"{\"id\":\"a b\",\"dossier_number\":\"" NUMBER "\",\"status\":2,"
		"\"at\":\"2026-11-22T16:00:00Z\"}",
		"{\"id\":\"m\",\"dossier_number\":\"" NUMBER "\",\"status\":2,"
		"\"at\":\"2026-11-22T16:00:00Z\",\"papers\":[7]}",
		"{\"id\":\"m\",\"dossier_number\":\"" NUMBER "\",\"status\":2,"
		"\"at\":\"2026-11-22T16:00:00Z\",\"fee\":-1}",
	};
	struct bridge_world *world = *state;
	int64_t id = a_dossier(world);
	char body[512], cursor[8] = "";
	unsigned n = sizeof(malformed) / sizeof(malformed[0]);

	for (unsigned i = 0; i < n; i++) {
		snprintf(body, sizeof(body),
			"{\"events\":[%s,{\"id\":\"e%u\",\"dossier_number\":"
			"\"" NUMBER "\",\"status\":%u,"
			"\"at\":\"2026-11-22T16:01:%02uZ\"}],\"next\":\"%u\"}",
			malformed[i], i, 2 + i % 2, i, i);
		page(world, cursor, body);
		snprintf(cursor, sizeof(cursor), "%u", i);
		assert_int_equal(stats(world).malformed, i + 1);
		assert_int_equal(stats(world).taken, i + 1);
		portal_world_pass(&world->on, 60 * SECOND_MS);
	}
	assert_int_equal(bridge_world_events_of(world, id), 8);
}

static void a_page_that_is_none_leaves_the_cursor(void **state)
{
	static const char *const bodies[] = { "", "[]", "{\"events\":[]}", "{\"next\":\"9\"}",
		"{\"events\":{},\"next\":\"9\"}", "{\"events\":[],\"next\":null}" };
	struct bridge_world *world = *state;

	for (unsigned i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		portal_world_wait_for_request(&world->on);
		page(world, "", bodies[i]);
		assert_int_equal(stats(world).poll_failed, i + 1);
	}
	portal_world_wait_for_request(&world->on);
	portal_world_reply(&world->on, 503, "");
	portal_world_wait_for_request(&world->on);
	page(world, "", PAGE("", "9"));
	next_page(world, "9", PAGE("", "9"));
	assert_true(stats(world).polled_s > 0);
}

static void what_cannot_be_recorded_is_asked_for_again(void **state)
{
	struct bridge_world *world = *state;
	int64_t id = a_dossier(world);

	world->callback_result = ERR_IO;
	page(world, "", PAGE(EVENT("e1", 2, "05"), "1"));
	assert_int_equal(bridge_world_stored(world, id).status, 1);
	assert_int_equal(bridge_world_events_of(world, id), 1);
	world->callback_result = 0;
	portal_world_wait_for_request(&world->on);
	page(world, "", PAGE(EVENT("e1", 2, "05"), "1"));
	assert_int_equal(bridge_world_stored(world, id).status, 2);
}

static void a_full_page_is_followed_at_once(void **state)
{
	struct bridge_world *world = *state;
	char *body = talloc_strdup(world, "{\"next\":\"100\",\"events\":[");

	for (int i = 0; i < 100; i++)
		body = talloc_asprintf_append(body,
			"%s{\"id\":\"s%d\",\"dossier_number\":\"X\",\"status\":2,"
			"\"at\":\"2026-11-22T16:00:00Z\"}",
			i ? "," : "", i);
	body = talloc_asprintf_append(body, "]}");
	page(world, "", body);
	page(world, "100", PAGE("", "100"));
	assert_int_equal(stats(world).unknown, 100);
	assert_int_equal(portal_world_waiting(&world->on), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, bridge_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_event_becomes_the_status_and_is_told),
		TEST(what_is_repeated_or_late_is_not_told),
		TEST(a_moment_to_come_is_now),
		TEST(an_unknown_dossier_gets_its_events_when_it_appears),
		TEST(a_receipt_finds_a_dossier_whose_answer_is_under_way),
		TEST(a_receipt_under_another_number_is_not_believed),
		TEST(malformed_events_are_counted_and_keep_nothing_back),
		TEST(a_page_that_is_none_leaves_the_cursor),
		TEST(what_cannot_be_recorded_is_asked_for_again),
		TEST(a_full_page_is_followed_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
