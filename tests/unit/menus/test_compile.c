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
#include "tests/lib/compile_world.h"

/* --- what becomes of it -------------------------------------------------------------------- */
/* The way into the frame of a citizen: who gave the number is not asked for its last digits. */
#define ID_FIRST "[{\"to\":\"id\",\"when\":{\"answer\":\"id\"}},\"id_known\"]"

static void questions_become_nodes_in_their_order(void **state)
{
	void *ctx = talloc_new(NULL);
	const json_t *tree =
		compile_world_well(ctx, compile_world_form, compile_world_overlay)->tree;

	(void)state;
	compile_world_expect(tree, "start", "\"q\"");
	compile_world_expect(tree, "title", "\"procedure.9.1.name\"");
	compile_world_expect(tree, "eform", "\"7\"");
	compile_world_expect(tree, "nodes/q/text", "\"procedure.9.1.q\"");
	compile_world_expect(tree, "nodes/q/options/0/next", "\"n\"");
	compile_world_expect(tree, "nodes/q/options/1/next", "\"day_of\"");
	compile_world_expect(tree, "nodes/day_of/next", "\"n\"");
	compile_world_expect(tree, "nodes/n/skip/next", ID_FIRST);
	compile_world_expect(tree, "nodes/papers/next", "\"declare\"");
	compile_world_expect(tree, "nodes/declare/options/0/next", "\"send\"");
	compile_world_expect(tree, "nodes/declare_change/options/1",
		"{\"text\":\"procedure.9.1.t\",\"next\":{\"to\":\"onward\",\"forget\":[\"day_of\"]}"
		","
		"\"when\":{\"answer\":\"q\",\"is\":\"y\"}}");
	compile_world_expect(tree, "nodes/declare_change/options/2/text", "\"change.slot\"");
	compile_world_expect(tree, "submit/papers",
		"[{\"text\":\"paper.id\"},{\"text\":\"procedure.9.1.paper\"}]");
	talloc_free(ctx);
}

/* What an effect brought may be gone behind the next effect; what was answered stays. */
static void values_are_asked_for_again_and_answers_are_not(void **state)
{
	static const char *const guards[] = { "{\"value\":\"fee\"}",
		"{\"answer\":\"q\",\"is\":\"y\"}" };
	static const char *const next[] = { "[{\"to\":\"s2\",\"when\":{\"value\":\"fee\"}},\"n\"]",
		"\"s2\"" };

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		void *ctx = talloc_new(NULL);
		char two[512], changed[COMPILE_WORLD_SIZE];

		snprintf(two, sizeof(two),
			"{\"key\":\"s1\",\"ask\":\"say\",\"text\":\"t\",\"when\":%s},"
			"{\"key\":\"s2\",\"ask\":\"say\",\"text\":\"t\",\"when\":%s},"
			"{\"key\":\"n\",\"ask\"",
			guards[i], guards[i]);
		compile_world_change(compile_world_overlay, "{\"key\":\"n\",\"ask\"", two, changed);
		compile_world_expect(compile_world_well(ctx, compile_world_form, changed)->tree,
			"nodes/s1/next", next[i]);
		talloc_free(ctx);
	}
}

/* Twenty questions that may each be left out: more ways than one node can have. */
static void ways_that_are_too_many_are_parted(void **state)
{
	void *ctx = talloc_new(NULL);
	char questions[COMPILE_WORLD_SIZE] = "", changed[COMPILE_WORLD_SIZE];
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
	compile_world_change(
		compile_world_overlay, "{\"key\":\"id\",\"ask\":\"citizen\"", questions, changed);
	tree = compile_world_well(ctx, compile_world_form, changed)->tree;
	assert_int_equal(json_array_size(json_object_get(
				 json_object_get(json_object_get(tree, "nodes"), "n"), "next")),
		16);
	compile_world_expect(tree, "nodes/to_k15/single", "true");
	compile_world_expect(tree, "nodes/to_k15/options/0/next/0/to", "\"k15\"");
	compile_world_expect(tree, "nodes/k3/next", ID_FIRST); /* n cannot be two numbers */
	talloc_free(ctx);
}

static void a_first_question_may_be_left_out(void **state)
{
	void *ctx = talloc_new(NULL);
	char changed[COMPILE_WORLD_SIZE];
	const json_t *tree;

	(void)state;
	compile_world_change(compile_world_overlay, "\"questions\":[",
		"\"given\":{\"whom\":[\"other\"]},\"questions\":[{\"key\":\"hello\",\"ask\":"
		"\"say\","
		"\"text\":\"t\",\"when\":{\"answer\":\"whom\"}},",
		changed);
	tree = compile_world_well(ctx, compile_world_form, changed)->tree;
	compile_world_expect(tree, "start", "\"to_hello\"");
	compile_world_expect(tree, "nodes/to_hello/options/0/next",
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

static void each_mistake_is_told_with_its_place(void **state)
{
	(void)state;
	for (unsigned i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		void *ctx = talloc_new(NULL);
		struct report *report = report_new(ctx);
		char changed[COMPILE_WORLD_SIZE];

		compile_world_change(
			compile_world_overlay, refusals[i].old, refusals[i].new, changed);
		if (compile_world(ctx, compile_world_form, changed, report))
			fail_msg("%s compiles", refusals[i].new);
		if (!report_has(report, refusals[i].sentence))
			fail_msg("%s: %s", refusals[i].new, report->sentences[0]);
		assert_non_null(strstr(report->sentences[0], "o.json"));
		talloc_free(ctx);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_become_nodes_in_their_order),
		cmocka_unit_test(values_are_asked_for_again_and_answers_are_not),
		cmocka_unit_test(ways_that_are_too_many_are_parted),
		cmocka_unit_test(a_first_question_may_be_left_out),
		cmocka_unit_test(each_mistake_is_told_with_its_place),
	};

	return cmocka_run_group_tests(tests, compile_world_set_up, compile_world_tear_down);
}
