/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Patterns as JavaScript reads them. What is expected was asked of a JavaScript engine.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "menus/eform_pattern.h"

static void a_pattern_matches_what_javascript_matches(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool matches;
	} cases[] = {
		{ "^[0-9A-Z]{8,20}$", "12345678", true },
		{ "^[0-9A-Z]{8,20}$", "1234567", false },
		{ "^[0-9A-Z]{8,20}$", "123456789012345678901", false },
		{ "b", "abc", true },
		{ "^a|b$", "axx", true },
		{ "^a|b$", "xxb", true },
		{ "^a|b$", "xax", false },
		{ "^(a|b)$", "axx", false },
		{ "^(?:ab)+$", "ababab", true },
		{ "^(?:ab)+$", "aba", false },
		{ "^a{0}b$", "b", true },
		{ "^a{2,}$", "a", false },
		{ "^a{2,}?$", "aaaa", true },
		{ "^\\d{3}-\\w\\s$", "123-_\xc2\xa0", true },
		{ "^[^\\d]$", "7", false },
		{ "^[\\D]$", "7", false },
		{ "^[\\S]$", "x", true },
		{ "^\\W$", "\xe1\xba\xa6", true },
		{ "^.$", "\n", false },
		/* characters count, not octets; what lies beyond 16 bits counts twice */
		{ "^.{3}$", "\xe1\xba\xa6\xe1\xba\xa6\xe1\xba\xa6", true },
		{ "^.{2}$", "\xf0\x9f\x98\x80", true },
		{ "^[\xc3\x80-\xe1\xbb\xb9 ]+$", "\xc4\x90\xe1\xbb\x97 \xe1\xbb\xa8", true },
		{ "^\\u0110\\x41$",
			"\xc4\x90"
			"A",
			true },
		{ "^[]$", "]", false },
		{ "^[^]$", "]", true },
		{ "^[a-]$", "-", true },
		{ "^\\/\\.$", "/.", true },
		{ "(|)*$", "", true },
		{ "", "", true },
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct eform_pattern *pattern = eform_pattern_read(NULL, cases[i].pattern);

		if (!pattern)
			fail_msg("%s was not understood", cases[i].pattern);
		if (eform_pattern_matches(pattern, cases[i].text) != cases[i].matches)
			fail_msg("%s on \"%s\"", cases[i].pattern, cases[i].text);
		talloc_free(pattern);
	}
}

static void a_pattern_that_is_not_surely_understood_is_refused(void **state)
{
	static const char *const patterns[] = { "(?=a)", "(?<!a)b", "(a)\\1", "\\bword", "\\p{L}",
		"[a", "a)", "(a", "*a", "a{", "a{2,1}", "a{2000}", "]", "[z-a]", "[\\w-x]", "\\",
		"\\u12", "\xff", "((a{1,255}){1,255}){1,255}", "^*" };

	(void)state;
	for (unsigned i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		struct eform_pattern *pattern = eform_pattern_read(NULL, patterns[i]);

		if (pattern)
			fail_msg("%s was taken", patterns[i]);
	}
}

static void a_pattern_that_makes_others_backtrack_ends_at_once(void **state)
{
	struct eform_pattern *pattern = eform_pattern_read(NULL, "^(a*)*(a|aa)+b$");
	char text[2001];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_non_null(pattern);
	assert_false(eform_pattern_matches(pattern, text));
	text[sizeof(text) - 2] = 'b';
	assert_true(eform_pattern_matches(pattern, text));
	talloc_free(pattern);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pattern_matches_what_javascript_matches),
		cmocka_unit_test(a_pattern_that_is_not_surely_understood_is_refused),
		cmocka_unit_test(a_pattern_that_makes_others_backtrack_ends_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
