/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Delivery reports as Kannel makes them: HTTP over loopback into the real server, turn and store.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <osmocom/core/talloc.h>
#include "sms/dlr.h"
#include "tests/lib/run_loop.h"
#include "tests/lib/store_fixture.h"

static const uint8_t key[DLR_KEY_OCTETS] = "a key of the delivery reports 32";

static struct {
	struct store_fixture *store;
	struct turn_store disk; /* the store's, with a switch */
	bool full;
	struct run run;
	struct sms *sms;
	struct http_route routes[2];
	struct http_server *server;
	int64_t row_id;
} t;

static int disk_end(void *store, bool keep)
{
	int rc = store_turn(t.store->store)->event_end(store, keep && !t.full);

	return t.full && keep ? ERR_FULL : rc;
}

static int no_start(struct http_out *out, const struct http_out_request *request)
{
	(void)out;
	(void)request;
	return ERR_LIMIT;
}

static unsigned no_room(const struct http_out *out)
{
	(void)out;
	return 0;
}

/* A message that Kannel took: attempt 1, SENT. */
static void add_sent_row(void)
{
	struct outbox_row row = { .phone = store_fixture_phone(1),
		.text = "x",
		.lane = LANE_ANSWER,
		.dedupe = "t:1",
		.made_s = STORE_FIXTURE_UTC_S };

	store_fixture_begin(t.store);
	assert_int_equal(outbox_add(t.store->store, &row), OK);
	t.row_id = row.id;
	assert_int_equal(outbox_claim_due(t.store->store, STORE_FIXTURE_UTC_S, &row, 1), 1);
	assert_int_equal(
		outbox_set(t.store->store, row.id, SMS_SENT, 0, "", STORE_FIXTURE_UTC_S), OK);
	store_fixture_commit(t.store);
}

static int set_up(void **state)
{
	static struct http_out nobody = { no_start, no_room };
	const struct sms_config config = {
		.texts_folder = "sms/texts",
		.sendsms_url = "http://127.0.0.1:1/",
		.from = "1022",
		.dlr_url = "http://127.0.0.1:1/kannel/dlr",
		.dlr_key = key,
	};
	const struct http_server_config server = { .bind_address = "127.0.0.1", .name = "inside" };
	char error[512] = "";

	assert_int_equal(store_fixture_setup(state), 0);
	t.store = *state;
	t.full = false;
	add_sent_row();
	t.disk = *store_turn(t.store->store);
	t.disk.event_end = disk_end;
	run_init(&t.run, t.store->ctx, &t.disk, NULL);
	t.sms = sms_new(t.store->ctx, t.store->store, clock_system(), t.run.turn, t.run.timers,
		&nobody, &config, error, sizeof(error));
	assert_string_equal(error, "");
	t.routes[0] = sms_dlr_route(t.sms);
	t.routes[1] = (struct http_route) { .path = NULL };
	t.server =
		http_server_new(t.store->ctx, t.run.turn, &server, t.routes, error, sizeof(error));
	assert_string_equal(error, "");
	return 0;
}

static int tear_down(void **state)
{
	talloc_free(t.server);
	talloc_free(t.sms);
	talloc_free(t.run.loop);
	talloc_free(t.run.timers);
	talloc_free(t.run.turn);
	return store_fixture_teardown(state);
}

/* Asks for our own URL with `type` in place of %d; the status that came. */
static int report(int64_t id, uint32_t attempt, const char *type, bool right_mac)
{
	static struct raw_peer peer;
	char url[DLR_URL_MAX], request[DLR_URL_MAX + 64];
	char *escape;
	int status = 0;

	assert_int_equal(dlr_url("/kannel/dlr", key, id, attempt, url, sizeof(url)), OK);
	escape = strstr(url, "%d");
	assert_non_null(escape);
	*escape = '\0';
	if (!right_mac)
		*(strstr(url, "&mac=") + 5) ^= 1;
	(void)snprintf(request, sizeof(request), "GET %s%s HTTP/1.1\r\nHost: x\r\n\r\n", url, type);
	raw_open(&peer, &t.run, http_server_port(t.server));
	raw_send_text(&peer, request);
	raw_until_answers(&peer, 1);
	assert_int_equal(sscanf(peer.got, "HTTP/1.1 %d ", &status), 1);
	raw_close(&peer);
	return status;
}

