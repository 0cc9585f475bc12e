/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cutting texts for pages: what is taken fits, ends on a border, and is as much as fits; page by
 * page nothing is lost. First octet: coding and how; second: room; the rest is the text.
 */
#include <stdint.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/utf8.h"
#include "menus/measure.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first border behind `at`. */
static size_t next_border(const char *text, size_t len, size_t at)
{
	size_t next = at + 1;

	while (next < len && utf8_cut(text, len, next) != next)
		next++;
	return next;
}

static void check_cut(enum coding coding, const char *text, size_t len, unsigned room)
{
	size_t fits = measure_fit(coding, text, len, room), words;
	bool lacking = false;

	OSMO_ASSERT(fits <= len && utf8_cut(text, len, fits) == fits);
	OSMO_ASSERT(measure(coding, text, fits, &lacking) <= room);
	if (fits < len)
		OSMO_ASSERT(measure(coding, text, next_border(text, len, fits), &lacking) > room);
	words = measure_fit_words(coding, text, len, room);
	OSMO_ASSERT(words <= fits && utf8_cut(text, len, words) == words);
	OSMO_ASSERT((words == 0) == (fits == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum coding coding;
	const char *text;
	unsigned room;
	size_t len;

	if (size < 2 || size > 1024)
		return 0;
	coding = data[0] & 1 ? CODING_UCS2 : CODING_GSM7;
	room = data[1];
	text = (const char *)data + 2;
	len = size - 2;
	if (!utf8_valid(text, len))
		return 0;
	check_cut(coding, text, len, room);
	/* page by page */
	for (size_t at = 0, fits; at < len; at += fits) {
		fits = measure_fit_words(coding, text + at, len - at, room);
		if (fits == 0)
			break; /* one sign is longer than a page */
		OSMO_ASSERT(fits == len - at || utf8_cut(text + at, len - at, fits) == fits);
	}
	return 0;
}
