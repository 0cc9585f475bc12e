/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A record goes to the journal first and into memory second, by the same function that reads the
 * journal at start: so memory after a restart is memory before it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "tests/sim/portal/book.h"
#include "tests/sim/portal/journal.h"

#define LATE_HOUR   15 /* received later counts as the next working day */
#define CLOSE_HOUR  17
#define DAY_S	    86400
#define SERIES_SIZE 48
#define NUMBER_SIZE 80

struct book {
	const struct clock *clock;
	struct journal *journal;
	json_t *dossiers; /* by number */
	json_t *numbers; /* by receipt */
	json_t *events;
	json_t *serials; /* the last one by "agency-date" */
};

static int book_free(struct book *book)
{
	json_decref(book->dossiers);
	json_decref(book->numbers);
	json_decref(book->events);
	json_decref(book->serials);
	return 0;
}

static const char *text_of(const json_t *record, const char *key)
{
	const char *text = json_string_value(json_object_get(record, key));

	return text ? text : "";
}

/* Numbers of one agency and day are a series; its last serial is remembered. */
static void count_number(struct book *book, const char *number)
{
	const char *dash = strrchr(number, '-');
	char series[SERIES_SIZE];

	if (!dash || (size_t)(dash - number) >= sizeof(series))
		return;
	snprintf(series, sizeof(series), "%.*s", (int)(dash - number), number);
	json_object_set_new(book->serials, series, json_integer(strtoll(dash + 1, NULL, 10)));
}

static void apply_dossier(struct book *book, const json_t *record)
{
	json_t *dossier = json_deep_copy(record);
	const char *number = text_of(dossier, "dossier_number");

	json_object_del(dossier, "kind");
	json_object_set(book->numbers, text_of(dossier, "receipt"),
		json_object_get(dossier, "dossier_number"));
	json_object_set_new(book->dossiers, number, dossier);
	count_number(book, number);
}

static void apply_event(struct book *book, const json_t *record)
{
	json_t *event = json_deep_copy(record);
	json_t *dossier = book_by_number(book, text_of(event, "dossier_number"));

	json_object_del(event, "kind");
	json_array_append_new(book->events, event);
	if (!dossier)
		return;
	json_object_set(dossier, "status", json_object_get(event, "status"));
	json_object_set(dossier, "reason", json_object_get(event, "reason"));
}

static void apply_told(struct book *book, const json_t *record)
{
	json_t *dossier = book_by_number(book, text_of(record, "dossier_number"));
	json_t *told = json_object_get(dossier, "told");

	if (dossier && !told)
		json_object_set_new(dossier, "told", told = json_array());
	json_array_append_new(told,
		json_pack("{s:O, s:O, s:O}", "what", json_object_get(record, "what"), "key",
			json_object_get(record, "key"), "body", json_object_get(record, "body")));
}

static int apply(const json_t *record, void *data)
{
	struct book *book = data;
	const char *kind = text_of(record, "kind");

	if (strcmp(kind, "dossier") == 0)
		apply_dossier(book, record);
	else if (strcmp(kind, "event") == 0)
		apply_event(book, record);
	else if (strcmp(kind, "told") == 0)
		apply_told(book, record);
	else
		return ERR_SCHEMA;
	return 0;
}

/* Takes the record. */
static int promise(struct book *book, json_t *record)
{
	int rc = record ? journal_append(book->journal, record) : ERR_NO_MEMORY;

	if (rc == 0)
		rc = apply(record, book);
	json_decref(record);
	return rc;
}

struct book *book_open(
	void *ctx, const struct clock *clock, const char *path, char *error, size_t error_size)
{
	struct book *book = talloc_zero(ctx, struct book);

	book->clock = clock;
	book->dossiers = json_object();
	book->numbers = json_object();
	book->events = json_array();
	book->serials = json_object();
	talloc_set_destructor(book, book_free);
	book->journal = journal_open(book, path, apply, book, error, error_size);
	if (book->journal)
		return book;
	talloc_free(book);
	return NULL;
}

json_t *book_by_number(const struct book *book, const char *number)
{
	return json_object_get(book->dossiers, number);
}

json_t *book_by_receipt(const struct book *book, const char *receipt)
{
	const json_t *number = json_object_get(book->numbers, receipt);

	return number ? book_by_number(book, json_string_value(number)) : NULL;
}

