/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where the dialogue goes on: after a question comes the next one whose guard holds. Each "%next"
 * becomes the ways to all that can be next, shortened by what is known there.
 */
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/compile_parts.h"
#include "menus/tree.h"

#define JOINT "to_%s" /* a node that only leads on, by the key of the question */

static bool is_next(const json_t *target)
{
	const char *name = json_string_value(target);

	return name && strcmp(name, FRAME_NEXT) == 0;
}

static facts_t *facts_copy(const facts_t *facts)
{
	json_t *copy = json_array();

	json_array_extend(copy, (json_t *)(uintptr_t)facts);
	return copy;
}

/* As people write it: what needs no array or object stands alone. Takes the list. */
static json_t *tidy(json_t *ways)
{
	json_t *out;

	for (size_t i = 0; i < json_array_size(ways); i++) {
		json_t *way = json_array_get(ways, i), *to = json_object_get(way, "to");

		if (to && json_object_size(way) == 1)
			json_array_set(ways, i, to);
	}
	if (json_array_size(ways) != 1)
		return ways;
	out = json_incref(json_array_get(ways, 0));
	json_decref(ways);
	return out;
}

/* --- ways to the next question ------------------------------------------------------------- */
struct ways {
	json_t *list;
	size_t max;
	bool closed; /* the last one is always open */
};

/* Takes `when`. */
static void ways_add(struct ways *ways, const json_t *from, json_t *when)
{
	json_t *way = json_copy((json_t *)(uintptr_t)from);

	if (when)
		json_object_set_new(way, "when", when);
	else
		json_object_del(way, "when");
	ways->closed = !when;
	json_array_append_new(ways->list, way);
}

static void ways_after(
	struct compiling *c, unsigned question, const facts_t *facts, struct ways *ways);

/* A node without a screen that leads to a question or what follows it: a menu of one option that is
 * taken silently. */
static const char *joint(struct compiling *c, unsigned question)
{
	const char *name = talloc_asprintf(c->ctx, JOINT, c->overlay->questions[question].key);
	json_t *facts = json_array(), *route;
	struct ways ways = { json_array(), TREE_WAYS_MAX, false };

	OSMO_ASSERT(name);
	if (!json_object_get(c->nodes, name)) {
		/* its name first: what follows may need a joint of its own */
		json_object_set_new(c->nodes, name, json_null());
		ways_after(c, question, facts, &ways);
		route = tidy(json_incref(ways.list));
		json_object_set_new(c->nodes, name,
			json_pack("{s:s, s:s, s:b, s:[{s:s, s:o}]}", "kind", "menu", "text", "name",
				"single", true, "options", "text", "name", "next", route));
	}
	json_decref(ways.list);
	json_decref(facts);
	return name;
}

/* The ways into one question. `facts` learns that it is not asked if that is possible. */
static void ways_into(struct compiling *c, unsigned index, facts_t *facts, struct ways *ways)
{
	const struct overlay_question *question = &c->overlay->questions[index];
	json_t *rest = NULL, *inner, *way, *left = NULL;
	size_t n;

	if (guard_under(facts, question->when, &rest) == TRUTH_FAILS)
		return;
	inner = facts_copy(facts);
	facts_add(inner, question->when);
	json_array_foreach (c->filled[index].first, n, way) {
		json_t *when = json_object_get(way, "when");
		enum truth truth = guard_under(inner, when, &left);

		if (truth == TRUTH_FAILS)
			continue;
		ways_add(ways, way,
			guard_both(json_incref(rest), truth == TRUTH_UNKNOWN ? left : NULL));
		if (truth == TRUTH_HOLDS)
			break;
		facts_add_not(inner, when);
	}
	facts_add_not(facts, question->when);
	json_decref(inner);
	json_decref(rest);
}

/* The ways to what can come from `question` on, until one is always open. */
static void ways_after(
	struct compiling *c, unsigned question, const facts_t *facts, struct ways *ways)
{
	facts_t *known = facts_copy(facts);

	for (unsigned i = question; i < c->overlay->questions_n && !ways->closed; i++) {
		size_t needs = json_array_size(c->filled[i].first) + 1;

		if (json_array_size(ways->list) > 0 &&
			json_array_size(ways->list) + needs > ways->max) {
			json_t *on = json_pack("{s:s}", "to", joint(c, i));

			ways_add(ways, on, NULL);
			json_decref(on);
			break;
		}
		ways_into(c, i, known, ways);
	}
	json_decref(known);
}

/* --- routes in nodes ----------------------------------------------------------------------- */
static void drop_forgotten(facts_t *facts, const json_t *way)
{
	json_t *forget = json_object_get(way, "forget"), *key;
	size_t index;

	json_array_foreach (forget, index, key)
		if (json_is_string(key))
			facts_drop_answer(facts, json_string_value(key));
}

/* One way on to the next question: its guard, notice and forgetting go along on each. */
static void expand_way(
	struct compiling *c, unsigned question, json_t *way, const facts_t *facts, struct ways *out)
{
	facts_t *known = facts_copy(facts);
	struct ways next = { json_array(), out->max, false };
	json_t *when = json_object_get(way, "when"), *one;
	size_t index;

	facts_add(known, when);
	drop_forgotten(known, way);
	ways_after(c, question + 1, known, &next);
	if (!next.closed)
		compile_say(c, c->overlay->questions[question].place,
			question + 1 < c->overlay->questions_n
				? "nothing that is always asked comes after it: the last question "
				  "must have no \"when\""
				: "nothing comes after it: end with a question that ends, such as "
				  "send");
	json_array_foreach (next.list, index, one) {
		json_t *merged = json_copy(way);

		json_object_update(merged, one);
		ways_add(out, merged,
			guard_both(json_incref(when), json_incref(json_object_get(one, "when"))));
		json_decref(merged);
	}
	json_decref(next.list);
	json_decref(known);
}

