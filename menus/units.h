/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Administrative units: provinces and the communes in them, and how somebody with a keypad finds
 * one of them by its first letters.
 *
 * They are data of one period, read from units.json (menus/service/units.json; made by
 * deploy/make-units.mjs). A code may be given to other territory later, so who keeps a code for
 * long keeps the day beside it. Pure: knows no clock and no file. Constant after load.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "gateway/base/json.h"
#include "gateway/base/keypad.h"

#define UNIT_CODE_MAX	    5 /* digits; kept as text, for they begin with zeros */
#define UNIT_NAME_MAX	    63 /* octets */
#define UNIT_KIND_MAX	    31 /* octets */
#define UNITS_FILE_MAX	    (1u << 20) /* octets */
#define UNITS_PROVINCES_MAX 99 /* what 2 digits can tell apart */
#define UNITS_COMMUNES_MAX  400 /* of one province; the most was 168 in 2025 */

struct unit {
	const char *code; /* "24" or "25222" */
	const char *name; /* without its kind, NFC */
	const char *kind; /* what stands before the name, in small letters */
	const char *parent; /* code of its province; "" for a province */
};

struct unit_hit {
	const struct unit *unit; /* borrowed from the units */
	enum keypad_match rank; /* how the digits met its name; "": as its beginning */
};

struct units_table;
struct units {
	char valid_from[11]; /* "2025-07-01" */
	char valid_to[11]; /* the last day; "": not known to end */
	const char *source;
	unsigned provinces_n, communes_n;
	const struct units_table *table; /* private to units.c and units_read.c */
};

/* Reads units.json: 1 to UNITS_PROVINCES_MAX provinces, each with 1 to UNITS_COMMUNES_MAX communes,
 * both ascending by code, no code twice, names NFC and without stray spaces. NULL with a sentence
 * in the reader of `root` on anything else. Owned by ctx. */
struct units *units_read(void *ctx, const struct json_at *root);

/* The units of a province (parent = its code), or the provinces (parent = ""), that the digits can
 * mean, as keypad_match() says; "" means all. The better match first, then by name as it is written
 * without accents, then by code. Writes at most `max` (UNITS_COMMUNES_MAX holds all) and returns
 * how many there are, which may be more. 0 for an unknown parent. */
unsigned units_match(const struct units *units, const char *parent, const char *digits,
	struct unit_hit *out, unsigned max);

/* A province by its 2 digits or a commune by its 5; NULL if there is none. Borrowed. */
const struct unit *units_find(const struct units *units, const char *code);
