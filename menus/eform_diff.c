/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Two versions of a form, field by field. A field is the same if its path is: forms have no other
 * names for them, so a renamed field is one that is gone and one that is new.
 */
#include "menus/eform_diff.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/eform_condition_tree.h"

#define CHANGES_STEP   256 /* room is made for so many at a time */
#define CONDITION_SIZE 1024 /* octets of the fields that a condition names */

struct differ {
	struct eform_diff *diff;
	struct eform_change *changes;
	const struct eform *before, *after;
	const struct overlay *overlay; /* NULL: none */
};

const char *eform_change_name(enum eform_change_kind kind)
{
	static const char *const names[] = { [EFORM_ADDED] = "added",
		[EFORM_REMOVED] = "removed",
		[EFORM_TYPE_CHANGED] = "type",
		[EFORM_NOW_REQUIRED] = "required",
		[EFORM_NOW_OPTIONAL] = "optional",
		[EFORM_OPTION_ADDED] = "option added",
		[EFORM_OPTION_REMOVED] = "option removed",
		[EFORM_RULES_CHANGED] = "rules",
		[EFORM_SHOWN_CHANGED] = "shown" };

	return (unsigned)kind < ARRAY_SIZE(names) ? names[kind] : "";
}

static struct eform_change *add(struct differ *d, enum eform_change_kind kind, const char *path,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Valid until the next one is added. There are no more than fields and options of both forms give.
 */
static struct eform_change *add(
	struct differ *d, enum eform_change_kind kind, const char *path, const char *format, ...)
{
	struct eform_change *change;
	va_list args;

	if (d->diff->n % CHANGES_STEP == 0)
		d->changes = talloc_realloc(
			d->diff, d->changes, struct eform_change, d->diff->n + CHANGES_STEP);
	OSMO_ASSERT(d->changes);
	change = &d->changes[d->diff->n];
	va_start(args, format);
	*change = (struct eform_change) { kind, talloc_strdup(d->diff, path),
		talloc_vasprintf(d->diff, format, args), "", false };
	va_end(args);
	OSMO_ASSERT(change->path && change->what);
	d->diff->n++;
	return change;
}

/* NULL: nothing changed. */
static void consequence(struct eform_change *change, bool must, const char *what)
{
	if (!change)
		return;
	change->consequence = what;
	change->must = must;
}

/* --- what the overlay says ----------------------------------------------------------------- */
/* Whether `name` in an overlay means the form's path: rows are numbered there. */
static bool names_path(const char *name, const char *path)
{
	while (*name && *name == *path) {
		if (*name == '[')
			name += strspn(name + 1, "0123456789");
		name++;
		path++;
	}
	return *name == '\0' && (*path == '\0' || *path == '.' || *path == '[');
}

/* The overlay's entry for a path or a container around it; NULL: none. */
static const json_t *entry_of(const struct differ *d, const char *path)
{
	const char *name;
	json_t *entry;

	if (!d->overlay)
		return NULL;
	json_object_foreach (d->overlay->fields, name, entry)
		if (names_path(name, path))
			return entry;
	return NULL;
}

static bool source_sends(const json_t *source, const char *value)
{
	const char *fixed = json_string_value(json_object_get(source, "fixed")), *from;
	json_t *map = json_object_get(source, "map"), *to;

	if (fixed && strcmp(fixed, value) == 0)
		return true;
	json_object_foreach (map, from, to)
		if (json_is_string(to) && strcmp(json_string_value(to), value) == 0)
			return true;
	/* an answer without a map is sent as it is: it may be this value */
	return json_object_get(source, "answer") && !map;
}

static bool entry_sends(const json_t *entry, const char *value)
{
	size_t index;
	json_t *source;

	if (!json_is_array(entry))
		return source_sends(entry, value);
	json_array_foreach (entry, index, source)
		if (source_sends(source, value))
			return true;
	return false;
}

/* Somebody or something gives a value: not the clerk, a paper or the portal. */
static bool entry_gives(const json_t *entry)
{
	static const char *const words[] = { "answer", "fact", "fixed", "own" };
	size_t n = json_is_array(entry) ? json_array_size(entry) : 1;

	for (size_t i = 0; entry && i < n; i++)
		for (unsigned j = 0; j < ARRAY_SIZE(words); j++)
			if (json_object_get(json_is_array(entry) ? json_array_get(entry, i) : entry,
				    words[j]))
				return true;
	return false;
}

/* --- one field ----------------------------------------------------------------------------- */
static void diff_required(
	struct differ *d, const struct eform_field *old, const struct eform_field *new)
{
	struct eform_change *change;

	if (old->required == new->required)
		return;
	if (!new->required) {
		add(d, EFORM_NOW_OPTIONAL, new->path, "is no longer required");
		return;
	}
	change = add(d, EFORM_NOW_REQUIRED, new->path, "is required now");
	if (d->overlay && !entry_of(d, new->path))
		consequence(change, true, "say under \"fields\" where it comes from");
}

static bool has_option(const struct eform_field *field, const char *value)
{
	for (unsigned i = 0; i < field->options_n; i++)
		if (strcmp(field->options[i].value, value) == 0)
			return true;
	return false;
}

static void diff_options(
	struct differ *d, const struct eform_field *old, const struct eform_field *new)
{
	const json_t *entry = entry_of(d, new->path);

	for (unsigned i = 0; i < new->options_n; i++) {
		const struct eform_option *option = &new->options[i];
		struct eform_change *change;

		if (has_option(old, option->value))
			continue;
		change = add(d, EFORM_OPTION_ADDED, new->path, "can be \"%s\" now: %s",
			option->value, option->label);
		if (entry_gives(entry))
			consequence(change, false, "decide whether people are asked for it");
	}
	for (unsigned i = 0; i < old->options_n; i++) {
		const char *value = old->options[i].value;
		struct eform_change *change;

		if (has_option(new, value))
			continue;
		change = add(d, EFORM_OPTION_REMOVED, new->path, "can no longer be \"%s\"", value);
		if (entry && entry_sends(entry, value))
			consequence(change, true, "send another value, or drop the choice");
	}
	if (old->options_unknown != new->options_unknown)
		add(d, EFORM_RULES_CHANGED, new->path,
			new->options_unknown ? "no longer says its options"
					     : "says its options now");
}

static bool differs(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) != 0 : a != b;
}

