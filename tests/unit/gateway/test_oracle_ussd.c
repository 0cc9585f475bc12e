/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Our packing and our components beside those of libosmocore, on random ASCII texts of every
 * length.
 *
 * Where libosmocore is known to be wrong we are not compared: a content beyond 127 octets gets an
 * invalid length from it; its reader cuts a text at 159 characters, fails on an empty one, and
 * takes the last octet for a padding CR wherever it looks like one, so that "15" reads as "1".
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/msgb.h>
#include <osmocom/core/utils.h>
#include <osmocom/gsm/gsm0480.h>
#include <osmocom/gsm/gsm_utils.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/gsm7_ussd.h"
#include "gateway/bearer/ussd_component.h"

#define LEN_MAX	    160
#define ROUNDS	    40
#define ROOM	    512 /* libosmocore reads beyond what it is given */
#define THEIR_LEN   159
#define RESULT_HEAD 17 /* octets of a ReturnResult before its string */

/* Every ASCII character that GSM-7 has. CR comes often, as it is the one with rules of its own. */
static void make_text(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		int c = rand() % 128;

		if (c < ' ' || c == 127 || c == '`')
			c = c % 4 ? '\r' : '\n';
		text[i] = (char)c;
	}
	text[len] = '\0';
}

/* Without the characters that take two septets: the length is the number of septets. */
static void make_plain_text(char *text, size_t len)
{
	make_text(text, len);
	for (size_t i = 0; i < len; i++)
		if (strchr("^{}[]~|\\", text[i]))
			text[i] = 'x';
}

static void for_every_text(void (*try)(const char *text, size_t len))
{
	char text[LEN_MAX + 1];

	srand(1022);
	for (unsigned round = 0; round < ROUNDS; round++)
		for (size_t len = 0; len <= LEN_MAX; len++) {
			if (round % 2)
				make_text(text, len);
			else
				make_plain_text(text, len);
			try(text, len);
		}
}

static void pack_as_they_do(const char *text, size_t len)
{
	uint8_t septets[2 * LEN_MAX], ours[ROOM], theirs[ROOM] = { 0 };
	size_t n = 0;
	int our_len, their_len = 0;

	assert_int_equal(gsm7_encode(text, len, septets, sizeof(septets), &n), 0);
	our_len = gsm7_ussd_pack(septets, n, ours, sizeof(ours));
	gsm_7bit_encode_n_ussd(theirs, sizeof(theirs), text, &their_len);
	assert_int_equal(our_len, their_len);
	assert_memory_equal(ours, theirs, (size_t)our_len);
}

static void texts_are_packed_as_libosmocore_packs_them(void **state)
{
	(void)state;
	for_every_text(pack_as_they_do);
}

static int write_result(const char *text, size_t len, uint8_t octets[USSD_COMPONENT_MAX])
{
	const struct ussd_screen screen = { .kind = USSD_RESULT,
		.operation = USSD_PROCESS_REQUEST,
		.invoke_id = (uint8_t)len,
		.dcs = USSD_DCS_GSM7,
		.text = text,
		.len = len };

	return ussd_component_screen(&screen, octets);
}

static void write_as_they_do(const char *text, size_t len)
{
	uint8_t ours[USSD_COMPONENT_MAX];
	struct msgb *theirs = gsm0480_gen_ussd_resp_7bit((uint8_t)len, text);
	int rc = write_result(text, len, ours);

	assert_non_null(theirs);
	if (len == 0) {
		assert_int_equal(rc, ERR_INVALID);
	} else if (msgb_length(theirs) > USSD_COMPONENT_MAX) {
		assert_int_equal(rc, ERR_TOO_LONG);
	} else {
		assert_int_equal(rc, msgb_length(theirs));
		assert_memory_equal(ours, msgb_data(theirs), (size_t)rc);
	}
	msgb_free(theirs);
}

static void results_are_written_as_libosmocore_writes_them(void **state)
{
	(void)state;
	for_every_text(write_as_they_do);
}

static void read_what_they_wrote(const char *text, size_t len)
{
	struct msgb *theirs = gsm0480_gen_ussd_resp_7bit((uint8_t)len, text);
	struct ussd_component c;

	assert_non_null(theirs);
	if (len > 0 && msgb_length(theirs) <= USSD_COMPONENT_MAX) {
		assert_int_equal(ussd_component_decode(msgb_data(theirs), msgb_length(theirs), &c),
			msgb_length(theirs));
		assert_int_equal(c.kind, USSD_RESULT);
		assert_int_equal(c.invoke_id, len);
		assert_int_equal(c.operation, USSD_PROCESS_REQUEST);
		assert_true(c.text.len == len || c.text.len == len + 1); /* the second CR */
		assert_memory_equal(c.text.octets, text, len);
	}
	msgb_free(theirs);
}

static void what_libosmocore_wrote_is_read(void **state)
{
	(void)state;
	for_every_text(read_what_they_wrote);
}

static bool looks_padded(const char *text, size_t len, uint8_t last_octet)
{
	return last_octet >> 1 == '\r' && gsm7_septets(text, len) % 8 != 7;
}

static void let_them_read(const char *text, size_t len)
{
	uint8_t ours[ROOM] = { 0 };
	struct ss_request read;
	struct ussd_component c;
	int our_len = write_result(text, len, ours);

	if (our_len < 0)
		return;
	memset(&read, 0, sizeof(read));
	assert_int_equal(gsm0480_parse_facility_ie(ours, (uint16_t)our_len, &read), 0);
	assert_int_equal(read.invoke_id, len);
	assert_int_equal(read.opcode, USSD_PROCESS_REQUEST);
	assert_int_equal(read.ussd_data_dcs, USSD_DCS_GSM7);
	assert_int_equal(read.ussd_data_len, our_len - RESULT_HEAD);
	assert_int_equal(ussd_component_decode(ours, (size_t)our_len, &c), our_len);
	if (c.text.len < THEIR_LEN && !looks_padded(text, len, ours[our_len - 1]))
		assert_string_equal((const char *)read.ussd_text, c.text.octets);
}

static void libosmocore_reads_what_we_wrote(void **state)
{
	(void)state;
	for_every_text(let_them_read);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_packed_as_libosmocore_packs_them),
		cmocka_unit_test(results_are_written_as_libosmocore_writes_them),
		cmocka_unit_test(what_libosmocore_wrote_is_read),
		cmocka_unit_test(libosmocore_reads_what_we_wrote),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
