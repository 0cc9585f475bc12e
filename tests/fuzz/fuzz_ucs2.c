/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * UTF-16BE: text comes back as it went, octets of a network always become valid text.
 */
#include <stdint.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/ucs2.h"
#include "gateway/base/utf8.h"

#define OCTETS_MAX 1024

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_encoding(const char *text, size_t len)
{
	uint8_t octets[2 * OCTETS_MAX];
	char back[OCTETS_MAX + 1];
	size_t back_len = 0;
	int units = ucs2_units(text, len);
	int n = ucs2_encode(text, len, octets, sizeof(octets));

	OSMO_ASSERT((units < 0) == !utf8_valid(text, len));
	OSMO_ASSERT(n == (units < 0 ? units : 2 * units));
	if (n < 0)
		return;
	OSMO_ASSERT(ucs2_decode(octets, (size_t)n, back, sizeof(back), &back_len) == 0);
	OSMO_ASSERT(back_len == len && memcmp(back, text, len) == 0);
	if (n > 0)
		OSMO_ASSERT(ucs2_encode(text, len, octets, (size_t)n - 1) == ERR_TOO_LONG);
}

static void check_decoding(const uint8_t *octets, size_t len)
{
	char text[2 * OCTETS_MAX + 1];
	size_t text_len = 0;
	int rc = ucs2_decode(octets, len, text, sizeof(text), &text_len);

	OSMO_ASSERT(rc == (len % 2 ? ERR_TRUNCATED : 0));
	if (rc < 0)
		return;
	OSMO_ASSERT(text[text_len] == '\0' && utf8_valid(text, text_len));
	/* a lone surrogate takes the place of one unit, a pair stays one */
	OSMO_ASSERT(ucs2_units(text, text_len) == (int)(len / 2));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > OCTETS_MAX)
		return 0;
	check_encoding((const char *)data, size);
	check_decoding(data, size);
	return 0;
}
