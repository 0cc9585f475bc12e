/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading the portal's catalogue: what is asked, what is kept, what a broken answer changes.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <talloc.h>
#include "db/procedure.h"
#include "gateway/portal/portal.h"
#include "tests/lib/portal_world.h"

#define HOUR_MS 3600000ull
#define LIST \
	"{\"procedures\":[" \
	"{\"code\":\"9.000001\",\"name\":\"One\",\"fee\":15000,\"time_limit_days\":3}," \
	"{\"code\":\"9.000002\",\"name\":\"Two\"}," \
	"{\"code\":\"9.000009\",\"name\":\"Not ours\"}]}"
#define FORM_1 "{\"components\":[{\"key\":\"a\"}]}"
#define FORM_2 "{\"components\":[{\"key\":\"b\"}]}"

struct world {
	struct portal_world on;
	struct portal *portal;
};

static int set_up(void **state)
{
	static const char *const codes[] = { "9.000001", "9.000002", "9.000003", NULL };
	static const struct portal_events nobody;
	const struct portal_config config = {
		.base_url = "http://portal.test", .token = "", .codes = codes
	};
	struct world *world = talloc_zero(NULL, struct world);

	portal_world_init(&world->on, world);
	world->portal = portal_new(world, world->on.store, &world->on.clock->clock, world->on.turn,
		world->on.timers, portal_network_out(world->on.network), &config, &nobody);
	assert_non_null(world->portal);
	portal_world_settle(&world->on);
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

static void answer_form(struct world *world, const char *body, const char *etag)
{
	portal_network_answer(world->on.network,
		&(struct http_result) { .transport = VERDICT_OK,
			.status = body ? 200 : 304,
			.body = body,
			.len = body ? strlen(body) : 0,
			.retry_after_s = -1,
			.etag = etag });
	portal_world_settle(&world->on);
}

/* The third code is not in the portal's list, so two forms are asked for. */
static void read_all(struct world *world)
{
	portal_world_reply(&world->on, 200, LIST);
	answer_form(world, FORM_1, "\"one\"");
	answer_form(world, FORM_2, "\"two\"");
}

static const struct portal_network_request *request(const struct world *world)
{
	assert_int_equal(portal_world_waiting(&world->on), 1);
	return portal_network_get(world->on.network, 0);
}

static int64_t read_at(const struct world *world)
{
	struct portal_status status;

	portal_status(world->portal, &status);
	return status.catalogue_read_s;
}

struct kept {
	struct world *world;
	const char *code;
	struct procedure_row row;
	int found;
	char eform[64];
};

static int work_read(void *data)
{
	struct kept *kept = data;
	char *json;
	size_t len;

	kept->found = procedure_find(kept->world->on.store, kept->code, &kept->row);
	if (procedure_eform(kept->world->on.store, kept->code, kept->world, &json, &len) == 0)
		strncpy(kept->eform, json, sizeof(kept->eform) - 1);
	return 0;
}

static struct kept kept(struct world *world, const char *code)
{
	struct kept out = { .world = world, .code = code };

	portal_world_in_a_turn(&world->on, work_read, &out);
	return out;
}

static void facts_and_forms_of_our_procedures_are_kept(void **state)
{
	struct world *world = *state;
	struct kept one, two;

	assert_string_equal(request(world)->url, "http://portal.test/v1/procedures");
	portal_world_reply(&world->on, 200, LIST);
	assert_string_equal(request(world)->url, "http://portal.test/v1/procedures/9.000001/eform");
	answer_form(world, FORM_1, "\"one\"");
	assert_string_equal(request(world)->url, "http://portal.test/v1/procedures/9.000002/eform");
	answer_form(world, FORM_2, "\"two\"");
	assert_int_equal(portal_world_waiting(&world->on), 0);
	one = kept(world, "9.000001");
	two = kept(world, "9.000002");
	assert_string_equal(one.row.name, "One");
	assert_int_equal(one.row.fee_dong, 15000);
	assert_string_equal(one.row.etag, "\"one\"");
	assert_string_equal(one.eform, FORM_1);
	assert_string_equal(two.eform, FORM_2);
	assert_int_equal(kept(world, "9.000009").found, ERR_NOT_FOUND);
}

static void an_hour_later_only_what_changed_is_read_again(void **state)
{
	struct world *world = *state;

	read_all(world);
	assert_int_equal(read_at(world), STORE_FIXTURE_UTC_S);
	portal_world_pass(&world->on, HOUR_MS - 1);
	assert_int_equal(portal_world_waiting(&world->on), 0);
	portal_world_pass(&world->on, 1);
	portal_world_reply(&world->on, 200, LIST);
	assert_true(portal_network_has_header(request(world), "If-None-Match: \"one\""));
	answer_form(world, NULL, "\"one\"");
	assert_true(portal_network_has_header(request(world), "If-None-Match: \"two\""));
	answer_form(world, FORM_1, "\"new\"");
	assert_string_equal(kept(world, "9.000001").eform, FORM_1);
	assert_string_equal(kept(world, "9.000001").row.etag, "\"one\"");
	assert_string_equal(kept(world, "9.000002").eform, FORM_1);
	assert_string_equal(kept(world, "9.000002").row.etag, "\"new\"");
	assert_int_equal(read_at(world), STORE_FIXTURE_UTC_S + 3600);
}

static void a_code_that_the_portal_does_not_list_is_passed_over(void **state)
{
	struct world *world = *state;

	read_all(world);
	assert_int_equal(kept(world, "9.000003").found, ERR_NOT_FOUND);
	assert_int_equal(portal_world_waiting(&world->on), 0);
	assert_int_equal(read_at(world), STORE_FIXTURE_UTC_S);
}

static void a_broken_list_changes_nothing_and_is_asked_for_again(void **state)
{
	struct world *world = *state;

	portal_world_reply(&world->on, 200, "{\"procedures\":[{\"code\":\"9.000001\"}]}");
	assert_int_equal(kept(world, "9.000001").found, ERR_NOT_FOUND);
	portal_world_wait_for_request(&world->on);
	portal_world_reply(&world->on, 500, "");
	portal_world_wait_for_request(&world->on);
	portal_network_answer(
		world->on.network, &(struct http_result) { .transport = VERDICT_TEMPFAIL });
	portal_world_wait_for_request(&world->on);
	read_all(world);
	assert_string_equal(kept(world, "9.000001").eform, FORM_1);
}

static void one_broken_form_does_not_hide_the_others(void **state)
{
	struct world *world = *state;

	portal_world_reply(&world->on, 200, LIST);
	answer_form(world, "<html>", "\"one\"");
	answer_form(world, FORM_2, "a tag\r\nthat cannot be sent");
	assert_string_equal(kept(world, "9.000001").eform, "");
	assert_string_equal(kept(world, "9.000001").row.etag, "");
	assert_string_equal(kept(world, "9.000002").eform, FORM_2);
	assert_string_equal(kept(world, "9.000002").row.etag, "");
	assert_int_equal(read_at(world), 0);
	portal_world_wait_for_request(&world->on);
	assert_string_equal(request(world)->url, "http://portal.test/v1/procedures");
}

/* --- forms that somebody wants ------------------------------------------------------------- */
#define LIST_WITH(code) "{\"procedures\":[{\"code\":\"" code "\",\"name\":\"N\",\"fee\":8000}]}"
#define UNKNOWN		"9.000009"

static void want(struct world *world, const char *code)
{
	assert_int_equal(portal_form_want(world->portal, code), 0);
	portal_world_settle(&world->on);
}

static enum portal_form form(const struct world *world, const char *code)
{
	const char *why;

	return portal_form(world->portal, code, &why);
}

static void assert_why(const struct world *world, const char *code, const char *expected)
{
	const char *why;

	(void)portal_form(world->portal, code, &why);
	assert_string_equal(why, expected);
}

static void a_wanted_form_is_read_at_once_with_the_facts_of_its_procedure(void **state)
{
	struct world *world = *state;

	read_all(world);
	assert_int_equal(form(world, UNKNOWN), PORTAL_FORM_NOT_ASKED);
	want(world, UNKNOWN);
	assert_int_equal(form(world, UNKNOWN), PORTAL_FORM_ASKED);
	assert_string_equal(request(world)->url, "http://portal.test/v1/procedures");
	portal_world_reply(&world->on, 200, LIST_WITH(UNKNOWN));
	assert_string_equal(request(world)->url, "http://portal.test/v1/procedures/9.000009/eform");
	answer_form(world, FORM_1, "\"nine\"");
	assert_int_equal(portal_world_waiting(&world->on), 0);
	assert_int_equal(form(world, UNKNOWN), PORTAL_FORM_READ);
	assert_string_equal(kept(world, UNKNOWN).eform, FORM_1);
	assert_int_equal(kept(world, UNKNOWN).row.fee_dong, 8000);
}

static void a_form_that_is_there_is_wanted_with_its_tag(void **state)
{
	struct world *world = *state;

	read_all(world);
	want(world, "9.000001");
	portal_world_reply(&world->on, 200, LIST);
	assert_true(portal_network_has_header(request(world), "If-None-Match: \"one\""));
	answer_form(world, NULL, "\"one\"");
	assert_int_equal(form(world, "9.000001"), PORTAL_FORM_READ);
	assert_string_equal(kept(world, "9.000001").eform, FORM_1);
}

static void wanting_does_not_move_the_hour_of_the_whole_catalogue(void **state)
{
	struct world *world = *state;

	read_all(world);
	portal_world_pass(&world->on, HOUR_MS / 2);
	want(world, UNKNOWN);
	portal_world_reply(&world->on, 200, LIST_WITH(UNKNOWN));
	answer_form(world, FORM_1, "\"nine\"");
	assert_int_equal(read_at(world), STORE_FIXTURE_UTC_S);
	portal_world_pass(&world->on, HOUR_MS / 2 - 1);
	assert_int_equal(portal_world_waiting(&world->on), 0);
	portal_world_pass(&world->on, 1);
	portal_world_reply(&world->on, 200, LIST);
	assert_string_equal(request(world)->url, "http://portal.test/v1/procedures/9.000001/eform");
}

static void who_wants_a_form_during_a_pass_is_served_before_the_rest_of_it(void **state)
{
	struct world *world = *state;

	portal_world_reply(&world->on, 200, LIST);
	want(world, UNKNOWN);
	answer_form(world, FORM_1, "\"one\"");
	assert_string_equal(request(world)->url, "http://portal.test/v1/procedures");
	portal_world_reply(&world->on, 200, LIST);
	assert_string_equal(request(world)->url, "http://portal.test/v1/procedures/9.000009/eform");
	answer_form(world, FORM_2, "\"nine\"");
	assert_string_equal(request(world)->url, "http://portal.test/v1/procedures/9.000002/eform");
	answer_form(world, FORM_2, "\"two\"");
	assert_int_equal(portal_world_waiting(&world->on), 0);
	assert_int_equal(read_at(world), STORE_FIXTURE_UTC_S);
}

static void a_code_that_the_portal_does_not_have_is_told_and_asked_for_anew_later(void **state)
{
	struct world *world = *state;

	read_all(world);
	want(world, "9.000005");
	portal_world_reply(&world->on, 200, LIST);
	assert_int_equal(form(world, "9.000005"), PORTAL_FORM_NONE);
	assert_why(world, "9.000005", "the portal does not offer it");
	want(world, "9.000005");
	assert_int_equal(portal_world_waiting(&world->on), 0);
	portal_world_pass(&world->on, 10000);
	assert_int_equal(form(world, "9.000005"), PORTAL_FORM_NOT_ASKED);
	want(world, "9.000005");
	assert_int_equal(portal_world_waiting(&world->on), 1);
}

static void a_procedure_without_a_form_is_told_from_one_that_is_not_there(void **state)
{
	struct world *world = *state;

	read_all(world);
	want(world, UNKNOWN);
	portal_world_reply(&world->on, 200, LIST);
	portal_world_reply(&world->on, 404, "");
	assert_int_equal(form(world, UNKNOWN), PORTAL_FORM_NONE);
	assert_why(world, UNKNOWN, "the portal has no form of it");
}

static void what_is_wrong_with_a_wanted_form_is_told_and_spoils_no_pass(void **state)
{
	static const struct {
		unsigned list_status;
		const char *list;
		unsigned status;
		const char *form, *why;
	} cases[] = {
		{ 500, "", 0, NULL, "HTTP 500" },
		{ 200, "[]", 0, NULL, "portal: expected an object" },
		{ 200, LIST, 502, "", "HTTP 502" },
		{ 200, LIST, 200, "{}", "eform: components: missing" },
	};
	struct world *world = *state;

	read_all(world);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		want(world, UNKNOWN);
		portal_world_reply(&world->on, cases[i].list_status, cases[i].list);
		if (cases[i].form)
			portal_world_reply(&world->on, cases[i].status, cases[i].form);
		assert_int_equal(portal_world_waiting(&world->on), 0);
		assert_int_equal(form(world, UNKNOWN), PORTAL_FORM_FAILED);
		assert_why(world, UNKNOWN, cases[i].why);
		portal_world_pass(&world->on, 10000);
	}
	assert_int_equal(read_at(world), STORE_FIXTURE_UTC_S);
}

