/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ITU-T X.690 basic encoding, as far as supplementary services use it: elements of a tag and
 * content, nested. It knows no component, no operation and no ASN.1 type.
 *
 * Reading takes all that 8.1 allows: short, long and indefinite lengths, tags of any number.
 * Writing uses one octet of tag, definite lengths and the shortest form.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/wire.h"

/* Indefinite lengths within each other; beyond, ERR_LIMIT. */
#define BER_DEPTH_MAX 8

#define BER_CONSTRUCTED 0x20 /* bit of the identifier octet, 8.1.2.5 */

enum ber_universal_tag {
	BER_INTEGER = 0x02,
	BER_OCTET_STRING = 0x04,
	BER_NULL = 0x05,
	BER_SEQUENCE = 0x30,
};

struct ber_element {
	uint8_t tag; /* the identifier octet: class, constructed bit, number. 31 in the number's
			place stands for any larger number */
	struct wire_reader content; /* of exactly the element's content */
};

/* Whether another element can be read: octets are left and nothing failed. */
bool ber_more(const struct wire_reader *reader);

/* The next element, behind which the reader moves. On failure the reader and the element's content
 * carry the error: ERR_TRUNCATED where the octets end before the element does, ERR_SYNTAX for what
 * is no element (end-of-contents out of place, a reserved length), ERR_LIMIT. */
struct ber_element ber_read(struct wire_reader *reader);

/* 0, the reader's error, or ERR_SCHEMA if elements are left. */
int ber_end(const struct wire_reader *reader) MUST_CHECK;

/* The next element, which must have this tag; ERR_SCHEMA sticks if it has another, or if there is
 * none. */
struct wire_reader ber_read_tagged(struct wire_reader *reader, uint8_t tag);

/* An element whose content is one octet, such as an invoke id; ERR_SCHEMA for any other length. */
uint8_t ber_read_octet(struct wire_reader *reader, uint8_t tag);

/* An element with the content given. */
void ber_write(struct wire_writer *writer, uint8_t tag, const void *content, size_t len);
void ber_write_octet(struct wire_writer *writer, uint8_t tag, uint8_t content);

/* Makes what was written since `from` (an earlier value of writer->at) the content of an element,
 * by putting tag and length before it. */
void ber_wrap(struct wire_writer *writer, size_t from, uint8_t tag);
