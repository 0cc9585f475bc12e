/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JSON files by path, and the reading of a folder of them: the only file of menus/ that touches the
 * disk. It does not know what the files say.
 */
#include "menus/menu_files.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "gateway/base/json.h"

#define SUFFIX	  ".json"
#define PATH_SIZE 512

static int release(struct menu_files *files)
{
	for (unsigned i = 0; i < files->n; i++)
		json_decref(files->files[i].json);
	return 0;
}

struct menu_files *menu_files_new(void *ctx, const char *folder)
{
	struct menu_files *files = talloc_zero(ctx, struct menu_files);

	OSMO_ASSERT(files);
	files->folder = talloc_strdup(files, folder);
	files->files = talloc_zero_array(files, struct menu_file, MENU_FILES_MAX);
	OSMO_ASSERT(files->folder && files->files);
	talloc_set_destructor(files, release);
	return files;
}

void menu_files_add(struct menu_files *files, const char *path, json_t *json)
{
	struct menu_file *file = &files->files[files->n];

	OSMO_ASSERT(json && files->n < MENU_FILES_MAX);
	file->path = talloc_strdup(files, path);
	file->source = talloc_asprintf(files, "%s/%s", files->folder, path);
	OSMO_ASSERT(file->path && file->source);
	file->json = json;
	files->n++;
}

const struct menu_file *menu_files_find(const struct menu_files *files, const char *path)
{
	for (unsigned i = 0; i < files->n; i++)
		if (strcmp(files->files[i].path, path) == 0)
			return &files->files[i];
	return NULL;
}

/* What stands before .json; 0 for names that are not so. */
static size_t stem_length(const char *name)
{
	size_t len = strlen(name), suffix = strlen(SUFFIX);

	if (len <= suffix || strcmp(name + len - suffix, SUFFIX) != 0 || name[0] == '.')
		return 0;
	return len - suffix;
}

const char *menu_file_stem(void *ctx, const struct menu_file *file, const char *folder)
{
	size_t len = strlen(folder);

	if (strncmp(file->path, folder, len) != 0 || strchr(file->path + len, '/'))
		return NULL;
	return talloc_strndup(ctx, file->path + len, stem_length(file->path + len));
}

/* --- reading ------------------------------------------------------------------------------- */
struct reading {
	struct menu_files *files;
	char *error;
	size_t error_size;
};

static bool read_one(struct reading *reading, const char *path, const struct menu_part *part)
{
	struct json_reader reader;
	char full[PATH_SIZE];
	json_t *json;

	if (reading->files->n == MENU_FILES_MAX) {
		snprintf(reading->error, reading->error_size, "%s: more than %d files",
			reading->files->folder, MENU_FILES_MAX);
		return false;
	}
	snprintf(full, sizeof(full), "%s/%s", reading->files->folder, path);
	json = json_read_file(&reader, full, part->octets_max);
	if (json) {
		menu_files_add(reading->files, path, json);
		return true;
	}
	/* json_read_file() leaves errno of the opening where that was what failed */
	if (part->optional && errno == ENOENT)
		return true;
	osmo_strlcpy(reading->error, reader.error, reading->error_size);
	return false;
}

static int is_json(const struct dirent *entry)
{
	return stem_length(entry->d_name) > 0;
}

static bool read_folder(struct reading *reading, const struct menu_part *part)
{
	struct dirent **entries;
	char path[PATH_SIZE];
	int count;
	bool ok = true;

	snprintf(path, sizeof(path), "%s/%.*s", reading->files->folder, (int)strlen(part->path) - 1,
		part->path);
	count = scandir(path, &entries, is_json, alphasort);
	if (count < 0) {
		snprintf(reading->error, reading->error_size, "%s: %s", path, strerror(errno));
		return part->optional && errno == ENOENT;
	}
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s%s", part->path, entries[i]->d_name);
		ok = ok && read_one(reading, path, part);
		free(entries[i]);
	}
	free(entries);
	return ok;
}

struct menu_files *menu_files_read(void *ctx, const char *folder, const struct menu_part *parts,
	char *error, size_t error_size)
{
	struct reading reading = { menu_files_new(ctx, folder), error, error_size };

	OSMO_ASSERT(error_size > 0);
	error[0] = '\0';
	for (; parts->path; parts++) {
		bool whole = parts->path[strlen(parts->path) - 1] == '/';

		errno = 0;
		if (whole ? read_folder(&reading, parts) : read_one(&reading, parts->path, parts))
			continue;
		talloc_free(reading.files);
		return NULL;
	}
	error[0] = '\0';
	return reading.files;
}