static int work_submit(void *data)
{
	struct world *world = data;

	(void)store_fixture_dossier(world->on.fixture, 1);
	return 0;
}

/* A dossier goes out, and the portal asks for a minute's quiet. */
static void send_the_portal_away(struct world *world)
{
	portal_world_in_a_turn(&world->on, work_submit, world);
	portal_wake(world->portal);
	portal_world_settle(&world->on);
	portal_network_answer(world->on.network,
		&(struct http_result) {
			.transport = VERDICT_OK, .status = 503, .body = "", .retry_after_s = 60 });
	portal_world_settle(&world->on);
}

static void a_portal_that_is_away_is_not_asked_for_a_form(void **state)
{
	struct world *world = *state;

	read_all(world);
	send_the_portal_away(world);
	want(world, UNKNOWN);
	assert_int_equal(portal_world_waiting(&world->on), 0);
	assert_int_equal(form(world, UNKNOWN), PORTAL_FORM_FAILED);
	assert_why(world, UNKNOWN, "the portal is away");
	assert_int_equal(read_at(world), STORE_FIXTURE_UTC_S);
}

static void a_whole_pass_waits_until_the_portal_is_back(void **state)
{
	struct world *world = *state;

	read_all(world);
	portal_world_pass(&world->on, HOUR_MS - 1000);
	send_the_portal_away(world);
	portal_world_pass(&world->on, 3000);
	assert_int_equal(portal_world_waiting(&world->on), 0);
	portal_world_wait_for_request(&world->on); /* the dossier again */
	portal_world_reply(&world->on, 201, "{\"dossier_number\":\"H10-1\",\"status\":1}");
	portal_world_wait_for_request(&world->on);
	assert_string_equal(request(world)->url, "http://portal.test/v1/procedures");
}

