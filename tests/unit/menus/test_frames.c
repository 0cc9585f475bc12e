/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Frames: a small good file, for each rule a change that breaks it, and what a question becomes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "menus/frames.h"

#define FILE_SIZE 4096

static const char good[] =
	"{\"motcua_frames\":1,\"frames\":{\"f\":{\"takes\":[\"text\",\"skip?\",\"least?\"],"
	"\"keys\":[\"$\",\"$_ok\"],\"first\":[{\"when\":{\"answer\":\"$\"},\"to\":\"fixed\"},\"$\"]"
	","
	"\"nodes\":{\"$\":{\"kind\":\"entry\",\"text\":\"%text\",\"key\":\"$\",\"min\":\"%least\","
	"\"skip\":{\"text\":\"%skip\"},\"next\":\"$_ok\"},"
	"\"$_ok\":{\"kind\":\"menu\",\"text\":\"ok\",\"options\":["
	"{\"text\":\"ok\",\"next\":{\"to\":\"%next\",\"forget\":[\"$_ok\"]}},"
	"{\"text\":\"%skip\",\"next\":\"$\"}]},"
	"\"fixed\":{\"kind\":\"effect\",\"effect\":\"e\",\"with\":{\"id\":\"$\"},"
	"\"take\":{\"v\":\"$\"},\"on\":{\"done\":\"%next\",\"none\":\"elsewhere\"}},"
	"\"list\":{\"kind\":\"menu\",\"text\":\"t\",\"options\":\"%changes\"}}},"
	"\"g\":{\"takes\":[],\"keys\":[],\"changes\":[{\"text\":\"c\",\"forget\":[\"k\"]}],"
	"\"first\":\"$\",\"nodes\":{\"$\":{\"kind\":\"end\",\"text\":\"t\"}}}}}";

static const struct refusal {
	const char *old, *new, *sentence;
} refusals[] = {
	{ "\"motcua_frames\":1", "\"motcua_frames\":2", "motcua_frames: expected 1 to 1" },
	{ "\"frames\":{\"f\"", "\"framed\":{\"f\"", "missing" },
	{ "{\"f\":", "{\"F\":", "a frame has a name" },
	{ "\"takes\":[\"text\"", "\"take\":[\"text\"", "takes: missing" },
	{ "\"least?\"]", "\"least?\",\"key\"]", "takes[3]: a parameter is a name" },
	{ "\"least?\"]", "\"least?\",\"next?\"]", "takes[3]: a parameter is a name" },
	{ "\"least?\"]", "\"least?\",7]", "takes[3]: a parameter is a name" },
	{ "\"least?\"]", "\"least?\",\"more\"]", "takes \"more\" for nothing" },
	{ "\"%least\"", "\"%most\"", "nodes.$.min: the frame does not take \"most\"" },
	{ "\"keys\":[\"$\",\"$_ok\"]", "\"keys\":[\"$ok\"]", "keys[0]: expected $" },
	{ "\"list\":{", "\"$ok\":{", "a node is called $" },
	{ "\"next\":\"$_ok\"}", "\"next\":\"$_no\"}", "nodes.$.next: the frame has no node" },
	{ "\"next\":\"$\"}]", "\"next\":\"$_no\"}]", "options[1].next: the frame has no node" },
	{ "\"next\":\"$\"}]", "\"next\":7}]", "expected the name of a node" },
	{ "\"next\":\"$\"}]", "\"next\":[]}]", "at least one way" },
	{ "\"done\":\"%next\"", "\"done\":[[\"%next\"]]", "expected a way" },
	{ "\"to\":\"fixed\"},\"$\"]", "\"to\":\"elsewhere\"},\"$\"]",
		"first[0].to: the frame has" },
	{ "\"to\":\"fixed\"},\"$\"]", "\"to\":\"fixed\"}]", "the last way must have no" },
	{ "\"to\":\"fixed\"},\"$\"]", "\"to\":\"fixed\"},\"%next\"]", "the frame has no node" },
	{ "\"text\":\"ok\",\"options\"", "\"text\":\"%skip\",\"options\"", "must always be given" },
	{ "\"with\":{\"id\":\"$\"}", "\"with\":{\"%text\":\"$\"}", "a hole is a value" },
	{ "\"nodes\":{\"$\":{\"kind\":\"end\",\"text\":\"t\"}}", "\"nodes\":{}", "1 to 24 nodes" },
	{ "\"nodes\":{\"$\":{\"kind\":\"end\",\"text\":\"t\"}}", "\"nodes\":{\"$\":7}",
		"expected an object" },
	{ "\"forget\":[\"k\"]", "\"forgets\":[\"k\"]", "forget: missing" },
	{ "\"forget\":[\"k\"]", "\"forget\":[\"%next\"]", "expected $" },
	{ "\"text\":\"c\"", "\"text\":\"%next\"", "can stand in nodes only" },
};

static void change(const char *text, const char *old, const char *new, char out[FILE_SIZE])
{
	const char *at = strstr(text, old);

	if (!at)
		fail_msg("not in the file: %s", old);
	assert_in_range(
		snprintf(out, FILE_SIZE, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old)),
		1, FILE_SIZE - 1);
}

static struct frames *read(void *ctx, const char *text, char error[JSON_ERROR_SIZE])
{
	struct json_reader reader;
	json_t *json = json_read(&reader, "frames.json", text, strlen(text));
	struct json_at root;
	struct frames *frames;

