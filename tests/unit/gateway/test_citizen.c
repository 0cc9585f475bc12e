/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who is known by a phone, and what four digits bring. */
#include "tests/unit/gateway/effect_world.h"
#include "tests/lib/store_fixture.h"

static struct effect_fixture w;
static struct store_fixture *store;
static struct office office;

static int set_up(void **state)
{
	store_fixture_setup((void **)&store);
	effect_world_new(&w, &store->clock.clock);
	w.world.store = store->store;
	office = (struct office) { .code = "25222", .short_name = "X" };
	w.offices = (struct offices) { .list = &office, .n = 1 };
	*state = store;
	return 0;
}

static int tear_down(void **state)
{
	talloc_free(w.ctx);
	return store_fixture_teardown(state);
}

/* A dossier of the phone as it was filed; `helper` NULL: by its own person. */
static void file(const char *id, const char *at, const char *helper)
{
	struct draft draft = { .phone = w.phone, .procedure = "9.1" };
	struct dossier d = { .phone = w.phone };
	char body[128];
	int n = snprintf(body, sizeof(body), "{\"applicant\":{\"national_id\":\"%s\"}}", id);

	snprintf(d.office, sizeof(d.office), "%s", at);
	if (helper)
		snprintf(d.helper.e164, sizeof(d.helper.e164), "%s", helper);
	store_fixture_begin(store);
	assert_int_equal(draft_put(store->store, &draft), 0);
	d.draft_id = draft.id;
	assert_int_equal(dossier_add(store->store, &d, body, (size_t)n), 0);
	assert_int_equal(draft_close(store->store, draft.id), 0);
	store_fixture_commit(store);
}

static const char *known(void)
{
	store_fixture_begin(store);
	effect_world_run(&w, EFFECT_CITIZEN_KNOWN);
	store_fixture_commit(store);
	assert_int_equal(w.out.values.n, 0);
	return w.out.outcome;
}

static const char *check(const char *tail)
{
	effect_world_answer(&w, "tail", tail);
	store_fixture_begin(store);
	effect_world_run(&w, EFFECT_CITIZEN_CHECK);
	store_fixture_commit(store);
	return w.out.outcome;
}

static const char *value(const char *name)
{
	return effect_world_value(w.out.values.v, w.out.values.n, name);
}

static void a_phone_is_known_by_what_its_own_person_filed(void **state)
{
	(void)state;
	assert_string_equal(known(), "unknown");
	file("", "25222", NULL); /* left to the desk */
	assert_string_equal(known(), "unknown");
	file("070190123456", "25222", "84909999999"); /* somebody typed this phone */
	file("070190123457", "25222", w.phone.e164); /* of a person without a phone */
	file("0701901234", "25222", NULL); /* no such number */
	assert_string_equal(known(), "unknown");
	assert_string_equal(check("3456"), "wrong");
	assert_string_equal(check("3457"), "wrong");
	file("070190123458", "25222", NULL);
	assert_string_equal(known(), "known");
}

static void four_digits_bring_the_number_and_the_office(void **state)
{
	static const struct {
		const char *tail, *outcome, *id, *office;
	} cases[] = {
		{ "3456", "done", "070190123456", "25222" },
		{ "9999", "done", "075085009999", "" }, /* that office is gone */
		{ "1111", "done", "001302221111", "25222" }, /* of two, the newer */
		{ "0000", "wrong", NULL, NULL },
		{ "", "wrong", NULL, NULL },
		{ "123456", "wrong", NULL, NULL },
		{ "070190123456", "wrong", NULL, NULL },
	};
	(void)state;

	file("001301111111", "25195", NULL);
	file("075085009999", "25195", NULL);
	file("070190123456", "25222", NULL);
	file("001302221111", "25222", NULL);
	file("", "25222", NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_string_equal(check(cases[i].tail), cases[i].outcome);
		if (!cases[i].id) {
			assert_int_equal(w.out.values.n, 0);
			continue;
		}
		assert_string_equal(value("id"), cases[i].id);
		assert_string_equal(value("office"), cases[i].office);
	}
}

static void what_was_filed_long_before_is_not_looked_at(void **state)
{
	(void)state;
	file("070190123456", "25222", NULL);
	for (unsigned i = 0; i < 4; i++)
		file("", "25222", NULL);
	assert_string_equal(known(), "known");
	for (unsigned i = 0; i < 20; i++)
		file("070190123457", "25222",
			"84909999999"); /* not its own: they push nothing out */
	assert_string_equal(known(), "known");
	file("", "25222", NULL);
	assert_string_equal(known(), "unknown");
}

static void wrong_guesses_end_for_a_day_even_with_the_right_digits(void **state)
{
	(void)state;
	file("070190123456", "25222", NULL);
	for (unsigned i = 0; i < GUESSES_BY_PHONE_MAX; i++)
		assert_string_equal(check("0000"), "wrong");
	assert_string_equal(check("3456"), "locked");
	assert_int_equal(w.out.values.n, 0);
	assert_string_equal(known(), "known");
	virtual_clock_advance_ms(&store->clock, (GUESS_WINDOW_S - 1) * 1000ull);
	assert_string_equal(check("3456"), "locked");
	virtual_clock_advance_ms(&store->clock, 2000);
	assert_string_equal(check("3456"), "done");
}

static void guesses_here_and_at_a_receipt_do_not_add_up(void **state)
{
	struct dossier d;
	(void)state;

	file("070190123456", "25222", NULL);
	for (unsigned i = 0; i < GUESSES_BY_PHONE_MAX; i++)
		assert_string_equal(check("0000"), "wrong");
	assert_int_equal(dossier_list_by_phone(store->store, &w.phone, &d, 1), 1);
	effect_world_answer(&w, "receipt", d.receipt);
	effect_world_answer(&w, "id_tail", "0000");
	store_fixture_begin(store);
	assert_string_equal(effect_world_run(&w, EFFECT_DOSSIER_FIND), "wrong");
	store_fixture_commit(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_phone_is_known_by_what_its_own_person_filed),
		TEST(four_digits_bring_the_number_and_the_office),
		TEST(what_was_filed_long_before_is_not_looked_at),
		TEST(wrong_guesses_end_for_a_day_even_with_the_right_digits),
		TEST(guesses_here_and_at_a_receipt_do_not_add_up),
	};

	return cmocka_run_group_tests_name("citizen", tests, NULL, NULL);
}
