/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading one source of a field: where its value comes from and how the form wants it written.
 * What needs the whole tree is left to submit_check.c.
 */
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/tree_read.h"

/* Index of the text under `key` in a list of names; a sentence with all of them if it is none. */
static unsigned read_one_of(
	const struct json_at *at, const char *key, const char *const *names, unsigned n)
{
	const char *text = json_text(at, key, 1, TREE_NAME_MAX);
	char all[128] = "";
	size_t used = 0;

	for (unsigned i = 0; i < n; i++) {
		if (strcmp(text, names[i]) == 0)
			return i;
		used += (size_t)snprintf(
			all + used, sizeof(all) - used, "%s%s", i ? ", " : "", names[i]);
		OSMO_ASSERT(used < sizeof(all));
	}
	json_fail(at, "\"%s\" is one of %s", key, all);
	return 0;
}

static void read_map(
	const struct tree_reader *reader, const struct json_at *source, struct source *out)
{
	struct json_at at = json_opt(source, "map");
	size_t n = json_object_size(at.value);
	struct mapping *map;
	const char *from;
	json_t *value;

	if (!at.value)
		return;
	if (n == 0 || n > SOURCE_MAP_MAX) {
		json_fail(&at, "expected an object of 1 to %d values", SOURCE_MAP_MAX);
		return;
	}
	map = read_array(reader, n, sizeof(*map));
	json_object_foreach (at.value, from, value) {
		map[out->map_n].from = talloc_strdup(map, from);
		map[out->map_n].to = talloc_strdup(map, json_text(&at, from, 0, TEXT_MAX));
		out->map_n++;
	}
	out->map = map;
}

/* --- where from ---------------------------------------------------------------------------- */
static void read_answer(
	const struct tree_reader *reader, const struct json_at *at, struct source *out)
{
	json_only(at,
		(const char *const[]) {
			"answer", "days", "map", "as", "of_values", "format", "when", NULL });
	out->key = read_name(reader, at, "answer");
	out->days = (int)json_int_opt(at, "days", 1, SOURCE_DAYS_MAX, 0);
	read_map(reader, at, out);
}

static void read_fact(
	const struct tree_reader *reader, const struct json_at *at, struct source *out)
{
	static const char *const facts[] = {
		[FACT_SEX] = "sex",
		[FACT_YEAR] = "year",
		[FACT_DAY] = "day",
		[FACT_CODE] = "code",
		[FACT_NAME] = "name",
		[FACT_PROVINCE] = "province",
		[FACT_PROVINCE_NAME] = "province_name",
	};

	out->fact = (enum source_fact)read_one_of(at, "fact", facts, ARRAY_SIZE(facts));
	if (out->fact == FACT_SEX || out->fact == FACT_YEAR)
		json_only(at,
			(const char *const[]) {
				"fact", "of", "map", "as", "of_values", "format", "when", NULL });
	else
		json_only(at,
			(const char *const[]) {
				"fact", "of", "as", "of_values", "format", "when", NULL });
	out->key = read_name(reader, at, "of");
	read_map(reader, at, out);
}

static void read_fixed(
	const struct tree_reader *reader, const struct json_at *at, struct source *out)
{
	struct json_at fixed = json_need(at, "fixed");
	struct fixed *to = &out->fixed;

	json_only(at, (const char *const[]) { "fixed", "as", "of_values", "when", NULL });
	if (json_is_string(fixed.value)) {
		to->kind = FIXED_TEXT;
		to->text = talloc_strdup(reader->set, json_text(at, "fixed", 0, TEXT_MAX));
	} else if (json_is_integer(fixed.value)) {
		to->kind = FIXED_INTEGER;
		to->integer = json_integer_value(fixed.value);
	} else if (json_is_real(fixed.value)) {
		to->kind = FIXED_REAL;
		to->real = json_real_value(fixed.value);
	} else if (json_is_boolean(fixed.value)) {
		to->kind = FIXED_BOOLEAN;
		to->boolean = json_is_true(fixed.value);
	} else {
		json_fail(&fixed, "expected a text, a number, true or false");
	}
}

static void read_own(const struct json_at *at, struct source *out)
{
	static const char *const owns[] = {
		[OWN_PHONE] = "phone",
		[OWN_APPLICANT_PHONE] = "applicant_phone",
		[OWN_TODAY] = "today",
		[OWN_PROCEDURE] = "procedure",
	};

	json_only(at, (const char *const[]) { "own", "as", "of_values", "format", "when", NULL });
	out->own = (enum source_own)read_one_of(at, "own", owns, ARRAY_SIZE(owns));
}

/* {"clerk": true} and the like. */
static void read_left(const struct json_at *at, const char *key)
{
	struct json_at value = json_need(at, key);

	json_only(at, (const char *const[]) { key, "when", NULL });
	if (!json_is_true(value.value))
		json_fail(&value, "expected true");
}

