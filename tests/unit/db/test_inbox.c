/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Messages seen: each once, answered the same, told apart by route.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "db/inbox.h"
#include "tests/lib/store_fixture.h"

static void a_repeat_is_refused_and_answered_as_before(void **state)
{
	struct store_fixture *f = *state;
	char answer[INBOX_ANSWER_MAX + 1];

	store_fixture_begin(f);
	assert_int_equal(inbox_add(f->store, "kannel-mo", "id-1", "your receipt", 100), 0);
	assert_int_equal(inbox_add(f->store, "kannel-mo", "id-1", "another", 101), ERR_EXISTS);
	assert_int_equal(inbox_add(f->store, "aggregator", "id-1", "", 101), 0);
	store_fixture_commit(f);
	assert_int_equal(inbox_find(f->store, "kannel-mo", "id-1", answer, sizeof(answer)), 0);
	assert_string_equal(answer, "your receipt");
	assert_int_equal(inbox_find(f->store, "aggregator", "id-1", answer, sizeof(answer)), 0);
	assert_string_equal(answer, "");
	assert_int_equal(
		inbox_find(f->store, "kannel-mo", "id-2", answer, sizeof(answer)), ERR_NOT_FOUND);
}

static void limits_are_kept(void **state)
{
	struct store_fixture *f = *state;
	char text[INBOX_ANSWER_MAX + 2], id[INBOX_ID_MAX + 2], answer[INBOX_ANSWER_MAX + 1];

	memset(text, 'x', sizeof(text));
	memset(id, 'i', sizeof(id));
	text[INBOX_ANSWER_MAX + 1] = '\0';
	id[INBOX_ID_MAX + 1] = '\0';
	store_fixture_begin(f);
	assert_int_equal(inbox_add(f->store, "r", "1", text, 1), ERR_TOO_LONG);
	assert_int_equal(inbox_add(f->store, "r", id, "x", 1), ERR_INVALID);
	assert_int_equal(inbox_add(f->store, "r", "", "x", 1), ERR_INVALID);
	text[INBOX_ANSWER_MAX] = '\0';
	id[INBOX_ID_MAX] = '\0';
	assert_int_equal(inbox_add(f->store, "r", id, text, 1), 0);
	store_fixture_commit(f);
	assert_int_equal(inbox_find(f->store, "r", id, answer, sizeof(answer)), 0);
	assert_string_equal(answer, text);
	snprintf(answer, sizeof(answer), "before");
	assert_int_equal(inbox_find(f->store, "r", id, answer, 7), ERR_TOO_LONG);
	assert_string_equal(answer, "before");
}

static void old_messages_expire(void **state)
{
	struct store_fixture *f = *state;
	char answer[8];

	store_fixture_begin(f);
	assert_int_equal(inbox_add(f->store, "r", "1", "x", 100), 0);
	assert_int_equal(inbox_add(f->store, "r", "2", "x", 200), 0);
	assert_int_equal(inbox_expire(f->store, 200, 10), 1);
	store_fixture_commit(f);
	assert_int_equal(inbox_find(f->store, "r", "1", answer, sizeof(answer)), ERR_NOT_FOUND);
	assert_int_equal(inbox_find(f->store, "r", "2", answer, sizeof(answer)), 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, store_fixture_setup, store_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_repeat_is_refused_and_answered_as_before),
		TEST(limits_are_kept),
		TEST(old_messages_expire),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
