/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* menus languages: what a language lacks, and where it is long. For translators. */
#include <stdio.h>
#include <stdlib.h>
#include "gateway/cli/menus.h"
#include "menus/lengths.h"

struct surveying {
	const struct menu_set *set;
	unsigned language;
	json_t *missing, *leafed, *plain;
	unsigned screens;
};

static void add_missing(const char *id, void *data)
{
	struct surveying *s = data;

	json_array_append_new(s->missing, json_string(id));
}

static void add_long(void *data, const struct length *length)
{
	struct surveying *s = data;
	const char *tree = menu_set_tree_code(s->set, length->tree);
	const char *node = menu_set_node_name(s->set, length->tree, length->node);
	const char *script = length->accents ? " (accents)" : "";

	s->screens++;
	if (length->pages > 1)
		json_array_append_new(s->leafed,
			json_sprintf("%s/%s%s: %u pages", tree, node, script, length->pages));
	if (length->plain)
		json_array_append_new(s->plain, json_sprintf("%s/%s", tree, node));
}

static json_t *survey(const struct menus_work *work, unsigned language)
{
	const struct menu_set *set = work->sources->set;
	const struct texts *texts = menu_set_texts(set);
	const struct budget least = BUDGET_GSUP;
	struct surveying s = { set, language, json_array(), json_array(), json_array(), 0 };

	texts_missing(texts, language, add_missing, &s);
	lengths_measure(set, work->samples, language, &least, add_long, &s);
	return json_pack("{s:s s:s s:b s:i s:i s:o s:o s:o}", "language",
		texts_language_code(texts, language), "name", texts_language_name(texts, language),
		"complete", (int)texts_language_complete(texts, language), "texts",
		(int)texts_count(texts), "screens", (int)s.screens, "missing", s.missing, "leafed",
		s.leafed, "plain", s.plain);
}

static void print_list(const json_t *language, const char *key, const char *title)
{
	const json_t *list = json_object_get(language, key);

	if (!json_array_size(list))
		return;
	printf("  %s: %zu\n", title, json_array_size(list));
	for (size_t i = 0; i < json_array_size(list); i++)
		printf("    %s\n", json_string_value(json_array_get(list, i)));
}

static void print_language(const json_t *language)
{
	printf("%s %s: %s, %lld texts, %lld screens\n",
		json_string_value(json_object_get(language, "language")),
		json_string_value(json_object_get(language, "name")),
		json_is_true(json_object_get(language, "complete")) ? "complete" : "not complete",
		(long long)json_integer_value(json_object_get(language, "texts")),
		(long long)json_integer_value(json_object_get(language, "screens")));
	print_list(language, "missing", "missing, shown in the first language");
	print_list(language, "leafed", "more than one page on the smallest screen");
	print_list(language, "plain", "accents do not fit, shown without");
}

int cli_menus_languages(const struct cli *cli)
{
	struct menus_work work;
	bool whole = menus_work_init(&work, menus_folder(cli, 0));
	json_t *list = json_array();

	for (unsigned i = 0; whole && i < texts_languages(menu_set_texts(work.sources->set)); i++) {
		json_array_append_new(list, survey(&work, i));
		if (!cli->json)
			print_language(json_array_get(list, i));
	}
	if (whole && cli->json)
		cli_print_json(list);
	json_decref(list);
	menus_work_fini(&work);
	return whole ? EXIT_SUCCESS : EXIT_FAILURE;
}
