/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Drafts are written behind the dialogues, all of them in time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include "gateway/dialogue/drafts.h"
#include "tests/lib/gateway_fixture.h"

#define MANY (3 * DRAFT_BATCH_MAX - 7)

/* Dials, chooses to apply and answers the first question. */
static void give_an_answer(struct fixture *f, struct test_phone *phone, unsigned i)
{
	char number[16];

	snprintf(number, sizeof(number), "09%08u", i);
	phone_init(phone, number, BEARER_HTTP);
	phone_dial(f, phone, "*1022*1#");
	phone_send(f, phone, "1");
	phone_send(f, phone, "1");
}

static void a_crowd_of_drafts_is_written_as_soon_as_a_single_one(void **state)
{
	static struct test_phone phones[MANY];
	struct fixture *f = fixture_new(NULL);
	const struct counter *c = &f->gateway->counter;
	dialogue_id left;

	(void)state;
	for (unsigned i = 0; i < MANY; i++)
		give_an_answer(f, &phones[i], i);
	assert_int_equal(drafts_written(c->drafts), 0);
	fixture_wait_ms(f, DRAFT_DELAY_MS);
	assert_int_equal(drafts_written(c->drafts), MANY);
	assert_int_equal(dialogues_dirty(c->dialogues, &left, 1), 0);
	fixture_free(f);
}

static void answers_given_while_a_crowd_is_written_wait_for_the_next_time(void **state)
{
	static struct test_phone phones[MANY];
	struct fixture *f = fixture_new(NULL);
	const struct counter *c = &f->gateway->counter;

	(void)state;
	for (unsigned i = 0; i < MANY; i++)
		give_an_answer(f, &phones[i], i);
	fixture_wait_ms(f, DRAFT_DELAY_MS);
	for (unsigned i = 0; i < 10; i++)
		phone_send(f, &phones[i], "1");
	assert_int_equal(drafts_written(c->drafts), MANY);
	fixture_wait_ms(f, DRAFT_DELAY_MS - 1);
	assert_int_equal(drafts_written(c->drafts), MANY);
	fixture_wait_ms(f, 1);
	assert_int_equal(drafts_written(c->drafts), MANY + 10);
	fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_crowd_of_drafts_is_written_as_soon_as_a_single_one),
		cmocka_unit_test(answers_given_while_a_crowd_is_written_wait_for_the_next_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
