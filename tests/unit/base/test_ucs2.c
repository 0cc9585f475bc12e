/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * UTF-16BE as it goes over the air. iconv is the second opinion.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <iconv.h>
#include <string.h>
#include "gateway/base/ucs2.h"
#include "gateway/base/utf8.h"

static void a_text_has_the_octets_of_the_standard(void **state)
{
	static const struct {
		const char *text;
		const char *octets;
		int n;
	} table[] = {
		{ "", "", 0 },
		{ "A", "\0A", 2 },
		{ "Ệ", "\x1e\xc6", 2 },
		{ "đ1", "\x01\x11\x00\x31", 4 },
		{ "😀", "\xd8\x3d\xde\x00", 4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		uint8_t octets[16];
		char text[16];
		size_t len = strlen(table[i].text), back = 99;

		assert_int_equal(ucs2_units(table[i].text, len), table[i].n / 2);
		assert_int_equal(ucs2_encode(table[i].text, len, octets, 16), table[i].n);
		assert_memory_equal(octets, table[i].octets, (size_t)table[i].n);
		assert_int_equal(
			ucs2_decode(octets, (size_t)table[i].n, text, sizeof(text), &back), 0);
		assert_string_equal(text, table[i].text);
		assert_int_equal(back, len);
	}
}

static void every_code_point_agrees_with_iconv(void **state)
{
	iconv_t cd = iconv_open("UTF-16BE", "UTF-8");

	(void)state;
	assert_true(cd != (iconv_t)-1);
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		char utf8[4], other[8], back[5], *from = utf8, *to = other;
		uint8_t ours[4];
		size_t len = utf8_put(cp, utf8), in = len, out = sizeof(other), back_len = 0;
		int n;

		if (len == 0)
			continue;
		n = ucs2_encode(utf8, len, ours, sizeof(ours));
		assert_true(iconv(cd, &from, &in, &to, &out) != (size_t)-1);
		assert_int_equal(n, (int)(to - other));
		assert_memory_equal(ours, other, (size_t)n);
		assert_int_equal(ucs2_units(utf8, len), n / 2);
		assert_int_equal(ucs2_decode(ours, (size_t)n, back, sizeof(back), &back_len), 0);
		assert_int_equal(back_len, len);
		assert_memory_equal(back, utf8, len);
	}
	iconv_close(cd);
}

static void a_lone_surrogate_is_shown_as_replaced(void **state)
{
	static const struct {
		const char *octets;
		size_t n;
		const char *text;
	} table[] = {
		{ "\xd8\x3d", 2, "\xef\xbf\xbd" },
		{ "\xde\x00", 2, "\xef\xbf\xbd" },
		{ "\xd8\x3d\x00"
		  "A",
			4,
			"\xef\xbf\xbd"
			"A" },
		{ "\xd8\x3d\xd8\x3d\xde\x00", 6,
			"\xef\xbf\xbd"
			"😀" },
		{ "\xde\x00\xd8\x3d", 4, "\xef\xbf\xbd\xef\xbf\xbd" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char text[16];
		size_t len = 0;

		assert_int_equal(ucs2_decode((const uint8_t *)table[i].octets, table[i].n, text,
					 sizeof(text), &len),
			0);
		assert_string_equal(text, table[i].text);
	}
}

static void half_units_bad_text_and_lack_of_room_are_said(void **state)
{
	uint8_t octets[4];
	char text[4];
	size_t len = 42;

	(void)state;
	assert_int_equal(ucs2_decode((const uint8_t *)"\0A\0", 3, text, 4, &len), ERR_TRUNCATED);
	assert_int_equal(ucs2_decode((const uint8_t *)"\x1e\xc6", 2, text, 3, &len), ERR_TOO_LONG);
	assert_int_equal(ucs2_decode((const uint8_t *)"", 0, text, 0, &len), ERR_TOO_LONG);
	assert_int_equal(len, 42);
	assert_int_equal(ucs2_encode("abc", 3, octets, 4), ERR_TOO_LONG);
	assert_int_equal(ucs2_encode("a😀", 5, octets, 4), ERR_TOO_LONG);
	assert_int_equal(ucs2_encode("a\xff", 2, octets, 4), ERR_UTF8);
	assert_int_equal(ucs2_units("a\xff", 2), ERR_UTF8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_has_the_octets_of_the_standard),
		cmocka_unit_test(every_code_point_agrees_with_iconv),
		cmocka_unit_test(a_lone_surrogate_is_shown_as_replaced),
		cmocka_unit_test(half_units_bad_text_and_lack_of_room_are_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
