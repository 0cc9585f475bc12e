/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reads units.json, strictly: a commune under a wrong code sends somebody's dossier to a wrong
 * desk. Codes ascend in the file, so that a difference between two lists can be read by eye.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "gateway/base/clock.h"
#include "gateway/base/utf8.h"
#include "gateway/base/vietnamese.h"
#include "menus/units_table.h"

#define KINDS_MAX	16
#define SOURCE_MAX	128
#define BLOCK_SIZE	16384
#define PROVINCE_DIGITS 2
#define COMMUNE_DIGITS	UNIT_CODE_MAX

/* The table while it is being made. */
struct units_reader {
	struct units *units;
	struct units_table *table;
	unsigned kinds_n;
	const char *kinds[KINDS_MAX];
	char *block; /* texts are small and many: they share blocks */
	size_t left;
};

static const char *keep(struct units_reader *reader, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy;

	if (size > reader->left) {
		reader->left = BLOCK_SIZE;
		reader->block = talloc_size(reader->table, reader->left);
		OSMO_ASSERT(reader->block && size <= reader->left);
	}
	copy = memcpy(reader->block, text, size);
	reader->block += size;
	reader->left -= size;
	return copy;
}

/* --- texts --------------------------------------------------------------------------------- */
/* "" on error. Borrowed. */
static const char *text_at(const struct json_at *at, size_t max)
{
	const char *text = json_string_value(at->value);

	if (json_failed(at->reader))
		return "";
	if (text && text[0] != '\0' && strlen(text) <= max)
		return text;
	json_fail(at, "expected a text of 1 to %zu octets", max);
	return "";
}

static const char *read_code(
	struct units_reader *reader, const struct json_at *at, unsigned digits, const char *before)
{
	const char *code = text_at(at, UNIT_CODE_MAX);

	if (!json_failed(at->reader) &&
		(strlen(code) != digits || strspn(code, "0123456789") != digits))
		json_fail(at, "expected a code of %u digits", digits);
	if (strcmp(code, before) <= 0)
		json_fail(at, "expected a greater code than the one before");
	return keep(reader, code);
}

static const char *read_kind(struct units_reader *reader, const struct json_at *at)
{
	const char *kind = text_at(at, UNIT_KIND_MAX);

	for (unsigned i = 0; i < reader->kinds_n; i++)
		if (strcmp(reader->kinds[i], kind) == 0)
			return reader->kinds[i];
	json_fail(at, "is none of \"kinds\"");
	return "";
}

/* NULL, or what is wrong with the name. */
static const char *name_fault(const char *name)
{
	char nfc[UNIT_NAME_MAX + 1];
	size_t len = strlen(name), nfc_len;

	if (utf8_nfc(name, len, nfc, sizeof(nfc), &nfc_len) != OK || strcmp(name, nfc) != 0)
		return "is not NFC";
	if (name[0] == ' ' || (len > 0 && name[len - 1] == ' ') || strstr(name, "  "))
		return "has a stray space";
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)name[i] < 0x20 || name[i] == 0x7f)
			return "holds a control character";
	return NULL;
}

/* Each character becomes its key; a space parts words and may be typed, all else only parts. */
static void to_keys(const char *folded, char out[UNIT_NAME_MAX + 1])
{
	size_t len = strlen(folded), at = 0, n = 0;
	uint32_t cp;

	while (at < len && utf8_next(folded, len, &at, &cp) == OK) {
		char key = keypad_digit(cp);

		out[n++] = cp == ' ' ? ' ' : key ? key : '-';
	}
	out[n] = '\0';
}

static uint16_t starts_of(const char *keys)
{
	bool in_word = false;
	unsigned starts = 0;

	for (; *keys; keys++) {
		bool key = *keys >= '0' && *keys <= '9';

		if (key && !in_word)
			starts |= 1u << (*keys - '0');
		in_word = key;
	}
	return (uint16_t)starts;
}