/* A route of a node with its "%next" filled; takes nothing, a new reference. */
static json_t *expand(struct compiling *c, unsigned question, json_t *route, const facts_t *facts)
{
	json_t *ways = json_is_array(route) ? json_incref(route) : json_pack("[O]", route), *way;
	struct ways out = { json_array(), TREE_WAYS_MAX, false };
	facts_t *known = facts_copy(facts);
	size_t index;

	if (json_array_size(ways) < out.max)
		out.max -= json_array_size(ways) - 1;
	json_array_foreach (ways, index, way) {
		json_t *to = json_is_string(way) ? way : json_object_get(way, "to");
		json_t *object =
			json_is_string(way) ? json_pack("{s:O}", "to", way) : json_incref(way);

		if (is_next(to))
			expand_way(c, question, object, known, &out);
		else
			json_array_append(out.list, way);
		facts_add_not(known, json_object_get(object, "when"));
		json_decref(object);
	}
	json_decref(known);
	json_decref(ways);
	return tidy(out.list);
}

/* --- nodes --------------------------------------------------------------------------------- */
/* What is known wherever a question's nodes lead on. */
static facts_t *question_facts(const struct compiling *c, unsigned question)
{
	facts_t *facts = json_array();
	const char *key;
	json_t *value;

	facts_add(facts, c->overlay->questions[question].when);
	facts_drop_values(facts);
	json_object_foreach (c->writes[question], key, value)
		facts_drop_answer(facts, key);
	return facts;
}

static void set_route(struct compiling *c, unsigned question, json_t *object, const char *key,
	const facts_t *facts)
{
	json_t *route = json_object_get(object, key);

	if (route)
		json_object_set_new(object, key, expand(c, question, route, facts));
}

/* An option leads on if it does not say where; it was chosen, so its value is known. */
static void set_option(
	struct compiling *c, unsigned question, const char *key, json_t *option, const char *value)
{
	facts_t *facts = question_facts(c, question);
	json_t *sets = json_object_get(option, "set"), *set, *fact;
	const char *name;

	if (!json_object_get(option, "next"))
		json_object_set_new(option, "next", json_string(FRAME_NEXT));
	facts_add(facts, json_object_get(option, "when"));
	facts_drop_values(facts);
	if (key && value) {
		fact = json_pack("{s:s, s:s}", "answer", key, "is", value);
		facts_drop_answer(facts, key);
		facts_add(facts, fact);
		json_decref(fact);
	}
	json_object_foreach (sets, name, set) {
		fact = json_pack("{s:s, s:O}", "answer", name, "is", set);
		facts_drop_answer(facts, name);
		facts_add(facts, fact);
		json_decref(fact);
	}
	set_route(c, question, option, "next", facts);
	json_decref(facts);
}

/* Behind an entry or list there is an answer. */
static void set_next(struct compiling *c, unsigned question, const char *key, json_t *node)
{
	facts_t *facts = question_facts(c, question);
	json_t *fact;

	if (key) {
		fact = json_pack("{s:{s:s, s:s}}", "not", "answer", key, "is", "");
		facts_add(facts, fact);
		json_decref(fact);
		fact = json_pack("{s:s}", "answer", key);
		facts_add(facts, fact);
		json_decref(fact);
	}
	set_route(c, question, node, "next", facts);
	json_decref(facts);
}

static bool is_changes(const json_t *options)
{
	const char *text = json_string_value(options);

	return text && strcmp(text, FRAME_CHANGES) == 0;
}

static void set_node(struct compiling *c, unsigned question, json_t *node)
{
	const char *key = json_string_value(json_object_get(node, "key")), *outcome;
	json_t *options = json_object_get(node, "options"), *on = json_object_get(node, "on");
	json_t *skip = json_object_get(node, "skip"), *option, *copy;
	facts_t *facts = question_facts(c, question);
	size_t index;

	if (is_changes(options)) {
		compile_changes(c, facts, node);
		options = NULL; /* they say where they lead */
	}
	json_array_foreach (options, index, option)
		if (json_is_object(option))
			set_option(c, question, key, option,
				json_string_value(json_object_get(option, "value")));
	if (json_is_object(skip))
		set_option(c, question, key, skip, "");
	set_next(c, question, key, node);
	copy = json_copy(on);
	json_object_foreach (copy, outcome, option)
		set_route(c, question, on, outcome, facts);
	json_decref(copy);
	json_decref(facts);
}

void compile_routes(struct compiling *c, unsigned question)
{
	const char *name;
	json_t *node;

	json_object_foreach (c->filled[question].nodes, name, node) {
		if (json_object_get(c->nodes, name))
			compile_say(c, c->overlay->questions[question].place,
				"another question has a node \"%s\" too: ask it only once, or give "
				"it another \"key\"",
				name);
		else if (json_is_object(node))
			set_node(c, question, node);
		json_object_set(c->nodes, name, node);
	}
}

const char *compile_start(struct compiling *c)
{
	json_t *facts = json_array(), *first;
	struct ways ways = { json_array(), TREE_WAYS_MAX, false };
	const char *name;

	ways_after(c, 0, facts, &ways);
	first = json_array_get(ways.list, 0);
	if (json_array_size(ways.list) == 1 && json_object_size(first) == 1)
		name = talloc_strdup(c->ctx, json_string_value(json_object_get(first, "to")));
	else
		name = joint(c, 0);
	json_decref(ways.list);
	json_decref(facts);
	return name;
}
