/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Octets of GSUP and of the control interface; GSUP compared with libosmocore's own code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <osmocom/gsm/gsup.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "gateway/bearer/gsup_message.h"
#include "gateway/bearer/gsup_number.h"

static const uint8_t payload[] = { 0xa1, 0x03, 0x02, 0x01, 0x07 };

static const char *const imsis[] = { "452010", "45201090123456", "452010901234567",
	"001010000000000" };
#define IMSIS (sizeof(imsis) / sizeof(imsis[0]))

static void libosmocore_reads_what_we_write(void **state)
{
	(void)state;
	for (unsigned i = 0; i < IMSIS; i++) {
		struct gsup_message m = { .type = GSUP_SS_RESULT,
			.state = GSUP_END,
			.session = 0x20000001,
			.component = payload,
			.component_len = sizeof(payload) };
		struct osmo_gsup_message theirs;
		uint8_t octets[GSUP_OUT_MAX];

		snprintf(m.imsi, sizeof(m.imsi), "%s", imsis[i]);

		int n = gsup_message_encode(&m, octets, sizeof(octets));

		assert_true(n > 0);
		assert_int_equal(osmo_gsup_decode(octets, (size_t)n, &theirs), 0);
		assert_string_equal(theirs.imsi, imsis[i]);
		assert_int_equal(theirs.message_type, OSMO_GSUP_MSGT_PROC_SS_RESULT);
		assert_int_equal(theirs.session_state, OSMO_GSUP_SESSION_STATE_END);
		assert_int_equal(theirs.session_id, 0x20000001);
		assert_int_equal(theirs.ss_info_len, sizeof(payload));
		assert_memory_equal(theirs.ss_info, payload, sizeof(payload));
	}
}

static void we_read_what_libosmocore_writes(void **state)
{
	uint8_t component[sizeof(payload)];

	(void)state;
	memcpy(component, payload, sizeof(payload));
	for (unsigned i = 0; i < IMSIS; i++) {
		struct osmo_gsup_message theirs = { .message_type = OSMO_GSUP_MSGT_PROC_SS_REQUEST,
			.session_state = OSMO_GSUP_SESSION_STATE_BEGIN,
			.session_id = 5,
			.ss_info = component,
			.ss_info_len = sizeof(component),
			.message_class = OSMO_GSUP_MESSAGE_CLASS_USSD };
		struct gsup_message m;
		struct msgb *msg = msgb_alloc_headroom(512, 64, "test");

		snprintf(theirs.imsi, sizeof(theirs.imsi), "%s", imsis[i]);
		assert_int_equal(osmo_gsup_encode(msg, &theirs), 0);
		assert_int_equal(gsup_message_decode(msg->data, msg->len, &m), OK);
		assert_string_equal(m.imsi, imsis[i]);
		assert_int_equal(m.type, GSUP_SS_REQUEST);
		assert_int_equal(m.state, GSUP_BEGIN);
		assert_int_equal(m.session, 5);
		assert_int_equal(m.component_len, sizeof(payload));
		assert_memory_equal(m.component, payload, sizeof(payload));
		/* Cut before the component, it lacks something. */
		for (size_t n = 0, all = (size_t)(m.component - msg->data) - 2; n < all; n++) {
			struct gsup_message cut;

			assert_true(gsup_message_decode(msg->data, n, &cut) < 0);
		}
		msgb_free(msg);
	}
}

static void messages_that_say_too_little_are_refused(void **state)
{
	static const struct {
		uint8_t octets[24];
		size_t len;
		int expected;
	} table[] = {
		{ { 0 }, 0, ERR_TRUNCATED },
		{ { 0x04, 0x01 }, 2, ERR_NOT_FOUND },
		{ { 0x20 }, 1, ERR_SCHEMA },
		{ { 0x20, 0x01, 0x03, 0x54, 0x02, 0x01 }, 6, ERR_SCHEMA },
		{ { 0x20, 0x01, 0x03, 0x5a, 0x02, 0x01, 0x30, 4, 0, 0, 0, 1, 0x31, 1, 1 }, 15,
			ERR_SCHEMA }, /* a digit that is none */
		{ { 0x20, 0x01, 0x02, 0x54, 0x02, 0x30, 4, 0, 0, 0, 1, 0x31, 1, 1 }, 14,
			ERR_SCHEMA }, /* four digits */
		{ { 0x20, 0x01, 0x03, 0x54, 0x02, 0x01, 0x30, 4, 0, 0, 0, 1, 0x31, 1, 4 }, 15,
			ERR_SCHEMA }, /* no such state */
		{ { 0x20, 0x01, 0x03, 0x54, 0x02, 0x01, 0x30, 3, 0, 0, 1, 0x31, 1, 1 }, 14,
			ERR_SCHEMA }, /* a session of three octets */
		{ { 0x20, 0x01, 0x03, 0x54, 0x02, 0x01, 0x30, 4, 0, 0, 0, 1, 0x31, 1, 1 }, 15, OK },
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct gsup_message m = { .session = 77 };

		assert_int_equal(
			gsup_message_decode(table[i].octets, table[i].len, &m), table[i].expected);
		assert_int_equal(m.session, table[i].expected == OK ? 1 : 77);
	}
}

