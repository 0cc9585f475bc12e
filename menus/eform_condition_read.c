/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Conditions as Form.io writes them, read into one tree. What is not surely understood is a problem
 * and counts as "always shown"; no JavaScript is executed. Where a component has conditions in
 * several ways, the one counts that Form.io's validator takes.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/eform_internal.h"

/* While one component's condition is read. */
struct draft {
	const struct eform_at *at;
	const char *why; /* NULL while all is understood */
};

static const struct eform_condition never = { .kind = CONDITION_NEVER };

static struct eform_condition *fail(struct draft *draft, const char *why)
{
	if (!draft->why)
		draft->why = why;
	return NULL;
}

static struct eform_condition *node(const struct draft *draft, enum eform_condition_kind kind,
	unsigned n, const struct eform_condition *const *parts)
{
	struct eform_condition *out = talloc_zero(draft->at->reader->eform, struct eform_condition);

	out->kind = kind;
	out->parts_n = n;
	if (n > 0)
		out->parts = talloc_memdup(out, parts, n * sizeof(*parts));
	return out;
}

static struct eform_condition * not(const struct draft *draft, const struct eform_condition *part)
{
	return part ? node(draft, CONDITION_NOT, 1, &part) : NULL;
}

/* --- comparisons --------------------------------------------------------------------------- */
/* False: no single value. */
static bool value_of(const struct draft *draft, const json_t *json, struct eform_value *value)
{
	void *ctx = draft->at->reader->eform;

	*value = (struct eform_value) { .kind = VALUE_NONE, .text = "undefined" };
	if (!json)
		return true;
	if (json_is_object(json) || json_is_array(json))
		return false;
	value->text = eform_as_text(ctx, json);
	if (json_is_null(json)) {
		value->kind = VALUE_NULL;
		value->text = "null";
	} else if (json_is_boolean(json)) {
		value->kind = VALUE_BOOL;
		value->truth = json_is_true(json);
	} else if (json_is_number(json)) {
		value->kind = VALUE_NUMBER;
		value->number = json_number_value(json);
	} else {
		value->kind = VALUE_TEXT;
	}
	return true;
}

static struct eform_condition *compare(struct draft *draft, enum eform_operator operator,
	enum eform_reference reference, const char *written, const struct eform_value *values,
	unsigned values_n)
{
	const struct eform_at *at = draft->at;
	struct eform_reader *reader = at->reader;
	struct eform_condition *out = node(draft, CONDITION_COMPARE, 0, NULL);
	struct eform_comparison *comparison = talloc_zero(out, struct eform_comparison);

	if (reader->comparisons_n == EFORM_COMPARISONS_MAX)
		return fail(draft, "there are more comparisons than are read");
	*comparison = (struct eform_comparison) {
		.operator= operator,
		.reference = reference,
		.written = talloc_strdup(out, written),
		.prefix = at->prefix,
		.place = at->place,
		.key = at->path,
		.values_n = values_n,
	};
	if (values_n > 0)
		comparison->values = talloc_memdup(out, values, values_n * sizeof(*values));
	out->comparison = comparison;
	reader->comparisons[reader->comparisons_n++] = comparison;
	return out;
}

/* --- show / when / eq ---------------------------------------------------------------------- */
static struct eform_condition *read_when(struct draft *draft, const json_t *conditional)
{
	const char *show =
		eform_as_text(draft->at->reader->eform, json_object_get(conditional, "show"));
	const char *when = json_string_value(json_object_get(conditional, "when"));
	struct eform_condition *out;
	struct eform_value eq;

	if (!when)
		return fail(draft, "`when` is no text");
	if (!value_of(draft, json_object_get(conditional, "eq"), &eq))
		return fail(draft, "`eq` is not one value");
	out = compare(draft, OPERATOR_WHEN, REFERENCE_WHEN, when, &eq, 1);
	if (out)
		out->comparison->want = show && strcmp(show, "true") == 0;
	return out;
}

/* --- conjunction / conditions -------------------------------------------------------------- */
static struct eform_condition *read_line(
	struct draft *draft, const json_t *line, const char *component)
{
	static const struct {
		const char *name;
		enum eform_operator operator;
	} operators[] = {
		{ "isEqual", OPERATOR_IS },
		{ "isNotEqual", OPERATOR_IS_NOT },
		{ "isEmpty", OPERATOR_EMPTY },
		{ "isNotEmpty", OPERATOR_NOT_EMPTY },
		{ "includes", OPERATOR_INCLUDES },
		{ "notIncludes", OPERATOR_NOT_INCLUDES },
		{ "startsWith", OPERATOR_STARTS },
		{ "endsWith", OPERATOR_ENDS },
		{ "lessThan", OPERATOR_LESS },
		{ "lessThanOrEqual", OPERATOR_LESS_OR_EQUAL },
		{ "greaterThan", OPERATOR_GREATER },
		{ "greaterThanOrEqual", OPERATOR_GREATER_OR_EQUAL },
	};
	const char *operator= json_string_value(json_object_get(line, "operator"));
	struct eform_value value;

