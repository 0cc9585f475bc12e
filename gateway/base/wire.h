/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bounded reading and writing of octets, for what comes from and goes to a network: GSUP, BER,
 * SMPP. Integers are big-endian.
 *
 * The first error sticks (as in Knot DNS's wire_ctx): after it every read gives zero or NULL, every
 * write does nothing, and nothing moves, so a decoder asks once, at its end. What was read before
 * the error is true; a decoder gives none of it away until wire_read_end() or wire_read_err() has
 * said 0. Nothing here allocates or knows a protocol.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"

/* Borrows the octets, which must outlive it. Copying the struct gives a reader of its own at the
 * same place, to look ahead with. */
struct wire_reader {
	const uint8_t *octets;
	size_t len;
	size_t at; /* <= len */
	int err; /* 0, or the first error */
};

/* `octets` may be NULL if `len` is 0. */
void wire_read_init(struct wire_reader *reader, const void *octets, size_t len);

/* Octets that are left; 0 after an error. */
size_t wire_left(const struct wire_reader *reader);

/* ERR_TRUNCATED sticks if fewer octets are left than asked for. */
uint8_t wire_read_u8(struct wire_reader *reader);
uint16_t wire_read_u16(struct wire_reader *reader);
uint32_t wire_read_u32(struct wire_reader *reader);

/* The next `n` octets, borrowed; NULL after an error. Skipping is reading without a look. */
const uint8_t *wire_read_octets(struct wire_reader *reader, size_t n);

/* A text that ends in a zero octet within the next `max` octets, the zero counted (SMPP's C-octet
 * string); *len_r is its length without the zero. NULL and ERR_TRUNCATED if no zero comes before
 * the octets end, ERR_TOO_LONG if none comes within `max`. */
const char *wire_read_cstring(struct wire_reader *reader, size_t max, size_t *len_r);

/* A reader of the next `n` octets alone; the parent moves behind them. After an error the child
 * carries the same error. */
struct wire_reader wire_read_part(struct wire_reader *reader, size_t n);

/* Records an error that the decoder itself found; the first one stays. `err` is negative. */
void wire_read_fail(struct wire_reader *reader, int err);

/* 0 or the first error. */
int wire_read_err(const struct wire_reader *reader) MUST_CHECK;

/* The same, and ERR_SYNTAX if octets are left. */
int wire_read_end(const struct wire_reader *reader) MUST_CHECK;

/* Borrows the caller's room. */
struct wire_writer {
	uint8_t *octets;
	size_t cap;
	size_t at; /* octets written, <= cap */
	int err; /* 0, or the first error */
};

/* `octets` may be NULL if `cap` is 0. */
void wire_write_init(struct wire_writer *writer, void *octets, size_t cap);

/* Octets of room; 0 after an error. */
size_t wire_room(const struct wire_writer *writer);

/* All or nothing of each; ERR_TOO_LONG sticks if there is no room. */
void wire_write_u8(struct wire_writer *writer, uint8_t value);
void wire_write_u16(struct wire_writer *writer, uint16_t value);
void wire_write_u32(struct wire_writer *writer, uint32_t value);
/* `octets` may be NULL if `n` is 0, and must not lie in the writer's room. */
void wire_write_octets(struct wire_writer *writer, const void *octets, size_t n);

/* Puts octets before those written since `from`, an earlier value of `at`: a header that could be
 * known only after what it heads. */
void wire_write_before(struct wire_writer *writer, size_t from, const void *octets, size_t n);

/* Records an error that the encoder itself found; the first one stays. `err` is negative. */
void wire_write_fail(struct wire_writer *writer, int err);

/* Octets written, or the first error. */
int wire_write_end(const struct wire_writer *writer) MUST_CHECK;
