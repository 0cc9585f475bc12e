/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The submission against the whole tree: every key is asked for, every person has a national id,
 * a map knows each value that can meet it, and what is written as a date, a time or digits in a
 * format is asked for as such.
 */
#include <string.h>
#include "gateway/base/national_id.h"
#include "menus/tree_check.h"

#define DATE_DIGITS 8
#define YEAR_DIGITS 4

struct spot {
	struct check *check;
	const struct field *field;
	unsigned at; /* of the field's sources */
	const struct source *source;
};

/* --- which values can meet a source -------------------------------------------------------- */
/* Ordered, so that "all" is the least and "any" the greatest of the parts. */
enum holds { NEVER, MAYBE, ALWAYS };

/* Whether a guard holds, of all that is known only that this key has this value. */
static enum holds holds_given(const struct guard *guard, uint16_t key, const char *value)
{
	enum holds found;

	if (!guard)
		return ALWAYS;
	if (guard->kind == GUARD_VALUE || (guard->kind == GUARD_ANSWER && guard->symbol != key))
		return MAYBE;
	if (guard->kind == GUARD_NOT)
		return ALWAYS - holds_given(guard->parts, key, value);
	if (guard->kind == GUARD_ANSWER) {
		for (unsigned i = 0; i < guard->texts_n; i++)
			if (strcmp(guard->texts[i], value) == 0)
				return ALWAYS;
		return guard->texts_n == 0 ? ALWAYS : NEVER;
	}
	found = guard->kind == GUARD_ALL ? ALWAYS : NEVER;
	for (unsigned i = 0; i < guard->parts_n; i++) {
		enum holds part = holds_given(&guard->parts[i], key, value);

		if (guard->kind == GUARD_ALL ? part < found : part > found)
			found = part;
	}
	return found;
}

static bool can_meet(const struct spot *spot, const char *value)
{
	uint16_t key = spot->source->key;

	for (unsigned i = 0; i < spot->at; i++)
		if (holds_given(spot->field->sources[i].when, key, value) == ALWAYS)
			return false;
	return holds_given(spot->source->when, key, value) != NEVER;
}

/* --- values -------------------------------------------------------------------------------- */
static bool is_box(const struct source *source, const char *text)
{
	for (unsigned i = 0; i < source->boxes_n; i++)
		if (strcmp(source->boxes[i], text) == 0)
			return true;
	return false;
}

static bool is_number(const char *text)
{
	size_t sign = *text == '-', digits = strspn(text + sign, "0123456789");

	return digits > 0 && digits <= SOURCE_NUMBER_DIGITS && !text[sign + digits];
}

/* A value that is known when the tree is loaded; it came from a node, or (NULL) from a national id
 * or a date. */
static void check_value(const struct spot *spot, const char *value, const struct node *node)
{
	const struct source *source = spot->source;
	const char *path = spot->field->path, *text;
	const char *of = node ? "node " : source->days > 0 ? "a date" : "a national id";
	const char *name = node ? node->name : "";

	if (!*value || !can_meet(spot, value))
		return;
	text = source_mapped(source, value);
	if (!text)
		check_fail(spot->check, NULL, "submit.answers.%s.map: \"%s\" of %s%s is missing",
			path, value, of, name);
	else if (source->as == AS_BOXES && !is_box(source, text))
		check_fail(spot->check, NULL,
			"submit.answers.%s.of_values: what \"%s\" of %s%s becomes is missing", path,
			value, of, name);
	else if (source->as == AS_NUMBER && !is_number(text))
		check_fail(spot->check, NULL,
			"submit.answers.%s: what \"%s\" of %s%s becomes is no number", path, value,
			of, name);
}

static void check_node_values(const struct spot *spot, const struct node *node)
{
	for (unsigned i = 0; i < node->options_n; i++) {
		const struct option *option = &node->options[i];

		if (node->key == spot->source->key && option->value)
			check_value(spot, option->value, node);
		for (unsigned j = 0; j < option->sets_n; j++)
			if (option->sets[j].key == spot->source->key)
				check_value(spot, option->sets[j].value, node);
	}
}

/* What home may give on the way in. */
static void check_given_values(const struct spot *spot)
{
	static const struct node home = { .name = "home" };
	const struct key *key = tree_key(spot->check->tree, spot->source->key);

	for (unsigned i = 0; key && key->given && i < key->given->values_n; i++)
		check_value(spot, key->given->values[i], &home);
}

/* --- what is asked ------------------------------------------------------------------------- */
/* How many digits an entry always keeps; 0 if that is not sure. */
static unsigned digits_kept(const struct node *entry)
{
	if (!entry)
		return 0;
	if (entry->entry == ENTRY_NATIONAL_ID)
		return NATIONAL_ID_DIGITS;
	if (entry->entry == ENTRY_DATE)
		return DATE_DIGITS; /* or a year alone: left to the clerk */
	if (entry->entry == ENTRY_PHONE)
		return PHONE_NATIONAL_DIGITS;
	return entry->entry == ENTRY_DIGITS && entry->min == entry->max ? (unsigned)entry->min : 0;
}

static unsigned fact_digits(enum source_fact fact)
{
	if (fact == FACT_YEAR)
		return YEAR_DIGITS;
	return fact == FACT_DAY ? DATE_DIGITS : 0;
}

