/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is left to ask of a guard where something is known already. Each row was worked out by hand;
 * the last test asks the same of every small guard by trying all answers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "menus/compile_guard.h"

#define A      "{\"answer\":\"a\"}"
#define A_IS_X "{\"answer\":\"a\",\"is\":\"x\"}"
#define A_XY   "{\"answer\":\"a\",\"is\":[\"x\",\"y\"]}"
#define A_Z    "{\"answer\":\"a\",\"is\":\"z\"}"
#define B_IS_X "{\"answer\":\"b\",\"is\":\"x\"}"
#define V      "{\"value\":\"v\"}"
#define NOT(g) "{\"not\":" g "}"
#define ALL(g) "{\"all\":[" g "]}"
#define ANY(g) "{\"any\":[" g "]}"

/* rest: "holds", "fails", or the guard that is left */
static const struct row {
	const char *fact, *guard, *rest;
} rows[] = {
	{ A_IS_X, A_IS_X, "holds" },
	{ A_IS_X, NOT(A_IS_X), "fails" },
	{ A_IS_X, A_XY, "holds" },
	{ A_IS_X, A_Z, "fails" },
	{ A_IS_X, A, "holds" },
	{ A_XY, A_IS_X, A_IS_X },
	{ A_XY, A_Z, "fails" },
	{ A, A_IS_X, A_IS_X },
	{ NOT(A), A_IS_X, "fails" },
	{ NOT(A), A, "fails" },
	{ NOT(A_IS_X), A_IS_X, "fails" },
	{ NOT(A_XY), A_IS_X, "fails" },
	{ NOT(A_IS_X), A_XY, A_XY },
	{ NOT(A_IS_X), A, A },
	{ A_IS_X, B_IS_X, B_IS_X },
	{ A_IS_X, ALL(A_XY "," B_IS_X), B_IS_X },
	{ A_IS_X, ALL(A_Z "," B_IS_X), "fails" },
	{ A_IS_X, ANY(A_XY "," B_IS_X), "holds" },
	{ A_IS_X, ANY(A_Z "," B_IS_X), B_IS_X },
	{ A_IS_X, ALL(A_XY "," A), "holds" },
	{ A_IS_X, ANY(A_Z "," NOT(A)), "fails" },
	{ A_IS_X, NOT(ALL(A_IS_X "," B_IS_X)), NOT(B_IS_X) },
	{ ALL(A_IS_X "," V), V, "holds" },
	{ NOT(ANY(A_IS_X "," V)), V, "fails" },
	{ NOT(NOT(A_IS_X)), A_XY, "holds" },
	{ V, NOT(V), "fails" },
	{ A_IS_X, ALL(B_IS_X "," V "," A), ALL(B_IS_X "," V) },
};

static json_t *read(const char *text)
{
	json_error_t error;
	json_t *json = json_loads(text, 0, &error);

	if (!json)
		fail_msg("%s: %s", text, error.text);
	return json;
}

static void what_is_known_is_not_asked_again(void **state)
{
	(void)state;
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		json_t *facts = json_array(), *fact = read(rows[i].fact);
		json_t *guard = read(rows[i].guard), *rest = NULL;
		enum truth truth;
		char *text;

		facts_add(facts, fact);
		truth = guard_under(facts, guard, &rest);
		text = truth == TRUTH_UNKNOWN ? json_dumps(rest, JSON_COMPACT)
					      : strdup(truth == TRUTH_HOLDS ? "holds" : "fails");
		if (strcmp(text, rows[i].rest) != 0)
			fail_msg("%s under %s: %s", rows[i].guard, rows[i].fact, text);
		free(text);
		json_decref(rest);
		json_decref(guard);
		json_decref(fact);
		json_decref(facts);
	}
}

static void what_may_have_changed_is_not_known(void **state)
{
	json_t *facts = json_array(), *fact = read(ALL(A_IS_X "," B_IS_X "," V)), *rest = NULL;
	json_t *a = read(A_IS_X), *b = read(B_IS_X), *v = read(V);

	(void)state;
	facts_add(facts, fact);
	facts_drop_answer(facts, "a");
	assert_int_equal(guard_under(facts, a, &rest), TRUTH_UNKNOWN);
	json_decref(rest);
	assert_int_equal(guard_under(facts, b, &rest), TRUTH_HOLDS);
	facts_drop_values(facts);
	assert_int_equal(guard_under(facts, v, &rest), TRUTH_UNKNOWN);
	json_decref(rest);
	json_decref(a);
	json_decref(b);
	json_decref(v);
	json_decref(fact);
	json_decref(facts);
}

