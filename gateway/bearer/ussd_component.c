/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading and writing of components, one function for each part of TS 24.080's tables.
 */
#include "gateway/bearer/ussd_component.h"
#include <string.h>
#include "gateway/bearer/ber.h"

#define TAG_INVOKE_ID BER_INTEGER
#define TAG_LINKED_ID 0x80
#define TAG_OPERATION BER_INTEGER
#define TAG_ERROR     BER_INTEGER

const char *ussd_component_kind_name(enum ussd_component_kind kind)
{
	switch (kind) {
	case USSD_INVOKE:
		return "Invoke";
	case USSD_RESULT:
		return "ReturnResult";
	case USSD_ERROR:
		return "ReturnError";
	case USSD_REJECT:
		return "Reject";
	}
	return "?";
}

bool ussd_operation_known(int operation)
{
	return operation == USSD_PROCESS_REQUEST || operation == USSD_REQUEST ||
		operation == USSD_NOTIFY;
}

static bool is_problem_kind(unsigned kind)
{
	return kind >= USSD_PROBLEM_GENERAL && kind <= USSD_PROBLEM_ERROR;
}

/* --- reading ------------------------------------------------------------------------------ */

static uint8_t next_tag(struct wire_reader ahead)
{
	return wire_read_u8(&ahead);
}

/* Options and extensions: sound, and of no interest. */
static void read_over_rest(struct wire_reader *reader)
{
	while (ber_more(reader))
		ber_read(reader);
}

/* USSD-Arg, USSD-Res (TS 24.080 annex A): scheme, string, then options. */
static void read_text(struct wire_reader *reader, struct ussd_component *c)
{
	struct wire_reader arg = ber_read_tagged(reader, BER_SEQUENCE), string;
	uint8_t dcs = ber_read_octet(&arg, BER_OCTET_STRING);
	size_t len;
	int rc;

	string = ber_read_tagged(&arg, BER_OCTET_STRING);
	read_over_rest(&arg);
	if (wire_read_err(&arg) < 0) {
		wire_read_fail(reader, wire_read_err(&arg));
		return;
	}
	len = wire_left(&string);
	rc = ussd_text_decode(dcs, wire_read_octets(&string, len), len, &c->text);
	if (rc == ERR_CHARSET) {
		c->text_state = USSD_UNREADABLE;
		c->text.dcs = dcs;
	} else if (rc < 0) {
		wire_read_fail(reader, ERR_SCHEMA);
	} else if (c->text.len > 0) {
		c->text_state = USSD_TEXT;
	}
}

/* Operation code and what belongs to it. */
static void read_operation(struct wire_reader *reader, struct ussd_component *c)
{
	c->operation = ber_read_octet(reader, TAG_OPERATION);
	if (ussd_operation_known(c->operation) && ber_more(reader))
		read_text(reader, c);
	else
		read_over_rest(reader);
}

static void read_invoke(struct wire_reader *reader, struct ussd_component *c)
{
	if (next_tag(*reader) == TAG_LINKED_ID)
		ber_read_octet(reader, TAG_LINKED_ID);
	read_operation(reader, c);
}

/* Operation and result stand in a sequence, or there is none of it. */
static void read_result(struct wire_reader *reader, struct ussd_component *c)
{
	struct wire_reader sequence;

	if (!ber_more(reader))
		return;
	sequence = ber_read_tagged(reader, BER_SEQUENCE);
	read_operation(&sequence, c);
	if (ber_end(&sequence) < 0)
		wire_read_fail(reader, ber_end(&sequence));
}

static void read_error(struct wire_reader *reader, struct ussd_component *c)
{
	c->error = ber_read_octet(reader, TAG_ERROR);
	read_over_rest(reader);
}

static void read_reject(struct wire_reader *reader, struct ussd_component *c)
{
	uint8_t tag = next_tag(*reader);

	if (!is_problem_kind(tag))
		wire_read_fail(reader, ERR_SCHEMA);
	c->problem_kind = (enum ussd_problem_kind)tag;
	c->problem = ber_read_octet(reader, tag);
}

static void read_invoke_id(struct wire_reader *reader, struct ussd_component *c)
{
	if (c->kind == USSD_REJECT && next_tag(*reader) == BER_NULL) {
		struct wire_reader null = ber_read_tagged(reader, BER_NULL);

		if (wire_left(&null) > 0)
			wire_read_fail(reader, ERR_SCHEMA);
		return;
	}
	c->invoke_id = ber_read_octet(reader, TAG_INVOKE_ID);
	c->invoke_id_present = true;
}

