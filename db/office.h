/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Offices as rows: (code, valid_from) is the key, the rest of an office is its JSON as imported.
 * Reading that JSON is the business of gateway/appointment/.
 */
#pragma once
#include "db/dossier.h"

#define OFFICE_JSON_MAX 16384

struct office_row {
	char code[OFFICE_CODE_SIZE];
	char valid_from[11]; /* YYYY-MM-DD */
	char json[OFFICE_JSON_MAX];
};

/* Inserts or replaces. Returns 1 if anything changed, 0 if the same row was there. */
int office_put(struct store *store, const struct office_row *office) MUST_CHECK;
/* Calls `each` for every row by code and valid_from; stops at a negative result and returns it. */
int office_each(struct store *store, int (*each)(const struct office_row *office, void *data),
	void *data) MUST_CHECK;
