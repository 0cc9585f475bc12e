/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Guards under facts, in three values. Only simple things are concluded: that a guard was seen
 * before, and what one answer says of another guard on the same answer. What is not understood is
 * left as it is, for the tree loader to refuse.
 */
#include "menus/compile_guard.h"
#include <string.h>
#include <osmocom/core/utils.h>

/* --- reading guards ------------------------------------------------------------------------ */
static const char *answer_key(const json_t *guard)
{
	return json_string_value(json_object_get(guard, "answer"));
}

/* Values of "is" as an array, one alone as it is. */
static size_t is_count(const json_t *is)
{
	return json_is_array(is) ? json_array_size(is) : 1;
}

static json_t *is_item(json_t *is, size_t index)
{
	return json_is_array(is) ? json_array_get(is, index) : is;
}

static bool is_has(json_t *is, const json_t *value)
{
	for (size_t i = 0; i < is_count(is); i++)
		if (json_equal(is_item(is, i), value))
			return true;
	return false;
}

/* How many of the values of `a` are among those of `b`. */
static size_t is_common(json_t *a, json_t *b)
{
	size_t n = 0;

	for (size_t i = 0; i < is_count(a); i++)
		n += is_has(b, is_item(a, i));
	return n;
}

/* --- facts --------------------------------------------------------------------------------- */
static json_t *parts_of(const json_t *guard, const char *word)
{
	json_t *parts = json_object_get(guard, word);

	return json_is_array(parts) ? parts : NULL;
}

void facts_add(facts_t *facts, json_t *guard)
{
	json_t *parts = parts_of(guard, "all"), *not_ = json_object_get(guard, "not"), *part;
	size_t index;

	if (!guard)
		return;
	json_array_append(facts, guard);
	json_array_foreach (parts, index, part)
		facts_add(facts, part);
	if (not_)
		facts_add_not(facts, not_);
}

void facts_add_not(facts_t *facts, json_t *guard)
{
	json_t *parts = parts_of(guard, "any"), *not_ = json_object_get(guard, "not"), *part;
	size_t index;

	if (!guard)
		return;
	json_array_append_new(facts, json_pack("{s:O}", "not", guard));
	json_array_foreach (parts, index, part)
		facts_add_not(facts, part);
	if (not_)
		facts_add(facts, not_);
}

static bool speaks_of(json_t *guard, const char *word, const char *key)
{
	const char *name = json_string_value(json_object_get(guard, word)), *inner;
	size_t index;
	json_t *part;

	if (name && (!key || strcmp(name, key) == 0))
		return true;
	json_object_foreach (guard, inner, part) {
		json_t *one;

		if (json_is_object(part) && speaks_of(part, word, key))
			return true;
		json_array_foreach (part, index, one)
			if (speaks_of(one, word, key))
				return true;
	}
	return false;
}

static void drop(facts_t *facts, const char *word, const char *key)
{
	for (size_t i = json_array_size(facts); i > 0; i--)
		if (speaks_of(json_array_get(facts, i - 1), word, key))
			json_array_remove(facts, i - 1);
}

void facts_drop_answer(facts_t *facts, const char *key)
{
	drop(facts, "answer", key);
}

void facts_drop_values(facts_t *facts)
{
	drop(facts, "value", NULL);
}

/* --- truth --------------------------------------------------------------------------------- */
static enum truth negated(enum truth truth)
{
	return truth == TRUTH_HOLDS    ? TRUTH_FAILS
		: truth == TRUTH_FAILS ? TRUTH_HOLDS
				       : TRUTH_UNKNOWN;
}

/* What a fact about an answer says of a guard on the same answer. */
static enum truth answer_by_answer(const json_t *fact, bool denied, const json_t *guard)
{
	json_t *known = json_object_get(fact, "is"), *asked = json_object_get(guard, "is");

