/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * offices.list: where a person can come. A commune's few offices are all shown; of a province's
 * hundred those whose name begins with the letters that were pressed.
 */
#include "gateway/effect/effects.h"
#include "gateway/effect/found.h"

/* What an office is looked for by, in this order: the name of its place, because the other two
 * mostly begin with words that all offices share; if nobody has such a place, its short name; then
 * its whole name. */
enum known_by { BY_PLACE, BY_SHORT_NAME, BY_NAME };

static const char *name_of(
	const struct units *units, const struct office *office, enum known_by known_by)
{
	const struct unit *unit = units ? units_find(units, office->code) : NULL;

	if (known_by == BY_NAME)
		return office->name;
	return known_by == BY_PLACE && unit ? unit->name : office->short_name;
}

/* Without letters every office is meant. */
static void find(const struct effect_world *world, const char *letters, enum known_by known_by,
	struct found *found)
{
	const struct units *units = menu_set_units(world->menus);

	*found = (struct found) { .n = { 0 } };
	for (unsigned i = 0; i < world->offices->n; i++) {
		const struct office *office = &world->offices->list[i];

		found_add(found,
			*letters ? keypad_match(letters, name_of(units, office, known_by))
				 : KEYPAD_WHOLE_START,
			office->code);
	}
}

int effect_offices_as(struct effect_call *call, const char *name, struct effect_result *out)
{
	const char *letters = effect_argument(call, "letters"), *codes[EFFECT_ITEMS_MAX];
	struct found found;
	unsigned n;

	find(call->world, letters, BY_PLACE, &found);
	if (found_none(&found))
		find(call->world, letters, BY_SHORT_NAME, &found);
	if (found_none(&found))
		find(call->world, letters, BY_NAME, &found);
	n = found_list(&found, codes, &out->outcome);
	for (unsigned i = 0; i < n; i++)
		effect_item_set(
			effect_item_add(out, codes[i]), name, effect_office_name(call, codes[i]));
	return OK;
}

int effect_offices_list(struct effect_call *call, struct effect_result *out)
{
	return effect_offices_as(call, "office", out);
}
