/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Offices and holidays as data: a JSON file that the operator writes, read strictly.
 *
 * {"offices": [{"code", "valid_from", "name", "short_name", "address",
 *               "hours": {"mon": [["07:00","11:30"], ...], ... "sun"},
 *               "capacity", "slot_minutes", "ahead_days", "lead_minutes"}],
 *  "holidays": [{"date": "2027-01-01", "name": "...", "note": "..."}]}
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "db/office.h"

#define OFFICES_MAX	     12000
#define HOLIDAYS_MAX	     512
#define OFFICE_SPANS_MAX     4 /* opening spans of one day */
#define OFFICE_FILE_MAX	     (16 << 20) /* octets */
#define OFFICE_SHORT_SEPTETS 20

struct span {
	uint16_t from_min, to_min; /* minutes after local midnight, from < to */
};

struct office {
	char code[OFFICE_CODE_SIZE];
	char valid_from[11];
	const char *name;
	const char *short_name; /* at most OFFICE_SHORT_SEPTETS when unaccented */
	const char *address;
	struct span hours[7][OFFICE_SPANS_MAX]; /* Monday first */
	uint8_t spans[7];
	unsigned capacity; /* seats of a slot */
	unsigned slot_minutes;
	unsigned ahead_days; /* how far ahead a slot may be taken */
	unsigned lead_minutes; /* how long before its start at the latest */
};

struct offices {
	struct office *list; /* by code */
	unsigned n;
	int32_t *holidays; /* yyyymmdd, ascending */
	unsigned holidays_n;
};

/* NULL and a sentence with file, place and what is wrong. Owned by ctx. */
struct offices *offices_read(void *ctx, const char *path, char *error, size_t error_size);
/* NULL if unknown. Borrowed. */
const struct office *offices_find(const struct offices *offices, const char *code);
