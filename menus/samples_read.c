/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * samples.json into memory. Strict as every reader of files that people write: what is missing for
 * an effect, a value or a kind of entry is said, for a proof without it would prove nothing.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/input.h"
#include "menus/samples_table.h"

#define FORM_VERSION 1
#define TODAY_DIGITS 8 /* ddmmyyyy */

static const char *const entries[SAMPLES_ENTRIES] = {
	[ENTRY_NATIONAL_ID] = "national_id",
	[ENTRY_RECEIPT] = "receipt",
	[ENTRY_APPOINTMENT_CODE] = "appointment_code",
	[ENTRY_DIGITS] = "digits",
	[ENTRY_DATE] = "date",
	[ENTRY_TIME] = "time",
	[ENTRY_PHONE] = "phone",
	[ENTRY_NUMBER] = "number",
	[ENTRY_MONEY] = "money",
	[ENTRY_LETTERS] = "letters",
	[ENTRY_NAME] = "name",
};

struct reader {
	struct samples *out;
	const struct json_at *root;
};

static void *array_of(const struct reader *reader, size_t n, size_t size)
{
	void *array = talloc_zero_size(reader->out, (n ? n : 1) * size);

	OSMO_ASSERT(array);
	return array;
}

static const char *keep(const struct reader *reader, const char *text)
{
	const char *kept = talloc_strdup(reader->out, text);

	OSMO_ASSERT(kept);
	return kept;
}

/* The text of an element of an array. */
static const char *element(
	const struct reader *reader, const struct json_at *array, size_t i, size_t max)
{
	struct json_at at = json_item(array, i);
	const char *text = json_string_value(at.value);

	if (!text || strlen(text) > max) {
		json_fail(&at, "expected a text of at most %zu octets", max);
		return "";
	}
	return keep(reader, text);
}

static unsigned count_of(const struct json_at *array, unsigned max)
{
	size_t n = json_count(array);

	if (n > max)
		json_fail(array, "at most %u", max);
	return n > max ? 0 : (unsigned)n;
}

/* The table's own copy of a word, which lives for ever; NULL with an error. */
static const char *known(const struct json_at *at, const char *const *words, const char *word)
{
	for (; *words; words++)
		if (strcmp(*words, word) == 0)
			return *words;
	json_fail(at, "no effect of that name has \"%s\"", word);
	return NULL;
}

/* --- entries ------------------------------------------------------------------------------- */
static int entry_of(const struct json_at *at, const char *name)
{
	for (unsigned i = 0; i < SAMPLES_ENTRIES; i++)
		if (strcmp(entries[i], name) == 0)
			return (int)i;
	json_fail(at, "\"%s\" is no kind of entry", name);
	return -1;
}

static void read_texts(const struct reader *reader, const char *member, struct sample_texts *out)
{
	struct json_at all = json_need(reader->root, member), list;
	const char *names[SAMPLES_ENTRIES + 1] = { NULL };

	for (unsigned i = 0; i < SAMPLES_ENTRIES; i++) {
		names[i] = entries[i];
		list = json_need(&all, entries[i]);
		out[i].n = count_of(&list, SAMPLES_TYPED_MAX);
		for (unsigned j = 0; j < out[i].n; j++)
			out[i].texts[j] = element(reader, &list, j, INPUT_MAX);
	}
	json_only(&all, names);
}

static void read_hints(const struct reader *reader)
{
	static const char *const members[] = { "in_key", "entry", "typed", NULL };
	struct json_at all = json_opt(reader->root, "typed_for");
	struct samples *out = reader->out;

	out->hints_n = count_of(&all, SAMPLES_HINTS_MAX);
	for (unsigned i = 0; i < out->hints_n; i++) {
		struct json_at one = json_item(&all, i);
		int entry = entry_of(&one, json_text(&one, "entry", 1, TREE_NAME_MAX));

		json_only(&one, members);
		out->hints[i].in_key = keep(reader, json_text(&one, "in_key", 1, TREE_NAME_MAX));
		out->hints[i].typed = keep(reader, json_text(&one, "typed", 1, INPUT_MAX));
		out->hints[i].entry = entry < 0 ? ENTRY_DIGITS : (enum entry_kind)entry;
	}
}

/* --- effects ------------------------------------------------------------------------------- */
/* Members of an object as values of the effect; "id" aside where it names an item. */
static struct sample_value *read_values(const struct reader *reader, const struct json_at *object,
	enum effect effect, bool item, unsigned *n_r)
{
	struct sample_value *values =
		array_of(reader, json_object_size(object->value), sizeof(*values));
	const char *name;
	json_t *text;

	*n_r = 0;
	json_object_foreach (object->value, name, text) {
		if (item && strcmp(name, "id") == 0)
			continue;
		values[*n_r].name = known(object, effect_values(effect), name);
		if (!json_is_string(text))
			json_fail(object, "\"%s\" is a text", name);
		else if (values[*n_r].name)
			values[(*n_r)++].text = keep(reader, json_string_value(text));
	}
	return values;
}

static void read_items(const struct reader *reader, const struct json_at *list, enum effect effect,
	struct sample_case *out)
{
	out->items_n = count_of(list, EFFECT_ITEMS_MAX);
	out->items = array_of(reader, out->items_n, sizeof(*out->items));
	if (out->items_n > 0 && !effect_gives_items(effect))
		json_fail(list, "%s brings no items", effect_name(effect));
	for (unsigned i = 0; i < out->items_n; i++) {
		struct json_at one = json_item(list, i);

		out->items[i].id = keep(reader, json_text(&one, "id", 1, EFFECT_ID_SIZE - 1));
		out->items[i].v = read_values(reader, &one, effect, true, &out->items[i].n);
	}
}