static void what_is_no_code_is_never_asked_for(void **state)
{
	static const char *const codes[] = { "", ".", "..", "a/b", "a b", "1234567890123456" };
	struct world *world = *state;

	read_all(world);
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		assert_int_equal(portal_form_want(world->portal, codes[i]), ERR_INVALID);
	portal_world_settle(&world->on);
	assert_int_equal(portal_world_waiting(&world->on), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(facts_and_forms_of_our_procedures_are_kept),
		TEST(an_hour_later_only_what_changed_is_read_again),
		TEST(a_code_that_the_portal_does_not_list_is_passed_over),
		TEST(a_broken_list_changes_nothing_and_is_asked_for_again),
		TEST(one_broken_form_does_not_hide_the_others),
		TEST(a_wanted_form_is_read_at_once_with_the_facts_of_its_procedure),
		TEST(a_form_that_is_there_is_wanted_with_its_tag),
		TEST(wanting_does_not_move_the_hour_of_the_whole_catalogue),
		TEST(who_wants_a_form_during_a_pass_is_served_before_the_rest_of_it),
		TEST(a_code_that_the_portal_does_not_have_is_told_and_asked_for_anew_later),
		TEST(a_procedure_without_a_form_is_told_from_one_that_is_not_there),
		TEST(what_is_wrong_with_a_wanted_form_is_told_and_spoils_no_pass),
		TEST(a_portal_that_is_away_is_not_asked_for_a_form),
		TEST(a_whole_pass_waits_until_the_portal_is_back),
		TEST(what_is_no_code_is_never_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
