/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JSON files of a folder, by their paths within it, wherever they come from: read from the disk, or
 * made in memory by the compiler. A menu set is loaded from such files, so what was compiled can be
 * tried before it is written anywhere. Reading them is the only I/O of menus/.
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include "menus/menu_set.h"

#define MENU_FILES_MAX 1024

struct menu_file {
	const char *path; /* "texts/vi.json" */
	const char *source; /* "/var/lib/menus/texts/vi.json", for sentences */
	json_t *json;
};

struct menu_files {
	const char *folder; /* for sentences */
	unsigned n;
	struct menu_file *files; /* in the order of adding */
};

/* One path to read: a file, or, ending in '/', all the .json files in that folder by name. */
struct menu_part {
	const char *path;
	size_t octets_max; /* of one file */
	bool optional; /* may be absent */
};

/* Without files. Owned by ctx; gives up its JSON when it is freed. */
struct menu_files *menu_files_new(void *ctx, const char *folder);
/* Takes `json`, which must not be NULL; asserts MENU_FILES_MAX. */
void menu_files_add(struct menu_files *files, const char *path, json_t *json);
/* NULL if there is none. Borrowed. */
const struct menu_file *menu_files_find(const struct menu_files *files, const char *path);
/* What stands between `folder` ("eforms/") and ".json" of a path, copied to ctx; NULL for a path
 * that is not in that folder. */
const char *menu_file_stem(void *ctx, const struct menu_file *file, const char *folder);

/* Reads the parts (ended by one without path) of a folder. NULL and one sentence. */
struct menu_files *menu_files_read(void *ctx, const char *folder, const struct menu_part *parts,
	char *error, size_t error_size);

/* A menu set from the files "home.json", "procedures/<code>.json", "texts/<language>.json" and
 * "units.json", checked as by menu_set_read(). NULL and one sentence. Keeps no JSON. */
struct menu_set *menu_set_from(
	void *ctx, const struct menu_files *files, char *error, size_t error_size);
