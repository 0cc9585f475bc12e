/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Compiling: one small overlay with the frames and texts that ship, what each part of it becomes,
 * and for each thing that must not compile the change that does it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "menus/sources.h"
#include "tests/lib/menus_world.h"

#define FILE_SIZE 16384

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
	"{\"type\":\"container\",\"key\":\"me\",\"input\":true,\"components\":["
	"{\"type\":\"textfield\",\"key\":\"name\",\"input\":true,\"validate\":{\"required\":true}}]"
	"},"
	"{\"type\":\"datagrid\",\"key\":\"rows\",\"input\":true,\"components\":["
	"{\"type\":\"textfield\",\"key\":\"c\",\"input\":true,\"validate\":{\"required\":true}},"
	"{\"type\":\"textfield\",\"key\":\"d\",\"input\":true}]}]}";

static const char overlay[] =
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

static int set_up(void **state)
{
	char error[512];
	struct json_reader reader = { .source = "frames.json" };
	struct json_at root;

	(void)state;
	fixture.ctx = talloc_new(NULL);
	fixture.files = sources_read(fixture.ctx, MENUS_WORLD_SERVICE, error, sizeof(error));
	if (!fixture.files)
		fail_msg("%s", error);
	root = json_root(&reader, menu_files_find(fixture.files, "frames.json")->json);
	fixture.frames = frames_read(fixture.ctx, &root);
	return fixture.frames ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	talloc_free(fixture.ctx);
	return 0;
}

static void change(const char *text, const char *old, const char *new, char out[FILE_SIZE])
{
	const char *at = strstr(text, old);

	if (!at)
		fail_msg("not in the file: %s", old);
	assert_in_range(
		snprintf(out, FILE_SIZE, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old)),
		1, FILE_SIZE - 1);
}