static void diff_rules(
	struct differ *d, const struct eform_field *old, const struct eform_field *new)
{
	struct eform_change *change = NULL;

	if (differs(old->pattern, new->pattern))
		change = add(d, EFORM_RULES_CHANGED, new->path, "has the pattern %s now",
			new->pattern ? new->pattern : "of anything");
	else if (old->has_min != new->has_min || old->has_max != new->has_max ||
		(new->has_min && old->min < new->min) || (new->has_min && old->min > new->min) ||
		(new->has_max && old->max < new->max) || (new->has_max && old->max > new->max))
		change = add(d, EFORM_RULES_CHANGED, new->path, "has another least or greatest");
	else if (old->min_length != new->min_length || old->max_length != new->max_length)
		change = add(d, EFORM_RULES_CHANGED, new->path, "takes %u to %u characters now",
			new->min_length, new->max_length);
	else if (differs(old->min_date, new->min_date) || differs(old->max_date, new->max_date))
		change = add(d, EFORM_RULES_CHANGED, new->path, "has other first or last days");
	else if (old->min_selected != new->min_selected || old->max_selected != new->max_selected)
		change = add(d, EFORM_RULES_CHANGED, new->path, "takes another number of choices");
	else if (differs(old->mask, new->mask))
		change = add(d, EFORM_RULES_CHANGED, new->path, "has the input mask %s now",
			new->mask ? new->mask : "of anything");
	else if (old->whole != new->whole)
		change = add(d, EFORM_RULES_CHANGED, new->path, "takes %s numbers now",
			new->whole ? "whole" : "all");
	if (entry_gives(entry_of(d, new->path)))
		consequence(change, false, "compile it: every way is checked against the form");
}

static void note_read(void *data, const char *path, const char *value)
{
	char *text = data;
	size_t used = strlen(text);

	(void)value;
	snprintf(text + used, CONDITION_SIZE - used, " %s", path);
}

