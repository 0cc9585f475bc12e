/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A folder of sources (menus/overlay.md) and all that is made of it: every procedure compiled, the
 * catalogues merged, and the whole loaded as the service would load it. Nothing is written: who
 * wants a compiled folder writes `compiled` to the disk.
 */
#pragma once
#include "menus/compile.h"

struct source_procedure {
	const char *code;
	const struct overlay *overlay; /* NULL: it could not be read */
	const struct eform *eform; /* NULL: there is none, or it could not be read */
	struct compiled *compiled; /* NULL: it does not compile */
};

struct sources {
	struct menu_files *files; /* as read */
	struct frames *frames; /* NULL: they could not be read */
	unsigned procedures_n;
	struct source_procedure *procedures; /* by code; one for each overlay */
	/* home.json, procedures/<code>.json, texts/<language>.json, units.json. NULL when
	 * anything was reported. */
	struct menu_files *compiled;
	struct menu_set *set; /* loaded from `compiled`; NULL as above */
};

/* Reads the files of a folder of sources: home.json, frames.json, texts/, overlays/, eforms/, and
 * if they are there units.json and samples.json. NULL and a sentence. */
struct menu_files *sources_read(void *ctx, const char *folder, char *error, size_t error_size);
/* Compiles everything in `files`, which it takes. Never NULL; whether it is whole says `set`. All
 * that is wrong is added to the report, of every procedure. */
struct sources *sources_compile(void *ctx, struct menu_files *files, struct report *report);
/* NULL if there is no overlay of that code. */
const struct source_procedure *sources_find(const struct sources *sources, const char *code);
