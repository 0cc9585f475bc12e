/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Loads trees and texts into one constant set, from a folder or from files in memory.
 *
 * Order matters: texts first, for trees name them; then the codes of all trees, for trees lead to
 * each other; then each tree alone; then the checks over all.
 */
#include "menus/menu_set.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/menu_files.h"
#include "menus/tree_read.h"

#define PATH_SIZE      512
#define TEXTS_FILE_MAX (4u << 20) /* octets */

struct load {
	const struct menu_files *files;
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
		[WORD_NOT_A_PAST_DATE] = "notice.not_a_past_date",
		[WORD_NOT_A_DATE_OR_YEAR] = "notice.not_a_date_or_year",
		[WORD_PAST_OUT_OF_RANGE] = "notice.past_out_of_range",
		[WORD_NOT_A_TIME] = "notice.not_a_time",
		[WORD_NOT_A_PHONE] = "notice.not_a_phone",
		[WORD_NUMBER_RANGE] = "notice.number_range",
		[WORD_NOT_LETTERS] = "notice.not_letters",
		[WORD_NOT_A_NAME] = "notice.not_a_name",
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

static void add_tree(struct menu_set *set, const char *code, const struct menu_file *file)
{
	struct tree *tree = &set->trees[set->trees_n++];

	tree->code = code;
	tree->source = talloc_strdup(set, file->source);
	OSMO_ASSERT(code && tree->source);
}

static bool list_procedures(struct menu_set *set, struct load *load)
{
	for (unsigned i = 0; i < load->files->n; i++) {
		const struct menu_file *file = &load->files->files[i];
		const char *code = menu_file_stem(set, file, "procedures/");

		if (!code)
			continue;
		if (strlen(code) > TREE_NAME_MAX || set->trees_n == MENU_TREES_MAX) {
			snprintf(load->error, load->error_size, "%s/procedures: %s", load->folder,
				set->trees_n < MENU_TREES_MAX ? "a file name is too long"
							      : "more procedures than "
								"MENU_TREES_MAX");
			return false;
		}
		add_tree(set, code, file);
	}
	qsort(set->trees + 1, set->trees_n - 1, sizeof(*set->trees), by_code);
	return true;
}

static bool list_trees(struct menu_set *set, struct load *load)
{
	const struct menu_file *home = menu_files_find(load->files, "home.json");
	bool ok;

	set->trees = talloc_zero_array(set, struct tree, MENU_TREES_MAX);
	OSMO_ASSERT(set->trees);
	if (!home) {
		snprintf(load->error, load->error_size, "%s: there is no home.json", load->folder);
		return false;
	}
	add_tree(set, "home", home);
	ok = list_procedures(set, load);
	set->trees = talloc_realloc(set, set->trees, struct tree, set->trees_n);
	OSMO_ASSERT(set->trees);
	return ok;
}

/* --- trees --------------------------------------------------------------------------------- */
static json_t *tree_json(const struct tree *tree, const struct load *load)
{
	for (unsigned i = 0; i < load->files->n; i++)
		if (strcmp(load->files->files[i].source, tree->source) == 0)
			return load->files->files[i].json;
	return NULL;
}

static bool read_tree(struct menu_set *set, unsigned index, struct load *load)
{
	struct json_reader reader = { .source = set->trees[index].source };
	struct json_at root = json_root(&reader, tree_json(&set->trees[index], load));

	tree_read(set, index, &root);
	if (!json_failed(&reader))
		return true;
	osmo_strlcpy(load->error, reader.error, load->error_size);
	return false;
}

static struct texts *load_texts(struct menu_set *set, struct load *load)
{
	struct texts_source sources[LANGUAGES_MAX];
	char path[PATH_SIZE];
	unsigned n = 0;

	snprintf(path, sizeof(path), "%s/texts", load->folder);
	for (unsigned i = 0; i < load->files->n; i++) {
		const struct menu_file *file = &load->files->files[i];

		if (strncmp(file->path, "texts/", strlen("texts/")) != 0)
			continue;
		if (n == LANGUAGES_MAX) {
			snprintf(load->error, load->error_size, "%s: more than %d languages", path,
				LANGUAGES_MAX);
			return NULL;
		}
		sources[n++] = (struct texts_source) { file->source, file->json };
	}
	return texts_from(set, path, sources, n, load->error, load->error_size);
}

/* A folder without units is one whose trees ask for none. */
static bool load_units(struct menu_set *set, struct load *load)
{
	const struct menu_file *file = menu_files_find(load->files, "units.json");
	struct json_reader reader = { .source = file ? file->source : "" };
	struct json_at root = json_root(&reader, file ? file->json : NULL);

	if (!file)
		return true;
	set->units = units_read(set, &root);
	if (!set->units)
		osmo_strlcpy(load->error, reader.error, load->error_size);
	return set->units;
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
	set->symbols = symbols_new(set);
	set->texts = load_texts(set, load);
	if (!set->texts || !check_complete(set->texts, load) || !find_words(set, load) ||
		!load_units(set, load) || !list_trees(set, load) ||
		!check_procedure_texts(set, load))
		return false;
	add_effect_names(set);
	for (unsigned i = 0; i < set->trees_n; i++)
		if (!read_tree(set, i, load))
			return false;
	if (!codes_check(set, load->error, load->error_size))
		return false;
	for (unsigned i = 0; i < set->trees_n; i++)
		if (!tree_check(set, i, load->error, load->error_size))
			return false;
	return true;
}

struct menu_set *menu_set_from(
	void *ctx, const struct menu_files *files, char *error, size_t error_size)
{
	struct load load = { files, files->folder, error, error_size };
	struct menu_set *set = talloc_zero(ctx, struct menu_set);

	OSMO_ASSERT(set && error_size > 0);
	error[0] = '\0';
	if (load_set(set, &load))
		return set;
	talloc_free(set);
	return NULL;
}

struct menu_set *menu_set_read(void *ctx, const char *folder, char *error, size_t error_size)
{
	static const struct menu_part parts[] = {
		{ "texts/", TEXTS_FILE_MAX, false },
		{ "home.json", TREE_FILE_MAX, false },
		{ "procedures/", TREE_FILE_MAX, false },
		{ "units.json", UNITS_FILE_MAX, true },
		{ NULL, 0, false },
	};
	struct menu_files *files = menu_files_read(ctx, folder, parts, error, error_size);
	struct menu_set *set = files ? menu_set_from(ctx, files, error, error_size) : NULL;

	talloc_free(files);
	return set;
}

/* --- what others ask ----------------------------------------------------------------------- */
const struct texts *menu_set_texts(const struct menu_set *set)
{
	return set->texts;
}

const struct units *menu_set_units(const struct menu_set *set)
{
	return set->units;
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

const char *menu_set_tree_eform(const struct menu_set *set, unsigned tree)
{
	OSMO_ASSERT(tree < set->trees_n);
	return set->trees[tree].eform;
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
