/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A type, then elements of tag, length, value. */
#include "gateway/bearer/gsup_message.h"
#include <stdbool.h>
#include <string.h>
#include "gateway/base/wire.h"

enum gsup_tag { TAG_IMSI = 0x01, TAG_SESSION = 0x30, TAG_STATE = 0x31, TAG_COMPONENT = 0x35 };

#define FILLER 0x0f /* the half octet behind an odd number of digits */

static bool is_known_type(unsigned type)
{
	return type == GSUP_SS_REQUEST || type == GSUP_SS_ERROR || type == GSUP_SS_RESULT;
}

/* --- reading ------------------------------------------------------------------------------ */

/* Two digits an octet, the first in the low half. */
static void read_imsi(struct wire_reader *value, char imsi[GSUP_IMSI_SIZE])
{
	size_t n = 0;

	while (wire_left(value)) {
		uint8_t octet = wire_read_u8(value);
		unsigned digits[2] = { octet & 0x0f, octet >> 4 };

		for (unsigned i = 0; i < 2; i++) {
			if (i == 1 && digits[1] == FILLER && !wire_left(value))
				break;
			if (digits[i] > 9 || n == GSUP_IMSI_SIZE - 1) {
				wire_read_fail(value, ERR_SCHEMA);
				return;
			}
			imsi[n++] = (char)('0' + digits[i]);
		}
	}
	imsi[n] = '\0';
	if (n < GSUP_IMSI_MIN)
		wire_read_fail(value, ERR_SCHEMA);
}

struct seen {
	bool imsi, session, state;
};

static void read_value(
	unsigned tag, struct wire_reader *value, struct gsup_message *m, struct seen *seen)
{
	switch (tag) {
	case TAG_IMSI:
		read_imsi(value, m->imsi);
		seen->imsi = true;
		break;
	case TAG_SESSION:
		m->session = wire_read_u32(value);
		seen->session = true;
		break;
	case TAG_STATE:
		m->state = (enum gsup_state)wire_read_u8(value);
		seen->state = m->state >= GSUP_BEGIN && m->state <= GSUP_END;
		break;
	case TAG_COMPONENT:
		m->component_len = wire_left(value);
		m->component = m->component_len ? wire_read_octets(value, m->component_len) : NULL;
		break;
	default:
		wire_read_octets(value, wire_left(value));
		break;
	}
}

int gsup_message_decode(const uint8_t *octets, size_t len, struct gsup_message *m_r)
{
	struct gsup_message m = { 0 };
	struct seen seen = { 0 };
	struct wire_reader reader;
	unsigned type;

	if (len > GSUP_MESSAGE_MAX)
		return ERR_TOO_LONG;
	wire_read_init(&reader, octets, len);
	type = wire_read_u8(&reader);
	if (wire_read_err(&reader) == OK && !is_known_type(type))
		return ERR_NOT_FOUND;
	m.type = (enum gsup_type)type;
	while (wire_left(&reader)) {
		unsigned tag = wire_read_u8(&reader);
		struct wire_reader value = wire_read_part(&reader, wire_read_u8(&reader));

		read_value(tag, &value, &m, &seen);
		if (wire_read_end(&value) < 0)
			wire_read_fail(&reader, ERR_SCHEMA);
	}
	if (wire_read_err(&reader) < 0)
		return wire_read_err(&reader);
	if (!seen.imsi || !seen.session || !seen.state)
		return ERR_SCHEMA;
	*m_r = m;
	return OK;
}

/* --- writing ------------------------------------------------------------------------------ */

static void write_imsi(struct wire_writer *writer, const char *imsi)
{
	size_t n = strlen(imsi);

	if (n < GSUP_IMSI_MIN || n >= GSUP_IMSI_SIZE || strspn(imsi, "0123456789") != n)
		wire_write_fail(writer, ERR_INVALID);
	wire_write_u8(writer, TAG_IMSI);
	wire_write_u8(writer, (uint8_t)((n + 1) / 2));
	for (size_t i = 0; i < n; i += 2) {
		unsigned low = (unsigned)(imsi[i] - '0') & 0x0f;
		unsigned high = i + 1 < n ? (unsigned)(imsi[i + 1] - '0') & 0x0f : FILLER;

		wire_write_u8(writer, (uint8_t)(high << 4 | low));
	}
}

int gsup_message_encode(const struct gsup_message *m, uint8_t *octets, size_t cap)
{
	struct wire_writer writer;

	wire_write_init(&writer, octets, cap);
	wire_write_u8(&writer, (uint8_t)m->type);
	write_imsi(&writer, m->imsi);
	wire_write_u8(&writer, TAG_SESSION);
	wire_write_u8(&writer, sizeof(uint32_t));
	wire_write_u32(&writer, m->session);
	wire_write_u8(&writer, TAG_STATE);
	wire_write_u8(&writer, 1);
	wire_write_u8(&writer, (uint8_t)m->state);
	if (m->component_len > UINT8_MAX)
		wire_write_fail(&writer, ERR_TOO_LONG);
	if (m->component_len) {
		wire_write_u8(&writer, TAG_COMPONENT);
		wire_write_u8(&writer, (uint8_t)m->component_len);
		wire_write_octets(&writer, m->component, m->component_len);
	}
	return wire_write_end(&writer);
}
