/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A message that brings several answers: they end where the same answers one by one end, and are
 * carried out together or not at all. The disk is the faulty one of vfs_fault.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <osmocom/core/utils.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "tests/lib/gateway_fixture.h"
#include "tests/lib/vfs_fault.h"

#define ANSWERS_MAX 8

static struct fixture *f;
static struct vfs_fault *vfs;

static int set_up(void **state)
{
	(void)state;
	vfs = vfs_fault_new(NULL, "next");
	f = fixture_new("next");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fixture_free(f);
	talloc_free(vfs);
	return 0;
}

struct bundle {
	struct turn_input input;
	struct step step;
	const char *answers[ANSWERS_MAX]; /* NULL-ended */
};

static int bundle_decide(struct turn_input *input)
{
	struct bundle *b = container_of(input, struct bundle, input);
	struct counter *c = &f->gateway->counter;
	int rc = step_decide(c, &b->step);

	for (unsigned i = 1; rc == OK && b->answers[i]; i++)
		rc = step_decide_next(c, &b->step, b, b->answers[i], strlen(b->answers[i]));
	return rc;
}

static void bundle_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct bundle *b = container_of(input, struct bundle, input);

	step_release(&f->gateway->counter, &b->step, outcome, error);
}

/* Sends answers, apart with spaces, as one message; the screen is the phone's then. */
static void send_bundle(struct test_phone *p, const char *answers)
{
	static const struct turn_kind kind = { "bundle", bundle_decide, bundle_release };
	struct bundle *b = talloc_zero(f->gateway, struct bundle);
	char *copy = talloc_strdup(b, answers), *at = copy;

	for (unsigned i = 0; i < ANSWERS_MAX - 1 && at; i++)
		b->answers[i] = strsep(&at, " ");
	turn_input_init(&b->input, &kind);
	b->step.request = (struct bearer_request) { .bearer = p->bearer,
		.phone = p->phone,
		.session = p->session,
		.dialled = "",
		.input = b->answers[0],
		.input_len = strlen(b->answers[0]),
		.sequence = p->sequence,
		.budget = p->budget };
	assert_int_equal(turn_post(f->gateway->turn, &b->input), OK);
	fixture_settle(f);
	p->answer = b->step.answer;
	p->sequence = b->step.answer.sequence;
	talloc_free(b);
}

static void dial(struct test_phone *p, const char *number)
{
	phone_init(p, number, BEARER_HTTP);
	phone_dial(f, p, "*1022*1*1#");
}

static void send_each(struct test_phone *p, const char *answers)
{
	char copy[64], *at = copy;

	snprintf(copy, sizeof(copy), "%s", answers);
	while (at)
		phone_send(f, p, strsep(&at, " "));
}

static void answers_together_end_where_they_end_one_by_one(void **state)
{
	static const char *const ways[] = { "1 1", "1 1 070185012345 1 1", "1 0 1 1", "1 9 9 9",
		"1 1 x 070185012345", "1 1 00", "1 00 1 1 1" };
	char number[16];

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(ways); i++) {
		struct test_phone one, other;

		snprintf(number, sizeof(number), "09010001%02u", i);
		dial(&one, number);
		send_each(&one, ways[i]);
		snprintf(number, sizeof(number), "09010002%02u", i);
		dial(&other, number);
		send_bundle(&other, ways[i]);
		assert_string_equal(other.answer.text, one.answer.text);
		assert_int_equal(other.sequence, one.sequence);
		assert_int_equal(other.answer.end, one.answer.end);
		fixture_wait_ms(f, 1000);
		phone_dial(f, &one, "*1022#");
		phone_dial(f, &other, "*1022#");
		assert_string_equal(other.answer.text, one.answer.text);
	}
}

static void a_bundle_that_ends_takes_nothing_after_it(void **state)
{
	unsigned before = fake_net_dossiers(f->net);
	struct test_phone p;
	char last[SCREEN_MAX];

	(void)state;
	dial(&p, "0901000301");
	send_bundle(&p, "1 1 070185012345 1 1 1 1");
	assert_true(p.answer.end);
	assert_non_null(strstr(p.answer.text, "Ma ho so"));
	snprintf(last, sizeof(last), "%s", p.answer.text);
	phone_send(f, &p, "1");
	assert_string_equal(p.answer.text, last);
	fixture_wait_ms(f, 60000);
	assert_int_equal(fake_net_dossiers(f->net), before + 1);
}

static void a_bundle_that_the_disk_refuses_has_not_happened(void **state)
{
	unsigned before = fake_net_dossiers(f->net);
	struct test_phone p;
	uint32_t sequence;

	(void)state;
	dial(&p, "0901000401");
	send_bundle(&p, "1 1");
	sequence = p.sequence;
	fixture_wait_ms(f, 1000);
	vfs_fault_fail(vfs, VFS_FAULT_FULL, 1, 0);
	send_bundle(&p, "070185012345 1 1 1");
	assert_null(strstr(p.answer.text, "Ma ho so"));
	assert_false(p.answer.end);
	vfs_fault_heal(vfs);
	p.sequence = sequence;
	send_bundle(&p, "070185012345 1 1 1");
	assert_non_null(strstr(p.answer.text, "Ma ho so"));
	fixture_wait_ms(f, 60000);
	assert_int_equal(fake_net_dossiers(f->net), before + 1);
}

static void a_bundle_that_is_past_shows_the_screen_again(void **state)
{
	struct test_phone p;
	char shown[SCREEN_MAX];

	(void)state;
	dial(&p, "0901000501");
	send_bundle(&p, "1 1");
	snprintf(shown, sizeof(shown), "%s", p.answer.text);
	p.sequence -= 1;
	send_bundle(&p, "1 1");
	assert_string_equal(p.answer.text, shown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_together_end_where_they_end_one_by_one),
		cmocka_unit_test(a_bundle_that_ends_takes_nothing_after_it),
		cmocka_unit_test(a_bundle_that_the_disk_refuses_has_not_happened),
		cmocka_unit_test(a_bundle_that_is_past_shows_the_screen_again),
	};

	return cmocka_run_group_tests_name("step_next", tests, set_up, tear_down);
}
