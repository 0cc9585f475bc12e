/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * UTF-8: reading and writing are inverse, a cut lies on a border, NFC is reached in one step.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* True if all of it reads; what was read must write the same octets. */
static bool reads(const char *s, size_t len)
{
	size_t at = 0;

	while (at < len) {
		size_t start = at;
		char octets[4];
		uint32_t cp;

		if (utf8_next(s, len, &at, &cp) < 0) {
			OSMO_ASSERT(at == start);
			return false;
		}
		OSMO_ASSERT(utf8_put(cp, octets) == at - start);
		OSMO_ASSERT(memcmp(octets, s + start, at - start) == 0);
	}
	return true;
}

/* A Khmer consonant stays with the coeng that writes it below another. */
static bool parts_coeng(const char *s, size_t len, size_t cut)
{
	return cut >= 3 && len - cut >= 3 && memcmp(s + cut - 3, "\xe1\x9f\x92", 3) == 0 &&
		memcmp(s + cut, "\xe1\x9e", 2) == 0 && (uint8_t)s[cut + 2] <= 0xa2;
}

static void check_cut(const char *s, size_t len)
{
	size_t before = 0;

	for (size_t max = 0; max <= len && max <= 64; max++) {
		size_t cut = utf8_cut(s, len, max);

		OSMO_ASSERT(cut <= max && cut >= before);
		OSMO_ASSERT(utf8_valid(s, cut));
		/* what was cut off begins a letter of its own: cutting there again cuts there */
		OSMO_ASSERT(utf8_cut(s, len, cut) == cut);
		OSMO_ASSERT(!parts_coeng(s, len, cut));
		before = cut;
	}
}

static void check_nfc(const char *s, size_t len)
{
	size_t cap = len * 18 + 1, once_len, twice_len; /* NFD's longest growth */
	char *once = malloc(cap), *twice = malloc(cap);

	OSMO_ASSERT(once && twice);
	OSMO_ASSERT(utf8_nfc(s, len, once, cap, &once_len) == 0);
	OSMO_ASSERT(once[once_len] == '\0' && utf8_valid(once, once_len));
	OSMO_ASSERT(utf8_nfc(once, once_len, twice, cap, &twice_len) == 0);
	OSMO_ASSERT(once_len == twice_len && memcmp(once, twice, once_len) == 0);
	OSMO_ASSERT(utf8_nfc(s, len, twice, once_len, &twice_len) == ERR_TOO_LONG);
	free(once);
	free(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	bool valid = reads(s, size);

	OSMO_ASSERT(utf8_valid(s, size) == valid);
	OSMO_ASSERT(utf8_cut(s, size, size / 2) <= size / 2);
	if (valid && size <= 4096) {
		check_cut(s, size);
		check_nfc(s, size);
	}
	return 0;
}