static void two_guards_join_without_nesting(void **state)
{
	json_t *joined = guard_both(read(ALL(A "," V)), read(B_IS_X));
	char *text = json_dumps(joined, JSON_COMPACT);

	(void)state;
	assert_string_equal(text, ALL(A "," V "," B_IS_X));
	free(text);
	json_decref(joined);
	assert_null(guard_both(NULL, NULL));
	assert_null(guard_either(read(A), NULL)); /* one of them always holds */
	joined = guard_either(read(A), read(V));
	text = json_dumps(joined, JSON_COMPACT);
	assert_string_equal(text, ANY(A "," V));
	free(text);
	json_decref(joined);
}

/* --- all small guards ---------------------------------------------------------------------- */
/* a is unanswered, x, y or z; so is b; v is there or not */
struct world {
	unsigned a, b;
	bool v;
};

static bool text_is(const json_t *is, const char *text)
{
	size_t index;
	json_t *one;

	if (json_is_string(is))
		return strcmp(json_string_value(is), text) == 0;
	json_array_foreach (is, index, one)
		if (strcmp(json_string_value(one), text) == 0)
			return true;
	return false;
}

static bool holds(const json_t *guard, const struct world *world)
{
	static const char *const texts[] = { NULL, "x", "y", "z" };
	const char *key = json_string_value(json_object_get(guard, "answer"));
	const json_t *parts = json_object_get(guard, "all"), *is = json_object_get(guard, "is");
	bool all = parts;
	size_t index;
	json_t *part;

	if (key) {
		const char *text = texts[*key == 'a' ? world->a : world->b];

		return text && (!is || text_is(is, text));
	}
	if (json_object_get(guard, "value"))
		return world->v;
	if (json_object_get(guard, "not"))
		return !holds(json_object_get(guard, "not"), world);
	if (!parts)
		parts = json_object_get(guard, "any");
	json_array_foreach (parts, index, part)
		if (holds(part, world) != all)
			return !all;
	return all;
}

static void check_in_all_worlds(json_t *fact, json_t *guard)
{
	json_t *facts = json_array(), *rest = NULL;
	enum truth truth;

	facts_add(facts, fact);
	truth = guard_under(facts, guard, &rest);
	for (unsigned i = 0; i < 32; i++) {
		const struct world world = { i % 4, i / 4 % 4, i / 16 };
		bool wanted = holds(guard, &world);
		bool found = truth == TRUTH_UNKNOWN ? holds(rest, &world) : truth == TRUTH_HOLDS;

		if (holds(fact, &world) && wanted != found)
			fail_msg("%s under %s", json_dumps(guard, 0), json_dumps(fact, 0));
	}
	json_decref(rest);
	json_decref(facts);
}

static void nothing_false_is_concluded_in_any_world(void **state)
{
	static const char *const atoms[] = { A, A_IS_X, A_XY, A_Z, B_IS_X, V };
	json_t *guards[400];
	unsigned n = 0;

	(void)state;
	for (unsigned i = 0; i < 6; i++) {
		guards[n++] = read(atoms[i]);
		guards[n] = json_pack("{s:O}", "not", guards[n - 1]);
		n++;
	}
	for (unsigned i = 0; i < 12; i++)
		for (unsigned j = 0; j < 12; j++) {
			guards[n++] = json_pack("{s:[OO]}", "all", guards[i], guards[j]);
			guards[n++] = json_pack("{s:[OO]}", "any", guards[i], guards[j]);
		}
	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < n; j++)
			check_in_all_worlds(guards[i], guards[j]);
	for (unsigned i = 0; i < n; i++)
		json_decref(guards[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_known_is_not_asked_again),
		cmocka_unit_test(what_may_have_changed_is_not_known),
		cmocka_unit_test(two_guards_join_without_nesting),
		cmocka_unit_test(nothing_false_is_concluded_in_any_world),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