json_t *book_all(const struct book *book)
{
	return book->dossiers;
}

/* "H10.25-261122-0001": agency, today, the day's serial. */
static void next_number(const struct book *book, const char *agency, char *out, size_t cap)
{
	struct local_time now = local_from_utc(clock_utc_s(book->clock));
	char series[SERIES_SIZE];

	snprintf(series, sizeof(series), "%s-%02d%02d%02d", agency, now.year % 100, now.month,
		now.day);
	snprintf(out, cap, "%s-%04lld", series,
		(long long)json_integer_value(json_object_get(book->serials, series)) + 1);
}

static bool works_on(int weekday)
{
	return weekday <= 5;
}

static int64_t due_after(int64_t now_s, int working_days)
{
	struct local_time now = local_from_utc(now_s);
	int64_t day_s = local_midnight(now_s);
	int left = working_days + (now.hour >= LATE_HOUR || !works_on(now.weekday));

	while (left > 0) {
		day_s += DAY_S;
		if (works_on(local_from_utc(day_s).weekday))
			left--;
	}
	return day_s + CLOSE_HOUR * 3600;
}

int book_add(struct book *book, const char *receipt, const char *agency, int working_days,
	json_t *body, json_t **dossier_r)
{
	int64_t now_s = clock_utc_s(book->clock);
	char number[NUMBER_SIZE], received[CLOCK_ISO_SIZE], due[CLOCK_ISO_SIZE];
	int rc;

	next_number(book, agency, number, sizeof(number));
	clock_iso8601(now_s, received);
	clock_iso8601(due_after(now_s, working_days), due);
	rc = promise(book,
		json_pack("{s:s, s:s, s:s, s:s, s:i, s:s, s:O}", "kind", "dossier",
			"dossier_number", number, "receipt", receipt, "received_at", received,
			"status", SIM_STATUS_NEW, "due", due, "body", body));
	if (rc == 0)
		*dossier_r = book_by_number(book, number);
	return rc;
}

int book_advance(struct book *book, const char *number, int status, json_t *said, json_t **event_r)
{
	const json_t *dossier = book_by_number(book, number);
	char at[CLOCK_ISO_SIZE], id[32];
	json_t *event;
	int rc;

	if (!dossier)
		return ERR_NOT_FOUND;
	clock_iso8601(clock_utc_s(book->clock), at);
	snprintf(id, sizeof(id), "%zu", json_array_size(book->events) + 1);
	event = json_pack("{s:s, s:s, s:s, s:s, s:i, s:s, s:s}", "kind", "event", "id", id,
		"dossier_number", number, "receipt", text_of(dossier, "receipt"), "status", status,
		"at", at, "due", text_of(dossier, "due"));
	json_object_update(event, said);
	rc = promise(book, event);
	if (rc == 0)
		*event_r = json_array_get(book->events, json_array_size(book->events) - 1);
	return rc;
}

int book_told(
	struct book *book, const char *number, const char *what, const char *key, json_t *body)
{
	json_t *told;
	size_t i;
	json_t *one;

	if (!book_by_number(book, number))
		return ERR_NOT_FOUND;
	told = json_object_get(book_by_number(book, number), "told");
	json_array_foreach (told, i, one) {
		if (strcmp(text_of(one, "key"), key) == 0)
			return 0;
	}
	return promise(book,
		json_pack("{s:s, s:s, s:s, s:s, s:O}", "kind", "told", "dossier_number", number,
			"what", what, "key", key, "body", body));
}

json_t *book_events(const struct book *book, int64_t after, int64_t limit, int64_t *next_r)
{
	json_t *out = json_array();
	int64_t count = (int64_t)json_array_size(book->events);
	int64_t i = after < 0 ? 0 : after;

	for (; i < count && limit > 0; i++, limit--)
		json_array_append(out, json_array_get(book->events, (size_t)i));
	*next_r = i < count || after <= count ? i : after;
	return out;
}

json_t *book_history(const struct book *book, const char *number)
{
	json_t *out = json_array();
	size_t i;
	json_t *event;

	json_array_foreach (book->events, i, event) {
		if (strcmp(text_of(event, "dossier_number"), number) == 0)
			json_array_append(out, event);
	}
	return out;
}
