/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The GSM 7-bit alphabet. TS 23.038's tables stand here a second time, as text, so that a wrong
 * letter in one of the two is seen.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/utf8.h"

#define ESC 0x1b

/* Positions 0..127 in order; ESC's place is held by a space. */
static const char alphabet[] = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ"
			       " !\"#¤%&'()*+,-./0123456789:;<=>?"
			       "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
			       "¿abcdefghijklmnopqrstuvwxyzäöñüà";

static const struct {
	uint8_t septet;
	const char *text;
} extension[] = {
	{ 0x0a, "\f" },
	{ 0x14, "^" },
	{ 0x28, "{" },
	{ 0x29, "}" },
	{ 0x2f, "\\" },
	{ 0x3c, "[" },
	{ 0x3d, "~" },
	{ 0x3e, "]" },
	{ 0x40, "|" },
	{ 0x65, "€" },
};

static void assert_decodes(const uint8_t *septets, size_t n, const char *expected)
{
	char text[64];
	size_t len = 0;

	assert_int_equal(gsm7_decode(septets, n, text, sizeof(text), &len), 0);
	assert_string_equal(text, expected);
	assert_int_equal(len, strlen(expected));
}

static void the_whole_alphabet_goes_there_and_back(void **state)
{
	size_t at = 0, n = 0;

	(void)state;
	for (unsigned position = 0; position < 128; position++) {
		size_t start = at;
		uint8_t septet = 0xff;
		char letter[5] = "";
		uint32_t cp;

		assert_int_equal(utf8_next(alphabet, strlen(alphabet), &at, &cp), 0);
		if (position == ESC)
			continue;
		memcpy(letter, alphabet + start, at - start);
		assert_int_equal(gsm7_cost(cp), 1);
		assert_int_equal(gsm7_encode(letter, at - start, &septet, 1, &n), 0);
		assert_int_equal(n, 1);
		assert_int_equal(septet, position);
		assert_decodes(&septet, 1, letter);
	}
	assert_int_equal(at, strlen(alphabet));
}

static void the_extension_costs_two_and_goes_there_and_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(extension) / sizeof(extension[0]); i++) {
		size_t len = strlen(extension[i].text), n = 0;
		uint8_t septets[2];

		assert_int_equal(gsm7_septets(extension[i].text, len), 2);
		assert_int_equal(gsm7_encode(extension[i].text, len, septets, 2, &n), 0);
		assert_int_equal(n, 2);
		assert_int_equal(septets[0], ESC);
		assert_int_equal(septets[1], extension[i].septet);
		assert_decodes(septets, 2, extension[i].text);
		n = 42;
		assert_int_equal(gsm7_encode(extension[i].text, len, septets, 1, &n), ERR_TOO_LONG);
		assert_int_equal(n, 42);
	}
}

/* 127 characters of the basic table and 10 of the extension; nothing else in all of Unicode. */
static void no_other_character_exists(void **state)
{
	unsigned one = 0, two = 0;

	(void)state;
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		one += gsm7_cost(cp) == 1;
		two += gsm7_cost(cp) == 2;
	}
	assert_int_equal(one, 127);
	assert_int_equal(two, 10);
	assert_int_equal(gsm7_cost('\t'), 0);
	assert_int_equal(gsm7_cost('`'), 0);
	assert_int_equal(gsm7_cost(ESC), 0);
	assert_int_equal(gsm7_cost(0xe7), 0); /* the alphabet has only the capital C cedilla */
}

/* Of the 134 accented letters the alphabet has seven. */
static void few_vietnamese_letters_exist(void **state)
{
	static const char letters[] = "àèéìòùÉ";
	static const char others[] = "áảãạăâđêếôơưứỵĐÀẾ";
	size_t at = 0;
	uint32_t cp;

	(void)state;
	assert_int_equal(gsm7_septets(letters, strlen(letters)), 7);
	while (at < strlen(others)) {
		assert_int_equal(utf8_next(others, strlen(others), &at, &cp), 0);
		assert_int_equal(gsm7_cost(cp), 0);
	}
}

