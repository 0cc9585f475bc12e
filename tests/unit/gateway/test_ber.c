/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * X.690 elements: every form of a length that 8.1.3 allows, and what it does not allow.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/bearer/ber.h"

#define HEX_MAX 64

static struct wire_reader reader_of(const char *hex, uint8_t octets[HEX_MAX])
{
	struct wire_reader reader;
	int len = osmo_hexparse(hex, octets, HEX_MAX);

	assert_true(len >= 0);
	wire_read_init(&reader, octets, (size_t)len);
	return reader;
}

static void assert_content(struct wire_reader content, const char *hex)
{
	uint8_t expected[HEX_MAX];
	int len = osmo_hexparse(hex, expected, sizeof(expected));
	const uint8_t *octets;

	assert_int_equal(wire_read_err(&content), 0);
	assert_int_equal(wire_left(&content), len);
	octets = wire_read_octets(&content, (size_t)len);
	assert_memory_equal(octets, expected, (size_t)len);
}

static void every_allowed_form_is_read(void **state)
{
	static const struct {
		const char *hex;
		uint8_t tag;
		const char *content;
		size_t left; /* octets behind the element */
	} table[] = {
		{ "0401aa", 0x04, "aa", 0 },
		{ "0400", 0x04, "", 0 },
		{ "0500ff", 0x05, "", 1 },
		/* long forms, the shortest or not (8.1.3.5) */
		{ "048101aa", 0x04, "aa", 0 },
		{ "04820001aabb", 0x04, "aa", 1 },
		{ "04880000000000000001aa", 0x04, "aa", 0 },
		/* tag numbers over 30 */
		{ "9f210102", 0x9f, "02", 0 },
		{ "bf81020102", 0xbf, "02", 0 },
		/* the indefinite form: empty, within itself, around definite elements with zeros */
		{ "30800000", 0x30, "", 0 },
		{ "30800401aa0000bb", 0x30, "0401aa", 1 },
		{ "30800402000005000000", 0x30, "040200000500", 0 },
		{ "3080a0800401000000308000000000", 0x30, "a080040100000030800000", 0 },
		{ "a18030803080000000000000", 0xa1, "3080308000000000", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		uint8_t octets[HEX_MAX];
		struct wire_reader reader = reader_of(table[i].hex, octets);
		struct ber_element element = ber_read(&reader);

		assert_int_equal(wire_read_err(&reader), 0);
		assert_int_equal(element.tag, table[i].tag);
		assert_content(element.content, table[i].content);
		assert_int_equal(wire_left(&reader), table[i].left);
	}
}

static void what_is_no_element_is_an_error_of_reader_and_content(void **state)
{
	static const struct {
		const char *hex;
		int err;
	} table[] = {
		{ "", ERR_TRUNCATED }, { "04", ERR_TRUNCATED }, { "0401", ERR_TRUNCATED },
		{ "0481", ERR_TRUNCATED }, { "048102aa", ERR_TRUNCATED },
		{ "0483010000", ERR_TRUNCATED }, /* longer than any message */
		{ "0488ffffffffffffffffaa", ERR_TRUNCATED },
		{ "049001000000000000000000000000000001aa", ERR_TRUNCATED },
		{ "1f", ERR_TRUNCATED }, { "1f8181", ERR_TRUNCATED }, { "3080", ERR_TRUNCATED },
		{ "30800401aa", ERR_TRUNCATED },
		{ "308030800000", ERR_TRUNCATED }, /* one end for two */
		{ "0000", ERR_SYNTAX }, /* an end of nothing */
		{ "0001aa", ERR_SYNTAX }, { "308000010000", ERR_SYNTAX },
		{ "04ff", ERR_SYNTAX }, /* 8.1.3.5 c */
		{ "04800000", ERR_SYNTAX }, /* only a constructed element may be indefinite */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		uint8_t octets[HEX_MAX];
		struct wire_reader reader = reader_of(table[i].hex, octets);
		struct ber_element element = ber_read(&reader);

		assert_int_equal(wire_read_err(&reader), table[i].err);
		assert_int_equal(wire_read_err(&element.content), table[i].err);
		assert_int_equal(wire_left(&element.content), 0);
		assert_false(ber_more(&reader));
	}
}

/* `depth` indefinite elements within each other. */
static int read_nested(unsigned depth)
{
	uint8_t octets[4 * (BER_DEPTH_MAX + 1)] = { 0 };
	struct wire_reader reader;

	for (unsigned i = 0; i < depth; i++) {
		octets[2 * i] = BER_SEQUENCE;
		octets[2 * i + 1] = 0x80;
	}
	wire_read_init(&reader, octets, 4 * depth);
	ber_read(&reader);
	return wire_read_end(&reader);
}

static void indefinite_elements_nest_to_a_limit(void **state)
{
	(void)state;
	assert_int_equal(read_nested(1), 0);
	assert_int_equal(read_nested(BER_DEPTH_MAX), 0);
	assert_int_equal(read_nested(BER_DEPTH_MAX + 1), ERR_LIMIT);
}

static void an_element_of_another_tag_is_refused(void **state)
{
	uint8_t octets[HEX_MAX];
	struct wire_reader reader = reader_of("0201050401aa", octets), content;

	(void)state;
	assert_int_equal(ber_read_octet(&reader, BER_INTEGER), 5);
	assert_int_equal(ber_end(&reader), ERR_SCHEMA); /* there is one more */
	content = ber_read_tagged(&reader, BER_OCTET_STRING);
	assert_content(content, "aa");
	assert_int_equal(ber_end(&reader), 0);
	ber_read_tagged(&reader, BER_OCTET_STRING);
	assert_int_equal(ber_end(&reader), ERR_SCHEMA);

	reader = reader_of("0201050401aa", octets);
	content = ber_read_tagged(&reader, BER_OCTET_STRING);
	assert_int_equal(wire_read_err(&content), ERR_SCHEMA);
	assert_int_equal(ber_end(&reader), ERR_SCHEMA);
}

static void an_octet_is_one_octet(void **state)
{
	static const char *const wrong[] = { "0200", "02020001", "040101", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		uint8_t octets[HEX_MAX];
		struct wire_reader reader = reader_of(wrong[i], octets);

		ber_read_octet(&reader, BER_INTEGER);
		assert_int_equal(wire_read_err(&reader), ERR_SCHEMA);
	}
}

/* The shortest length at its borders, and that the reader takes what the writer wrote. */
static void lengths_are_written_in_the_shortest_form(void **state)
{
	static const struct {
		size_t len;
		const char *head;
	} table[] = {
		{ 0, "0400" },
		{ 1, "0401" },
		{ 127, "047f" },
		{ 128, "048180" },
		{ 255, "0481ff" },
		{ 256, "04820100" },
		{ 65535, "0482ffff" },
	};
	static const uint8_t zeros[65536];
	static uint8_t room[65540];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		uint8_t head[8];
		size_t n = (size_t)osmo_hexparse(table[i].head, head, sizeof(head));
		struct wire_writer writer;
		struct wire_reader reader, content;

		wire_write_init(&writer, room, sizeof(room));
		ber_write(&writer, BER_OCTET_STRING, zeros, table[i].len);
		assert_int_equal(wire_write_end(&writer), n + table[i].len);
		assert_memory_equal(room, head, n);
		wire_read_init(&reader, room, n + table[i].len);
		content = ber_read_tagged(&reader, BER_OCTET_STRING);
		assert_int_equal(wire_left(&content), table[i].len);
		assert_int_equal(ber_end(&reader), 0);
	}
}

