/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reads a folder of trees and texts into one constant set: the only file of menus/ that touches
 * the disk, and only at load.
 *
 * Order matters: texts first, for trees name them; then the codes of all trees, for trees lead to
 * each other; then each tree alone; then the checks over all.
 */
#include "menus/menu_set.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/tree.h"

#define PATH_SIZE 512
#define SUFFIX	  ".json"

struct load {
	void *ctx;
	const char *folder;
	char *error;
	size_t error_size;
};

/* --- texts --------------------------------------------------------------------------------- */
static void note_missing(const char *id, void *data)
{
	const char **first = data;

	if (!*first)
		*first = id;
}

/* vi is what all others fall back to, and a language that calls itself complete is offered. */
static bool check_complete(const struct texts *texts, struct load *load)
{
	for (unsigned i = 0; i < texts_languages(texts); i++) {
		const char *missing = NULL;

		if (i > 0 && !texts_language_complete(texts, i))
			continue;
		texts_missing(texts, i, note_missing, &missing);
		if (!missing)
			continue;
		snprintf(load->error, load->error_size,
			"%s/texts/%s.json: text \"%s\" is missing: add it%s", load->folder,
			texts_language_code(texts, i), missing,
			i > 0 ? " or say \"complete\": false" : "");
		return false;
	}
	return true;
}

static bool find_words(struct menu_set *set, struct load *load)
{
	static const char *const ids[] = {
		[WORD_BACK] = "key.back",
		[WORD_HOME] = "key.home",
		[WORD_NEXT] = "key.next",
		[WORD_CALLBACK] = "key.callback",
		[WORD_CONTINUE] = "key.continue",
		[WORD_NONE] = "word.none",
		[WORD_MALE] = "word.male",
		[WORD_FEMALE] = "word.female",
		[WORD_NOT_A_CHOICE] = "notice.not_a_choice",
		[WORD_NOT_DIGITS] = "notice.not_digits",
		[WORD_WRONG_LENGTH] = "notice.wrong_length",
		[WORD_NOT_AN_ID] = "notice.not_an_id",
		[WORD_NOT_A_DATE] = "notice.not_a_date",
		[WORD_DATE_OUT_OF_RANGE] = "notice.date_out_of_range",
		[WORD_WRONG_CHECK_DIGIT] = "notice.wrong_check_digit",
		[WORD_TOO_LONG] = "notice.too_long",
		[WORD_BROKEN] = "notice.broken",
		[WORD_UNKNOWN_SERVICE] = "notice.unknown_service",
		[WORD_TREE_CHANGED] = "notice.tree_changed",
	};

	_Static_assert(ARRAY_SIZE(ids) == WORD_COUNT, "each word has its text");
	for (unsigned i = 0; i < ARRAY_SIZE(ids); i++) {
		set->words[i] = texts_find(set->texts, ids[i]);
		if (set->words[i] == TEXT_NONE) {
			snprintf(load->error, load->error_size,
				"%s/texts/vi.json: text \"%s\" is missing: add it", load->folder,
				ids[i]);
			return false;
		}
		if (set->words[i] > set->text_max)
			set->text_max = set->words[i];
	}
	return true;
}

/* Every procedure can be named, and its papers told, wherever a text says {procedure.short}. */
static bool check_procedure_texts(const struct menu_set *set, struct load *load)
{
	static const char *const facts[] = { "short", "name", "papers" };
	char id[TREE_NAME_MAX + 32];

	for (unsigned i = 1; i < set->trees_n; i++)
		for (unsigned j = 0; j < ARRAY_SIZE(facts); j++) {
			snprintf(id, sizeof(id), "procedure.%s.%s", set->trees[i].code, facts[j]);
			if (texts_find(set->texts, id) != TEXT_NONE)
				continue;
			snprintf(load->error, load->error_size,
				"%s/texts/vi.json: text \"%s\" is missing: add it", load->folder,
				id);
			return false;
		}
	return true;
}

/* --- codes --------------------------------------------------------------------------------- */
static int by_code(const void *a, const void *b)
{
	return strcmp(((const struct tree *)a)->code, ((const struct tree *)b)->code);
}

/* The code in a file name: what stands before .json. 0 for other files. */
static size_t code_length(const char *name)
{
	size_t len = strlen(name), suffix = strlen(SUFFIX);

	if (len <= suffix || strcmp(name + len - suffix, SUFFIX) != 0 || name[0] == '.')
		return 0;
	return len - suffix;
}

static struct tree *add_tree(struct menu_set *set, const char *code, size_t len, const char *source)
{
	struct tree *tree = &set->trees[set->trees_n++];

	tree->code = talloc_strndup(set, code, len);
	tree->source = source;
	return tree;
}

