/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The neutral contract: requests as they go out, answers as they are understood.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/base/utf8.h"
#include "gateway/portal/neutral.h"

#define HOUR_S	 3600
#define TOO_LONG "123456789012345678901234567890123456789012345678" /* 48 */

static struct neutral_answer read_answer(unsigned status, const char *body, int64_t retry_after_s)
{
	struct http_result result = {
		.transport = VERDICT_OK,
		.status = status,
		.body = body,
		.len = strlen(body),
		.retry_after_s = retry_after_s,
		.etag = "",
		.reason = "",
	};
	struct neutral_answer answer;

	neutral_read_submit(&result, HOUR_S, &answer);
	return answer;
}

static void addresses_and_tokens_are_checked_before_use(void **state)
{
	static const struct {
		const char *base_url, *token;
		bool ok;
	} cases[] = {
		{ "http://127.0.0.1:8090", "", true },
		{ "https://dichvucong.example/api/", "abc.DEF-123", true },
		{ "", "", false },
		{ "http://", "", false },
		{ "http:///v1", "", false },
		{ "ftp://127.0.0.1", "", false },
		{ "http://127.0.0.1/?x=1", "", false },
		{ "http://127.0.0.1/#x", "", false },
		{ "http://127.0.0.1/ x", "", false },
		{ "http://127.0.0.1", "two words", false },
		{ "http://127.0.0.1", "line\r\nX-Other: 1", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(neutral_config_ok(cases[i].base_url, cases[i].token), cases[i].ok);
}

static void codes_are_checked_before_they_stand_in_a_path(void **state)
{
	(void)state;
	assert_true(neutral_code_ok("1.004873"));
	assert_true(neutral_code_ok("G09-2"));
	assert_false(neutral_code_ok(""));
	assert_false(neutral_code_ok(".."));
	assert_false(neutral_code_ok("../../sim"));
	assert_false(neutral_code_ok("1.004873?x"));
	assert_false(neutral_code_ok("1234567890123456"));
}

static void a_submit_carries_the_receipt_as_idempotency_key(void **state)
{
	struct neutral_request request;

	(void)state;
	neutral_submit_request(&request, "http://127.0.0.1:1/", "secret", "1234567890");
	assert_string_equal(request.url, "http://127.0.0.1:1/v1/dossiers");
	assert_string_equal(request.headers[0], "Accept: application/json");
	assert_string_equal(request.headers[1], "Authorization: Bearer secret");
	assert_string_equal(request.headers[2], "Content-Type: application/json");
	assert_string_equal(request.headers[3], "Idempotency-Key: 1234567890");
	assert_null(request.headers[4]);
}

static void a_form_known_already_is_asked_for_with_its_etag(void **state)
{
	struct neutral_request request;

	(void)state;
	neutral_eform_request(&request, "http://h", "", "1.2", "\"abc\"");
	assert_string_equal(request.url, "http://h/v1/procedures/1.2/eform");
	assert_string_equal(request.headers[1], "If-None-Match: \"abc\"");
	neutral_eform_request(&request, "http://h", "", "1.2", "");
	assert_null(request.headers[1]);
	neutral_procedures_request(&request, "http://h", "");
	assert_string_equal(request.url, "http://h/v1/procedures");
}

static void an_accepted_dossier_gives_number_status_and_due_time(void **state)
{
	static const unsigned statuses[] = { 200, 201 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct neutral_answer a = read_answer(statuses[i],
			"{\"dossier_number\":\"H10.25-261122-0001\",\"status\":1,"
			"\"due\":\"2026-11-25T17:00:00+07:00\",\"more\":[1]}",
			-1);

		assert_int_equal(a.verdict, VERDICT_OK);
		assert_string_equal(a.dossier_number, "H10.25-261122-0001");
		assert_int_equal(a.status, 1);
		assert_int_equal(a.due_s, 1795600800);
	}
}

static void a_due_time_may_be_absent(void **state)
{
	struct neutral_answer a =
		read_answer(201, "{\"dossier_number\":\"A\",\"status\":2,\"due\":null}", -1);

	(void)state;
	assert_int_equal(a.verdict, VERDICT_OK);
	assert_int_equal(a.due_s, 0);
}

static void what_is_not_exactly_the_contract_is_unknown(void **state)
{
	static const char *const bodies[] = {
		"",
		"<html>ok</html>",
		"[]",
		"null",
		"{}",
		"{\"status\":1}",
		"{\"dossier_number\":\"\",\"status\":1}",
		"{\"dossier_number\":17,\"status\":1}",
		"{\"dossier_number\":\"A\"}",
		"{\"dossier_number\":\"A\",\"status\":\"1\"}",
		"{\"dossier_number\":\"A\",\"status\":0}",
		"{\"dossier_number\":\"A\",\"status\":11}",
		"{\"dossier_number\":\"A\",\"status\":1.5}",
		"{\"dossier_number\":\"A B\",\"status\":1}",
		"{\"dossier_number\":\"A\\n\",\"status\":1}",
		"{\"dossier_number\":\"H\u1ed3\",\"status\":1}",
		"{\"dossier_number\":\"A\",\"status\":1,\"due\":\"tomorrow\"}",
		"{\"dossier_number\":\"A\",\"status\":1,\"due\":12}",
		"{\"dossier_number\":\"A\",\"status\":1}x",
		("{\"status\":1,\"dossier_number\":\"" TOO_LONG "\"}"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct neutral_answer a = read_answer(201, bodies[i], -1);

		assert_int_equal(a.verdict, VERDICT_UNKNOWN);
		assert_string_equal(a.dossier_number, "");
		assert_int_equal(a.status, 0);
		assert_string_not_equal(a.sentence, "");
	}
}

static void each_http_status_has_its_verdict(void **state)
{
	static const struct {
		unsigned status;
		enum verdict verdict;
		bool misconfigured;
	} cases[] = {
		{ 204, VERDICT_TEMPFAIL, true },
		{ 302, VERDICT_TEMPFAIL, true },
		{ 400, VERDICT_TEMPFAIL, true },
		{ 401, VERDICT_TEMPFAIL, true },
		{ 403, VERDICT_TEMPFAIL, true },
		{ 404, VERDICT_TEMPFAIL, true },
		{ 408, VERDICT_TEMPFAIL, false },
		{ 429, VERDICT_TEMPFAIL, false },
		{ 500, VERDICT_TEMPFAIL, false },
		{ 503, VERDICT_TEMPFAIL, false },
		{ 504, VERDICT_TEMPFAIL, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct neutral_answer a = read_answer(
			cases[i].status, "{\"errors\":[{\"field\":\"a\",\"reason\":\"b\"}]}", -1);

		assert_int_equal(a.verdict, cases[i].verdict);
		assert_int_equal(a.misconfigured, cases[i].misconfigured);
	}
}

static void retry_after_is_believed_within_bounds(void **state)
{
	(void)state;
	assert_int_equal(read_answer(503, "", 120).quiet_s, 120);
	assert_int_equal(read_answer(429, "", 999999).quiet_s, HOUR_S);
	assert_int_equal(read_answer(503, "", -1).quiet_s, 0);
	assert_int_equal(
		read_answer(201, "{\"dossier_number\":\"A\",\"status\":1}", 99).quiet_s, 0);
}

static void a_refusal_keeps_the_words_for_people_and_the_fields_for_the_clerk(void **state)
{
	struct neutral_answer a = read_answer(422,
		"{\"errors\":[{\"field\":\"name\",\"reason\":\"Thi\u1ebfu\\nt\u00ean\"},"
		"{\"field\":\"day\",\"reason\":\"Ng\u00e0y sai\"}]}",
		-1);

	(void)state;
	assert_int_equal(a.verdict, VERDICT_PERMFAIL);
	assert_string_equal(a.reason, "Thi\u1ebfu t\u00ean; Ng\u00e0y sai");
	assert_string_equal(a.detail, "name: Thi\u1ebfu t\u00ean; day: Ng\u00e0y sai");
	assert_string_equal(a.sentence, "refused, errors: 2");
}

static void a_refusal_that_gives_no_reason_is_not_believed(void **state)
{
	static const char *const bodies[] = {
		"",
		"{}",
		"{\"errors\":[]}",
		"{\"errors\":{}}",
		"{\"errors\":[\"no\"]}",
		"{\"errors\":[{\"field\":\"a\"}]}",
		"{\"errors\":[{\"field\":\"a\",\"reason\":\"\"}]}",
		"{\"errors\":[{\"field\":\"a\",\"reason\":\"b\"},{\"field\":1,\"reason\":\"b\"}]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct neutral_answer a = read_answer(422, bodies[i], -1);

		assert_int_equal(a.verdict, VERDICT_UNKNOWN);
		assert_string_equal(a.reason, "");
	}
}

static void a_long_refusal_is_cut_on_a_character_border(void **state)
{
	char body[4096] = "{\"errors\":[{\"field\":\"a\",\"reason\":\"";
	struct neutral_answer a;

	(void)state;
	for (unsigned i = 0; i < 500; i++)
		strcat(body, "\u1ed3");
	strcat(body, "\"}]}");
	a = read_answer(422, body, -1);
	assert_int_equal(a.verdict, VERDICT_PERMFAIL);
	assert_int_equal(strlen(a.reason), 255);
	assert_true(utf8_valid(a.reason, strlen(a.reason)));
	assert_true(utf8_valid(a.detail, strlen(a.detail)));
}

static void without_an_answer_the_transport_decides(void **state)
{
	struct http_result result = { .transport = VERDICT_TEMPFAIL, .reason = "refused" };
	struct neutral_answer a;

	(void)state;
	neutral_read_submit(&result, HOUR_S, &a);
	assert_int_equal(a.verdict, VERDICT_TEMPFAIL);
	assert_string_equal(a.sentence, "refused");
	result.transport = VERDICT_UNKNOWN;
	result.reason = NULL;
	neutral_read_submit(&result, HOUR_S, &a);
	assert_int_equal(a.verdict, VERDICT_UNKNOWN);
	assert_string_equal(a.sentence, "no answer");
}

static int take_row(const struct procedure_row *row, void *data)
{
	struct procedure_row *rows = data;
	unsigned n = 0;

	while (rows[n].code[0])
		n++;
	if (n == 2)
		return ERR_LIMIT;
	rows[n] = *row;
	return 0;
}

static int read_catalogue(const char *body, struct procedure_row rows[3], char *sentence)
{
	memset(rows, 0, sizeof(*rows) * 3);
	return neutral_read_procedures(body, strlen(body), take_row, rows, sentence);
}

static void the_catalogue_gives_the_facts_of_each_procedure(void **state)
{
	struct procedure_row rows[3];
	char sentence[NEUTRAL_SENTENCE_SIZE];
	int rc = read_catalogue("{\"procedures\":["
				"{\"code\":\"1.1\",\"name\":\"A\",\"fee\":15000,"
				"\"time_limit_days\":3,\"valid_from\":\"2025-07-01\","
				"\"eform_version\":\"7\",\"level\":3},"
				"{\"code\":\"1.2\",\"name\":\"B\"}]}",
		rows, sentence);

	(void)state;
	assert_int_equal(rc, 0);
	assert_string_equal(rows[0].code, "1.1");
	assert_int_equal(rows[0].fee_dong, 15000);
	assert_int_equal(rows[0].time_limit_days, 3);
	assert_string_equal(rows[0].valid_from, "2025-07-01");
	assert_string_equal(rows[0].valid_to, "");
	assert_string_equal(rows[0].eform_version, "7");
	assert_string_equal(rows[1].code, "1.2");
	assert_int_equal(rows[1].fee_dong, -1);
	assert_int_equal(rows[1].time_limit_days, -1);
}

static void one_wrong_entry_refuses_the_whole_catalogue_before_any_is_given(void **state)
{
	static const char *const bodies[] = {
		"[]",
		"{\"procedures\":{}}",
		"{\"procedures\":[{\"code\":\"1.1\",\"name\":\"A\"},{\"code\":\"1.2\"}]}",
		"{\"procedures\":[{\"code\":\"1.1\",\"name\":\"A\",\"fee\":-1}]}",
		"{\"procedures\":[{\"code\":\"1.1\",\"name\":\"A\",\"valid_to\":\"soon\"}]}",
	};
	struct procedure_row rows[3];
	char sentence[NEUTRAL_SENTENCE_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		assert_int_equal(read_catalogue(bodies[i], rows, sentence), ERR_SCHEMA);
		assert_string_equal(rows[0].code, "");
		assert_string_not_equal(sentence, "");
	}
	assert_int_equal(read_catalogue("{", rows, sentence), ERR_SYNTAX);
}

static void an_error_of_the_taker_ends_the_reading(void **state)
{
	struct procedure_row rows[3];
	char sentence[NEUTRAL_SENTENCE_SIZE];

	(void)state;
	assert_int_equal(read_catalogue("{\"procedures\":[{\"code\":\"1\",\"name\":\"A\"},"
					"{\"code\":\"2\",\"name\":\"A\"},"
					"{\"code\":\"3\",\"name\":\"A\"}]}",
				 rows, sentence),
		ERR_LIMIT);
	assert_string_equal(rows[1].code, "2");
}

static void a_form_is_an_object_with_components(void **state)
{
	char sentence[NEUTRAL_SENTENCE_SIZE];
	const char *good = "{\"components\":[{\"key\":\"a\"}]}";
	const char *empty = "{\"components\":[]}";

	(void)state;
	assert_int_equal(neutral_check_eform(good, strlen(good), sentence), 0);
	assert_int_equal(neutral_check_eform(empty, strlen(empty), sentence), ERR_SCHEMA);
	assert_int_equal(neutral_check_eform("{}", 2, sentence), ERR_SCHEMA);
	assert_int_equal(neutral_check_eform("[1]", 3, sentence), ERR_SCHEMA);
	assert_int_equal(neutral_check_eform("<", 1, sentence), ERR_SYNTAX);
}

static void an_etag_that_could_not_be_sent_back_is_dropped(void **state)
{
	char long_etag[ETAG_SIZE + 1];

	(void)state;
	memset(long_etag, 'a', ETAG_SIZE);
	long_etag[ETAG_SIZE] = '\0';
	assert_string_equal(neutral_etag("W/\"1\""), "W/\"1\"");
	assert_string_equal(neutral_etag(long_etag), "");
	assert_string_equal(neutral_etag("\"a\r\nX: y\""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_and_tokens_are_checked_before_use),
		cmocka_unit_test(codes_are_checked_before_they_stand_in_a_path),
		cmocka_unit_test(a_submit_carries_the_receipt_as_idempotency_key),
		cmocka_unit_test(a_form_known_already_is_asked_for_with_its_etag),
		cmocka_unit_test(an_accepted_dossier_gives_number_status_and_due_time),
		cmocka_unit_test(a_due_time_may_be_absent),
		cmocka_unit_test(what_is_not_exactly_the_contract_is_unknown),
		cmocka_unit_test(each_http_status_has_its_verdict),
		cmocka_unit_test(retry_after_is_believed_within_bounds),
		cmocka_unit_test(a_refusal_keeps_the_words_for_people_and_the_fields_for_the_clerk),
		cmocka_unit_test(a_refusal_that_gives_no_reason_is_not_believed),
		cmocka_unit_test(a_long_refusal_is_cut_on_a_character_border),
		cmocka_unit_test(without_an_answer_the_transport_decides),
		cmocka_unit_test(the_catalogue_gives_the_facts_of_each_procedure),
		cmocka_unit_test(one_wrong_entry_refuses_the_whole_catalogue_before_any_is_given),
		cmocka_unit_test(an_error_of_the_taker_ends_the_reading),
		cmocka_unit_test(a_form_is_an_object_with_components),
		cmocka_unit_test(an_etag_that_could_not_be_sent_back_is_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
