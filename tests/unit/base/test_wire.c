/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The bounded reader and writer: what is read, where it stops, and that the first error stays.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include "gateway/base/wire.h"

static const uint8_t octets[] = { 1, 2, 3, 4, 5, 6, 7, 8 };

static struct wire_reader reader_of(size_t len)
{
	struct wire_reader reader;

	wire_read_init(&reader, octets, len);
	return reader;
}

static void integers_are_big_endian(void **state)
{
	struct wire_reader reader = reader_of(7);

	(void)state;
	assert_int_equal(wire_read_u8(&reader), 0x01);
	assert_int_equal(wire_read_u16(&reader), 0x0203);
	assert_int_equal(wire_read_u32(&reader), 0x04050607);
	assert_int_equal(wire_left(&reader), 0);
	assert_int_equal(wire_read_end(&reader), 0);

	wire_read_init(&reader, "\xff\xfe\xfd\xfc\xfb\xfa", 6);
	assert_int_equal(wire_read_u16(&reader), 0xfffe);
	assert_int_equal(wire_read_u32(&reader), 0xfdfcfbfa);
}

static void octets_are_borrowed_in_their_order(void **state)
{
	struct wire_reader reader = reader_of(5);

	(void)state;
	assert_ptr_equal(wire_read_octets(&reader, 2), octets);
	assert_ptr_equal(wire_read_octets(&reader, 0), octets + 2);
	assert_ptr_equal(wire_read_octets(&reader, 3), octets + 2);
	assert_ptr_equal(wire_read_octets(&reader, 0), octets + 5);
	assert_int_equal(wire_read_end(&reader), 0);
	assert_null(wire_read_octets(&reader, 1));
	assert_int_equal(wire_read_err(&reader), ERR_TRUNCATED);
}

static void octets_that_are_left_are_told(void **state)
{
	struct wire_reader reader = reader_of(3);

	(void)state;
	wire_read_u8(&reader);
	assert_int_equal(wire_left(&reader), 2);
	assert_int_equal(wire_read_err(&reader), 0);
	assert_int_equal(wire_read_end(&reader), ERR_SYNTAX);
}

/* Each kind of reading with one octet too few. */
static void reading_beyond_the_end_moves_nothing(void **state)
{
	struct wire_reader reader = reader_of(0);

	(void)state;
	assert_int_equal(wire_read_u8(&reader), 0);
	assert_int_equal(wire_read_end(&reader), ERR_TRUNCATED);
	reader = reader_of(1);
	assert_int_equal(wire_read_u16(&reader), 0);
	assert_int_equal(wire_read_end(&reader), ERR_TRUNCATED);
	reader = reader_of(3);
	assert_int_equal(wire_read_u32(&reader), 0);
	assert_int_equal(wire_read_end(&reader), ERR_TRUNCATED);
	reader = reader_of(4);
	assert_null(wire_read_octets(&reader, 5));
	assert_int_equal(reader.at, 0);
	reader = reader_of(4);
	wire_read_u8(&reader);
	assert_null(wire_read_octets(&reader, SIZE_MAX));
	assert_int_equal(reader.at, 1);
	assert_int_equal(wire_read_end(&reader), ERR_TRUNCATED);
}

static void the_first_error_stays(void **state)
{
	struct wire_reader reader = reader_of(8), part;
	size_t len = 42;

	(void)state;
	wire_read_u8(&reader);
	wire_read_fail(&reader, ERR_SCHEMA);
	wire_read_fail(&reader, ERR_SYNTAX);
	assert_int_equal(wire_left(&reader), 0);
	assert_int_equal(wire_read_u8(&reader), 0);
	assert_int_equal(wire_read_u16(&reader), 0);
	assert_int_equal(wire_read_u32(&reader), 0);
	assert_null(wire_read_octets(&reader, 0));
	assert_null(wire_read_cstring(&reader, 8, &len));
	assert_int_equal(len, 42);
	part = wire_read_part(&reader, 1);
	assert_int_equal(wire_left(&part), 0);
	assert_int_equal(wire_read_u8(&part), 0);
	assert_int_equal(wire_read_err(&part), ERR_SCHEMA);
	assert_int_equal(reader.at, 1);
	assert_int_equal(wire_read_end(&reader), ERR_SCHEMA);
}

static void a_part_ends_where_it_was_cut(void **state)
{
	struct wire_reader reader = reader_of(8), part;

	(void)state;
	wire_read_u8(&reader);
	part = wire_read_part(&reader, 3);
	assert_int_equal(wire_left(&part), 3);
	assert_int_equal(wire_read_u8(&reader), 5);
	assert_int_equal(wire_read_u16(&part), 0x0203);
	assert_int_equal(wire_read_u16(&part), 0);
	assert_int_equal(wire_read_err(&part), ERR_TRUNCATED);
	assert_int_equal(wire_read_err(&reader), 0); /* the part's errors are its own */

	part = wire_read_part(&reader, 4);
	assert_int_equal(wire_read_end(&part), ERR_TRUNCATED);
	assert_int_equal(wire_read_end(&reader), ERR_TRUNCATED);
}

static void a_copy_looks_ahead(void **state)
{
	struct wire_reader reader = reader_of(2), ahead = reader;

	(void)state;
	assert_int_equal(wire_read_u16(&ahead), 0x0102);
	assert_int_equal(wire_read_u32(&ahead), 0);
	assert_int_equal(wire_read_u8(&reader), 1);
	assert_int_equal(wire_read_err(&reader), 0);
}

