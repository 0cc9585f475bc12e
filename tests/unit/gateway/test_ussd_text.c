/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Strings of USSD by their coding scheme. TS 23.038 clause 5 stands here a second time, as a table
 * of all 256 schemes.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/gsm7_ussd.h"
#include "gateway/bearer/ussd_text.h"

/* One row a coding group, one letter a scheme: g GSM-7, u UCS-2, - none. */
static const char *const schemes[16] = {
	"gggggggggggggggg", /* 0000 languages */
	"gugggggggggggggg", /* 0001 0 and 1 with a language before, the others reserved */
	"gggggggggggggggg", /* 0010 more languages */
	"gggggggggggggggg", /* 0011 yet more */
	"gggg----uuuugggg", /* 01 general: by bits 3..2, 11 reserved */
	"gggg----uuuugggg", "----------------", /* compressed */
	"----------------", "gggggggggggggggg", /* 1000 reserved */
	"----------------", /* 1001 user data header */
	"gggggggggggggggg", /* 1010 to 1100 reserved */
	"gggggggggggggggg", "gggggggggggggggg", "----------------", /* 1101 I1 */
	"----------------", /* 1110 WAP */
	"gggg----gggg----", /* 1111 class: by bit 2 */
};

static void every_scheme_has_the_alphabet_of_the_standard(void **state)
{
	(void)state;
	for (unsigned dcs = 0; dcs < 256; dcs++) {
		char letter = "gu-"[ussd_dcs_alphabet((uint8_t)dcs)];

		if (letter != schemes[dcs >> 4][dcs & 15])
			fail_msg("0x%02x has '%c'", dcs, letter);
	}
}

/* What reads as this text is also what the text is written as. */
static const struct {
	uint8_t dcs;
	const char *hex;
	const char *language;
	const char *text;
} table[] = {
	{ 0x0f, "aa180c3602", "", "*100#" },
	{ 0x01, "aa180c3602", "", "*100#" },
	{ 0x40, "b0986c46abd91a", "", "0123456" },
	{ 0xf0, "9b32", "", "\xe2\x82\xac" }, /* ESC and 0x65 */
	{ 0x82, "aa180c3602", "", "*100#" },
	{ 0x48, "00310061", "", "1a" },
	{ 0x5a, "1ea1", "", "\xe1\xba\xa1" },
	{ 0x48, "d83dde00", "", "\xf0\x9f\x98\x80" }, /* a surrogate pair */
	{ 0x10, "6577a3f9a603", "en", "Mot" },
	{ 0x10, "657703", "en", "" },
	{ 0x10, "e558a3f9a603", "", "e1\rMot" }, /* "e1" is no language */
	{ 0x10, "aa180c3602", "", "*100#" }, /* left out */
	{ 0x10, "cd37fd0d", "", "Moto" },
	{ 0x0f, "6577a3f9a603", "", "en\rMot" }, /* no place for one */
	{ 0x11, "653700310032", "en", "12" },
	{ 0x11, "00310032", "", "12" }, /* left out */
	{ 0x11, "65b7", "", "\xe6\x96\xb7" }, /* a bit too many for two letters: Han */
	{ 0x11, "6537", "en", "" },
	{ 0x48, "65370031", "",
		"\xe6\x94\xb7"
		"1" }, /* no place for a language */
	{ 0x48, "", "", "" },
	{ 0x0f, "", "", "" },
};
#define CASES (sizeof(table) / sizeof(table[0]))

static void strings_read_by_their_scheme(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		uint8_t octets[32];
		int len = osmo_hexparse(table[i].hex, octets, sizeof(octets));
		struct ussd_text text;

		assert_int_equal(ussd_text_decode(table[i].dcs, octets, (size_t)len, &text), 0);
		assert_int_equal(text.dcs, table[i].dcs);
		assert_string_equal(text.language, table[i].language);
		assert_string_equal(text.octets, table[i].text);
		assert_int_equal(text.len, strlen(table[i].text));
	}
}