static bool same_comparison(const struct eform_comparison *a, const struct eform_comparison *b)
{
	enum eform_operator one = a->operator, other = b->operator;

	if (one != other || a->want != b->want || a->values_n != b->values_n ||
		differs(a->path, b->path) || differs(a->member, b->member))
		return false;
	for (unsigned i = 0; i < a->values_n; i++)
		if (a->values[i].kind != b->values[i].kind ||
			differs(a->values[i].text, b->values[i].text))
			return false;
	return true;
}

/* Depth and size are bounded by the reader. */
static bool same_condition(const struct eform_condition *a, const struct eform_condition *b)
{
	if (!a || !b)
		return a == b;
	if (a->kind != b->kind || a->parts_n != b->parts_n)
		return false;
	if (a->kind == CONDITION_COMPARE)
		return same_comparison(a->comparison, b->comparison);
	for (unsigned i = 0; i < a->parts_n; i++)
		if (!same_condition(a->parts[i], b->parts[i]))
			return false;
	return true;
}

static void diff_shown(
	struct differ *d, const struct eform_field *old, const struct eform_field *new)
{
	char is[CONDITION_SIZE] = "";
	struct eform_change *change;

	if (same_condition(old->shown, new->shown))
		return;
	if (new->shown)
		eform_condition_reads(new, note_read, is);
	change = add(d, EFORM_SHOWN_CHANGED, new->path, "is shown %s%s",
		new->shown ? "otherwise, depending on" : "always now", is);
	if (entry_of(d, new->path))
		consequence(change, false, "see whether its \"when\" still says the same");
}

static void diff_field(struct differ *d, const struct eform_field *new)
{
	const struct eform_field *old = eform_find(d->before, new->path);
	struct eform_change *change;

	if (!old) {
		change = add(d, EFORM_ADDED, new->path, "is new%s: %s",
			new->required ? " and required" : "", new->label);
		if (new->required && d->overlay && !entry_of(d, new->path))
			consequence(change, true, "say under \"fields\" where it comes from");
		return;
	}
	if (old->type != new->type || old->multiple != new->multiple) {
		change = add(d, EFORM_TYPE_CHANGED, new->path, "was %s, is %s%s now",
			eform_type_name(old->type), eform_type_name(new->type),
			new->multiple ? " of several" : "");
		if (entry_gives(entry_of(d, new->path)))
			consequence(change, true, "see how its value is written (\"as\")");
	}
	diff_required(d, old, new);
	diff_options(d, old, new);
	diff_rules(d, old, new);
	diff_shown(d, old, new);
}

static void diff_removed(struct differ *d, const struct eform_field *old)
{
	struct eform_change *change;

	if (eform_find(d->after, old->path))
		return;
	change = add(d, EFORM_REMOVED, old->path, "is gone");
	if (entry_of(d, old->path))
		consequence(change, true, "take it out of \"fields\"");
}

static void diff_grid(struct differ *d, const struct eform_grid *new)
{
	for (unsigned i = 0; i < d->before->grids_n; i++) {
		const struct eform_grid *old = &d->before->grids[i];

		if (strcmp(old->path, new->path) != 0)
			continue;
		if (old->required != new->required || old->min_rows != new->min_rows ||
			old->max_rows != new->max_rows)
			add(d, EFORM_RULES_CHANGED, new->path, "takes %u to %u rows now%s",
				new->min_rows, new->max_rows, new->required ? ", required" : "");
	}
}

struct eform_diff *eform_diff(void *ctx, const struct eform *before, const struct eform *after,
	const struct overlay *overlay)
{
	struct differ d = { talloc_zero(ctx, struct eform_diff), NULL, before, after, overlay };

	OSMO_ASSERT(d.diff);
	for (unsigned i = 0; i < after->fields_n; i++)
		diff_field(&d, &after->fields[i]);
	for (unsigned i = 0; i < after->grids_n; i++)
		diff_grid(&d, &after->grids[i]);
	for (unsigned i = 0; i < before->fields_n; i++)
		diff_removed(&d, &before->fields[i]);
	d.diff->changes = d.changes;
	return d.diff;
}
