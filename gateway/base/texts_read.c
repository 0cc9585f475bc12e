/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reads the files of texts, strictly: people without a compiler write them, and a mistake should be
 * a sentence at the start, not a wrong screen on somebody's phone.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>
#include "gateway/base/json.h"
#include "gateway/base/log.h"
#include "gateway/base/texts_table.h"
#include "gateway/base/utf8.h"
#include "gateway/base/vietnamese.h"

#define FILE_MAX	  (4u << 20) /* octets */
#define LANGUAGE_NAME_MAX 64 /* octets of a language's name */
#define BLOCK_SIZE	  16384
#define DEFAULT		  "vi"

/* Texts are small and many: one allocation for each would double their size. */
struct arena {
	void *ctx;
	char *block;
	size_t left;
};

/* One file while the table is being made. */
struct text_file {
	const char *path;
	json_t *root; /* borrowed */
	struct json_reader reader;
	struct json_at texts;
	struct text_language language;
};

/* The folder while it is being read. Short-lived; what stays is made in `arena`. */
struct folder {
	struct text_file files[LANGUAGES_MAX];
	unsigned count;
	struct arena arena;
};

static const char *arena_copy(struct arena *arena, const char *s, size_t len)
{
	char *copy;

	if (len + 1 > arena->left) {
		arena->left = len + 1 > BLOCK_SIZE ? len + 1 : BLOCK_SIZE;
		arena->block = talloc_size(arena->ctx, arena->left);
		OSMO_ASSERT(arena->block);
	}
	copy = arena->block;
	memcpy(copy, s, len);
	copy[len] = '\0';
	arena->block += len + 1;
	arena->left -= len + 1;
	return copy;
}

/* --- syntax of texts ----------------------------------------------------------------------- */
static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '_' || c == '.';
}

size_t texts_name_length(const char *name)
{
	size_t n = 0;

	while (name_char(name[n]))
		n++;
	return name[n] == '}' ? n : 0;
}

static bool id_valid(const char *id)
{
	size_t n = 0;

	while (name_char(id[n]) || id[n] == '-')
		n++;
	return n > 0 && n <= TEXT_ID_MAX && id[n] == '\0';
}

/* NULL, or what is wrong with the text. */
static const char *text_fault(const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c < 0x20 && c != '\n') || c == 0x7f)
			return "holds a control character other than a line end";
		if (c != '{')
			continue;
		if (s[1] != '{' && texts_name_length(s + 1) == 0)
			return "a '{' begins neither {name} nor {{";
		s += s[1] == '{' ? 1 : texts_name_length(s + 1);
	}
	return NULL;
}

/* --- one language -------------------------------------------------------------------------- */
static bool code_valid(const char *code)
{
	size_t n = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return n >= 2 && code[n] == '\0';
}

static void read_head(struct text_file *file, struct arena *arena)
{
	static const char *const keys[] = { "language", "name", "complete", "texts", NULL };
	struct text_language *language = &file->language;
	struct json_at root = json_root(&file->reader, file->root);
	const char *code, *name;

	json_only(&root, keys);
	code = json_text(&root, "language", 2, TEXT_LANGUAGE_MAX);
	name = json_text(&root, "name", 1, LANGUAGE_NAME_MAX);
	language->complete = json_bool_opt(&root, "complete", false);
	file->texts = json_need(&root, "texts");
	if (json_failed(&file->reader))
		return;
	if (!json_is_object(file->texts.value))
		json_fail(&file->texts, "expected an object");
	else if (!code_valid(code))
		json_fail(&root, "language: expected small letters, such as \"vi\"");
	osmo_strlcpy(language->code, code, sizeof(language->code));
	language->name = arena_copy(arena, name, strlen(name));
}

