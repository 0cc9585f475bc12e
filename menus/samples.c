/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Looking samples up: the first case of an effect that applies, things to type that an entry
 * takes, the longest of everything.
 */
#include "menus/samples.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/input.h"
#include "menus/samples_table.h"
#include "menus/walk.h"

#define DIGIT  "0123456789"
#define WILD   "*#" /* in a pattern: any characters, digits */
#define DIGITS "12345678901234567890123456789012"

const char *samples_world_name(enum samples_world world)
{
	return world == SAMPLES_AGAIN ? "again" : "first";
}

int samples_day(const struct samples *samples)
{
	return samples->day;
}

const char *samples_today(const struct samples *samples)
{
	return samples->today;
}

const char *samples_phone(const struct samples *samples)
{
	return samples->phone;
}

/* --- results of effects -------------------------------------------------------------------- */
bool samples_means(const char *pattern, const char *text_id)
{
	size_t before = strcspn(pattern, WILD), behind, len = strlen(text_id);
	const char *rest = pattern + before;

	if (pattern[0] != '@')
		return false;
	if (!*rest)
		return strcmp(pattern + 1, text_id) == 0;
	before--;
	behind = strlen(rest + 1);
	if (len < before + behind || memcmp(text_id, pattern + 1, before) != 0 ||
		strcmp(text_id + len - behind, rest + 1) != 0)
		return false;
	return *rest == '*' || strspn(text_id + before, DIGIT) >= len - before - behind;
}

/* A text as it is, or the first catalogue text that its pattern means. */
static const char *text_of(
	const struct menu_set *set, const char *text, char out[EFFECT_VALUE_SIZE])
{
	uint16_t n = texts_count(set->texts);

	if (text[0] != '@' || !text[strcspn(text, WILD)])
		return text;
	for (uint16_t i = 0; i < n; i++)
		if (samples_means(text, texts_id(set->texts, i))) {
			snprintf(out, EFFECT_VALUE_SIZE, "@%s", texts_id(set->texts, i));
			return out;
		}
	return "";
}

static bool applies(const struct sample_case *one, enum samples_world world,
	const struct menu_set *set, const struct engine_state *state)
{
	const char *argument = one->lacks ? engine_argument(set, state, one->lacks) : NULL;

	return (one->world == SAMPLES_WORLD_ANY || one->world == world) &&
		(!argument || !*argument);
}

static void fill(
	const struct sample_case *one, const struct menu_set *set, struct effect_result *out)
{
	char made[EFFECT_VALUE_SIZE];

	out->outcome = one->outcome;
	out->values.n = out->items_n = 0;
	for (unsigned i = 0; i < one->values_n; i++)
		effect_set(
			&out->values, one->values[i].name, text_of(set, one->values[i].text, made));
	for (unsigned i = 0; i < one->items_n; i++) {
		const struct sample_item *sample = &one->items[i];
		struct effect_item *item = effect_item_add(out, sample->id);

		for (unsigned j = 0; j < sample->n; j++)
			effect_item_set(
				item, sample->v[j].name, text_of(set, sample->v[j].text, made));
	}
}

void samples_result(const struct samples *samples, enum samples_world world,
	const struct menu_set *set, const struct engine_state *state, struct effect_result *out)
{
	const struct sample_effect *effect = &samples->effects[walk_node(set, state)->effect];
	unsigned i = 0;

	/* the last case applies always: it was read so */
	while (i + 1 < effect->cases_n && !applies(&effect->cases[i], world, set, state))
		i++;
	fill(&effect->cases[i], set, out);
}

void samples_usual(const struct samples *samples, const struct menu_set *set, enum effect effect,
	struct effect_result *out)
{
	const struct sample_effect *sample = &samples->effects[effect];

	fill(&sample->cases[sample->cases_n - 1], set, out);
}

/* --- what is typed ------------------------------------------------------------------------- */
static bool accepts(const struct samples *samples, const struct node *entry, const char *typed)
{
	struct input input;
	char kept[ANSWER_MAX + 1];
	enum word notice;

	return input_read(typed, strlen(typed), &input, &notice) == OK &&
		input_judge(entry, &input, samples->day, kept, &notice) == OK;
}

/* Something as long or as large as the entry takes, where the samples have none. */
static bool make_largest(const struct node *entry, char out[SAMPLES_TYPED_SIZE])
{
	switch (entry->entry) {
	case ENTRY_NUMBER:
	case ENTRY_MONEY:
		snprintf(out, SAMPLES_TYPED_SIZE, "%" PRId64, entry->max);
		return true;
	case ENTRY_DIGITS:
		snprintf(out, SAMPLES_TYPED_SIZE, "%.*s", (int)entry->max, DIGITS);
		return entry->max < (int64_t)sizeof(DIGITS);
	case ENTRY_NATIONAL_ID:
	case ENTRY_RECEIPT:
	case ENTRY_APPOINTMENT_CODE:
	case ENTRY_DATE:
	case ENTRY_TIME:
	case ENTRY_PHONE:
	case ENTRY_LETTERS:
	case ENTRY_NAME:
		break;
	}
	return false;
}

static const char *hinted(
	const struct samples *samples, const struct menu_set *set, const struct node *entry)
{
	const char *key = symbols_name(set->symbols, entry->key);

	for (unsigned i = 0; key && i < samples->hints_n; i++)
		if (samples->hints[i].entry == entry->entry &&
			strstr(key, samples->hints[i].in_key) &&
			accepts(samples, entry, samples->hints[i].typed))
			return samples->hints[i].typed;
	return NULL;
}

/* The wanted one of those that the entry takes; *n_io counts them. */
static const char *nth_accepted(const struct samples *samples, const struct sample_texts *texts,
	const struct node *entry, unsigned variant, unsigned *n_io)
{
	for (unsigned i = 0; i < texts->n; i++)
		if (accepts(samples, entry, texts->texts[i]) && (*n_io)++ == variant)
			return texts->texts[i];
	return NULL;
}

bool samples_typed(const struct samples *samples, const struct menu_set *set,
	const struct node *entry, unsigned variant, char out[SAMPLES_TYPED_SIZE])
{
	unsigned n = 0;
	const char *typed = hinted(samples, set, entry);

	if (typed && n++ != variant)
		typed = NULL;
	if (!typed)
		typed = nth_accepted(samples, &samples->typed[entry->entry], entry, variant, &n);
	if (!typed)
		return n == 0 && variant == 0 && make_largest(entry, out);
	osmo_strlcpy(out, typed, SAMPLES_TYPED_SIZE);
	return true;
}

bool samples_longest(const struct samples *samples, const struct node *entry, unsigned variant,
	char out[SAMPLES_TYPED_SIZE])
{
	const struct sample_texts *texts = &samples->longest[entry->entry];

	if (variant < texts->n) {
		osmo_strlcpy(out, texts->texts[variant], SAMPLES_TYPED_SIZE);
		return true;
	}
	return texts->n == 0 && variant == 0 && make_largest(entry, out);
}

const char *const *samples_longest_value(
	const struct samples *samples, enum effect effect, const char *name)
{
	static const char *const none[] = { NULL };
	const struct sample_effect *samples_of = &samples->effects[effect];

	for (unsigned i = 0; i < samples_of->longest_n; i++)
		if (strcmp(samples_of->longest[i].name, name) == 0)
			return samples_of->longest[i].texts;
	return none;
}

unsigned samples_longest_items(const struct samples *samples, enum effect effect)
{
	return samples->effects[effect].items;
}