/* NULL with at least one sentence in the report. */
static struct compiled *compile(
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

static struct compiled *compile_well(void *ctx, const char *form_text, const char *overlay_text)
{
	struct report *report = report_new(ctx);
	struct compiled *compiled = compile(ctx, form_text, overlay_text, report);

	if (!compiled)
		fail_msg("%s", report->sentences[0]);
	assert_int_equal(report_count(report), 0);
	return compiled;
}

/* The member at "a/b/0" as compact JSON. */
static void expect(const json_t *from, const char *path, const char *wanted)
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

/* --- what becomes of it -------------------------------------------------------------------- */
static void questions_become_nodes_in_their_order(void **state)
{
	void *ctx = talloc_new(NULL);
	const json_t *tree = compile_well(ctx, form, overlay)->tree;

	(void)state;
	expect(tree, "start", "\"q\"");
	expect(tree, "title", "\"procedure.9.1.name\"");
	expect(tree, "eform", "\"7\"");
	expect(tree, "nodes/q/text", "\"procedure.9.1.q\"");
	expect(tree, "nodes/q/options/0/next", "\"n\"");
	expect(tree, "nodes/q/options/1/next", "\"day_of\"");
	expect(tree, "nodes/day_of/next", "\"n\"");
	expect(tree, "nodes/n/skip/next", "\"id_known\"");
	expect(tree, "nodes/papers/next", "\"declare\"");
	expect(tree, "nodes/declare/options/0/next", "\"send\"");
	expect(tree, "nodes/declare_change/options/1",
		"{\"text\":\"procedure.9.1.t\",\"next\":{\"to\":\"onward\",\"forget\":[\"day_of\"]}"
		","
		"\"when\":{\"answer\":\"q\",\"is\":\"y\"}}");
	expect(tree, "nodes/declare_change/options/2/text", "\"change.slot\"");
	expect(tree, "submit/papers",
		"[{\"text\":\"paper.id\"},{\"text\":\"procedure.9.1.paper\"}]");
	talloc_free(ctx);
}

static void fields_get_what_their_type_wants(void **state)
{
	void *ctx = talloc_new(NULL);
	const struct compiled *compiled = compile_well(ctx, form, overlay);
	const json_t *answers =
		json_object_get(json_object_get(compiled->tree, "submit"), "answers");

	(void)state;
	expect(answers, "a", "{\"answer\":\"q\",\"map\":{\"x\":\"1\",\"y\":\"2\"}}");
	/* counts only while it is asked */
	expect(answers, "since",
		"[{\"answer\":\"day_of\",\"when\":{\"answer\":\"q\",\"is\":\"y\"},\"as\":\"date\"},"
		"{\"own\":\"today\",\"as\":\"date\"}]");
	expect(answers, "copies", "{\"answer\":\"n\",\"as\":\"number\"}");
	expect(answers, "sure", "{\"fixed\":true}");
	expect(answers, "boxes", "{\"answer\":\"q\",\"as\":\"boxes\",\"of_values\":[\"x\",\"y\"]}");
	expect(answers, "me.name", "{\"clerk\":true}");
	assert_int_equal(compiled->count.fields, 8);
	assert_int_equal(compiled->count.required, 4);
	assert_int_equal(compiled->count.asked, 4);
	assert_int_equal(compiled->count.fixed, 1);
	assert_int_equal(compiled->count.clerk, 1);
	assert_int_equal(compiled->count.optional_left, 1);
	expect(compiled->texts, "vi/procedure.9.1.q.x", "\"X\"");
	talloc_free(ctx);
}

static void rows_and_containers_are_accounted_for(void **state)
{
	static const char *const good[][2] = {
		{ "\"me.name\"", "\"me\"" }, /* a container left to the clerk, with all in it */
		{ "\"me.name\"", "\"rows[0].c\":{\"fixed\":\"v\"},\"me.name\"" },
		{ "\"me.name\"", "\"rows\":{\"paper\":true},\"me.name\"" }, /* all rows, on paper */
	};
	void *ctx = talloc_new(NULL);
	char changed[FILE_SIZE];

	(void)state;
	for (unsigned i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		change(overlay, good[i][0], good[i][1], changed);
		compile_well(ctx, form, changed);
	}
	talloc_free(ctx);
}

/* Twenty questions that may each be left out: more ways than one node can have. */
static void ways_that_are_too_many_are_parted(void **state)
{
	void *ctx = talloc_new(NULL);
	char questions[FILE_SIZE] = "", changed[FILE_SIZE];
	size_t used = 0;
	const json_t *tree;

	(void)state;
	for (unsigned i = 0; i < 20; i++)
		used += (size_t)snprintf(questions + used, sizeof(questions) - used,
			"{\"key\":\"k%u\",\"ask\":\"say\",\"text\":\"t\",\"when\":"
			"{\"answer\":\"n\",\"is\":\"%u\"}},",
			i, i);
	used += (size_t)snprintf(
		questions + used, sizeof(questions) - used, "{\"key\":\"id\",\"ask\":\"citizen\"");
	change(overlay, "{\"key\":\"id\",\"ask\":\"citizen\"", questions, changed);
	tree = compile_well(ctx, form, changed)->tree;
	assert_int_equal(json_array_size(json_object_get(
				 json_object_get(json_object_get(tree, "nodes"), "n"), "next")),
		16);
	expect(tree, "nodes/to_k15/single", "true");
	expect(tree, "nodes/to_k15/options/0/next/0/to", "\"k15\"");
	expect(tree, "nodes/k3/next", "\"id_known\""); /* n cannot be two numbers */
	talloc_free(ctx);
}

static void a_first_question_may_be_left_out(void **state)
{
	void *ctx = talloc_new(NULL);
	char changed[FILE_SIZE];
	const json_t *tree;

	(void)state;
	change(overlay, "\"questions\":[",
		"\"given\":{\"whom\":[\"other\"]},\"questions\":[{\"key\":\"hello\",\"ask\":"
		"\"say\","
		"\"text\":\"t\",\"when\":{\"answer\":\"whom\"}},",
		changed);
	tree = compile_well(ctx, form, changed)->tree;
	expect(tree, "start", "\"to_hello\"");
	expect(tree, "nodes/to_hello/options/0/next",
		"[{\"to\":\"hello\",\"when\":{\"answer\":\"whom\"}},\"q\"]");
	talloc_free(ctx);
}

/* --- what does not compile ----------------------------------------------------------------- */
static const struct refusal {
	const char *old, *new, *sentence;
} refusals[] = {
	/* the overlay itself */
	{ "\"motcua_overlay\":1", "\"motcua_overlay\":2", "motcua_overlay: expected 1 to 1" },
	{ "\"code\":\"9.1\"", "\"code\":\"9.2\"", "must be \"9.1\"" },
	{ "\"papers\":[{", "\"paper\":[{", "papers: missing" },
	{ "\"fields\":{", "\"field\":{}, \"fields\":{", "unknown key \"field\"" },
	{ "{\"ask\":\"papers\"}", "{\"ask\":\"visit\"}", "is the key of questions[4] too" },
	{ "{\"ask\":\"papers\"}", "{\"ask\":\"Papers\"}", "a name has 1 to" },
	{ "\"name\":\"N\",", "", "texts.vi.name: missing" },
	{ "\"short\":\"S\"", "\"short\":\"more than 24 characters it has\"", "at most 24" },
	{ "\"paper\":\"p\"},\"en\"", "\"papier\":\"p\"},\"en\"", "is not a text of vi" },
	{ "{\"clerk\":true,\"why\":\"w\"}", "{\"clerk\":true}", "fields.me.name.why: missing" },
	{ "{\"fixed\":true}", "{}", "fields.sure: say where the field comes from" },
	{ "{\"fixed\":true}", "{\"fixed\":true,\"answer\":\"q\"}", "exclude each other" },
	{ "{\"fixed\":true}", "[]", "1 to 8 sources" },
	{ "{\"answer\":\"q\",\"is\":\"y\"}", "{\"answers\":\"q\"}", "a guard needs" },
	{ "{\"answer\":\"q\",\"is\":\"y\"}", "{\"all\":[]}", "at least one guard" },
	/* questions */
	{ "\"ask\":\"papers\"", "\"ask\":\"papier\"", "questions[5]: there is no frame" },
	{ "\"min\":2,", "", "questions[2]: the frame \"number\" needs \"min\"" },
	{ "\"min\":2,", "\"min\":2,\"mean\":3,", "takes no \"mean\"" },
	{ "{\"ask\":\"papers\"}", "{\"key\":\"v\",\"ask\":\"visit\"}",
		"another question has a node \"offices\"" },
	{ ",{\"ask\":\"send\"}", "", "nothing comes after it" },
	{ "{\"ask\":\"send\"}", "{\"ask\":\"send\",\"when\":{\"answer\":\"q\",\"is\":\"y\"}}",
		"the last question must have no" },
	{ "{\"answer\":\"q\",\"is\":\"y\"}", "{\"answer\":\"p\",\"is\":\"y\"}",
		"\"p\", which nobody asks for" },
	/* texts */
	{ "\"text\":\"t\",\"min\"", "\"text\":\"u\",\"min\"", "nodes.n: there is no text \"u\"" },
	{ "\"text\":\"paper\"}", "\"text\":\"pap\"}", "papers: there is no text \"pap\"" },
	{ "\"vi\":{\"name\"", "\"xx\":{\"name\":\"n\"},\"vi\":{\"name\"", "no texts/xx.json" },
	{ "\"q\":\"Q\"", "\"q\":\"{p}\"", "nothing fills \"{p}" },
	/* fields */
	{ "\"a\":{\"answer\"", "\"b\":{\"answer\"", "fields.b: the form has no such field" },
	{ "\"a\":{\"answer\"", "\"b\":{\"answer\"", "demands 1 that are not named: a" },
	{ "\"me.name\":{", "\"rows[0].d\":{\"fixed\":\"v\"},\"me.name\":{", "rows[0].c" },
	{ "\"me.name\":{\"clerk\":true,\"why\":\"w\"}", "\"me\":{\"fixed\":\"v\"}",
		"fields.me: is no field but holds some" },
	{ "\"x\":\"1\"", "\"x\":\"3\"", "fields.a: \"3\" is none of the form's options: 1, 2" },
	{ ",\"map\":{\"x\":\"1\",\"y\":\"2\"}", "", "\"x\" is none of the form's options" },
	{ "{\"answer\":\"q\",\"map\":{\"x\":\"1\",\"y\":\"2\"}}", "{\"fixed\":\"3\"}",
		"\"3\" is none of" },
	{ "{\"answer\":\"q\",\"map\":{\"x\":\"1\",\"y\":\"2\"}}",
		"{\"fact\":\"sex\",\"of\":\"id\"}", "needs a \"map\"" },
	/* what only the loader knows */
	{ "{\"x\":\"1\",\"y\":\"2\"}", "{\"x\":\"1\"}", "\"y\" of node q is missing" },
	{ "{\"fixed\":true}", "{\"fixed\":[1]}", "expected a text, a number" },
};

static bool has_sentence(const struct report *report, const char *part)
{
	for (unsigned i = 0; i < report->n; i++)
		if (strstr(report->sentences[i], part))
			return true;
	return false;
}

static void each_mistake_is_told_with_its_place(void **state)
{
	(void)state;
	for (unsigned i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		void *ctx = talloc_new(NULL);
		struct report *report = report_new(ctx);
		char changed[FILE_SIZE];

		change(overlay, refusals[i].old, refusals[i].new, changed);
		if (compile(ctx, form, changed, report))
			fail_msg("%s compiles", refusals[i].new);
		if (!has_sentence(report, refusals[i].sentence))
			fail_msg("%s: %s", refusals[i].new, report->sentences[0]);
		assert_non_null(strstr(report->sentences[0], "o.json"));
		talloc_free(ctx);
	}
}

static void all_that_the_form_demands_is_told_at_once(void **state)
{
	static const char fields[] = "\"fields\":{\"copies\":{\"fixed\":1}},\"papers\"";
	void *ctx = talloc_new(NULL);
	struct report *report = report_new(ctx);
	char start[FILE_SIZE], changed[2 * FILE_SIZE];
	const char *papers = strstr(overlay, "\"papers\":[");

	(void)state;
	snprintf(start, sizeof(start), "%.*s", (int)(strstr(overlay, "\"fields\"") - overlay),
		overlay);
	snprintf(changed, sizeof(changed), "%s%s%s", start, fields, papers + strlen("\"papers\""));
	assert_null(compile(ctx, form, changed, report));
	assert_int_equal(report_count(report), 1);
	assert_non_null(strstr(report->sentences[0],
		"demands 3 that are not named: "
		"a, since, me.name"));
	talloc_free(ctx);
}

static void what_the_form_reader_did_not_understand_is_settled_or_not(void **state)
{
	static const char script[] = "{\"type\":\"textfield\",\"key\":\"js\",\"input\":true,"
				     "\"calculateValue\":\"value = 1\"},";
	static const char unknown[] = "{\"type\":\"hologram\",\"key\":\"holo\",\"input\":true},";
	void *ctx = talloc_new(NULL);
	struct report *report = report_new(ctx);
	char form_text[FILE_SIZE], changed[FILE_SIZE];

	(void)state;
	change(overlay, "\"copies\":{", "\"js\":{\"clerk\":true,\"why\":\"w\"},\"copies\":{",
		changed);
	snprintf(form_text, sizeof(form_text), "{\"components\":[%s%s", script,
		strstr(form, "{\"type\""));
	assert_null(compile(ctx, form_text, overlay, report));
	assert_true(has_sentence(report, "say where \"js\" comes from"));
	compile_well(ctx, form_text, changed);

	report = report_new(ctx);
	snprintf(form_text, sizeof(form_text), "{\"components\":[%s%s", unknown,
		strstr(form, "{\"type\""));
	assert_null(compile(ctx, form_text, overlay, report));
	assert_true(has_sentence(report, "holo"));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_become_nodes_in_their_order),
		cmocka_unit_test(fields_get_what_their_type_wants),
		cmocka_unit_test(rows_and_containers_are_accounted_for),
		cmocka_unit_test(ways_that_are_too_many_are_parted),
		cmocka_unit_test(a_first_question_may_be_left_out),
		cmocka_unit_test(each_mistake_is_told_with_its_place),
		cmocka_unit_test(all_that_the_form_demands_is_told_at_once),
		cmocka_unit_test(what_the_form_reader_did_not_understand_is_settled_or_not),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
