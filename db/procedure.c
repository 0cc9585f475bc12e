/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of tables procedure and procedure_eform: the portal's catalogue as last read.
 */
#include "db/procedure.h"

#include <string.h>
#include <talloc.h>

#include "db/query.h"

int procedure_put(struct store *store, const struct procedure_row *row)
{
	struct query q;

	query_begin(&q, store, SQL_PROCEDURE_PUT);
	bind_text(&q, row->code);
	bind_text(&q, row->name);
	bind_int(&q, row->fee_dong);
	bind_int(&q, row->time_limit_days);
	bind_text(&q, row->valid_from);
	bind_text(&q, row->valid_to);
	bind_text(&q, row->eform_version);
	bind_int(&q, row->read_s);
	return query_change(&q);
}

static void columns(struct query *q, struct procedure_row *out)
{
	column_text(q, out->code, sizeof(out->code));
	column_text(q, out->name, sizeof(out->name));
	out->fee_dong = column_int(q);
	out->time_limit_days = (int)column_int(q);
	column_text(q, out->valid_from, sizeof(out->valid_from));
	column_text(q, out->valid_to, sizeof(out->valid_to));
	column_text(q, out->eform_version, sizeof(out->eform_version));
	column_text(q, out->etag, sizeof(out->etag));
	out->read_s = column_int(q);
}

int procedure_find(struct store *store, const char *code, struct procedure_row *out)
{
	struct procedure_row row;
	struct query q;

	query_begin(&q, store, SQL_PROCEDURE_FIND);
	bind_text(&q, code);
	int rc = query_need(&q);
	if (rc)
		return rc;
	columns(&q, &row);
	rc = query_end(&q);
	if (rc == 0)
		*out = row;
	return rc;
}

int procedure_list(struct store *store, struct procedure_row *out, unsigned max)
{
	struct query q;
	unsigned n = 0;

	query_begin(&q, store, SQL_PROCEDURE_LIST);
	bind_int(&q, max);
	while (n < max && query_next(&q) == 1)
		columns(&q, &out[n++]);
	int rc = query_end(&q);
	return rc ? rc : (int)n;
}

int procedure_eform_put(
	struct store *store, const char *code, const char *etag, const char *json, size_t len)
{
	struct query q;

	if (len > EFORM_MAX || strlen(etag) >= ETAG_SIZE)
		return ERR_TOO_LONG;
	query_begin(&q, store, SQL_EFORM_PUT);
	bind_text(&q, code);
	bind_text(&q, etag);
	bind_text_octets(&q, json, len);
	return query_change(&q);
}

int procedure_eform(struct store *store, const char *code, void *ctx, char **json_r, size_t *len_r)
{
	struct query q;
	size_t len = 0;

	query_begin(&q, store, SQL_EFORM_GET);
	bind_text(&q, code);
	int rc = query_need(&q);
	if (rc)
		return rc;
	const void *json = column_blob(&q, &len);
	char *copy = talloc_size(ctx, len + 1);
	if (copy) {
		if (len > 0)
			memcpy(copy, json, len);
		copy[len] = '\0';
	}
	rc = query_end(&q);
	if (rc == 0 && !copy)
		rc = ERR_NO_MEMORY;
	if (rc) {
		talloc_free(copy);
		return rc;
	}
	*json_r = copy;
	*len_r = len;
	return 0;
}