/* Stores one text of the language, in both forms. */
static void read_text(struct text_file *file, struct text_language *language, struct arena *arena,
	uint16_t index, const char *id)
{
	char form[TEXT_MAX + 1];
	struct json_at at = json_need(&file->texts, id);
	const char *text = json_text(&file->texts, id, 1, TEXT_MAX);
	const char *fault = text_fault(text);
	size_t len;

	if (json_failed(&file->reader))
		return;
	if (fault) {
		json_fail(&at, "%s", fault);
		return;
	}
	if (utf8_nfc(text, strlen(text), form, sizeof(form), &len) < 0) {
		json_fail(&at, "too long once composed");
		return;
	}
	text = arena_copy(arena, form, len);
	language->own[index] = true;
	language->forms[TEXT_FORM_ACCENTED][index] = text;
	language->forms[TEXT_FORM_PLAIN][index] = text;

	if (vn_unaccent(text, len, form, sizeof(form), &len) < 0)
		json_fail(&at, "has no unaccented form");
	else if (strcmp(text, form) != 0)
		language->forms[TEXT_FORM_PLAIN][index] = arena_copy(arena, form, len);
}

/* Fills the language's arrays: what it has itself, over what "vi" has. */
static void read_texts(struct texts *texts, struct text_file *file, struct text_language *language,
	struct arena *arena)
{
	const struct text_language *vi = &texts->language[0];
	const char *id;
	json_t *value;

	language->own = talloc_zero_array(texts, bool, texts->count);
	for (unsigned i = 0; i < 2; i++) {
		language->forms[i] = talloc_array(texts, const char *, texts->count);
		if (language != vi)
			memcpy(language->forms[i], vi->forms[i],
				texts->count * sizeof(const char *));
	}
	json_object_foreach (file->texts.value, id, value) {
		uint16_t index = texts_find(texts, id);

		if (index == TEXT_NONE)
			json_fail(&file->texts, "\"%s\" is not a text of " DEFAULT,
				log_escaped(id, strlen(id), TEXT_ID_MAX));
		else
			read_text(file, language, arena, index, id);
	}
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The ids of "vi" are the ids of all. */
static void read_ids(struct texts *texts, struct text_file *vi, struct arena *arena)
{
	const char *id;
	json_t *value;
	size_t count = json_object_size(vi->texts.value);

	if (count >= TEXT_NONE) {
		json_fail(&vi->texts, "more than %d texts", TEXT_NONE - 1);
		return;
	}
	texts->ids = talloc_array(texts, const char *, (unsigned)count);
	json_object_foreach (vi->texts.value, id, value) {
		if (!id_valid(id)) {
			json_fail(&vi->texts, "\"%s\" is no id: letters, digits and . _ - only",
				log_escaped(id, strlen(id), TEXT_ID_MAX));
			return;
		}
		texts->ids[texts->count++] = arena_copy(arena, id, strlen(id));
	}
	qsort(texts->ids, texts->count, sizeof(texts->ids[0]), compare_ids);
}

/* --- the folder ---------------------------------------------------------------------------- */
/* False with reader->error of one of them set. */
static bool read_heads(struct folder *folder, const struct texts_source *sources, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct text_file *file = &folder->files[folder->count++];

		file->path = file->reader.source = sources[i].source;
		file->root = sources[i].root;
		read_head(file, &folder->arena);
		if (json_failed(&file->reader))
			return false;
	}
	return true;
}

static int compare_files(const void *a, const void *b)
{
	const char *left = ((const struct text_file *)a)->language.code;
	const char *right = ((const struct text_file *)b)->language.code;
	int left_first = strcmp(left, DEFAULT) == 0, right_first = strcmp(right, DEFAULT) == 0;

	return left_first != right_first ? right_first - left_first : strcmp(left, right);
}

/* Sorting moves the readers, so the places in them are made anew. */
static void sort_files(struct folder *folder)
{
	qsort(folder->files, folder->count, sizeof(folder->files[0]), compare_files);
	for (unsigned i = 0; i < folder->count; i++)
		folder->files[i].texts.reader = &folder->files[i].reader;
}