/* --- how it is written --------------------------------------------------------------------- */
static void read_boxes(
	const struct tree_reader *reader, const struct json_at *source, struct source *out)
{
	struct json_at at = json_opt(source, "of_values");
	unsigned n = read_count(&at, SOURCE_BOXES_MAX);
	const char **boxes = read_array(reader, n, sizeof(*boxes));

	if ((out->as == AS_BOXES) != (n > 0))
		json_fail(
			source, "\"as\": \"boxes\" and \"of_values\" with all values go together");
	for (unsigned i = 0; i < n; i++) {
		struct json_at one = json_item(&at, i);
		const char *text = json_string_value(one.value);

		if (!text || !*text || strlen(text) >= TEXT_MAX)
			json_fail(&one, "expected a text");
		boxes[i] = talloc_strdup(boxes, text ? text : "");
	}
	out->boxes_n = n;
	out->boxes = boxes;
}

static void read_format(
	const struct tree_reader *reader, const struct json_at *source, struct source *out)
{
	struct json_at at = json_opt(source, "format");

	if (!at.value)
		return;
	out->format = talloc_strdup(reader->set, json_text(source, "format", 1, SOURCE_FORMAT_MAX));
	if (!strchr(out->format, '#'))
		json_fail(&at, "has no # where a digit stands");
	if (out->as != AS_TEXT || out->map_n > 0 || out->days > 0)
		json_fail(&at, "is for what is sent as text, without \"map\"");
}

/* Only an answer, the day of a slot or today can be a date, only an answer a time; a fixed value is
 * what it is. */
static void check_as(const struct json_at *at, const struct source *source)
{
	bool day = source->as == AS_DATE || source->as == AS_DAY;
	bool answer = source->kind == SOURCE_ANSWER && source->map_n == 0 && source->days == 0;
	bool known = (source->kind == SOURCE_OWN && source->own == OWN_TODAY) ||
		(source->kind == SOURCE_FACT && source->fact == FACT_DAY);

	if (day && !answer && !known)
		json_fail(at,
			"only a date that was answered, without \"map\", the day of a slot and "
			"today are dates");
	if (source->as == AS_TIME && !answer)
		json_fail(at, "only a time that was answered, without \"map\", is a time");
	if (source->kind != SOURCE_FIXED)
		return;
	if (source->as == AS_NUMBER || source->as == AS_BOOLEAN ||
		(source->as == AS_BOXES && source->fixed.kind != FIXED_TEXT))
		json_fail(at, "write the fixed value as the form wants it");
}

static void read_as(const struct tree_reader *reader, const struct json_at *at, struct source *out)
{
	static const char *const names[] = {
		[AS_TEXT] = "text",
		[AS_NUMBER] = "number",
		[AS_BOOLEAN] = "boolean",
		[AS_DATE] = "date",
		[AS_DAY] = "day",
		[AS_TIME] = "time",
		[AS_BOXES] = "boxes",
		[AS_LIST] = "list",
	};
	struct json_at as = json_opt(at, "as");

	if (as.value)
		out->as = (enum source_as)read_one_of(at, "as", names, ARRAY_SIZE(names));
	read_boxes(reader, at, out);
	read_format(reader, at, out);
	check_as(at, out);
}

void read_source(const struct tree_reader *reader, const struct json_at *at, struct source *out)
{
	static const char *const kinds[] = {
		[SOURCE_ANSWER] = "answer",
		[SOURCE_FACT] = "fact",
		[SOURCE_FIXED] = "fixed",
		[SOURCE_OWN] = "own",
		[SOURCE_CLERK] = "clerk",
		[SOURCE_PAPER] = "paper",
		[SOURCE_PREFILLED] = "prefilled",
	};
	unsigned kind = 0;

	out->when = read_when(reader, at);
	while (kind < ARRAY_SIZE(kinds) && !json_object_get(at->value, kinds[kind]))
		kind++;
	if (kind == ARRAY_SIZE(kinds)) {
		json_fail(at,
			"say where the field comes from: \"answer\", \"fact\", \"fixed\", "
			"\"own\", \"clerk\", \"paper\" or \"prefilled\"");
		return;
	}
	out->kind = (enum source_kind)kind;
	switch (out->kind) {
	case SOURCE_ANSWER:
		read_answer(reader, at, out);
		break;
	case SOURCE_FACT:
		read_fact(reader, at, out);
		break;
	case SOURCE_FIXED:
		read_fixed(reader, at, out);
		break;
	case SOURCE_OWN:
		read_own(at, out);
		break;
	case SOURCE_CLERK:
	case SOURCE_PAPER:
	case SOURCE_PREFILLED:
		read_left(at, kinds[kind]);
		return;
	}
	read_as(reader, at, out);
}