static void read_name(
	struct units_reader *reader, const struct json_at *at, struct unit_entry *entry)
{
	const char *name = text_at(at, UNIT_NAME_MAX);
	const char *fault = name_fault(name);
	char folded[UNIT_NAME_MAX + 1] = "", keys[UNIT_NAME_MAX + 1];
	size_t len;

	if (!fault && vn_fold(name, strlen(name), folded, sizeof(folded), &len) != OK)
		fault = "cannot be written without accents";
	if (fault)
		json_fail(at, "%s", fault);
	to_keys(folded, keys);
	entry->unit.name = keep(reader, name);
	entry->folded = keep(reader, folded);
	entry->keys = keep(reader, keys);
	entry->starts = starts_of(keys);
}

/* --- units --------------------------------------------------------------------------------- */
static int by_name(const void *a, const void *b)
{
	const struct unit_entry *one = a, *other = b;
	int order = strcmp(one->folded, other->folded);

	return order != 0 ? order : strcmp(one->unit.code, other->unit.code);
}

/* A commune is [code, name, kind]. */
static void read_commune(struct units_reader *reader, const struct json_at *at, const char *before,
	struct unit_entry *entry)
{
	struct json_at code, name, kind;

	if (json_count(at) != 3) {
		json_fail(at, "expected [code, name, kind]");
		return;
	}
	code = json_item(at, 0);
	name = json_item(at, 1);
	kind = json_item(at, 2);
	entry->unit.code = read_code(reader, &code, COMMUNE_DIGITS, before);
	entry->unit.kind = read_kind(reader, &kind);
	read_name(reader, &name, entry);
}

static void read_communes(
	struct units_reader *reader, const struct json_at *at, struct unit_entry *province)
{
	struct unit_entry *entries = reader->table->entries + province->first;
	const char *before = "";

	province->n = (uint16_t)json_count(at);
	for (unsigned i = 0; i < province->n && !json_failed(at->reader); i++) {
		struct json_at one = json_item(at, i);

		read_commune(reader, &one, before, &entries[i]);
		entries[i].unit.parent = province->unit.code;
		before = entries[i].unit.code;
	}
	if (!json_failed(at->reader))
		qsort(entries, province->n, sizeof(*entries), by_name);
}

static void read_province(struct units_reader *reader, const struct json_at *at, const char *before,
	struct unit_entry *entry)
{
	struct json_at code = json_need(at, "code"), name = json_need(at, "name");
	struct json_at kind = json_need(at, "kind"), units = json_need(at, "units");

	json_only(at, (const char *const[]) { "code", "name", "kind", "units", NULL });
	entry->unit.code = read_code(reader, &code, PROVINCE_DIGITS, before);
	entry->unit.kind = read_kind(reader, &kind);
	entry->unit.parent = "";
	read_name(reader, &name, entry);
	read_communes(reader, &units, entry);
}

/* How many entries there will be. */
static unsigned count_entries(const struct json_at *provinces, unsigned provinces_n)
{
	unsigned n = provinces_n;

	for (unsigned i = 0; i < provinces_n; i++) {
		struct json_at one = json_item(provinces, i), units = json_need(&one, "units");
		size_t communes = json_count(&units);

		if (communes < 1 || communes > UNITS_COMMUNES_MAX)
			json_fail(&units, "expected 1 to %d units", UNITS_COMMUNES_MAX);
		n += (unsigned)communes;
	}
	return n;
}

static int by_code(const void *a, const void *b)
{
	return strcmp((*(const struct unit_entry *const *)a)->unit.code,
		(*(const struct unit_entry *const *)b)->unit.code);
}

/* Within a province codes ascend; the same one in two provinces shows only here. */
static void index_codes(struct units_table *table, const struct json_at *provinces)
{
	table->by_code = talloc_array(table, const struct unit_entry *, table->n);
	OSMO_ASSERT(table->by_code);
	for (unsigned i = 0; i < table->n; i++)
		table->by_code[i] = &table->entries[i];
	qsort(table->by_code, table->n, sizeof(*table->by_code), by_code);
	for (unsigned i = 1; i < table->n; i++)
		if (by_code(&table->by_code[i - 1], &table->by_code[i]) == 0)
			json_fail(provinces, "the code %s is there twice",
				table->by_code[i]->unit.code);
}

