/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading the offices file. Every refusal names file and place and says what is expected. */
#include "gateway/appointment/office.h"
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "gateway/base/clock.h"
#include "gateway/base/gsm7.h"
#include "gateway/base/json.h"
#include "gateway/base/vietnamese.h"

static const char *const day_keys[7] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

static int digits_at(const char *text, size_t n)
{
	int value = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

/* "07:30" to minutes, "24:00" allowed; -1 if it is not a time. */
static int read_minutes(const char *text)
{
	if (strlen(text) != 5 || text[2] != ':')
		return -1;

	int hour = digits_at(text, 2), minute = digits_at(text + 3, 2);

	if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > 24 * 60)
		return -1;
	return hour * 60 + minute;
}

/* "2027-01-31" to 20270131; -1 if there is no such date. */
static int32_t read_date(const char *text)
{
	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
		return -1;

	struct local_time date = { .year = digits_at(text, 4),
		.month = digits_at(text + 5, 2),
		.day = digits_at(text + 8, 2) };

	return local_valid(&date) ? date.year * 10000 + date.month * 100 + date.day : -1;
}

static void read_span(const struct json_at *spans, size_t i, struct span *out)
{
	struct json_at pair = json_item(spans, i);
	struct json_at from = json_item(&pair, 0), to = json_item(&pair, 1);

	if (json_failed(pair.reader))
		return;

	int from_min =
		json_is_string(from.value) ? read_minutes(json_string_value(from.value)) : -1;
	int to_min = json_is_string(to.value) ? read_minutes(json_string_value(to.value)) : -1;

	if (from_min < 0 || to_min < 0 || from_min >= to_min) {
		json_fail(&pair,
			"expected two times such as [\"07:00\", \"11:30\"], the first earlier");
		return;
	}
	*out = (struct span) { (uint16_t)from_min, (uint16_t)to_min };
}

static void read_hours(const struct json_at *at, struct office *office)
{
	struct json_at hours = json_need(at, "hours");
	static const char *const keys[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL };

	json_only(&hours, keys);
	for (int day = 0; day < 7; day++) {
		struct json_at spans = json_opt(&hours, day_keys[day]);
		size_t n = json_count(&spans);

		if (n > OFFICE_SPANS_MAX) {
			json_fail(&spans, "at most %d opening spans a day", OFFICE_SPANS_MAX);
			return;
		}
		for (size_t i = 0; i < n && !json_failed(spans.reader); i++) {
			read_span(&spans, i, &office->hours[day][i]);
			if (i && office->hours[day][i].from_min < office->hours[day][i - 1].to_min)
				json_fail(&spans, "spans must be in order and not overlap");
		}
		office->spans[day] = (uint8_t)n;
	}
}

static void check_short_name(const struct json_at *at, const char *name)
{
	char plain[128];
	size_t len;

	if (json_failed(at->reader))
		return;
	if (vn_unaccent(name, strlen(name), plain, sizeof(plain), &len) != OK) {
		json_fail(at, "short_name is too long");
		return;
	}

	int septets = gsm7_septets(plain, len);

	if (septets < 0 || septets > OFFICE_SHORT_SEPTETS)
		json_fail(at, "short_name must fit %d characters on a simple phone when unaccented",
			OFFICE_SHORT_SEPTETS);
}

