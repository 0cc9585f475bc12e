/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bounded octets: every access passes through take() or room_for(), which alone know the bounds.
 */
#include "gateway/base/wire.h"
#include <limits.h>
#include <string.h>
#include <osmocom/core/utils.h>

void wire_read_init(struct wire_reader *reader, const void *octets, size_t len)
{
	*reader = (struct wire_reader) { .octets = octets, .len = len };
}

size_t wire_left(const struct wire_reader *reader)
{
	return reader->err ? 0 : reader->len - reader->at;
}

void wire_read_fail(struct wire_reader *reader, int err)
{
	OSMO_ASSERT(err < 0);
	if (!reader->err)
		reader->err = err;
}

static const uint8_t *take(struct wire_reader *reader, size_t n)
{
	const uint8_t *octets;

	if (n > wire_left(reader)) {
		wire_read_fail(reader, ERR_TRUNCATED);
		return NULL;
	}
	if (reader->err)
		return NULL;
	if (!reader->octets)
		return (const uint8_t *)""; /* nothing of nothing; NULL is kept for errors */
	octets = reader->octets + reader->at;
	reader->at += n;
	return octets;
}

uint8_t wire_read_u8(struct wire_reader *reader)
{
	const uint8_t *octets = take(reader, 1);

	return octets ? octets[0] : 0;
}

uint16_t wire_read_u16(struct wire_reader *reader)
{
	const uint8_t *octets = take(reader, 2);

	if (!octets)
		return 0;
	return (uint16_t)(octets[0] << 8 | octets[1]);
}

uint32_t wire_read_u32(struct wire_reader *reader)
{
	const uint8_t *octets = take(reader, 4);

	if (!octets)
		return 0;
	return (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 |
		octets[3];
}

const uint8_t *wire_read_octets(struct wire_reader *reader, size_t n)
{
	return take(reader, n);
}

const char *wire_read_cstring(struct wire_reader *reader, size_t max, size_t *len_r)
{
	size_t within = wire_left(reader) < max ? wire_left(reader) : max;
	const uint8_t *zero = NULL, *text;

	if (within > 0)
		zero = memchr(reader->octets + reader->at, 0, within);
	if (!zero) {
		wire_read_fail(reader, within == max ? ERR_TOO_LONG : ERR_TRUNCATED);
		return NULL;
	}
	text = reader->octets + reader->at;
	*len_r = (size_t)(zero - text);
	return (const char *)take(reader, *len_r + 1);
}

struct wire_reader wire_read_part(struct wire_reader *reader, size_t n)
{
	const uint8_t *octets = take(reader, n);

	return (struct wire_reader) { .octets = octets, .len = octets ? n : 0, .err = reader->err };
}

int wire_read_err(const struct wire_reader *reader)
{
	return reader->err;
}

int wire_read_end(const struct wire_reader *reader)
{
	if (reader->err)
		return reader->err;
	return reader->at == reader->len ? 0 : ERR_SYNTAX;
}

void wire_write_init(struct wire_writer *writer, void *octets, size_t cap)
{
	*writer = (struct wire_writer) { .octets = octets, .cap = cap };
}

size_t wire_room(const struct wire_writer *writer)
{
	return writer->err ? 0 : writer->cap - writer->at;
}

void wire_write_fail(struct wire_writer *writer, int err)
{
	OSMO_ASSERT(err < 0);
	if (!writer->err)
		writer->err = err;
}

void wire_write_before(struct wire_writer *writer, size_t from, const void *octets, size_t n)
{
	uint8_t *place;

	if (n > wire_room(writer))
		wire_write_fail(writer, ERR_TOO_LONG);
	if (writer->err || n == 0)
		return;
	OSMO_ASSERT(from <= writer->at);
	place = writer->octets + from;
	memmove(place + n, place, writer->at - from);
	memcpy(place, octets, n);
	writer->at += n;
}

void wire_write_octets(struct wire_writer *writer, const void *octets, size_t n)
{
	wire_write_before(writer, writer->at, octets, n);
}

void wire_write_u8(struct wire_writer *writer, uint8_t value)
{
	wire_write_octets(writer, &value, 1);
}

void wire_write_u16(struct wire_writer *writer, uint16_t value)
{
	const uint8_t octets[] = { (uint8_t)(value >> 8), (uint8_t)value };

	wire_write_octets(writer, octets, sizeof(octets));
}

void wire_write_u32(struct wire_writer *writer, uint32_t value)
{
	wire_write_u16(writer, (uint16_t)(value >> 16));
	wire_write_u16(writer, (uint16_t)value);
}

int wire_write_end(const struct wire_writer *writer)
{
	if (writer->err)
		return writer->err;
	return writer->at > INT_MAX ? ERR_TOO_LONG : (int)writer->at;
}