static void what_cannot_be_written_is_said(void **state)
{
	uint8_t septets[8];
	size_t n = 42;

	(void)state;
	assert_int_equal(gsm7_septets("ch\xe1\xbb\x8b", 5), ERR_CHARSET);
	assert_int_equal(gsm7_septets("ch\xe1\xbb", 4), ERR_UTF8);
	assert_int_equal(gsm7_encode("ch\xe1\xbb\x8b", 5, septets, 8, &n), ERR_CHARSET);
	assert_int_equal(gsm7_encode("ch\xff", 3, septets, 8, &n), ERR_UTF8);
	assert_int_equal(gsm7_encode("123456789", 9, septets, 8, &n), ERR_TOO_LONG);
	assert_int_equal(n, 42);
	assert_int_equal(gsm7_encode("", 0, septets, 0, &n), 0);
	assert_int_equal(n, 0);
}

static void reading_forgives_odd_escapes(void **state)
{
	(void)state;
	assert_decodes((const uint8_t[]) { ESC, 'A' }, 2, "A");
	assert_decodes((const uint8_t[]) { ESC, 0 }, 2, "@");
	assert_decodes((const uint8_t[]) { 'a', ESC }, 2, "a ");
	assert_decodes((const uint8_t[]) { ESC, ESC, 0x65 }, 3, " e");
	assert_decodes((const uint8_t[]) { 0 }, 0, "");
}

static void reading_needs_septets_and_room(void **state)
{
	static const uint8_t euro[] = { ESC, 0x65 }, high[] = { 'a', 128 };
	char text[4];
	size_t len = 42;

	(void)state;
	assert_int_equal(gsm7_decode(high, 2, text, sizeof(text), &len), ERR_CHARSET);
	assert_int_equal(gsm7_decode(euro, 2, text, 3, &len), ERR_TOO_LONG);
	assert_int_equal(gsm7_decode(euro, 2, text, 2, &len), ERR_TOO_LONG);
	assert_int_equal(gsm7_decode(euro, 0, text, 0, &len), ERR_TOO_LONG);
	assert_int_equal(len, 42);
	assert_int_equal(gsm7_decode(euro, 2, text, 4, &len), 0);
	assert_int_equal(len, 3);
}

static void packing_is_that_of_the_standard(void **state)
{
	static const struct {
		const char *text;
		const char *octets;
		size_t n;
	} table[] = {
		{ "", "", 0 },
		{ "1", "\x31", 1 },
		{ "12", "\x31\x19", 2 },
		{ "hellohello", "\xe8\x32\x9b\xfd\x46\x97\xd9\xec\x37", 9 },
		{ "1234567", "\x31\xd9\x8c\x56\xb3\xdd\x00", 7 },
		{ "12345678", "\x31\xd9\x8c\x56\xb3\xdd\x70", 7 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		uint8_t octets[16], septets[16];
		size_t n = strlen(table[i].text);

		assert_int_equal(
			gsm7_pack((const uint8_t *)table[i].text, n, octets, 16), (int)table[i].n);
		assert_memory_equal(octets, table[i].octets, table[i].n);
		assert_int_equal(gsm7_unpack(octets, table[i].n, septets, n), 0);
		assert_memory_equal(septets, table[i].text, n);
	}
}

static void packing_goes_there_and_back_at_every_length(void **state)
{
	(void)state;
	for (size_t n = 0; n <= 183; n++) {
		uint8_t septets[183] = { 0 }, octets[161], read[183];
		size_t need = (n * 7 + 7) / 8;

		for (size_t i = 0; i < n; i++)
			septets[i] = (uint8_t)((i * 37 + n) & 0x7f);
		assert_int_equal(gsm7_pack(septets, n, octets, need), (int)need);
		assert_int_equal(gsm7_unpack(octets, need, read, n), 0);
		assert_memory_equal(read, septets, n);
		if (n == 0)
			continue;
		assert_int_equal(gsm7_pack(septets, n, octets, need - 1), ERR_TOO_LONG);
		assert_int_equal(gsm7_unpack(octets, need - 1, read, n), ERR_TRUNCATED);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_alphabet_goes_there_and_back),
		cmocka_unit_test(the_extension_costs_two_and_goes_there_and_back),
		cmocka_unit_test(no_other_character_exists),
		cmocka_unit_test(few_vietnamese_letters_exist),
		cmocka_unit_test(what_cannot_be_written_is_said),
		cmocka_unit_test(reading_forgives_odd_escapes),
		cmocka_unit_test(reading_needs_septets_and_room),
		cmocka_unit_test(packing_is_that_of_the_standard),
		cmocka_unit_test(packing_goes_there_and_back_at_every_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
