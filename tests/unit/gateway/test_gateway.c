/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parts' beginning and end, as gateway.c wires them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "tests/lib/gateway_fixture.h"

/* libosmocore's trees are not instrumented: a node that was freed shows nowhere else. */
static void parts_that_end_leave_no_timer_behind(void **state)
{
	struct fixture *f = fixture_new(NULL);
	struct gateway *gw = f->gateway;
	struct test_phone phone;

	(void)state;
	phone_init(&phone, "0901234567", BEARER_HTTP);
	phone_dial(f, &phone, "*1022*1*1#");
	phone_send(f, &phone, "1");
	timer_cancel(&gw->tick);
	assert_true(timers_next_ms(gw->timers) >= 0);
	talloc_free(gw->counter.drafts);
	talloc_free(gw->portal);
	talloc_free(gw->sms);
	assert_int_equal(timers_next_ms(gw->timers), -1);
	fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_that_end_leave_no_timer_behind),
	};

	return cmocka_run_group_tests_name("gateway", tests, NULL, NULL);
}