static void elements_are_wrapped_in_elements(void **state)
{
	static const uint8_t expected[] = { 0xff, 0x30, 0x05, 0x02, 0x01, 0x07, 0x05, 0x00 };
	static const uint8_t zeros[65536];
	static uint8_t room[65540];
	struct wire_writer writer;

	(void)state;
	wire_write_init(&writer, room, sizeof(expected));
	wire_write_u8(&writer, 0xff);
	ber_write_octet(&writer, BER_INTEGER, 7);
	ber_write(&writer, BER_NULL, NULL, 0);
	ber_wrap(&writer, 1, BER_SEQUENCE);
	assert_int_equal(wire_write_end(&writer), sizeof(expected));
	assert_memory_equal(room, expected, sizeof(expected));
	ber_wrap(&writer, 0, BER_SEQUENCE);
	assert_int_equal(wire_write_end(&writer), ERR_TOO_LONG);

	wire_write_init(&writer, room, sizeof(room));
	ber_write(&writer, BER_OCTET_STRING, zeros, sizeof(zeros));
	assert_int_equal(wire_write_end(&writer), ERR_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allowed_form_is_read),
		cmocka_unit_test(what_is_no_element_is_an_error_of_reader_and_content),
		cmocka_unit_test(indefinite_elements_nest_to_a_limit),
		cmocka_unit_test(an_element_of_another_tag_is_refused),
		cmocka_unit_test(an_octet_is_one_octet),
		cmocka_unit_test(lengths_are_written_in_the_shortest_form),
		cmocka_unit_test(elements_are_wrapped_in_elements),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
