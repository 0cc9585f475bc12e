/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What may stand in a log line, and what never does.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <osmocom/core/talloc.h>
#include "gateway/base/log.h"

static void peer_text_can_neither_break_lines_nor_drive_a_terminal(void **state)
{
	static const struct {
		const char *text, *escaped;
	} table[] = {
		{ "", "" },
		{ "plain ~ text", "plain ~ text" },
		{ "a\nb\r", "a\\x0ab\\x0d" },
		{ "\033[2J", "\\x1b[2J" },
		{ "\x7f", "\\x7f" },
		{ "say \"x\"", "say \\x22x\\x22" },
		{ "it's", "it\\x27s" },
		{ "back\\slash", "back\\x5cslash" },
		{ "\xc4\x91", "\\xc4\\x91" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_string_equal(
			log_escaped(table[i].text, strlen(table[i].text), 100), table[i].escaped);
	assert_string_equal(log_escaped("a\0b", 3, 100), "a\\x00b");
}

static void long_peer_text_is_cut_and_says_so(void **state)
{
	char flood[2000];

	(void)state;
	assert_string_equal(log_escaped("abcdef", 6, 4), "abcd...");
	assert_string_equal(log_escaped("abcd", 4, 4), "abcd");
	memset(flood, '\n', sizeof(flood));
	assert_in_range(strlen(log_escaped(flood, sizeof(flood), sizeof(flood))), 400, 511);
}

static void one_line_may_hold_four_filtered_texts(void **state)
{
	char line[64];

	(void)state;
	snprintf(line, sizeof(line), "%s %s %s %s", log_escaped("a", 1, 9),
		log_masked("84901234567"), log_escaped("c", 1, 9), log_masked("84351234599"));
	assert_string_equal(line, "a 8490*****67 c 8435*****99");
}

static void phone_numbers_are_masked(void **state)
{
	static const struct {
		const char *number, *masked;
	} table[] = {
		{ "84901234567", "8490*****67" },
		{ "84123456", "8412**56" },
		{ "8412345", "***" },
		{ "", "***" },
		{ "+84901234567", "***" },
		{ "84901\n34567", "***" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_string_equal(log_masked(table[i].number), table[i].masked);
	assert_string_equal(log_masked(NULL), "***");
}

/* Runs last: libosmocore's logging can be set up but once. */
static void each_subsystem_has_a_category_and_quiet_means_errors_only(void **state)
{
	char path[] = "/tmp/motcua-test-log-XXXXXX", seen[4096];
	int file = mkstemp(path), saved = dup(STDERR_FILENO);
	ssize_t n;

	(void)state;
	assert_true(file >= 0 && saved >= 0);
	unlink(path);
	dup2(file, STDERR_FILENO);
	log_start_quiet(talloc_new(NULL));
	for (int subsystem = DMAIN; subsystem <= DDESK; subsystem++) {
		LOGP(subsystem, LOGL_NOTICE, "calm\n");
		LOGP(subsystem, LOGL_ERROR, "alarm\n");
	}
	dup2(saved, STDERR_FILENO);
	close(saved);
	n = pread(file, seen, sizeof(seen) - 1, 0);
	close(file);
	assert_true(n > 0);
	seen[n] = '\0';
	assert_null(strstr(seen, "calm"));
	assert_non_null(strstr(seen, "DMAIN"));
	assert_non_null(strstr(seen, "DDESK"));
	assert_non_null(strstr(seen, "alarm"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(peer_text_can_neither_break_lines_nor_drive_a_terminal),
		cmocka_unit_test(long_peer_text_is_cut_and_says_so),
		cmocka_unit_test(one_line_may_hold_four_filtered_texts),
		cmocka_unit_test(phone_numbers_are_masked),
		cmocka_unit_test(each_subsystem_has_a_category_and_quiet_means_errors_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
