/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The history of dossiers. The portal's word also becomes the dossier's status, unless a later one
 * is known already: portals do not promise order. A clerk's never does.
 */
#include "db/dossier.h"

#include <stdio.h>

#include "db/query.h"

#define KEY_SIZE 96 /* of an event's id behind its source */

/* 1 if it became the status, 0 if a later word is known. */
static int status_set(struct store *store, const struct dossier_event *event, const char *event_id)
{
	struct query q;

	query_begin(&q, store, SQL_DOSSIER_STATUS);
	bind_int(&q, event->status);
	bind_int(&q, event->at_s);
	bind_sentence(&q, event->reason, REASON_SIZE);
	bind_int(&q, event->due_s);
	bind_int(&q, event_id ? event->at_s : 0);
	bind_int(&q, event->dossier_id);
	return query_write(&q);
}

/* Ids are unique per source, so that nobody can take another's. */
static int key_make(enum event_source source, const char *event_id, char out[KEY_SIZE])
{
	int n;

	out[0] = '\0';
	if (!event_id)
		return 0;
	n = snprintf(out, KEY_SIZE, "%d:%s", (int)source, event_id);
	return n > 0 && n < KEY_SIZE ? 0 : ERR_TOO_LONG;
}

int dossier_event_add(struct store *store, struct dossier_event *event, const char *event_id)
{
	char key[KEY_SIZE];
	struct query q;
	int rc = key_make(event->source, event_id, key);

	if (rc)
		return rc;
	query_begin(&q, store, SQL_EVENT_ADD);
	bind_int(&q, event->dossier_id);
	bind_int(&q, event->source);
	bind_int(&q, event->status);
	bind_int(&q, event->at_s);
	bind_sentence(&q, event->reason, REASON_SIZE);
	bind_sentence(&q, event->papers, PAPERS_SIZE);
	bind_int(&q, event->fee_dong);
	bind_int(&q, event->due_s);
	bind_int(&q, event->collect_s);
	bind_text_or_null(&q, key);
	query_returning(&q);
	rc = query_need(&q);
	if (rc)
		return rc;
	int64_t id = column_int(&q);
	rc = query_end(&q);
	if (rc == 0)
		event->id = id;
	if (rc == 0 && event->status != 0 && event->source == EVENT_PORTAL)
		rc = status_set(store, event, event_id);
	return rc;
}

static void columns(struct query *q, struct dossier_event *event)
{
	event->id = column_int(q);
	event->dossier_id = column_int(q);
	event->source = (enum event_source)column_int(q);
	event->status = (int)column_int(q);
	event->at_s = column_int(q);
	column_text(q, event->reason, sizeof(event->reason));
	column_text(q, event->papers, sizeof(event->papers));
	event->fee_dong = column_int(q);
	event->due_s = column_int(q);
	event->collect_s = column_int(q);
}

int dossier_event_list(
	struct store *store, int64_t dossier_id, struct dossier_event *out, unsigned max)
{
	struct query q;
	unsigned n = 0;

	query_begin(&q, store, SQL_EVENT_LIST);
	bind_int(&q, dossier_id);
	bind_int(&q, max);
	while (n < max && query_next(&q) == 1)
		columns(&q, &out[n++]);
	int rc = query_end(&q);
	return rc ? rc : (int)n;
}

int dossier_event_newest(struct store *store, int64_t dossier_id, enum event_source source,
	struct dossier_event *out)
{
	struct dossier_event event;
	struct query q;

	query_begin(&q, store, SQL_EVENT_NEWEST);
	bind_int(&q, dossier_id);
	bind_int(&q, source);
	int rc = query_need(&q);
	if (rc)
		return rc;
	columns(&q, &event);
	rc = query_end(&q);
	if (rc == 0)
		*out = event;
	return rc;
}

int dossier_event_find(
	struct store *store, enum event_source source, const char *event_id, int64_t *id_r)
{
	char key[KEY_SIZE];
	struct query q;
	int rc = key_make(source, event_id, key);

	if (rc)
		return rc;
	query_begin(&q, store, SQL_EVENT_BY_KEY);
	bind_text(&q, key);
	rc = query_need(&q);
	if (rc)
		return rc;
	int64_t id = column_int(&q);
	rc = query_end(&q);
	if (rc == 0)
		*id_r = id;
	return rc;
}

int dossier_event_count(
	struct store *store, int64_t dossier_id, enum event_source source, int status, int64_t *n_r)
{
	struct query q;

	query_begin(&q, store, SQL_EVENT_COUNT);
	bind_int(&q, dossier_id);
	bind_int(&q, source);
	bind_int(&q, status);
	int rc = query_need(&q);
	if (rc)
		return rc;
	int64_t n = column_int(&q);
	rc = query_end(&q);
	if (rc == 0)
		*n_r = n;
	return rc;
}