	if (!value_of(draft, json_object_get(line, "value"), &value))
		return fail(draft, "it compares with more than one value");
	for (unsigned i = 0; operator&& i<ARRAY_SIZE(operators); i++)
		if (strcmp(operators[i].name, operator) == 0)
			return compare(
				draft, operators[i].operator, REFERENCE_WHEN, component, &value, 1);
	return fail(draft, "it compares in an unknown way");
}

static struct eform_condition *read_lines(struct draft *draft, const json_t *conditional)
{
	const struct eform_condition *parts[EFORM_CONDITION_PARTS_MAX];
	const json_t *lines = json_object_get(conditional, "conditions");
	const json_t *show = json_object_get(conditional, "show");
	const char *conjunction = json_string_value(json_object_get(conditional, "conjunction"));
	struct eform_condition *out;
	unsigned n = 0;
	json_t *line;
	size_t i;

	if (!json_is_array(lines) || json_array_size(lines) > EFORM_CONDITION_PARTS_MAX)
		return fail(draft, "its conditions are no array, or too many");
	json_array_foreach (lines, i, line) {
		const char *component = json_string_value(json_object_get(line, "component"));

		/* a line without a field is one that nobody filled in */
		if (component && component[0])
			parts[n++] = read_line(draft, line, component);
	}
	if (draft->why)
		return NULL;
	out = node(draft,
		conjunction && strcmp(conjunction, "any") == 0 ? CONDITION_ANY : CONDITION_ALL, n,
		parts);
	/* the text "false" is JSON to Form.io */
	if (!show ||
		(eform_truthy(show) &&
			!(json_is_string(show) &&
				(strcmp(json_string_value(show), "false") == 0 ||
					strcmp(json_string_value(show), "null") == 0 ||
					strcmp(json_string_value(show), "0") == 0))))
		return out;
	return not(draft, out);
}

/* --- JSONLogic ----------------------------------------------------------------------------- */
static struct eform_condition *read_logic(struct draft *draft, const json_t *logic, unsigned depth);

/* {"var": "data.x"} or {"var": ["data.x"]}; NULL if it is no such thing. */
static const char *variable(const json_t *json)
{
	const json_t *name = json_object_get(json, "var");

	if (!json_is_object(json) || json_object_size(json) != 1)
		return NULL;
	if (json_is_array(name) && json_array_size(name) == 1)
		name = json_array_get(name, 0);
	return json_string_value(name);
}

static struct eform_condition *compare_variable(struct draft *draft, enum eform_operator operator,
	const char * name, const struct eform_value *values, unsigned values_n)
{
	if (strncmp(name, "data.", 5) == 0)
		return compare(draft, operator, REFERENCE_DATA, name + 5, values, values_n);
	if (strncmp(name, "row.", 4) == 0)
		return compare(draft, operator, REFERENCE_ROW, name + 4, values, values_n);
	return fail(draft, "it reads something that is no answer");
}

static struct eform_condition *read_equal(
	struct draft *draft, enum eform_operator operator, const json_t * arguments)
{
	const json_t *left = json_array_get(arguments, 0), *right = json_array_get(arguments, 1);
	const char *name = variable(left);
	struct eform_value value;

	if (json_array_size(arguments) != 2)
		return fail(draft, "a comparison of other than two");
	if (!name) {
		name = variable(right);
		right = left;
	}
	if (!name || !value_of(draft, right, &value))
		return fail(draft, "a comparison of other than an answer with a value");
	return compare_variable(draft, operator, name, &value, 1);
}

static struct eform_condition *read_one_of(
	struct draft *draft, const char *name, const json_t *list)
{
	struct eform_value values[EFORM_CONDITION_PARTS_MAX];
	unsigned n = 0;
	json_t *item;
	size_t i;

	if (json_array_size(list) > EFORM_CONDITION_PARTS_MAX)
		return fail(draft, "a list of too many values");
	json_array_foreach (list, i, item)
		if (!value_of(draft, item, &values[n++]))
			return fail(draft, "a list of other than single values");
	return compare_variable(draft, OPERATOR_ONE_OF, name, values, n);
}

static struct eform_condition *read_in(struct draft *draft, const json_t *arguments)
{
	const json_t *left = json_array_get(arguments, 0), *right = json_array_get(arguments, 1);
	struct eform_value value;

	if (json_array_size(arguments) != 2)
		return fail(draft, "`in` of other than two");
	if (variable(left) && json_is_array(right))
		return read_one_of(draft, variable(left), right);
	if (variable(left) && json_is_string(right) && value_of(draft, right, &value))
		return compare_variable(draft, OPERATOR_PART_OF, variable(left), &value, 1);
	if (variable(right) && value_of(draft, left, &value))
		return compare_variable(draft, OPERATOR_HAS, variable(right), &value, 1);
	return fail(draft, "`in` of other than an answer and values");
}

