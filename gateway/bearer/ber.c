/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Elements of X.690 over the bounded reader and writer.
 *
 * An element of indefinite length has to be walked to find its end; only such elements nest here,
 * so their depth bounds both the recursion and the walking.
 */
#include "gateway/bearer/ber.h"

#define TAG_NUMBER	 0x1f
#define MORE		 0x80 /* of a tag number's octets, 8.1.2.4 */
#define END_OF_CONTENTS	 0x00
#define LENGTH_LONG	 0x80 /* alone: the indefinite form, 8.1.3.6 */
#define LENGTH_RESERVED	 0xff
#define LENGTH_SHORT_MAX 0x7f
#define LENGTH_MAX	 UINT16_MAX /* far beyond any message that carries a component */

static struct ber_element read_element(struct wire_reader *reader, unsigned depth);

bool ber_more(const struct wire_reader *reader)
{
	return wire_left(reader) > 0;
}

int ber_end(const struct wire_reader *reader)
{
	if (wire_read_err(reader) < 0)
		return wire_read_err(reader);
	return ber_more(reader) ? ERR_SCHEMA : 0;
}

static uint8_t read_tag(struct wire_reader *reader)
{
	uint8_t tag = wire_read_u8(reader);

	if ((tag & TAG_NUMBER) == TAG_NUMBER)
		while (wire_read_u8(reader) & MORE)
			continue;
	return tag;
}

/* Leading zeros are allowed (8.1.3.5), so the octets of a length say nothing about its size. */
static size_t read_long_length(struct wire_reader *reader, unsigned octets)
{
	size_t len = 0;

	for (unsigned i = 0; i < octets; i++) {
		len = len << 8 | wire_read_u8(reader);
		if (len > LENGTH_MAX)
			wire_read_fail(reader, ERR_TRUNCATED);
	}
	return len;
}

static bool ends_here(struct wire_reader ahead)
{
	return wire_read_u16(&ahead) == END_OF_CONTENTS && wire_read_err(&ahead) == 0;
}

static struct wire_reader failed(struct wire_reader *reader, int err)
{
	wire_read_fail(reader, err);
	return (struct wire_reader) { .err = reader->err };
}

/* The content up to the end-of-contents, which is read over. */
static struct wire_reader read_indefinite(struct wire_reader *reader, unsigned depth)
{
	struct wire_reader walker = *reader, content;

	if (depth == BER_DEPTH_MAX)
		return failed(reader, ERR_LIMIT);
	while (!ends_here(walker)) {
		read_element(&walker, depth + 1);
		if (wire_read_err(&walker) < 0)
			return failed(reader, wire_read_err(&walker));
	}
	content = wire_read_part(reader, walker.at - reader->at);
	wire_read_u16(reader);
	return content;
}

static struct wire_reader read_content(struct wire_reader *reader, uint8_t tag, unsigned depth)
{
	uint8_t first = wire_read_u8(reader);

	if (first == LENGTH_RESERVED)
		return failed(reader, ERR_SYNTAX);
	if (first != LENGTH_LONG)
		return wire_read_part(reader,
			first & LENGTH_LONG ? read_long_length(reader, first & LENGTH_SHORT_MAX)
					    : first);
	if (!(tag & BER_CONSTRUCTED)) /* 8.1.3.2 */
		return failed(reader, ERR_SYNTAX);
	return read_indefinite(reader, depth);
}

static struct ber_element read_element(struct wire_reader *reader, unsigned depth)
{
	struct ber_element element = { .tag = read_tag(reader) };

	if (element.tag == END_OF_CONTENTS)
		wire_read_fail(reader, ERR_SYNTAX);
	element.content = read_content(reader, element.tag, depth);
	return element;
}

struct ber_element ber_read(struct wire_reader *reader)
{
	return read_element(reader, 0);
}

struct wire_reader ber_read_tagged(struct wire_reader *reader, uint8_t tag)
{
	struct ber_element element;

	if (!ber_more(reader))
		return failed(reader, ERR_SCHEMA);
	element = ber_read(reader);
	return element.tag == tag ? element.content : failed(reader, ERR_SCHEMA);
}

uint8_t ber_read_octet(struct wire_reader *reader, uint8_t tag)
{
	struct wire_reader content = ber_read_tagged(reader, tag);

	if (wire_left(&content) != 1)
		wire_read_fail(reader, ERR_SCHEMA);
	return wire_read_u8(&content);
}

void ber_wrap(struct wire_writer *writer, size_t from, uint8_t tag)
{
	size_t len = writer->at - from;
	uint8_t head[4] = { tag };
	size_t n = 1;

	if (len > LENGTH_MAX)
		wire_write_fail(writer, ERR_TOO_LONG);
	if (len > UINT8_MAX) {
		head[n++] = LENGTH_LONG | 2;
		head[n++] = (uint8_t)(len >> 8);
	} else if (len > LENGTH_SHORT_MAX) {
		head[n++] = LENGTH_LONG | 1;
	}
	head[n++] = (uint8_t)len;
	wire_write_before(writer, from, head, n);
}

void ber_write(struct wire_writer *writer, uint8_t tag, const void *content, size_t len)
{
	size_t from = writer->at;

	wire_write_octets(writer, content, len);
	ber_wrap(writer, from, tag);
}

void ber_write_octet(struct wire_writer *writer, uint8_t tag, uint8_t content)
{
	ber_write(writer, tag, &content, 1);
}
