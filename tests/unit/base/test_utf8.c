/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * UTF-8: what is taken, what is refused, and where a text may be cut.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include "gateway/base/utf8.h"

/* "ế" composed (3 octets) and in three parts (1 + 2 + 2) */
#define E_COMPOSED   "\xe1\xba\xbf"
#define E_DECOMPOSED "e\xcc\x82\xcc\x81"
#define FLAG	     "\xf0\x9f\x87\xbb\xf0\x9f\x87\xb3" /* two regional indicators */
#define KA	     "\xe1\x9e\x80" /* Khmer */
#define RO	     "\xe1\x9e\x9a"
#define COENG	     "\xe1\x9f\x92" /* writes the next consonant below */
#define FAMILY	     "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7" /* joined by U+200D */

static void every_code_point_is_written_and_read_back(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		char octets[4];
		size_t n = utf8_put(cp, octets), at = 0;
		uint32_t read;

		if (cp >= 0xd800 && cp <= 0xdfff) {
			assert_int_equal(n, 0);
			continue;
		}
		assert_int_equal(n, cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4);
		assert_int_equal(utf8_next(octets, n, &at, &read), 0);
		assert_int_equal(read, cp);
		assert_int_equal(at, n);
	}
	assert_int_equal(utf8_put(0x110000, (char[4]) { 0 }), 0);
	assert_int_equal(utf8_put(UINT32_MAX, (char[4]) { 0 }), 0);
}

static void wrong_octets_are_refused_and_nothing_moves(void **state)
{
	static const struct {
		const char *octets;
		int rc;
	} table[] = {
		{ "\x80", ERR_UTF8 },
		{ "\xbf\x80", ERR_UTF8 },
		{ "\xc0\x80", ERR_UTF8 }, /* overlong */
		{ "\xc1\xbf", ERR_UTF8 },
		{ "\xe0\x80\x80", ERR_UTF8 },
		{ "\xe0\x9f\xbf", ERR_UTF8 },
		{ "\xf0\x80\x80\x80", ERR_UTF8 },
		{ "\xf0\x8f\xbf\xbf", ERR_UTF8 },
		{ "\xed\xa0\x80", ERR_UTF8 }, /* surrogates */
		{ "\xed\xbf\xbf", ERR_UTF8 },
		{ "\xf4\x90\x80\x80", ERR_UTF8 }, /* beyond U+10FFFF */
		{ "\xf5\x80\x80\x80", ERR_UTF8 },
		{ "\xff", ERR_UTF8 },
		{ "\xc3"
		  "a",
			ERR_UTF8 },
		{ "\xe1\xba"
		  "a",
			ERR_UTF8 },
		{ "\xf0\x9f\x87"
		  "a",
			ERR_UTF8 },
		{ "\xc3", ERR_TRUNCATED },
		{ "\xe1", ERR_TRUNCATED },
		{ "\xe1\xba", ERR_TRUNCATED },
		{ "\xf0\x9f\x87", ERR_TRUNCATED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		size_t len = strlen(table[i].octets), at = 0;
		uint32_t cp = 42;

		assert_int_equal(utf8_next(table[i].octets, len, &at, &cp), table[i].rc);
		assert_int_equal(at, 0);
		assert_int_equal(cp, 42);
		assert_false(utf8_valid(table[i].octets, len));
	}
}

static void valid_text_is_known_as_such(void **state)
{
	(void)state;
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("a\0b", 3));
	assert_true(utf8_valid("M\xe1\xbb\x99t c\xe1\xbb\xad"
			       "a " FLAG,
		20));
	assert_false(utf8_valid("abc" E_COMPOSED, 5));
}

