/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Unaccenting and folding: never longer, the same in place, a second time changes nothing, and
 * decomposed text gives what composed text gives.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/utf8.h"
#include "gateway/base/vietnamese.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef int (*convert_fn)(const char *, size_t, char *, size_t, size_t *);

static void check_valid(convert_fn convert, const char *s, size_t len)
{
	char *once = malloc(len + 1), *twice = malloc(len + 1);
	size_t once_len, twice_len;

	OSMO_ASSERT(once && twice);
	OSMO_ASSERT(convert(s, len, once, len + 1, &once_len) == 0);
	OSMO_ASSERT(once_len <= len && once[once_len] == '\0');
	OSMO_ASSERT(utf8_valid(once, once_len));

	OSMO_ASSERT(convert(once, once_len, twice, len + 1, &twice_len) == 0);
	OSMO_ASSERT(once_len == twice_len && memcmp(once, twice, once_len) == 0);

	memcpy(twice, s, len);
	OSMO_ASSERT(convert(twice, len, twice, len + 1, &twice_len) == 0);
	OSMO_ASSERT(once_len == twice_len && memcmp(once, twice, once_len) == 0);
	free(once);
	free(twice);
}

/* Composing first must not change what unaccenting gives, for text of Latin letters and marks. */
static void check_composed(const char *s, size_t len)
{
	size_t cap = len * 18 + 1, composed_len, a_len, b_len;
	char *composed = malloc(cap), *a = malloc(cap), *b = malloc(cap);

	OSMO_ASSERT(composed && a && b);
	OSMO_ASSERT(utf8_nfc(s, len, composed, cap, &composed_len) == 0);
	OSMO_ASSERT(vn_unaccent(s, len, a, cap, &a_len) == 0);
	OSMO_ASSERT(vn_unaccent(composed, composed_len, b, cap, &b_len) == 0);
	OSMO_ASSERT(a_len == b_len && memcmp(a, b, a_len) == 0);
	free(composed);
	free(a);
	free(b);
}

static bool latin(const char *s, size_t len)
{
	size_t at = 0;
	uint32_t cp;

	while (at < len)
		if (utf8_next(s, len, &at, &cp) < 0 || (cp > 0x24f && cp < 0x300) || cp == 0x340 ||
			cp == 0x341 || (cp > 0x341 && cp < 0x1e00) || cp > 0x1eff)
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const convert_fn converts[] = { vn_unaccent, vn_fold };
	const char *s = (const char *)data;
	char small[16];
	size_t len;

	for (size_t i = 0; i < 2; i++) {
		if (utf8_valid(s, size))
			check_valid(converts[i], s, size);
		else
			OSMO_ASSERT(converts[i](s, size, small, sizeof(small), &len) == ERR_UTF8);
	}
	if (size <= 4096 && latin(s, size))
		check_composed(s, size);
	return 0;
}
