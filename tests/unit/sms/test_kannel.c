/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The sendsms URL, and what Kannel's answers mean. The answers are those of smsbox 1.4.5.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "sms/kannel.h"

static const struct kannel_send example = {
	.sendsms_url = "http://127.0.0.1:13013/cgi-bin/sendsms",
	.user = "motcua",
	.password = "p&ss w\xC3\xB6rd%",
	.from = "1022",
	.smsc = "",
	.to = "84901234567",
	.text = "Hi",
	.dlr_url = "http://127.0.0.1:8080/kannel/dlr?id=7&type=%d",
};

static void a_plain_text_goes_as_utf8_with_coding_0(void **state)
{
	char url[KANNEL_URL_MAX];

	(void)state;
	assert_int_equal(kannel_url(&example, url, sizeof(url)), OK);
	assert_string_equal(url,
		"http://127.0.0.1:13013/cgi-bin/sendsms?username=motcua"
		"&password=p%26ss%20w%C3%B6rd%25&from=1022&to=%2B84901234567&coding=0&text=Hi"
		"&dlr-mask=31&dlr-url=http%3A%2F%2F127.0.0.1%3A8080%2Fkannel%2Fdlr%3Fid%3D7%26type"
		"%3D%25d");
}

static void text_as_sent(const char *text, char *out, size_t cap)
{
	struct kannel_send send = example;
	char url[KANNEL_URL_MAX];
	const char *begin, *end;

	send.text = text;
	assert_int_equal(kannel_url(&send, url, sizeof(url)), OK);
	begin = strstr(url, "&coding=");
	end = strstr(url, "&dlr-mask=");
	assert_true(begin != NULL && end > begin && (size_t)(end - begin) < cap);
	memcpy(out, begin, (size_t)(end - begin));
	out[end - begin] = '\0';
}

