/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading entries: what may be typed, and within which bounds. What each may say is in tree.md.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/digits.h"
#include "gateway/base/national_id.h"
#include "menus/tree_read.h"

/* 0 and 00 lead away and 1 may skip, so no entry takes a value that meets them. */
#define DIGITS_MIN  3
#define DIGITS_MAX  30
#define LETTERS_MAX 12
#define NUMBER_MAX  999999
#define MONEY_MAX   99999999999
#define YEARS_BACK  130
#define YEARS_AHEAD 10

static const struct entry_row {
	const char *name;
	const char *own[4]; /* the keys that it has beside those of every entry */
} rows[] = {
	[ENTRY_NATIONAL_ID] = { "national_id", { NULL } },
	[ENTRY_RECEIPT] = { "receipt", { NULL } },
	[ENTRY_APPOINTMENT_CODE] = { "appointment_code", { NULL } },
	[ENTRY_DIGITS] = { "digits", { "min", "max", NULL } },
	[ENTRY_DATE] = { "date", { "from", "to", "year_alone", NULL } },
	[ENTRY_TIME] = { "time", { NULL } },
	[ENTRY_PHONE] = { "phone", { NULL } },
	[ENTRY_NUMBER] = { "number", { "min", "max", NULL } },
	[ENTRY_MONEY] = { "money", { "min", "max", NULL } },
	[ENTRY_LETTERS] = { "letters", { NULL } },
	[ENTRY_NAME] = { "name", { NULL } },
};

/* "skip": {"text", "next"}: the one option of an entry, chosen with 1. */
static void read_skip(const struct tree_reader *reader, const struct json_at *at, struct node *out)
{
	struct json_at skip = json_opt(at, "skip"), next;
	struct option *option;

	if (!skip.value)
		return;
	json_only(&skip, (const char *const[]) { "text", "next", NULL });
	next = json_need(&skip, "next");
	option = read_array(reader, 1, sizeof(*option));
	option->value = "";
	option->text = read_text(reader, &skip, "text");
	option->echo = reader->set->words[WORD_NONE];
	option->next = read_route(reader, &next);
	out->options_n = 1;
	out->options = option;
}

static void read_entry_kind(const struct json_at *at, struct node *out)
{
	const char *name = json_text(at, "entry", 1, TREE_NAME_MAX);

	for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
		if (strcmp(rows[i].name, name) != 0)
			continue;
		out->entry = (enum entry_kind)i;
		return;
	}
	json_fail(at,
		"\"entry\" is national_id, receipt, appointment_code, digits, date, time, "
		"phone, number, money, letters or name");
}

static void only_entry_keys(const struct json_at *at, enum entry_kind kind)
{
	const char *keys[12] = { "kind", "text", "entry", "key", "keep", "skip", "next",
		"accents" };
	unsigned n = 8;

	for (const char *const *own = rows[kind].own; *own; own++)
		keys[n++] = *own;
	json_only(at, keys);
}

static void set_range(const struct json_at *at, int64_t min, int64_t max, struct node *out)
{
	out->min = json_int(at, "min", min, max);
	out->max = json_int(at, "max", out->min, max);
}

static void read_date_bounds(const struct json_at *at, struct node *out)
{
	out->min = json_int(at, "from", -YEARS_BACK, YEARS_AHEAD);
	out->max = json_int(at, "to", out->min, YEARS_AHEAD);
	out->year_alone = json_bool_opt(at, "year_alone", false);
	if (out->year_alone && out->min >= 0)
		json_fail(at,
			"four digits are a day to come already: drop \"year_alone\" or let "
			"\"from\" be negative");
}

/* The bounds of an entry whose "skip" has been read. */
static void read_bounds(const struct json_at *at, struct node *out)
{
	switch (out->entry) {
	case ENTRY_NATIONAL_ID:
		out->min = out->max = NATIONAL_ID_DIGITS;
		break;
	case ENTRY_RECEIPT:
		out->min = out->max = RECEIPT_DIGITS;
		break;
	case ENTRY_APPOINTMENT_CODE:
		out->min = out->max = APPOINTMENT_CODE_DIGITS;
		break;
	case ENTRY_DIGITS:
		set_range(at, DIGITS_MIN, DIGITS_MAX, out);
		break;
	case ENTRY_LETTERS:
		out->min = 1;
		out->max = LETTERS_MAX;
		break;
	case ENTRY_NUMBER:
		set_range(at, 1, NUMBER_MAX, out);
		break;
	case ENTRY_MONEY:
		set_range(at, 1, MONEY_MAX, out);
		break;
	case ENTRY_DATE:
		read_date_bounds(at, out);
		break;
	case ENTRY_TIME:
	case ENTRY_PHONE:
	case ENTRY_NAME:
		break;
	}
	if ((out->entry == ENTRY_NUMBER || out->entry == ENTRY_MONEY) && out->options_n > 0 &&
		out->min < 2)
		json_fail(at, "1 skips this entry: let \"min\" be 2 or drop \"skip\"");
}

void read_entry(const struct tree_reader *reader, const struct json_at *at, struct node *out)
{
	struct json_at next = json_need(at, "next");

	read_entry_kind(at, out);
	only_entry_keys(at, out->entry);
	out->accents = json_bool_opt(at, "accents", false);
	read_node_key(reader, at, true, out);
	read_skip(reader, at, out);
	read_bounds(at, out);
	out->next = read_route(reader, &next);
}
