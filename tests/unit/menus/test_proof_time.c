/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whoever changes a text waits for the proof of all menus: it is to stay a matter of a second. The
 * bound is a generous one, of processor time, so that it is passed by a change for the worse and
 * not by a machine that is busy.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "tests/lib/menus_world.h"
#include "tests/lib/proving.h"

#define PROOF_MS_MAX 3000

/* A sanitizer's time says nothing. */
#if defined(__SANITIZE_ADDRESS__)
#define IS_BOUNDED false
#else
#define IS_BOUNDED true
#endif

static void the_service_is_proved_in_time(void **state)
{
	struct proving_figures figures;
	(void)state;

	proving(MENUS_WORLD_SOURCES, &figures);
	if (figures.problems > 0)
		fail_msg("%s", figures.problem);
	assert_true(figures.procedures > 0);
	assert_true(figures.ways > figures.procedures);
	assert_true(figures.screens > figures.procedures);
	if (IS_BOUNDED && figures.all_ms > PROOF_MS_MAX)
		fail_msg("%.0f ms: reading %.0f, compiling %.0f, ways %.0f, screens %.0f",
			figures.all_ms, figures.read_ms, figures.compile_ms, figures.branches_ms,
			figures.screens_ms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_service_is_proved_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
