/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Receipts and codes: a permutation that is one, and a check digit that finds what it promises.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sodium.h>
#include "gateway/base/digits.h"

static const uint8_t key_a[PERMUTE_KEY_OCTETS] = { 1, 2, 3 };
static const uint8_t key_b[PERMUTE_KEY_OCTETS] = { 1, 2, 4 };

static void the_check_digit_is_that_of_the_published_example(void **state)
{
	(void)state;
	assert_int_equal(damm_digit("572", 3), '4');
	assert_true(damm_ok("5724", 4));
	assert_false(damm_ok("5727", 4));
	assert_int_equal(damm_digit("", 0), '0');
}

static void what_is_not_digits_never_checks(void **state)
{
	(void)state;
	assert_false(damm_ok("", 0));
	assert_false(damm_ok("57x4", 4));
	assert_false(damm_ok("572 4", 5));
	assert_false(damm_ok("-5724", 5));
}

/* All 10^5 numbers of six digits with their check digit. */
static void every_wrong_digit_and_every_swap_is_found(void **state)
{
	char number[8];

	(void)state;
	for (unsigned n = 0; n < 100000; n++) {
		snprintf(number, sizeof(number), "%05u", n);
		number[5] = damm_digit(number, 5);
		for (size_t i = 0; i < 6; i++) {
			char right = number[i];

			for (char wrong = '0'; wrong <= '9'; wrong++) {
				number[i] = wrong;
				if (damm_ok(number, 6) != (wrong == right))
					fail_msg("%.6s at %zu", number, i);
			}
			number[i] = right;
			if (i == 5 || number[i + 1] == right)
				continue;
			number[i] = number[i + 1];
			number[i + 1] = right;
			if (damm_ok(number, 6))
				fail_msg("%.6s is a swap", number);
			number[i + 1] = number[i];
			number[i] = right;
		}
	}
}

static void every_small_domain_is_permuted_whole(void **state)
{
	static const uint64_t domains[] = { 2, 3, 4, 5, 10, 97, 100, 1000, 10007 };

	(void)state;
	for (size_t d = 0; d < sizeof(domains) / sizeof(domains[0]); d++) {
		uint8_t *seen = calloc(domains[d], 1);

		for (uint64_t n = 0; n < domains[d]; n++) {
			uint64_t image = permute(key_a, domains[d], n);

			assert_true(image < domains[d]);
			assert_int_equal(seen[image], 0);
			seen[image] = 1;
			assert_int_equal(unpermute(key_a, domains[d], image), n);
		}
		free(seen);
	}
}

static void large_domains_are_permuted_there_and_back(void **state)
{
	static const uint64_t domains[] = { 100000000, 1000000000, 999999999999, 1000000000000 };

	(void)state;
	for (size_t d = 0; d < sizeof(domains) / sizeof(domains[0]); d++)
		for (uint64_t i = 0; i < 500; i++) {
			uint64_t n = i * (domains[d] / 499) % domains[d];
			uint64_t image = permute(key_a, domains[d], n);

			assert_true(image < domains[d]);
			assert_int_equal(unpermute(key_a, domains[d], image), n);
		}
}

/* Neighbours, keys and domains leave no trace: over 1000 counters each leading digit comes about
 * 100 times (the bounds are six standard deviations away), and no two images are near. */
static void images_show_neither_order_nor_key_nor_domain(void **state)
{
	unsigned leading[10] = { 0 }, near = 0, same = 0;
	uint64_t before = 0;

	(void)state;
	for (uint64_t n = 0; n < 1000; n++) {
		uint64_t image = permute(key_a, 1000000000, n);
		uint64_t other = permute(key_b, 1000000000, n);
		uint64_t code = permute(key_a, 100000000, n);

		leading[image / 100000000]++;
		near += image - before < 1000000 || before - image < 1000000;
		same += image == other || image % 100000000 == code;
		before = image;
	}
	for (size_t i = 0; i < 10; i++)
		assert_in_range(leading[i], 43, 157);
	assert_in_range(near, 0, 12);
	assert_int_equal(same, 0);
}

static void numbers_have_their_length_and_check(void **state)
{
	char number[RECEIPT_DIGITS + 1], parsed[RECEIPT_DIGITS + 1];
	bool leading_zero = false;

	(void)state;
	for (uint64_t counter = 0; counter < 200; counter++) {
		assert_int_equal(number_make(key_a, counter, RECEIPT_DIGITS, number), 0);
		assert_int_equal(strlen(number), RECEIPT_DIGITS);
		assert_true(damm_ok(number, RECEIPT_DIGITS));
		assert_int_equal(number_parse(number, RECEIPT_DIGITS, parsed), 0);
		assert_string_equal(parsed, number);
		leading_zero |= number[0] == '0';
	}
	assert_true(leading_zero);
}

static void a_used_up_counter_is_refused(void **state)
{
	char number[APPOINTMENT_CODE_DIGITS + 1] = "untouched";

	(void)state;
	assert_int_equal(number_make(key_a, 100000000, APPOINTMENT_CODE_DIGITS, number), ERR_RANGE);
	assert_string_equal(number, "untouched");
	assert_int_equal(number_make(key_a, 99999999, APPOINTMENT_CODE_DIGITS, number), 0);
}

static void typed_numbers_are_read_however_they_are_grouped(void **state)
{
	static const struct {
		const char *text;
		int rc;
	} table[] = {
		{ "5724", 0 },
		{ "57 24", 0 },
		{ " 5.7-2 4 ", 0 },
		{ "", ERR_TRUNCATED },
		{ "572", ERR_TRUNCATED },
		{ "57240", ERR_TOO_LONG },
		{ "5724000000000000000000000000000", ERR_TOO_LONG },
		{ "5742", ERR_CHECK_DIGIT },
		{ "57a4", ERR_SYNTAX },
		{ "572*", ERR_SYNTAX },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char number[5] = "none";

		assert_int_equal(number_parse(table[i].text, 4, number), table[i].rc);
		assert_string_equal(number, table[i].rc == 0 ? "5724" : "none");
	}
}

/* A change of these would make every receipt that was ever given unreadable. */
static void numbers_given_in_the_past_stay_what_they_were(void **state)
{
	char receipt[RECEIPT_DIGITS + 1], code[APPOINTMENT_CODE_DIGITS + 1];

	(void)state;
	assert_int_equal(number_make(key_a, 1, RECEIPT_DIGITS, receipt), 0);
	assert_int_equal(number_make(key_a, 1, APPOINTMENT_CODE_DIGITS, code), 0);
	assert_string_equal(receipt, "5029801908");
	assert_string_equal(code, "470743878");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_check_digit_is_that_of_the_published_example),
		cmocka_unit_test(what_is_not_digits_never_checks),
		cmocka_unit_test(every_wrong_digit_and_every_swap_is_found),
		cmocka_unit_test(every_small_domain_is_permuted_whole),
		cmocka_unit_test(large_domains_are_permuted_there_and_back),
		cmocka_unit_test(images_show_neither_order_nor_key_nor_domain),
		cmocka_unit_test(numbers_have_their_length_and_check),
		cmocka_unit_test(a_used_up_counter_is_refused),
		cmocka_unit_test(typed_numbers_are_read_however_they_are_grouped),
		cmocka_unit_test(numbers_given_in_the_past_stay_what_they_were),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
