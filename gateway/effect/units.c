/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* units.list: provinces, and the communes of one, by the first letters of their names. */
#include <stdio.h>
#include "gateway/effect/effects.h"
#include "gateway/effect/found.h"

static void add_item(struct effect_result *out, const struct units *units, const struct unit *unit)
{
	const struct unit *of = *unit->parent ? units_find(units, unit->parent) : NULL;
	struct effect_item *item = effect_item_add(out, unit->code);
	char name[EFFECT_VALUE_SIZE];

	snprintf(name, sizeof(name), "%s %s", unit->kind, unit->name);
	effect_item_set(item, "unit", name);
	effect_item_set(item, "of", of ? of->name : "");
}

int effect_units_list(struct effect_call *call, struct effect_result *out)
{
	const struct units *units = menu_set_units(call->world->menus);
	const char *codes[EFFECT_ITEMS_MAX];
	struct unit_hit hits[UNITS_COMMUNES_MAX];
	struct found found = { .n = { 0 } };
	unsigned n = units ? units_match(units, effect_argument(call, "province"),
				     effect_argument(call, "letters"), hits, UNITS_COMMUNES_MAX)
			   : 0;

	for (unsigned i = 0; i < n; i++)
		found_add(&found, hits[i].rank, hits[i].unit->code);
	n = found_list(&found, codes, &out->outcome);
	for (unsigned i = 0; i < n; i++)
		add_item(out, units, units_find(units, codes[i]));
	return OK;
}
