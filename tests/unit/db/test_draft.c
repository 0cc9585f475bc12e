/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Drafts: one open for each phone and procedure, found until closed or expired.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "db/draft.h"
#include "tests/lib/store_fixture.h"

static struct draft draft_of(unsigned phone, const char *procedure, int64_t updated_s)
{
	struct draft d = { .phone = store_fixture_phone(phone), .updated_s = updated_s };

	snprintf(d.procedure, sizeof(d.procedure), "%s", procedure);
	memset(d.tree_hash, 0xab, sizeof(d.tree_hash));
	d.answers_len = (size_t)snprintf((char *)d.answers, sizeof(d.answers), "answers %u", phone);
	return d;
}

static void a_draft_is_found_with_its_answers(void **state)
{
	struct store_fixture *f = *state;
	struct draft d = draft_of(1, "1.004873", 100), found;

	store_fixture_begin(f);
	assert_int_equal(draft_put(f->store, &d), 0);
	store_fixture_commit(f);
	assert_true(d.id > 0);
	assert_int_equal(draft_find(f->store, &d.phone, NULL, 100, &found), 0);
	assert_int_equal(found.id, d.id);
	assert_int_equal(found.answers_len, d.answers_len);
	assert_memory_equal(found.answers, d.answers, d.answers_len);
	assert_memory_equal(found.tree_hash, d.tree_hash, sizeof(d.tree_hash));
	assert_string_equal(found.procedure, "1.004873");
	assert_string_equal(found.phone.e164, d.phone.e164);
	assert_int_equal(found.updated_s, 100);
	assert_int_equal(draft_find(f->store, &d.phone, NULL, 101, &found), ERR_NOT_FOUND);
	assert_int_equal(draft_find(f->store, &d.phone, "2.000635", 0, &found), ERR_NOT_FOUND);
}

static void a_second_draft_of_phone_and_procedure_replaces_the_first(void **state)
{
	struct store_fixture *f = *state;
	struct draft one = draft_of(1, "1.004873", 100), two = draft_of(1, "1.004873", 200), found;

	two.answers_len = 3;
	store_fixture_begin(f);
	assert_int_equal(draft_put(f->store, &one), 0);
	assert_int_equal(draft_put(f->store, &two), 0);
	store_fixture_commit(f);
	assert_int_equal(one.id, two.id);
	assert_int_equal(draft_find(f->store, &one.phone, "1.004873", 0, &found), 0);
	assert_int_equal(found.answers_len, 3);
	assert_int_equal(found.updated_s, 200);
}

static void the_newest_of_several_procedures_is_found(void **state)
{
	struct store_fixture *f = *state;
	struct draft one = draft_of(1, "1.004873", 300), two = draft_of(1, "2.000635", 200), found;

	store_fixture_begin(f);
	assert_int_equal(draft_put(f->store, &one), 0);
	assert_int_equal(draft_put(f->store, &two), 0);
	store_fixture_commit(f);
	assert_int_equal(draft_find(f->store, &one.phone, NULL, 0, &found), 0);
	assert_string_equal(found.procedure, "1.004873");
	assert_int_equal(draft_find(f->store, &one.phone, "2.000635", 0, &found), 0);
	assert_int_equal(found.id, two.id);
}

static void a_closed_draft_is_gone_for_good(void **state)
{
	struct store_fixture *f = *state;
	struct draft d = draft_of(1, "1.004873", 100), again = d, found;

	store_fixture_begin(f);
	assert_int_equal(draft_put(f->store, &d), 0);
	assert_int_equal(draft_close(f->store, d.id), 0);
	assert_int_equal(draft_close(f->store, d.id), ERR_NOT_FOUND);
	assert_int_equal(draft_find(f->store, &d.phone, NULL, 0, &found), ERR_NOT_FOUND);
	assert_int_equal(draft_put(f->store, &d), ERR_NOT_FOUND);
	assert_int_equal(draft_put(f->store, &again), 0);
	store_fixture_commit(f);
	assert_true(again.id > d.id);
}

static void only_old_open_drafts_expire_and_not_too_many_at_once(void **state)
{
	struct store_fixture *f = *state;
	struct draft closed = draft_of(9, "1.004873", 1), found;

	store_fixture_begin(f);
	assert_int_equal(draft_put(f->store, &closed), 0);
	assert_int_equal(draft_close(f->store, closed.id), 0);
	for (unsigned i = 0; i < 5; i++) {
		struct draft d = draft_of(i, "1.004873", 100 + i);

		assert_int_equal(draft_put(f->store, &d), 0);
	}
	assert_int_equal(draft_expire(f->store, 104, 3), 3);
	assert_int_equal(draft_expire(f->store, 104, 3), 1);
	assert_int_equal(draft_expire(f->store, 104, 3), 0);
	store_fixture_commit(f);
	struct phone last = store_fixture_phone(4);
	assert_int_equal(draft_find(f->store, &last, NULL, 0, &found), 0);
}

static void answers_that_are_too_long_are_refused(void **state)
{
	struct store_fixture *f = *state;
	struct draft d = draft_of(1, "1.004873", 100);

	d.answers_len = DRAFT_ANSWERS_MAX + 1;
	store_fixture_begin(f);
	assert_int_equal(draft_put(f->store, &d), ERR_TOO_LONG);
	d.answers_len = DRAFT_ANSWERS_MAX;
	assert_int_equal(draft_put(f->store, &d), 0);
	store_fixture_commit(f);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, store_fixture_setup, store_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_draft_is_found_with_its_answers),
		TEST(a_second_draft_of_phone_and_procedure_replaces_the_first),
		TEST(the_newest_of_several_procedures_is_found),
		TEST(a_closed_draft_is_gone_for_good),
		TEST(only_old_open_drafts_expire_and_not_too_many_at_once),
		TEST(answers_that_are_too_long_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