static void nothing_is_written_that_does_not_fit(void **state)
{
	static const uint8_t long_one[256];
	struct gsup_message m = { .type = GSUP_SS_REQUEST,
		.state = GSUP_END,
		.imsi = "452010901234567",
		.component = long_one,
		.component_len = sizeof(long_one) };
	uint8_t octets[512];

	(void)state;
	assert_int_equal(gsup_message_encode(&m, octets, sizeof(octets)), ERR_TOO_LONG);
	m.component_len = 129;
	assert_in_range(gsup_message_encode(&m, octets, GSUP_OUT_MAX), 130, GSUP_OUT_MAX);
	assert_int_equal(gsup_message_encode(&m, octets, 100), ERR_TOO_LONG);
	snprintf(m.imsi, sizeof(m.imsi), "45201x");
	assert_int_equal(gsup_message_encode(&m, octets, sizeof(octets)), ERR_INVALID);
}

static void answers_about_numbers_are_read_strictly(void **state)
{
	static const struct {
		const char *text;
		int expected;
		uint64_t id;
		const char *phone;
	} table[] = {
		{ "GET_REPLY 12 subscriber.by-imsi-452010901234567.msisdn 84901234567", OK, 12,
			"84901234567" },
		{ "GET_REPLY 12 subscriber.by-imsi-452010901234567.msisdn 0901234567", OK, 12,
			"84901234567" },
		{ "GET_REPLY 12 subscriber.by-imsi-452010901234567.msisdn 1234", ERR_NOT_FOUND, 12,
			"" },
		{ "GET_REPLY 12 subscriber.by-imsi-452010901234567.msisdn ", ERR_NOT_FOUND, 12,
			"" },
		{ "ERROR 7 No such subscriber.", ERR_NOT_FOUND, 7, "" },
		{ "ERROR err Could not parse", ERR_SYNTAX, 99, "" },
		{ "GET_REPLY x subscriber.by-imsi-4.msisdn 84901234567", ERR_SYNTAX, 99, "" },
		{ "GET_REPLY 12 subscriber.by-imsi-4.imei 84901234567", ERR_SYNTAX, 99, "" },
		{ "GET_REPLY 12345678901234567890 subscriber.by-imsi-4.msisdn 84901234567",
			ERR_SYNTAX, 99, "" },
		{ "TRAP 0 subscriber 1", ERR_SYNTAX, 99, "" },
		{ "", ERR_SYNTAX, 99, "" },
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct phone phone = { "" };
		uint64_t id = 99;

		assert_int_equal(
			gsup_number_read(table[i].text, strlen(table[i].text), &id, &phone),
			table[i].expected);
		assert_int_equal(id, table[i].id);
		assert_string_equal(phone.e164, table[i].phone);
	}
}

static void numbers_are_remembered_for_their_time_and_no_more_than_the_limit(void **state)
{
	struct virtual_clock clock;
	struct phone phone;
	char imsi[GSUP_IMSI_SIZE];
	unsigned kept = 0;

	(void)state;
	virtual_clock_init(&clock, 0);

	struct gsup_numbers *numbers = gsup_numbers_new(NULL, &clock.clock, 8, 1000);

	assert_int_equal(phone_parse("0901234567", &phone), OK);
	for (unsigned i = 0; i < 100; i++) {
		snprintf(imsi, sizeof(imsi), "4520109%08u", i);
		gsup_numbers_put(numbers, imsi, &phone);
		assert_int_equal(gsup_numbers_get(numbers, imsi, &phone), OK);
		virtual_clock_advance_ms(&clock, 1);
	}
	for (unsigned i = 0; i < 100; i++) {
		snprintf(imsi, sizeof(imsi), "4520109%08u", i);
		kept += gsup_numbers_get(numbers, imsi, &phone) == OK;
	}
	assert_int_equal(kept, 8);
	assert_string_equal(phone.e164, "84901234567");
	virtual_clock_advance_ms(&clock, 1000);
	assert_int_equal(gsup_numbers_get(numbers, imsi, &phone), ERR_NOT_FOUND);
	talloc_free(numbers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(libosmocore_reads_what_we_write),
		cmocka_unit_test(we_read_what_libosmocore_writes),
		cmocka_unit_test(messages_that_say_too_little_are_refused),
		cmocka_unit_test(nothing_is_written_that_does_not_fit),
		cmocka_unit_test(answers_about_numbers_are_read_strictly),
		cmocka_unit_test(numbers_are_remembered_for_their_time_and_no_more_than_the_limit),
	};

	return cmocka_run_group_tests_name("gsup message", tests, NULL, NULL);
}