static void read_kind(struct wire_reader *reader, struct ussd_component *c)
{
	switch (c->kind) {
	case USSD_INVOKE:
		read_invoke(reader, c);
		break;
	case USSD_RESULT:
		read_result(reader, c);
		break;
	case USSD_ERROR:
		read_error(reader, c);
		break;
	case USSD_REJECT:
		read_reject(reader, c);
		break;
	}
}

int ussd_component_decode(const uint8_t *octets, size_t len, struct ussd_component *c_r)
{
	struct ussd_component c = { .operation = USSD_NO_OPERATION };
	struct wire_reader reader;
	struct ber_element element;
	int rc;

	wire_read_init(&reader, octets, len);
	element = ber_read(&reader);
	rc = wire_read_err(&reader);
	if (rc < 0)
		return rc;
	c.kind = (enum ussd_component_kind)element.tag;
	if (element.tag < USSD_INVOKE || element.tag > USSD_REJECT)
		return ERR_NOT_FOUND;
	read_invoke_id(&element.content, &c);
	read_kind(&element.content, &c);
	rc = ber_end(&element.content);
	if (rc < 0)
		return rc;
	*c_r = c;
	return (int)reader.at;
}

/* --- writing ------------------------------------------------------------------------------ */

static void write_text(struct wire_writer *writer, const struct ussd_text *text)
{
	uint8_t string[USSD_STRING_MAX];
	size_t from = writer->at;
	int len = ussd_text_encode(text, string, sizeof(string));

	if (len < 0) {
		wire_write_fail(writer, len);
		return;
	}
	ber_write_octet(writer, BER_OCTET_STRING, text->dcs);
	ber_write(writer, BER_OCTET_STRING, string, (size_t)len);
	ber_wrap(writer, from, BER_SEQUENCE);
}

static void write_operation(struct wire_writer *writer, const struct ussd_component *c)
{
	if (c->text_state != USSD_TEXT || c->text.len == 0 || !ussd_operation_known(c->operation))
		wire_write_fail(writer, ERR_INVALID);
	ber_write_octet(writer, TAG_OPERATION, (uint8_t)c->operation);
	write_text(writer, &c->text);
}

static void write_result(struct wire_writer *writer, const struct ussd_component *c)
{
	size_t from = writer->at;

	if (c->text_state == USSD_NO_TEXT)
		return;
	write_operation(writer, c);
	ber_wrap(writer, from, BER_SEQUENCE);
}

static void write_reject(struct wire_writer *writer, const struct ussd_component *c)
{
	if (!is_problem_kind(c->problem_kind))
		wire_write_fail(writer, ERR_INVALID);
	ber_write_octet(writer, (uint8_t)c->problem_kind, c->problem);
}

static void write_kind(struct wire_writer *writer, const struct ussd_component *c)
{
	switch (c->kind) {
	case USSD_INVOKE:
		write_operation(writer, c);
		return;
	case USSD_RESULT:
		write_result(writer, c);
		return;
	case USSD_ERROR:
		ber_write_octet(writer, TAG_ERROR, c->error);
		return;
	case USSD_REJECT:
		write_reject(writer, c);
		return;
	}
	wire_write_fail(writer, ERR_INVALID);
}

int ussd_component_encode(
	const struct ussd_component *c, size_t content_max, uint8_t *octets, size_t cap)
{
	struct wire_writer writer;

	wire_write_init(&writer, octets, cap);
	if (c->invoke_id_present)
		ber_write_octet(&writer, TAG_INVOKE_ID, c->invoke_id);
	else if (c->kind == USSD_REJECT)
		ber_write(&writer, BER_NULL, NULL, 0);
	else
		wire_write_fail(&writer, ERR_INVALID);
	write_kind(&writer, c);
	if (writer.at > content_max)
		wire_write_fail(&writer, ERR_TOO_LONG);
	ber_wrap(&writer, 0, (uint8_t)c->kind);
	return wire_write_end(&writer);
}

int ussd_component_screen(const struct ussd_screen *screen, uint8_t octets[USSD_COMPONENT_MAX])
{
	struct ussd_component c = {
		.kind = screen->kind,
		.invoke_id_present = true,
		.invoke_id = screen->invoke_id,
		.operation = screen->operation,
		.text_state = USSD_TEXT,
	};
	int rc = ussd_text_set(&c.text, screen->dcs, screen->text, screen->len);

	if (rc < 0)
		return rc;
	return ussd_component_encode(&c, USSD_CONTENT_MAX, octets, USSD_COMPONENT_MAX);
}
