/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of table attempt: one per time. How many are too many is its callers' business.
 */
#include "db/attempt.h"

#include <string.h>

#include "db/query.h"

int attempt_add(struct store *store, const char *key, int64_t now_s)
{
	struct query q;

	query_begin(&q, store, SQL_ATTEMPT_ADD);
	bind_hash(&q, "attempt", key, strlen(key));
	bind_int(&q, now_s);
	return query_change(&q);
}

int attempt_count(struct store *store, const char *key, int64_t since_s)
{
	struct query q;

	query_begin(&q, store, SQL_ATTEMPT_COUNT);
	bind_hash(&q, "attempt", key, strlen(key));
	bind_int(&q, since_s);
	int rc = query_need(&q);
	if (rc)
		return rc;
	int64_t n = column_int(&q);
	rc = query_end(&q);
	return rc ? rc : (int)n;
}

int attempt_expire(struct store *store, int64_t before_s, unsigned max)
{
	struct query q;

	query_begin(&q, store, SQL_ATTEMPT_EXPIRE);
	bind_int(&q, before_s);
	bind_int(&q, max);
	return query_write(&q);
}
