/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See compile_world.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "tests/lib/compile_world.h"

#define SOURCES "menus/service"

const char compile_world_form[] =
	"{\"version\":\"7\",\"components\":["
	"{\"type\":\"select\",\"key\":\"a\",\"input\":true,\"validate\":{\"required\":true},"
	"\"dataSrc\":\"values\",\"data\":{\"values\":[{\"label\":\"1\",\"value\":\"1\"},"
	"{\"label\":\"2\",\"value\":\"2\"}]}},"
	"{\"type\":\"datetime\",\"key\":\"since\",\"input\":true,\"validate\":{\"required\":true}},"
	"{\"type\":\"number\",\"key\":\"copies\",\"input\":true},"
	"{\"type\":\"checkbox\",\"key\":\"sure\",\"input\":true},"
	"{\"type\":\"selectboxes\",\"key\":\"boxes\",\"input\":true,\"values\":["
	"{\"label\":\"X\",\"value\":\"x\"},{\"label\":\"Y\",\"value\":\"y\"}]},"
	"{\"type\":\"container\",\"key\":\"me\",\"input\":true,\"components\":["
	"{\"type\":\"textfield\",\"key\":\"name\",\"input\":true,\"validate\":{\"required\":true}}]"
	"},"
	"{\"type\":\"datagrid\",\"key\":\"rows\",\"input\":true,\"components\":["
	"{\"type\":\"textfield\",\"key\":\"c\",\"input\":true,\"validate\":{\"required\":true}},"
	"{\"type\":\"textfield\",\"key\":\"d\",\"input\":true}]}]}";

const char compile_world_overlay[] =
	"{\"motcua_overlay\":1,\"code\":\"9.1\",\"questions\":["
	"{\"key\":\"q\",\"ask\":\"choice\",\"text\":\"q\",\"change\":\"q\",\"options\":["
	"{\"value\":\"x\",\"text\":\"q.x\"},{\"value\":\"y\",\"text\":\"q.y\"}]},"
	"{\"key\":\"day_of\",\"ask\":\"date\",\"text\":\"t\",\"from\":-5,\"to\":0,"
	"\"when\":{\"answer\":\"q\",\"is\":\"y\"},\"change\":\"t\"},"
	"{\"key\":\"n\",\"ask\":\"number\",\"text\":\"t\",\"min\":2,\"max\":9,\"skip\":\"t\"},"
	"{\"key\":\"id\",\"ask\":\"citizen\",\"text\":\"citizen.id\",\"no_id\":\"citizen.no_id\"},"
	"{\"ask\":\"visit\"},{\"ask\":\"papers\"},"
	"{\"ask\":\"declare\",\"text\":\"declare.plain\"},{\"ask\":\"send\"}],"
	"\"applicant\":{\"national_id\":\"id\",\"relation\":\"self\"},"
	"\"fields\":{\"a\":{\"answer\":\"q\",\"map\":{\"x\":\"1\",\"y\":\"2\"}},"
	"\"since\":[{\"answer\":\"day_of\"},{\"own\":\"today\"}],"
	"\"copies\":{\"answer\":\"n\"},\"sure\":{\"fixed\":true},"
	"\"boxes\":{\"answer\":\"q\"},\"me.name\":{\"clerk\":true,\"why\":\"w\"}},"
	"\"papers\":[{\"text\":\"paper.id\"},{\"text\":\"paper\"}],"
	"\"texts\":{\"vi\":{\"name\":\"N\",\"short\":\"S\",\"papers\":\"P\",\"q\":\"Q\","
	"\"q.x\":\"X\",\"q.y\":\"Y\",\"t\":\"T\",\"paper\":\"p\"},"
	"\"en\":{\"name\":\"N\",\"short\":\"S\",\"papers\":\"P\",\"q\":\"Q\","
	"\"q.x\":\"X\",\"q.y\":\"Y\",\"t\":\"T\",\"paper\":\"p\"}}}";

static struct {
	void *ctx;
	struct menu_files *files;
	struct frames *frames;
} fixture;

int compile_world_set_up(void **state)
{
	char error[512];
	struct json_reader reader = { .source = "frames.json" };
	struct json_at root;

	(void)state;
	fixture.ctx = talloc_new(NULL);
	fixture.files = sources_read(fixture.ctx, SOURCES, error, sizeof(error));
	if (!fixture.files)
		fail_msg("%s", error);
	root = json_root(&reader, menu_files_find(fixture.files, "frames.json")->json);
	fixture.frames = frames_read(fixture.ctx, &root);
	return fixture.frames ? 0 : -1;
}

int compile_world_tear_down(void **state)
{
	(void)state;
	talloc_free(fixture.ctx);
	return 0;
}

void compile_world_change(
	const char *text, const char *old, const char *new, char out[COMPILE_WORLD_SIZE])
{
	const char *at = strstr(text, old);

	if (!at)
		fail_msg("not in the file: %s", old);
	assert_in_range(snprintf(out, COMPILE_WORLD_SIZE, "%.*s%s%s", (int)(at - text), text, new,
				at + strlen(old)),
		1, COMPILE_WORLD_SIZE - 1);
}

struct compiled *compile_world(
	void *ctx, const char *form_text, const char *overlay_text, struct report *report)
{
	struct json_reader reader;
	char error[512];
	struct compile_sources sources = { .frames = fixture.frames, .shared = fixture.files };
	json_t *json = json_read(&reader, "o.json", overlay_text, strlen(overlay_text));
	struct json_at root;

	if (!json)
		fail_msg("%s", reader.error);
	root = json_root(&reader, json);
	sources.eform =
		eform_read_text(ctx, "form", form_text, strlen(form_text), error, sizeof(error));
	if (!sources.eform)
		fail_msg("%s", error);
	sources.overlay = overlay_read(ctx, &root, "9.1");
	json_decref(json);
	if (sources.overlay)
		return compile_procedure(ctx, &sources, report);
	report_add(report, "%s", reader.error);
	return NULL;
}

struct compiled *compile_world_well(void *ctx, const char *form_text, const char *overlay_text)
{
	struct report *report = report_new(ctx);
	struct compiled *compiled = compile_world(ctx, form_text, overlay_text, report);

	if (!compiled)
		fail_msg("%s", report->sentences[0]);
	assert_int_equal(report_count(report), 0);
	return compiled;
}

void compile_world_expect(const json_t *from, const char *path, const char *wanted)
{
	char part[64], *text;
	const json_t *at = from;

	for (const char *p = path; *p;) {
		size_t len = strcspn(p, "/");

		snprintf(part, sizeof(part), "%.*s", (int)len, p);
		at = json_is_array(at) ? json_array_get(at, (size_t)strtoul(part, NULL, 10))
				       : json_object_get(at, part);
		p += len + (p[len] == '/');
	}
	text = at ? json_dumps(at, JSON_COMPACT | JSON_ENCODE_ANY) : strdup("nothing");
	if (strcmp(text, wanted) != 0)
		fail_msg("%s: %s", path, text);
	free(text);
}

bool report_has(const struct report *report, const char *part)
{
	for (unsigned i = 0; i < report->n; i++)
		if (strstr(report->sentences[i], part))
			return true;
	return false;
}