	if (!json)
		fail_msg("%s", reader.error);
	root = json_root(&reader, json);
	frames = frames_read(ctx, &root);
	json_decref(json);
	memcpy(error, reader.error, JSON_ERROR_SIZE);
	return frames;
}

static void each_broken_rule_is_refused_with_its_place(void **state)
{
	char changed[FILE_SIZE], error[JSON_ERROR_SIZE];

	(void)state;
	for (unsigned i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct frames *frames;

		change(good, refusals[i].old, refusals[i].new, changed);
		frames = read(NULL, changed, error);
		if (frames || !strstr(error, refusals[i].sentence) || !strstr(error, "frames.json"))
			fail_msg("%s: %s", refusals[i].new, error);
	}
}

static bool fill(const char *question, struct frame_filled *out, char error[200])
{
	void *ctx = talloc_new(NULL);
	char sentence[JSON_ERROR_SIZE];
	struct frames *frames = read(ctx, good, sentence);
	json_t *params = json_loads(question, 0, NULL);
	const char *change_text = json_string_value(json_object_get(params, "change"));
	struct overlay_question q = { .key = "kk",
		.ask = json_string_value(json_object_get(params, "ask")),
		.change = change_text,
		.params = params };
	bool ok;

	if (!frames)
		fail_msg("%s", sentence);
	ok = frames_fill(frames, &q, out, error, 200);
	json_decref(params);
	talloc_free(ctx);
	return ok;
}

static void expect(const json_t *found, const char *wanted)
{
	char *text = json_dumps(found, JSON_COMPACT | JSON_ENCODE_ANY);

	assert_string_equal(text, wanted);
	free(text);
}

static void a_question_fills_the_holes(void **state)
{
	struct frame_filled filled;
	char error[200];

	(void)state;
	if (!fill("{\"ask\":\"f\",\"text\":\"T\",\"skip\":\"S\",\"least\":3,\"change\":\"C\"}",
		    &filled, error))
		fail_msg("%s", error);
	expect(filled.first, "[{\"when\":{\"answer\":\"kk\"},\"to\":\"fixed\"},{\"to\":\"kk\"}]");
	expect(filled.keys, "[\"kk\",\"kk_ok\"]");
	expect(filled.changes, "[{\"text\":\"C\",\"forget\":[\"kk\",\"kk_ok\"]}]");
	expect(json_object_get(filled.nodes, "kk"),
		"{\"kind\":\"entry\",\"text\":\"T\",\"key\":\"kk\",\"min\":3,"
		"\"skip\":{\"text\":\"S\"},\"next\":\"kk_ok\"}");
	expect(json_object_get(filled.nodes, "fixed"),
		"{\"kind\":\"effect\",\"effect\":\"e\",\"with\":{\"id\":\"kk\"},"
		"\"take\":{\"v\":\"kk\"},\"on\":{\"done\":\"%next\",\"none\":\"elsewhere\"}}");
	expect(json_object_get(json_object_get(filled.nodes, "list"), "options"), "\"%changes\"");
	frame_filled_fini(&filled);
}

static void what_is_not_given_is_left_out(void **state)
{
	struct frame_filled filled;
	char error[200];

	(void)state;
	assert_true(fill("{\"ask\":\"f\",\"text\":\"T\"}", &filled, error));
	expect(json_object_get(filled.nodes, "kk"),
		"{\"kind\":\"entry\",\"text\":\"T\",\"key\":\"kk\",\"next\":\"kk_ok\"}");
	expect(json_object_get(json_object_get(filled.nodes, "kk_ok"), "options"),
		"[{\"text\":\"ok\",\"next\":{\"to\":\"%next\",\"forget\":[\"kk_ok\"]}}]");
	expect(filled.changes, "[]");
	frame_filled_fini(&filled);
}

static void a_frame_may_say_itself_how_it_is_changed(void **state)
{
	struct frame_filled filled;
	char error[200];

	(void)state;
	assert_true(fill("{\"ask\":\"g\"}", &filled, error));
	expect(filled.changes, "[{\"text\":\"c\",\"forget\":[\"k\"]}]");
	frame_filled_fini(&filled);
}

static void a_question_that_does_not_fit_is_refused(void **state)
{
	static const struct {
		const char *question, *sentence;
	} wrong[] = {
		{ "{\"ask\":\"h\"}", "there is no frame \"h\"" },
		{ "{\"ask\":\"f\"}", "the frame \"f\" needs \"text\"" },
		{ "{\"ask\":\"f\",\"text\":\"T\",\"txet\":\"T\"}", "takes no \"txet\"" },
		{ "{\"ask\":\"f\",\"text\":\"T\",\"skip?\":\"T\"}", "takes no \"skip?\"" },
		{ "{\"ask\":\"g\",\"change\":\"c\"}", "says itself how it is changed" },
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct frame_filled filled;
		char error[200] = "";

		assert_false(fill(wrong[i].question, &filled, error));
		if (!strstr(error, wrong[i].sentence))
			fail_msg("%s: %s", wrong[i].question, error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_broken_rule_is_refused_with_its_place),
		cmocka_unit_test(a_question_fills_the_holes),
		cmocka_unit_test(what_is_not_given_is_left_out),
		cmocka_unit_test(a_frame_may_say_itself_how_it_is_changed),
		cmocka_unit_test(a_question_that_does_not_fit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
