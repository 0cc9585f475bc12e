/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which signatures of a push count.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include "gateway/portal/webhook.h"

#define SECRET "0123456789abcdef"
#define NOW_S  1795338000
#define BODY   "{\"id\":\"1\"}"
/* printf '1795338000.{"id":"1"}' | openssl dgst -sha256 -hmac 0123456789abcdef */
#define RIGHT "a65bec3bf01a6743eb30c086406acca074439f53358c1f5f6151583704bf6aac"
#define WRONG "0000000000000000000000000000000000000000000000000000000000000000"

static void a_signature_counts_only_for_its_body_its_secret_and_its_time(void **state)
{
	static const struct {
		const char *what, *secret, *timestamp, *signature, *body;
		int64_t now_s;
		bool counts, stale;
	} cases[] = {
		{ "right", SECRET, "1795338000", RIGHT, BODY, NOW_S, true, false },
		{ "last second", SECRET, "1795338000", RIGHT, BODY, NOW_S + 300, true, false },
		{ "too late", SECRET, "1795338000", RIGHT, BODY, NOW_S + 301, false, true },
		{ "our clock behind", SECRET, "1795338000", RIGHT, BODY, NOW_S - 300, true, false },
		{ "too early", SECRET, "1795338000", RIGHT, BODY, NOW_S - 301, false, true },
		{ "another body", SECRET, "1795338000", RIGHT, BODY " ", NOW_S, false, false },
		{ "another secret", SECRET "0", "1795338000", RIGHT, BODY, NOW_S, false, false },
		{ "moved in time", SECRET, "1795338001", RIGHT, BODY, NOW_S, false, false },
		{ "zero in front", SECRET, "01795338000", RIGHT, BODY, NOW_S, false, false },
		{ "wrong", SECRET, "1795338000", WRONG, BODY, NOW_S, false, false },
		{ "cut", SECRET, "1795338000", "83", BODY, NOW_S, false, false },
		{ "empty", SECRET, "1795338000", "", BODY, NOW_S, false, false },
		{ "none", SECRET, "1795338000", NULL, BODY, NOW_S, false, false },
		{ "no time", SECRET, NULL, RIGHT, BODY, NOW_S, false, false },
		{ "time no number", SECRET, "now", RIGHT, BODY, NOW_S, false, false },
		{ "time too long", SECRET, "1795338000000", RIGHT, BODY, NOW_S, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool stale = true;
		bool counts =
			webhook_signed(cases[i].secret, cases[i].timestamp, cases[i].signature,
				cases[i].body, strlen(cases[i].body), cases[i].now_s, &stale);

		if (counts != cases[i].counts || stale != cases[i].stale)
			fail_msg("%s: counts %d, stale %d", cases[i].what, counts, stale);
	}
}

static void one_flipped_digit_is_a_forgery(void **state)
{
	char signature[] = RIGHT;
	bool stale;

	(void)state;
	for (size_t i = 0; i < strlen(signature); i++) {
		char was = signature[i];

		signature[i] = was == '0' ? '1' : '0';
		assert_false(webhook_signed(
			SECRET, "1795338000", signature, BODY, strlen(BODY), NOW_S, &stale));
		signature[i] = was;
	}
	assert_true(
		webhook_signed(SECRET, "1795338000", signature, BODY, strlen(BODY), NOW_S, &stale));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signature_counts_only_for_its_body_its_secret_and_its_time),
		cmocka_unit_test(one_flipped_digit_is_a_forgery),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
