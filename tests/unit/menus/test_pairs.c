/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Records of symbol and text, and the numbers of names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "menus/pairs.h"
#include "menus/symbols.h"

static uint8_t octets[32];
static uint16_t len;
static const struct pairs pairs = { octets, &len, sizeof(octets) };

static int empty(void **state)
{
	(void)state;
	len = 0;
	return 0;
}

static const char *find(uint16_t symbol)
{
	return pairs_find(octets, len, symbol);
}

static void a_put_replaces_and_a_remove_closes_the_gap(void **state)
{
	(void)state;
	assert_int_equal(pairs_put(&pairs, 1, "one"), OK);
	assert_int_equal(pairs_put(&pairs, 0x7fff, "far"), OK);
	assert_int_equal(pairs_put(&pairs, 2, ""), OK);
	assert_int_equal(pairs_put(&pairs, 1, "uno"), OK);
	assert_string_equal(find(1), "uno");
	assert_string_equal(find(0x7fff), "far");
	assert_string_equal(find(2), "");
	assert_null(find(3));
	assert_true(pairs_valid(octets, len));
	assert_true(pairs_remove(&pairs, 0x7fff));
	assert_false(pairs_remove(&pairs, 0x7fff));
	assert_string_equal(find(1), "uno");
	assert_int_equal(len, 3 + 6);
}

static void a_full_piece_is_left_as_it_is_or_gives_up_its_oldest(void **state)
{
	(void)state;
	assert_int_equal(pairs_put(&pairs, 1, "0123456789"), OK);
	assert_int_equal(pairs_put(&pairs, 2, "0123456789"), OK);
	assert_int_equal(pairs_append(&pairs, 3, "0123"), ERR_FULL);
	assert_int_equal(len, 26);
	assert_int_equal(pairs_append(&pairs, 3, "012"), OK);
	assert_int_equal(len, 32);
	assert_int_equal(pairs_put_evicting(&pairs, 4, "x"), OK);
	assert_null(find(1));
	assert_string_equal(find(2), "0123456789");
	assert_string_equal(find(4), "x");
	assert_int_equal(
		pairs_put_evicting(&pairs, 5, "0123456789012345678901234567890"), ERR_FULL);
	assert_int_equal(len, 0);
}

static void octets_that_are_no_records_are_known(void **state)
{
	static const struct {
		uint8_t octets[6];
		size_t len;
	} table[] = { { { 1 }, 1 }, { { 0x80 }, 1 }, { { 0x80, 1 }, 2 }, { { 1, 1, 'a' }, 3 },
		{ { 1, 1, 'a', 'b' }, 4 }, { { 1, 0 }, 2 }, { { 1, 2, 'a', 0, 0 }, 5 },
		{ { 1, 0, 0, 9 }, 4 } };
	(void)state;

	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_false(pairs_valid(table[i].octets, table[i].len));
	assert_true(pairs_valid(octets, 0));
}

static void a_name_keeps_its_number_among_thousands(void **state)
{
	struct symbols *symbols = symbols_new(NULL);
	char name[16];
	(void)state;

	assert_int_equal(symbols_find(symbols, "", 0), SYMBOL_EMPTY);
	for (unsigned i = 0; i < 5000; i++) {
		int n = snprintf(name, sizeof(name), "name%u", i);

		assert_int_equal(symbols_find(symbols, name, (size_t)n), SYMBOL_NONE);
		assert_int_equal(symbols_add(symbols, name, (size_t)n), SYMBOL_EMPTY + 1 + i);
	}
	assert_int_equal(symbols_add(symbols, "name7", 5), SYMBOL_EMPTY + 8);
	assert_string_equal(symbols_name(symbols, SYMBOL_EMPTY + 5000), "name4999");
	assert_null(symbols_name(symbols, SYMBOL_EMPTY + 5001));
	assert_null(symbols_name(symbols, SYMBOL_NONE));
	talloc_free(symbols);
}

static void names_end_where_the_numbers_do(void **state)
{
	struct symbols *symbols = symbols_new(NULL);
	char name[16];
	unsigned added = SYMBOL_EMPTY + 1;
	(void)state;

	for (; added < SYMBOLS_MAX; added++) {
		int n = snprintf(name, sizeof(name), "n%u", added);

		assert_int_equal(symbols_add(symbols, name, (size_t)n), added);
	}
	assert_int_equal(symbols_add(symbols, "more", 4), SYMBOL_NONE);
	assert_int_equal(symbols_add(symbols, "n100", 4), 100);
	talloc_free(symbols);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_put_replaces_and_a_remove_closes_the_gap, empty),
		cmocka_unit_test_setup(a_full_piece_is_left_as_it_is_or_gives_up_its_oldest, empty),
		cmocka_unit_test_setup(octets_that_are_no_records_are_known, empty),
		cmocka_unit_test(a_name_keeps_its_number_among_thousands),
		cmocka_unit_test(names_end_where_the_numbers_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
