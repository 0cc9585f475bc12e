/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Texts of a procedure: the overlay writes short ids; in the tree and in the catalogues they stand
 * under full ones. An id that the overlay does not have is one of the shared catalogue.
 */
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/compile_parts.h"

static const char *full_id(const struct compiling *c, const char *id)
{
	const char *full = talloc_asprintf(c->ctx, "procedure.%s.%s", c->overlay->code, id);

	OSMO_ASSERT(full);
	return full;
}

static bool is_shared(const struct compiling *c, const char *id)
{
	const struct menu_file *vi = menu_files_find(c->sources->shared, "texts/vi.json");

	return vi && json_object_get(json_object_get(vi->json, "texts"), id);
}

void compile_text_ids(const struct compiling *c, json_t *object, const char *key, const char *place)
{
	const char *id = json_string_value(json_object_get(object, key));

	if (!id)
		return;
	if (overlay_has_text(c->overlay, "vi", id))
		json_object_set_new(object, key, json_string(full_id(c, id)));
	else if (!is_shared(c, id))
		compile_say(c, place,
			"there is no text \"%.60s\": add it under \"texts\" or to texts/vi.json",
			id);
}

/* --- where texts are named ----------------------------------------------------------------- */
static void route_ids(const struct compiling *c, json_t *route, const char *place)
{
	size_t index;
	json_t *way;

	compile_text_ids(c, route, "notice", place);
	json_array_foreach (route, index, way)
		compile_text_ids(c, way, "notice", place);
}

static void option_ids(const struct compiling *c, json_t *option, const char *place)
{
	compile_text_ids(c, option, "text", place);
	compile_text_ids(c, option, "echo", place);
	route_ids(c, json_object_get(option, "next"), place);
}

static void node_ids(const struct compiling *c, json_t *node, const char *place)
{
	json_t *option, *on = json_object_get(node, "on"), *route;
	const char *outcome;
	size_t index;

	compile_text_ids(c, node, "text", place);
	compile_text_ids(c, node, "item", place);
	compile_text_ids(c, node, "continue", place);
	route_ids(c, json_object_get(node, "next"), place);
	option_ids(c, json_object_get(node, "skip"), place);
	json_array_foreach (json_object_get(node, "options"), index, option)
		option_ids(c, option, place);
	json_object_foreach (on, outcome, route)
		route_ids(c, route, place);
}

/* --- the texts themselves ------------------------------------------------------------------ */
static void own_texts(struct compiling *c)
{
	const char *language, *id;
	json_t *texts, *text;

	json_object_foreach (c->overlay->texts, language, texts) {
		json_t *full = json_object();

		json_object_foreach (texts, id, text)
			json_object_set(full, full_id(c, id), text);
		json_object_set_new(c->texts, language, full);
	}
}

void compile_texts(struct compiling *c)
{
	const char *name;
	json_t *node;

	json_object_foreach (c->nodes, name, node) {
		char place[80];

		snprintf(place, sizeof(place), "nodes.%s", name);
		node_ids(c, node, place);
	}
	own_texts(c);
}