static void texts_are_written_by_their_scheme(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		uint8_t expected[32], octets[32];
		int len = osmo_hexparse(table[i].hex, expected, sizeof(expected));
		struct ussd_text text;

		assert_int_equal(
			ussd_text_set(&text, table[i].dcs, table[i].text, strlen(table[i].text)),
			0);
		osmo_strlcpy(text.language, table[i].language, sizeof(text.language));
		assert_int_equal(ussd_text_encode(&text, octets, (size_t)len), len);
		assert_memory_equal(octets, expected, (size_t)len);
		if (len > 0)
			assert_int_equal(
				ussd_text_encode(&text, octets, (size_t)len - 1), ERR_TOO_LONG);
	}
}

static void what_nobody_can_read_is_an_error_of_its_own(void **state)
{
	static const uint8_t octets[] = { 0x00, 0x31, 0x00 };
	static const uint8_t with_language[] = { 0x65, 0x37, 0x00, 0x31, 0x00 };
	struct ussd_text text = { .dcs = 42 };

	(void)state;
	assert_int_equal(ussd_text_decode(0x44, octets, 2, &text), ERR_CHARSET);
	assert_int_equal(ussd_text_decode(0x68, octets, 2, &text), ERR_CHARSET);
	assert_int_equal(ussd_text_decode(0xf4, octets, 2, &text), ERR_CHARSET);
	assert_int_equal(ussd_text_decode(0x48, octets, 3, &text), ERR_CHARSET); /* odd */
	assert_int_equal(ussd_text_decode(0x11, with_language, 5, &text), ERR_CHARSET);
	assert_int_equal(text.dcs, 42);
	assert_int_equal(ussd_text_set(&text, 0x44, "1", 1), 0);
	assert_int_equal(ussd_text_encode(&text, (uint8_t[2]) { 0 }, 2), ERR_CHARSET);
}

/* ESC, 'f', 'n', CR reads as "fn" and CR, so it is a language, or it would become one later. */
static void an_odd_escape_hides_no_language(void **state)
{
	static const uint8_t septets[] = { 0x1b, 'f', 'n', '\r', '1' };
	uint8_t octets[8];
	struct ussd_text text;
	int len = gsm7_ussd_pack(septets, sizeof(septets), octets, sizeof(octets));

	(void)state;
	assert_true(len > 0);
	assert_int_equal(ussd_text_decode(0x10, octets, (size_t)len, &text), 0);
	assert_string_equal(text.language, "fn");
	assert_string_equal(text.octets, "1");
	assert_int_equal(text.len, 1);
}

/* The largest texts that strings of 160 octets turn into, and one octet more. */
static void strings_of_160_octets_and_no_more(void **state)
{
	static const uint8_t capital_sigma[] = { 0x18 };
	uint8_t octets[USSD_STRING_MAX + 1] = { 0 }, septets[182], again[USSD_STRING_MAX];
	struct ussd_text text;

	(void)state;
	memset(septets, capital_sigma[0], sizeof(septets));
	assert_int_equal(gsm7_ussd_pack(septets, 182, octets, sizeof(octets)), USSD_STRING_MAX);
	assert_int_equal(ussd_text_decode(0x0f, octets, USSD_STRING_MAX, &text), 0);
	assert_int_equal(text.len, USSD_TEXT_MAX);
	assert_int_equal(ussd_text_encode(&text, again, sizeof(again)), USSD_STRING_MAX);
	assert_memory_equal(again, octets, USSD_STRING_MAX);
	text.dcs = USSD_DCS_UCS2;
	assert_int_equal(ussd_text_encode(&text, again, sizeof(again)), ERR_TOO_LONG);
	assert_int_equal(ussd_text_decode(0x0f, octets, USSD_STRING_MAX + 1, &text), ERR_TOO_LONG);
	assert_int_equal(ussd_text_decode(0x48, octets, USSD_STRING_MAX + 1, &text), ERR_TOO_LONG);

	memset(octets, 0x1e, sizeof(octets));
	assert_int_equal(ussd_text_decode(0x48, octets, USSD_STRING_MAX, &text), 0);
	assert_int_equal(text.len, 240);
	assert_int_equal(ussd_text_encode(&text, again, sizeof(again)), USSD_STRING_MAX);
}

