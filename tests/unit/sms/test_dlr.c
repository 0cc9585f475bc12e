/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Delivery reports as values. How they meet rows in the store is in test_dlr_route.c.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>
#include "sms/dlr.h"

static const uint8_t key[DLR_KEY_OCTETS] = "a key of the delivery reports 32";

/* Takes the query of a URL apart, `type` in place of %d. */
struct parsed {
	char text[DLR_URL_MAX];
	struct dlr_query query;
};

static const char *argument(char *text, const char *name, size_t *len_r)
{
	char *at = strstr(text, name);

	assert_non_null(at);
	at += strlen(name);
	*len_r = strcspn(at, "&");
	return at;
}

static void parse(const char *url, struct parsed *out)
{
	(void)snprintf(out->text, sizeof(out->text), "%s", url);
	out->query.id = argument(out->text, "?id=", &out->query.id_len);
	out->query.attempt = argument(out->text, "&attempt=", &out->query.attempt_len);
	out->query.mac = argument(out->text, "&mac=", &out->query.mac_len);
	out->query.type = "1";
	out->query.type_len = 1;
}

static void make(int64_t id, uint32_t attempt, struct parsed *out)
{
	char url[DLR_URL_MAX];

	assert_int_equal(
		dlr_url("http://127.0.0.1:1/kannel/dlr", key, id, attempt, url, sizeof(url)), OK);
	parse(url, out);
}

static void set_type(struct parsed *parsed, const char *type)
{
	parsed->query.type = type;
	parsed->query.type_len = strlen(type);
}

static void a_url_of_ours_reads_back_as_its_message_and_attempt(void **state)
{
	static const int64_t ids[] = { 1, 42, 1234567890123, INT64_MAX };
	struct parsed parsed;
	struct dlr_report report;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		make(ids[i], UINT32_MAX, &parsed);
		set_type(&parsed, "16");
		assert_int_equal(dlr_read(&parsed.query, key, &report), OK);
		assert_int_equal(report.id, ids[i]);
		assert_int_equal(report.attempt, UINT32_MAX);
		assert_int_equal(report.type, DLR_REFUSED);
	}
}

static void the_url_ends_with_kannels_escape_and_keeps_a_query(void **state)
{
	char url[DLR_URL_MAX];

	(void)state;
	assert_int_equal(dlr_url("http://h/p?x=1", key, 7, 2, url, sizeof(url)), OK);
	assert_int_equal(strncmp(url, "http://h/p?x=1&id=7&attempt=2&mac=", 34), 0);
	assert_string_equal(url + strlen(url) - 8, "&type=%d");
	assert_int_equal(dlr_url("http://h/p", key, 7, 2, url, 60), ERR_TOO_LONG);
}

static void a_changed_id_attempt_mac_or_key_is_denied(void **state)
{
	uint8_t other[DLR_KEY_OCTETS] = { 0 };
	struct dlr_report report = { .id = 77 };
	struct parsed parsed;

	(void)state;
	make(42, 1, &parsed);
	assert_int_equal(dlr_read(&parsed.query, other, &report), ERR_DENIED);
	for (size_t i = 0; i < 32; i++) {
		struct parsed bent;

		make(42, 1, &bent);
		bent.text[(bent.query.mac - bent.text) + (long)i] ^= 1;
		assert_int_equal(dlr_read(&bent.query, key, &report), ERR_DENIED);
	}
	parsed.query.mac_len--;
	assert_int_equal(dlr_read(&parsed.query, key, &report), ERR_DENIED);
	make(42, 1, &parsed);
	parsed.query.id = "43";
	assert_int_equal(dlr_read(&parsed.query, key, &report), ERR_DENIED);
	make(42, 1, &parsed);
	parsed.query.attempt = "2";
	assert_int_equal(dlr_read(&parsed.query, key, &report), ERR_DENIED);
	assert_int_equal(report.id, 77);
}

static void a_malformed_query_is_a_syntax_error(void **state)
{
	static const char *const bad_numbers[] = { "", "0", "01", "-1", "+1", " 1", "1 ", "1x",
		"9223372036854775808", "99999999999999999999", "1\n" };
	static const char *const bad_types[] = { "", "0", "3", "5", "7", "15", "17", "32", "%d",
		"1,2", "-1" };
	struct dlr_report report;
	struct parsed parsed;

	(void)state;
	for (size_t i = 0; i < sizeof(bad_numbers) / sizeof(bad_numbers[0]); i++) {
		make(42, 1, &parsed);
		parsed.query.id = bad_numbers[i];
		parsed.query.id_len = strlen(bad_numbers[i]);
		assert_int_equal(dlr_read(&parsed.query, key, &report), ERR_SYNTAX);
	}
	for (size_t i = 0; i < sizeof(bad_types) / sizeof(bad_types[0]); i++) {
		make(42, 1, &parsed);
		set_type(&parsed, bad_types[i]);
		assert_int_equal(dlr_read(&parsed.query, key, &report), ERR_SYNTAX);
	}
	make(42, 1, &parsed);
	parsed.query.attempt = "4294967296";
	parsed.query.attempt_len = 10;
	assert_int_equal(dlr_read(&parsed.query, key, &report), ERR_SYNTAX);
	parsed = (struct parsed) { .query = { 0 } };
	assert_int_equal(dlr_read(&parsed.query, key, &report), ERR_SYNTAX);
}

