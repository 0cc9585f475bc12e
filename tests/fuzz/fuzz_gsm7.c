/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * GSM-7: what is encoded reads back the same, packing is lossless, any septets can be read.
 */
#include <stdint.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/utf8.h"

#define OCTETS_MAX 1024

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_packing(const uint8_t *septets, size_t n)
{
	uint8_t octets[2 * OCTETS_MAX], back[2 * OCTETS_MAX];
	int packed = gsm7_pack(septets, n, octets, sizeof(octets));

	OSMO_ASSERT(packed == (int)((n * 7 + 7) / 8));
	OSMO_ASSERT(gsm7_unpack(octets, (size_t)packed, back, n) == 0);
	OSMO_ASSERT(memcmp(back, septets, n) == 0);
}

/* The input as text. */
static void check_encoding(const char *text, size_t len)
{
	uint8_t septets[2 * OCTETS_MAX];
	char back[OCTETS_MAX + 1];
	size_t n = 0, back_len = 0;
	int count = gsm7_septets(text, len);
	int rc = gsm7_encode(text, len, septets, sizeof(septets), &n);

	OSMO_ASSERT(rc == (count < 0 ? count : 0));
	OSMO_ASSERT((count != ERR_UTF8) == utf8_valid(text, len) || count == ERR_CHARSET);
	if (rc < 0)
		return;
	OSMO_ASSERT(n == (size_t)count);
	OSMO_ASSERT(gsm7_decode(septets, n, back, sizeof(back), &back_len) == 0);
	OSMO_ASSERT(back_len == len && memcmp(back, text, len) == 0);
	if (n > 0)
		OSMO_ASSERT(gsm7_encode(text, len, septets, n - 1, &n) == ERR_TOO_LONG);
	check_packing(septets, n);
}

/* The input as septets from a network. */
static void check_decoding(const uint8_t *septets, size_t n)
{
	char text[3 * OCTETS_MAX + 1];
	uint8_t again[2 * OCTETS_MAX];
	size_t len = 0, again_n = 0;
	int rc = gsm7_decode(septets, n, text, sizeof(text), &len);

	for (size_t i = 0; i < n; i++)
		if (septets[i] > 127) {
			OSMO_ASSERT(rc == ERR_CHARSET);
			return;
		}
	OSMO_ASSERT(rc == 0 && utf8_valid(text, len));
	OSMO_ASSERT(gsm7_encode(text, len, again, sizeof(again), &again_n) == 0);
	OSMO_ASSERT(again_n <= n); /* odd escapes become plain characters */
	check_packing(septets, n);
}

/* The input as packed octets from a network. */
static void check_unpacking(const uint8_t *octets, size_t len)
{
	uint8_t septets[2 * OCTETS_MAX];
	char text[3 * 2 * OCTETS_MAX + 1];
	size_t n = len * 8 / 7, text_len;

	OSMO_ASSERT(gsm7_unpack(octets, len, septets, n) == 0);
	OSMO_ASSERT(gsm7_unpack(octets, len, septets, n + 2) == ERR_TRUNCATED);
	OSMO_ASSERT(gsm7_decode(septets, n, text, sizeof(text), &text_len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > OCTETS_MAX)
		return 0;
	check_encoding((const char *)data, size);
	check_decoding(data, size);
	check_unpacking(data, size);
	return 0;
}