	if (denied && !known)
		return TRUTH_FAILS; /* there is no answer */
	if (denied)
		return asked && is_common(asked, known) == is_count(asked) ? TRUTH_FAILS
									   : TRUTH_UNKNOWN;
	if (!asked)
		return TRUTH_HOLDS; /* there is an answer, whatever it is */
	if (!known)
		return TRUTH_UNKNOWN;
	if (is_common(known, asked) == is_count(known))
		return TRUTH_HOLDS;
	return is_common(known, asked) == 0 ? TRUTH_FAILS : TRUTH_UNKNOWN;
}

static enum truth by_fact(const json_t *fact, const json_t *guard)
{
	const json_t *inner = json_object_get(fact, "not");
	const char *key = answer_key(guard), *known;

	if (json_equal(fact, guard))
		return TRUTH_HOLDS;
	if (inner && json_equal(inner, guard))
		return TRUTH_FAILS;
	known = answer_key(inner ? inner : fact);
	if (!key || !known || strcmp(key, known) != 0)
		return TRUTH_UNKNOWN;
	return answer_by_answer(inner ? inner : fact, inner, guard);
}

/* "all" and "any": a part that decides does so alone, the others stay. */
static enum truth parts_under(
	const facts_t *facts, json_t *parts, const char *word, json_t **rest_r)
{
	enum truth deciding = strcmp(word, "all") == 0 ? TRUTH_FAILS : TRUTH_HOLDS;
	json_t *left = json_array(), *part, *rest;
	enum truth truth;
	size_t index;

	json_array_foreach (parts, index, part) {
		truth = guard_under(facts, part, &rest);
		if (truth == deciding) {
			json_decref(left);
			return deciding;
		}
		if (truth == TRUTH_UNKNOWN)
			json_array_append_new(left, rest);
	}
	if (json_array_size(left) > 1) {
		*rest_r = json_pack("{s:o}", word, left);
		return TRUTH_UNKNOWN;
	}
	truth = json_array_size(left) ? TRUTH_UNKNOWN : negated(deciding);
	if (truth == TRUTH_UNKNOWN)
		*rest_r = json_incref(json_array_get(left, 0));
	json_decref(left);
	return truth;
}

enum truth guard_under(const facts_t *facts, json_t *guard, json_t **rest_r)
{
	json_t *not_ = json_object_get(guard, "not"), *fact, *rest;
	size_t index;
	enum truth truth;

	if (!guard)
		return TRUTH_HOLDS;
	json_array_foreach (facts, index, fact) {
		truth = by_fact(fact, guard);
		if (truth != TRUTH_UNKNOWN)
			return truth;
	}
	if (json_object_size(guard) == 1 && parts_of(guard, "all"))
		return parts_under(facts, parts_of(guard, "all"), "all", rest_r);
	if (json_object_size(guard) == 1 && parts_of(guard, "any"))
		return parts_under(facts, parts_of(guard, "any"), "any", rest_r);
	if (json_object_size(guard) == 1 && not_) {
		truth = negated(guard_under(facts, not_, &rest));
		if (truth == TRUTH_UNKNOWN)
			*rest_r = json_pack("{s:o}", "not", rest);
		return truth;
	}
	*rest_r = json_incref(guard);
	return TRUTH_UNKNOWN;
}

/* --- together ------------------------------------------------------------------------------ */
/* Joins without nesting what is of the same word already. */
static json_t *joined(json_t *a, json_t *b, const char *word)
{
	json_t *parts = json_array(), *both[] = { a, b };

	for (unsigned i = 0; i < ARRAY_SIZE(both); i++) {
		if (parts_of(both[i], word))
			json_array_extend(parts, parts_of(both[i], word));
		else
			json_array_append(parts, both[i]);
		json_decref(both[i]);
	}
	return json_pack("{s:o}", word, parts);
}

json_t *guard_both(json_t *a, json_t *b)
{
	if (!a || !b)
		return a ? a : b;
	return joined(a, b, "all");
}

json_t *guard_either(json_t *a, json_t *b)
{
	if (!a || !b) {
		json_decref(a);
		json_decref(b);
		return NULL;
	}
	return joined(a, b, "any");
}