static void read_case(const struct reader *reader, const struct json_at *at, enum effect effect,
	struct sample_case *out)
{
	static const char *const members[] = { "world", "lacks", "outcome", "values", "items",
		NULL };
	struct json_at values = json_opt(at, "values"), items = json_opt(at, "items");
	const char *world = json_text_opt(at, "world", 5, NULL);
	const char *lacks = json_text_opt(at, "lacks", TREE_NAME_MAX, NULL);
	const char *outcome =
		json_text_opt(at, "outcome", TREE_NAME_MAX, effect_outcomes(effect)[0]);

	json_only(at, members);
	out->world = SAMPLES_WORLD_ANY;
	for (unsigned i = 0; world && i < SAMPLES_WORLDS; i++)
		if (strcmp(world, samples_world_name((enum samples_world)i)) == 0)
			out->world = (enum samples_world)i;
	if (world && out->world == SAMPLES_WORLD_ANY)
		json_fail(at, "\"world\" is first or again");
	out->lacks = lacks ? known(at, effect_may_read(effect), lacks) : NULL;
	out->outcome = known(at, effect_outcomes(effect), outcome);
	if (values.value && !json_is_object(values.value))
		json_fail(&values, "expected an object");
	out->values = read_values(reader, &values, effect, false, &out->values_n);
	read_items(reader, &items, effect, out);
}

/* Every value of the effect has its longest texts. */
static void read_longest(const struct reader *reader, const struct json_at *all, enum effect effect,
	struct sample_effect *out)
{
	const char *const *names = effect_values(effect);

	for (; names[out->longest_n]; out->longest_n++) {
		struct sample_longest *longest = &out->longest[out->longest_n];
		struct json_at list = json_need(all, names[out->longest_n]);
		unsigned n = count_of(&list, SAMPLES_LONGEST_MAX);

		longest->name = names[out->longest_n];
		if (n == 0)
			json_fail(&list, "name at least one text");
		for (unsigned i = 0; i < n; i++)
			longest->texts[i] = element(reader, &list, i, EFFECT_VALUE_SIZE - 1);
	}
	json_only(all, names);
}

static void read_effect(const struct reader *reader, const struct json_at *all, enum effect effect)
{
	static const char *const members[] = { "cases", "longest", "items", NULL };
	struct sample_effect *out = &reader->out->effects[effect];
	struct json_at at = json_need(all, effect_name(effect)), cases, longest;
	bool items = effect_gives_items(effect);

	json_only(&at, members);
	cases = json_need(&at, "cases");
	longest = json_need(&at, "longest");
	out->cases_n = count_of(&cases, SAMPLES_CASES_MAX);
	for (unsigned i = 0; i < out->cases_n; i++) {
		struct json_at one = json_item(&cases, i);

		read_case(reader, &one, effect, &out->cases[i]);
	}
	if (out->cases_n == 0 || out->cases[out->cases_n - 1].lacks ||
		out->cases[out->cases_n - 1].world != SAMPLES_WORLD_ANY)
		json_fail(&cases, "the last case has neither \"world\" nor \"lacks\"");
	read_longest(reader, &longest, effect, out);
	if (items)
		out->items = (unsigned)json_int(&at, "items", 1, EFFECT_ITEMS_MAX);
}

static void read_effects(const struct reader *reader)
{
	struct json_at all = json_need(reader->root, "effects");
	const char *names[EFFECT_COUNT] = { NULL };

	for (unsigned i = EFFECT_NONE + 1; i < EFFECT_COUNT; i++) {
		names[i - 1] = effect_name((enum effect)i);
		read_effect(reader, &all, (enum effect)i);
	}
	json_only(&all, names);
}

/* --- all ----------------------------------------------------------------------------------- */
static void read_today(const struct reader *reader)
{
	const char *today = json_text(reader->root, "today", TODAY_DIGITS, TODAY_DIGITS);
	int ddmmyyyy = 0;

	if (strspn(today, "0123456789") != TODAY_DIGITS) {
		json_fail(reader->root, "\"today\" is ddmmyyyy");
		return;
	}
	for (const char *digit = today; *digit; digit++)
		ddmmyyyy = ddmmyyyy * 10 + (*digit - '0');
	reader->out->today = keep(reader, today);
	reader->out->day =
		ddmmyyyy % 10000 * 10000 + ddmmyyyy / 10000 % 100 * 100 + ddmmyyyy / 1000000;
}

struct samples *samples_read(void *ctx, const struct json_at *root)
{
	static const char *const members[] = { "motcua_samples", "today", "phone", "typed",
		"typed_for", "longest", "effects", NULL };
	struct samples *out = talloc_zero(ctx, struct samples);
	struct reader reader = { out, root };

	OSMO_ASSERT(out);
	json_only(root, members);
	(void)json_int(root, "motcua_samples", FORM_VERSION, FORM_VERSION);
	read_today(&reader);
	out->phone = keep(&reader, json_text(root, "phone", 10, 10));
	read_texts(&reader, "typed", out->typed);
	read_texts(&reader, "longest", out->longest);
	read_hints(&reader);
	read_effects(&reader);
	if (!json_failed(root->reader))
		return out;
	talloc_free(out);
	return NULL;
}
