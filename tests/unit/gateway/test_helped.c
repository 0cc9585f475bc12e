/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How many dossiers one phone may file for others, to the second, and what a refusal leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>
#include "tests/lib/gateway_fixture.h"

static struct test_phone helper, other;

static int set_up(void **state)
{
	*state = fixture_new(NULL);
	phone_init(&helper, "0907654321", BEARER_HTTP);
	phone_init(&other, "0901234567", BEARER_SMS);
	return 0;
}

static int tear_down(void **state)
{
	fixture_free(*state);
	return 0;
}

/* Applies for somebody without a phone, to the last screen. */
static const char *help(struct fixture *f, struct test_phone *p)
{
	static const char *const keys[] = { "1", "1", "1", "1", "001301067890", "1", "1", "1" };

	phone_dial(f, p, "*1022*6#");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		phone_send(f, p, keys[i]);
	assert_true(p->answer.end);
	return strstr(p->answer.text, "Da nhan")	       ? "done"
		: strstr(p->answer.text, "nop ho nhieu ho so") ? "limit"
							       : p->answer.text;
}

static unsigned dossiers(struct fixture *f)
{
	struct dossier list[2 * HELPED_BY_PHONE_MAX];
	int n = dossier_list(f->gateway->store, NULL, 0, list, 2 * HELPED_BY_PHONE_MAX);

	assert_true(n >= 0);
	return (unsigned)n;
}

static void help_all(struct fixture *f)
{
	for (unsigned i = 0; i < HELPED_BY_PHONE_MAX; i++)
		assert_string_equal(help(f, &helper), "done");
}

static void a_phone_files_for_so_many_others_a_day(void **state)
{
	struct fixture *f = *state;
	uint64_t planned;

	help_all(f);
	planned = sms_stats(f->gateway->sms)->planned;
	assert_string_equal(help(f, &helper), "limit");
	assert_int_equal(dossiers(f), HELPED_BY_PHONE_MAX);
	assert_int_equal(sms_stats(f->gateway->sms)->planned, planned);
	/* another phone has its own count */
	assert_string_equal(help(f, &other), "done");
}

static void the_day_is_over_to_the_second(void **state)
{
	static const struct {
		uint64_t later_s;
		const char *outcome;
	} cases[] = { { HELPED_WINDOW_S, "limit" }, { HELPED_WINDOW_S + 1, "done" } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		help_all(*state);
		fixture_wait_ms(*state, cases[i].later_s * 1000);
		assert_string_equal(help(*state, &helper), cases[i].outcome);
		fixture_free(*state);
		*state = fixture_new(NULL);
	}
}

static void a_refusal_leaves_the_draft_that_no_row_held_before(void **state)
{
	struct fixture *f = *state;
	struct draft draft;
	int rc;

	help_all(f);
	rc = draft_find(f->gateway->store, &helper.phone, NULL, 0, &draft);
	assert_int_equal(rc, ERR_NOT_FOUND);
	phone_dial(f, &helper, "*1022*6*1*1*1*1*001301067890*1*1*1#");
	assert_true(helper.answer.end);
	rc = draft_find(f->gateway->store, &helper.phone, NULL, 0, &draft);
	assert_int_equal(rc, OK);
	phone_dial(f, &helper, "*1022#");
	phone_send(f, &helper, "1");
	assert_non_null(strstr(helper.answer.text, "Khi den nho mang"));
}

/* Applies for its own person; `keys` from the list of procedures on. */
static void apply(struct fixture *f, const char *const *keys)
{
	phone_dial(f, &helper, "*1022*1#");
	for (; *keys; keys++)
		phone_send(f, &helper, *keys);
	assert_non_null(strstr(helper.answer.text, "Da nhan"));
}

static void what_its_own_person_files_does_not_count(void **state)
{
	static const char *const first[] = { "1", "1", "1", "070185012345", "1", "1", "1", NULL };
	static const char *const then[] = { "1", "1", "1", "2345", "1", "1", "1", NULL };
	struct fixture *f = *state;

	apply(f, first);
	help_all(f);
	apply(f, then);
	assert_int_equal(dossiers(f), HELPED_BY_PHONE_MAX + 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_phone_files_for_so_many_others_a_day),
		TEST(the_day_is_over_to_the_second),
		TEST(a_refusal_leaves_the_draft_that_no_row_held_before),
		TEST(what_its_own_person_files_does_not_count),
	};

	return cmocka_run_group_tests_name("helped", tests, NULL, NULL);
}
