/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A folder of sources compiled as a whole. One procedure that does not compile keeps none of the
 * others from being looked at, but nothing is given out unless all is well: a service with half of
 * its procedures is worse than the one it has.
 */
#include "menus/sources.h"
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/samples.h"
#include "menus/tree.h"
#include "menus/units.h"

#define TEXTS_FILE_MAX (4u << 20) /* octets */

struct menu_files *sources_read(void *ctx, const char *folder, char *error, size_t error_size)
{
	static const struct menu_part parts[] = {
		{ "home.json", TREE_FILE_MAX, false },
		{ "frames.json", FRAMES_FILE_MAX, false },
		{ "texts/", TEXTS_FILE_MAX, false },
		{ "overlays/", OVERLAY_FILE_MAX, false },
		{ "eforms/", EFORM_OCTETS_MAX, false },
		{ "units.json", UNITS_FILE_MAX, true },
		{ "samples.json", SAMPLES_FILE_MAX, true },
		{ NULL, 0, false },
	};

	return menu_files_read(ctx, folder, parts, error, error_size);
}

/* --- one procedure ------------------------------------------------------------------------- */
static void read_overlay(struct sources *sources, const struct menu_file *file,
	struct source_procedure *procedure, struct report *report)
{
	struct json_reader reader = { .source = file->source };
	struct json_at root = json_root(&reader, file->json);

	procedure->overlay = overlay_read(sources, &root, procedure->code);
	if (!procedure->overlay)
		report_add(report, "%s", reader.error);
}

static void read_eform(
	struct sources *sources, struct source_procedure *procedure, struct report *report)
{
	const char *path = talloc_asprintf(sources, "eforms/%s.json", procedure->overlay->form);
	const struct menu_file *file = menu_files_find(sources->files, path);
	struct json_reader reader = { .source = file ? file->source : "" };
	struct json_at root = json_root(&reader, file ? file->json : NULL);

	if (!file) {
		report_add(report, "%s: there is no %s: fetch the form", procedure->overlay->source,
			path);
		return;
	}
	procedure->eform = eform_read(sources, &root);
	if (!procedure->eform)
		report_add(report, "%s", reader.error);
}

static void compile_one(
	struct sources *sources, struct source_procedure *procedure, struct report *report)
{
	struct compile_sources from = { procedure->overlay, sources->frames, procedure->eform,
		sources->files };

	if (from.overlay && from.frames && from.eform)
		procedure->compiled = compile_procedure(sources, &from, report);
}

/* --- all ----------------------------------------------------------------------------------- */
static void read_frames(struct sources *sources, struct report *report)
{
	const struct menu_file *file = menu_files_find(sources->files, "frames.json");
	struct json_reader reader = { .source = file ? file->source : "" };
	struct json_at root = json_root(&reader, file ? file->json : NULL);

	if (!file) {
		report_add(report, "%s: there is no frames.json", sources->files->folder);
		return;
	}
	sources->frames = frames_read(sources, &root);
	if (!sources->frames)
		report_add(report, "%s", reader.error);
}

static int by_code(const void *a, const void *b)
{
	return strcmp(((const struct source_procedure *)a)->code,
		((const struct source_procedure *)b)->code);
}

static void compile_procedures(struct sources *sources, struct report *report)
{
	const struct menu_files *files = sources->files;

	sources->procedures = talloc_zero_array(sources, struct source_procedure, files->n + 1);
	OSMO_ASSERT(sources->procedures);
	for (unsigned i = 0; i < files->n; i++) {
		const char *code = menu_file_stem(sources, &files->files[i], "overlays/");
		struct source_procedure *procedure = &sources->procedures[sources->procedures_n];

		if (!code)
			continue;
		sources->procedures_n++;
		procedure->code = code;
		read_overlay(sources, &files->files[i], procedure, report);
		if (procedure->overlay)
			read_eform(sources, procedure, report);
		compile_one(sources, procedure, report);
	}
	qsort(sources->procedures, sources->procedures_n, sizeof(*sources->procedures), by_code);
}

static json_t *merge_texts(const struct sources *sources, const struct menu_file *catalogue)
{
	json_t *merged = json_incref(catalogue->json);

	for (unsigned i = 0; i < sources->procedures_n; i++) {
		const struct menu_file so_far = { catalogue->path, catalogue->source, merged };
		json_t *next =
			compile_merged_texts(&so_far, sources->procedures[i].compiled->texts);

		json_decref(merged);
		merged = next;
	}
	return merged;
}

/* The files of the compiled folder; everything compiled. */
static struct menu_files *gather(struct sources *sources)
{
	struct menu_files *out = menu_files_new(sources, sources->files->folder);

	for (unsigned i = 0; i < sources->files->n; i++) {
		const struct menu_file *file = &sources->files->files[i];

		if (strncmp(file->path, "texts/", strlen("texts/")) == 0)
			menu_files_add(out, file->path, merge_texts(sources, file));
		else if (strcmp(file->path, "home.json") == 0 ||
			strcmp(file->path, "units.json") == 0)
			menu_files_add(out, file->path, json_incref(file->json));
	}
	for (unsigned i = 0; i < sources->procedures_n; i++) {
		const struct source_procedure *procedure = &sources->procedures[i];
		const char *path = talloc_asprintf(out, "procedures/%s.json", procedure->code);

		OSMO_ASSERT(path);
		menu_files_add(out, path, json_incref(procedure->compiled->tree));
	}
	return out;
}

struct sources *sources_compile(void *ctx, struct menu_files *files, struct report *report)
{
	struct sources *sources = talloc_zero(ctx, struct sources);
	unsigned before = report_count(report);
	char error[512];

	OSMO_ASSERT(sources);
	sources->files = talloc_steal(sources, files);
	read_frames(sources, report);
	compile_procedures(sources, report);
	if (report_count(report) > before)
		return sources;
	sources->compiled = gather(sources);
	sources->set = menu_set_from(sources, sources->compiled, error, sizeof(error));
	if (sources->set)
		return sources;
	report_add(report, "%s", error);
	TALLOC_FREE(sources->compiled);
	return sources;
}

const struct source_procedure *sources_find(const struct sources *sources, const char *code)
{
	for (unsigned i = 0; i < sources->procedures_n; i++)
		if (strcmp(sources->procedures[i].code, code) == 0)
			return &sources->procedures[i];
	return NULL;
}