static enum sms_state row_state(void)
{
	struct outbox_row row;

	assert_int_equal(outbox_by_id(t.store->store, t.row_id, &row), OK);
	return row.state;
}

static void a_report_of_delivery_is_recorded_and_counted_once(void **state)
{
	(void)state;
	assert_int_equal(report(t.row_id, 1, "8", true), 200);
	assert_int_equal(row_state(), SMS_SENT);
	assert_int_equal(report(t.row_id, 1, "1", true), 200);
	assert_int_equal(row_state(), SMS_DELIVERED);
	assert_int_equal(report(t.row_id, 1, "1", true), 200);
	assert_int_equal(report(t.row_id, 1, "8", true), 200);
	assert_int_equal(report(t.row_id, 1, "2", true), 200);
	assert_int_equal(row_state(), SMS_DELIVERED);
	assert_int_equal(sms_stats(t.sms)->delivered, 1);
	assert_int_equal(sms_stats(t.sms)->dlr_repeated, 3);
	assert_int_equal(sms_stats(t.sms)->failed, 0);
}

static void a_failure_reported_first_is_corrected_by_a_later_delivery(void **state)
{
	(void)state;
	assert_int_equal(report(t.row_id, 1, "2", true), 200);
	assert_int_equal(row_state(), SMS_FAILED);
	assert_int_equal(report(t.row_id, 1, "1", true), 200);
	assert_int_equal(row_state(), SMS_DELIVERED);
	assert_int_equal(sms_stats(t.sms)->failed, 1);
}

static void a_wrong_mac_is_refused_and_counted(void **state)
{
	(void)state;
	assert_int_equal(report(t.row_id, 1, "1", false), 403);
	assert_int_equal(row_state(), SMS_SENT);
	assert_int_equal(sms_stats(t.sms)->dlr_bad_mac, 1);
}

static void an_unknown_id_is_accepted_so_that_kannel_does_not_repeat_it(void **state)
{
	(void)state;
	assert_int_equal(report(t.row_id + 1000, 1, "1", true), 200);
	assert_int_equal(sms_stats(t.sms)->dlr_unknown_id, 1);
}

static void a_malformed_report_is_refused(void **state)
{
	(void)state;
	assert_int_equal(report(t.row_id, 1, "", true), 400);
	assert_int_equal(report(t.row_id, 1, "%00", true), 400);
	assert_int_equal(report(t.row_id, 1, "7", true), 400);
	assert_int_equal(row_state(), SMS_SENT);
}

static void a_report_that_cannot_be_recorded_is_asked_for_again(void **state)
{
	(void)state;
	t.full = true;
	assert_int_equal(report(t.row_id, 1, "1", true), 503);
	assert_int_equal(row_state(), SMS_SENT);
	assert_int_equal(sms_stats(t.sms)->delivered, 0);
	t.full = false;
	assert_int_equal(report(t.row_id, 1, "1", true), 200);
	assert_int_equal(row_state(), SMS_DELIVERED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define ROUTE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		ROUTE_TEST(a_report_of_delivery_is_recorded_and_counted_once),
		ROUTE_TEST(a_failure_reported_first_is_corrected_by_a_later_delivery),
		ROUTE_TEST(a_wrong_mac_is_refused_and_counted),
		ROUTE_TEST(an_unknown_id_is_accepted_so_that_kannel_does_not_repeat_it),
		ROUTE_TEST(a_malformed_report_is_refused),
		ROUTE_TEST(a_report_that_cannot_be_recorded_is_asked_for_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
