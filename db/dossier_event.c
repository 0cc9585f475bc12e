/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The history of dossiers. A word with a status also becomes the dossier's status, unless a later
 * word is known already: portals do not promise order.
 */
#include "db/dossier.h"
#include "db/query.h"

static int status_set(struct store *store, const struct dossier_event *event)
{
	struct query q;

	query_begin(&q, store, SQL_DOSSIER_STATUS);
	bind_int(&q, event->status);
	bind_int(&q, event->at_s);
	bind_int(&q, event->dossier_id);
	bind_int(&q, event->at_s);
	int changed = query_write(&q);
	return changed < 0 ? changed : 0;
}

int dossier_event_add(struct store *store, const struct dossier_event *event, const char *event_id)
{
	struct query q;

	query_begin(&q, store, SQL_EVENT_ADD);
	bind_int(&q, event->dossier_id);
	bind_int(&q, event->source);
	bind_int(&q, event->status);
	bind_int(&q, event->at_s);
	bind_sentence(&q, event->reason, REASON_SIZE);
	bind_text_or_null(&q, event_id);
	int rc = query_change(&q);
	if (rc == 0 && event->status != 0)
		rc = status_set(store, event);
	return rc;
}

int dossier_event_list(
	struct store *store, int64_t dossier_id, struct dossier_event *out, unsigned max)
{
	struct query q;
	unsigned n = 0;

	query_begin(&q, store, SQL_EVENT_LIST);
	bind_int(&q, dossier_id);
	bind_int(&q, max);
	while (n < max && query_next(&q) == 1) {
		struct dossier_event *event = &out[n++];

		event->id = column_int(&q);
		event->dossier_id = column_int(&q);
		event->source = (enum event_source)column_int(&q);
		event->status = (int)column_int(&q);
		event->at_s = column_int(&q);
		column_text(&q, event->reason, sizeof(event->reason));
	}
	int rc = query_end(&q);
	return rc ? rc : (int)n;
}
