/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Paths of a form's fields, "part.rows[0].from", cut into steps; and whether all paths of a tree
 * can stand in one object: nothing is a value here and a container there, rows count from 0.
 */
#include <string.h>
#include <talloc.h>
#include "menus/tree_read.h"

/* What a key of a form is written with. */
#define KEY_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

/* --- one path ------------------------------------------------------------------------------ */
/* "[12]" at `text`; the octets it takes, 0 if it is none. */
static size_t read_row(const char *text, unsigned *row_r)
{
	size_t digits = strspn(text + 1, "0123456789");
	unsigned row = 0;

	if (digits < 1 || digits > 2 || text[1 + digits] != ']' || (digits == 2 && text[1] == '0'))
		return 0;
	for (size_t i = 1; i <= digits; i++)
		row = row * 10 + (unsigned)(text[i] - '0');
	*row_r = row;
	return row < FIELD_ROWS_MAX ? digits + 2 : 0;
}

/* Cuts the path into `steps`; their number, 0 if it is none. Behind a row comes a key or the end.
 */
static unsigned cut(const char *path, void *ctx, struct path_step steps[FIELD_STEPS_MAX])
{
	unsigned n = 0;

	for (const char *at = path;;) {
		size_t len = strspn(at, KEY_LETTERS);

		if (len == 0 || n == FIELD_STEPS_MAX)
			return 0;
		steps[n++] = (struct path_step) { .key = talloc_strndup(ctx, at, len) };
		at += len;
		if (*at == '[') {
			if (n == FIELD_STEPS_MAX)
				return 0;
			steps[n] = (struct path_step) { 0 };
			len = read_row(at, &steps[n++].row);
			if (len == 0)
				return 0;
			at += len;
		}
		if (!*at)
			return n;
		if (*at++ != '.')
			return 0;
	}
}

void read_path(const struct tree_reader *reader, const struct json_at *at, const char *path,
	struct field *out)
{
	struct path_step steps[FIELD_STEPS_MAX], *kept;
	unsigned n = strlen(path) <= FIELD_PATH_MAX ? cut(path, reader->set, steps) : 0;

	if (n == 0) {
		json_fail(at, "a path is keys joined by '.', rows as [0] to [%d], up to %d of both",
			FIELD_ROWS_MAX - 1, FIELD_STEPS_MAX);
		return;
	}
	kept = read_array(reader, n, sizeof(*kept));
	memcpy(kept, steps, n * sizeof(*kept));
	out->path = talloc_strdup(reader->set, path);
	out->steps_n = n;
	out->steps = kept;
}

/* --- all of them --------------------------------------------------------------------------- */
static bool same_step(const struct path_step *a, const struct path_step *b)
{
	if (!a->key || !b->key)
		return !a->key && !b->key && a->row == b->row;
	return strcmp(a->key, b->key) == 0;
}

/* How many steps both begin with. */
static unsigned common(const struct field *a, const struct field *b)
{
	unsigned n = 0;

	while (n < a->steps_n && n < b->steps_n && same_step(&a->steps[n], &b->steps[n]))
		n++;
	return n;
}

/* One lies within the other, or one has rows where the other has keys. */
static bool exclude_each_other(const struct field *a, const struct field *b)
{
	unsigned n = common(a, b);

	return n == a->steps_n || n == b->steps_n || !a->steps[n].key != !b->steps[n].key;
}

static bool row_before_is_there(
	const struct submit *submit, const struct field *field, unsigned step)
{
	for (unsigned i = 0; i < submit->fields_n; i++) {
		const struct field *other = &submit->fields[i];

		if (common(field, other) == step && other->steps_n > step &&
			!other->steps[step].key &&
			other->steps[step].row + 1 == field->steps[step].row)
			return true;
	}
	return false;
}

void read_paths_agree(const struct json_at *fields, const struct submit *submit)
{
	for (unsigned i = 0; i < submit->fields_n && !json_failed(fields->reader); i++) {
		const struct field *field = &submit->fields[i];

		for (unsigned j = 0; j < i; j++)
			if (exclude_each_other(field, &submit->fields[j]))
				json_fail(fields, "%.60s and %.60s exclude each other", field->path,
					submit->fields[j].path);
		for (unsigned j = 0; j < field->steps_n; j++)
			if (!field->steps[j].key && field->steps[j].row > 0 &&
				!row_before_is_there(submit, field, j))
				json_fail(fields, "%.60s: there is no row before it", field->path);
	}
}
