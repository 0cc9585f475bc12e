/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of table office. What an office is stands in its JSON, which is not read here.
 */
#include "db/office.h"

#include <string.h>
#include <talloc.h>

#include "db/query.h"

/* True if the row is there with the same JSON. */
static int same(struct store *store, const struct office_row *office, bool *same_r)
{
	struct query q;
	size_t len = 0;

	query_begin(&q, store, SQL_OFFICE_GET);
	bind_text(&q, office->code);
	bind_text(&q, office->valid_from);
	if (query_next(&q) == 1) {
		const void *json = column_blob(&q, &len);

		*same_r = len == strlen(office->json) &&
			(len == 0 || memcmp(json, office->json, len) == 0);
	}
	return query_end(&q);
}

int office_put(struct store *store, const struct office_row *office)
{
	bool unchanged = false;
	struct query q;
	int rc = same(store, office, &unchanged);

	if (rc || unchanged)
		return rc;
	query_begin(&q, store, SQL_OFFICE_PUT);
	bind_text(&q, office->code);
	bind_text(&q, office->valid_from);
	bind_text(&q, office->json);
	rc = query_change(&q);
	return rc ? rc : 1;
}

int office_each(
	struct store *store, int (*each)(const struct office_row *office, void *data), void *data)
{
	struct office_row *row = talloc(store, struct office_row);
	struct query q;
	int rc = 0;

	if (!row)
		return ERR_NO_MEMORY;
	query_begin(&q, store, SQL_OFFICE_EACH);
	while (rc >= 0 && query_next(&q) == 1) {
		column_text(&q, row->code, sizeof(row->code));
		column_text(&q, row->valid_from, sizeof(row->valid_from));
		column_text(&q, row->json, sizeof(row->json));
		rc = q.error ? q.error : each(row, data);
	}
	int end = query_end(&q);
	talloc_free(row);
	if (rc < 0)
		return rc;
	return end;
}
