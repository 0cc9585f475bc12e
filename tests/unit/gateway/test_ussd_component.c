/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Components as phones, switches and OsmoHLR have sent them, those the standard allows, and those
 * it does not; and how much one may hold.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/bearer/ussd_component.h"

#define HEX_MAX 256

static int decode(const char *hex, struct ussd_component *c)
{
	uint8_t octets[HEX_MAX];
	int len = osmo_hexparse(hex, octets, sizeof(octets));

	assert_true(len >= 0);
	return ussd_component_decode(octets, (size_t)len, c);
}

static void assert_encodes(const struct ussd_component *c, const char *hex)
{
	uint8_t octets[USSD_COMPONENT_MAX], expected[HEX_MAX];
	int len = osmo_hexparse(hex, expected, sizeof(expected));

	assert_int_equal(ussd_component_encode(c, USSD_CONTENT_MAX, octets, sizeof(octets)), len);
	assert_memory_equal(octets, expected, (size_t)len);
}

/* --- with a text -------------------------------------------------------------------------- */

/* `again`: what we write where it differs from what was read; NULL: the same. */
static const struct {
	const char *what;
	const char *hex;
	const char *again;
	enum ussd_component_kind kind;
	int invoke_id;
	int operation;
	uint8_t dcs;
	const char *text;
} texts[] = {
	{ "a phone dials *#100#", "a11302010302013b300b04010f04062ad54c161b01", NULL, USSD_INVOKE,
		3, USSD_PROCESS_REQUEST, 0x0f, "**321#" },
	{ "a phone dials *100#", "a11202010102013b300a04010f0405aa180c3602", NULL, USSD_INVOKE, 1,
		USSD_PROCESS_REQUEST, 0x0f, "*100#" },
	{ "a switch adds the MSISDN", "a11a02010102013b301204010f0405aa5a2c37028006919906369910",
		"a11202010102013b300a04010f0405aa5a2c3702", USSD_INVOKE, 1, USSD_PROCESS_REQUEST,
		0x0f, "*519#" },
	{ "a phone answers 2", "a210020101300b02013c300604010f040132", NULL, USSD_RESULT, 1,
		USSD_REQUEST, 0x0f, "2" },
	{ "an alerting pattern and an extension",
		"a1190201ff02013d301104010f040131040105a1063004040201aa",
		"a10e0201ff02013d300604010f040131", USSD_INVOKE, 255, USSD_NOTIFY, 0x0f, "1" },
	{ "a linked id", "a11102010580010702013c300604010f040131",
		"a10e02010502013c300604010f040131", USSD_INVOKE, 5, USSD_REQUEST, 0x0f, "1" },
	{ "UCS-2", "a11102010002013c3009040148040400311ea1", NULL, USSD_INVOKE, 0, USSD_REQUEST,
		0x48, "1\xe1\xba\xa1" },
	{ "long lengths everywhere", "a18200130281010302013c308200080481010f04810131",
		"a10e02010302013c300604010f040131", USSD_INVOKE, 3, USSD_REQUEST, 0x0f, "1" },
	{ "indefinite lengths everywhere", "a280020103308002013c308004010f040131000000000000",
		"a210020103300b02013c300604010f040131", USSD_RESULT, 3, USSD_REQUEST, 0x0f, "1" },
};
#define TEXTS (sizeof(texts) / sizeof(texts[0]))

static void components_with_a_text_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEXTS; i++) {
		struct ussd_component c;
		int rc = decode(texts[i].hex, &c);

		if (rc < 0)
			fail_msg("%s: %s", texts[i].what, err_name(rc));
		assert_int_equal(c.kind, texts[i].kind);
		assert_true(c.invoke_id_present);
		assert_int_equal(c.invoke_id, texts[i].invoke_id);
		assert_int_equal(c.operation, texts[i].operation);
		assert_int_equal(c.text_state, USSD_TEXT);
		assert_int_equal(c.text.dcs, texts[i].dcs);
		assert_string_equal(c.text.octets, texts[i].text);
		assert_encodes(&c, texts[i].again ? texts[i].again : texts[i].hex);
	}
}