static void each_text_goes_in_the_form_that_arrives_exactly(void **state)
{
	static const struct {
		const char *text, *sent;
	} rows[] = {
		{ "a b\r\n+&=#%\"@$_", "&coding=0&text=a%20b%0D%0A%2B%26%3D%23%25%22%40%24_" },
		{ "\xC3\xA0\xCE\x94\xE2\x82\xAC[", "&coding=0&text=%C3%A0%CE%94%E2%82%AC%5B" },
		{ "", "&coding=0&text=" },
		{ "H\xE1\xBB\x93 s\xC6\xA1", "&coding=2&text=%00H%1E%D3%00%20%00s%01%A1" },
		{ "\xF0\x9F\x98\x80", "&coding=2&text=%D8%3D%DE%00" },
		{ "`\n", "&coding=2&text=%00%60%00%0A" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char sent[512];

		text_as_sent(rows[i].text, sent, sizeof(sent));
		assert_string_equal(sent, rows[i].sent);
	}
}

static void no_request_ever_names_a_charset(void **state)
{
	char url[KANNEL_URL_MAX];
	struct kannel_send send = example;

	(void)state;
	send.text = "\xE1\xBA\xA1";
	assert_int_equal(kannel_url(&send, url, sizeof(url)), OK);
	assert_null(strstr(url, "charset"));
}

static void an_smsc_is_named_only_where_one_is_set(void **state)
{
	char url[KANNEL_URL_MAX];
	struct kannel_send send = example;

	(void)state;
	send.smsc = "VIETTEL 1";
	assert_int_equal(kannel_url(&send, url, sizeof(url)), OK);
	assert_non_null(strstr(url, "&smsc=VIETTEL%201&"));
}

static void what_does_not_fit_or_is_no_text_is_refused(void **state)
{
	char url[KANNEL_URL_MAX];
	struct kannel_send send = example;
	char endless[3 * KANNEL_URL_MAX];
	size_t len;

	(void)state;
	assert_int_equal(kannel_url(&send, url, sizeof(url)), OK);
	len = strlen(url);
	assert_int_equal(kannel_url(&send, url, len + 1), OK);
	for (size_t cap = 0; cap <= len; cap++)
		assert_int_equal(kannel_url(&send, url, cap), ERR_TOO_LONG);
	memset(endless, 'a', sizeof(endless));
	endless[sizeof(endless) - 1] = '\0';
	send.text = endless;
	assert_int_equal(kannel_url(&send, url, sizeof(url)), ERR_TOO_LONG);
	send.text = "\xC3(";
	assert_int_equal(kannel_url(&send, url, sizeof(url)), ERR_UTF8);
}

static void the_longest_row_fits(void **state)
{
	char url[KANNEL_URL_MAX];
	struct kannel_send send = example;
	char text[1281];

	(void)state;
	memset(text, '`', sizeof(text)); /* one octet of UTF-8, six characters of the URL */
	text[sizeof(text) - 1] = '\0';
	send.text = text;
	assert_int_equal(kannel_url(&send, url, sizeof(url)), OK);
}

/* --- answers --------------------------------------------------------------------------- */

static void each_answer_has_its_verdict(void **state)
{
	static const struct {
		enum verdict transport;
		unsigned status;
		const char *body;
		enum verdict verdict;
		bool down;
	} rows[] = {
		{ VERDICT_OK, 202, "0: Accepted for delivery", VERDICT_OK, false },
		{ VERDICT_OK, 202, "3: Queued for later delivery", VERDICT_OK, false },
		{ VERDICT_OK, 202, "4: something else", VERDICT_UNKNOWN, false },
		{ VERDICT_OK, 202, "", VERDICT_UNKNOWN, false },
		{ VERDICT_OK, 400, "Empty receiver number not allowed, rejected", VERDICT_PERMFAIL,
			false },
		{ VERDICT_OK, 400, "Number(s) has/have been denied by white- and/or black-lists.",
			VERDICT_PERMFAIL, false },
		{ VERDICT_OK, 400, "Sender missing and no global set, rejected", VERDICT_TEMPFAIL,
			true },
		{ VERDICT_OK, 400, "Charset or body misformed, rejected", VERDICT_TEMPFAIL, true },
		{ VERDICT_OK, 403, "Authorization failed for sendsms", VERDICT_TEMPFAIL, true },
		{ VERDICT_OK, 403, "Not routable. Do not try again.", VERDICT_TEMPFAIL, false },
		{ VERDICT_OK, 404, "Unknown request.", VERDICT_TEMPFAIL, true },
		{ VERDICT_OK, 429, "", VERDICT_TEMPFAIL, true },
		{ VERDICT_OK, 503, "Temporal failure, try again later.", VERDICT_TEMPFAIL, true },
		{ VERDICT_OK, 500, "", VERDICT_UNKNOWN, true },
		{ VERDICT_OK, 502, "Bad Gateway", VERDICT_UNKNOWN, true },
		{ VERDICT_OK, 504, "Gateway Time-out", VERDICT_UNKNOWN, true },
		{ VERDICT_OK, 200, "0: Accepted for delivery", VERDICT_UNKNOWN, true },
		{ VERDICT_OK, 302, "", VERDICT_UNKNOWN, true },
		{ VERDICT_TEMPFAIL, 0, NULL, VERDICT_TEMPFAIL, true },
		{ VERDICT_PERMFAIL, 0, NULL, VERDICT_TEMPFAIL, true },
		{ VERDICT_UNKNOWN, 0, NULL, VERDICT_UNKNOWN, true },
		{ VERDICT_UNKNOWN, 202, "0: Acc", VERDICT_UNKNOWN, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct http_result result = {
			.transport = rows[i].transport,
			.status = rows[i].status,
			.body = rows[i].body,
			.len = rows[i].body != NULL ? strlen(rows[i].body) : 0,
		};
		struct kannel_reply reply = kannel_reply_read(&result);

		if (reply.verdict != rows[i].verdict || reply.down != rows[i].down)
			fail_msg(
				"row %zu: %s, down %d", i, verdict_name(reply.verdict), reply.down);
		assert_int_equal(reply.reason[0] == '\0', reply.verdict == VERDICT_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_text_goes_as_utf8_with_coding_0),
		cmocka_unit_test(each_text_goes_in_the_form_that_arrives_exactly),
		cmocka_unit_test(no_request_ever_names_a_charset),
		cmocka_unit_test(an_smsc_is_named_only_where_one_is_set),
		cmocka_unit_test(what_does_not_fit_or_is_no_text_is_refused),
		cmocka_unit_test(the_longest_row_fits),
		cmocka_unit_test(each_answer_has_its_verdict),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