static struct eform_condition *read_several(struct draft *draft, enum eform_condition_kind kind,
	const json_t *arguments, unsigned depth)
{
	const struct eform_condition *parts[EFORM_CONDITION_PARTS_MAX];
	unsigned n = 0;
	json_t *part;
	size_t i;

	if (!json_is_array(arguments) || json_array_size(arguments) == 0 ||
		json_array_size(arguments) > EFORM_CONDITION_PARTS_MAX)
		return fail(draft, "`and` or `or` of none or too many");
	json_array_foreach (arguments, i, part) {
		parts[n++] = read_logic(draft, part, depth + 1);
		if (draft->why)
			return NULL;
	}
	return node(draft, kind, n, parts);
}

/* `!` or `!!`: of an answer, or of a condition. */
static struct eform_condition *read_truth(
	struct draft *draft, bool wanted, const json_t *argument, unsigned depth)
{
	struct eform_condition *out;

	if (json_is_array(argument) && json_array_size(argument) == 1)
		argument = json_array_get(argument, 0);
	if (variable(argument))
		out = compare_variable(draft, OPERATOR_TRUTHY, variable(argument), NULL, 0);
	else
		out = read_logic(draft, argument, depth + 1);
	return !out || wanted ? out : not(draft, out);
}

/* What yields a truth value. A lone variable does not: Form.io takes a missing answer there for "no
 * condition", and nobody who writes one means that. */
static struct eform_condition *read_logic(struct draft *draft, const json_t *logic, unsigned depth)
{
	const char *operator= json_object_iter_key(json_object_iter((json_t *)(uintptr_t)logic));
	const json_t *arguments = operator? json_object_get(logic, operator) : NULL;
	struct eform_condition *out;

	if (!json_is_object(logic) || json_object_size(logic) != 1 ||
		depth > EFORM_CONDITION_DEPTH_MAX)
		return fail(draft, "JSONLogic that is no operation, or too deep");
	if (strcmp(operator, "==") == 0)
		return read_equal(draft, OPERATOR_LOOSE, arguments);
	if (strcmp(operator, "===") == 0)
		return read_equal(draft, OPERATOR_STRICT, arguments);
	if (strcmp(operator, "!=") == 0 || strcmp(operator, "!==") == 0) {
		out = read_equal(draft, operator[2] ? OPERATOR_STRICT : OPERATOR_LOOSE, arguments);
		return not(draft, out);
	}
	if (strcmp(operator, "in") == 0)
		return read_in(draft, arguments);
	if (strcmp(operator, "and") == 0)
		return read_several(draft, CONDITION_ALL, arguments, depth);
	if (strcmp(operator, "or") == 0)
		return read_several(draft, CONDITION_ANY, arguments, depth);
	if (strcmp(operator, "!") == 0 || strcmp(operator, "!!") == 0)
		return read_truth(draft, operator[1], arguments, depth);
	return fail(draft, "JSONLogic with an operation that is not known");
}

/* --- a component's own --------------------------------------------------------------------- */
/* Which of the ways counts, as in Form.io's isSimpleConditionallyHidden. NULL: no condition. */
static const struct eform_condition *read_own(struct draft *draft, const json_t *conditional)
{
	const json_t *lines = json_object_get(conditional, "conditions");
	const json_t *logic = json_object_get(conditional, "json");

	if (conditional && !json_is_null(conditional) && !json_is_object(conditional))
		return fail(draft, "it is no object");
	if (eform_says(lines)) {
		if (eform_says(json_object_get(conditional, "conjunction")))
			return read_lines(draft, conditional);
		return fail(draft, "conditions without a conjunction");
	}
	if (eform_says(json_object_get(conditional, "when")))
		return read_when(draft, conditional);
	if (json_is_string(logic) && eform_says(logic))
		return fail(draft, "JSONLogic as a text");
	return eform_says(logic) ? read_logic(draft, logic, 0) : NULL;
}

const struct eform_condition *eform_condition_read(const struct eform_at *at, bool *understood_r)
{
	struct draft draft = { .at = at };
	const struct eform_condition *own, *both[2];

	if (eform_truthy(json_object_get(at->json, "hidden")))
		return &never;
	own = read_own(&draft, json_object_get(at->json, "conditional"));
	*understood_r = !draft.why;
	if (draft.why)
		eform_problem(at, eform_place(at, "conditional"), true,
			"its condition is not understood: %s", draft.why);
	if (eform_says(json_object_get(at->json, "customConditional"))) {
		*understood_r = false;
		eform_problem(at, eform_place(at, "customConditional"), true,
			"a script of the form says when it is shown");
	}
	if (draft.why || !own)
		return at->shown;
	if (!at->shown)
		return own;
	both[0] = at->shown;
	both[1] = own;
	return node(&draft, CONDITION_ALL, 2, both);
}
