/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Packing for USSD: strings that phones and cards have sent, and the rule for seven spare bits.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/gsm7_ussd.h"

#define CR	     0x0d
#define SEPTETS_MAX  200
#define OCTETS_MAX   200
#define NOT_A_SEPTET 0xee

/* All characters stand for themselves in GSM-7. */
static const struct {
	const char *text;
	const char *hex;
	const char *read; /* NULL: the same */
} table[] = {
	{ "", "", NULL },
	{ "1", "31", NULL },
	{ "*100#", "aa180c3602", NULL },
	{ "#100#", "a3180c3602", NULL },
	{ "*123#", "aa986c3602", NULL },
	{ "*858*0123456*999#", "2a5c0da782c564335acda6cae57223", NULL },
	{ "forty-two", "e6b79c9e6fd1ef6f", NULL },
	/* 7 septets leave 7 spare bits: CR */
	{ "0123456", "b0986c46abd91a", NULL },
	{ "1234567", "31d98c56b3dd1a", NULL },
	{ "01234567", "b0986c46abd96e", NULL },
	/* the last octet looks like a padded one and is none */
	{ "15", "b11a", NULL },
	{ "17", "b11b", NULL },
	/* a CR of the text's own: off the border it stays, on the border it is doubled */
	{ "012345\r", "b0986c46ab351a", NULL },
	{ "0123456\r", "b0986c46abd91a0d", "0123456\r\r" },
	{ "01234567\r", "b0986c46abd96e0d", NULL },
	{ "0123456\r\r", "b0986c46abd91a0d", NULL },
	{ "\r", "0d", NULL },
};
#define CASES (sizeof(table) / sizeof(table[0]))

static void strings_pack_as_phones_pack_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		size_t n = strlen(table[i].text);
		uint8_t octets[32], expected[32];
		int len = osmo_hexparse(table[i].hex, expected, sizeof(expected));

		assert_int_equal(
			gsm7_ussd_pack((const uint8_t *)table[i].text, n, octets, 32), len);
		assert_memory_equal(octets, expected, (size_t)len);
		assert_int_equal(gsm7_ussd_octets(n, n ? (uint8_t)table[i].text[n - 1] : 0), len);
	}
}

static void strings_unpack_without_their_padding(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		const char *expected = table[i].read ? table[i].read : table[i].text;
		uint8_t octets[32], septets[32];
		int len = osmo_hexparse(table[i].hex, octets, sizeof(octets));
		size_t n = 42;

		assert_int_equal(gsm7_ussd_unpack(octets, (size_t)len, septets, 32, &n), 0);
		assert_int_equal(n, strlen(expected));
		assert_memory_equal(septets, expected, n);
	}
}

/* Seven zero bits at the end are an '@' and stay one. */
static void zero_bits_on_the_border_are_an_at_sign(void **state)
{
	static const uint8_t octets[] = { 0xb0, 0x98, 0x6c, 0x46, 0xab, 0xd9, 0x00 };
	uint8_t septets[8];
	size_t n = 0;

	(void)state;
	assert_int_equal(gsm7_ussd_unpack(octets, 7, septets, 8, &n), 0);
	assert_int_equal(n, 8);
	assert_int_equal(septets[7], 0);
}

/* Any septets at any length, with and without a CR at the end. */
static void packing_goes_there_and_back_at_every_length(void **state)
{
	(void)state;
	for (size_t n = 1; n <= 183; n++) {
		for (unsigned with_cr = 0; with_cr <= 1; with_cr++) {
			uint8_t septets[SEPTETS_MAX], octets[OCTETS_MAX], read[SEPTETS_MAX];
			size_t need, read_n = 0, doubled = with_cr && n % 8 == 0;
			int len;

			for (size_t i = 0; i < n; i++)
				septets[i] = (uint8_t)((i * 37 + n) % CR);
			if (with_cr)
				septets[n - 1] = CR;
			need = gsm7_ussd_octets(n, septets[n - 1]);
			assert_int_equal(need, (7 * n + 7) / 8 + doubled);
			len = gsm7_ussd_pack(septets, n, octets, need);
			assert_int_equal(len, need);
			assert_int_equal(
				gsm7_ussd_unpack(octets, need, read, SEPTETS_MAX, &read_n), 0);
			assert_int_equal(read_n, n + doubled);
			assert_memory_equal(read, septets, n);
			if (doubled)
				assert_int_equal(read[n], CR);
		}
	}
}

static void packing_needs_its_room(void **state)
{
	uint8_t septets[SEPTETS_MAX] = { 0 }, octets[OCTETS_MAX], read[SEPTETS_MAX];

	(void)state;
	for (size_t n = 1; n <= 183; n++) {
		size_t need, before = 42;

		septets[n - 1] = CR;
		need = gsm7_ussd_octets(n, CR);
		memset(octets, NOT_A_SEPTET, sizeof(octets));
		assert_int_equal(gsm7_ussd_pack(septets, n, octets, need - 1), ERR_TOO_LONG);
		assert_int_equal(octets[need - 1], NOT_A_SEPTET);
		assert_int_equal(gsm7_ussd_pack(septets, n, octets, need), (int)need);
		assert_int_equal(octets[need], NOT_A_SEPTET);
		assert_int_equal(gsm7_ussd_unpack(octets, need, read, need * 8 / 7 - 1, &before),
			ERR_TOO_LONG);
		assert_int_equal(before, 42);
		septets[n - 1] = 0;
	}
}

/* The most that a ussd-String of 160 octets holds. */
static void a_string_of_160_octets_holds_182_septets(void **state)
{
	(void)state;
	assert_int_equal(gsm7_ussd_octets(182, 'a'), 160);
	assert_int_equal(gsm7_ussd_octets(183, 'a'), 161);
	assert_int_equal(gsm7_ussd_octets(176, 'a'), 154);
	assert_int_equal(gsm7_ussd_octets(176, CR), 155);
	assert_int_equal(gsm7_ussd_octets(0, CR), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_pack_as_phones_pack_them),
		cmocka_unit_test(strings_unpack_without_their_padding),
		cmocka_unit_test(zero_bits_on_the_border_are_an_at_sign),
		cmocka_unit_test(packing_goes_there_and_back_at_every_length),
		cmocka_unit_test(packing_needs_its_room),
		cmocka_unit_test(a_string_of_160_octets_holds_182_septets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