/* Even where the caller has more room. */
static void a_text_is_never_written_beyond_a_string(void **state)
{
	static const char digits[] = "0123456789";
	char long_text[USSD_TEXT_MAX + 1];
	uint8_t octets[2 * USSD_TEXT_MAX];
	struct ussd_text text = { .dcs = 42 };

	(void)state;
	for (size_t i = 0; i < sizeof(long_text); i++)
		long_text[i] = digits[i % 10];
	assert_int_equal(ussd_text_set(&text, 0x0f, long_text, USSD_TEXT_MAX + 1), ERR_TOO_LONG);
	assert_int_equal(text.dcs, 42);
	for (size_t len = 180; len <= USSD_TEXT_MAX; len++) {
		assert_int_equal(ussd_text_set(&text, 0x0f, long_text, len), 0);
		assert_int_equal(ussd_text_encode(&text, octets, sizeof(octets)),
			len <= 182 ? (int)(len * 7 + 7) / 8 : ERR_TOO_LONG);
	}
	assert_int_equal(ussd_text_set(&text, 0x48, long_text, 80), 0);
	assert_int_equal(ussd_text_encode(&text, octets, sizeof(octets)), 160);
	assert_int_equal(ussd_text_set(&text, 0x48, long_text, 81), 0);
	assert_int_equal(ussd_text_encode(&text, octets, sizeof(octets)), ERR_TOO_LONG);
	text.len = USSD_TEXT_MAX + 1;
	assert_int_equal(ussd_text_encode(&text, octets, sizeof(octets)), ERR_TOO_LONG);
}

static int write_with_language(uint8_t dcs, const char *language)
{
	uint8_t octets[32];
	struct ussd_text text;

	assert_int_equal(ussd_text_set(&text, dcs, "1", 1), 0);
	osmo_strlcpy(text.language, language, sizeof(text.language));
	return ussd_text_encode(&text, octets, sizeof(octets));
}

static void a_language_is_two_letters_where_it_has_a_place(void **state)
{
	(void)state;
	assert_int_equal(write_with_language(0x10, "vi"), 4);
	assert_int_equal(write_with_language(0x11, "VI"), 4);
	assert_int_equal(write_with_language(0x10, "v"), ERR_INVALID);
	assert_int_equal(write_with_language(0x11, "v1"), ERR_INVALID);
	assert_int_equal(write_with_language(0x0f, "vi"), ERR_INVALID);
	assert_int_equal(write_with_language(0x48, "vi"), ERR_INVALID);
}

static void letters_that_are_not_of_the_alphabet_are_told(void **state)
{
	uint8_t octets[32];
	struct ussd_text text;

	(void)state;
	assert_int_equal(ussd_text_set(&text, 0x0f, "\xe1\xba\xa1", 3), 0);
	assert_int_equal(ussd_text_encode(&text, octets, sizeof(octets)), ERR_CHARSET);
	assert_int_equal(ussd_text_set(&text, 0x0f, "\xe1\xba", 2), 0);
	assert_int_equal(ussd_text_encode(&text, octets, sizeof(octets)), ERR_UTF8);
	text.dcs = 0x48;
	assert_int_equal(ussd_text_encode(&text, octets, sizeof(octets)), ERR_UTF8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_scheme_has_the_alphabet_of_the_standard),
		cmocka_unit_test(strings_read_by_their_scheme),
		cmocka_unit_test(texts_are_written_by_their_scheme),
		cmocka_unit_test(what_nobody_can_read_is_an_error_of_its_own),
		cmocka_unit_test(an_odd_escape_hides_no_language),
		cmocka_unit_test(strings_of_160_octets_and_no_more),
		cmocka_unit_test(a_text_is_never_written_beyond_a_string),
		cmocka_unit_test(a_language_is_two_letters_where_it_has_a_place),
		cmocka_unit_test(letters_that_are_not_of_the_alphabet_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
