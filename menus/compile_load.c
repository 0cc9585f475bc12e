/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Trying what was compiled: a service tree that knows nothing but this procedure, the shared texts
 * with its own, and the loader's judgement over them.
 */
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/compile_parts.h"

/* One screen that leads to the procedure, and one that offers to go on with it. */
static json_t *smallest_home(const char *code, const char *text)
{
	char target[OVERLAY_NAME_MAX + 8];
	json_t *nodes, *menu, *resume;

	snprintf(target, sizeof(target), "tree:%s", code);
	menu = json_pack("{s:s, s:s, s:[{s:s, s:s}, {s:s, s:s}]}", "kind", "menu", "text", text,
		"options", "text", text, "next", target, "text", text, "next", "resume");
	resume = json_pack("{s:s, s:s, s:[{s:s, s:s}, {s:s, s:s}]}", "kind", "menu", "text", text,
		"options", "text", text, "next", "draft", "text", text, "next", "home");
	nodes = json_pack("{s:o, s:o}", "start", menu, "resume", resume);
	return json_pack("{s:i, s:s, s:s, s:s, s:s, s:{}, s:o}", "motcua_tree", 1, "code", "home",
		"title", text, "start", "start", "resume", "resume", "dial", "nodes", nodes);
}

json_t *compile_merged_texts(const struct menu_file *catalogue, json_t *texts)
{
	const char *language = json_string_value(json_object_get(catalogue->json, "language"));
	json_t *merged = json_copy(catalogue->json);
	json_t *all = json_copy(json_object_get(catalogue->json, "texts"));

	if (all && language)
		json_object_update(all, json_object_get(texts, language));
	if (all)
		json_object_set_new(merged, "texts", all);
	return merged;
}

/* Every language of the overlay must be one of the service. */
static void check_languages(const struct compiling *c)
{
	const char *language;
	json_t *texts;

	json_object_foreach (c->overlay->texts, language, texts) {
		char path[64];

		snprintf(path, sizeof(path), "texts/%s.json", language);
		if (!menu_files_find(c->sources->shared, path))
			compile_say(c, "texts", "there is no %s for \"%s\"", path, language);
	}
}

void compile_try(const struct compiling *c, json_t *tree)
{
	struct menu_files *files = menu_files_new(c->ctx, "compiled");
	char path[64], name[64], error[512];
	const struct menu_file *units = menu_files_find(c->sources->shared, "units.json");

	check_languages(c);
	snprintf(path, sizeof(path), "procedures/%s.json", c->overlay->code);
	snprintf(name, sizeof(name), "procedure.%s.name", c->overlay->code);
	menu_files_add(files, "home.json", smallest_home(c->overlay->code, name));
	menu_files_add(files, path, json_incref(tree));
	if (units)
		menu_files_add(files, "units.json", json_incref(units->json));
	for (unsigned i = 0; i < c->sources->shared->n; i++) {
		const struct menu_file *file = &c->sources->shared->files[i];

		if (strncmp(file->path, "texts/", strlen("texts/")) == 0)
			menu_files_add(files, file->path, compile_merged_texts(file, c->texts));
	}
	if (!menu_set_from(c->ctx, files, error, sizeof(error)))
		compile_say(c, "", "%s", error);
}