static void components_are_cut_nowhere_without_an_error(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEXTS; i++) {
		uint8_t octets[HEX_MAX];
		struct ussd_component c = { .invoke_id = 42 };
		int len = osmo_hexparse(texts[i].hex, octets, sizeof(octets));

		for (size_t cut = 0; cut < (size_t)len; cut++)
			assert_true(ussd_component_decode(octets, cut, &c) < 0);
		assert_int_equal(c.invoke_id, 42);
		octets[len] = 0xa1; /* the next component is left for the next call */
		assert_int_equal(ussd_component_decode(octets, (size_t)len + 1, &c), len);
	}
}

/* --- without ------------------------------------------------------------------------------ */

static void an_empty_answer_is_an_answer(void **state)
{
	static const char *const empty[] = {
		"a203020107", /* no result at all */
		"a208020107300302013c", /* no parameter */
		"a20f020107300a02013c300504010f0400", /* an empty string */
		"a212020107300d02013c30080401100403657703", /* a language and no text */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
		struct ussd_component c;

		assert_true(decode(empty[i], &c) > 0);
		assert_int_equal(c.kind, USSD_RESULT);
		assert_int_equal(c.invoke_id, 7);
		assert_int_equal(c.operation, i == 0 ? USSD_NO_OPERATION : USSD_REQUEST);
		assert_int_equal(c.text_state, USSD_NO_TEXT);
		assert_encodes(&c, "a203020107");
	}
}

static void errors_are_read_and_written(void **state)
{
	struct ussd_component c;

	(void)state;
	assert_int_equal(decode("a306020105020124", &c), 8);
	assert_int_equal(c.kind, USSD_ERROR);
	assert_int_equal(c.invoke_id, 5);
	assert_int_equal(c.error, USSD_ERROR_UNEXPECTED_VALUE);
	assert_encodes(&c, "a306020105020124");
	assert_int_equal(decode("a30b02010502012230030a0101", &c), 13); /* with a parameter */
	assert_int_equal(c.error, USSD_ERROR_SYSTEM_FAILURE);
	assert_encodes(&c, "a306020105020122");
}