static void each_report_moves_a_row_only_where_it_tells_something_new(void **state)
{
	/* MOVES to a state, or what else; the row is at attempt 2. */
	static const struct {
		enum sms_state at;
		enum dlr_type type;
		uint32_t attempt;
		enum dlr_effect effect;
		enum sms_state next;
	} rows[] = {
		/* before the answer to sendsms */
		{ SMS_SENDING, DLR_DELIVERED, 2, DLR_MOVES, SMS_DELIVERED },
		{ SMS_SENDING, DLR_TAKEN, 2, DLR_MOVES, SMS_SENT },
		{ SMS_SENDING, DLR_REFUSED, 2, DLR_MOVES, SMS_FAILED },
		/* the usual order */
		{ SMS_SENT, DLR_TAKEN, 2, DLR_TELLS_NOTHING, SMS_SENT },
		{ SMS_SENT, DLR_BUFFERED, 2, DLR_TELLS_NOTHING, SMS_SENT },
		{ SMS_SENT, DLR_DELIVERED, 2, DLR_MOVES, SMS_DELIVERED },
		{ SMS_SENT, DLR_FAILED, 2, DLR_MOVES, SMS_FAILED },
		{ SMS_SENT, DLR_REFUSED, 2, DLR_MOVES, SMS_FAILED },
		/* a doubt is ended */
		{ SMS_UNKNOWN, DLR_TAKEN, 2, DLR_MOVES, SMS_SENT },
		{ SMS_UNKNOWN, DLR_BUFFERED, 2, DLR_MOVES, SMS_SENT },
		{ SMS_UNKNOWN, DLR_DELIVERED, 2, DLR_MOVES, SMS_DELIVERED },
		{ SMS_UNKNOWN, DLR_FAILED, 2, DLR_MOVES, SMS_FAILED },
		/* about the attempt before */
		{ SMS_SENDING, DLR_FAILED, 1, DLR_TELLS_NOTHING, SMS_SENDING },
		{ SMS_UNKNOWN, DLR_REFUSED, 1, DLR_TELLS_NOTHING, SMS_UNKNOWN },
		{ SMS_SENDING, DLR_TAKEN, 1, DLR_MOVES, SMS_SENT },
		{ SMS_QUEUED, DLR_DELIVERED, 1, DLR_MOVES, SMS_DELIVERED },
		{ SMS_QUEUED, DLR_TAKEN, 1, DLR_MOVES, SMS_SENT },
		{ SMS_QUEUED, DLR_FAILED, 2, DLR_TELLS_NOTHING, SMS_QUEUED },
		/* repeated, out of order */
		{ SMS_DELIVERED, DLR_DELIVERED, 2, DLR_REPEATED, SMS_DELIVERED },
		{ SMS_DELIVERED, DLR_FAILED, 2, DLR_REPEATED, SMS_DELIVERED },
		{ SMS_DELIVERED, DLR_TAKEN, 2, DLR_REPEATED, SMS_DELIVERED },
		{ SMS_FAILED, DLR_FAILED, 2, DLR_REPEATED, SMS_FAILED },
		{ SMS_FAILED, DLR_TAKEN, 2, DLR_TELLS_NOTHING, SMS_FAILED },
		{ SMS_FAILED, DLR_DELIVERED, 2, DLR_MOVES, SMS_DELIVERED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct outbox_row row = { .state = rows[i].at, .attempts = 2 };
		struct dlr_report report = { 1, rows[i].attempt, rows[i].type };
		enum sms_state next = rows[i].at;
		enum dlr_effect effect = dlr_next(&row, &report, &next);

		if (effect != rows[i].effect || next != rows[i].next)
			fail_msg("row %zu: effect %d, next %d", i, (int)effect, (int)next);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_url_of_ours_reads_back_as_its_message_and_attempt),
		cmocka_unit_test(the_url_ends_with_kannels_escape_and_keeps_a_query),
		cmocka_unit_test(a_changed_id_attempt_mac_or_key_is_denied),
		cmocka_unit_test(a_malformed_query_is_a_syntax_error),
		cmocka_unit_test(each_report_moves_a_row_only_where_it_tells_something_new),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
