/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A table in the order of names; it has as many rows as there are screens, and few are new. */
#include "gateway/inspect/abandoned.h"
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "gateway/gateway.h"
#include "gateway/inspect/inspect.h"

struct abandoned_table {
	const struct gateway *gateway;
	struct abandoned rows[ABANDONED_SCREENS_MAX];
	unsigned n;
};

/* Where the row is, or belongs. */
static unsigned place_of(const struct abandoned_table *table, const char *procedure,
	const char *screen, bool *there_r)
{
	unsigned low = 0, high = table->n;

	*there_r = false;
	while (low < high) {
		unsigned middle = (low + high) / 2;
		int order = strcmp(table->rows[middle].procedure, procedure);

		if (order == 0)
			order = strcmp(table->rows[middle].screen, screen);
		if (order == 0) {
			*there_r = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void count(struct abandoned_table *table, const char *procedure, const char *screen)
{
	bool there;
	unsigned at = place_of(table, procedure, screen, &there);
	struct abandoned *row = &table->rows[at];

	if (!there) {
		/* The last row is for all that have no room. */
		if (table->n >= ABANDONED_SCREENS_MAX - 1 && strcmp(procedure, "other") != 0) {
			count(table, "other", "other");
			return;
		}
		memmove(row + 1, row, (table->n - at) * sizeof(*row));
		table->n++;
		*row = (struct abandoned) { .n = 0 };
		snprintf(row->procedure, sizeof(row->procedure), "%s", procedure);
		snprintf(row->screen, sizeof(row->screen), "%s", screen);
	}
	row->n++;
}

static void on_timeout(void *data, const struct dialogue_view *view)
{
	struct abandoned_table *table = data;
	const char *procedure, *screen;

	inspect_place(table->gateway, view, &procedure, &screen);
	count(table, procedure, screen);
}

struct abandoned_table *abandoned_start(struct gateway *gw)
{
	struct abandoned_table *table = talloc_zero(gw, struct abandoned_table);

	if (!table)
		return NULL;
	table->gateway = gw;
	dialogues_on_timeout(gw->counter.dialogues, on_timeout, table);
	return table;
}

const struct abandoned *abandoned_all(const struct abandoned_table *table, unsigned *n_r)
{
	*n_r = table->n;
	return table->rows;
}
