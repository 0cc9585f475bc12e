/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a language costs on a small screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>
#include <talloc.h>
#include "menus/lengths.h"
#include "tests/unit/menus/proof_world.h"

/* A message of so much text, in a set of its own. */
#define MESSAGE \
	"'first':{'kind':'message','text':'x','next':'id'},'id':{'kind':'entry','entry':" \
	"'national_id','text':'word.none','key':'id','next':'over'}," PROOF_END
#define ACCENTED "một hai ba bốn năm sáu bảy tám chín mười mười một. "

struct seen {
	unsigned n, plain_pages, accented_pages;
};

static void note_message(void *data, const struct length *length)
{
	struct seen *seen = data;

	seen->n++;
	if (length->tree != 1 || length->node != 0)
		return;
	if (length->accents)
		seen->accented_pages = length->pages;
	else
		seen->plain_pages = length->pages;
}

static struct seen measure_message(const char *texts)
{
	struct menu_set *set = proof_set(NULL, MESSAGE, PROOF_SUBMIT, texts, NULL);
	const struct budget budget = BUDGET_GSUP;
	struct seen seen = { 0 };

	lengths_measure(set, proof_samples(set), 0, &budget, note_message, &seen);
	talloc_free(set);
	return seen;
}

static void a_short_text_without_accents_has_one_page_and_one_script(void **state)
{
	struct seen seen = measure_message("{'x':'mot'}");

	(void)state;
	assert_int_equal(seen.plain_pages, 1);
	assert_int_equal(seen.accented_pages, 1); /* its keys are words with accents */
}

static void a_long_text_is_leafed_through_and_longer_with_accents(void **state)
{
	struct seen seen = measure_message("{'x':'" ACCENTED ACCENTED ACCENTED ACCENTED "'}");

	(void)state;
	assert_in_range(seen.plain_pages, 2, 3);
	assert_in_range(seen.accented_pages, 5, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_text_without_accents_has_one_page_and_one_script),
		cmocka_unit_test(a_long_text_is_leafed_through_and_longer_with_accents),
	};

	return cmocka_run_group_tests_name("lengths", tests, NULL, NULL);
}
