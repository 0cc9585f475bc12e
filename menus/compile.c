/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Compiling one procedure: fill the frames, join the questions, account for the form, name the
 * texts, put the tree together, try it. Each step reports all it finds; a later one runs only where
 * the earlier ones left it something sound to work on.
 */
#include "menus/compile.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/compile_parts.h"

#define SENTENCE_SIZE REPORT_SENTENCE_MAX
#define TREE_FORM     1

void compile_say(const struct compiling *c, const char *place, const char *format, ...)
{
	char text[SENTENCE_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	report_add(c->report, "%s: %s%s%s", c->overlay->source, place, *place ? ": " : "", text);
}

/* --- questions ----------------------------------------------------------------------------- */
static void note_names(json_t *keys, const json_t *object, bool values)
{
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)(uintptr_t)object, name, value) {
		const char *key = values ? json_string_value(value) : name;

		if (key)
			json_object_set_new(keys, key, json_true());
	}
}

/* The answers that the nodes of a question can give: by asking, beside, or from an effect. */
static json_t *written_by(const struct frame_filled *filled)
{
	json_t *keys = json_object(), *node, *option;
	const char *name, *key;
	size_t index;

	json_object_foreach (filled->nodes, name, node) {
		key = json_string_value(json_object_get(node, "key"));
		if (key)
			json_object_set_new(keys, key, json_true());
		note_names(keys, json_object_get(node, "take"), true);
		json_array_foreach (json_object_get(node, "options"), index, option)
			note_names(keys, json_object_get(option, "set"), false);
	}
	return keys;
}

static void fill_frames(struct compiling *c)
{
	char error[200];

	for (unsigned i = 0; i < c->overlay->questions_n; i++) {
		const struct overlay_question *question = &c->overlay->questions[i];

		if (!frames_fill(c->sources->frames, question, &c->filled[i], error, sizeof(error)))
			compile_say(c, question->place, "%s", error);
		else
			c->writes[i] = written_by(&c->filled[i]);
	}
}

static bool is_asked(const struct compiling *c, const char *key)
{
	for (unsigned i = 0; i < c->overlay->questions_n; i++)
		if (json_object_get(c->writes[i], key))
			return true;
	return json_object_get(c->overlay->given, key);
}

/* Guards are shortened where they are decided, so a wrong name in one is looked for here. */
static void check_guard(const struct compiling *c, const char *place, json_t *guard)
{
	const char *key = json_string_value(json_object_get(guard, "answer")), *word;
	json_t *inner, *one;
	size_t index;

	if (key && !is_asked(c, key))
		compile_say(c, place, "\"when\" speaks of \"%.40s\", which nobody asks for", key);
	json_object_foreach (guard, word, inner) {
		if (json_is_object(inner))
			check_guard(c, place, inner);
		json_array_foreach (inner, index, one)
			check_guard(c, place, one);
	}
}

static void check_guards(const struct compiling *c)
{
	for (unsigned i = 0; i < c->overlay->questions_n; i++)
		check_guard(c, c->overlay->questions[i].place, c->overlay->questions[i].when);
}

/* --- the tree ------------------------------------------------------------------------------ */
static void set_opt(json_t *tree, const char *key, json_t *value)
{
	if (value)
		json_object_set(tree, key, value);
}

static json_t *make_tree(struct compiling *c, const char *start, json_t *submit)
{
	const struct overlay *overlay = c->overlay;
	const char *version = c->sources->eform->version;
	char title[OVERLAY_NAME_MAX + 32];
	json_t *tree, *paper;
	size_t index;

	snprintf(title, sizeof(title), "procedure.%s.name", overlay->code);
	tree = json_pack(
		"{s:i, s:s, s:s}", "motcua_tree", TREE_FORM, "code", overlay->code, "title", title);
	OSMO_ASSERT(tree);
	set_opt(tree, "codes", overlay->codes);
	if (*version)
		json_object_set_new(tree, "eform", json_string(version));
	set_opt(tree, "given", overlay->given);
	json_object_set_new(tree, "start", json_string(start));
	set_opt(tree, "nodes", c->nodes);
	json_array_foreach (json_object_get(submit, "papers"), index, paper)
		compile_text_ids(c, paper, "text", "papers");
	json_object_set_new(tree, "submit", submit);
	return tree;
}

/* NULL if anything was reported. A new reference. */
static json_t *compile_tree(struct compiling *c, struct compile_count *count)
{
	unsigned before = report_count(c->report);
	const char *start;
	json_t *tree;

	fill_frames(c);
	if (report_count(c->report) > before)
		return NULL;
	check_guards(c);
	for (unsigned i = 0; i < c->overlay->questions_n; i++)
		compile_routes(c, i);
	start = compile_start(c);
	tree = compile_submit(c, count);
	compile_texts(c);
	tree = make_tree(c, start, tree);
	if (report_count(c->report) == before)
		compile_try(c, tree);
	if (report_count(c->report) == before)
		return tree;
	json_decref(tree);
	return NULL;
}

/* --- beginning and end --------------------------------------------------------------------- */
static int release_compiled(struct compiled *compiled)
{
	json_decref(compiled->tree);
	json_decref(compiled->texts);
	return 0;
}

static int release_compiling(struct compiling *c)
{
	for (unsigned i = 0; i < c->overlay->questions_n; i++) {
		frame_filled_fini(&c->filled[i]);
		json_decref(c->writes[i]);
	}
	json_decref(c->nodes);
	json_decref(c->texts);
	return 0;
}

static struct compiling *compiling_new(
	void *ctx, const struct compile_sources *sources, struct report *report)
{
	struct compiling *c = talloc_zero(ctx, struct compiling);

	OSMO_ASSERT(c);
	c->ctx = c;
	c->sources = sources;
	c->overlay = sources->overlay;
	c->report = report;
	c->filled = talloc_zero_array(c, struct frame_filled, c->overlay->questions_n);
	c->writes = talloc_zero_array(c, json_t *, c->overlay->questions_n);
	c->nodes = json_object();
	c->texts = json_object();
	OSMO_ASSERT(c->filled && c->writes);
	talloc_set_destructor(c, release_compiling);
	return c;
}

struct compiled *compile_procedure(
	void *ctx, const struct compile_sources *sources, struct report *report)
{
	struct compiling *c = compiling_new(ctx, sources, report);
	struct compile_count count = { 0 };
	json_t *tree = compile_tree(c, &count);
	struct compiled *compiled = NULL;

	if (tree) {
		compiled = talloc_zero(ctx, struct compiled);
		OSMO_ASSERT(compiled);
		*compiled = (struct compiled) { tree, json_incref(c->texts), count };
		talloc_set_destructor(compiled, release_compiled);
	}
	talloc_free(c);
	return compiled;
}
