/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Components and strings of USSD: any octets are read or refused, what was read can be written, and
 * what was written reads as the same.
 *
 * The input is a component, and again a string: one octet of coding scheme, then its octets.
 */
#include <stdint.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/gsm7_ussd.h"
#include "gateway/base/utf8.h"
#include "gateway/bearer/ussd_component.h"

#define OCTETS_MAX 1024
#define CR	   '\r'
/* Enough for any component with a string of 160 octets. */
#define WIDE_MAX 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The same but for the CR that is doubled at an end that is one. */
static void check_same_text(const struct ussd_text *before, const struct ussd_text *after)
{
	size_t longer = after->len - before->len;

	OSMO_ASSERT(after->dcs == before->dcs);
	OSMO_ASSERT(strcmp(after->language, before->language) == 0);
	OSMO_ASSERT(after->len >= before->len && longer <= 1);
	OSMO_ASSERT(memcmp(after->octets, before->octets, before->len) == 0);
	OSMO_ASSERT(longer == 0 ||
		(before->len > 0 && before->octets[before->len - 1] == CR &&
			after->octets[before->len] == CR));
}

static void check_sound_text(const struct ussd_text *text)
{
	OSMO_ASSERT(text->len <= USSD_TEXT_MAX);
	OSMO_ASSERT(utf8_valid(text->octets, text->len) && text->octets[text->len] == '\0');
	OSMO_ASSERT(strlen(text->language) == 0 || strlen(text->language) == 2);
}

/* A text that fills its string may have no room for a second CR. */
static bool ends_in_cr(const struct ussd_text *text)
{
	return text->len > 0 && text->octets[text->len - 1] == CR;
}

static void check_string(uint8_t dcs, const uint8_t *octets, size_t len)
{
	struct ussd_text text = { .dcs = 42 }, again;
	uint8_t string[USSD_STRING_MAX];
	int rc = ussd_text_decode(dcs, octets, len, &text);

	OSMO_ASSERT(rc == 0 || rc == ERR_CHARSET || rc == ERR_TOO_LONG);
	OSMO_ASSERT((rc == ERR_TOO_LONG) == (len > USSD_STRING_MAX));
	if (rc < 0) {
		OSMO_ASSERT(text.dcs == 42);
		return;
	}
	check_sound_text(&text);
	rc = ussd_text_encode(&text, string, sizeof(string));
	if (rc == ERR_TOO_LONG && ends_in_cr(&text))
		return;
	OSMO_ASSERT(rc >= 0 && (size_t)rc <= len + 1);
	OSMO_ASSERT(ussd_text_decode(dcs, string, (size_t)rc, &again) == 0);
	check_same_text(&text, &again);
}

/* Septet by septet, where the alphabet cannot hide anything. */
static void check_packing(const uint8_t *octets, size_t len)
{
	uint8_t septets[2 * OCTETS_MAX], again[OCTETS_MAX + 1];
	size_t n = 0;

	OSMO_ASSERT(gsm7_ussd_unpack(octets, len, septets, sizeof(septets), &n) == 0);
	OSMO_ASSERT(n == len * 8 / 7 || n + 1 == len * 8 / 7);
	OSMO_ASSERT(gsm7_ussd_pack(septets, n, again, sizeof(again)) == (int)len);
	/* but for spare bits, which are 0 in ours */
	OSMO_ASSERT(len == 0 || memcmp(again, octets, len - 1) == 0);
}

static void check_same(const struct ussd_component *before, const struct ussd_component *after)
{
	OSMO_ASSERT(after->kind == before->kind);
	OSMO_ASSERT(after->invoke_id_present == before->invoke_id_present);
	OSMO_ASSERT(after->invoke_id == before->invoke_id);
	OSMO_ASSERT(after->error == before->error);
	OSMO_ASSERT(after->problem_kind == before->problem_kind);
	OSMO_ASSERT(after->problem == before->problem);
	OSMO_ASSERT(after->text_state == before->text_state);
	if (before->text_state != USSD_TEXT)
		return;
	OSMO_ASSERT(after->operation == before->operation);
	check_same_text(&before->text, &after->text);
}

/* What the gateway itself would never send, though a peer may. */
static bool may_be_written(const struct ussd_component *c)
{
	switch (c->kind) {
	case USSD_INVOKE:
		return ussd_operation_known(c->operation) && c->text_state == USSD_TEXT;
	case USSD_RESULT:
		return c->text_state != USSD_UNREADABLE;
	case USSD_ERROR:
	case USSD_REJECT:
		return true;
	}
	return false;
}

static void check_writing(const struct ussd_component *c)
{
	uint8_t octets[WIDE_MAX + 4];
	struct ussd_component again;
	int wide = ussd_component_encode(c, WIDE_MAX, octets, sizeof(octets)), narrow;

	OSMO_ASSERT(wide != ERR_UTF8 && wide != ERR_CHARSET);
	OSMO_ASSERT((wide != ERR_INVALID) == may_be_written(c));
	if (wide == ERR_TOO_LONG)
		OSMO_ASSERT(ends_in_cr(&c->text));
	if (wide < 0)
		return;
	OSMO_ASSERT(ussd_component_decode(octets, (size_t)wide, &again) == wide);
	check_same(c, &again);
	narrow = ussd_component_encode(c, USSD_CONTENT_MAX, octets, USSD_COMPONENT_MAX);
	OSMO_ASSERT(narrow == (wide <= USSD_COMPONENT_MAX ? wide : ERR_TOO_LONG));
}

static void check_component(const uint8_t *octets, size_t len)
{
	struct ussd_component c = { .invoke_id = 42 };
	int rc = ussd_component_decode(octets, len, &c);

	if (rc < 0) {
		OSMO_ASSERT(c.invoke_id == 42 && c.kind == 0);
		return;
	}
	OSMO_ASSERT(rc >= 2 && (size_t)rc <= len);
	OSMO_ASSERT(c.invoke_id_present || c.kind == USSD_REJECT);
	if (c.text_state == USSD_TEXT) {
		check_sound_text(&c.text);
		OSMO_ASSERT(c.text.len > 0);
	}
	check_writing(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > OCTETS_MAX)
		return 0;
	check_component(data, size);
	check_packing(data, size);
	if (size > 0)
		check_string(data[0], data + 1, size - 1);
	return 0;
}
