/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Alphabet and parts. The expectations of the GSM-7 rows are what Kannel 1.4.5 made of such texts
 * on its way to an SMPP peer.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>
#include "sms/segment.h"
#include "sms/sms.h"

#define TEXT_SIZE 4096

/* before x n, then middle, then after x m */
struct pattern {
	const char *letter;
	unsigned n;
	const char *middle;
	unsigned m;
};

static size_t fill(const struct pattern *p, char out[TEXT_SIZE])
{
	size_t len = 0;

	out[0] = '\0';
	for (unsigned i = 0; i < p->n + p->m + 1; i++) {
		const char *piece = i == p->n ? p->middle : p->letter;

		assert_true(len + strlen(piece) < TEXT_SIZE);
		strcpy(out + len, piece);
		len += strlen(piece);
	}
	return len;
}

static void parts_are_counted_as_the_networks_cut_them(void **state)
{
	static const struct {
		struct pattern text;
		bool ucs2;
		unsigned parts;
	} rows[] = {
		{ { "", 0, "", 0 }, false, 1 }, { { "a", 160, "", 0 }, false, 1 },
		{ { "a", 161, "", 0 }, false, 2 }, { { "@", 161, "", 0 }, false, 2 },
		{ { "a", 306, "", 0 }, false, 2 }, { { "a", 307, "", 0 }, false, 3 },
		{ { "\xC3\x89", 160, "", 0 }, false, 1 }, /* É */
		{ { "\xCE\x94", 160, "", 0 }, false, 1 }, /* Greek Delta */
		{ { "a", 158, "\xE2\x82\xAC", 0 }, false, 1 }, /* euro: two septets */
		{ { "a", 159, "\xE2\x82\xAC", 0 }, false, 2 }, { { "a", 151, "[", 153 }, false, 2 },
		{ { "a", 152, "[", 151 }, false, 2 },
		/* 306 septets, but the escape does not fit at 153: one is lost, a part more */
		{ { "a", 152, "[", 152 }, false, 3 },
		{ { "\xE1\xBA\xA1", 70, "", 0 }, true, 1 }, /* a with dot below */
		{ { "\xE1\xBA\xA1", 71, "", 0 }, true, 2 },
		{ { "\xE1\xBA\xA1", 134, "", 0 }, true, 2 },
		{ { "\xE1\xBA\xA1", 135, "", 0 }, true, 3 },
		{ { "\xE1\xBA\xA1", 68, "\xF0\x9F\x98\x80", 0 }, true, 1 }, /* emoji: two units */
		{ { "\xE1\xBA\xA1", 69, "\xF0\x9F\x98\x80", 0 }, true, 2 },
		{ { "\xE1\xBA\xA1", 66, "\xF0\x9F\x98\x80", 66 }, true, 3 },
		{ { "\t", 1, "", 0 }, true, 1 }, /* TAB is not in the alphabet */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[TEXT_SIZE];
		size_t len = fill(&rows[i].text, text);
		struct sms_size size;

		assert_int_equal(sms_measure(text, len, &size), OK);
		if (size.ucs2 != rows[i].ucs2 || size.parts != rows[i].parts)
			fail_msg("row %zu: ucs2 %d, parts %u", i, size.ucs2, size.parts);
	}
}

static void octets_that_are_no_utf8_are_refused_and_nothing_is_written(void **state)
{
	struct sms_size size = { true, 77 };

	(void)state;
	assert_int_equal(sms_measure("a\xC3", 2, &size), ERR_UTF8);
	assert_int_equal(sms_measure("\xED\xA0\x80", 3, &size), ERR_UTF8);
	assert_true(size.ucs2);
	assert_int_equal(size.parts, 77);
}

static void a_pair_on_kannels_border_is_noticed(void **state)
{
	static const struct {
		struct pattern text;
		bool cut;
	} rows[] = {
		{ { "\xE1\xBA\xA1", 66, "\xF0\x9F\x98\x80", 10 }, true },
		{ { "\xE1\xBA\xA1", 65, "\xF0\x9F\x98\x80", 10 }, false },
		{ { "\xE1\xBA\xA1", 67, "\xF0\x9F\x98\x80", 10 }, false },
		{ { "\xE1\xBA\xA1", 133, "\xF0\x9F\x98\x80", 0 }, true },
		{ { "\xE1\xBA\xA1", 66, "\xF0\x9F\x98\x80", 2 }, false }, /* 70 units go as one */
		{ { "\xE1\xBA\xA1", 200, "", 0 }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[TEXT_SIZE];
		size_t len = fill(&rows[i].text, text);

		if (segment_pair_cut(text, len) != rows[i].cut)
			fail_msg("row %zu", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_counted_as_the_networks_cut_them),
		cmocka_unit_test(octets_that_are_no_utf8_are_refused_and_nothing_is_written),
		cmocka_unit_test(a_pair_on_kannels_border_is_noticed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