static void rejects_are_read_and_written(void **state)
{
	static const struct {
		const char *hex;
		bool present;
		enum ussd_problem_kind kind;
		uint8_t problem;
	} table[] = {
		{ "a406020105800100", true, USSD_PROBLEM_GENERAL, 0 },
		{ "a406020105810101", true, USSD_PROBLEM_INVOKE, 1 },
		{ "a406020105820102", true, USSD_PROBLEM_RESULT, 2 },
		{ "a406020105830104", true, USSD_PROBLEM_ERROR, 4 },
		{ "a4050500800102", false, USSD_PROBLEM_GENERAL, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct ussd_component c;

		assert_true(decode(table[i].hex, &c) > 0);
		assert_int_equal(c.kind, USSD_REJECT);
		assert_int_equal(c.invoke_id_present, table[i].present);
		assert_int_equal(c.invoke_id, table[i].present ? 5 : 0);
		assert_int_equal(c.problem_kind, table[i].kind);
		assert_int_equal(c.problem, table[i].problem);
		assert_encodes(&c, table[i].hex);
	}
}

/* The dialogue has to know what to reject. */
static void other_operations_are_read_without_their_parameters(void **state)
{
	struct ussd_component c;

	(void)state;
	assert_true(decode("a10b02010302010e3003040121", &c) > 0); /* interrogateSS */
	assert_int_equal(c.kind, USSD_INVOKE);
	assert_int_equal(c.invoke_id, 3);
	assert_int_equal(c.operation, 14);
	assert_false(ussd_operation_known(c.operation));
	assert_int_equal(c.text_state, USSD_NO_TEXT);
	assert_true(decode("a10d02010302011316052a31303023", &c) > 0); /* phase 1, IA5 */
	assert_int_equal(c.operation, 19);
}

/* Polite: the dialogue goes on, and says that it could not read. */
static void an_unreadable_text_is_no_broken_component(void **state)
{
	struct ussd_component c;
	uint8_t octets[USSD_COMPONENT_MAX];

	(void)state;
	assert_true(decode("a20f020101300a02013c3005040144040131", &c) < 0); /* a length is wrong */
	assert_true(decode("a210020101300b02013c3006040144040131", &c) > 0);
	assert_int_equal(c.text_state, USSD_UNREADABLE);
	assert_int_equal(c.text.dcs, 0x44);
	assert_int_equal(c.invoke_id, 1);
	assert_int_equal(c.operation, USSD_REQUEST);
	assert_int_equal(
		ussd_component_encode(&c, USSD_CONTENT_MAX, octets, sizeof(octets)), ERR_INVALID);
	assert_true(decode("a210020101300b02013c3006040148040131", &c) > 0); /* half a letter */
	assert_int_equal(c.text_state, USSD_UNREADABLE);
	assert_int_equal(c.text.dcs, 0x48);
}

static void kinds_have_names_for_the_log(void **state)
{
	(void)state;
	assert_string_equal(ussd_component_kind_name(USSD_INVOKE), "Invoke");
	assert_string_equal(ussd_component_kind_name(USSD_RESULT), "ReturnResult");
	assert_string_equal(ussd_component_kind_name(USSD_ERROR), "ReturnError");
	assert_string_equal(ussd_component_kind_name(USSD_REJECT), "Reject");
	assert_string_equal(ussd_component_kind_name((enum ussd_component_kind)0xa7), "?");
}

/* --- what may not be ---------------------------------------------------------------------- */

static void what_the_standard_does_not_allow_is_refused(void **state)
{
	static const struct {
		const char *hex;
		int err;
	} table[] = {
		{ "", ERR_TRUNCATED },
		{ "a703020101", ERR_NOT_FOUND }, /* ReturnResult not last */
		{ "a003020101", ERR_NOT_FOUND },
		{ "a000", ERR_NOT_FOUND },
		{ "0403020101", ERR_NOT_FOUND },
		{ "a100", ERR_SCHEMA }, /* no invoke id */
		{ "a103020101", ERR_SCHEMA }, /* no operation */
		{ "a1070202000102013c", ERR_SCHEMA }, /* an invoke id of two octets */
		{ "a10602010102023c00", ERR_TRUNCATED },
		{ "a1070201010202003c", ERR_SCHEMA },
		{ "a105050002013c", ERR_SCHEMA }, /* only a Reject is without */
		{ "a10802010102013c0101", ERR_TRUNCATED },
		{ "a10802010102013c0500", ERR_SCHEMA }, /* parameters are a sequence */
		{ "a10802010102013c3000", ERR_SCHEMA }, /* that is not empty */
		{ "a10b02010102013c300304010f", ERR_SCHEMA }, /* nor without a string */
		{ "a10d02010102013c30050400040131", ERR_SCHEMA },
		{ "a10f02010102013c300704020f00040131", ERR_SCHEMA },
		{ "a10e02010102013c300604010f240131", ERR_SCHEMA }, /* a string in pieces */
		{ "a11002010102013c300604010f0401310500", ERR_SCHEMA }, /* more than there is */
		{ "a20702010102013c0500", ERR_SCHEMA },
		{ "a2050201013000", ERR_SCHEMA },
		{ "a303020101", ERR_SCHEMA }, /* no error code */
		{ "a403020101", ERR_SCHEMA }, /* no problem */
		{ "a406020101840100", ERR_SCHEMA },
		{ "a406050100800100", ERR_SCHEMA }, /* NULL has no content */
		{ "a4080201018001000500", ERR_SCHEMA },
		{ "a10f02010102013c300704010f04013100", ERR_SYNTAX },
		{ "a11002010102013c300804010f0401310000", ERR_SYNTAX },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct ussd_component c = { .invoke_id = 42 };
		int rc = decode(table[i].hex, &c);

		if (rc != table[i].err)
			fail_msg("%s: %s, not %s", table[i].hex, err_name(rc),
				err_name(table[i].err));
		assert_int_equal(c.invoke_id, 42);
	}
}

static void a_string_over_160_octets_is_refused(void **state)
{
	uint8_t octets[200] = { 0xa1, 0x81, 0xb2, 2, 1, 1, 2, 1, 60, 0x30, 0x81, 0xa9, 4, 1, 15, 4,
		0x81, 0xa3 };
	struct ussd_component c;

	(void)state;
	assert_int_equal(ussd_component_decode(octets, 0xb2 + 3, &c), ERR_SCHEMA);
	octets[2] = 0xaf;
	octets[11] = 0xa6;
	octets[17] = 0xa0;
	assert_int_equal(ussd_component_decode(octets, 0xaf + 3, &c), 0xaf + 3);
	assert_int_equal(c.text.len, 182);
}

static int encode_spoiled(int operation, enum ussd_text_state text_state, bool invoke_id_present,
	enum ussd_component_kind kind)
{
	uint8_t octets[USSD_COMPONENT_MAX];
	struct ussd_component c = { .kind = kind,
		.invoke_id_present = invoke_id_present,
		.operation = operation,
		.text_state = text_state };

	assert_int_equal(ussd_text_set(&c.text, USSD_DCS_GSM7, "1", 1), 0);
	return ussd_component_encode(&c, USSD_CONTENT_MAX, octets, sizeof(octets));
}

static void what_may_not_be_is_not_written(void **state)
{
	(void)state;
	assert_int_equal(encode_spoiled(USSD_REQUEST, USSD_TEXT, true, USSD_INVOKE), 16);
	assert_int_equal(encode_spoiled(14, USSD_TEXT, true, USSD_INVOKE), ERR_INVALID);
	assert_int_equal(
		encode_spoiled(USSD_NO_OPERATION, USSD_TEXT, true, USSD_RESULT), ERR_INVALID);
	assert_int_equal(
		encode_spoiled(USSD_REQUEST, USSD_NO_TEXT, true, USSD_INVOKE), ERR_INVALID);
	assert_int_equal(
		encode_spoiled(USSD_REQUEST, USSD_UNREADABLE, true, USSD_RESULT), ERR_INVALID);
	assert_int_equal(encode_spoiled(USSD_REQUEST, USSD_TEXT, false, USSD_INVOKE), ERR_INVALID);
	assert_int_equal(encode_spoiled(USSD_REQUEST, USSD_TEXT, false, USSD_ERROR), ERR_INVALID);
	assert_int_equal(encode_spoiled(USSD_REQUEST, USSD_TEXT, true, USSD_REJECT), ERR_INVALID);
	assert_int_equal(encode_spoiled(USSD_REQUEST, USSD_TEXT, true, 0xa7), ERR_INVALID);
}

/* --- how much a component holds ----------------------------------------------------------- */

static int encode_letters(enum ussd_component_kind kind, uint8_t dcs, size_t letters)
{
	char text[USSD_TEXT_MAX];
	uint8_t octets[USSD_COMPONENT_MAX + 1];
	struct ussd_screen screen = {
		.kind = kind, .operation = USSD_REQUEST, .dcs = dcs, .text = text, .len = letters
	};
	int rc;

	memset(text, 'a', sizeof(text));
	octets[USSD_COMPONENT_MAX] = 0xee;
	rc = ussd_component_screen(&screen, octets);
	assert_int_equal(octets[USSD_COMPONENT_MAX], 0xee);
	if (rc > 0)
		assert_int_equal(octets[1], rc - 2); /* a length of one octet */
	return rc;
}

static void what_the_network_carries_just_fits(void **state)
{
	static const struct {
		enum ussd_component_kind kind;
		uint8_t dcs;
		size_t most;
	} table[] = {
		{ USSD_INVOKE, USSD_DCS_GSM7, 130 },
		{ USSD_INVOKE, USSD_DCS_UCS2, 57 },
		{ USSD_RESULT, USSD_DCS_GSM7, 128 },
		{ USSD_RESULT, USSD_DCS_UCS2, 56 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		for (size_t n = 1; n <= table[i].most; n++)
			assert_in_range(encode_letters(table[i].kind, table[i].dcs, n), 16,
				USSD_COMPONENT_MAX);
		for (size_t n = table[i].most + 1; n <= USSD_TEXT_MAX; n++)
			assert_int_equal(
				encode_letters(table[i].kind, table[i].dcs, n), ERR_TOO_LONG);
	}
	assert_int_equal(encode_letters(USSD_INVOKE, USSD_DCS_GSM7, 130), USSD_COMPONENT_MAX);
	assert_int_equal(encode_letters(USSD_RESULT, USSD_DCS_GSM7, 128), USSD_COMPONENT_MAX);
	assert_int_equal(encode_letters(USSD_INVOKE, USSD_DCS_GSM7, 0), ERR_INVALID);
	assert_int_equal(
		encode_letters(USSD_INVOKE, USSD_DCS_GSM7, USSD_TEXT_MAX + 1), ERR_TOO_LONG);
}

/* A peer that takes long forms gets the whole 182 septets, and they come back. */
static void a_wider_profile_gets_long_lengths(void **state)
{
	struct ussd_component c = { .kind = USSD_RESULT,
		.invoke_id_present = true,
		.operation = USSD_PROCESS_REQUEST,
		.text_state = USSD_TEXT },
			      read;
	char text[183];
	uint8_t octets[250];
	int len;

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_int_equal(ussd_text_set(&c.text, USSD_DCS_GSM7, text, 182), 0);
	len = ussd_component_encode(&c, 200, octets, sizeof(octets));
	assert_int_equal(len, 160 + 21);
	assert_int_equal(octets[1], 0x81);
	assert_int_equal(ussd_component_decode(octets, (size_t)len, &read), len);
	assert_int_equal(read.text.len, 182);
	assert_memory_equal(read.text.octets, text, 182);
	assert_int_equal(ussd_component_encode(&c, (size_t)len - 3, octets, sizeof(octets)), len);
	assert_int_equal(
		ussd_component_encode(&c, (size_t)len - 4, octets, sizeof(octets)), ERR_TOO_LONG);
	assert_int_equal(ussd_component_encode(&c, 200, octets, (size_t)len - 1), ERR_TOO_LONG);
	assert_int_equal(ussd_text_set(&c.text, USSD_DCS_GSM7, text, 183), 0);
	assert_int_equal(ussd_component_encode(&c, 200, octets, sizeof(octets)), ERR_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(components_with_a_text_are_read),
		cmocka_unit_test(components_are_cut_nowhere_without_an_error),
		cmocka_unit_test(an_empty_answer_is_an_answer),
		cmocka_unit_test(errors_are_read_and_written),
		cmocka_unit_test(rejects_are_read_and_written),
		cmocka_unit_test(other_operations_are_read_without_their_parameters),
		cmocka_unit_test(an_unreadable_text_is_no_broken_component),
		cmocka_unit_test(kinds_have_names_for_the_log),
		cmocka_unit_test(what_the_standard_does_not_allow_is_refused),
		cmocka_unit_test(a_string_over_160_octets_is_refused),
		cmocka_unit_test(what_may_not_be_is_not_written),
		cmocka_unit_test(what_the_network_carries_just_fits),
		cmocka_unit_test(a_wider_profile_gets_long_lengths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
