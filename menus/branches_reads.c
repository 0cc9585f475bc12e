/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is found at a place of a submission depends on the sources of the fields at it, in it and
 * around it, and on those of the fields that its condition reads. A grid is one place: the number
 * of its rows is everybody's.
 */
#include "menus/branches_reads.h"
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/eform_condition.h"

_Static_assert(TREE_KEYS_MAX <= 64, "a bit for each key");

struct reading {
	const struct tree *tree;
	struct branches_reads *out;
	uint64_t fields[TREE_FIELDS_MAX]; /* keys that make the value of each field */
	uint64_t keys; /* of the place at hand */
};

/* --- what makes a value -------------------------------------------------------------------- */
static void read_key(struct reading *reading, uint64_t *keys, uint16_t symbol)
{
	const struct key *key = tree_key(reading->tree, symbol);

	if (key)
		*keys |= (uint64_t)1 << (key - reading->tree->keys);
	else
		reading->out->always = true;
}

static void read_guard(struct reading *reading, uint64_t *keys, const struct guard *guard)
{
	if (!guard)
		return;
	if (guard->kind == GUARD_ANSWER)
		read_key(reading, keys, guard->symbol);
	if (guard->kind == GUARD_VALUE)
		reading->out->always = true;
	for (unsigned i = 0; i < guard->parts_n; i++)
		read_guard(reading, keys, &guard->parts[i]);
}

/* Whose phone it is depends on who applies. */
static void read_phone(struct reading *reading, uint64_t *keys)
{
	const struct submit *submit = &reading->tree->submit;

	for (unsigned i = 0; i < submit->applicants_n; i++) {
		read_guard(reading, keys, submit->applicants[i].when);
		if (submit->applicants[i].phone_key != SYMBOL_NONE)
			read_key(reading, keys, submit->applicants[i].phone_key);
	}
}

static uint64_t read_field(struct reading *reading, const struct field *field)
{
	uint64_t keys = 0;

	for (unsigned i = 0; i < field->sources_n; i++) {
		const struct source *source = &field->sources[i];

		read_guard(reading, &keys, source->when);
		if (source->kind == SOURCE_ANSWER || source->kind == SOURCE_FACT)
			read_key(reading, &keys, source->key);
		if (source->kind == SOURCE_OWN && source->own == OWN_APPLICANT_PHONE)
			read_phone(reading, &keys);
	}
	return keys;
}

/* --- places -------------------------------------------------------------------------------- */
static bool is_border(char c)
{
	return c == '\0' || c == '.' || c == '[';
}

/* Whether one of two paths, of which `a` counts up to its first grid, is or lies in the other. */
static bool overlap(const char *a, const char *b)
{
	size_t n = strcspn(a, "["), i = 0;

	while (i < n && b[i] && a[i] == b[i])
		i++;
	return (i == n && is_border(b[i])) || (!b[i] && is_border(a[i]));
}

static void read_place(struct reading *reading, const char *path)
{
	const struct submit *submit = &reading->tree->submit;

	for (unsigned i = 0; i < submit->fields_n; i++)
		if (overlap(path, submit->fields[i].path))
			reading->keys |= reading->fields[i];
}

static void read_compared(void *data, const char *path, const char *value)
{
	(void)value;
	read_place(data, path);
}

/* Keeps the keys of the place, unless they are part of others. */
static void keep(struct reading *reading)
{
	struct branches_reads *out = reading->out;
	uint64_t keys = reading->keys;
	unsigned kept = 0;

	reading->keys = 0;
	for (unsigned i = 0; i < out->n; i++)
		if ((out->keys[i] & keys) == keys)
			return;
	for (unsigned i = 0; i < out->n; i++)
		if ((out->keys[i] & keys) != out->keys[i])
			out->keys[kept++] = out->keys[i];
	OSMO_ASSERT(kept < BRANCHES_READS_MAX);
	out->keys[kept++] = keys;
	out->n = kept;
}

/* --- what is no field of the form ---------------------------------------------------------- */
/* The path without the numbers of its rows. */
static bool is_in_form(const struct eform *eform, const char *path)
{
	char form[FIELD_PATH_MAX + 1];
	size_t n = 0;

	for (; *path && n < FIELD_PATH_MAX; path++) {
		form[n++] = *path;
		if (*path == '[')
			path += strcspn(path, "]") - 1;
	}
	form[n] = '\0';
	return eform_find(eform, form);
}

/* That it is none is told of all there is under its first key. */
static void read_stranger(struct reading *reading, const char *path)
{
	char first[FIELD_PATH_MAX + 1];

	osmo_strlcpy(first, path, sizeof(first));
	first[strcspn(first, ".[")] = '\0';
	read_place(reading, first);
	keep(reading);
}

void branches_reads(const struct tree *tree, const struct eform *eform, struct branches_reads *out)
{
	const struct submit *submit = &tree->submit;
	struct reading reading = { .tree = tree, .out = out };

	out->n = 0;
	out->always = false;
	keep(&reading); /* what depends on nothing is checked once */
	for (unsigned i = 0; i < submit->fields_n; i++)
		reading.fields[i] = read_field(&reading, &submit->fields[i]);
	for (unsigned i = 0; i < eform->fields_n; i++) {
		read_place(&reading, eform->fields[i].path);
		eform_condition_reads(&eform->fields[i], read_compared, &reading);
		keep(&reading);
	}
	for (unsigned i = 0; i < eform->grids_n; i++) {
		read_place(&reading, eform->grids[i].path);
		eform_grid_reads(&eform->grids[i], read_compared, &reading);
		keep(&reading);
	}
	for (unsigned i = 0; i < submit->fields_n; i++)
		if (!is_in_form(eform, submit->fields[i].path))
			read_stranger(&reading, submit->fields[i].path);
}
