/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of table subscriber. Knows no meaning of a language's name.
 */
#include "db/subscriber.h"

#include <string.h>

#include "db/query.h"

int subscriber_get(struct store *store, const struct phone *phone, struct subscriber *out)
{
	struct subscriber found = { .phone = *phone };
	struct query q;

	query_begin(&q, store, SQL_SUBSCRIBER_GET);
	bind_phone_hash(&q, phone);
	int rc = query_next(&q);
	if (rc == 1) {
		found.id = column_int(&q);
		column_text(&q, found.language, sizeof(found.language));
		found.accents = column_int(&q) != 0;
		found.opted_out = column_int(&q) != 0;
		rc = query_end(&q);
	}
	if (rc == 0)
		*out = found;
	return rc;
}

static int change(struct store *store, const struct subscriber *subscriber)
{
	struct query q;

	query_begin(&q, store, SQL_SUBSCRIBER_CHANGE);
	bind_text(&q, subscriber->language);
	bind_int(&q, subscriber->accents);
	bind_int(&q, subscriber->opted_out);
	bind_phone_hash(&q, &subscriber->phone);
	return query_change(&q);
}

static int add(struct store *store, const struct subscriber *subscriber)
{
	int64_t id;
	int rc = query_number(store, SQL_SUBSCRIBER_NEXT_ID, &id);

	if (rc)
		return rc;
	struct seal_place place = { "subscriber", "phone", id };
	struct query q;

	query_begin(&q, store, SQL_SUBSCRIBER_ADD);
	bind_int(&q, id);
	bind_phone_hash(&q, &subscriber->phone);
	bind_sealed(&q, &place, subscriber->phone.e164, strlen(subscriber->phone.e164));
	bind_text(&q, subscriber->language);
	bind_int(&q, subscriber->accents);
	bind_int(&q, subscriber->opted_out);
	return query_change(&q);
}

int subscriber_put(struct store *store, const struct subscriber *subscriber)
{
	int rc = change(store, subscriber);

	return rc == ERR_NOT_FOUND ? add(store, subscriber) : rc;
}
