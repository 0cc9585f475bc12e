/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Menus, offices and the program itself; and the table of all that can be looked at. */
#include "gateway/inspect/inspect.h"
#include <sodium.h>
#include "gateway/api/answer.h"
#include "gateway/gateway.h"
#include "menus/menu_set.h"
#include "gateway/base/version.h"

const struct inspection inspections[] = {
	{ "dialogues", "Dialogues under way and where they stand", inspect_dialogues },
	{ "outbox", "Messages on their way, and what became of the last ones", inspect_outbox },
	{ "portal", "The provincial portal", inspect_portal },
	{ "offices", "Offices and their places", inspect_offices },
	{ "menus", "Procedures, languages, and how the last reload went", inspect_menus },
	{ "version", "Program, schema and key", inspect_version },
	{ NULL, NULL, NULL },
};

json_t *inspect_age(const struct gateway *gw, int64_t at_s)
{
	int64_t age_s = clock_utc_s(gw->clock) - at_s;

	if (!at_s)
		return json_null();
	return json_integer(age_s > 0 ? age_s : 0);
}

json_t *inspect_offices(struct gateway *gw)
{
	json_t *rows = json_array();

	for (unsigned i = 0; i < gw->offices->n; i++) {
		const struct office *o = &gw->offices->list[i];

		json_array_append_new(rows,
			json_pack("{s:s s:s s:s s:s s:i s:i}", "code", o->code, "name", o->name,
				"short_name", o->short_name, "valid_from", o->valid_from,
				"capacity", (int)o->capacity, "slot_minutes",
				(int)o->slot_minutes));
	}
	return json_pack("{s:i s:o}", "offices_n", (int)gw->offices->n, "offices", rows);
}

static json_t *trees_json(const struct menu_set *menus)
{
	char hash[TREE_HASH_SIZE * 2 + 1];
	json_t *rows = json_array();

	for (unsigned i = 0; i < menu_set_trees(menus); i++) {
		sodium_bin2hex(hash, sizeof(hash), menu_set_tree_hash(menus, i), TREE_HASH_SIZE);
		json_array_append_new(rows,
			json_pack("{s:s s:i s:s}", "code", menu_set_tree_code(menus, i), "nodes",
				(int)menu_set_nodes(menus, i), "hash", hash));
	}
	return rows;
}

static json_t *languages_json(const struct texts *texts)
{
	json_t *rows = json_array();

	for (unsigned i = 0; i < texts_languages(texts); i++)
		json_array_append_new(rows,
			json_pack("{s:s s:s s:b}", "code", texts_language_code(texts, i), "name",
				texts_language_name(texts, i), "complete",
				(int)texts_language_complete(texts, i)));
	return rows;
}

json_t *inspect_menus(struct gateway *gw)
{
	const struct shelf *shelf = gw->counter.shelf;
	const struct service_set *set = shelf_get(shelf, shelf_current(shelf));
	const struct reload *reload = &gw->reload;

	return json_pack("{s:o s:i s:o s:o s:{s:o s:s s:I s:I}}", "read_at", api_time(set->read_s),
		"sets", (int)shelf_sets(shelf), "trees", trees_json(set->menus), "languages",
		languages_json(menu_set_texts(set->menus)), "reload", "tried_at",
		api_time(reload->tried_s), "problem", reload->problem, "done",
		(json_int_t)reload->done, "failed", (json_int_t)reload->failed);
}

json_t *inspect_version(struct gateway *gw)
{
	int schema;
	unsigned key_id;

	store_identity(gw->store, &schema, &key_id);
	return json_pack("{s:s s:i s:i s:o s:o}", "version", motcua_version, "schema", schema,
		"key", (int)key_id, "started_at", api_time(gw->started_s), "up_s",
		inspect_age(gw, gw->started_s));
}