static void read_office(void *ctx, const struct json_at *at, struct office *office)
{
	static const char *const keys[] = { "code", "valid_from", "name", "short_name", "address",
		"hours", "capacity", "slot_minutes", "ahead_days", "lead_minutes", "note", NULL };

	json_only(at, keys);
	memset(office, 0, sizeof(*office));

	const char *code = json_text(at, "code", 1, OFFICE_CODE_SIZE - 1);
	const char *valid_from = json_text(at, "valid_from", 10, 10);

	if (!json_failed(at->reader) && read_date(valid_from) < 0)
		json_fail(at, "valid_from: expected a date such as 2025-07-01");
	memcpy(office->code, code, strlen(code) + 1);
	memcpy(office->valid_from, valid_from, strlen(valid_from) + 1);
	office->name = talloc_strdup(ctx, json_text(at, "name", 1, 120));
	office->short_name = talloc_strdup(ctx, json_text(at, "short_name", 1, 60));
	office->address = talloc_strdup(ctx, json_text_opt(at, "address", 200, ""));
	check_short_name(at, office->short_name);
	read_hours(at, office);
	office->capacity = (unsigned)json_int(at, "capacity", 0, 1000);
	office->slot_minutes = (unsigned)json_int_opt(at, "slot_minutes", 5, 480, 30);
	office->ahead_days = (unsigned)json_int_opt(at, "ahead_days", 1, 92, 14);
	office->lead_minutes = (unsigned)json_int_opt(at, "lead_minutes", 0, 14 * 1440, 60);
}

static int by_code(const void *a, const void *b)
{
	const struct office *x = a, *y = b;

	return strcmp(x->code, y->code);
}

static int by_date(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void read_offices(const struct json_at *root, struct offices *offices)
{
	struct json_at list = json_need(root, "offices");
	size_t n = json_count(&list);

	if (json_failed(root->reader))
		return;
	if (n < 1 || n > OFFICES_MAX) {
		json_fail(&list, "expected 1 to %d offices", OFFICES_MAX);
		return;
	}
	offices->list = talloc_zero_array(offices, struct office, (unsigned)n);
	for (size_t i = 0; i < n && !json_failed(root->reader); i++) {
		struct json_at at = json_item(&list, i);

		read_office(offices->list, &at, &offices->list[i]);
	}
	offices->n = (unsigned)n;
	qsort(offices->list, n, sizeof(*offices->list), by_code);
	for (size_t i = 1; i < n; i++)
		if (!strcmp(offices->list[i].code, offices->list[i - 1].code))
			json_fail(&list, "office %s is there twice", offices->list[i].code);
}

static void read_holidays(const struct json_at *root, struct offices *offices)
{
	static const char *const keys[] = { "date", "name", "note", NULL };
	struct json_at list = json_opt(root, "holidays");
	size_t n = json_count(&list);

	if (n > HOLIDAYS_MAX) {
		json_fail(&list, "at most %d holidays", HOLIDAYS_MAX);
		return;
	}
	offices->holidays = talloc_zero_array(offices, int32_t, (unsigned)n);
	for (size_t i = 0; i < n && !json_failed(root->reader); i++) {
		struct json_at at = json_item(&list, i);

		json_only(&at, keys);
		offices->holidays[i] = read_date(json_text(&at, "date", 10, 10));
		if (offices->holidays[i] < 0)
			json_fail(&at, "date: expected a date such as 2027-01-01");
	}
	offices->holidays_n = (unsigned)n;
	qsort(offices->holidays, n, sizeof(*offices->holidays), by_date);
}

struct offices *offices_read(void *ctx, const char *path, char *error, size_t error_size)
{
	static const char *const keys[] = { "offices", "holidays", "note", NULL };
	struct json_reader reader = { 0 };
	json_t *json = json_read_file(&reader, path, OFFICE_FILE_MAX);
	struct offices *offices = talloc_zero(ctx, struct offices);

	if (json && offices) {
		struct json_at root = json_root(&reader, json);

		json_only(&root, keys);
		read_offices(&root, offices);
		read_holidays(&root, offices);
	}
	json_decref(json);
	if (json && offices && !json_failed(&reader))
		return offices;
	snprintf(error, error_size, "%s", reader.error);
	talloc_free(offices);
	return NULL;
}

const struct office *offices_find(const struct offices *offices, const char *code)
{
	struct office key = { 0 };

	if (strlen(code) >= sizeof(key.code))
		return NULL;
	memcpy(key.code, code, strlen(code));
	return bsearch(&key, offices->list, offices->n, sizeof(*offices->list), by_code);
}