static void nothing_can_be_read_of_nothing(void **state)
{
	struct wire_reader reader, part;

	(void)state;
	wire_read_init(&reader, NULL, 0);
	assert_non_null(wire_read_octets(&reader, 0));
	part = wire_read_part(&reader, 0);
	assert_int_equal(wire_read_end(&part), 0);
	assert_int_equal(wire_read_end(&reader), 0);
	assert_int_equal(wire_read_u8(&reader), 0);
	assert_int_equal(wire_read_end(&reader), ERR_TRUNCATED);
}

static void a_text_ends_in_a_zero_within_its_limit(void **state)
{
	static const char texts[] = "ab\0\0cdef";
	struct wire_reader reader;
	size_t len = 42;

	(void)state;
	wire_read_init(&reader, texts, 8);
	assert_string_equal(wire_read_cstring(&reader, 3, &len), "ab");
	assert_int_equal(len, 2);
	assert_string_equal(wire_read_cstring(&reader, 9, &len), "");
	assert_int_equal(len, 0);
	len = 42;
	assert_null(wire_read_cstring(&reader, 9, &len)); /* the octets end */
	assert_int_equal(wire_read_err(&reader), ERR_TRUNCATED);
	wire_read_init(&reader, texts, 8);
	assert_null(wire_read_cstring(&reader, 2, &len)); /* its limit comes first */
	assert_int_equal(wire_read_err(&reader), ERR_TOO_LONG);
	assert_int_equal(reader.at, 0);
	assert_int_equal(len, 42);
}

static void what_is_written_stands_in_its_order(void **state)
{
	static const uint8_t expected[] = { 0x01, 0x02, 0x03, 0xfc, 0xfd, 0xfe, 0xff, 'a', 'b' };
	uint8_t room[9];
	struct wire_writer writer;

	(void)state;
	wire_write_init(&writer, room, sizeof(room));
	wire_write_u8(&writer, 0x01);
	wire_write_u16(&writer, 0x0203);
	wire_write_u32(&writer, 0xfcfdfeff);
	wire_write_octets(&writer, "ab", 2);
	wire_write_octets(&writer, NULL, 0);
	assert_int_equal(wire_room(&writer), 0);
	assert_int_equal(wire_write_end(&writer), sizeof(expected));
	assert_memory_equal(room, expected, sizeof(expected));
}

static void what_has_no_room_is_not_begun(void **state)
{
	uint8_t room[8];
	struct wire_writer writer;

	(void)state;
	memset(room, 0xee, sizeof(room));
	wire_write_init(&writer, room, 3);
	wire_write_u8(&writer, 1);
	wire_write_octets(&writer, "abc", 3);
	wire_write_u8(&writer, 2); /* would fit, but comes after an error */
	wire_write_u16(&writer, 2);
	wire_write_before(&writer, 0, "x", 1);
	assert_int_equal(wire_write_end(&writer), ERR_TOO_LONG);
	assert_int_equal(wire_room(&writer), 0);
	assert_int_equal(room[0], 1);
	assert_int_equal(room[1], 0xee);
	assert_int_equal(room[3], 0xee);

	wire_write_init(&writer, room, 8);
	wire_write_fail(&writer, ERR_CHARSET);
	wire_write_fail(&writer, ERR_UTF8);
	wire_write_octets(&writer, "123456789", 9);
	assert_int_equal(wire_write_end(&writer), ERR_CHARSET);
	wire_write_init(&writer, NULL, 0);
	assert_int_equal(wire_write_end(&writer), 0);
	wire_write_u8(&writer, 1);
	assert_int_equal(wire_write_end(&writer), ERR_TOO_LONG);
}

static void a_header_is_put_before_its_content(void **state)
{
	char room[8] = "";
	struct wire_writer writer;

	(void)state;
	wire_write_init(&writer, room, 7);
	wire_write_octets(&writer, "acd", 3);
	wire_write_before(&writer, 1, "XY", 2);
	assert_int_equal(wire_write_end(&writer), 5);
	assert_string_equal(room, "aXYcd");
	wire_write_before(&writer, 5, "e", 1);
	wire_write_before(&writer, 0, "0", 1);
	assert_int_equal(wire_write_end(&writer), 7);
	assert_string_equal(room, "0aXYcde");
	wire_write_before(&writer, 0, "-", 1);
	assert_int_equal(wire_write_end(&writer), ERR_TOO_LONG);
	assert_string_equal(room, "0aXYcde");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_are_big_endian),
		cmocka_unit_test(octets_are_borrowed_in_their_order),
		cmocka_unit_test(octets_that_are_left_are_told),
		cmocka_unit_test(reading_beyond_the_end_moves_nothing),
		cmocka_unit_test(the_first_error_stays),
		cmocka_unit_test(a_part_ends_where_it_was_cut),
		cmocka_unit_test(a_copy_looks_ahead),
		cmocka_unit_test(nothing_can_be_read_of_nothing),
		cmocka_unit_test(a_text_ends_in_a_zero_within_its_limit),
		cmocka_unit_test(what_is_written_stands_in_its_order),
		cmocka_unit_test(what_has_no_room_is_not_begun),
		cmocka_unit_test(a_header_is_put_before_its_content),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