/* The languages in their order, or a sentence in `error`. */
static bool check_languages(struct folder *folder, const char *path, char *error, size_t error_size)
{
	sort_files(folder);
	if (folder->count == 0 || strcmp(folder->files[0].language.code, DEFAULT) != 0) {
		snprintf(error, error_size, "%s: no file for the language \"" DEFAULT "\"", path);
		return false;
	}
	for (unsigned i = 1; i < folder->count; i++)
		if (strcmp(folder->files[i].language.code, folder->files[i - 1].language.code) ==
			0) {
			snprintf(error, error_size, "%s and %s are both for \"%s\"",
				folder->files[i - 1].path, folder->files[i].path,
				folder->files[i].language.code);
			return false;
		}
	return true;
}

static bool read_languages(struct texts *texts, struct folder *folder)
{
	read_ids(texts, &folder->files[0], &folder->arena);
	for (unsigned i = 0; i < folder->count; i++) {
		if (json_failed(&folder->files[0].reader))
			return false;
		texts->language[i] = folder->files[i].language;
		texts->languages = i + 1;
		read_texts(texts, &folder->files[i], &texts->language[i], &folder->arena);
		if (json_failed(&folder->files[i].reader))
			return false;
	}
	return true;
}

/* The sentence of the one file that failed. */
static void report(const struct folder *folder, char *error, size_t error_size)
{
	for (unsigned i = 0; i < folder->count; i++)
		if (json_failed(&folder->files[i].reader))
			snprintf(error, error_size, "%s", folder->files[i].reader.error);
}

static bool read_sources(struct texts *texts, struct folder *folder, const char *path,
	const struct texts_source *sources, unsigned n, char *error, size_t error_size)
{
	bool ok = false;

	if (n > LANGUAGES_MAX) {
		snprintf(error, error_size, "%s: more than %d languages", path, LANGUAGES_MAX);
	} else if (!read_heads(folder, sources, n)) {
		report(folder, error, error_size);
	} else if (check_languages(folder, path, error, error_size)) {
		ok = read_languages(texts, folder);
		if (!ok)
			report(folder, error, error_size);
	}
	return ok;
}

struct texts *texts_from(void *ctx, const char *path, const struct texts_source *sources,
	unsigned n, char *error, size_t error_size)
{
	struct texts *texts = talloc_zero(ctx, struct texts);
	struct folder *folder = talloc_zero(texts, struct folder);
	bool ok;

	OSMO_ASSERT(texts && folder);
	folder->arena.ctx = texts;
	ok = read_sources(texts, folder, path, sources, n, error, error_size);
	talloc_free(folder);
	if (ok)
		return texts;
	talloc_free(texts);
	return NULL;
}

/* --- files --------------------------------------------------------------------------------- */
static int is_json(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && dot && strcmp(dot, ".json") == 0;
}

/* Reads the named files and makes the texts of them. */
static struct texts *read_entries(void *ctx, const char *path, struct dirent **entries,
	unsigned count, char *error, size_t error_size)
{
	struct texts_source sources[LANGUAGES_MAX] = { 0 };
	void *names = talloc_new(ctx);
	struct texts *texts = NULL;
	struct json_reader reader = { .error = "" };
	unsigned n = 0;

	while (n < count) {
		char *name = talloc_asprintf(names, "%s/%s", path, entries[n]->d_name);

		OSMO_ASSERT(name);
		sources[n] =
			(struct texts_source) { name, json_read_file(&reader, name, FILE_MAX) };
		if (!sources[n].root)
			break;
		n++;
	}
	if (json_failed(&reader))
		osmo_strlcpy(error, reader.error, error_size);
	else
		texts = texts_from(ctx, path, sources, n, error, error_size);
	for (unsigned i = 0; i < n; i++)
		json_decref(sources[i].root);
	talloc_free(names);
	return texts;
}

struct texts *texts_read(void *ctx, const char *path, char *error, size_t error_size)
{
	struct dirent **entries;
	int count = scandir(path, &entries, is_json, alphasort);
	struct texts *texts = NULL;

	if (count < 0) {
		snprintf(error, error_size, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if (count > LANGUAGES_MAX)
		snprintf(error, error_size, "%s: more than %d languages", path, LANGUAGES_MAX);
	else
		texts = read_entries(ctx, path, entries, (unsigned)count, error, error_size);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	return texts;
}
