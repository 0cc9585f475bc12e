/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Anybody's overlay against a fixed form, or after an 'f' anybody's frames under a fixed overlay.
 * Either there is a sentence, or a tree comes out that, written down and read again, the loader
 * takes without complaint, that comes out the same a second time, and that can be dialled.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/sources.h"
#include "tests/lib/menus_world.h"

#define SIZE_MAX_READ 20000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char form[] =
	"{\"version\":\"7\",\"components\":["
	"{\"type\":\"select\",\"key\":\"a\",\"input\":true,\"validate\":{\"required\":true},"
	"\"dataSrc\":\"values\",\"data\":{\"values\":[{\"label\":\"1\",\"value\":\"1\"},"
	"{\"label\":\"2\",\"value\":\"2\"}]}},"
	"{\"type\":\"datetime\",\"key\":\"since\",\"input\":true,\"validate\":{\"required\":true}},"
	"{\"type\":\"number\",\"key\":\"copies\",\"input\":true},"
	"{\"type\":\"checkbox\",\"key\":\"sure\",\"input\":true},"
	"{\"type\":\"selectboxes\",\"key\":\"boxes\",\"input\":true,\"values\":["
	"{\"label\":\"X\",\"value\":\"x\"},{\"label\":\"Y\",\"value\":\"y\"}]},"
	"{\"type\":\"datagrid\",\"key\":\"rows\",\"input\":true,\"components\":["
	"{\"type\":\"textfield\",\"key\":\"c\",\"input\":true,\"validate\":{\"required\":true}}]}]"
	"}";

static const char home[] =
	"{\"motcua_tree\":1,\"code\":\"home\",\"title\":\"home.title\",\"start\":\"first\","
	"\"resume\":\"again\",\"dial\":{},\"nodes\":{\"first\":{\"kind\":\"menu\",\"text\":"
	"\"home.title\",\"options\":[{\"text\":\"home.apply\",\"next\":\"tree:9.1\"},"
	"{\"text\":\"home.title\",\"next\":\"again\"}]},\"again\":{\"kind\":\"menu\",\"text\":"
	"\"resume.text\",\"options\":[{\"text\":\"resume.continue\",\"next\":\"draft\"},"
	"{\"text\":\"resume.other\",\"next\":\"home\"}]}}}";

static struct {
	struct menu_files *shared;
	struct eform *eform;
	json_t *overlay, *frames;
} fixed;

static json_t *parse(const char *text, size_t len)
{
	struct json_reader reader;

	return json_read(&reader, "fixed", text, len);
}

static void prepare(void)
{
	static const struct menu_part parts[] = {
		{ "menus/service/texts/", 1 << 20, false },
		{ "menus/service/frames.json", 1 << 20, false },
		{ "tests/fuzz/corpus/overlay/", 1 << 20, true },
		{ NULL, 0, false },
	};
	struct json_reader reader;
	char error[512];
	struct menu_files *files = menu_files_read(NULL, ".", parts, error, sizeof(error));

	OSMO_ASSERT(files);
	fixed.shared = menu_files_new(NULL, "shared");
	for (unsigned i = 0; i < files->n; i++)
		if (strncmp(files->files[i].path, "menus/service/texts/", 20) == 0)
			menu_files_add(fixed.shared, files->files[i].path + 14,
				json_incref(files->files[i].json));
	fixed.frames = json_incref(menu_files_find(files, "menus/service/frames.json")->json);
	fixed.overlay = json_read_file(&reader, "tests/fuzz/corpus/overlay/small", 1 << 20);
	fixed.eform = eform_read_text(NULL, "form", form, strlen(form), error, sizeof(error));
	OSMO_ASSERT(fixed.overlay && fixed.eform);
	talloc_free(files);
}

static struct compiled *compile(void *ctx, json_t *overlay, json_t *frames, struct report *report)
{
	struct json_reader overlay_reader = { .source = "overlay" };
	struct json_reader frames_reader = { .source = "frames" };
	struct json_at overlay_root = json_root(&overlay_reader, overlay);
	struct json_at frames_root = json_root(&frames_reader, frames);
	struct compile_sources sources = { overlay_read(ctx, &overlay_root, "9.1"),
		frames_read(ctx, &frames_root), fixed.eform, fixed.shared };

	OSMO_ASSERT(!sources.overlay == json_failed(&overlay_reader));
	OSMO_ASSERT(!sources.frames == json_failed(&frames_reader));
	if (!sources.overlay)
		report_add(report, "%s", overlay_reader.error);
	if (!sources.frames)
		report_add(report, "%s", frames_reader.error);
	return sources.overlay && sources.frames ? compile_procedure(ctx, &sources, report) : NULL;
}

/* As it would lie on the disk, and be read from there. */
static json_t *written(json_t *json)
{
	char *text = json_dumps(json, JSON_INDENT(2));
	json_t *again = parse(text, strlen(text));

	OSMO_ASSERT(again && json_equal(json, again));
	free(text);
	return again;
}

static void play(const struct menu_set *set)
{
	static const char *const typed[] = { "1", "1", "2", "3456", "1", "1", "9", "2", "1", "0",
		"070190123456", "1", "24112026", "1", "2", "1", "1", "1" };
	struct menus_world world;

	menus_world_init(&world, set, 0, false, BUDGET_GSUP);
	menus_world_begin(&world, "", NULL);
	for (unsigned i = 0; i < ARRAY_SIZE(typed); i++) {
		if (world.state.ended)
			return;
		menus_world_input(&world, typed[i]);
	}
}

static void check_compiled(void *ctx, const struct compiled *compiled)
{
	struct menu_files *files = menu_files_new(ctx, "compiled");
	char error[512];
	struct menu_set *set;

	menu_files_add(files, "home.json", parse(home, strlen(home)));
	menu_files_add(files, "procedures/9.1.json", written(compiled->tree));
	for (unsigned i = 0; i < fixed.shared->n; i++) {
		json_t *merged = compile_merged_texts(&fixed.shared->files[i], compiled->texts);

		menu_files_add(files, fixed.shared->files[i].path, written(merged));
		json_decref(merged);
	}
	set = menu_set_from(ctx, files, error, sizeof(error));
	if (!set)
		fprintf(stderr, "%s\n", error);
	OSMO_ASSERT(set);
	play(set);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool is_frames = size > 0 && data[0] == 'f';
	void *ctx = talloc_new(NULL);
	struct report *report = report_new(ctx), *second = report_new(ctx);
	struct compiled *compiled, *again;
	json_t *json, *overlay, *frames;

	if (!fixed.shared)
		prepare();
	json = size < SIZE_MAX_READ ? parse((const char *)data + is_frames, size - is_frames)
				    : NULL;
	if (json) {
		overlay = is_frames ? fixed.overlay : json;
		frames = is_frames ? json : fixed.frames;
		compiled = compile(ctx, overlay, frames, report);
		OSMO_ASSERT(!compiled == (report_count(report) > 0));
		again = compile(ctx, overlay, frames, second);
		OSMO_ASSERT(!again == !compiled && report_count(second) == report_count(report));
		OSMO_ASSERT(!again || json_equal(again->tree, compiled->tree));
		if (compiled)
			check_compiled(ctx, compiled);
	}
	json_decref(json);
	talloc_free(ctx);
	return 0;
}