static void a_cut_never_parts_what_a_reader_sees_as_one(void **state)
{
	static const struct {
		const char *text;
		size_t max, cut;
	} table[] = {
		{ "abc", 3, 3 },
		{ "abc", 2, 2 },
		{ "abc", 0, 0 },
		{ "", 5, 0 },
		{ "a" E_COMPOSED "b", 1, 1 },
		{ "a" E_COMPOSED "b", 2, 1 },
		{ "a" E_COMPOSED "b", 3, 1 },
		{ "a" E_COMPOSED "b", 4, 4 },
		{ "a" E_DECOMPOSED "b", 2, 1 },
		{ "a" E_DECOMPOSED "b", 4, 1 },
		{ "a" E_DECOMPOSED "b", 5, 1 },
		{ "a" E_DECOMPOSED "b", 6, 6 },
		{ "a" E_DECOMPOSED, 3, 1 },
		{ E_DECOMPOSED, 3, 0 },
		{ "a\r\nb", 2, 1 },
		{ "a\r\nb", 3, 3 },
		{ "a\n\nb", 2, 2 },
		{ FLAG FLAG, 15, 8 },
		{ FLAG FLAG, 8, 8 },
		{ "x" FAMILY "y", 11, 1 },
		{ KA COENG RO "x", 5, 0 }, /* not utf8proc's: the sign under another */
		{ KA COENG RO "x", 8, 0 },
		{ KA COENG RO "x", 9, 9 },
		{ KA COENG RO "x", 10, 10 },
		{ "a" KA COENG RO COENG KA RO, 18, 16 },
		{ "a" KA COENG RO COENG KA RO, 15, 1 },
		{ "a" KA RO KA, 4, 4 },
		{ KA COENG " " RO, 6, 6 }, /* nothing to join */
		{ KA COENG "1" RO, 6, 6 },
		{ "x" FAMILY "y", 12, 12 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_int_equal(
			utf8_cut(table[i].text, strlen(table[i].text), table[i].max), table[i].cut);
}

static void a_cut_of_broken_text_stays_before_the_break(void **state)
{
	(void)state;
	assert_int_equal(utf8_cut("ab\xff"
				  "cdef",
				 7, 3),
		2);
}

static void texts_are_composed(void **state)
{
	static const struct {
		const char *text, *composed;
	} table[] = {
		{ "", "" },
		{ "abc", "abc" },
		{ E_COMPOSED, E_COMPOSED },
		{ E_DECOMPOSED, E_COMPOSED },
		{ "Ti" E_DECOMPOSED "ng", "Ti" E_COMPOSED "ng" },
		/* marks in the other order: dot below before circumflex */
		{ "e\xcc\xa3\xcc\x82", "\xe1\xbb\x87" },
		{ "e\xcc\x82\xcc\xa3", "\xe1\xbb\x87" },
		/* a composed letter with a further mark behind it */
		{ "\xc3\xaa\xcc\x81", E_COMPOSED },
		{ "\xe2\x84\xa6", "\xce\xa9" },
		{ "\xe1\x84\x80\xe1\x85\xa1", "\xea\xb0\x80" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char out[32];
		size_t len = 99;

		assert_int_equal(
			utf8_nfc(table[i].text, strlen(table[i].text), out, sizeof(out), &len), 0);
		assert_string_equal(out, table[i].composed);
		assert_int_equal(len, strlen(table[i].composed));
	}
}

static void composing_needs_room_for_the_end_too(void **state)
{
	char out[8];
	size_t len = 99;

	(void)state;
	assert_int_equal(utf8_nfc("abc", 3, out, 3, &len), ERR_TOO_LONG);
	assert_int_equal(utf8_nfc(E_DECOMPOSED, 5, out, 3, &len), ERR_TOO_LONG);
	assert_int_equal(utf8_nfc("", 0, out, 0, &len), ERR_TOO_LONG);
	assert_int_equal(utf8_nfc("a\xcc", 2, out, sizeof(out), &len), ERR_UTF8);
	assert_int_equal(len, 99);
	assert_int_equal(utf8_nfc(E_DECOMPOSED, 5, out, 4, &len), 0);
	assert_int_equal(len, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_is_written_and_read_back),
		cmocka_unit_test(wrong_octets_are_refused_and_nothing_moves),
		cmocka_unit_test(valid_text_is_known_as_such),
		cmocka_unit_test(a_cut_never_parts_what_a_reader_sees_as_one),
		cmocka_unit_test(a_cut_of_broken_text_stays_before_the_break),
		cmocka_unit_test(texts_are_composed),
		cmocka_unit_test(composing_needs_room_for_the_end_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