static void read_provinces(struct units_reader *reader, const struct json_at *at)
{
	struct units_table *table = reader->table;
	unsigned n = (unsigned)json_count(at);
	unsigned first = n; /* free entry */
	const char *before = "";

	if (n < 1 || n > UNITS_PROVINCES_MAX) {
		json_fail(at, "expected 1 to %d provinces", UNITS_PROVINCES_MAX);
		return;
	}
	table->n = count_entries(at, n);
	if (json_failed(at->reader))
		return;
	table->entries = talloc_zero_array(table, struct unit_entry, table->n);
	OSMO_ASSERT(table->entries);
	for (unsigned i = 0; i < n && !json_failed(at->reader); i++) {
		struct json_at one = json_item(at, i);

		table->entries[i].first = (uint16_t)first;
		read_province(reader, &one, before, &table->entries[i]);
		before = table->entries[i].unit.code;
		first += table->entries[i].n;
	}
	if (json_failed(at->reader))
		return;
	reader->units->provinces_n = n;
	reader->units->communes_n = table->n - n;
	qsort(table->entries, n, sizeof(*table->entries), by_name);
	index_codes(table, at);
}

/* --- the file ------------------------------------------------------------------------------ */
/* A day as "2025-07-01", or "" where it may be missing. */
static void read_date(const struct json_at *root, const char *key, bool needed, char out[11])
{
	struct json_at at = needed ? json_need(root, key) : json_opt(root, key);
	const char *text = at.value ? text_at(&at, 10) : "";
	struct local_time day = { 0 };
	int end = 0;

	if (json_failed(root->reader) || !at.value)
		return;
	if (sscanf(text, "%4d-%2d-%2d%n", &day.year, &day.month, &day.day, &end) != 3 ||
		end != 10 || strspn(text, "0123456789-") != 10 || !local_valid(&day))
		json_fail(&at, "expected a date such as 2025-07-01");
	else
		osmo_strlcpy(out, text, 11);
}

static void read_head(struct units_reader *reader, const struct json_at *root)
{
	static const char *const keys[] = { "motcua_units", "valid_from", "valid_to", "source",
		"kinds", "provinces", NULL };
	struct units *units = reader->units;
	struct json_at kinds = json_need(root, "kinds");

	json_only(root, keys);
	json_int(root, "motcua_units", 1, 1);
	units->source = talloc_strdup(units, json_text(root, "source", 1, SOURCE_MAX));
	read_date(root, "valid_from", true, units->valid_from);
	read_date(root, "valid_to", false, units->valid_to);
	if (units->valid_to[0] && strcmp(units->valid_to, units->valid_from) < 0)
		json_fail(root, "\"valid_to\" comes before \"valid_from\"");
	if (json_count(&kinds) > KINDS_MAX)
		json_fail(&kinds, "expected at most %d", KINDS_MAX);
	for (; reader->kinds_n < json_count(&kinds); reader->kinds_n++) {
		struct json_at one = json_item(&kinds, reader->kinds_n);

		reader->kinds[reader->kinds_n] = keep(reader, text_at(&one, UNIT_KIND_MAX));
	}
}

struct units *units_read(void *ctx, const struct json_at *root)
{
	struct units_reader reader = { .units = talloc_zero(ctx, struct units) };
	struct json_at provinces;

	OSMO_ASSERT(reader.units);
	reader.table = talloc_zero(reader.units, struct units_table);
	OSMO_ASSERT(reader.table);
	reader.units->table = reader.table;
	read_head(&reader, root);
	provinces = json_need(root, "provinces");
	read_provinces(&reader, &provinces);
	if (!json_failed(root->reader))
		return reader.units;
	talloc_free(reader.units);
	return NULL;
}
