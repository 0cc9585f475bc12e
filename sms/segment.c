/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Counting septets, units and parts. Values to values; knows neither rows nor Kannel's requests.
 */
#include "sms/segment.h"
#include <stdint.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/ucs2.h"
#include "gateway/base/utf8.h"
#include "sms/sms.h"

struct part_sizes {
	unsigned whole; /* room of a message that goes as one */
	unsigned part; /* room of each of several */
};

static const struct part_sizes gsm7_sizes = { SMS_SEPTETS_WHOLE, SMS_SEPTETS_PART };
static const struct part_sizes ucs2_sizes = { SMS_UNITS_WHOLE, SMS_UNITS_PART };

static unsigned ucs2_cost(uint32_t cp)
{
	return cp > 0xffff ? 2 : 1;
}

/* A character of two septets or units is never spread over two parts: the room it leaves free at
 * the end of a part is lost. */
static unsigned count_parts(const char *utf8, size_t len, unsigned (*cost)(uint32_t cp),
	unsigned total, const struct part_sizes *sizes)
{
	unsigned parts = 1, used = 0;
	uint32_t cp;

	if (total <= sizes->whole)
		return 1;
	for (size_t at = 0; at < len && utf8_next(utf8, len, &at, &cp) == OK;) {
		unsigned need = cost(cp);

		if (need > sizes->part - used) {
			parts++;
			used = 0;
		}
		used += need;
	}
	return parts;
}

int sms_measure(const char *utf8, size_t len, struct sms_size *out)
{
	int total = gsm7_septets(utf8, len);

	if (total >= 0) {
		out->ucs2 = false;
		out->parts = count_parts(utf8, len, gsm7_cost, (unsigned)total, &gsm7_sizes);
		return OK;
	}
	if (total != ERR_CHARSET)
		return total;
	total = ucs2_units(utf8, len);
	if (total < 0)
		return total;
	out->ucs2 = true;
	out->parts = count_parts(utf8, len, ucs2_cost, (unsigned)total, &ucs2_sizes);
	return OK;
}

bool segment_pair_cut(const char *utf8, size_t len)
{
	unsigned unit = 0;
	bool across = false;
	uint32_t cp;

	for (size_t at = 0; at < len && utf8_next(utf8, len, &at, &cp) == OK;) {
		if (ucs2_cost(cp) == 2 && unit % SMS_UNITS_PART == SMS_UNITS_PART - 1)
			across = true;
		unit += ucs2_cost(cp);
	}
	return across && unit > SMS_UNITS_WHOLE;
}