static void check_format(const struct spot *spot)
{
	unsigned wanted = source_format_digits(spot->source->format), kept = DATE_DIGITS;

	if (spot->source->kind == SOURCE_FACT)
		kept = fact_digits(spot->source->fact);
	else if (spot->source->kind == SOURCE_ANSWER)
		kept = digits_kept(tree_entry(spot->check->tree, spot->source->key));
	else if (spot->source->own != OWN_TODAY)
		kept = spot->source->own == OWN_PROCEDURE ? 0 : PHONE_NATIONAL_DIGITS;
	if (kept != wanted)
		check_fail(spot->check, NULL,
			"submit.answers.%s.format: wants %u digits: ask for exactly as many",
			spot->field->path, wanted);
}

static void check_entry(const struct spot *spot, enum entry_kind wanted, const char *what)
{
	const struct tree *tree = spot->check->tree;
	const struct node *entry = tree_entry(tree, spot->source->key);
	bool taken = !tree_asks(tree, spot->source->key); /* from an effect, which knows its form */

	if (!taken && (!entry || entry->entry != wanted))
		check_fail(spot->check, NULL, "submit.answers.%s: \"%s\" is not asked as a %s",
			spot->field->path, check_name(spot->check, spot->source->key), what);
}

static void check_answer(const struct spot *spot)
{
	const struct tree *tree = spot->check->tree;
	enum source_as as = spot->source->as;

	if (!tree_key(tree, spot->source->key))
		check_fail(spot->check, NULL, "submit.answers.%s: nobody asks for \"%s\"",
			spot->field->path, check_name(spot->check, spot->source->key));
	if (spot->source->days > 0) {
		check_entry(spot, ENTRY_DATE, "date");
		check_value(spot, "within", NULL);
		check_value(spot, "later", NULL);
		return;
	}
	for (unsigned i = 0; i < tree->nodes_n; i++)
		check_node_values(spot, &tree->nodes[i]);
	check_given_values(spot);
	if (as == AS_DATE || as == AS_DAY)
		check_entry(spot, ENTRY_DATE, "date");
	if (as == AS_TIME)
		check_entry(spot, ENTRY_TIME, "time");
}

static bool is_of_list(const struct tree *tree, uint16_t key)
{
	for (unsigned i = 0; i < tree->nodes_n; i++)
		if (tree->nodes[i].kind == NODE_LIST && tree->nodes[i].key == key)
			return true;
	return false;
}

static void check_fact(const struct spot *spot)
{
	const struct source *source = spot->source;
	bool of_id = source->fact == FACT_SEX || source->fact == FACT_YEAR;

	if (of_id && !check_is_id(spot->check, source->key))
		check_fail(spot->check, NULL, "submit.answers.%s: \"%s\" is no national id",
			spot->field->path, check_name(spot->check, source->key));
	if (!of_id && !tree_key(spot->check->tree, source->key))
		check_fail(spot->check, NULL, "submit.answers.%s: nobody asks for \"%s\"",
			spot->field->path, check_name(spot->check, source->key));
	if (source->fact == FACT_DAY && !is_of_list(spot->check->tree, source->key))
		check_fail(spot->check, NULL, "submit.answers.%s: \"%s\" is no list of slots",
			spot->field->path, check_name(spot->check, source->key));
	if (source->fact != FACT_SEX)
		return;
	check_value(spot, "male", NULL);
	check_value(spot, "female", NULL);
}

/* --- the whole ----------------------------------------------------------------------------- */
static void check_source(const struct spot *spot)
{
	check_guard(spot->check, NULL, spot->source->when);
	if (spot->source->kind == SOURCE_ANSWER)
		check_answer(spot);
	if (spot->source->kind == SOURCE_FACT)
		check_fact(spot);
	if (spot->source->kind == SOURCE_FIXED && spot->source->as == AS_BOXES &&
		!is_box(spot->source, spot->source->fixed.text))
		check_fail(spot->check, NULL,
			"submit.answers.%s.of_values: the fixed value is missing",
			spot->field->path);
	if (spot->source->format)
		check_format(spot);
}

static void check_person(struct check *check, const struct person *person, const char *who)
{
	const struct node *phone;

	check_guard(check, NULL, person->when);
	if (!check_is_id(check, person->id_key))
		check_fail(check, NULL, "submit.%s.national_id: \"%s\" is no national id", who,
			check_name(check, person->id_key));
	if (person->phone_key == SYMBOL_NONE)
		return;
	phone = tree_entry(check->tree, person->phone_key);
	if (!phone || phone->entry != ENTRY_PHONE)
		check_fail(check, NULL, "submit.%s.phone: \"%s\" is no phone", who,
			check_name(check, person->phone_key));
}

void check_submit(struct check *check)
{
	const struct submit *submit = &check->tree->submit;

	for (unsigned i = 0; i < submit->applicants_n; i++)
		check_person(check, &submit->applicants[i], "applicant");
	for (unsigned i = 0; i < submit->concerned_n; i++)
		check_person(check, &submit->concerned[i], "concerned");
	for (unsigned i = 0; i < submit->fields_n; i++)
		for (unsigned j = 0; j < submit->fields[i].sources_n; j++) {
			struct spot spot = { check, &submit->fields[i], j,
				&submit->fields[i].sources[j] };

			check_source(&spot);
		}
	for (unsigned i = 0; i < submit->papers_n; i++) {
		check_guard(check, NULL, submit->papers[i].when);
		check_text(check, NULL, submit->papers[i].text);
	}
}