static bool list_procedures(struct menu_set *set, DIR *dir, const char *path, struct load *load)
{
	const struct dirent *entry;

	while ((entry = readdir(dir))) {
		size_t len = code_length(entry->d_name);

		if (len == 0)
			continue;
		if (len > TREE_NAME_MAX || set->trees_n == MENU_TREES_MAX) {
			snprintf(load->error, load->error_size, "%s: %s", path,
				len > TREE_NAME_MAX ? "a file name is too long"
						    : "more procedures than MENU_TREES_MAX");
			return false;
		}
		add_tree(set, entry->d_name, len,
			talloc_asprintf(set, "%s/%s", path, entry->d_name));
	}
	qsort(set->trees + 1, set->trees_n - 1, sizeof(*set->trees), by_code);
	return true;
}

static bool list_trees(struct menu_set *set, struct load *load)
{
	char *path = talloc_asprintf(set, "%s/procedures", load->folder);
	DIR *dir = opendir(path);
	bool ok;

	set->trees = talloc_zero_array(set, struct tree, MENU_TREES_MAX);
	OSMO_ASSERT(path && set->trees);
	if (!dir) {
		snprintf(load->error, load->error_size, "%s: %s", path, strerror(errno));
		return false;
	}
	add_tree(set, "home", strlen("home"), talloc_asprintf(set, "%s/home.json", load->folder));
	ok = list_procedures(set, dir, path, load);
	closedir(dir);
	set->trees = talloc_realloc(set, set->trees, struct tree, set->trees_n);
	OSMO_ASSERT(set->trees);
	return ok;
}

/* --- trees --------------------------------------------------------------------------------- */
static bool read_tree(struct menu_set *set, unsigned index, struct load *load)
{
	struct json_reader reader;
	json_t *json = json_read_file(&reader, set->trees[index].source, TREE_FILE_MAX);
	struct json_at root;

	if (json) {
		root = json_root(&reader, json);
		tree_read(set, index, &root);
		json_decref(json);
	}
	if (!json_failed(&reader))
		return true;
	osmo_strlcpy(load->error, reader.error, load->error_size);
	return false;
}

/* Names that effects bring must have a number before the first of them comes. */
static void add_effect_names(struct menu_set *set)
{
	for (unsigned effect = EFFECT_NONE + 1; effect < EFFECT_COUNT; effect++)
		for (const char *const *v = effect_values((enum effect)effect); *v; v++)
			symbols_add(set->symbols, *v, strlen(*v));
}

static bool load_set(struct menu_set *set, struct load *load)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s/texts", load->folder);
	set->symbols = symbols_new(set);
	set->texts = texts_read(set, path, load->error, load->error_size);
	if (!set->texts || !check_complete(set->texts, load) || !find_words(set, load) ||
		!list_trees(set, load) || !check_procedure_texts(set, load))
		return false;
	add_effect_names(set);
	for (unsigned i = 0; i < set->trees_n; i++)
		if (!read_tree(set, i, load))
			return false;
	for (unsigned i = 0; i < set->trees_n; i++)
		if (!tree_check(set, i, load->error, load->error_size))
			return false;
	return true;
}

struct menu_set *menu_set_read(void *ctx, const char *folder, char *error, size_t error_size)
{
	struct load load = { ctx, folder, error, error_size };
	struct menu_set *set = talloc_zero(ctx, struct menu_set);

	OSMO_ASSERT(set && error_size > 0);
	error[0] = '\0';
	if (load_set(set, &load))
		return set;
	talloc_free(set);
	return NULL;
}

/* --- what others ask ----------------------------------------------------------------------- */
const struct texts *menu_set_texts(const struct menu_set *set)
{
	return set->texts;
}

unsigned menu_set_trees(const struct menu_set *set)
{
	return set->trees_n;
}

const char *menu_set_tree_code(const struct menu_set *set, unsigned tree)
{
	OSMO_ASSERT(tree < set->trees_n);
	return set->trees[tree].code;
}

const uint8_t *menu_set_tree_hash(const struct menu_set *set, unsigned tree)
{
	OSMO_ASSERT(tree < set->trees_n);
	return set->trees[tree].hash;
}

int menu_set_tree_find(const struct menu_set *set, const char *code)
{
	for (unsigned i = 0; i < set->trees_n; i++)
		if (strcmp(set->trees[i].code, code) == 0)
			return (int)i;
	return -1;
}

unsigned menu_set_nodes(const struct menu_set *set, unsigned tree)
{
	OSMO_ASSERT(tree < set->trees_n);
	return set->trees[tree].nodes_n;
}

const char *menu_set_node_name(const struct menu_set *set, unsigned tree, unsigned node)
{
	OSMO_ASSERT(tree < set->trees_n && node < set->trees[tree].nodes_n);
	return set->trees[tree].nodes[node].name;
}
